"""What one of several debtors still owes. Who answers for a part alone has performed once that part is paid: nothing is
left to press him for, whoever else of the case still owes (民法典 517, 518; the limit or the share the title sets).

The debt of a case is counted as one, and money is set off in the order of the law whoever paid it. For one debtor it is
counted apart: the items he answers for, and the money that came from those who answer for them with him. What nobody
can say of a payment is said against the debtor here: then he waits until the whole is paid.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from duixian.base.faults import BadInput
from duixian.base.money import Fen
from duixian.domain.assets.models import ControlOrder
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.cases.services import performances
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Receipt, ReceiptState
from duixian.domain.parties.models import Person
from duixian.flows.state_debt import conventions_of, events_of, exchange_of, excluded_of, nothing_owed
from duixian.law import calendar
from duixian.law.interest import Payment, PaymentSource, by_currency, calculate
from duixian.law.interest.resolve import facts_from
from duixian.law.obligations import ItemKind, Liability, MoneyItem, Ordered


def nothing_owed_by(case: Case, person: Person, *, on: date) -> bool:
    """Whether everything a debtor answers for is performed on a day: the whole title, or his part of it. A part that
    cannot be counted is not paid."""
    if nothing_owed(case, on=on):
        return True
    part = part_of(case, person)
    if part is None or _own_duties(case, part.names):
        return False
    try:
        return own_rest(case, part, on=on) == 0
    except BadInput:
        return False


def partly_performed(case: Case, person: Person, *, on: date) -> bool:
    """Whether anything was paid on what a debtor answers for: a debt that another paid in part is smaller for him too,
    and money for what he never owed is none of his doing."""
    if not funds.payments_of(case.pk):
        return False
    part = part_of(case, person)
    return part is None or bool(_payments(case, part.payers, on=on))


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What a debtor answers for, who does not answer for everything: his `names`, the `items`, and `payers` whose money
    counts for them. `alone`: his name in items that are his only; `limit`: the most he answers for in all, fen, where
    the title sets one."""

    names: frozenset[str]
    items: tuple[MoneyItem, ...]
    payers: frozenset[str]
    alone: str = ""
    limit: Fen | None = None


def part_of(case: Case, person: Person) -> OwnPart | None:
    """The part of the title a debtor answers for; None for who answers for all of it, and for who is named nowhere in
    it, as a debtor added later is."""
    parties = list(case.parties.exclude(role=CaseRole.APPLICANT).select_related("person"))
    if len(parties) < 2:
        return None
    names = frozenset(name for one in parties if one.person_id == person.pk for name in (one.label, one.person.name))
    ordered = cases.ordered_by(case.title)
    mine = tuple(item for item in ordered.items if _answers(item, names))
    limits = [fen for item in mine for name, fen in item.limits.items() if name in names]
    shared = [item for item in mine if not _alone(item, names)]
    if not mine or (len(limits) not in (0, len(mine))) or any(not item.debtors for item in mine):
        return None
    if len(mine) == len(ordered.items) and not limits and len(shared) == len(mine):
        return None
    if limits:
        return OwnPart(names, mine, names, limit=sum(limits))
    if not shared:
        alone = [name for name in sorted(names) if all(name in {*item.shares, *item.debtors} for item in mine)]
        return OwnPart(names, mine, names, alone[0]) if alone else None
    group = _together(ordered.items, mine)
    if len(group) == len(ordered.items):
        return None
    others = frozenset(name for item in group for name in (*item.debtors, *item.shares, *item.limits))
    people = [one for one in parties if {one.label, one.person.name} & others]
    return OwnPart(names, group, frozenset(name for one in people for name in (one.label, one.person.name)))


def own_rest(case: Case, part: OwnPart, *, on: date) -> Fen:
    """What is left of a debtor's part on a day, in minor units of every currency together: nought or not. Raises
    `BadInput` for facts that cannot be computed with, and where a sum of it could not be counted."""
    payments = _payments(case, part.payers, on=on)
    if part.limit is not None:
        return max(0, part.limit - sum(paid.amount for paid in payments))
    resolved = facts_from(
        _narrowed(cases.ordered_by(case.title), part.items),
        events=events_of(case.title),
        payments=payments,
        excluded=excluded_of(case),
        conventions=conventions_of(case),
        calendar=calendar.national(),
        debtor=part.alone,
    )
    if resolved.faults:
        raise BadInput(*resolved.faults)
    facts = replace(resolved.facts, exchange=exchange_of(case))
    whole = [facts] if facts.exchange else list(by_currency(facts).values())
    return sum(calculate(one, on=on).total for one in whole)


def _narrowed(ordered: Ordered, items: Iterable[MoneyItem]) -> Ordered:
    """What is ordered of some items, with the interest that runs on them alone."""
    kept = tuple(item for item in items if item.kind is not ItemKind.COSTS_TO_COURT)
    keys = {item.key for item in items}
    terms = tuple(term for term in ordered.interests if not term.items or keys & set(term.items))
    return replace(ordered, items=kept, interests=terms, acts=())


def _payments(case: Case, names: Iterable[str], *, on: date) -> list[Payment]:
    """The money of a case that came from some debtors, by day: paid in their names, or deducted from them. What the fee
    and costs took of the money of the case is taken off it."""
    deducted = ControlOrder.objects.filter(case=case, person__name__in=list(names), receipt__isnull=False)
    own = Receipt.objects.filter(case=case, state=ReceiptState.IDENTIFIED, received_on__lte=on)
    theirs = own.filter(
        Q(payer__in=list(names)) & ~Q(source="deducted") | Q(pk__in=deducted.values("receipt_id"))
    ).order_by("received_on", "pk")
    came = sum(own.values_list("amount_fen", flat=True))
    lost = max(0, came - sum(paid.amount for paid in funds.payments_of(case.pk) if paid.on <= on))
    kept = []
    for receipt in theirs:
        off = min(lost, receipt.amount_fen)
        lost -= off
        if receipt.amount_fen > off:
            kept.append(Payment(receipt.received_on, receipt.amount_fen - off, PaymentSource(receipt.source)))
    return kept


def _answers(item: MoneyItem, names: frozenset[str]) -> bool:
    return not item.debtors or bool(names & {*item.debtors, *item.limits, *item.shares})


def _alone(item: MoneyItem, names: frozenset[str]) -> bool:
    """Whether nobody else answers for what this debtor answers for: he is the only one, or his share is his own."""
    if item.liability is Liability.SEVERAL:
        return bool(names & set(item.shares))
    return bool(item.debtors) and set(item.debtors) <= names


def _together(items: tuple[MoneyItem, ...], mine: tuple[MoneyItem, ...]) -> tuple[MoneyItem, ...]:
    """The items that hang together by who answers for them, from a debtor's own."""
    people: set[str] = set()
    keys = {item.key for item in mine}
    while True:
        people |= {name for item in items if item.key in keys for name in (*item.debtors, *item.limits, *item.shares)}
        grown = keys | {item.key for item in items if _answers(item, frozenset(people))}
        if grown == keys:
            return tuple(item for item in items if item.key in keys)
        keys = grown


def _own_duties(case: Case, names: frozenset[str]) -> bool:
    """Whether a duty to act that is open is his too; one that names nobody is everybody's."""
    open_keys = {duty.key for duty in performances.open_duties(case)}
    acts = cases.ordered_by(case.title).acts
    return any(not act.debtors or names & set(act.debtors) for act in acts if act.key in open_keys)
