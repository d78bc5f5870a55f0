"""Controls: what is held, for which case, until when; and the sum a case may hold at all."""

from django.db import models
from django.db.models import Case as When
from django.db.models import F, Q
from django.db.models import When as If

from duixian.domain.assets.models.holdings import Asset
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person


class Budget(models.Model):
    """What a case may hold: `need_fen`, the debt and costs with what accrues until `expected_on` (查封规定 19). With a
    `person`, the same for one debtor who owes only a part.

    `divisible_fen` and `whole_fen` are what its controls hold or may come to hold, kept by a trigger with every
    control: money never above the need; indivisible things only while something is uncovered, and then by no more
    than the smallest of them. A wrong query, and two right ones at once, are refused alike.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    need_fen = models.BigIntegerField()
    stated_on = models.DateField()
    expected_on = models.DateField()
    parts = models.JSONField(default=list, help_text="本金、利息、费用等各项及依据")
    divisible_fen = models.BigIntegerField(default=0, editable=False)
    whole_fen = models.BigIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="assets_one_budget", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(need_fen__gte=0, divisible_fen__gte=0, whole_fen__gte=0), name="assets_budget_not_negative"
            ),
        ]


class ControlState(models.TextChoices):
    """Where a control stands: `law.procedure.control_life`, and again in the database."""

    ORDERED = "ordered", "已通知协助"
    IN_FORCE = "in_force", "生效"
    WAITING = "waiting", "轮候"
    RELEASED = "released", "已解除"
    LAPSED = "lapsed", "到期失效"
    ENDED = "ended", "已处置"
    REFUSED = "refused", "未能控制"


class ControlKind(models.TextChoices):
    """How a thing is held."""

    FREEZE = "freeze", "冻结"
    SEAL = "seal", "查封"
    IMPOUND = "impound", "扣押"


class Control(models.Model):
    """A control on one asset for one case, fen.

    `limit_fen` is the most it holds or may come to hold (an order under way counts in full: nobody knows yet what it
    will bring); `held_fen` what the agency says it holds; `releasing_fen` the part whose release is ordered and not
    yet confirmed; `transit_fen` what was deducted and has not arrived; `deducted_fen` all that was ever deducted.
    `counted_fen` is what stands against the budget. A waiting control holds nothing.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="controls")
    kind = models.CharField(max_length=8, choices=ControlKind)
    divisible = models.BooleanField()
    state = models.CharField(max_length=10, choices=ControlState, default=ControlState.ORDERED)
    reference = models.CharField(max_length=80, blank=True, help_text="协助单位的控制编号")
    limit_fen = models.BigIntegerField()
    held_fen = models.BigIntegerField(default=0)
    releasing_fen = models.BigIntegerField(default=0)
    transit_fen = models.BigIntegerField(default=0)
    deducted_fen = models.BigIntegerField(default=0)
    counted_fen = models.GeneratedField(
        expression=When(
            If(state__in=["ordered", "in_force"], then=F("limit_fen") - F("releasing_fen") + F("transit_fen")),
            default=F("transit_fen"),
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    standing = models.BooleanField(default=False)
    rank = models.IntegerField(default=1)
    why = models.JSONField(default=list)
    ordered_on = models.DateField()
    effective_on = models.DateField(null=True)
    until = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)
    lapse_reason = models.CharField(max_length=200, blank=True, help_text="决定不再续行的理由")
    lapse_decided_by = models.CharField(max_length=80, blank=True)
    lapse_confirmed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "asset"],
                name="assets_one_control_of_a_case_on_a_thing",
                condition=Q(state__in=["ordered", "in_force", "waiting"]),
            ),
            models.CheckConstraint(
                condition=Q(held_fen__gte=0, held_fen__lte=F("limit_fen"))
                & Q(releasing_fen__gte=0, releasing_fen__lte=F("limit_fen"))
                & Q(transit_fen__gte=0, deducted_fen__gte=0, transit_fen__lte=F("deducted_fen")),
                name="assets_control_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["in_force", "waiting"], until__isnull=False)
                | ~Q(state__in=["in_force", "waiting"]),
                name="assets_control_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(lapse_decided_by="", lapse_confirmed_by="")
                | (Q(lapse_reason__gt="", lapse_decided_by__gt="") & ~Q(lapse_decided_by=F("lapse_confirmed_by"))),
                name="assets_lapse_is_decided_by_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["court", "until"],
                name="assets_controls_ending",
                condition=Q(state__in=["in_force", "waiting"]),
            ),
        ]


class Incident(models.Model):
    """Something that must never happen, and did: a control that lapsed with money owed and nobody having decided so."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=40)
    noticed_at = models.DateTimeField()
    story = models.JSONField(default=list)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["control", "kind"], name="assets_an_incident_once")]


class Alarm(models.Model):
    """A control nears its end: who was told, when, and who answered. Two people are told before the program acts."""

    class Step(models.TextChoices):
        OFFICER = "officer", "提醒承办人"
        CHIEF = "chief", "提醒执行局长"
        LAST = "last", "依职权续行"
        TROUBLE = "trouble", "续行受阻"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="alarms")
    until = models.DateField()
    step = models.CharField(max_length=8, choices=Step)
    told = models.CharField(max_length=80)
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["control", "until", "step"], name="assets_told_once_a_step"),
        ]
