"""Answers to orders that take hold of property: the control follows, once, and what is above the need is let go."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from courthouse import CourtHouse, item
from held import agency, hold, need
from offices import answer_to, calls_kept, exchange_of, hand_out, take

from duixian.domain.assets.models import Asset, Control, ControlKind, ControlOrder, OrderState, Source
from duixian.domain.assets.services import controls, orders
from duixian.domain.cases.models import Case
from duixian.flows import release_excess
from duixian.flows.send_orders import Outgoing
from duixian.law.control import HoldingKind
from duixian.ports.agencies import Act, OrderRefused, Outcome, Reply

ON = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
UNTIL = date(2027, 3, 9)
GROUND = "《民事诉讼法》第253条"


@pytest.fixture
def case(own: CourtHouse) -> Case:
    own.moment = AT
    filed = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    need(own, filed, 500_000, on=ON)
    return filed


def freeze(own: CourtHouse, case: Case, fen: int) -> tuple[Control, Outgoing]:
    """A freeze ordered, approved and in a worker's hands."""
    asset = Asset.objects.create(
        court=own.court, person=own.debtor(case), counterparty=agency(), reference=f"ACC-{fen}", title="活期账户",
        kind=HoldingKind.DEPOSIT, divisible=True, balance_fen=fen, available_fen=fen, counts_fen=fen,
        source=Source.ORDER, known_since=AT, as_of=AT,
    )  # fmt: skip
    control = controls.order_control(
        acting=own.officer, case=case, asset=asset, limit=fen, kind=ControlKind.FREEZE, standing=False, until=UNTIL,
        why=[], on=ON,
    )  # fmt: skip
    return control, approved(own, case, control, Act.FREEZE, amount=fen, until=UNTIL)


