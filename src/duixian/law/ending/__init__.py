"""Ending a round of enforcement (终结本次执行程序): facts, the twelve checks and the other conditions, the judge.

法〔2016〕373号; 《民诉法解释》第五百一十七条. Nothing is ticked: what the record cannot prove is said and signed by a
named officer, with the paper it stands on, and shown as such.
"""

from duixian.law.ending.answers import Said
from duixian.law.ending.facts import (
    Approved,
    Asked,
    AssetSeen,
    ClueSeen,
    DebtorSeen,
    EvidenceKind,
    Interest,
    QueryClass,
    RoundEndFacts,
    Signed,
    Unexecutable,
)
from duixian.law.ending.inquiry_checks import CLASS_NAMES, INTEREST_NAMES
from duixian.law.ending.property_checks import found_again, reason_holds
from duixian.law.ending.verdict import CheckRow, Finding, Standing, Verdict, check_rows, conditions_of, judge

__all__ = [
    "CLASS_NAMES",
    "INTEREST_NAMES",
    "Approved",
    "Asked",
    "AssetSeen",
    "CheckRow",
    "ClueSeen",
    "DebtorSeen",
    "EvidenceKind",
    "Finding",
    "Interest",
    "QueryClass",
    "RoundEndFacts",
    "Said",
    "Signed",
    "Standing",
    "Unexecutable",
    "Verdict",
    "check_rows",
    "conditions_of",
    "found_again",
    "judge",
    "reason_holds",
]
