"""The seal of a thing that was sold is struck out where it is registered, and everything that waited behind it."""

from dataclasses import replace
from datetime import date, timedelta

from courthouse import CourtHouse, item
from held import agency
from offices import answer_to, exchange_of, hand_out, take
from saleroom import BEGIN, SaleRoom, room

from duixian.domain.assets.models import Control, ControlKind, ControlOrder
from duixian.domain.assets.selectors import holding
from duixian.domain.assets.services import controls
from duixian.domain.cases.models import Case
from duixian.domain.disposal.models import DisposalState
from duixian.flows import release_excess, settle_daily, state_need
from duixian.flows.dispose import set_off
from duixian.flows.send_orders import Outgoing
from duixian.ports.agencies import Act, Outcome, Reply

UNTIL = date(2028, 3, 9)


def registered(own: CourtHouse) -> SaleRoom:
    """A car sealed at a register."""
    return room(own, counterparty=agency("CGS", "车管所"))


def sold(sale_room: SaleRoom) -> None:
    sale_room.ready()
    sale_room.enter("买家一")
    sale = sale_room.end("买家一", 9_000_000)
    assert sale is not None
    sale_room.to(sale_room.today + timedelta(days=5))
    sale_room.pay("买家一", 9_000_000 - sale.paid_fen)
    sale_room.rule_and_serve()


def behind(sale_room: SaleRoom, *, answered: bool = True) -> Control:
    """The seal of another case of the same debtor, in the queue behind ours."""
    own = sale_room.own
    other = own.file(item("1", 300_000, "洪春生", "黎明华"))
    state_need.state(acting=own.officer, case=other, on=BEGIN, now=own.now)
    waiting = controls.order_control(
        acting=own.officer, case=other, asset=sale_room.asset, limit=10_000_000, kind=ControlKind.SEAL,
        standing=False, until=UNTIL, why=[], on=BEGIN, rank=2,
    )  # fmt: skip
    if answered:
        controls.wait(waiting, rank=2, reference="F2", effective_on=BEGIN, until=UNTIL)
    return waiting


def releases(sale_room: SaleRoom) -> list[Outgoing]:
    """What a worker has to send to the register later that day, in this order."""
    later = sale_room.now - sale_room.own.now + timedelta(hours=8)
    return [one for one in hand_out(sale_room.own, agency("CGS"), later=later) if one.order.act is Act.RELEASE]


def say(sale_room: SaleRoom, going: Outgoing, outcome: Outcome) -> None:
    answer = answer_to(going.order, at=sale_room.now, outcome=outcome)
    reply = Reply(replace(answer, control=going.order.control), exchange_of(going.order))
    take(sale_room.own, (going, reply), at=sale_room.now)


def test_the_register_is_told_to_strike_out_the_seal_of_a_sold_car(own: CourtHouse) -> None:
    sale_room = registered(own)

    sold(sale_room)

    control = Control.objects.get(pk=sale_room.control.pk)
    assert (control.state, control.ended_why, control.counted_fen) == ("ended", "拍卖成交裁定已送达", 0)
    order = ControlOrder.objects.get(control=control, act=Act.RELEASE)
    assert (order.automatic, order.amount_fen) == (True, None)
    assert "第二十七条" in order.ground
    (going,) = releases(sale_room)
    assert going.order.control == "F1"
    say(sale_room, going, Outcome.DONE)
    control.refresh_from_db()
    assert (control.state, control.releasing_fen) == ("ended", 0)
    order.refresh_from_db()
    assert (order.state, order.outcome) == ("answered", Outcome.DONE)


def test_a_register_that_will_not_is_asked_again_the_next_day_until_it_did(own: CourtHouse) -> None:
    sale_room = registered(own)
    sold(sale_room)
    (going,) = releases(sale_room)
    say(sale_room, going, Outcome.REFUSED)
    release_excess.settle(case=sale_room.case, acting=own.officer, on=sale_room.today, now=sale_room.now)
    assert releases(sale_room) == []
    tomorrow = sale_room.today + timedelta(days=1)

    settle_daily.settle_all(court_id=own.court.pk, on=tomorrow, now=sale_room.now)

    (again,) = releases(sale_room)
    say(sale_room, again, Outcome.DONE)
    assert not Control.objects.get(pk=sale_room.control.pk).releasing_fen
    assert sale_room.case.pk not in holding.unsettled(own.court.pk, on=tomorrow + timedelta(days=1))


def test_a_seal_of_ours_in_the_queue_ends_too_and_is_struck_out_first(own: CourtHouse) -> None:
    sale_room = registered(own)
    waiting = behind(sale_room)

    sold(sale_room)

    waiting.refresh_from_db()
    assert waiting.state == "ended"
    assert [one.order.control for one in releases(sale_room)] == ["F2", "F1"]


def test_a_seal_whose_answer_comes_after_the_sale_is_struck_out_at_once(own: CourtHouse) -> None:
    sale_room = registered(own)
    late = behind(sale_room, answered=False)
    sold(sale_room)
    late.refresh_from_db()
    assert late.state == "ordered"

    controls.confirm(late, held=None, rank=1, reference="F2", effective_on=BEGIN, until=UNTIL)
    case = Case.objects.get(pk=late.case_id)
    given = release_excess.settle(case=case, acting=own.officer, on=sale_room.today, now=sale_room.now)

    late.refresh_from_db()
    assert (late.state, late.counted_fen) == ("ended", 0)
    assert [(order.act, order.control_id) for order in given] == [(Act.RELEASE, late.pk)]


def test_a_thing_taken_for_the_debt_is_struck_out_on_its_own_ground(own: CourtHouse) -> None:
    sale_room = registered(own)
    sale_room.ready()
    sale_room.end()
    creditor, disposal = own.applicant(sale_room.case), sale_room.disposal
    today, now = sale_room.today, sale_room.now
    set_off.ask_creditors(acting=own.officer, disposal=disposal, on=today, now=now)
    set_off.answer(acting=own.officer, disposal=disposal, creditor=creditor, takes=True, on=today, now=now)
    takers = [(creditor, 1, 20_000_000)]
    taken = set_off.set_off(acting=own.officer, disposal=disposal, takers=takers, on=today, now=now)
    set_off.rule(acting=own.chief, set_off=taken, on=today, now=now)

    assert set_off.serve(acting=own.officer, set_off=taken, on=today, now=now).state == DisposalState.RULED

    order = ControlOrder.objects.get(control=sale_room.control, act=Act.RELEASE)
    assert order.ground.startswith("以物抵债裁定已送达")
    assert Control.objects.get(pk=sale_room.control.pk).ended_why == "以物抵债裁定已送达"


def test_what_no_register_holds_needs_nobody_to_strike_it_out(own: CourtHouse) -> None:
    sale_room = room(own)

    sold(sale_room)

    control = Control.objects.get(pk=sale_room.control.pk)
    assert (control.state, control.releasing_fen) == ("ended", 0)
    assert not ControlOrder.objects.filter(control=control).exists()
