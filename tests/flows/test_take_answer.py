"""Answers put down once, newer facts over older ones, whatever order they come in; and every call kept."""

from datetime import UTC, datetime, timedelta

import pytest
from courthouse import CourtHouse, item
from offices import account, answer_to, books, calls_kept, exchange_of, hand_out, office_rows, take, told

from duixian.base.faults import Fault
from duixian.domain.assets.models import Asset, AssetSearch, ControlOrder, Counterparty, OrderExchange, OrderState
from duixian.domain.cases.models import Case, Node
from duixian.domain.courts.models import CourtSetting
from duixian.flows import send_orders, take_answer
from duixian.flows.living import MONTHLY_SETTING
from duixian.flows.search_assets import search
from duixian.flows.send_orders import Outgoing
from duixian.law.control import Earmark, HoldingKind
from duixian.ports.agencies import (
    AgencyUnreachable,
    AnswerNotTrusted,
    Charge,
    OrderRefused,
    OtherControl,
    Outcome,
    Reply,
    UnknownOrder,
)

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def later(minutes: int) -> datetime:
    return T0 + timedelta(minutes=minutes)


@pytest.fixture
def case(own: CourtHouse) -> Case:
    return own.file(item("1", 1_000_000, "洪春生", "黎明华"))


@pytest.fixture
def bank(own: CourtHouse) -> Counterparty:
    return office_rows(own, "B01")[0]


def asked(own: CourtHouse, case: Case, bank: Counterparty) -> Outgoing:
    """A query in a worker's hands."""
    search(case=case, acting=own.officer, now=own.now, reason="再次查询")
    return max(hand_out(own, bank), key=lambda going: going.order_id)


