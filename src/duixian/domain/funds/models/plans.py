"""Distribution plans: what is to be divided, among whom, and what each gets."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person


class PlanState(models.TextChoices):
    """Where a plan stands (民诉解释 509–510)."""

    DRAFT = "draft", "拟定"
    CONFIRMED = "confirmed", "已审批"
    SERVED = "served", "已送达（异议期）"
    EFFECTIVE = "effective", "已生效"
    CANCELLED = "cancelled", "已撤销"


class DistributionPlan(models.Model):
    """A plan for the money of one debtor. `inputs` and `outcome` are the JSON of `law.distribution`: the plan can
    be computed again and must come out the same."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, unique=True)
    debtor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lead_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=PlanState, default=PlanState.DRAFT)
    funds_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField(default=0)
    inputs = models.JSONField()
    outcome = models.JSONField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80, blank=True)
    served_on = models.DateField(null=True)
    objections_until = models.DateField(null=True)
    waived = models.BooleanField(
        default=False
    )  # one applicant only, or everyone agreed in writing: no window to wait for
    effective_on = models.DateField(null=True)
    value_on = models.DateField(help_text="计为清偿之日：所分案款最后到账日")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(funds_fen__gte=0, fee_fen__gte=0), name="funds_plan_not_negative"
            ),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("made_by")) | models.Q(confirmed_by=""),
                name="funds_plan_two_people",
            ),
        ]


class PlanSource(models.Model):
    """A case that gives to a plan: `taken_fen` leaves its account; `fee_fen` is its execution fee, collected out of all
    that the plan takes (the money may lie on the account of another case of the same debtor)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(DistributionPlan, on_delete=models.PROTECT, related_name="sources")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    taken_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "case"], name="funds_a_case_once_in_a_plan"),
            models.CheckConstraint(condition=models.Q(fee_fen__gte=0, taken_fen__gte=0), name="funds_taken_in_bounds"),
        ]


class PlanLine(models.Model):
    """What one payee gets out of a plan. `held_fen` of it is disputed and waits."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(DistributionPlan, on_delete=models.PROTECT, related_name="lines")
    position = models.IntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    claim_fen = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    held_fen = models.BigIntegerField(default=0)
    rank = models.CharField(max_length=40)
    steps = models.JSONField(default=list)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="funds_plan_line_place"),
            models.CheckConstraint(
                condition=models.Q(amount_fen__gte=0, held_fen__gte=0, held_fen__lte=models.F("amount_fen")),
                name="funds_line_in_bounds",
            ),
        ]


class PlanObjection(models.Model):
    """A written objection to a plan (民诉解释 509): by whom, to which line, how much of it it attacks.

    Two objections to one line attack the same money, its top. `disputed_fen` is what this one holds beyond those before
    it, so that the held money of a line is the sum over its objections. Settled, `rest_fen` of it went to `rest_to`, as
    a payment on `rest_case`, and not to the line's payee.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(DistributionPlan, on_delete=models.PROTECT, related_name="objections")
    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attacked_fen = models.BigIntegerField()
    disputed_fen = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    filed_on = models.DateField()
    settled_on = models.DateField(null=True)
    outcome = models.CharField(max_length=200, blank=True)
    rest_fen = models.BigIntegerField(default=0)
    rest_to = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    rest_case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attacked_fen__gt=0, disputed_fen__gte=0, disputed_fen__lte=models.F("attacked_fen")),
                name="funds_dispute_in_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(rest_fen=0, rest_to__isnull=True, rest_case__isnull=True)
                | models.Q(
                    rest_fen__gt=0,
                    rest_fen__lte=models.F("disputed_fen"),
                    rest_to__isnull=False,
                    rest_case__isnull=False,
                    settled_on__isnull=False,
                ),
                name="funds_rest_has_somebody",
            ),
        ]
