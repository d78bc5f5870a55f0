"""The course of selling one thing."""

from django.db import models

from duixian.domain.assets.models import Asset, Control
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court


class DisposalState(models.TextChoices):
    """Where a disposal stands: `law.procedure.auction_life`."""

    PRICING = "pricing", "确定参考价"
    PRICED = "priced", "参考价已确定"
    ANNOUNCED = "announced", "已公告"
    BIDDING = "bidding", "竞价中"
    SOLD = "sold", "已成交待付款"
    PAID = "paid", "价款已付清"
    RULED = "ruled", "成交裁定已送达"
    HANDED_OVER = "handed_over", "已交付"
    SECOND = "second", "一拍流拍"
    DIRECT_SALE = "direct_sale", "变卖"
    FAILED = "failed", "流拍"
    SET_OFF = "set_off", "以物抵债"
    RETURNED = "returned", "退还被执行人"
    STOPPED = "stopped", "暂缓处置"
    WITHDRAWN = "withdrawn", "已撤回"


class Platform(models.Model):
    """A platform of the Supreme People's Court's list, or our own hall (`own`)."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    own = models.BooleanField(default=False)
    listed = models.CharField(max_length=40, blank=True, help_text="列入名单的依据")
    simulated = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Disposal(models.Model):
    """Selling one thing for one case, from the decision to the hand-over. `resumes` is the state it goes back to when
    what stopped it is over."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")
    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=DisposalState, default=DisposalState.PRICING)
    resumes = models.CharField(max_length=12, choices=DisposalState, blank=True)
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="+")
    platform_chosen_by = models.CharField(max_length=80, blank=True)
    platform_why = models.CharField(max_length=200, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    made_by = models.CharField(max_length=80)
    approved_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset"],
                name="disposal_one_at_a_time",
                condition=~models.Q(state__in=["handed_over", "set_off", "returned", "withdrawn"]),
            )
        ]
        indexes = [models.Index(fields=["court", "state"], name="disposal_by_state")]


class DisposalStep(models.Model):
    """One act of a disposal, as it stands on the timeline, and what was found or said with it. Append-only."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=24)
    target = models.CharField(max_length=12, choices=DisposalState)
    on = models.DateField(db_column="on_day")
    at = models.DateTimeField()
    basis = models.CharField(max_length=200)
    who = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("disposal", "id")
