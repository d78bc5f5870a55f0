"""What is kept of a case: itself and what it rests on, and what is asked, approved and decided in its course."""

from duixian.domain.cases.models.approvals import Approval, ApprovalState
from duixian.domain.cases.models.case import (
    Case,
    CaseRole,
    CaseState,
    ClosingKind,
    ExcludedPeriod,
    Node,
    Obligation,
    ObligationKind,
    Party,
    Serial,
    Title,
    TitleKind,
)

__all__ = [
    "Approval",
    "ApprovalState",
    "Case",
    "CaseRole",
    "CaseState",
    "ClosingKind",
    "ExcludedPeriod",
    "Node",
    "Obligation",
    "ObligationKind",
    "Party",
    "Serial",
    "Title",
    "TitleKind",
]