def test_what_is_found_becomes_an_asset_with_its_source(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    going = asked(own, case, bank)

    summary = take(own, told(going, account("6222", 350_000, T0), at=T0))

    asset = Asset.objects.get()
    assert (asset.person, asset.counterparty, asset.reference) == (own.debtor(case), bank, "6222")
    assert (asset.balance_fen, asset.counts_fen, asset.divisible, asset.exemption) == (350_000, 350_000, True, "none")
    assert asset.source_order_id == going.order_id
    assert summary.found == 1
    order = ControlOrder.objects.get()
    assert (order.state, order.outcome, order.due_at) == (OrderState.ANSWERED, "done", None)
    assert AssetSearch.objects.get().finished_at is not None
    assert Node.objects.filter(case=case, rule=take_answer.HIT_NODE, done_on__isnull=True).count() == 1


def test_an_answer_that_comes_twice_is_kept_twice_and_counts_once(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    going = asked(own, case, bank)
    answer = told(going, account("6222", 350_000, T0), at=T0)
    take(own, answer)
    before = books()

    summary = take(own, answer)

    assert books() == before
    assert (summary.kept_only, summary.answered, calls_kept()) == (1, 0, 2)


def test_an_older_answer_that_comes_late_overwrites_nothing_newer(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    first, second = asked(own, case, bank), asked(own, case, bank)
    take(own, told(second, account("6222", 90_000, later(9)), at=later(9)))

    take(own, told(first, account("6222", 350_000, later(1)), account("6333", 1, later(1)), at=later(1)))

    balances = dict(Asset.objects.values_list("reference", "balance_fen"))
    assert balances["6222"] == 90_000


def test_what_a_later_answer_does_not_name_is_gone_and_can_come_back(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    first, second, third, fourth = (asked(own, case, bank) for _ in range(4))
    take(own, told(first, account("6222", 350_000, later(1)), at=later(1)))

    take(own, told(third, at=later(5)))
    gone = Asset.objects.get()
    assert (gone.gone_on is not None, gone.counts_fen) == (True, 0)

    take(own, told(second, account("6222", 350_000, later(3)), at=later(3)))
    assert Asset.objects.get().gone_on is not None  # what was said before it vanished does not bring it back

    take(own, told(fourth, account("6222", 20_000, later(8)), at=later(8)))
    assert (Asset.objects.get().gone_on, Asset.objects.get().counts_fen) == (None, 20_000)


def test_a_partial_answer_makes_nothing_vanish(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    first, second = asked(own, case, bank), asked(own, case, bank)
    take(own, told(first, account("6222", 350_000, later(1)), at=later(1)))

    take(own, told(second, account("6333", 5, later(5)), at=later(5), outcome=Outcome.PARTIAL))

    assert Asset.objects.filter(gone_on__isnull=True).count() == 2


def test_another_persons_property_is_not_taken_and_the_call_is_kept(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    going = asked(own, case, bank)
    _, reply = told(going, account("6222", 350_000, T0), at=T0)
    another = answer_to(going.order, account("6222", 350_000, T0), at=T0)
    object.__setattr__(another, "subject_name", "黎明化")

    take(own, (going, Reply(another, reply.exchange)))

    assert Asset.objects.count() == 0
    order, kept = ControlOrder.objects.get(), OrderExchange.objects.get()
    assert order.state == OrderState.SENT
    assert order.due_at is not None
    assert {fault["code"] for fault in kept.faults} == {"answer.other_person"}


def test_one_bad_thing_does_not_lose_the_others_and_makes_none_vanish(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    first, second = asked(own, case, bank), asked(own, case, bank)
    take(own, told(first, account("6222", 350_000, later(1)), at=later(1)))

    take(own, told(second, account("6222", -1, later(5)), account("6333", 700, later(5)), at=later(5)))

    assert dict(Asset.objects.filter(gone_on=None).values_list("reference", "balance_fen")) == {
        "6222": 350_000,
        "6333": 700,
    }
    kept = OrderExchange.objects.get(order_id=second.order_id)
    assert {fault["code"] for fault in kept.faults} == {"answer.negative"}


def test_an_unbelievable_answer_is_kept_and_the_order_comes_again(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    going = asked(own, case, bank)
    wrong = AnswerNotTrusted(
        "签名不符", exchange=exchange_of(going.order), faults=(Fault("signature.wrong", "签名与报文不符"),)
    )

    take(own, (going, wrong))

    order, kept = ControlOrder.objects.get(), OrderExchange.objects.get()
    assert (order.state, kept.trusted, kept.faults[0]["code"]) == (OrderState.SENT, False, "signature.wrong")
    assert order.due_at is not None
    assert order.due_at > own.moment


def test_pauses_grow_and_do_not_fall_together() -> None:
    waits = [take_answer.pause("K1", attempt) for attempt in range(1, 30)]
    assert waits[:9] == sorted(waits[:9])
    assert max(waits) <= timedelta(minutes=37, seconds=30)
    assert len({take_answer.pause(f"K{number}", 3) for number in range(50)}) > 30


def test_a_refusal_of_the_first_sending_is_final(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    going = asked(own, case, bank)

    take(own, (going, OrderRefused("报文不合格式", exchange=exchange_of(going.order))))

    order = ControlOrder.objects.get()
    assert (order.state, order.outcome, order.due_at) == (OrderState.FAILED, "refused", None)
    assert "报文不合格式" in order.answer_reason


def test_a_refusal_after_a_lost_answer_is_asked_about_first(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    going = asked(own, case, bank)
    take(own, (going, AgencyUnreachable("超时", exchange=exchange_of(going.order, error="ReadTimeout"))))
    (second,) = hand_out(own, bank, later=timedelta(minutes=5))

    take(own, (second, OrderRefused("指令编号已使用", exchange=exchange_of(second.order))))

    (third,) = hand_out(own, bank, later=timedelta(minutes=10))
    assert (third.ask, ControlOrder.objects.get().state) == (True, OrderState.SENT)


def test_a_pending_order_is_asked_for_and_one_the_agency_never_had_is_sent_again(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    going = asked(own, case, bank)
    take(own, told(going, at=T0, outcome=Outcome.PENDING))
    (asking,) = hand_out(own, bank, later=timedelta(minutes=5))
    assert asking.ask

    take(own, (asking, UnknownOrder("没有此指令", exchange=exchange_of(asking.order))))

    (again,) = hand_out(own, bank, later=timedelta(minutes=10))
    assert (again.ask, again.order) == (False, going.order)


def test_after_days_without_an_answer_people_are_told_and_may_try_again(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    from duixian.domain.assets.services import orders

    going = asked(own, case, bank)
    take(own, (going, AgencyUnreachable("拒绝连接", exchange=exchange_of(going.order, error="ConnectError"))))

    assert send_orders.give_up(court_id=own.court.pk, now=own.now + timedelta(days=6)) == 0
    assert send_orders.give_up(court_id=own.court.pk, now=own.now + timedelta(days=8)) == 1

    order = ControlOrder.objects.get()
    assert order.state == OrderState.FAILED
    assert "拒绝连接" in order.answer_reason
    assert AssetSearch.objects.get().finished_at is not None
    orders.again(acting=own.officer, order=order, reason="已与银行核实", now=own.now)
    (again,) = hand_out(own, bank)
    assert again.order == going.order


def test_a_call_that_carried_many_orders_is_kept_once(own: CourtHouse, bank: Counterparty) -> None:
    cases = [own.file(item("1", 100_000, "洪春生", name), debtors=(name,)) for name in ("黎明华", "邓一帆")]
    for one in cases:
        search(case=one, acting=own.officer, now=own.now)
    first, second = hand_out(own, bank)
    call = exchange_of(first.order, "send_many")

    take(own, *((one, Reply(answer_to(one.order, at=T0), call)) for one in (first, second)))

    rows = list(OrderExchange.objects.order_by("pk"))
    assert [bytes(row.reply) for row in rows] == [b"{}", b""]
    assert rows[1].carried_by == rows[0]
    assert rows[0].reply_sha256 == rows[1].reply_sha256


# --- what a thing counts for


def counted(own: CourtHouse, case: Case, bank: Counterparty, *things: object) -> dict[str, Asset]:
    take(own, told(asked(own, case, bank), *things, at=T0))  # type: ignore[arg-type]
    return {asset.reference: asset for asset in Asset.objects.all()}


def test_a_whole_exempt_account_counts_nothing_and_says_on_what(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    found = counted(own, case, bank, account("6222", 350_000, T0, earmark=Earmark.MINIMUM_LIVING))

    asset = found["6222"]
    assert (asset.exemption, asset.counts_fen) == ("whole", 0)
    assert "查封扣押冻结规定" in asset.exempt_basis


def test_wages_leave_the_household_its_living_once_the_court_has_set_it(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    CourtSetting.objects.create(
        court=own.court, key=MONTHLY_SETTING, value=80_000, since=T0.date(), source="民政局文件", set_by="x", set_at=T0
    )

    found = counted(own, case, bank, account("6222", 900_000, T0, earmark=Earmark.WAGES), account("6333", 100_000, T0))

    assert (found["6222"].exemption, found["6222"].exempt_fen, found["6222"].counts_fen) == ("part", 240_000, 660_000)
    assert (found["6333"].exemption, found["6333"].counts_fen) == ("none", 100_000)


def test_a_home_counts_for_what_is_left_after_mortgage_share_and_earlier_seals(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    home = account(
        "H1",
        0,
        T0,
        kind=HoldingKind.HOME,
        balance=None,
        available=None,
        value=100_000_000,
        share="1/2",
        charges=(Charge("抵押", "某银行", 20_000_000),),
        controls=(OtherControl("某法院", "（2025）某执1号", 1, 5_000_000),),
    )

    asset = counted(own, case, bank, home)["H1"]

    assert (asset.divisible, asset.counts_fen) == (False, 25_000_000)
    assert any("1/2" in why for why in asset.counted_why)


def test_a_mortgage_of_an_unknown_sum_leaves_nothing_to_count_on(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    car = account(
        "V1", 0, T0, kind=HoldingKind.VEHICLE, balance=None, available=None, value=8_000_000,
        charges=(Charge("抵押", "某银行", None),),
    )  # fmt: skip

    assert counted(own, case, bank, car)["V1"].counts_fen == 0


def test_what_an_officer_noted_outlives_the_next_answer(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    counted(own, case, bank, account("6222", 350_000, later(0)))
    Asset.objects.update(details={"business": "yes"}, exemption="whole", exempt_basis="查封规定第三条", counts_fen=0)

    newer = account("6222", 400_000, later(5), details={"business": "no", "branch": "东湖支行"})
    take(own, told(asked(own, case, bank), newer, at=later(5)))

    asset = Asset.objects.get()
    assert asset.details == {"business": "yes", "branch": "东湖支行"}
    assert (asset.balance_fen, asset.exemption, asset.counts_fen) == (400_000, "whole", 0)
