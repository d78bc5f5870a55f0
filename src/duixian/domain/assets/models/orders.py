"""Searches and orders: what was asked of whom, on which ground, and every exchange that came of it."""

from django.db import models

from duixian.domain.assets.models.agencies import Counterparty
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.documents.models import Instrument
from duixian.domain.parties.models import Person
from duixian.ports.agencies import Act, Outcome

_ACTS = {
    Act.QUERY: "查询",
    Act.FREEZE: "冻结",
    Act.SEAL: "查封",
    Act.RENEW: "续行",
    Act.RELEASE: "解除",
    Act.DEDUCT: "扣划",
}

_OUTCOMES = {
    Outcome.DONE: "已办理",
    Outcome.PARTIAL: "部分办理",
    Outcome.WAITING: "轮候",
    Outcome.NOTHING: "查无",
    Outcome.REFUSED: "拒绝办理",
    Outcome.PENDING: "办理中",
}


class SearchBatch(models.Model):
    """Searches for many cases, launched as one act."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    cases = models.IntegerField()
    left_out = models.JSONField(default=list, help_text="未发起的案件及原因")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()


class AssetSearch(models.Model):
    """A search for the property of a case's debtors at many counterparties (财产调查 1, 12–13)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(SearchBatch, null=True, on_delete=models.PROTECT, related_name="searches")
    ground = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True)
    orders_count = models.IntegerField()
    left_out = models.JSONField(default=list, help_text="未查询的当事人及原因")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-made_at"], name="assets_searches_of_case")]


class OrderState(models.TextChoices):
    """Where an order stands."""

    DRAFT = "draft", "待审批"
    APPROVED = "approved", "待发送"
    SENT = "sent", "已发送"
    ANSWERED = "answered", "已答复"
    FAILED = "failed", "未能办理"
    CANCELLED = "cancelled", "已撤销"


class ControlOrder(models.Model):
    """One order to one counterparty about one person. What it says is fixed once it is approved.

    `id_number` and `name` are the full identity the order goes out with: the person's as they were then. `due_at` is
    when the worker may try next; `attempts` how often it did. `automatic`: the program gave it where the law orders
    it without anybody asking (release of an excess, renewal under a standing order), never for anything else.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    counterparty = models.ForeignKey(Counterparty, on_delete=models.PROTECT, related_name="+", db_index=False)
    search = models.ForeignKey(AssetSearch, null=True, on_delete=models.PROTECT, related_name="orders", db_index=False)
    asset = models.ForeignKey("assets.Asset", null=True, on_delete=models.PROTECT, related_name="+")
    control = models.ForeignKey("assets.Control", null=True, on_delete=models.PROTECT, related_name="orders")
    key = models.CharField(max_length=40, unique=True)
    act = models.CharField(max_length=8, choices=[(act.value, label) for act, label in _ACTS.items()])
    name = models.CharField(max_length=120)
    id_kind = models.CharField(max_length=10)
    id_number = models.CharField(max_length=30)
    amount_fen = models.BigIntegerField(null=True)
    keep_fen = models.BigIntegerField(default=0)
    standing = models.BooleanField(default=False)
    until = models.DateField(null=True)
    ground = models.CharField(max_length=200)
    instrument = models.ForeignKey(Instrument, null=True, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list, help_text="为什么这样选、这么多")
    automatic = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.DRAFT)
    outcome = models.CharField(
        max_length=8, choices=[(one.value, label) for one, label in _OUTCOMES.items()], blank=True
    )
    done_fen = models.BigIntegerField(null=True, help_text="已冻结、解除或扣划的金额")
    answer_reason = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    receipt = models.OneToOneField(
        "funds.Receipt", null=True, on_delete=models.PROTECT, related_name="+", help_text="扣划款到账"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(name__gt="", id_number__gt=""), name="assets_order_names_a_full_identity"
            ),
            models.CheckConstraint(
                condition=models.Q(automatic=False) | models.Q(act__in=["release", "renew"]),
                name="assets_automatic_only_releases_and_renews",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "cancelled"])
                | models.Q(automatic=True)
                | models.Q(act="query")
                | (models.Q(approved_by__gt="") & ~models.Q(approved_by=models.F("made_by"))),
                name="assets_order_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(act="query") | models.Q(asset__isnull=False, control__isnull=False),
                name="assets_order_is_about_a_thing",
            ),
            models.CheckConstraint(
                condition=~models.Q(act__in=["freeze", "deduct"]) | models.Q(amount_fen__gt=0),
                name="assets_order_states_its_sum",
            ),
            models.CheckConstraint(
                condition=~models.Q(act__in=["freeze", "seal", "renew"]) | models.Q(until__isnull=False),
                name="assets_order_states_its_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="answered") | models.Q(outcome__gt="", answered_at__isnull=False),
                name="assets_answered_says_what",
            ),
        ]
        indexes = [
            models.Index(
                fields=["court", "counterparty", "due_at"],
                name="assets_orders_due",
                condition=models.Q(state__in=["approved", "sent"]),
            ),
            models.Index(fields=["search", "state"], name="assets_orders_of_search"),
            models.Index(fields=["case", "-id"], name="assets_orders_of_case"),
            models.Index(
                fields=["control"], name="assets_orders_of_control", condition=models.Q(control__isnull=False)
            ),
        ]


class OrderExchange(models.Model):
    """One call and its reply as they went over the wire, kept for ever. `trusted`: signed, in the schema, to the
    point. Where one call carried many orders, its bytes are kept once: `carried_by` names the row that has them."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(ControlOrder, on_delete=models.PROTECT, related_name="exchanges")
    attempt = models.IntegerField()
    operation = models.CharField(max_length=20)
    request = models.BinaryField()
    request_signature = models.TextField(blank=True)
    request_sha256 = models.CharField(max_length=64)
    reply = models.BinaryField()
    reply_signature = models.TextField(blank=True)
    reply_sha256 = models.CharField(max_length=64, blank=True)
    status = models.SmallIntegerField(null=True)
    trusted = models.BooleanField()
    error = models.CharField(max_length=300, blank=True)
    faults = models.JSONField(default=list)
    carried_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("order", "id")


class NoticeKept(models.Model):
    """News of a control of ours, told unasked; each counts once. That a person is dead or dissolved is news of the
    `person`, with or without a control."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    counterparty = models.ForeignKey(Counterparty, on_delete=models.PROTECT, related_name="+", db_index=False)
    notice_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=16)
    control = models.ForeignKey("assets.Control", null=True, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    payload = models.JSONField()
    reply_sha256 = models.CharField(max_length=64)
    told_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "counterparty", "notice_id"], name="assets_a_notice_counts_once"),
            models.CheckConstraint(
                condition=models.Q(control__isnull=False) | models.Q(person__isnull=False),
                name="assets_notice_is_about_something",
            ),
        ]
