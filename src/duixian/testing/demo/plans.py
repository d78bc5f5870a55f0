"""The plan of one case and one creditor, computed from what the world knows: what `flows.plan_distribution` would have
found by asking the database. A test asks the database and compares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.parties.models import Person
from duixian.flows.plan_distribution import claim_key, pot_key
from duixian.law import calendar
from duixian.law.distribution import Amounts, Claim, Cost, CostKind, DebtorKind, Plan, PlanFacts, Proceeds, divide
from duixian.law.interest import LineKind, Payment, PaymentSource, Statement, calculate
from duixian.law.interest.resolve import facts_from
from duixian.law.obligations import Event, ItemKind, Ordered

_DEBTORS = {"natural": DebtorKind.PERSON, "organisation": DebtorKind.ORGANISATION, "company": DebtorKind.COMPANY}
_PARTS = {
    LineKind.PRINCIPAL: "principal",
    LineKind.PENALTY: "principal",
    LineKind.INTEREST: "interest",
    LineKind.ORDINARY: "interest",
    LineKind.FEE: "fees",
    LineKind.COSTS: "fees",
    LineKind.DOUBLED: "doubled",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What came in for a case on a day and what of it went to the creditor; fen."""

    on: date
    amount: Fen
    source: PaymentSource


def plan_for(
    *,
    case: Case,
    creditor: Person,
    debtor: Person,
    ordered: Ordered,
    effective_on: date,
    before: Sequence[Given],
    now_in: Given,
    fee: Fen,
    on: date,
) -> Plan:
    """Divide what came in now; `before` is what earlier plans gave the creditor."""
    items = tuple(item for item in ordered.items if item.kind is not ItemKind.COSTS_TO_COURT)
    own = Ordered(items, ordered.interests, (), ordered.set_off, ordered.acceleration, ordered.doubled_clause)
    earlier = [Payment(day=paid.on, amount=paid.amount) for paid in before]
    everything = [Payment(day=paid.on, amount=paid.amount, source=paid.source) for paid in (*before, now_in)]
    amounts = _amounts(
        counted=_statement(own, everything, effective_on, now_in.on),
        before=_statement(own, earlier, effective_on, now_in.on),
    )
    pot = pot_key(case)
    return divide(
        PlanFacts(
            debtor=debtor.name,
            debtor_kind=_DEBTORS[debtor.kind],
            on=on,
            proceeds=(Proceeds(pot, case.number, now_in.amount),),
            claims=(
                Claim(
                    key=claim_key(case, creditor),
                    creditor=creditor.name,
                    amounts=amounts,
                    case_number=case.number,
                    title=case.number,
                ),
            )
            if amounts != Amounts()
            else (),
            costs=(Cost(key=f"fee:{pot}", label="申请执行费", amount=fee, kind=CostKind.EXECUTION_FEE, proceeds=pot),)
            if fee
            else (),
        )
    )


def _amounts(*, counted: Statement, before: Statement) -> Amounts:
    """By component, what was owed before the money that came in now."""
    paid = {(line.key, line.kind): line.paid for line in before.lines}
    parts = dict.fromkeys(("principal", "interest", "fees", "doubled"), 0)
    for line in counted.lines:
        parts[_PARTS[line.kind]] += line.opening + line.accrued - paid.get((line.key, line.kind), 0)
    return Amounts(**parts)


def _statement(ordered: Ordered, payments: Sequence[Payment], effective_on: date, on: date) -> Statement:
    resolved = facts_from(
        ordered,
        events=dict.fromkeys((Event.EFFECTIVE, Event.SERVED, Event.SIGNED), effective_on),
        payments=payments,
        calendar=calendar.national(),
    )
    return calculate(resolved.facts, on=on)
