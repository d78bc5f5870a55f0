"""The tables of refusal: conducts, aggravations, weights, the five packs of proof, exceptions to the warning.

The rows live in `params/refusal.yaml`, each with its article and how well it is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from duixian.law.citations import Citation, Status
from duixian.law.params import citation, document


class Conduct(StrEnum):
    """What somebody did: the statute's interpretation of 2002 and the ten lines of 法释〔2024〕13号 art. 3."""

    HIDE_TRANSFER = "hide_transfer"
    PLEDGED_PROPERTY = "pledged_property"
    REFUSES_ASSISTANCE = "refuses_assistance"
    COLLUSION = "collusion"
    WAIVES_RIGHTS = "waives_rights"
    OVERPAYS = "overpays"
    FALSE_EVIDENCE = "false_evidence"
    FALSE_REPORT = "false_report"
    REFUSES_HANDOVER = "refuses_handover"
    REFUSES_ACT = "refuses_act"
    BREACHES_PROTECTION = "breaches_protection"
    OBSTRUCTS = "obstructs"
    DESTROYS_GEAR = "destroys_gear"
    OTHER = "other"


class Grave(StrEnum):
    """Especially serious circumstances (法释〔2024〕13号 art. 4): three to seven years."""

    SHAM_SUIT = "sham_suit"
    MOB = "mob"
    VIOLENCE = "violence"
    GRAVE_RESULT = "grave_result"
    OTHER = "other"


class Weight(StrEnum):
    """What makes it heavier or lighter (法释〔2024〕13号 art. 10, 11)."""

    LIVING = "living"
    PERFORMED_BEFORE_INDICTMENT = "performed_before_indictment"
    PERFORMED_BEFORE_JUDGMENT = "performed_before_judgment"


class Pack(StrEnum):
    """The five packs of evidence of 法发〔2025〕8号."""

    IDENTITY = "identity"
    DUTY = "duty"
    ABILITY = "ability"
    REFUSAL = "refusal"
    RESULT = "result"


class Proof(StrEnum):
    """Kinds of proof."""

    IDENTITY = "identity"
    TITLE = "title"
    NOTICE_SERVED = "notice_served"
    PROPERTY = "property"
    TRANSFER_RECORD = "transfer_record"
    PRICE = "price"
    SECURITY_RECORD = "security_record"
    ASSIST_NOTICE = "assist_notice"
    COLLUSION_RECORD = "collusion_record"
    FALSE_EVIDENCE = "false_evidence"
    REPORT_ORDER = "report_order"
    REPORT_CHECK = "report_check"
    SANCTION = "sanction"
    REFUSAL_RECORD = "refusal_record"
    SCENE_RECORD = "scene_record"
    UNABLE = "unable"
    HARM = "harm"


class Unwarned(StrEnum):
    """Why a referral may go without a warning."""

    FLIGHT = "flight"
    VIOLENCE = "violence"
    DESTRUCTION = "destruction"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table with its article."""

    id: str
    title: str
    english: str
    citation: Citation
    status: Status


@dataclass(frozen=True, slots=True)
class ConductRow:
    """One conduct. `able`: only who is able can do it; `after_sanction`: counts only after a fine or a detention;
    `proofs`: what it needs of its own, beside what all need."""

    conduct: Conduct
    title: str
    english: str
    citation: Citation
    status: Status
    able: bool
    after_sanction: bool
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A kind of proof: its pack and the act that gets it."""

    proof: Proof
    pack: Pack
    title: str
    english: str
    got_by: str


@cache
def conducts() -> Mapping[Conduct, ConductRow]:
    """Every conduct, the statute's interpretation first."""
    return {
        Conduct(row["id"]): ConductRow(
            conduct=Conduct(row["id"]),
            title=row["title"],
            english=row["english"],
            citation=citation(row),
            status=Status(row["status"]),
            able=bool(row["able"]),
            after_sanction=bool(row.get("after_sanction")),
            proofs=tuple(Proof(name) for name in row["proofs"]),
        )
        for row in document("refusal")["conducts"]
    }


@cache
def proofs() -> Mapping[Proof, ProofRow]:
    """Every kind of proof, by pack."""
    return {
        Proof(row["id"]): ProofRow(Proof(row["id"]), Pack(row["pack"]), row["title"], row["english"], row["got_by"])
        for row in document("refusal")["proofs"]
    }


@cache
def packs() -> Mapping[Pack, str]:
    """The five packs by name, in the order of the letter."""
    return {Pack(row["id"]): row["title"] for row in document("refusal")["packs"]}


@cache
def graves() -> Mapping[Grave, Row]:
    """Especially serious circumstances."""
    return {Grave(row["id"]): _row(row) for row in document("refusal")["graves"]}


@cache
def weights() -> Mapping[Weight, Row]:
    """What weighs heavier or lighter."""
    return {Weight(row["id"]): _row(row) for row in document("refusal")["weights"]}


@cache
def unwarned() -> Mapping[Unwarned, Row]:
    """Exceptions to the warning."""
    return {Unwarned(row["id"]): _row(row) for row in document("refusal")["unwarned"]}


def _row(row: Mapping[str, Any]) -> Row:
    return Row(row["id"], row["title"], row["english"], citation(row), Status(row["status"]))
