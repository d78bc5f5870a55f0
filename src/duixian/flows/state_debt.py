"""State the debt of a case on a day: what the title orders, what was paid, what the law adds, what remains."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from duixian.base.days import Period
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, Title
from duixian.domain.cases.services import performances
from duixian.domain.cases.terms import from_json
from duixian.domain.funds import selectors as funds
from duixian.law import calendar
from duixian.law.fees import Fee, execution_fee, execution_fee_without_amount
from duixian.law.interest import Conventions, Exchange, Payment, PaymentSource, Statement, by_currency, calculate
from duixian.law.interest.resolve import facts_from
from duixian.law.obligations import Event, ItemKind


@dataclass(frozen=True, slots=True)
class CaseDebt:
    """The debt of a case. `statement` is the part in RMB, None where there is none; `foreign` the parts in other
    currencies, each in its own minor units, until the creditor chooses RMB. `fee` is what the debtor owes the court for
    the execution, `fee_taken` what has been collected of it; fen."""

    case: Case
    on: date
    statement: Statement | None
    faults: tuple[Fault, ...]
    fee: Fee
    fee_taken: Fen
    foreign: tuple[Statement, ...] = ()

    @property
    def remaining(self) -> Fen:
        """What the applicant is still owed in RMB."""
        return self.statement.total if self.statement else 0

    @property
    def settled(self) -> bool:
        """Whether nothing is owed in any currency."""
        return self.remaining == 0 and all(part.total == 0 for part in self.foreign)

    @property
    def fee_open(self) -> Fen:
        """What the court is still owed."""
        return 0 if self.case.fee_waived_basis else max(0, self.fee.due - self.fee_taken)

    @property
    def to_pay(self) -> Fen:
        """What the debtor has to pay in all."""
        return self.remaining + self.fee_open


def events_of(title: Title) -> dict[Event, date]:
    """The days this title counts from."""
    known = {Event.EFFECTIVE: title.effective_on, Event.SERVED: title.effective_on, Event.SIGNED: title.effective_on}
    known |= {Event(name): date.fromisoformat(day) for name, day in title.events.items()}
    return known


def excluded_of(case: Case) -> list[Period]:
    """Days on which the doubled part does not run (法释〔2014〕8号 art. 3(3))."""
    return [Period(gap.since, gap.until) for gap in case.excluded_periods.all()]


def conventions_of(case: Case) -> Conventions:
    """The conventions kept with the case's title."""
    return from_json(Conventions, case.title.conventions)


def exchange_of(case: Case) -> tuple[Exchange, ...]:
    """The middle rates by which the creditor chose to have foreign currency counted in RMB; empty: not chosen."""
    return tuple(from_json(Exchange, row) for row in case.title.exchange)


def uncounted_in(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Those faults of a title's facts that leave a part of the debt out of every sum; others only tell how it was
    counted (`debt.instalments_differ`)."""
    return tuple(fault for fault in faults if fault.code != "debt.instalments_differ")


def nothing_owed(case: Case, *, on: date) -> bool:
    """Whether everything the title orders is performed on a day: money counted whole, in every currency, and each duty
    to act on record. A debt that cannot be counted is not paid."""
    try:
        debt = debt_of(case, on=on)
    except BadInput:
        return False
    return debt.settled and not uncounted_in(debt.faults) and not performances.open_duties(case)


def debt_of(case: Case, *, on: date, conventions: Conventions | None = None) -> CaseDebt:
    """The debt on a day. `conventions` tries others than the title's own, without keeping them.

    Payments after `on` do not count. Raises `BadInput` when the facts cannot be computed with.
    """
    title = case.title
    ordered = cases.ordered_by(title)
    payments = [
        Payment(day=paid.on, amount=paid.amount, source=PaymentSource(paid.source))
        for paid in funds.payments_of(case.pk)
        if paid.on <= on
    ]
    resolved = facts_from(
        replace(ordered, items=tuple(i for i in ordered.items if i.kind is not ItemKind.COSTS_TO_COURT)),
        events=events_of(title),
        payments=payments,
        excluded=excluded_of(case),
        conventions=conventions or conventions_of(case),
        calendar=calendar.national(),
    )
    facts = replace(resolved.facts, exchange=exchange_of(case))
    statement = None
    foreign: list[Statement] = []
    if facts.items or facts.terms or facts.delay_money:
        whole = [facts] if facts.exchange else list(by_currency(facts).values())
        for part in (calculate(own, on=on) for own in whole):
            if part.currency == "CNY":
                statement = part
            else:
                foreign.append(part)
    elif payments:
        raise BadInput(Fault("debt.no_money", "执行依据没有金钱给付，却有到账", "请核对给付内容", value=case.number))
    fee = (
        execution_fee(case.claim_fen, on=case.filed_on)
        if case.claim_fen
        else execution_fee_without_amount(on=case.filed_on)
    )
    return CaseDebt(
        case=case,
        on=on,
        statement=statement,
        faults=resolved.faults,
        fee=fee,
        fee_taken=funds.fee_taken(case.pk),
        foreign=tuple(foreign),
    )
