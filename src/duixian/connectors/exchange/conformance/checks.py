"""A check: its name, what it proves, which rule it holds a server to, and what the server must offer for that."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from duixian.connectors.exchange.conformance.lab import Lab
from duixian.ports.agencies import Act, Exchange

Trial = Callable[[Lab], Awaitable[None]]


class Verdict(StrEnum):
    """How a check ended."""

    PASS = "pass"
    FAIL = "fail"
    NOT_OFFERED = "not_offered"  # the agency has no such act or thing; no failure


@dataclass(frozen=True, slots=True)
class Check:
    """`proves` says in words what holds if it passes; `rule` is the place in the published schema.

    `acts` must all be offered; `holds`: needs something that can be frozen or sealed; `action`: of the sandbox.
    """

    name: str
    proves: str
    rule: str
    trial: Trial
    acts: frozenset[Act] = frozenset()
    holds: bool = False
    action: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A check with its verdict, the reason if it failed, and the calls it made."""

    check: Check
    verdict: Verdict
    reason: str = ""
    evidence: tuple[Exchange, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Stable keys for `--json`."""
        return {
            "name": self.check.name,
            "proves": self.check.proves,
            "rule": self.check.rule,
            "verdict": str(self.verdict),
            "reason": self.reason,
            "evidence": [
                {
                    "call": call.operation,
                    "request": _text(call.request),
                    "request_signature": call.request_signature,
                    "status": call.status,
                    "reply": _text(call.reply),
                    "reply_signature": call.reply_signature,
                    "error": call.error,
                }
                for call in self.evidence
            ],
        }


CHECKS: Final[list[Check]] = []
"""Every check whose module was imported."""


def check(
    name: str, proves: str, rule: str, *, acts: tuple[Act, ...] = (), holds: bool = False, action: str = ""
) -> Callable[[Trial], Trial]:
    """Make a trial a check of the kit. A trial ends quietly, or raises `lab.Failed`."""

    def enter(trial: Trial) -> Trial:
        CHECKS.append(Check(name, proves, rule, trial, frozenset(acts), holds, action))
        return trial

    return enter


def _text(data: bytes) -> str:
    return data[:4_000].decode("utf-8", errors="replace")
