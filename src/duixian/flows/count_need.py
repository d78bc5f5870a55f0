"""Count what a case needs to have under control: the debt at the expected day, the fee, the costs (查封规定 19).

Money received lowers it at once. What was deducted and is on its way is no part of it: that stands on the other side,
as covered, until it arrives. A debtor who owes only a part, or answers within a limit, has a ceiling of his own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from duixian.base.days import add_days
from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.domain.assets.models import ControlOrder
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseRole, CaseState
from duixian.domain.courts import selectors as courts
from duixian.domain.funds.models import Receipt, ReceiptState
from duixian.domain.parties.models import Person
from duixian.flows.state_debt import CaseDebt, debt_of, uncounted_in
from duixian.law.control import ChoicePractice
from duixian.law.interest import Statement
from duixian.law.obligations import Liability, MoneyItem, Ordered

HORIZON_DAYS = 180
"""Days ahead for which accrual is counted in, unless the court has set its own: 查封规定 19 lets the debt and the costs
be covered and names no day; status X, ours."""

_GROUND = "《查封扣押冻结规定》第19条"
_FEE = "《诉讼费用交纳办法》第38条"


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost of enforcement the debtor bears, stated by the officer, fen; `basis` the bill or the article."""

    label: str
    amount: Fen
    basis: str


@dataclass(frozen=True, slots=True)
class Part:
    """One sum of the need, fen, and what it rests on. `kind`: debt, fee, cost."""

    kind: str
    label: str
    amount: Fen
    basis: str

    def as_json(self) -> dict[str, Any]:
        """As the budget keeps it."""
        return {"kind": self.kind, "label": self.label, "fen": self.amount, "basis": self.basis}


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most one debtor answers for, fen; `parts` say for what."""

    person: Person
    amount: Fen
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What a case may hold in all, fen. `uncounted`: parts of the title that are in no sum here; nothing is controlled
    for them."""

    case: Case
    on: date
    expected_on: date
    total: Fen
    parts: tuple[Part, ...]
    ceilings: tuple[Ceiling, ...]
    uncounted: tuple[Fault, ...] = ()


def expected_day(case: Case, *, on: date) -> date:
    """The day by which the case is expected to be paid."""
    days = courts.setting(court_id=case.court_id, key="control.horizon_days", on=on, default=HORIZON_DAYS)
    return add_days(on, int(days))


def need_of(case: Case, *, on: date, expected_on: date | None = None, costs: Sequence[Cost] = ()) -> Need:
    """What the case needs to have under control, as counted `on`. A closed case needs nothing.

    Raises `BadInput` when the facts of the title cannot be computed with.
    """
    expected_on = expected_on or expected_day(case, on=on)
    if case.state == CaseState.CLOSED:
        return Need(case, on, expected_on, 0, (), ())
    debt = debt_of(case, on=expected_on)
    debts = _debt_parts(debt)
    over = debt.statement.overpaid if debt.statement else 0
    own = _less(
        [
            *([Part("fee", "执行费", debt.fee_open, _FEE)] if debt.fee_open else []),
            *(Part("cost", cost.label, cost.amount, cost.basis) for cost in costs),
        ],
        over,
    )
    parts = (*debts, *own)
    total = sum(part.amount for part in parts)
    return Need(
        case=case,
        on=on,
        expected_on=expected_on,
        total=total,
        parts=parts,
        ceilings=_ceilings(case, debt, sum(part.amount for part in own), total),
        uncounted=(*uncounted_in(debt.faults), *_foreign(debt)),
    )


def _less(parts: Sequence[Part], over: Fen) -> list[Part]:
    """The parts without what was paid beyond the debt: it goes to the fee and the costs."""
    left = []
    for part in parts:
        used = min(over, part.amount)
        over -= used
        if part.amount > used:
            left.append(Part(part.kind, part.label, part.amount - used, part.basis))
    return left


def _debt_parts(debt: CaseDebt) -> list[Part]:
    if debt.statement is None:
        return []
    bases: dict[tuple[str, str], dict[str, None]] = {}
    for step in debt.statement.steps:
        bases.setdefault((step.key, step.kind), {}).update(dict.fromkeys(map(str, step.citations)))
    title = debt.case.title
    return [
        Part("debt", line.label, line.remaining, "、".join(bases.get((line.key, line.kind), {})) or title.number)
        for line in debt.statement.lines
        if line.remaining
    ]


def _foreign(debt: CaseDebt) -> list[Fault]:
    return [
        Fault(
            "need.foreign",
            "外币 {currency} 部分尚未折算，未计入可以控制的数额",
            "请由申请执行人选择以人民币计算后重新核定",
            field="币种",
            value=part.currency,
            data={"currency": part.currency},
        )
        for part in debt.foreign
        if part.total
    ]


# --- debtors who owe a part


