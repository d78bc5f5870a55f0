"""What is kept of a case: itself and what it rests on, and what is asked, approved and decided in its course."""

from duixian.domain.cases.models.applications import Application, ApplicationState
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
from duixian.domain.cases.models.course import (
    ActPerformance,
    CourseDecision,
    DecisionAct,
    DecisionState,
    Extension,
    InsolvencyReferral,
    Pause,
)
from duixian.domain.cases.models.ending import EvidenceRecord, Resumption, RoundEnd, RoundEndQuery
from duixian.domain.cases.models.entrusting import EntrustedCase, Entrustment, TaskRequest, TaskTaken
from duixian.domain.cases.models.letters import CourtLetter, LetterKind, LetterTaken
from duixian.domain.cases.models.objections import Objection, Review, Supervision
from duixian.domain.cases.models.party_changes import PartyChange, PartyStanding

__all__ = [
    "ActPerformance",
    "Application",
    "ApplicationState",
    "Approval",
    "ApprovalState",
    "Case",
    "CaseRole",
    "CaseState",
    "ClosingKind",
    "CourseDecision",
    "CourtLetter",
    "DecisionAct",
    "DecisionState",
    "EntrustedCase",
    "Entrustment",
    "EvidenceRecord",
    "ExcludedPeriod",
    "Extension",
    "InsolvencyReferral",
    "LetterKind",
    "LetterTaken",
    "Node",
    "Objection",
    "Obligation",
    "ObligationKind",
    "Party",
    "PartyChange",
    "PartyStanding",
    "Pause",
    "Resumption",
    "Review",
    "RoundEnd",
    "RoundEndQuery",
    "Serial",
    "Supervision",
    "TaskRequest",
    "TaskTaken",
    "Title",
    "TitleKind",
]
