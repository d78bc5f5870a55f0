"""Accounts: of the ledger, of the court at its bank, and one for each case."""

from django.db import models

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person


class AccountKind(models.TextChoices):
    """What stands on an account. BANK is money we have; every other kind is money we owe to somebody."""

    BANK = "bank", "银行存款"
    UNIDENTIFIED = "unidentified", "待识别款"
    CASE = "case", "案款"
    DEPOSIT = "deposit", "竞买人交款（保证金、尾款）"
    PAYEE = "payee", "应付受领人"
    HELD = "held", "争议提存"
    IN_TRANSIT = "in_transit", "在途付款（含待审批）"
    UNCLAIMED = "unclaimed", "无人受领款"
    FEE = "fee", "应缴执行费"


class Account(models.Model):
    """An account of the ledger. `balance_fen` is on the account's own side and never negative; it moves only with legs
    (a trigger of the database), never by an update of ours."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=14, choices=AccountKind)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    balance_fen = models.BigIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["court", "kind", "case", "person"], name="funds_one_account", nulls_distinct=False
            ),
            models.CheckConstraint(condition=models.Q(balance_fen__gte=0), name="funds_never_overdrawn"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["bank", "unidentified", "in_transit", "fee"], case__isnull=True)
                | models.Q(kind__in=["case", "held"], case__isnull=False, person__isnull=True)
                | models.Q(kind__in=["payee", "unclaimed", "deposit"], case__isnull=False, person__isnull=False),
                name="funds_account_belongs",
            ),
        ]
        indexes = [models.Index(fields=["case", "kind"], name="funds_accounts_of_case")]


class BankAccount(models.Model):
    """The court's deposit account for case funds, at a bank. `account` is its face in the ledger."""

    court = models.OneToOneField(Court, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=120)
    number = models.CharField(max_length=40, unique=True)
    bank_name = models.CharField(max_length=120)
    bank_code = models.CharField(max_length=20, blank=True)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")


class CaseAccount(models.Model):
    """一案一账户: the number under which money of one case arrives (a sub-account of the court's)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
