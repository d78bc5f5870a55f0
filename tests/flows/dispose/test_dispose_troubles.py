"""Rounds that fail, buyers who do not pay, creditors who take the thing, things that go back, and what stops a sale."""

from datetime import timedelta

import pytest
from courthouse import CourtHouse
from saleroom import WORTH, room
from test_dispose_proceeds import wrong_in_the_books

from duixian.base.faults import Refused
from duixian.domain.assets.models import Control, OutsiderObjection
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import AuctionRound, Bidder
from duixian.domain.funds import selectors as funds
from duixian.flows import move_case
from duixian.flows.dispose import default, return_thing, rule, set_off, stop
from duixian.flows.state_debt import debt_of
from duixian.law.disposal import Bar, RoundKind
from duixian.testing.scenes.stage import resident_id


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def fail_both(sale_room) -> None:  # type: ignore[no-untyped-def]
    """First and second round without a bid."""
    sale_room.ready()
    sale_room.end()
    sale_room.publish(RoundKind.SECOND)
    sale_room.end()


def test_a_round_nobody_bids_in_is_followed_by_a_second_on_the_same_platform(own: CourtHouse) -> None:
    sale_room = room(own)
    first = sale_room.ready()
    bidder = sale_room.enter("买家一")
    assert sale_room.end() is None
    assert sale_room.disposal.state == "failed"
    bidder.refresh_from_db()
    assert bidder.deposit_state == "refunding"

    second = sale_room.publish(RoundKind.SECOND)

    assert sale_room.disposal.state == "second"
    assert (second.kind, second.start_fen) == ("second", first.start_fen * 8 // 10)
    assert second.platform_id == first.platform_id
    assert wrong_in_the_books() == []


def test_told_the_same_end_twice_nothing_changes(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    sale_room.enter("买家一")
    first = sale_room.end("买家一", 8_000_000)
    again = sale_room.end("买家一", 8_000_000)

    assert first == again
    assert sale_room.disposal.steps.filter(act="knock_down").count() == 1


def test_who_does_not_pay_loses_his_deposit_and_may_not_bid_again(own: CourtHouse) -> None:
    sale_room = room(own)
    deposit = sale_room.ready().deposit_fen
    sale_room.enter("买家一")
    sale = sale_room.end("买家一", 9_000_000)
    assert sale is not None
    with pytest.raises(Refused) as early:
        default.declare_default(acting=own.chief, sale=sale, on=sale.pay_until, now=sale_room.now)
    assert codes(early) == {"disposal.not_overdue"}

    sale_room.to(sale.pay_until + timedelta(days=1))
    default.declare_default(acting=own.chief, sale=sale, on=sale_room.today, now=sale_room.now)
    assert sale_room.disposal.state == "priced"
    assert funds.money_of([sale_room.case.pk])[sale_room.case.pk].deposits == deposit

    again = sale_room.publish()
    assert (again.kind, again.attempt) == ("first", 2)
    assert sale_room.enter("买家一", pays=0).barred == Bar.DEFAULTED

    sale_room.enter("买家二")
    sale_room.end("买家二", 8_500_000)
    sale_room.pay("买家二", 8_500_000 - again.deposit_fen)
    with pytest.raises(Refused) as unknown:
        default.apply_forfeited(acting=own.chief, sale=sale, costs=0, on=sale_room.today, now=sale_room.now)
    assert codes(unknown) == {"forfeit.too_early"}
    sale_room.rule_and_serve()

    found = default.apply_forfeited(acting=own.chief, sale=sale, costs=10_000, on=sale_room.today, now=sale_room.now)

    assert [(one.use.value, one.paid) for one in found.applied[:3]] == [
        ("costs", 10_000),
        ("gap", 500_000),
        ("case_debt", deposit - 510_000),
    ]
    assert funds.on_account(sale_room.case.pk) == 8_500_000 + deposit
    assert funds.money_of([sale_room.case.pk])[sale_room.case.pk].deposits == 0
    assert wrong_in_the_books() == []


def test_a_creditor_takes_the_failed_thing_and_the_debt_falls_when_the_ruling_is_served(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    sale_room.end()
    creditor = own.applicant(sale_room.case)
    disposal = sale_room.disposal
    with pytest.raises(Refused) as unasked:
        set_off.set_off(
            acting=own.officer, disposal=disposal, takers=[(creditor, 1, 20_000_000)], on=sale_room.today,
            now=sale_room.now,
        )  # fmt: skip
    assert codes(unasked) == {"setoff.not_willing"}
    set_off.ask_creditors(acting=own.officer, disposal=disposal, on=sale_room.today, now=sale_room.now)
    set_off.answer(
        acting=own.officer, disposal=disposal, creditor=creditor, takes=True, on=sale_room.today, now=sale_room.now
    )
    taken = set_off.set_off(
        acting=own.officer, disposal=disposal, takers=[(creditor, 1, 20_000_000)], on=sale_room.today,
        now=sale_room.now,
    )  # fmt: skip
    assert (taken.price_fen, taken.difference_fen) == (auction.start_fen, 0)

    sale_room.to(sale_room.today + timedelta(days=4))
    before = debt_of(sale_room.case, on=sale_room.today).remaining
    set_off.rule(acting=own.chief, set_off=taken, on=sale_room.today, now=sale_room.now)
    assert debt_of(sale_room.case, on=sale_room.today).remaining == before
    set_off.serve(acting=own.officer, set_off=taken, on=sale_room.today, now=sale_room.now)

    assert debt_of(sale_room.case, on=sale_room.today).remaining == before - auction.start_fen
    assert funds.on_account(sale_room.case.pk) == 0
    assert [(paid.amount, paid.source) for paid in funds.distributed_to(sale_room.case.pk, payee_id=creditor.pk)] == [
        (auction.start_fen, "sale")
    ]
    assert Control.objects.get(pk=sale_room.control.pk).state == "ended"
    assert wrong_in_the_books() == []


def test_who_takes_more_than_he_is_owed_pays_the_difference_first(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    sale_room.end()
    creditor, disposal = own.applicant(sale_room.case), sale_room.disposal
    set_off.ask_creditors(acting=own.officer, disposal=disposal, on=sale_room.today, now=sale_room.now)
    set_off.answer(
        acting=own.officer, disposal=disposal, creditor=creditor, takes=True, on=sale_room.today, now=sale_room.now
    )
    entitled = auction.start_fen - 1_000_000
    taken = set_off.set_off(
        acting=own.officer, disposal=disposal, takers=[(creditor, 1, entitled)], on=sale_room.today, now=sale_room.now
    )
    assert taken.difference_fen == 1_000_000
    with pytest.raises(Refused) as unpaid:
        set_off.rule(acting=own.chief, set_off=taken, on=sale_room.today, now=sale_room.now)
    assert codes(unpaid) == {"setoff.top_up"}

    sale_room.bidders[creditor.name] = Bidder.objects.get(person=creditor)
    sale_room.pay(creditor.name, 1_200_000)  # 2,000 yuan too much
    set_off.rule(acting=own.chief, set_off=taken, on=sale_room.today, now=sale_room.now)
    set_off.serve(acting=own.officer, set_off=taken, on=sale_room.today, now=sale_room.now)

    money = funds.money_of([sale_room.case.pk])[sale_room.case.pk]
    assert (money.on_account, money.with_payees, money.deposits) == (1_000_000, 200_000, 0)
    assert sum(paid.amount for paid in funds.payments_of(sale_room.case.pk)) == auction.start_fen
    assert wrong_in_the_books() == []


def test_a_thing_nobody_wants_goes_back_and_its_control_is_released(own: CourtHouse) -> None:
    sale_room = room(own)
    fail_both(sale_room)
    creditor = own.applicant(sale_room.case)

    def refuse() -> None:
        disposal = sale_room.disposal
        set_off.ask_creditors(acting=own.officer, disposal=disposal, on=sale_room.today, now=sale_room.now)
        set_off.answer(
            acting=own.officer, disposal=disposal, creditor=creditor, takes=False, on=sale_room.today,
            now=sale_room.now,
        )  # fmt: skip

    with pytest.raises(Refused) as early:
        return_thing.return_thing(acting=own.chief, disposal=sale_room.disposal, on=sale_room.today, now=sale_room.now)
    assert "disposal.rounds_left" in codes(early)
    refuse()
    sale_room.publish(RoundKind.SALE)
    assert sale_room.disposal.state == "direct_sale"
    sale_room.end()
    refuse()

    back = return_thing.return_thing(
        acting=own.chief, disposal=sale_room.disposal, on=sale_room.today, now=sale_room.now
    )

    assert back.state == "returned"
    control = Control.objects.get(pk=sale_room.control.pk)
    assert control.releasing_fen == control.limit_fen


def test_a_direct_sale_is_paid_in_full_beforehand(own: CourtHouse) -> None:
    sale_room = room(own)
    fail_both(sale_room)
    creditor = own.applicant(sale_room.case)
    set_off.ask_creditors(acting=own.officer, disposal=sale_room.disposal, on=sale_room.today, now=sale_room.now)
    set_off.answer(
        acting=own.officer, disposal=sale_room.disposal, creditor=creditor, takes=False, on=sale_room.today,
        now=sale_room.now,
    )  # fmt: skip
    direct = sale_room.publish(RoundKind.SALE)
    sale_room.enter("买家一")

    sale = sale_room.end("买家一", direct.start_fen)

    assert sale is not None
    assert sale.paid_fen == direct.start_fen
    assert sale_room.disposal.state == "paid"


def test_while_an_outsider_claims_the_thing_nothing_is_announced(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.start()
    sale_room.agree_on(WORTH)
    sale_room.choose()
    OutsiderObjection.objects.create(
        court_id=own.court.pk, case=sale_room.case, asset=sale_room.asset, objector="案外人甲", grounds="已购买",
        filed_on=sale_room.today, due_on=sale_room.today + timedelta(days=15), entered_by="x",
    )  # fmt: skip

    with pytest.raises(Refused) as refused:
        sale_room.publish()

    assert "asset.objected" in codes(refused)
    assert not AuctionRound.objects.exists()
    assert sale_room.disposal.state == "priced"


def test_a_stopped_sale_goes_on_where_it_stood(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    stop.stop(
        acting=own.officer, disposal=sale_room.disposal, reason="案外人异议", on=sale_room.today, now=sale_room.now
    )
    assert (sale_room.disposal.state, sale_room.round.state) == ("stopped", "suspended")

    stop.resume(
        acting=own.officer, disposal=sale_room.disposal, reason="异议撤回", on=sale_room.today, now=sale_room.now
    )

    assert (sale_room.disposal.state, sale_room.round.state) == ("announced", "announced")
    assert sale_room.round.ends_at == auction.ends_at


def test_a_withdrawn_sale_gives_everybody_his_money_back(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    bidder = sale_room.enter("买家一")

    stop.withdraw(
        acting=own.officer, disposal=sale_room.disposal, reason="被执行人已履行", on=sale_room.today,
        now=sale_room.now,
    )  # fmt: skip
    sale_room.pay_out()

    bidder.refresh_from_db()
    assert (sale_room.disposal.state, sale_room.round.state) == ("withdrawn", "withdrawn")
    assert bidder.deposit_state == "refunded"
    assert wrong_in_the_books() == []


def test_figures_name_turnover_and_both_premiums(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    sale_room.enter("买家一")
    sale_room.end("买家一", 9_100_000)

    found = selectors.figures(court_id=own.court.pk)

    assert found.turnover == 9_100_000
    assert found.premium_over_start.numerator == 9_100_000 - auction.start_fen
    assert found.premium_over_appraisal.numerator == 9_100_000 - WORTH
    assert found.deal_rate_by_round.value == 1


def test_a_case_is_not_closed_while_a_thing_of_it_is_being_sold(own: CourtHouse) -> None:
    sale_room = room(own, owed=500_000)
    sale_room.ready()
    day = sale_room.today
    own.receive(sale_room.case, debt_of(sale_room.case, on=day).remaining, day)
    own.distribute(sale_room.case, on=day)
    own.name(own.applicant(sale_room.case))
    sale_room.pay_out()

    with pytest.raises(Refused) as refused:
        move_case.close_case(acting=own.officer, case=sale_room.case, on=day, now=own.now)

    assert codes(refused) == {"close.disposal_running"}
    stop.withdraw(acting=own.officer, disposal=sale_room.disposal, reason="已履行", on=day, now=sale_room.now)
    assert move_case.close_case(acting=own.officer, case=sale_room.case, on=day, now=own.now).state == "closed"


def test_a_creditor_who_buys_sets_his_claim_against_the_price(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    creditor = own.applicant(sale_room.case)
    type(creditor).objects.filter(pk=creditor.pk).update(id_number=resident_id(900 + sum(map(ord, creditor.name)) % 90))
    assert sale_room.enter(creditor.name, pays=0).exempt_deposit
    sale = sale_room.end(creditor.name, 8_000_000)
    assert sale is not None
    before = debt_of(sale_room.case, on=sale_room.today + timedelta(days=3)).remaining

    rule.credit_buyer(acting=own.chief, sale=sale, amount=8_000_000, on=sale_room.today, now=sale_room.now)
    sale_room.rule_and_serve()

    assert debt_of(sale_room.case, on=sale_room.today).remaining == before - 8_000_000
    assert funds.on_account(sale_room.case.pk) == 0
    assert wrong_in_the_books() == []


def test_a_stranger_sets_nothing_against_the_price(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    sale_room.enter("买家一")
    sale = sale_room.end("买家一", 8_000_000)
    assert sale is not None

    with pytest.raises(Refused) as refused:
        rule.credit_buyer(acting=own.chief, sale=sale, amount=1, on=sale_room.today, now=sale_room.now)

    assert codes(refused) == {"sale.credit_above_claim"}
    assert sale_room.sale.credited_fen == 0
