"""Papers of control: one ruling for each case and act, one request to assist for each agency it goes to, and the
public notice of sealed immovables. An order goes out resting on its ruling."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from duixian.base.faults import BadInput
from duixian.connectors import typesetting as paper
from duixian.connectors.typesetting import Measure
from duixian.domain.assets.models import ControlKind, ControlOrder, ThirdPartyDebt
from duixian.domain.cases.models import Case
from duixian.domain.documents.models import Instrument
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import frame
from duixian.flows.instruments.frame import Wanted
from duixian.law import periods
from duixian.law.control import HoldingKind, longest_term
from duixian.ports.agencies import Act

_MEASURES: Mapping[str, Measure] = {
    Act.FREEZE: Measure.FREEZE,
    Act.SEAL: Measure.SEAL,
    Act.RENEW: Measure.RENEW,
    Act.RELEASE: Measure.RELEASE,
    Act.DEDUCT: Measure.DEDUCT,
}
_IMMOVABLE = (HoldingKind.HOME, HoldingKind.LAND)


def issue_for_orders(
    *, acting: Acting, orders: Sequence[ControlOrder], on: date, now: datetime
) -> dict[int, Instrument]:
    """Issue the papers of orders, in the caller's transaction, turn and authority; the orders rest on their rulings
    from then on. Returns the ruling of each order, by its id. Queries need none.

    Raises `BadInput` where a name cannot be printed.
    """
    rows = _whole(orders)
    if not rows:
        return {}
    numbers = frame.Numbers.of({row.case for row in rows})
    wanted: list[Wanted] = []
    ruled: list[tuple[int, list[ControlOrder]]] = []
    for case, of_case in _by(rows, lambda row: row.case_id):
        matter = frame.matter_of(case)
        for _, of_act in _by(of_case, lambda row: row.act):
            number = numbers.next(case)
            ruled.append((len(wanted), of_act))
            wanted += _papers(case, matter, of_act, number, on)
    made = frame.keep(acting=acting, wanted=wanted, on=on, now=now)
    rulings: dict[int, Instrument] = {}
    for place, of_act in ruled:
        ControlOrder.objects.filter(pk__in=[row.pk for row in of_act]).update(instrument=made[place])
        rulings |= {row.pk: made[place] for row in of_act}
    for order in orders:
        order.instrument = rulings.get(order.pk, order.instrument)
    return rulings


def issue_if_printable(*, acting: Acting, orders: Sequence[ControlOrder], on: date, now: datetime) -> None:
    """The same for orders the program gives by itself: what lets go or keeps does not wait for a glyph. A paper that
    cannot be set is put on the trail instead."""
    try:
        with transaction.atomic():
            issue_for_orders(acting=acting, orders=orders, on=on, now=now)
    except BadInput as bad:
        frame.note_unprintable(acting=acting, case_ids={order.case_id for order in orders}, bad=bad, now=now)


def _whole(orders: Iterable[ControlOrder]) -> list[ControlOrder]:
    rows = ControlOrder.objects.filter(pk__in=[order.pk for order in orders], act__in=_MEASURES, instrument=None)
    related = ("case__court", "case__officer", "case__title", "person", "counterparty", "asset", "control")
    return list(rows.select_related(*related).order_by("case_id", "act", "counterparty_id", "pk"))


def _by(
    rows: Iterable[ControlOrder], key: Callable[[ControlOrder], object]
) -> Iterable[tuple[Case, list[ControlOrder]]]:
    """Rows, sorted by `key` already, group by group, with their case."""
    for _, found in groupby(rows, key):
        group = list(found)
        yield group[0].case, group


def _papers(case: Case, matter: paper.Matter, rows: list[ControlOrder], number: str, on: date) -> Iterable[Wanted]:
    """The ruling first, then what goes to the agencies, then what is posted."""
    measure = _MEASURES[rows[0].act]
    account = frame.account_of(case) if measure is Measure.DEDUCT else None
    yield Wanted(case, _ruling(matter, measure, rows, account, on), number)
    for _, found in groupby(rows, lambda row: row.counterparty_id):
        yield Wanted(case, _request(matter, measure, list(found), number, account))
    immovable = [row for row in rows if row.asset and HoldingKind(row.asset.kind) in _IMMOVABLE]
    if measure is Measure.SEAL and immovable:
        things = tuple(_thing(row) for row in immovable)
        yield Wanted(case, lambda heading: paper.SealNotice(heading, matter, number, things))


def _ruling(
    matter: paper.Matter, measure: Measure, rows: list[ControlOrder], account: paper.Account | None, on: date
) -> frame.Facts:
    return lambda heading: paper.ExecutionRuling(
        heading=heading,
        matter=matter,
        measure=measure,
        things=tuple(_thing(row) for row in rows),
        term_article=_term(rows, on) if measure in (Measure.FREEZE, Measure.SEAL, Measure.RENEW) else "",
        reasons=_reasons(rows) if measure is Measure.RELEASE else (),
        account=account,
    )


def _request(
    matter: paper.Matter, measure: Measure, rows: list[ControlOrder], ruling: str, account: paper.Account | None
) -> frame.Facts:
    people = {row.person_id: frame.named(row.person) for row in rows}
    return lambda heading: paper.AssistNotice(
        heading=heading,
        matter=matter,
        measure=measure,
        agency=rows[0].counterparty.name,
        ruling=ruling,
        debtors=tuple(people.values()),
        things=tuple(_thing(row) for row in rows),
        account=account,
    )


def _thing(row: ControlOrder) -> paper.ThingHeld:
    """What an order says of its thing; the rank and whether it is held whole are the control's."""
    assert row.asset is not None, "the database holds that an order is about a thing"
    assert row.control is not None, "and under a control"
    return paper.ThingHeld(
        owner=row.name,
        name=row.asset.title,
        number=row.asset.reference,
        place=row.counterparty.name,
        amount=row.amount_fen,
        keep=row.keep_fen,
        until=row.until,
        rank=row.control.rank,
        key=row.key,
        sealed=row.control.kind != ControlKind.FREEZE,
    )


