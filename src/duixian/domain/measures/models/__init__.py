"""Measures against persons: what somebody did, what was decided, what was done, and what the upper court said."""

from duixian.domain.measures.models.conduct import Circumstance, CircumstanceKind, Misconduct, Summons
from duixian.domain.measures.models.measure import Measure
from duixian.domain.measures.models.records import (
    BodySearch,
    FinePayment,
    MeasureRecord,
    Reconsideration,
    RecordKind,
    ReviewState,
)

__all__ = [
    "BodySearch",
    "Circumstance",
    "CircumstanceKind",
    "FinePayment",
    "Measure",
    "MeasureRecord",
    "Misconduct",
    "Reconsideration",
    "RecordKind",
    "ReviewState",
    "Summons",
]