def approved(own: CourtHouse, case: Case, control: Control, act: Act, **more: object) -> Outgoing:
    draft = orders.draft(
        acting=own.officer, case=case, person=own.debtor(case), counterparty=agency(), act=act, ground=GROUND,
        now=own.now, asset=control.asset, control=control, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    orders.approve(acting=own.chief, orders=[draft], now=own.now)
    return next(one for one in hand_out(own, agency()) if one.order.key == draft.key)


def said(going: Outgoing, outcome: Outcome, **more: object) -> tuple[Outgoing, Reply]:
    answer = replace(answer_to(going.order, at=AT + timedelta(hours=1), outcome=outcome), **more)  # type: ignore[arg-type]
    return going, Reply(answer, exchange_of(going.order))


def test_a_freeze_that_took_is_in_force_for_what_is_held_and_counts_once(own: CourtHouse, case: Case) -> None:
    control, going = freeze(own, case, 300_000)
    partly = said(going, Outcome.PARTIAL, amount=120_000, control="C-9", rank=1, until=UNTIL)

    take(own, partly)
    take(own, partly)

    control.refresh_from_db()
    assert (control.state, control.held_fen, control.limit_fen, control.reference) == (
        "in_force",
        120_000,
        120_000,
        "C-9",
    )
    assert calls_kept() == 2


def test_a_freeze_in_the_queue_waits_with_its_rank(own: CourtHouse, case: Case) -> None:
    control, going = freeze(own, case, 300_000)

    take(own, said(going, Outcome.WAITING, control="C-9", rank=3))

    control.refresh_from_db()
    assert (control.state, control.rank, control.held_fen, control.until) == ("waiting", 3, 0, UNTIL)


@pytest.mark.parametrize("outcome", [Outcome.NOTHING, Outcome.REFUSED])
def test_a_freeze_that_found_nothing_frees_what_the_case_may_hold(
    own: CourtHouse, case: Case, outcome: Outcome
) -> None:
    control, going = freeze(own, case, 300_000)

    take(own, said(going, outcome, reason="账户已销户"))

    control.refresh_from_db()
    assert (control.state, control.counted_fen) == ("refused", 0)


def test_a_freeze_that_was_not_taken_holds_nothing(own: CourtHouse, case: Case) -> None:
    control, going = freeze(own, case, 300_000)

    take(own, (going, OrderRefused("报文不合格式", exchange=exchange_of(going.order))))

    control.refresh_from_db()
    assert control.state == "refused"
    assert ControlOrder.objects.get(pk=going.order_id).state == OrderState.FAILED


def test_more_than_was_ordered_is_not_believed(own: CourtHouse, case: Case) -> None:
    control, going = freeze(own, case, 300_000)

    take(own, said(going, Outcome.DONE, amount=400_000, control="C-9", rank=1, until=UNTIL))

    control.refresh_from_db()
    assert control.state == "ordered"
    assert ControlOrder.objects.get(pk=going.order_id).state == OrderState.SENT


def test_a_release_that_is_confirmed_ends_the_control(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, fen=200_000)
    controls.start_release(control, amount=None)
    going = approved(own, case, control, Act.RELEASE)

    take(own, said(going, Outcome.DONE, amount=200_000, control=control.reference))

    control.refresh_from_db()
    assert (control.state, control.held_fen) == ("released", 0)


def test_a_renewal_moves_the_last_day(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, fen=200_000)
    until = date(2028, 3, 1)
    going = approved(own, case, control, Act.RENEW, until=until)

    take(own, said(going, Outcome.DONE, control=control.reference, until=until))

    control.refresh_from_db()
    assert control.until == until


def test_deducted_money_is_in_transit_until_it_arrives(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, fen=200_000)
    going = approved(own, case, control, Act.DEDUCT, amount=150_000)
    assert going.order.pay_to is not None
    assert (going.order.pay_to.account, going.order.pay_to.reference) == (own.bank.number, going.order.key)

    take(own, said(going, Outcome.DONE, amount=150_000, control=control.reference))

    control.refresh_from_db()
    assert (control.held_fen, control.transit_fen, control.deducted_fen) == (50_000, 150_000, 150_000)


def test_an_answer_for_a_control_that_is_over_changes_nothing(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, fen=200_000)
    going = approved(own, case, control, Act.DEDUCT, amount=150_000)
    controls.end(control, on=ON, why="协助单位告知已终止")

    take(own, said(going, Outcome.NOTHING, reason="控制已终止"))

    control.refresh_from_db()
    assert (control.state, control.transit_fen) == ("ended", 0)


def test_money_deducted_before_a_release_is_counted_when_the_release_is_told_first(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, fen=200_000)
    deduct = approved(own, case, control, Act.DEDUCT, amount=150_000)
    release_excess.let_go(acting=own.officer, control=control, why="案外人异议成立", on=ON, now=own.now)
    (release,) = [one for one in hand_out(own, agency()) if one.order.act is Act.RELEASE]
    take(own, said(release, Outcome.DONE, amount=50_000, control=control.reference))
    control.refresh_from_db()
    assert (control.state, control.deducted_fen) == ("released", 0)

    told = said(deduct, Outcome.DONE, amount=150_000, control=control.reference)
    take(own, told)
    take(own, told)

    control.refresh_from_db()
    assert (control.state, control.deducted_fen, control.transit_fen) == ("released", 150_000, 150_000)
    assert control.counted_fen == 150_000


def test_one_answer_that_cannot_be_written_down_does_not_hold_up_the_others(own: CourtHouse, case: Case) -> None:
    good, going = freeze(own, case, 300_000)
    bad = hold(own, case, fen=100_000)
    shorter = approved(own, case, bad, Act.RENEW, until=date(2028, 3, 1))

    take(
        own,
        said(shorter, Outcome.DONE, control=bad.reference, until=date(2026, 6, 1)),
        said(going, Outcome.DONE, amount=300_000, control="C-9", rank=1, until=UNTIL),
    )

    good.refresh_from_db()
    assert good.state == "in_force"
    stuck = ControlOrder.objects.get(pk=shorter.order_id)
    assert (stuck.state, "续行后的届满日早于" in stuck.answer_reason) == (OrderState.SENT, True)
    assert calls_kept() == 2


def test_a_release_waits_until_the_reference_of_its_control_is_known(own: CourtHouse, case: Case) -> None:
    control, going = freeze(own, case, 300_000)
    orders.draft(
        acting=own.officer, case=case, person=own.debtor(case), counterparty=agency(), act=Act.RELEASE, ground=GROUND,
        now=own.now, asset=control.asset, control=control, automatic=True,
    )  # fmt: skip
    assert hand_out(own, agency()) == []

    take(own, said(going, Outcome.DONE, amount=300_000, control="C-9", rank=1, until=UNTIL))

    releases = [one for one in hand_out(own, agency(), later=timedelta(minutes=1)) if one.order.act is Act.RELEASE]
    assert [one.order.control for one in releases] == ["C-9"]


def released_all(own: CourtHouse, case: Case, outcome: Outcome, fen: int) -> Control:
    """A freeze of 300,000 fen whose need has gone; its release as a whole is answered."""
    control, going = freeze(own, case, 300_000)
    take(own, said(going, Outcome.DONE, amount=300_000, control="C-9", rank=1, until=UNTIL))
    release_excess.let_go(acting=own.officer, control=control, why="案外人异议成立", on=ON, now=own.now)
    (out,) = hand_out(own, agency())
    assert out.order.amount is None
    take(own, said(out, outcome, amount=fen, control="C-9"))
    control.refresh_from_db()
    return control


def test_a_release_of_everything_that_was_done_in_part_asks_for_the_rest(own: CourtHouse, case: Case) -> None:
    control = released_all(own, case, Outcome.PARTIAL, 100_000)

    assert (control.state, control.held_fen, control.releasing_fen) == ("in_force", 200_000, 200_000)
    assert [one.order.act for one in hand_out(own, agency())] == [Act.RELEASE]


def test_a_release_that_let_nothing_go_is_not_asked_for_again_the_same_day(own: CourtHouse, case: Case) -> None:
    control = released_all(own, case, Outcome.PARTIAL, 0)

    assert (control.state, control.held_fen) == ("in_force", 300_000)
    assert hand_out(own, agency()) == []
    release_excess.settle(case=case, acting=own.officer, on=ON + timedelta(days=1), now=own.now)
    assert [one.order.act for one in hand_out(own, agency())] == [Act.RELEASE]
