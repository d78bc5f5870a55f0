"""Money coming in: statements as imported, their transfers, and receipts that look for their case."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.funds.models.accounts import BankAccount
from duixian.domain.parties.models import Person


class StatementImport(models.Model):
    """A statement as it came in; the same file twice is the same row. A file may hold several statements: its parts."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    part = models.SmallIntegerField(default=0)
    layout = models.CharField(max_length=60)
    rows = models.IntegerField()
    added = models.IntegerField()
    known = models.IntegerField()
    faults = models.JSONField(default=list)
    closing_fen = models.BigIntegerField(null=True)
    closing_on = models.DateField(null=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "sha256", "part"], name="funds_one_import_per_file")
        ]


class StatementLayout(models.Model):
    """How a bank's columns were mapped by a person once; remembered by the signature of its header."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=64)
    bank_name = models.CharField(max_length=120)
    mapping = models.JSONField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "signature"], name="funds_one_mapping_per_header")]


class BankTransfer(models.Model):
    """A line of the bank's statement. `amount_fen` is positive; `incoming` says the direction. `fingerprint` makes a
    line known again in another export."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(StatementImport, on_delete=models.PROTECT, related_name="transfers")
    fingerprint = models.CharField(max_length=64)
    booked_on = models.DateField()
    booked_at = models.DateTimeField(null=True)
    incoming = models.BooleanField()
    amount_fen = models.BigIntegerField()
    balance_fen = models.BigIntegerField(null=True)
    counterparty = models.CharField(max_length=200, blank=True)
    counterparty_account = models.CharField(max_length=60, blank=True)
    sub_account = models.CharField(max_length=60, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    returned = models.BooleanField(default=False)
    reason_code = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "fingerprint"], name="funds_a_transfer_counts_once"),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="funds_transfer_positive"),
        ]
        indexes = [
            models.Index(fields=["bank_account", "booked_on"], name="funds_transfers_by_day"),
            models.Index(
                fields=["end_to_end_id"], name="funds_transfers_by_our_id", condition=~models.Q(end_to_end_id="")
            ),
        ]


class LineDoubt(models.Model):
    """A line that may be `twin` once more, told by an export of another form: nothing is booked for it until somebody
    has compared the two. `same` is the answer, once given for good: True, it is the same booking; False, another."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    transfer = models.OneToOneField(BankTransfer, on_delete=models.PROTECT, related_name="doubt")
    twin = models.ForeignKey(BankTransfer, on_delete=models.PROTECT, related_name="+")
    same = models.BooleanField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(same__isnull=True, decided_by="", decided_at__isnull=True)
                | models.Q(same__isnull=False, decided_by__gt="", decided_at__isnull=False, reason__gt=""),
                name="funds_doubt_says_who",
            ),
            models.CheckConstraint(condition=~models.Q(transfer=models.F("twin")), name="funds_doubt_is_of_two"),
        ]
        indexes = [models.Index(fields=["court"], name="funds_doubts_open", condition=models.Q(same__isnull=True))]


class ReceiptState(models.TextChoices):
    """Where a receipt stands."""

    UNIDENTIFIED = "unidentified", "待识别"
    IDENTIFIED = "identified", "已认领"
    DEPOSIT = "deposit", "竞买人交款"


class Receipt(models.Model):
    """Money that came in. `reasons` say why it was given to its case, `candidates` to which cases it might belong.

    A DEPOSIT is a bidder's money for a thing sold in the case: it is kept for `depositor` and counts against no debt.
    """

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    transfer = models.OneToOneField(BankTransfer, on_delete=models.PROTECT, related_name="receipt")
    amount_fen = models.BigIntegerField()
    received_on = models.DateField()
    state = models.CharField(max_length=14, choices=ReceiptState, default=ReceiptState.UNIDENTIFIED)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    depositor = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=12, default="voluntary")  # voluntary, deducted, sale: law.interest's stop day
    payer = models.CharField(max_length=200, blank=True)
    reasons = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    identified_at = models.DateTimeField(null=True)
    identified_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="funds_receipt_positive"),
            models.CheckConstraint(
                condition=models.Q(
                    state="identified", case__isnull=False, identified_at__isnull=False, depositor__isnull=True
                )
                | models.Q(state="deposit", case__isnull=False, identified_at__isnull=False, depositor__isnull=False)
                | models.Q(state="unidentified", case__isnull=True, depositor__isnull=True),
                name="funds_identified_has_case",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "received_on"], name="funds_receipts_of_case"),
            models.Index(
                fields=["court", "received_on"], name="funds_receipts_waiting", condition=models.Q(state="unidentified")
            ),
        ]
