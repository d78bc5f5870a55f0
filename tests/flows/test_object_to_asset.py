"""An outsider claims a thing: from that moment it is not disposed of, and nobody who acted in the case rules."""

from datetime import date, timedelta

import pytest
from courthouse import FILED, CourtHouse, item, staff
from held import hold, need

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Control, ControlOrder, OutsiderObjection
from duixian.domain.assets.selectors import objections as reading
from duixian.domain.assets.selectors import stops_disposal
from duixian.domain.cases.models import Case, Node
from duixian.domain.courts.models import Role
from duixian.domain.trail.acting import Acting
from duixian.flows import object_to_asset
from duixian.law.control.things import HoldingKind

pytestmark = pytest.mark.django_db

ENTERED = date(2026, 3, 16)
RULED = date(2026, 3, 30)
SERVED = date(2026, 4, 1)
LAST = date(2026, 4, 16)
SUIT = "（2026）苏0804民初99号"
S = OutsiderObjection.State


@pytest.fixture
def case(own: CourtHouse) -> Case:
    case = own.file(item("1", 10_000_00, "洪春生", "黎明华"))
    need(own, case, 10_000_00, on=FILED)
    Case.objects.filter(pk=case.pk).update(officer_id=own.officer.officer_id)
    return case


@pytest.fixture
def control(own: CourtHouse, case: Case) -> Control:
    return hold(own, case, kind=HoldingKind.VEHICLE, fen=8_000_00)


@pytest.fixture
def judge(own: CourtHouse) -> Acting:
    """The president, who has no part in the case."""
    return staff(own.court, "judge", Role.PRESIDENT)


def _enter(own: CourtHouse, control: Control, *, who: str = "卫国平", on: date = ENTERED) -> OutsiderObjection:
    return object_to_asset.enter(
        acting=own.officer,
        case=control.case,
        asset=control.asset,
        objector=who,
        grounds="该车 2024 年已售予本人并交付",
        on=on,
        now=own.now,
    )


def _rule(own: CourtHouse, objection: OutsiderObjection, judge: Acting, *, upheld: bool) -> OutsiderObjection:
    return object_to_asset.rule(
        acting=judge, objection=objection, upheld=upheld, outcome="（2026）苏0804执异7号", on=RULED, now=own.now
    )


def _ruled(own: CourtHouse, control: Control, judge: Acting, *, upheld: bool) -> OutsiderObjection:
    """Entered, ruled on and served."""
    objection = _rule(own, _enter(own, control), judge, upheld=upheld)
    return object_to_asset.serve(acting=own.officer, objection=objection, on=SERVED, now=own.now)


def _night(own: CourtHouse, on: date) -> list[ControlOrder]:
    return object_to_asset.lift_due(court_id=own.court.pk, on=on, now=own.now)


def _releasing(control: Control) -> bool:
    control.refresh_from_db()
    return control.releasing_fen == control.limit_fen


def test_before_anybody_objects_nothing_stops_disposal(control: Control) -> None:
    assert stops_disposal(control.asset, ENTERED) is None


def test_filing_stops_disposal_at_once_and_gives_the_court_fifteen_days(own: CourtHouse, control: Control) -> None:
    objection = _enter(own, control)
    why = stops_disposal(control.asset, ENTERED)

    assert why is not None
    assert "卫国平" in str(why)
    assert objection.due_on == date(2026, 3, 31)
    assert Node.objects.get(case=control.case, rule="objection_ruling").due_on == date(2026, 3, 31)


def test_the_stop_lasts_fifteen_days_after_service_of_the_rejection(
    own: CourtHouse, control: Control, judge: Acting
) -> None:
    objection = _rule(own, _enter(own, control), judge, upheld=False)
    assert stops_disposal(control.asset, RULED + timedelta(days=60)) is not None  # not served: it goes on

    objection = object_to_asset.serve(acting=own.officer, objection=objection, on=SERVED, now=own.now)

    assert objection.stops_until == LAST
    assert stops_disposal(control.asset, LAST) is not None
    assert stops_disposal(control.asset, LAST + timedelta(days=1)) is None


def test_a_suit_in_time_stops_disposal_until_the_judgment(own: CourtHouse, control: Control, judge: Acting) -> None:
    objection = _ruled(own, control, judge, upheld=False)
    object_to_asset.note_suit(
        acting=own.officer, objection=objection, suit="（2026）苏0804民初99号，卫国平诉", on=LAST, now=own.now
    )
    assert stops_disposal(control.asset, LAST + timedelta(days=400)) is not None

    given = object_to_asset.note_judgment(
        acting=own.officer,
        objection=objection,
        outsider_prevails=False,
        outcome="（2026）苏08民终5号：驳回诉讼请求",
        on=LAST + timedelta(days=400),
        now=own.now,
    )
    assert given == []
    assert stops_disposal(control.asset, LAST + timedelta(days=400)) is None
    assert not _releasing(control)


def test_a_suit_too_late_changes_nothing(own: CourtHouse, control: Control, judge: Acting) -> None:
    objection = _ruled(own, control, judge, upheld=False)

    with pytest.raises(Refused) as refused:
        object_to_asset.note_suit(
            acting=own.officer,
            objection=objection,
            suit="（2026）苏0804民初99号",
            on=LAST + timedelta(days=1),
            now=own.now,
        )

    assert refused.value.reasons[0].code == "objection.too_late"
    objection.refresh_from_db()
    assert objection.state == S.REJECTED


