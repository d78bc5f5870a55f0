"""The reference price (法释〔2018〕15号)."""

from django.db import models

from duixian.domain.courts.models import Court
from duixian.domain.disposal.models.disposals import Disposal


class PriceMethod(models.TextChoices):
    """In the order of the rule (参考价 2–14)."""

    AGREED = "agreed", "当事人议价"
    DIRECTED = "directed", "定向询价"
    ONLINE = "online", "网络询价"
    APPRAISAL = "appraisal", "委托评估"


class PriceInquiry(models.Model):
    """One attempt to learn the price by one method."""

    class State(models.TextChoices):
        OPEN = "open", "进行中"
        REPORTED = "reported", "已出结果"
        OBJECTED = "objected", "异议处理中"
        FIXED = "fixed", "已确定"
        FAILED = "failed", "未果"

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="inquiries")
    method = models.CharField(max_length=10, choices=PriceMethod)
    why = models.CharField(max_length=300, help_text="为何采用此方式（前序方式未果、当事人一致要求、法定必须评估）")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    entrusted_on = models.DateField()
    due_on = models.DateField()
    reported_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    objections_until = models.DateField(null=True)
    price_fen = models.BigIntegerField(null=True)
    fixed_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    explanation = models.JSONField(default=list)
    made_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("disposal", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["disposal"],
                name="disposal_one_inquiry_open",
                condition=models.Q(state__in=["open", "reported", "objected"]),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="fixed")
                | models.Q(price_fen__gt=0, fixed_on__isnull=False, valid_until__isnull=False),
                name="disposal_fixed_price_is_whole",
            ),
        ]


class PriceQuote(models.Model):
    """What one platform, agency, office or the parties said the thing is worth, fen; None: no answer in time."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    inquiry = models.ForeignKey(PriceInquiry, on_delete=models.PROTECT, related_name="quotes")
    quoted_by = models.CharField(max_length=120)
    amount_fen = models.BigIntegerField(null=True)
    answered_on = models.DateField(null=True)
    late = models.BooleanField(default=False)
    document_sha256 = models.CharField(max_length=64, blank=True)


class PriceObjection(models.Model):
    """An objection of a party or interested person to a report (参考价 21–25)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    inquiry = models.ForeignKey(PriceInquiry, on_delete=models.PROTECT, related_name="objections")
    objector = models.CharField(max_length=120)
    grounds = models.CharField(max_length=500)
    filed_on = models.DateField()
    answer = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(null=True)
    upheld = models.BooleanField(null=True)
