"""Simulated agencies keep the promises of the port: asked by the real client, checked against their own books."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from simulated_courts import ACCOUNT, BALANCE, HOME, LI, UNTIL, WAGES, Court, account

from duixian.connectors.exchange.signing import Signer
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.law.control.things import Earmark
from duixian.ports.agencies import Act, IdKind, NoticeKind, OrderRefused, Outcome, Reply, Subject, UnknownOrder
from duixian.worlds.holdings import AS_OF, World
from duixian.worlds.people import resident_check


def test_a_query_tells_what_is_there_and_states_earmarks(court: Court) -> None:
    answer = court.send(court.order(Act.QUERY))
    found = {holding.reference: (holding.balance, holding.earmark) for holding in answer.holdings}
    assert found == {ACCOUNT: (BALANCE, Earmark.NONE), WAGES: (300_000, Earmark.WAGES)}
    assert (answer.subject_name, answer.subject_number, answer.simulated) == (LI.name, LI.id_number, True)


def test_who_is_not_known_has_nothing(court: Court) -> None:
    answer = court.send(court.order(Act.QUERY, "B02"))
    assert (answer.outcome, answer.reason_code, answer.holdings) == (Outcome.NOTHING, "subject_unknown", ())


def test_another_persons_name_is_refused_and_nothing_is_held(court: Court, agencies: SimulatedAgencies) -> None:
    wrong = replace(LI, name="王试")
    answer = court.send(court.order(Act.FREEZE, subject=wrong, asset=ACCOUNT, amount=1, until=UNTIL))
    assert (answer.outcome, answer.reason_code, answer.subject_name) == (Outcome.REFUSED, "name_mismatch", "")
    assert agencies.assets("B01")[ACCOUNT]["controls"] == []


def test_the_right_name_under_another_number_gets_nothing_of_the_namesakes(court: Court) -> None:
    namesake = replace(LI, id_number="649901198001010030")
    order = court.order(Act.FREEZE, subject=namesake, asset=ACCOUNT, amount=1, until=UNTIL)
    assert court.send(order).outcome is Outcome.NOTHING


def test_anybody_with_a_well_formed_number_has_the_property_of_the_world(court: Court) -> None:
    body = "64990119850312123"
    subject = Subject("赵试", IdKind.RESIDENT, body + resident_check(body))
    estate = World(seed=7, as_of=AS_OF).estate(subject)
    assert estate is not None
    for code in ("B01", "B02", "W01", "L01"):
        told = court.send(court.order(Act.QUERY, code, subject)).holdings
        held = estate.at.get(code, ())
        assert [(h.reference, h.balance, h.value) for h in told] == [(h.reference, h.balance, h.value) for h in held]


def test_an_order_sent_twice_is_carried_out_once_and_answered_alike(court: Court, agencies: SimulatedAgencies) -> None:
    order = court.order(Act.FREEZE, asset=ACCOUNT, amount=600_000, until=UNTIL)
    assert court.send(order) == court.send(order) == court.ask(order)
    assert agencies.assets("B01")[ACCOUNT]["held"] == 600_000


def test_a_key_used_for_another_order_is_refused_and_changes_nothing(court: Court, agencies: SimulatedAgencies) -> None:
    order = court.order(Act.FREEZE, asset=ACCOUNT, amount=600_000, until=UNTIL)
    court.send(order)
    with pytest.raises(OrderRefused):
        court.send(replace(order, amount=700_000))
    assert agencies.assets("B01")[ACCOUNT]["held"] == 600_000


def test_the_same_key_of_two_courts_is_two_orders(court: Court, other: Court) -> None:
    mine = court.freeze(1, key="SAME")
    theirs = other.freeze(2, key="SAME")
    assert (mine.amount, theirs.amount) == (1, 2)
    with pytest.raises(UnknownOrder):
        other.ask(court.order(Act.QUERY, key="NOT-THEIRS"))


def test_a_stranger_is_not_served(agencies: SimulatedAgencies) -> None:
    stranger = Court(agencies, Signer.generate("宁9199"))
    with pytest.raises(OrderRefused):
        stranger.freeze(1)
    assert agencies.assets("B01")[ACCOUNT]["controls"] == []


def test_a_freeze_holds_at_most_what_was_ordered_and_is_partial_for_less(court: Court) -> None:
    first = court.freeze(600_000)
    second = court.freeze(600_000)
    assert (first.outcome, first.amount, first.rank, first.balance) == (Outcome.DONE, 600_000, 1, BALANCE)
    assert (second.outcome, second.amount, second.rank) == (Outcome.PARTIAL, 400_000, 1)


def test_a_freeze_leaves_what_the_order_keeps_for_the_debtor(court: Court) -> None:
    answer = court.freeze(BALANCE, keep=150_000)
    assert (answer.outcome, answer.amount) == (Outcome.PARTIAL, 850_000)


def test_an_empty_account_gives_nothing_unless_the_freeze_stands(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.add_person("B01", LI, [account("EMPTY", 0)])
    assert court.freeze(100, "EMPTY").outcome is Outcome.NOTHING
    standing = court.freeze(100, "EMPTY", standing=True)
    agencies.arrive("B01", "EMPTY", 250)
    assert agencies.assets("B01")["EMPTY"]["held"] == 100
    told = [notice for notice in court.notices() if notice.control == standing.control]
    assert [(notice.kind, notice.amount) for notice in told] == [(NoticeKind.ARRIVED, 100)]


def test_the_second_court_waits_and_is_told_when_it_moves_up(court: Court, other: Court) -> None:
    first, second = court.freeze(BALANCE), other.freeze(400_000)
    assert (second.outcome, second.rank, second.amount) == (Outcome.WAITING, 2, 0)
    court.release(first.control)
    (told,) = other.notices()
    assert (told.kind, told.control, told.rank, told.amount) == (NoticeKind.PROMOTED, second.control, 1, 400_000)
    assert court.notices() == ()


def test_two_hundred_freezes_at_once_get_two_hundred_ranks(
    court: Court, other: Court, agencies: SimulatedAgencies
) -> None:
    async def storm() -> list[Reply]:
        async with court.agency("B01") as one, other.agency("B01") as two:
            orders = [
                (agency, who.order(Act.FREEZE, asset=ACCOUNT, amount=BALANCE, until=UNTIL))
                for _ in range(100)
                for agency, who in ((one, court), (two, other))
            ]
            return await asyncio.gather(*(agency.send(order) for agency, order in orders))

    answers = [reply.answer for reply in asyncio.run(storm())]
    assert sorted(answer.rank or 0 for answer in answers) == list(range(1, 201))
    assert sum(answer.amount or 0 for answer in answers) == agencies.assets("B01")[ACCOUNT]["held"] == BALANCE


def test_a_home_is_sealed_whole_and_not_frozen_by_amount(court: Court, other: Court) -> None:
    first = court.send(court.order(Act.SEAL, "L01", asset=HOME, until=UNTIL))
    second = other.send(other.order(Act.SEAL, "L01", asset=HOME, until=UNTIL))
    assert (first.outcome, first.rank, second.outcome, second.rank) == (Outcome.DONE, 1, Outcome.WAITING, 2)
    with pytest.raises(OrderRefused):
        court.send(court.order(Act.FREEZE, "L01", asset=HOME, amount=1, until=UNTIL))


def test_a_renewal_lengthens_to_the_day_asked_and_never_shortens(court: Court, agencies: SimulatedAgencies) -> None:
    control = court.freeze(1).control
    later = UNTIL + timedelta(days=365)
    assert court.send(court.order(Act.RENEW, control=control, until=later)).until == later
    assert court.send(court.order(Act.RENEW, control=control, until=UNTIL)).outcome is Outcome.NOTHING
    assert agencies.assets("B01")[ACCOUNT]["controls"][0]["until"] == later.isoformat()


def test_a_release_in_part_then_whole_then_once_more(court: Court, agencies: SimulatedAgencies) -> None:
    control = court.freeze(500_000).control
    assert court.release(control, 200_000).amount == 200_000
    assert agencies.assets("B01")[ACCOUNT]["held"] == 300_000
    assert court.release(control).amount == 300_000
    again = court.release(control)
    assert (again.outcome, again.reason_code) == (Outcome.NOTHING, "control_ended")


def test_a_courts_control_is_no_other_courts_to_touch(court: Court, other: Court, agencies: SimulatedAgencies) -> None:
    control = court.freeze(500_000).control
    before = agencies.assets("B01")[ACCOUNT]
    assert other.release(control).outcome is Outcome.REFUSED
    assert other.deduct(control, 1).outcome is Outcome.REFUSED
    assert other.send(other.order(Act.RENEW, control=control, until=date(2031, 1, 1))).outcome is Outcome.REFUSED
    assert agencies.assets("B01")[ACCOUNT] == before


def test_a_deduction_takes_held_money_only_and_no_more_than_is_held(court: Court, agencies: SimulatedAgencies) -> None:
    control = court.freeze(500_000).control
    done, rest = court.deduct(control, 300_000), court.deduct(control, 300_000)
    assert (done.outcome, done.amount, done.balance) == (Outcome.DONE, 300_000, 700_000)
    assert (rest.outcome, rest.amount) == (Outcome.PARTIAL, 200_000)
    assert court.deduct(control, 1).outcome is Outcome.NOTHING
    asset = agencies.assets("B01")[ACCOUNT]
    assert (asset["balance"], asset["deducted"], asset["held"]) == (500_000, 500_000, 0)


def test_a_deduction_leaves_what_the_order_keeps(court: Court) -> None:
    control = court.freeze(BALANCE).control
    answer = court.deduct(control, BALANCE, keep=250_000)
    assert (answer.outcome, answer.amount, answer.balance) == (Outcome.PARTIAL, 750_000, 250_000)


def test_a_waiting_control_gives_no_right_to_the_money(court: Court, other: Court, agencies: SimulatedAgencies) -> None:
    court.freeze(BALANCE)
    waiting = other.freeze(BALANCE).control
    answer = other.deduct(waiting, 1)
    assert (answer.outcome, answer.reason_code) == (Outcome.REFUSED, "not_in_force")
    assert agencies.assets("B01")[ACCOUNT]["balance"] == BALANCE


def test_a_control_ends_the_day_after_its_last_and_the_next_moves_up(
    court: Court, other: Court, agencies: SimulatedAgencies
) -> None:
    first = court.freeze(BALANCE, until=date(2028, 3, 1))
    second = other.freeze(BALANCE)
    agencies.set_day(date(2028, 3, 1))
    assert court.notices() == other.notices() == ()
    agencies.set_day(date(2028, 3, 2))
    assert [(told.kind, told.control) for told in court.notices()] == [(NoticeKind.ENDED, first.control)]
    assert [(told.kind, told.control) for told in other.notices()] == [(NoticeKind.PROMOTED, second.control)]


def test_a_death_is_told_to_the_courts_that_hold_something(
    court: Court, other: Court, agencies: SimulatedAgencies
) -> None:
    court.freeze(1)
    agencies.die("B01", LI)
    assert [(told.kind, told.subject_number) for told in court.notices()] == [(NoticeKind.SUBJECT_DIED, LI.id_number)]
    assert other.notices() == ()
    assert court.send(court.order(Act.QUERY)).reason_code == "subject_dead"


def test_one_bad_order_of_a_batch_spoils_no_other(court: Court) -> None:
    court.freeze(1, key="USED")
    reused = court.order(Act.FREEZE, asset=ACCOUNT, amount=2, until=UNTIL, key="USED")
    results = court.send_all([court.order(Act.QUERY), reused, court.order(Act.QUERY)])
    assert [type(result).__name__ for result in results] == ["Reply", "OrderRefused", "Reply"]


def test_notices_can_be_asked_for_again_and_from_any_place(court: Court, agencies: SimulatedAgencies) -> None:
    court.freeze(10 * BALANCE, standing=True)
    for amount in (1, 2, 3, 4):
        agencies.arrive("B01", ACCOUNT, amount)
    every = court.notices()
    assert len(every) == 4
    assert every == court.notices() == (*court.notices(limit=2), *court.notices(after=every[1].id))


def test_an_answer_is_never_dated_before_its_order(court: Court) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert court.send(court.order(Act.QUERY, made_at=tomorrow)).answered_at >= tomorrow


def test_every_answer_says_that_it_is_a_simulation(agencies: SimulatedAgencies) -> None:
    for path in ("/health", "/admin/counts", "/B01/exchange/v1/about", "/B01/exchange/v1/orders/X", "/nobody"):
        assert agencies.http.get(path).headers["X-Simulation"] == "true", path
    about = agencies.http.get("/B01/exchange/v1/about").json()
    assert about["simulated"] is True