def test_upheld_and_nobody_sued_the_control_is_lifted_by_the_program(
    own: CourtHouse, control: Control, judge: Acting
) -> None:
    _ruled(own, control, judge, upheld=True)

    assert _night(own, LAST) == []
    [order] = _night(own, LAST + timedelta(days=1))
    assert (order.act, order.automatic, order.control_id) == ("release", True, control.pk)
    assert _releasing(control)
    assert reading.upheld([control.asset_id]) == {control.asset_id}
    assert stops_disposal(control.asset, LAST + timedelta(days=1)) is not None
    assert _night(own, LAST + timedelta(days=2)) == []


def test_where_the_applicant_sued_the_control_stays(own: CourtHouse, control: Control, judge: Acting) -> None:
    objection = _ruled(own, control, judge, upheld=True)
    object_to_asset.note_suit(
        acting=own.officer, objection=objection, suit="（2026）苏0804民初98号，洪春生诉", on=LAST, now=own.now
    )

    assert _night(own, LAST + timedelta(days=1)) == []
    assert not _releasing(control)


def test_an_outsider_who_wins_the_suit_has_the_thing_back_at_once(
    own: CourtHouse, control: Control, judge: Acting
) -> None:
    objection = _ruled(own, control, judge, upheld=False)
    object_to_asset.note_suit(
        acting=own.officer, objection=objection, suit="（2026）苏0804民初99号", on=LAST, now=own.now
    )

    [order] = object_to_asset.note_judgment(
        acting=own.officer,
        objection=objection,
        outsider_prevails=True,
        outcome="（2026）苏08民终5号：不得执行",
        on=LAST + timedelta(days=90),
        now=own.now,
    )

    assert order.control_id == control.pk
    assert _releasing(control)


def test_the_officer_of_the_case_does_not_rule(own: CourtHouse, case: Case, control: Control) -> None:
    Case.objects.filter(pk=case.pk).update(officer_id=own.chief.officer_id)
    control.refresh_from_db()
    objection = _enter(own, control)

    with pytest.raises(Refused) as refused:
        _rule(own, objection, own.chief, upheld=False)

    assert refused.value.reasons[0].code == "objection.own_case"
    objection.refresh_from_db()
    assert objection.state == S.FILED


def test_an_officer_does_not_rule_at_all(own: CourtHouse, control: Control) -> None:
    objection = _enter(own, control)

    with pytest.raises(Refused):
        _rule(own, objection, staff(own.court, "o2", Role.OFFICER), upheld=False)

    objection.refresh_from_db()
    assert objection.state == S.FILED


def test_a_party_of_the_case_is_no_outsider(own: CourtHouse, control: Control) -> None:
    with pytest.raises(Refused) as refused:
        _enter(own, control, who="黎明华")

    assert refused.value.reasons[0].code == "objection.party"
    assert not OutsiderObjection.objects.exists()


def test_nobody_objects_to_a_thing_the_case_does_not_control(own: CourtHouse, control: Control) -> None:
    other = own.file(item("2", 1_000_00, "洪春生", "黎明华"))

    with pytest.raises(Refused):
        object_to_asset.enter(
            acting=own.officer,
            case=other,
            asset=control.asset,
            objector="卫国平",
            grounds="本人所有",
            on=ENTERED,
            now=own.now,
        )

    assert not OutsiderObjection.objects.exists()


def test_an_objection_says_whose_and_why(own: CourtHouse, control: Control) -> None:
    with pytest.raises(BadInput):
        _enter(own, control, who=" ")

    assert not OutsiderObjection.objects.exists()


def test_two_objections_of_one_day_wait_each_for_its_own_ruling(
    own: CourtHouse, control: Control, judge: Acting
) -> None:
    first, second = _enter(own, control), _enter(own, control, who="卫国安")
    _rule(own, first, judge, upheld=False)
    assert Node.objects.get(case=control.case, rule="objection_ruling").done_on is None

    _rule(own, second, judge, upheld=False)
    assert Node.objects.get(case=control.case, rule="objection_ruling").done_on == RULED


def test_an_objection_taken_back_stops_nothing(own: CourtHouse, control: Control) -> None:
    objection = _enter(own, control)
    object_to_asset.withdraw(acting=own.officer, objection=objection, outcome="撤回异议申请书", on=RULED, now=own.now)

    assert stops_disposal(control.asset, RULED) is None
    assert Node.objects.get(case=control.case, rule="objection_ruling").done_on == RULED


def test_a_rejected_objection_nobody_sued_about_is_closed_in_the_night(
    own: CourtHouse, control: Control, judge: Acting
) -> None:
    objection = _ruled(own, control, judge, upheld=False)
    _night(own, LAST + timedelta(days=1))

    objection.refresh_from_db()
    assert objection.state == S.ENDED
    assert Node.objects.get(case=control.case, rule="objection_suit").done_on == LAST + timedelta(days=1)


def test_whoever_asks_about_the_thing_hears_of_it_whatever_the_case(own: CourtHouse, control: Control) -> None:
    _enter(own, control)
    other = hold(own, control.case, fen=1_000_00)

    assert set(reading.stopped([control.asset_id, other.asset_id], on=ENTERED)) == {control.asset_id}
