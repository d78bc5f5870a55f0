"""Guarantees of enforcement (执行担保): the letter, the stay, and the call."""

from django.db import models
from django.db.models import Q

from duixian.domain.cases.models import Approval, Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person


class GuaranteeState(models.TextChoices):
    """Where a guarantee stands."""

    OFFERED = "offered", "待批准暂缓"
    STAYING = "staying", "暂缓执行中"
    BINDING = "binding", "暂缓期满，担保期间内"
    CALLED = "called", "已裁定执行担保"
    RELEASED = "released", "已解除"
    DECLINED = "declined", "不予暂缓"
    EXPIRED = "expired", "担保期间届满"


class ExecutionGuarantee(models.Model):
    """A letter of guarantee given to the court for a stay (民诉法 242; 执行担保规定). `until`: the last day on which
    the guarantor may be enforced against; `written`: as the letter says, else a year from the end of the stay."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    guarantor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()
    thing = models.CharField(max_length=200, blank=True, help_text="担保财产；空为保证")
    stay_from = models.DateField()
    stay_until = models.DateField()
    until = models.DateField()
    written = models.BooleanField(help_text="担保期间为担保书所载")
    direct = models.BooleanField()
    resolution = models.CharField(max_length=200, blank=True)
    consent_on = models.DateField()
    state = models.CharField(max_length=10, choices=GuaranteeState, default=GuaranteeState.OFFERED)
    approval = models.OneToOneField(Approval, null=True, on_delete=models.PROTECT, related_name="+")
    called_on = models.DateField(null=True)
    called_fen = models.BigIntegerField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="settlements_guarantee_of_something"),
            models.CheckConstraint(condition=Q(direct=True), name="settlements_guarantor_promised"),
            models.CheckConstraint(
                condition=Q(stay_until__gte=models.F("stay_from"), until__gt=models.F("stay_until")),
                name="settlements_guarantee_follows_the_stay",
            ),
            models.CheckConstraint(
                condition=Q(called_on__isnull=True, called_fen__isnull=True)
                | Q(called_on__isnull=False, called_fen__gt=0, called_fen__lte=models.F("amount_fen")),
                name="settlements_called_within_the_guarantee",
            ),
            models.UniqueConstraint(
                fields=["case"], name="settlements_one_stay_at_a_time", condition=Q(state__in=["offered", "staying"])
            ),
        ]
