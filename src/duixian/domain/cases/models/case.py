"""An enforcement case and what it rests on."""

from django.db import models

from duixian.domain.courts.models import Court, Officer
from duixian.domain.parties.models import Person


class CaseState(models.TextChoices):
    """Where a case stands. The moves between states are the table in `duixian.law.procedure.case_life`, and again in
    the database (`cases_move`)."""

    FILED = "filed", "已立案"
    NOTIFIED = "notified", "已发执行通知"
    PAYING = "paying", "案款处理"
    SUSPENDED = "suspended", "中止"
    STAYED = "stayed", "暂缓执行"
    SETTLING = "settling", "和解履行中"
    ENTRUSTED = "entrusted", "已委托执行"
    INSOLVENCY = "insolvency", "移送破产"
    ROUND_ENDED = "round_ended", "终本"
    CLOSED = "closed", "已结案"


class ClosingKind(models.TextChoices):
    """How an enforcement case ends (执行规定 64; 法发〔2014〕26号)."""

    PERFORMED = "performed", "执行完毕"
    TERMINATED = "terminated", "终结执行"
    WITHDRAWN = "withdrawn", "销案"
    REFUSED = "refused", "不予执行"
    DISMISSED = "dismissed", "驳回申请"


class Case(models.Model):
    """An enforcement case. `year`, `court_code`, `type_word`, `serial` are its number, `number` the same as printed.

    `search` holds what a search box may find it by: its numbers and its parties' names.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    type_word = models.CharField(max_length=6, default="执")
    serial = models.IntegerField()
    number = models.CharField(max_length=40)
    cause = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=16, choices=CaseState, default=CaseState.FILED)
    closing = models.CharField(max_length=16, choices=ClosingKind, blank=True)
    closing_basis = models.CharField(max_length=120, blank=True)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    filed_on = models.DateField()
    closed_on = models.DateField(null=True)
    claim_fen = models.BigIntegerField(help_text="申请执行标的，分")
    fee_waived_basis = models.CharField(max_length=200, blank=True, help_text="免交执行费的依据")
    search = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "year", "type_word", "serial"], name="cases_one_case_per_number"),
            models.UniqueConstraint(fields=["number"], name="cases_number_is_unique"),
            models.CheckConstraint(condition=models.Q(claim_fen__gte=0), name="cases_claim_not_negative"),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_on__isnull=False, closing__gt="")
                | (~models.Q(state="closed") & models.Q(closed_on__isnull=True, closing="")),
                name="cases_closed_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "-filed_on", "-id"], name="cases_newest"),
            models.Index(fields=["court", "state", "-filed_on", "-id"], name="cases_by_state"),
            models.Index(fields=["officer", "state", "-filed_on"], name="cases_of_officer"),
        ]

    def __str__(self) -> str:
        return self.number


class CaseRole(models.TextChoices):
    """What a person is in a case."""

    APPLICANT = "applicant", "申请执行人"
    DEBTOR = "debtor", "被执行人"
    GUARANTOR = "guarantor", "担保人"
    THIRD_PARTY = "third_party", "第三人"


class Party(models.Model):
    """A person's part in a case. `label` is the name as the title prints it: obligations refer to it."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=CaseRole)
    label = models.CharField(max_length=120)
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ("role", "position")
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "role"], name="cases_a_person_once_in_a_role"),
        ]


class TitleKind(models.TextChoices):
    """Kinds of enforceable title (民诉法 235)."""

    JUDGMENT = "judgment", "民事判决书"
    MEDIATION = "mediation", "民事调解书"
    RULING = "ruling", "民事裁定书"
    PAYMENT_ORDER = "payment_order", "支付令"
    AWARD = "award", "仲裁裁决书"
    NOTARIAL = "notarial", "公证债权文书"
    CRIMINAL = "criminal", "刑事裁判涉财产部分"


class Title(models.Model):
    """The enforceable title of a case: whose, of which day, its text, and the conventions the debt is counted by.

    `conventions` is the JSON form of `duixian.law.interest.Conventions`; only what differs from the default is kept.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="title")
    kind = models.CharField(max_length=16, choices=TitleKind)
    made_by = models.CharField(max_length=80, help_text="作出机关")
    number = models.CharField(max_length=80)
    made_on = models.DateField(null=True)
    effective_on = models.DateField()
    text = models.TextField(blank=True)
    set_off = models.JSONField(default=list)
    acceleration = models.BooleanField(default=False)
    doubled_clause = models.BooleanField(default=True)
    events = models.JSONField(default=dict, help_text="起诉、送达、签订等日期，ISO")
    exchange = models.JSONField(default=list, help_text="债权人选择以人民币计算的外币：币种、日期、中间价")
    conventions = models.JSONField(default=dict)
    not_understood = models.JSONField(default=list)


class ObligationKind(models.TextChoices):
    """What an obligation is."""

    MONEY = "money", "金钱给付"
    INTEREST = "interest", "利息"
    ACT = "act", "行为"


class Obligation(models.Model):
    """One thing the title orders. `terms` is the JSON form of the matching class in `duixian.law.obligations`."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="obligations")
    position = models.SmallIntegerField()
    key = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=ObligationKind)
    label = models.CharField(max_length=200)
    amount_fen = models.BigIntegerField(null=True)
    terms = models.JSONField()

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["title", "kind", "key"], name="cases_one_obligation_per_key")]


class Node(models.Model):
    """A step with a legal time limit. `rule` names a row of `duixian.law.periods`; `explanation` says how it was
    counted.

    The light is not stored: it follows from the day one looks.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="nodes")
    rule = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    basis = models.CharField(max_length=120)
    started_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    cancelled = models.BooleanField(default=False)
    explanation = models.JSONField(default=list)

    class Meta:
        ordering = ("due_on",)
        indexes = [
            models.Index(
                fields=["court", "due_on"],
                name="cases_nodes_open",
                condition=models.Q(done_on__isnull=True, cancelled=False),
            )
        ]
        constraints = [models.UniqueConstraint(fields=["case", "rule", "started_on"], name="cases_a_node_starts_once")]


class ExcludedPeriod(models.Model):
    """Days on which the doubled part does not run (法释〔2014〕8号 art. 3(3)); half-open."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="excluded_periods")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="cases_excluded_not_empty")
        ]


class Serial(models.Model):
    """The next serial per court, type and year (法〔2015〕137号): one row, taken by one atomic statement."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    type_word = models.CharField(max_length=6)
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "year", "type_word"], name="cases_one_serial_row")]
