"""The two public lists: who may be limited or listed, for how long, what takes him off, what a promise suspends.

Pure: a flow gathers the facts, these judges answer, services carry it out.
"""

from duixian.law.lists.facts import (
    CONDUCT,
    EVIDENCE,
    Capacity,
    CaseStanding,
    Evidence,
    EvidenceKind,
    Grade,
    Ground,
    ListingKind,
    Subject,
    SubjectKind,
)
from duixian.law.lists.lifting import LiftFacts, Verdict, judge_lifting
from duixian.law.lists.limiting import LimitFacts, judge_limit
from duixian.law.lists.listing import (
    Begins,
    Circumstances,
    ListingFacts,
    Term,
    begins,
    judge_extension,
    judge_grace,
    judge_listing,
    listing_term,
)
from duixian.law.lists.repair import (
    CommitmentFacts,
    Condition,
    ExemptionFacts,
    broken_on,
    judge_commitment,
    judge_exemption,
    kept,
)

__all__ = [
    "CONDUCT",
    "EVIDENCE",
    "Begins",
    "Capacity",
    "CaseStanding",
    "Circumstances",
    "CommitmentFacts",
    "Condition",
    "Evidence",
    "EvidenceKind",
    "ExemptionFacts",
    "Grade",
    "Ground",
    "LiftFacts",
    "LimitFacts",
    "ListingFacts",
    "ListingKind",
    "Subject",
    "SubjectKind",
    "Term",
    "Verdict",
    "begins",
    "broken_on",
    "judge_commitment",
    "judge_exemption",
    "judge_extension",
    "judge_grace",
    "judge_lifting",
    "judge_limit",
    "judge_listing",
    "kept",
    "listing_term",
]