def _term(rows: Iterable[ControlOrder], on: date) -> str:
    """The article the longest term of these things rests on, on this day."""
    kinds = {HoldingKind(row.asset.kind) for row in rows if row.asset}
    return "、".join(sorted({str(longest_term(kind, on=on).citation) for kind in kinds}))


def _reasons(rows: Iterable[ControlOrder]) -> tuple[str, ...]:
    """Why things are let go, each reason once."""
    texts = (str(reason.get("text", "")) for row in rows for reason in row.reasons if isinstance(reason, dict))
    return tuple(dict.fromkeys(text for text in texts if text))


# --- debts of third parties


def issue_debt_ruling(*, acting: Acting, debt: ThirdPartyDebt, on: date, now: datetime) -> Instrument:
    """The ruling that freezes what a third party owes (民诉解释 499)."""
    case = _case(debt.case_id)
    thing = paper.ThingHeld(debt.debtor.name, debt.basis, "", debt.third_party.name, debt.amount_fen)
    matter = frame.matter_of(case)
    wanted = Wanted(
        case,
        lambda heading: paper.ExecutionRuling(heading, matter, Measure.FREEZE_DEBT, (thing,)),
        frame.Numbers.of([case]).next(case),
    )
    return frame.keep(acting=acting, wanted=[wanted], on=on, now=now)[0]


def issue_debt_notice(*, acting: Acting, debt: ThirdPartyDebt, on: date, now: datetime) -> Instrument:
    """履行到期债务通知书, to the third party (执行规定 45), once the debt is due. It names the ruling that froze it."""
    case = _case(debt.case_id)
    rulings = Instrument.objects.filter(
        case=case, kind=paper.Kind.EXECUTION_RULING.value, facts__measure=Measure.FREEZE_DEBT.value
    )
    ruling = rulings.filter(facts__things__0__place=debt.third_party.name).order_by("-pk").first()
    matter, account = frame.matter_of(case), frame.account_of(case)
    wanted = Wanted(
        case,
        lambda heading: paper.DebtNotice(
            heading=heading,
            matter=matter,
            third_party=frame.named(debt.third_party),
            debtor=debt.debtor.name,
            amount=debt.amount_fen,
            basis=debt.basis,
            days=periods.rule("third_party_debt").limit.amount,
            ruling=ruling.number if ruling else "",
            account=account,
        ),
    )
    return frame.keep(acting=acting, wanted=[wanted], on=on, now=now)[0]


def issue_debt_notice_once(*, acting: Acting, debt: ThirdPartyDebt, on: date, now: datetime) -> None:
    """The notice to perform, unless this third party has it already for this sum."""
    made = Instrument.objects.filter(case_id=debt.case_id, kind=paper.Kind.DEBT_NOTICE.value)
    if not made.filter(facts__third_party__name=debt.third_party.name, facts__amount=debt.amount_fen).exists():
        issue_debt_notice(acting=acting, debt=debt, on=on, now=now)


def _case(case_id: int) -> Case:
    return Case.objects.select_related("court", "officer", "title").get(pk=case_id)
