"""What was done under a measure, minute by minute; what was paid; what the upper court said. Rows only ever come."""

from django.db import models

from duixian.domain.courts.models import Court
from duixian.domain.measures.models.measure import Measure


class RecordKind(models.TextChoices):
    """What happened."""

    ARRIVED = "arrived", "到案"
    QUESTIONED = "questioned", "询问"
    RELEASED = "released", "离开、释放"
    MEDICAL = "medical", "体检"
    HANDED_OVER = "handed_over", "送交看管"
    FAMILY_TOLD = "family_told", "通知家属"
    REPENTED = "repented", "具结悔过"
    SEARCHED = "searched", "搜查"
    OPENED = "opened", "强制开启"
    NOTIFIED = "notified", "送达协助通知"
    HIT = "hit", "布控命中"
    POSTED = "posted", "张贴公告"
    MOVED_OUT = "moved_out", "迁出"
    SERVED = "served", "送达决定书"


class MeasureRecord(models.Model):
    """One thing that happened at one minute. `people`: who was there; `data`: what belongs to the kind (fit, receipt,
    officers with their cards, inventory). Append-only; the database refuses a hand-over without a fit medical check."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=12, choices=RecordKind)
    at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    people = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["measure", "at"], name="measures_records_of_measure")]
        constraints = [
            models.CheckConstraint(condition=models.Q(noted_at__gte=models.F("at")), name="measures_record_is_past"),
            models.UniqueConstraint(
                fields=["measure"], condition=models.Q(kind="released"), name="measures_released_once"
            ),
        ]


class BodySearch(models.Model):
    """Somebody's body was searched, by whom. A woman by a woman only (民诉解释 496): the database holds it."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(MeasureRecord, on_delete=models.PROTECT, related_name="bodies")
    searched = models.CharField(max_length=60)
    searched_is_woman = models.BooleanField()
    by = models.CharField(max_length=60)
    by_is_woman = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(searched_is_woman=False) | models.Q(by_is_woman=True),
                name="measures_women_are_searched_by_women",
            )
        ]


class FinePayment(models.Model):
    """A part of a fine, paid into the treasury: never money of a case. `voucher`: the treasury's own number."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="payments")
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField()
    voucher = models.CharField(max_length=60)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "voucher"], name="measures_a_voucher_counts_once"),
            models.CheckConstraint(
                condition=models.Q(amount_fen__gt=0) & ~models.Q(voucher=""), name="measures_a_payment_is_some"
            ),
        ]


class ReviewState(models.TextChoices):
    """Where a reconsideration stands."""

    ASKED = "asked", "已提出，待报送"
    SENT = "sent", "上级法院审查中"
    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    REVOKED = "revoked", "撤销"
    LATE = "late", "逾期提出"


class Reconsideration(models.Model):
    """复议: the person asks the upper court. It stays nothing. `amount_fen` and `days` are what remains of a fine or a
    detention where it was changed."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.ASKED)
    asked_on = models.DateField()
    grounds = models.CharField(max_length=500)
    upper_court = models.CharField(max_length=80)
    received_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    number = models.CharField(max_length=80, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    days = models.SmallIntegerField(null=True)

    class Meta:
        ordering = ("asked_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["measure"], name="measures_one_reconsideration"),
            models.CheckConstraint(
                condition=models.Q(state__in=("asked", "sent", "late"), decided_on__isnull=True)
                | models.Q(state__in=("upheld", "changed", "revoked"), decided_on__isnull=False),
                name="measures_a_review_says_when_decided",
            ),
        ]
