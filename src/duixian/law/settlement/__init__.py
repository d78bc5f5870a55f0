"""What parties agree in enforcement (执行和解), what is promised to the hour, and guarantees for a stay (执行担保).

Pure: terms and what is wrong with them, which payment fulfils what, whether an agreement is kept on a day, and whether
the original title may be resumed. No clock, no database.
"""

from duixian.law.settlement.allocation import Allocation, Open, Pot, Share, allocate
from duixian.law.settlement.guarantee import (
    CallFacts,
    GuaranteeTerms,
    Reach,
    faults_in_guarantee,
    guaranteed_until,
    reach,
    refusals_to_call,
)
from duixian.law.settlement.performance import Due, Paid, Practice, Row, RowState, Standing, standing
from duixian.law.settlement.promise import Kept, PromiseFacts, judge_promise, remind_at
from duixian.law.settlement.resumption import ResumeFacts, ResumeLimit, refusals, resume_limit
from duixian.law.settlement.schedule import equal
from duixian.law.settlement.terms import Form, Guarantor, Instalment, Kind, Side, Signer, Terms, faults_in, notes_on

__all__ = [
    "Allocation",
    "CallFacts",
    "Due",
    "Form",
    "GuaranteeTerms",
    "Guarantor",
    "Instalment",
    "Kept",
    "Kind",
    "Open",
    "Paid",
    "Pot",
    "Practice",
    "PromiseFacts",
    "Reach",
    "ResumeFacts",
    "ResumeLimit",
    "Row",
    "RowState",
    "Share",
    "Side",
    "Signer",
    "Standing",
    "Terms",
    "allocate",
    "equal",
    "faults_in",
    "faults_in_guarantee",
    "guaranteed_until",
    "judge_promise",
    "notes_on",
    "reach",
    "refusals",
    "refusals_to_call",
    "remind_at",
    "resume_limit",
    "standing",
]
