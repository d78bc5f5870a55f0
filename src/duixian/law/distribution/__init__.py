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
from duixian.law.distribution.objections import Change, Held, HeldLine, Objection, diff, hold_disputed, objections_from
from duixian.law.distribution.plan import RESIDUE, Check, LeftOut, Line, Payee, Plan, Step, StepKind
from duixian.law.distribution.practice import Practice, PracticeKey, Setting
from duixian.law.distribution.waterfall import divide
from duixian.law.distribution.words import Sentence, explain, explain_all, summary

__all__ = [
    "RESIDUE",
    "Amounts",
    "Change",
    "Check",
    "Claim",
    "ClaimKind",
    "Cost",
    "CostKind",
    "DebtorKind",
    "FeePosition",
    "Held",
    "HeldLine",
    "LeftOut",
    "Line",
    "Objection",
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
    "Sentence",
    "Setting",
    "Step",
    "StepKind",
    "diff",
    "divide",
    "explain",
    "explain_all",
    "hold_disputed",
    "objections_from",
    "summary",
]
