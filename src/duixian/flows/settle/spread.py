"""Money that came in for the case fulfils its settlements, in the order agreed; money that leaves opens them again."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import Receipt
from duixian.domain.funds.services import deposits
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import Fulfilment, Instalment, InstalmentKind, Settlement
from duixian.domain.settlements.services import agreements, fulfilment
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import release_excess
from duixian.flows.let_go import let_go
from duixian.flows.settle import promise
from duixian.flows.settle.review import review
from duixian.law.settlement import Open, Pot, allocate

_BASIS = "《执行和解规定》第十七条"


def spread(*, acting: Acting, case: Case, on: date, now: datetime) -> list[Fulfilment]:
    """Fill the open instalments of a case from receipts that came in since each settlement took effect, and draw what
    follows; promises that wait for money are looked at too. In the caller's transaction. What is over fulfils nothing.
    """
    made: list[Fulfilment] = []
    live = list(selectors.live_of(case.pk))
    debtors = {one.debtor.name for one in live}
    for settlement in live:
        assert settlement.effective_on is not None, "the database holds that what is in force has its day"
        pots = [
            Pot(receipt.pk, free, receipt.received_on)
            for receipt, free in selectors.free_receipts(case.pk, since=settlement.effective_on)
            if free and (receipt.payer == settlement.debtor.name or receipt.payer not in debtors)
        ]
        shares = allocate(_open(settlement), pots, order=settlement.order).shares
        made += fulfilment.fulfil(acting=acting, case_id=case.pk, court_id=case.court_id, shares=shares, now=now)
        review(acting=acting, settlement=settlement, on=on, now=now)
    promise.look_at(acting=acting, case_id=case.pk, now=now)
    return made


def take_back(*, acting: Acting, receipt: Receipt, why: str, on: date, now: datetime) -> None:
    """A receipt leaves its case: what it fulfilled is open again, and other money that was over may fill it. Called
    before the receipt leaves, in the caller's transaction."""
    undone = fulfilment.undo_receipt(acting=acting, receipt=receipt, why=why, now=now)
    for settlement in {row.instalment.settlement_id: row.instalment.settlement for row in undone}.values():
        review(acting=acting, settlement=settlement, on=on, now=now)


def acknowledge(
    *,
    acting: Acting,
    instalment: Instalment,
    amount: Fen,
    paid_on: date,
    acknowledged: str,
    on: date,
    now: datetime,
) -> Settlement:
    """The creditor was paid directly and says so: it fulfils the instalment, and the debt of the title falls by it on
    that day, so that it is deducted should the title be resumed (执行和解规定 17). Raises `BadInput`, `Refused`."""
    require(acting, "settlement.record", of_court=instalment.court_id)
    with transaction.atomic():
        trail.take_turn(instalment.court_id)
        settlement = _live(instalment)
        made = fulfilment.acknowledge(
            acting=acting,
            instalment=instalment,
            amount=amount,
            paid_on=paid_on,
            acknowledged=acknowledged,
            on=on,
            now=now,
        )
        _lower_debt(
            acting, settlement, amount, f"settlement:paid:{made.pk}", "申请执行人确认直接收取", paid_on, on, now
        )
        return _reviewed(acting, settlement, on, now)


def note_done(
    *,
    acting: Acting,
    instalment: Instalment,
    done_on: date,
    note: str,
    on: date,
    now: datetime,
    credited: Fen = 0,
) -> Settlement:
    """A thing was delivered or an act performed. `credited`: what both sides say it counts for, fen, 0 for nothing; the
    debt falls by it. No ruling is made on it (执行和解规定 6). Raises `BadInput`, `Refused`."""
    with transaction.atomic():
        trail.take_turn(instalment.court_id)
        settlement = _live(instalment)
        agreements.note_done(acting=acting, instalment=instalment, on=done_on, note=note, now=now)
        if credited:
            origin = f"settlement:done:{instalment.pk}"
            _lower_debt(acting, settlement, credited, origin, f"按和解协议交付：{instalment.what}", done_on, on, now)
        return _reviewed(acting, settlement, on, now)


def meet_condition(
    *, acting: Acting, instalment: Instalment, met_on: date, note: str, on: date, now: datetime
) -> Settlement:
    """The condition of an instalment was met: its day follows. Raises `BadInput`, `Refused`."""
    with transaction.atomic():
        settlement = _live(instalment)
        agreements.meet_condition(acting=acting, instalment=instalment, on=met_on, note=note, now=now)
        return review(acting=acting, settlement=settlement, on=on, now=now)


def _reviewed(acting: Acting, settlement: Settlement, on: date, now: datetime) -> Settlement:
    """What follows of something that was done without money on our account: perhaps it was the last."""
    settlement = review(acting=acting, settlement=settlement, on=on, now=now)
    let_go(case=settlement.case, on=on, now=now)
    return settlement


def _live(instalment: Instalment) -> Settlement:
    return Settlement.objects.select_related("case", "creditor").get(pk=instalment.settlement_id)


def _lower_debt(
    acting: Acting,
    settlement: Settlement,
    amount: Fen,
    origin: str,
    thing: str,
    day: date,
    on: date,
    now: datetime,
) -> None:
    deposits.set_off(
        acting=acting,
        case=settlement.case,
        person=settlement.creditor,
        amount=amount,
        origin=origin,
        thing=thing[:160],
        ground=_BASIS,
        on=day,
        now=now,
    )
    release_excess.settle(case=settlement.case, acting=acting, on=on, now=now)


def _open(settlement: Settlement) -> list[Open]:
    rows = settlement.instalments.filter(kind=InstalmentKind.MONEY)
    return [
        Open(one.pk, one.number, one.amount_fen - one.paid_fen, one.due_on)
        for one in rows
        if one.paid_fen < one.amount_fen
    ]
