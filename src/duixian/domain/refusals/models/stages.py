"""What the court does itself: studies with everybody's opinion, warnings with their days, and what was performed."""

from django.db import models

from duixian.domain.courts.models import Court, Officer
from duixian.domain.documents.models import Instrument
from duixian.domain.refusals.models.case import RefusalCase


class StudyDecision(models.TextChoices):
    """What a study comes to."""

    CONFIRM = "confirm", "涉嫌拒执，继续办理"
    MORE = "more", "补充调查"
    DISMISS = "dismiss", "排除"


class Study(models.Model):
    """研判: a meeting about one case, its decision and why. Who was there and what each said are its opinions."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="studies")
    held_on = models.DateField()
    decision = models.CharField(max_length=8, choices=StudyDecision)
    reason = models.CharField(max_length=1000)
    stage = models.CharField(max_length=20)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__gt=""), name="refusals_a_study_says_why"),
        ]


class Opinion(models.Model):
    """What one member of a study said, each once."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="opinions")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    said = models.CharField(max_length=500)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["study", "officer"], name="refusals_each_speaks_once"),
            models.CheckConstraint(condition=models.Q(said__gt=""), name="refusals_an_opinion_is_said"),
        ]


class WarningOutcome(models.TextChoices):
    """What happened within the days of a warning."""

    OPEN = "open", "期限未满"
    PERFORMED = "performed", "履行完毕"
    SETTLED = "settled", "达成和解"
    PARTLY = "partly", "部分履行"
    IGNORED = "ignored", "未履行"


class WarningLetter(models.Model):
    """涉嫌拒执犯罪告知书: how many days, when it was served and how, the last day, and what happened within them."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="warnings")
    paper = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    days = models.SmallIntegerField()
    issued_on = models.DateField()
    served_on = models.DateField(null=True)
    served_how = models.CharField(max_length=160, blank=True)
    until = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=WarningOutcome, default=WarningOutcome.OPEN)
    closed_on = models.DateField(null=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["refusal"], condition=models.Q(outcome="open"), name="refusals_one_warning_runs"
            ),
            models.CheckConstraint(
                condition=models.Q(served_on__isnull=True, until__isnull=True, served_how="")
                | models.Q(served_on__gte=models.F("issued_on"), until__gt=models.F("served_on"), served_how__gt=""),
                name="refusals_service_is_proved",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="open", closed_on__isnull=True)
                | (~models.Q(outcome="open") & models.Q(closed_on__isnull=False)),
                name="refusals_an_outcome_has_its_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["court", "until"], name="refusals_warnings_running", condition=models.Q(outcome="open")
            )
        ]


class PerformanceKind(models.TextChoices):
    """How much of it."""

    WHOLE = "whole", "履行完毕"
    SETTLED = "settled", "达成和解"
    PART = "part", "部分履行"


class Performance(models.Model):
    """What came in after a warning, a referral or a filing: money of the case that was received in [since, until] and
    counted nowhere else. `stage`: where the case stood. Never changed; days of one case never overlap."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(RefusalCase, on_delete=models.PROTECT, related_name="performances")
    kind = models.CharField(max_length=8, choices=PerformanceKind)
    stage = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField()
    paid_fen = models.BigIntegerField()
    receipts = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("until", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paid_fen__gte=0, until__gte=models.F("since")), name="refusals_performance_is_some"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="part") | models.Q(paid_fen__gt=0), name="refusals_part_is_money"
            ),
        ]
