"""Paying out: batches that several people must approve, and one payout for each payee."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.funds.models.accounts import BankAccount
from duixian.domain.parties.models import Person


class PayoutState(models.TextChoices):
    """Where a batch or one payout stands."""

    DRAFT = "draft", "拟制"
    CHECKED = "checked", "已复核"
    APPROVED = "approved", "已审批"
    SENT = "sent", "已提交银行"
    PAID = "paid", "已支付"
    FAILED = "failed", "支付失败"
    RETURNED = "returned", "退汇"
    CANCELLED = "cancelled", "已撤回"


class PayoutBatch(models.Model):
    """Payouts sent to the bank as one file. Maker, checker and approver are three people: the database says so."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=35, unique=True)
    state = models.CharField(max_length=10, choices=PayoutState, default=PayoutState.DRAFT)
    count = models.IntegerField()
    total_fen = models.BigIntegerField()
    needs_approval = models.BooleanField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    checked_by = models.CharField(max_length=80, blank=True)
    checked_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gt=0, total_fen__gt=0), name="funds_batch_not_empty"),
            models.CheckConstraint(
                condition=models.Q(checked_by="")
                | (~models.Q(checked_by=models.F("made_by")) & ~models.Q(checked_by=models.F("approved_by"))),
                name="funds_checker_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by="") | ~models.Q(approved_by=models.F("made_by")),
                name="funds_approver_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "cancelled"])
                | (~models.Q(checked_by="") & (models.Q(needs_approval=False) | ~models.Q(approved_by="")))
                | models.Q(state="checked", checked_by__gt=""),
                name="funds_batch_went_through_hands",
            ),
        ]


class Payout(models.Model):
    """Money to one payee. `end_to_end_id` is ours and unique: the bank pays it once, however often it hears of it."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="payouts", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    payee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()
    holder = models.CharField(max_length=120)
    account_number = models.CharField(max_length=40)
    bank_name = models.CharField(max_length=120)
    bank_code = models.CharField(max_length=20, blank=True)
    end_to_end_id = models.CharField(max_length=35)
    state = models.CharField(max_length=10, choices=PayoutState, default=PayoutState.DRAFT)
    reason = models.CharField(max_length=200, blank=True)
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["end_to_end_id"], name="funds_ordered_once"),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="funds_payout_positive"),
        ]
        indexes = [
            models.Index(fields=["case"], name="funds_payouts_of_case"),
            # no index holds the state: 200,000 rows change it four times, and that must not touch an index
            models.Index(fields=["batch", "id"], name="funds_payouts_of_batch"),
        ]
