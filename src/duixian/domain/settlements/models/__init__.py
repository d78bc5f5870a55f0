"""The tables, one noun a file."""

from duixian.domain.settlements.models.agreements import (
    Form,
    Guarantor,
    Instalment,
    InstalmentKind,
    Settlement,
    SettlementState,
    SettlementStep,
    Side,
    Signatory,
)
from duixian.domain.settlements.models.fulfilment import Fulfilment, FulfilmentKind
from duixian.domain.settlements.models.guarantees import ExecutionGuarantee, GuaranteeState
from duixian.domain.settlements.models.promises import Promise, PromiseState

__all__ = [
    "ExecutionGuarantee",
    "Form",
    "Fulfilment",
    "FulfilmentKind",
    "GuaranteeState",
    "Guarantor",
    "Instalment",
    "InstalmentKind",
    "Promise",
    "PromiseState",
    "Settlement",
    "SettlementState",
    "SettlementStep",
    "Side",
    "Signatory",
]
