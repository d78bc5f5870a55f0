"""The library: cases with their clues and evidence, what the court did, and what others did."""

from duixian.domain.refusals.models.authorities import (
    AnswerKind,
    Charge,
    FilingSupervision,
    PoliceAnswer,
    PrivateProsecution,
    Referral,
    SupervisionState,
    Verdict,
)
from duixian.domain.refusals.models.case import (
    ENDED,
    ConductKind,
    EvidenceItem,
    RefusalCapacity,
    RefusalCase,
    RefusalState,
)
from duixian.domain.refusals.models.clues import Clue, ClueSource, HandedOver, SourceKind
from duixian.domain.refusals.models.stages import (
    Opinion,
    Performance,
    PerformanceKind,
    Study,
    StudyDecision,
    WarningLetter,
    WarningOutcome,
)

__all__ = [
    "ENDED",
    "AnswerKind",
    "Charge",
    "Clue",
    "ClueSource",
    "ConductKind",
    "EvidenceItem",
    "FilingSupervision",
    "HandedOver",
    "Opinion",
    "Performance",
    "PerformanceKind",
    "PoliceAnswer",
    "PrivateProsecution",
    "Referral",
    "RefusalCapacity",
    "RefusalCase",
    "RefusalState",
    "SourceKind",
    "Study",
    "StudyDecision",
    "SupervisionState",
    "Verdict",
    "WarningLetter",
    "WarningOutcome",
]
