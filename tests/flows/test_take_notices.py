"""News nobody asked for: each counts once, in any order, at the court it concerns."""

from datetime import UTC, date, datetime

import pytest
from courthouse import CourtHouse, found, item
from held import agency, hold, need

from duixian.domain.assets.models import Control, ControlOrder, Incident, NoticeKept
from duixian.domain.assets.services import orders
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.flows import take_notices
from duixian.flows.take_notices import Taken
from duixian.ports.agencies import Act, Exchange, Notice, NoticeKind

AT = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
CALL = Exchange("notices", "", b"", reply=b"[]", trusted=True)


@pytest.fixture
def case(own: CourtHouse) -> Case:
    filed = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    need(own, filed, 500_000, on=date(2026, 3, 10))
    return filed


def news(number: int, kind: NoticeKind, control: Control | None = None, **more: object) -> Notice:
    return Notice(
        id=str(number),
        kind=kind,
        at=AT,
        control=control.reference if control else "",
        **more,  # type: ignore[arg-type]
    )


def tell(own: CourtHouse, *notices: Notice) -> Taken:
    return take_notices.take(counterparty_id=agency().pk, notices=notices, exchange=CALL, now=own.now)


def seen(own: CourtHouse, control: Control) -> Control:
    with scope.of_court(own.court.pk):
        return Control.objects.get(pk=control.pk)


def test_a_waiting_control_that_moves_up_is_in_force_once(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, fen=100_000, waiting=True)
    up = news(1, NoticeKind.PROMOTED, control, rank=1, amount=80_000)

    first, second = tell(own, up), tell(own, up)

    now_held = seen(own, control)
    assert (now_held.state, now_held.held_fen, now_held.rank) == ("in_force", 80_000, 1)
    assert (first.kept, first.known, second.kept, second.known) == (1, 0, 0, 1)
    assert NoticeKept.objects.count() == 1
    assert agency().notice_cursor == "1"


def test_an_older_rank_told_late_moves_nothing_back(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, fen=100_000, waiting=True)

    tell(own, news(2, NoticeKind.PROMOTED, control, rank=1, amount=100_000))
    tell(own, news(1, NoticeKind.PROMOTED, control, rank=3))

    assert (seen(own, control).state, seen(own, control).rank) == ("in_force", 1)


def test_news_of_nothing_of_ours_is_passed_over_and_the_cursor_moves_on(own: CourtHouse, case: Case) -> None:
    hold(own, case)

    taken = tell(own, Notice(id="7", kind=NoticeKind.ENDED, at=AT, control="STRANGER"))

    assert (taken.strangers, taken.kept, agency().notice_cursor) == (1, 0, "7")


def test_a_control_ended_outside_before_its_day_is_an_incident(own: CourtHouse, case: Case) -> None:
    control = hold(own, case)

    tell(own, news(3, NoticeKind.ENDED, control, reason="账户注销"))

    assert seen(own, control).state == "ended"
    assert Incident.objects.get(control=control).kind == take_notices.ENDED_OUTSIDE


def test_news_before_the_answer_waits_and_so_does_the_cursor(own: CourtHouse, case: Case) -> None:
    other, control = hold(own, case, waiting=True), hold(own, case)
    early = Control.objects.create(
        court=own.court, case=case, person=control.person, asset=_another(control), kind="freeze", divisible=True,
        limit_fen=1_000, ordered_on=date(2026, 3, 10),
    )  # fmt: skip
    draft = orders.draft(
        acting=own.officer, case=case, person=control.person, counterparty=agency(), act=Act.FREEZE,
        ground="《民事诉讼法》第253条", now=own.now, amount=1_000, until=date(2027, 3, 1), asset=early.asset,
        control=early,
    )  # fmt: skip
    orders.approve(acting=own.chief, orders=[draft], now=own.now)

    taken = tell(
        own,
        news(1, NoticeKind.PROMOTED, other, rank=1),
        Notice(id="2", kind=NoticeKind.PROMOTED, at=AT, control="NEW", order_key=draft.key, rank=1),
        news(3, NoticeKind.ENDED, control),
    )

    assert (taken.kept, taken.waiting, agency().notice_cursor) == (1, 2, "1")
    assert seen(own, control).state == "in_force"


def _another(control: Control) -> object:
    asset = control.asset
    asset.pk, asset.reference = None, "ACC-NEW"
    asset._state.adding = True
    asset.save()
    return asset


def test_a_death_is_known_at_every_court_that_has_orders_to_give(own: CourtHouse, case: Case) -> None:
    hold(own, case)
    other = found("苏0805", "淮安市清江浦区人民法院")
    with scope.of_court(other.court.pk):
        theirs = other.debtor(other.file(item("1", 1_000, "洪春生", "黎明华")))
    with scope.of_court(own.court.pk):
        mine = own.debtor(case)
    died = Notice(id="9", kind=NoticeKind.SUBJECT_DIED, at=AT, subject_number=mine.id_number)

    assert tell(own, died).kept == 2

    with scope.of_all_courts():
        assert set(NoticeKept.objects.values_list("person_id", flat=True)) == {mine.pk, theirs.pk}
        assert ControlOrder.objects.count() == 0


def test_money_that_came_under_a_standing_freeze_is_held_and_never_above_the_need(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, fen=100_000)

    tell(own, news(1, NoticeKind.ARRIVED, control, amount=700_000))

    after = seen(own, control)
    assert after.held_fen == 700_000
    assert after.limit_fen - after.releasing_fen <= 500_000
