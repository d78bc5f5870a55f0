"""A settlement of parties: its terms, who signed, who answers for it, its schedule and its course."""

from django.db import models
from django.db.models import Q

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person


class SettlementState(models.TextChoices):
    """Where a settlement stands: `law.procedure.settlement_life`."""

    ENTERED = "entered", "待各方签认"
    IN_FORCE = "in_force", "履行中"
    BREACHED = "breached", "逾期未履行"
    PERFORMED = "performed", "履行完毕"
    RESUMED = "resumed", "已恢复原执行依据"
    SUED = "sued", "已另行起诉"
    VOIDED = "voided", "被确认无效或撤销"
    REPLACED = "replaced", "已变更为新协议"
    DROPPED = "dropped", "未生效"


class Form(models.TextChoices):
    """How it came before the court (执行和解规定 2, 19)."""

    JOINT = "joint", "各方共同提交书面协议"
    RECOGNISED = "recognised", "一方提交，其他当事人认可"
    RECORDED = "recorded", "口头协议记入笔录"
    OUTSIDE = "outside", "未提交法院的和解"


class Side(models.TextChoices):
    """On which side somebody signs."""

    CREDITOR = "creditor", "申请执行人"
    DEBTOR = "debtor", "被执行人"
    GUARANTOR = "guarantor", "担保人"


class InstalmentKind(models.TextChoices):
    """What an instalment is."""

    MONEY = "money", "给付金钱"
    THING = "thing", "交付财产"
    ACT = "act", "履行行为"


class Settlement(models.Model):
    """An agreement between an applicant and a debtor of a case. `debt_fen`: what the title ordered on the day it was
    entered; `flags`: what was worth a second look then; `order`: numbers of instalments in which money fills them."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    debtor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SettlementState, default=SettlementState.ENTERED)
    form = models.CharField(max_length=10, choices=Form)
    signed_on = models.DateField()
    effective_on = models.DateField(null=True)
    debt_fen = models.BigIntegerField()
    money_fen = models.BigIntegerField()
    grace_days = models.SmallIntegerField(default=0)
    acceleration = models.BooleanField(default=False)
    whole = models.BooleanField(default=True, help_text="履行完毕即了结全部执行依据，余额放弃")
    suspends = models.BooleanField(default=True, help_text="履行期间中止执行（执行和解规定第二条）")
    order = models.JSONField(default=list)
    clauses = models.TextField(blank=True, help_text="其他约定：利息、解除查封、违约责任等")
    flags = models.JSONField(default=list)
    breached_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    asked_at = models.DateTimeField(null=True, help_text="违约后已询问申请执行人如何处理")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "creditor", "debtor"],
                name="settlements_one_in_force",
                condition=Q(state__in=["in_force", "breached"]),
            ),
            models.CheckConstraint(condition=Q(money_fen__gte=0, debt_fen__gte=0), name="settlements_sums"),
            models.CheckConstraint(condition=Q(grace_days__gte=0), name="settlements_grace"),
            models.CheckConstraint(
                condition=Q(state__in=["entered", "dropped"]) | Q(effective_on__isnull=False),
                name="settlements_effective_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="breached") | Q(breached_on__isnull=False), name="settlements_breach_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(form__in=["joint", "recognised", "recorded"]) | Q(state__in=["entered", "dropped"]),
                name="settlements_outside_has_no_effect",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "state"], name="settlements_by_state"),
            models.Index(fields=["case", "-id"], name="settlements_of_case"),
        ]


class Signatory(models.Model):
    """Somebody who signed, or has to. `agent` signed for him under `authority` (执行和解规定 4)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="signatories")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    side = models.CharField(max_length=10, choices=Side)
    signed_on = models.DateField(null=True)
    agent = models.CharField(max_length=80, blank=True)
    authority = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("settlement", "id")
        constraints = [
            models.UniqueConstraint(fields=["settlement", "person", "side"], name="settlements_signs_once"),
            models.CheckConstraint(condition=Q(agent="") | Q(authority__gt=""), name="settlements_agent_has_authority"),
        ]


class Guarantor(models.Model):
    """Somebody who answers for the debtor. `direct`: he promised the court to be enforced against directly
    (执行和解规定 18); only then may he be `called_on`."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="guarantors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    direct = models.BooleanField()
    limit_fen = models.BigIntegerField(null=True)
    thing = models.CharField(max_length=200, blank=True)
    called_on = models.DateField(null=True)

    class Meta:
        ordering = ("settlement", "id")
        constraints = [
            models.UniqueConstraint(fields=["settlement", "person"], name="settlements_guarantor_once"),
            models.CheckConstraint(
                condition=Q(limit_fen__isnull=True) | Q(limit_fen__gt=0), name="settlements_guarantee_positive"
            ),
            models.CheckConstraint(
                condition=Q(called_on__isnull=True) | Q(direct=True), name="settlements_only_direct_is_called"
            ),
        ]


class Instalment(models.Model):
    """One step of the schedule. `paid_fen` is the sum of what fulfils it, kept by the database; `met_on`: the day its
    condition was met, `due_on` follows from it then; `done_on`: a thing delivered, an act performed."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="instalments")
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=6, choices=InstalmentKind)
    amount_fen = models.BigIntegerField(default=0)
    what = models.CharField(max_length=300, blank=True)
    condition = models.CharField(max_length=300, blank=True)
    days_after = models.SmallIntegerField(default=0)
    met_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    paid_fen = models.BigIntegerField(default=0)
    done_on = models.DateField(null=True)
    done_note = models.CharField(max_length=300, blank=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        ordering = ("settlement", "number")
        constraints = [
            models.UniqueConstraint(fields=["settlement", "number"], name="settlements_instalment_once"),
            models.CheckConstraint(
                condition=Q(kind="money", amount_fen__gt=0, done_on__isnull=True)
                | (Q(kind__in=["thing", "act"], amount_fen=0) & ~Q(what="")),
                name="settlements_instalment_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(paid_fen__gte=0, paid_fen__lte=models.F("amount_fen")),
                name="settlements_no_more_than_agreed",
            ),
            models.CheckConstraint(
                condition=Q(condition="", due_on__isnull=False, met_on__isnull=True)
                | (
                    ~Q(condition="")
                    & (Q(met_on__isnull=True, due_on__isnull=True) | Q(met_on__isnull=False, due_on__isnull=False))
                ),
                name="settlements_due_or_on_condition",
            ),
        ]
        indexes = [
            models.Index(
                fields=["court", "due_on"],
                name="settlements_not_reminded",
                condition=Q(reminded_on__isnull=True, due_on__isnull=False),
            )
        ]


class SettlementStep(models.Model):
    """One act of a settlement's course, and what was found or said with it. Append-only. `interrupts`: the limit to
    apply for resumption begins anew (执行程序解释 20)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=16)
    target = models.CharField(max_length=10, choices=SettlementState)
    on = models.DateField(db_column="on_day")
    at = models.DateTimeField()
    basis = models.CharField(max_length=120)
    who = models.CharField(max_length=80)
    note = models.CharField(max_length=500, blank=True)
    interrupts = models.BooleanField(default=False)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("settlement", "id")
