"""A plan: the waterfall step by step, what each payee gets and is still owed, and the checks that tie it to the fen."""

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.law.distribution.bases import Basis
from duixian.law.distribution.facts import Amounts, Claim, PlanFacts


class StepKind(StrEnum):
    """The kinds of steps, in the order the law takes them."""

    COSTS = "costs"
    SECURED = "secured"
    WAGES = "wages"
    TAX = "tax"
    ORDINARY = "ordinary"
    DOUBLED = "doubled"
    FEE_LAST = "fee_last"


@dataclass(frozen=True, slots=True)
class Line:
    """What one step gives one claim or cost. `owed` is what it has in this step; `weight` what it counts in the ratio
    (more than `owed` for a first seizer under a provincial setting); `odd_fen` 1 if it got a fen left by rounding;
    `capped` if its ratio would have passed its claim, so that it stopped there and the others shared the rest."""

    key: str
    owed: Fen
    weight: int
    paid: Fen
    odd_fen: int = 0
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One level of the waterfall: out of which money, on which articles, to whom. `available` is what it found;
    `lines` are sorted by key."""

    number: int
    kind: StepKind
    label: str
    bases: tuple[Basis, ...]
    source: str
    available: Fen
    owed: Fen
    paid: Fen
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    def line(self, key: str) -> Line | None:
        """The line of a claim or cost in this step; lines are sorted by key."""
        place = bisect_left(self.lines, key, key=lambda line: line.key)
        return self.lines[place] if place < len(self.lines) and self.lines[place].key == key else None

    @property
    def weights(self) -> int:
        """The sum the ratio divides by."""
        return sum(line.weight for line in self.lines)

    @property
    def short(self) -> bool:
        """Whether the money did not cover the step."""
        return self.paid < self.owed


@dataclass(frozen=True, slots=True)
class Payee:
    """The outcome for one claim, fen. `parts` is `paid` by component."""

    claim: Claim
    parts: Amounts
    paid: Fen

    @property
    def key(self) -> str:
        """The key of the claim."""
        return self.claim.key

    @property
    def creditor(self) -> str:
        """Who is paid."""
        return self.claim.creditor

    @property
    def case_number(self) -> str:
        """The creditor's own enforcement case."""
        return self.claim.case_number

    @property
    def claimed(self) -> Amounts:
        """What was claimed, by component."""
        return self.claim.amounts

    @property
    def rest(self) -> Fen:
        """Still owed after this plan (民诉解释 508: the debtor goes on paying)."""
        return self.claim.amounts.total - self.paid


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim, or the rest of one, that has no place in this distribution, and why."""

    key: str
    creditor: str
    amount: Fen
    reason: Fault


@dataclass(frozen=True, slots=True)
class Check:
    """Two sums that must agree, shown so that a reader can add them up."""

    label: str
    left: Fen
    right: Fen

    @property
    def holds(self) -> bool:
        """Whether they agree to the fen."""
        return self.left == self.right


RESIDUE = "residue"
"""The key of what is left for the debtor, in differences and objections."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A distribution. `residue` goes back to the debtor once nothing stands before it; `payees` are sorted by key."""

    facts: PlanFacts
    steps: tuple[Step, ...]
    payees: tuple[Payee, ...]
    costs_paid: Fen
    claims_paid: Fen
    residue: Fen
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

    @property
    def rests(self) -> Fen:
        """What all payees together are still owed."""
        return sum(payee.rest for payee in self.payees)

    def payee(self, key: str) -> Payee:
        """The outcome for one claim. Raises `KeyError`."""
        place = bisect_left(self.payees, key, key=lambda payee: payee.key)
        if place == len(self.payees) or self.payees[place].key != key:
            raise KeyError(key)
        return self.payees[place]

    def amounts(self) -> dict[str, Fen]:
        """Key → fen for every payee, every cost and the residue: all the money, once."""
        amounts = {payee.key: payee.paid for payee in self.payees}
        for step in self.steps:
            if step.kind in (StepKind.COSTS, StepKind.FEE_LAST):
                for line in step.lines:
                    amounts[line.key] = amounts.get(line.key, 0) + line.paid
        amounts[RESIDUE] = self.residue
        return amounts

    def checks(self) -> tuple[Check, ...]:
        """The sums that must agree; `divide` refuses to hand out a plan where one does not."""
        return (
            Check("案款总额＝费用＋分配＋余款", self.facts.funds, self.costs_paid + self.claims_paid + self.residue),
            Check("分配合计＝各受领人之和", self.claims_paid, sum(payee.paid for payee in self.payees)),
            Check(
                "各步支出之和＝费用＋分配", sum(step.paid for step in self.steps), self.costs_paid + self.claims_paid
            ),
            Check(
                "各步支出＝各行之和", sum(s.paid for s in self.steps), sum(l.paid for s in self.steps for l in s.lines)
            ),
            Check("超额受偿＝0", sum(max(0, payee.paid - payee.claimed.total) for payee in self.payees), 0),
        )
