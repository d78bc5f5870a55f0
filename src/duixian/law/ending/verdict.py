"""The judge: every condition with its answer, as a page shows it and as a ruling keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from duixian.base.faults import Fault
from duixian.base.procedure import Condition
from duixian.law.citations import Citation, Status
from duixian.law.ending.answers import Idle, Met, Said
from duixian.law.ending.checks import CHECKS
from duixian.law.ending.facts import RoundEndFacts
from duixian.law.params import citation, document

APPROVAL = "approval"
Facts = TypeVar("Facts")


class Standing(StrEnum):
    """How a condition stands."""

    MET = "met"
    MISSING = "missing"
    IDLE = "idle"  # does not apply


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A condition as `params/ending.yaml` has it. `machine`: its number in the list of twelve, 0 for the others."""

    id: str
    machine: int
    title: str
    english: str
    citation: Citation
    status: Status


@cache
def check_rows() -> Mapping[str, CheckRow]:
    """The conditions by id, in the order shown."""
    return {
        row["id"]: CheckRow(
            row["id"], int(row["machine"]), row["title"], row["english"], citation(row), Status(row["status"])
        )
        for row in document("ending")["checks"]
    }


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition with its answer: `said` where it is met or does not apply, `fault` where something is missing."""

    row: CheckRow
    standing: Standing
    said: Said | None = None
    fault: Fault | None = None

    @property
    def text(self) -> str:
        """The figures in the source language."""
        return self.fault.message if self.fault else self.said.text if self.said else ""

    @property
    def step(self) -> str:
        """The act that does what is missing, as `data["step"]` of the fault names it."""
        return str(self.fault.data.get("step", "")) if self.fault else ""

    def as_json(self) -> dict[str, Any]:
        """Stable keys, as the record of the end keeps them."""
        return {
            "check": self.row.id,
            "machine": self.row.machine,
            "title": self.row.title,
            "basis": str(self.row.citation),
            "standing": self.standing.value,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of every condition. `open`: nothing is missing."""

    findings: tuple[Finding, ...]

    @property
    def missing(self) -> tuple[Fault, ...]:
        """What is missing, in the order of the table."""
        return tuple(one.fault for one in self.findings if one.fault is not None)

    @property
    def open(self) -> bool:
        """Whether the round may be ended, or proposed to be."""
        return not self.missing

    def as_json(self) -> list[dict[str, Any]]:
        """The whole table."""
        return [one.as_json() for one in self.findings]


_WAITS = Said("待呈批")


def judge(facts: RoundEndFacts, *, proposing: bool = False) -> Verdict:
    """Every condition of ending a round on `facts.on` (法〔2016〕373号; 民诉解释 517). `proposing`: the signature is
    still to come, and is not asked for."""
    findings = []
    for row in check_rows().values():
        if row.id == APPROVAL and proposing:
            findings.append(Finding(row, Standing.IDLE, _WAITS))
            continue
        answer = CHECKS[row.id](facts)
        if isinstance(answer, Met):
            findings.append(Finding(row, Standing.MET, answer.said))
        elif isinstance(answer, Idle):
            findings.append(Finding(row, Standing.IDLE, answer.said))
        else:
            findings.append(Finding(row, Standing.MISSING, fault=answer))
    return Verdict(tuple(findings))


def conditions_of(get: Callable[[Facts], RoundEndFacts | None]) -> tuple[Condition[Facts], ...]:
    """The same conditions for a table of moves, one each; `get` finds the facts among those of the table. No facts at
    all is one fault and a refusal."""
    return (_gathered(get), *(_condition(get, check) for check in CHECKS.values()))


def _gathered(get: Callable[[Facts], RoundEndFacts | None]) -> Condition[Facts]:
    def condition(facts: Facts) -> Fault | None:
        if get(facts) is not None:
            return None
        return Fault(
            "round_end.no_evidence",
            "没有收集终本所依据的证据",
            "请从案件的终本页面呈批",
            data={"step": "round.end"},
        )

    return condition


def _condition(
    get: Callable[[Facts], RoundEndFacts | None], check: Callable[[RoundEndFacts], object]
) -> Condition[Facts]:
    def condition(facts: Facts) -> Fault | None:
        found = get(facts)
        answer = None if found is None else check(found)
        return answer if isinstance(answer, Fault) else None

    return condition
