"""Refusal to execute (拒不执行判决、裁定罪): which conduct, on which article, with which proofs, against whom not.

《刑法》第三百一十三条；全国人大常委会 2002 年解释；法释〔2024〕13号；法发〔2025〕8号. The judge here only says
whether a clue is fit to be studied, warned about and referred; whether it is a crime is for a criminal court.
"""

from duixian.law.refusal.catalogue import (
    Conduct,
    ConductRow,
    Grave,
    Pack,
    Proof,
    ProofRow,
    Unwarned,
    Weight,
    conducts,
    graves,
    packs,
    proofs,
    unwarned,
    weights,
)
from duixian.law.refusal.judge import Accusation, Capacity, Judged, Missing, Subject, WeightFacts, judge, minor
from duixian.law.refusal.values import check_warning_days, silence_ends, silence_values, value

__all__ = [
    "Accusation",
    "Capacity",
    "Conduct",
    "ConductRow",
    "Grave",
    "Judged",
    "Missing",
    "Pack",
    "Proof",
    "ProofRow",
    "Subject",
    "Unwarned",
    "Weight",
    "WeightFacts",
    "check_warning_days",
    "conducts",
    "graves",
    "judge",
    "minor",
    "packs",
    "proofs",
    "silence_ends",
    "silence_values",
    "unwarned",
    "value",
    "weights",
]
