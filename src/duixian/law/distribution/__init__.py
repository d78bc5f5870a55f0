"""Distribution among creditors: facts in, a plan that adds up to the fen out (rulebook DIS-01 to DIS-10)."""

from duixian.law.distribution.facts import (
    Amounts,
    Claim,
    ClaimKind,
    Cost,
    CostKind,
    DebtorKind,
    FeePosition,
    Part,
    PlanFacts,
    Proceeds,
    Rules,
    Security,
    SecurityKind,
)
from duixian.law.distribution.plan import RESIDUE, Check, LeftOut, Line, Payee, Plan, Step, StepKind
from duixian.law.distribution.practice import Practice, PracticeKey, Setting
from duixian.law.distribution.waterfall import divide

__all__ = [
    "RESIDUE",
    "Amounts",
    "Check",
    "Claim",
    "ClaimKind",
    "Cost",
    "CostKind",
    "DebtorKind",
    "FeePosition",
    "LeftOut",
    "Line",
    "Part",
    "Payee",
    "Plan",
    "PlanFacts",
    "Practice",
    "PracticeKey",
    "Proceeds",
    "Rules",
    "Security",
    "SecurityKind",
    "Setting",
    "Step",
    "StepKind",
    "divide",
]
