"""From a sealed car to money on the case's account: price, panel, notice, bidders, payment, ruling, hand-over."""

from datetime import timedelta

from courthouse import CourtHouse
from saleroom import WORTH, room

from duixian.domain.assets.models import Control
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import AccountKind
from duixian.flows.dispose import rule
from duixian.flows.state_debt import debt_of


def kept(own: CourtHouse, case_id: int) -> int:
    return funds.money_of([case_id])[case_id].deposits


def test_a_car_becomes_money_of_the_case_on_the_day_its_ruling_is_served(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    sale_room.enter("买家一")
    sale_room.enter("买家二")
    deposit = auction.deposit_fen

    sale = sale_room.end("买家一", 9_000_000)
    assert sale is not None
    assert sale_room.disposal.state == "sold"
    assert (sale.paid_fen, sale.paid_on) == (deposit, None)

    sale_room.to(sale_room.today + timedelta(days=5))
    sale_room.pay("买家一", 9_000_000 - deposit)
    paid_on = sale_room.today
    assert sale_room.disposal.state == "paid"
    assert sale_room.sale.paid_on == paid_on
    assert funds.on_account(sale_room.case.pk) == 0  # nobody can distribute it yet
    before = debt_of(sale_room.case, on=paid_on).remaining

    disposal = sale_room.rule_and_serve(after=6)
    served = sale_room.today

    assert disposal.state == "ruled"
    assert funds.on_account(sale_room.case.pk) == 9_000_000
    assert [(paid.on, paid.amount, paid.source) for paid in funds.payments_of(sale_room.case.pk)] == [
        (served, 9_000_000, "sale")
    ]
    assert debt_of(sale_room.case, on=paid_on).remaining == before
    assert debt_of(sale_room.case, on=served).remaining < before - 8_000_000
    assert Control.objects.get(pk=sale_room.control.pk).state == "ended"

    sale_room.to(served + timedelta(days=2))
    assert (
        rule.hand_over(acting=own.officer, disposal=disposal, on=sale_room.today, now=sale_room.now).state
        == "handed_over"
    )


def test_the_loser_is_owed_his_money_at_once_and_paid_through_three_hands(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    sale_room.enter("买家一")
    loser = sale_room.enter("买家二")
    sale_room.end("买家一", 9_000_000)

    loser.refresh_from_db()
    assert loser.deposit_state == "refunding"
    sale_room.pay_out()

    loser.refresh_from_db()
    assert loser.deposit_state == "refunded"
    assert kept(own, sale_room.case.pk) == loser.due_fen  # the winner's
    balance = funds.trial_balance(court_id=own.court.pk, on=sale_room.today)
    assert balance.balanced
    assert balance.lines[AccountKind.DEPOSIT] == loser.due_fen


def test_nothing_of_a_bidders_money_counts_against_the_debt(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready(WORTH)
    before = debt_of(sale_room.case, on=sale_room.today)

    sale_room.enter("买家一")

    assert debt_of(sale_room.case, on=sale_room.today).remaining == before.remaining
    assert funds.payments_of(sale_room.case.pk) == []
    assert funds.money_of([sale_room.case.pk])[sale_room.case.pk].received == 0