def _ceilings(case: Case, debt: CaseDebt, own: Fen, total: Fen) -> tuple[Ceiling, ...]:
    """Ceilings of the debtors who do not answer for the whole. Fee and costs follow in proportion, rounded down."""
    if debt.statement is None:
        return ()
    ordered = cases.ordered_by(case.title)
    found = []
    for party in case.parties.exclude(role=CaseRole.APPLICANT).select_related("person"):
        names = {party.label, party.person.name}
        answers = _answers_for(names, ordered, debt.statement, _paid_by(case, party.person))
        owed = debt.statement.total
        if answers is None or sum(part.amount for part in answers) >= owed:
            continue
        parts = [part for part in answers if part.amount]
        share = own * sum(part.amount for part in parts) // owed
        if share:
            parts.append(Part("fee", "执行费和费用（按比例）", share, _FEE))
        amount = sum(part.amount for part in parts)
        found.append(Ceiling(party.person, min(total, amount), tuple(parts)))
    return tuple(found)


def _paid_by(case: Case, person: Person) -> Fen:
    """What of the money of the case came from this person: deducted from him, or paid in his name."""
    deducted = ControlOrder.objects.filter(case=case, person=person, receipt__case=case)
    by_order = deducted.aggregate(fen=Sum("receipt__amount_fen", default=0))["fen"]
    own = Receipt.objects.filter(case=case, state=ReceiptState.IDENTIFIED, payer=person.name)
    by_name = own.exclude(source="deducted").aggregate(fen=Sum("amount_fen", default=0))["fen"]
    return int(by_order) + int(by_name)


def _answers_for(names: set[str], ordered: Ordered, statement: Statement, paid: Fen) -> list[Part] | None:
    """What a debtor answers for of each item with what grew on it; None where he answers for everything.

    A limit holds for the item with its interest together; a share takes its part of the interest. What he paid himself
    uses his limit or share up.
    """
    of_item = _by_item(ordered, statement)
    parts: list[Part] = []
    full = True
    for item in ordered.items:
        first, grown = of_item.pop(item.key, (0, 0))
        bound = _bound(item, names, first, grown, paid)
        paid -= _used(item, names, paid)
        full = full and bound is None
        if bound is None:
            parts.append(Part("debt", item.label, first + grown, "连带或者全部责任"))
        else:
            parts.append(bound)
    if full:
        return None
    rest = sum(first + grown for first, grown in of_item.values())
    return [*parts, Part("debt", "其他", rest, "未按人划分")] if rest else parts


def _by_item(ordered: Ordered, statement: Statement) -> dict[str, tuple[Fen, Fen]]:
    """Item → what is left of it, and what is left of the interest on it. Interest on several items goes to the first of
    them; what runs on none keeps its own key."""
    home = {term.key: term.items[0] for term in ordered.interests if term.items}
    items = {item.key for item in ordered.items}
    found: dict[str, tuple[Fen, Fen]] = {}
    for line in statement.lines:
        key = home.get(line.key, line.key)
        first, grown = found.get(key, (0, 0))
        itself = line.key in items and not line.accrued
        found[key] = (first + line.remaining, grown) if itself else (first, grown + line.remaining)
    return found


def _bound(item: MoneyItem, names: set[str], first: Fen, grown: Fen, paid: Fen) -> Part | None:
    """The part of one item a debtor answers for; None: all of it."""
    limits = [fen for name, fen in item.limits.items() if name in names]
    if limits:
        left = max(0, limits[0] - paid)
        return Part("debt", f"{item.label}（责任限额）", min(left, first + grown), "执行依据确定的责任限额")
    if item.debtors and not names & set(item.debtors):
        return Part("debt", item.label, 0, "不承担此项")
    shares = [fen for name, fen in item.shares.items() if name in names]
    if item.liability is Liability.SEVERAL and shares and item.amount:
        own = min(first, max(0, shares[0] - paid))
        return Part("debt", f"{item.label}（按份）", own + grown * shares[0] // item.amount, "执行依据确定的份额")
    return None


def _used(item: MoneyItem, names: set[str], paid: Fen) -> Fen:
    """What of a debtor's own payments one item uses up: nothing he paid counts for two of his limits or shares."""
    shares = item.shares if item.liability is Liability.SEVERAL else {}
    bounds = [fen for known in (item.limits, shares) for name, fen in known.items() if name in names]
    return min(paid, bounds[0]) if bounds else 0


def practice_of(case: Case, *, on: date) -> ChoicePractice:
    """How the court weighs, with its own entries where it has set any."""
    harm = courts.setting(court_id=case.court_id, key="control.harm", on=on, default=None)
    trifle = courts.setting(court_id=case.court_id, key="control.trifle_fen", on=on, default=None)
    return ChoicePractice.of(on, harm=harm, trifle=None if trifle is None else int(trifle))


def kept_costs(parts: Sequence[Mapping[str, Any]]) -> tuple[Cost, ...]:
    """The costs stated with a budget."""
    return tuple(Cost(part["label"], int(part["fen"]), part["basis"]) for part in parts if part["kind"] == "cost")
