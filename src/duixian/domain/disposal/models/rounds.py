"""Rounds of an auction, those who bid, and every bid."""

from django.db import models

from duixian.domain.courts.models import Court
from duixian.domain.disposal.models.disposals import Disposal, Platform
from duixian.domain.parties.models import Person


class RoundState(models.TextChoices):
    """Where a round stands."""

    ANNOUNCED = "announced", "公告期"
    OPEN = "open", "竞价中"
    SUSPENDED = "suspended", "暂停"
    SOLD = "sold", "成交"
    PAID = "paid", "已付清"
    DEFAULTED = "defaulted", "悔拍"
    FAILED = "failed", "流拍"
    WITHDRAWN = "withdrawn", "撤回"
    ANNULLED = "annulled", "撤销"


class RoundKind(models.TextChoices):
    """First and second auction, or the sale after them."""

    FIRST = "first", "第一次拍卖"
    SECOND = "second", "第二次拍卖"
    DIRECT = "direct", "变卖"


class AuctionRound(models.Model):
    """One round at one platform. Its terms are fixed by the panel and stand from the notice on; `ends_at` moves only as
    bids extend it. All fen."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="rounds")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=RoundKind)
    attempt = models.SmallIntegerField(default=1, help_text="悔拍后重新拍卖的次序")
    code = models.CharField(max_length=40, unique=True, help_text="拍品编号")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.ANNOUNCED)
    reference_fen = models.BigIntegerField()
    start_fen = models.BigIntegerField()
    increment_fen = models.BigIntegerField()
    deposit_fen = models.BigIntegerField()
    panel = models.JSONField(default=list, help_text="合议庭成员")
    notice = models.JSONField(default=dict, help_text="公告内容")
    noticed_on = models.DateField()
    starts_at = models.DateTimeField()
    planned_end = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    extensions = models.IntegerField(default=0)
    views = models.IntegerField(default=0)
    highest_fen = models.BigIntegerField(null=True)
    leader = models.ForeignKey("disposal.Bidder", null=True, on_delete=models.PROTECT, related_name="+")
    bids_count = models.IntegerField(default=0)
    last_at = models.DateTimeField(null=True, help_text="最后一条竞价记录的时间")
    suspended_at = models.DateTimeField(null=True)
    log_seq = models.BigIntegerField(default=0)
    log_head = models.CharField(max_length=64, blank=True)
    outside_id = models.CharField(max_length=60, blank=True, help_text="外部平台的拍品编号")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disposal", "kind", "attempt"], name="disposal_one_round"),
            models.CheckConstraint(
                condition=models.Q(start_fen__gt=0, increment_fen__gt=0, deposit_fen__gte=0, reference_fen__gt=0),
                name="disposal_round_terms_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("planned_end"))
                & (
                    models.Q(planned_end__lte=models.F("ends_at"))
                    | models.Q(kind="direct", starts_at__lt=models.F("ends_at"))
                ),
                name="disposal_round_runs_forward",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="disposal_rounds_running")]


class Bidder(models.Model):
    """Somebody registered for a round, shown to the public by `number` alone. `preemption` is the order among those
    with a right of pre-emption; `exempt_deposit` a creditor bidding (网拍 17). The secret is kept as its SHA-256.
    `deposit_fen` is what of his money is still kept for him, the rest of the price included."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(AuctionRound, on_delete=models.PROTECT, related_name="bidders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=12)
    secret_sha256 = models.CharField(max_length=64)
    due_fen = models.BigIntegerField(default=0, help_text="应交保证金")
    deposit_fen = models.BigIntegerField(default=0, help_text="尚存本院的交款，含尾款")
    deposit_on = models.DateField(null=True)
    exempt_deposit = models.BooleanField(default=False)
    preemption = models.SmallIntegerField(null=True)
    barred = models.CharField(max_length=200, blank=True)
    deposit_state = models.CharField(
        max_length=10,
        choices=[
            ("none", "未交"),
            ("held", "已交"),
            ("refunding", "退还中"),
            ("refunded", "已退"),
            ("applied", "抵作价款"),
            ("forfeited", "不予退还"),
        ],
        default="none",
    )
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="disposal_a_bidder_once"),
            models.UniqueConstraint(fields=["round", "number"], name="disposal_bidder_number"),
            models.CheckConstraint(
                condition=models.Q(deposit_fen__gte=0, due_fen__gte=0), name="disposal_bidder_money_not_negative"
            ),
        ]


class HallEntry(models.Model):
    """One line of a round's public log, chained and signed; everything that happened is in it, bids and refusals too.

    Append-only; `seq` and `at` are the database's. `payload` is the canonical JSON that `hash` covers.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.ForeignKey(AuctionRound, on_delete=models.PROTECT, related_name="log", db_index=False)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    bidder = models.ForeignKey(Bidder, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_fen = models.BigIntegerField(null=True)
    request_key = models.CharField(max_length=40, blank=True, help_text="出价请求的编号，重复提交只算一次")
    payload = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=128, blank=True)

    class Meta:
        ordering = ("round", "seq")
        constraints = [
            models.UniqueConstraint(fields=["round", "seq"], name="disposal_log_place"),
            models.UniqueConstraint(
                fields=["round", "bidder", "request_key"],
                name="disposal_a_bid_counts_once",
                condition=~models.Q(request_key=""),
            ),
        ]


class Sale(models.Model):
    """What came of a sold round: price, payment, ruling, hand-over, or default."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(AuctionRound, on_delete=models.PROTECT, related_name="sale")
    buyer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    price_fen = models.BigIntegerField()
    deposit_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)
    credited_fen = models.BigIntegerField(default=0, help_text="申请执行人以债权冲抵的价款")
    confirmed_at = models.DateTimeField()
    pay_until = models.DateField()
    paid_on = models.DateField(null=True)
    ruled_on = models.DateField(null=True)
    served_on = models.DateField(null=True, help_text="成交裁定送达日，所有权转移")
    hand_over_until = models.DateField(null=True)
    handed_over_on = models.DateField(null=True)
    defaulted_on = models.DateField(null=True)
    forfeited = models.JSONField(default=list, help_text="悔拍保证金的冲抵次序与金额")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_fen__gt=0, paid_fen__gte=0, deposit_fen__gte=0, credited_fen__gte=0)
                & models.Q(price_fen__gte=models.F("paid_fen") + models.F("credited_fen")),
                name="disposal_not_paid_above_price",
            )
        ]


class SetOff(models.Model):
    """A failed thing taken in kind at that round's reserve (拍卖变卖 16, 23)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    disposal = models.OneToOneField(Disposal, on_delete=models.PROTECT, related_name="set_off")
    round = models.ForeignKey(AuctionRound, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    price_fen = models.BigIntegerField()
    difference_fen = models.BigIntegerField(default=0, help_text="接受人应补交的差额")
    why = models.JSONField(default=list)
    accepted_on = models.DateField()
    ruled_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
