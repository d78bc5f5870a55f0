"""Tables of the money, one noun a file."""

from duixian.domain.funds.models.accounts import Account, AccountKind, BankAccount, CaseAccount
from duixian.domain.funds.models.credits import Credit, CreditKind
from duixian.domain.funds.models.ledger import Leg, Posting
from duixian.domain.funds.models.payouts import Payout, PayoutBatch, PayoutState
from duixian.domain.funds.models.plans import DistributionPlan, PlanLine, PlanObjection, PlanSource, PlanState
from duixian.domain.funds.models.receipts import (
    BankTransfer,
    LineDoubt,
    Receipt,
    ReceiptState,
    StatementImport,
    StatementLayout,
)
from duixian.domain.funds.models.reconciliation import Reconciliation

__all__ = [
    "Account",
    "AccountKind",
    "BankAccount",
    "BankTransfer",
    "CaseAccount",
    "Credit",
    "CreditKind",
    "DistributionPlan",
    "Leg",
    "LineDoubt",
    "Payout",
    "PayoutBatch",
    "PayoutState",
    "PlanLine",
    "PlanObjection",
    "PlanSource",
    "PlanState",
    "Posting",
    "Receipt",
    "ReceiptState",
    "Reconciliation",
    "StatementImport",
    "StatementLayout",
]
