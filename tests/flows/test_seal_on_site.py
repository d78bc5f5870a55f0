"""Sealed, renewed and released on the spot: a list, two officers, the same need, the same calendar."""

from datetime import date, timedelta

import pytest
from courthouse import CourtHouse, item, staff
from django.db import DatabaseError, transaction
from estate import DAY, Estate

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Asset, Budget, Control, ControlKind, ControlState, OnSiteAct, Source
from duixian.domain.assets.selectors import onsite as reading
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Role
from duixian.flows import enter_asset, seal_on_site, value_asset
from duixian.flows.seal_on_site import Visit
from duixian.flows.watch_controls import watch
from duixian.law.control import HoldingKind

pytestmark = pytest.mark.django_db

RECORD, PICTURE = "a" * 64, "b" * 64
LIST = [{"name": "数控车床", "quantity": "2台", "note": "型号CK6140"}]
S = OnSiteAct.State


@pytest.fixture
def estate(own: CourtHouse) -> Estate:
    for name in ("甲执行员", "乙执行员"):
        staff(own.court, name, Role.OFFICER)
    return Estate(own)


@pytest.fixture
def case(estate: Estate) -> Case:
    case = estate.house.file(item("a", 10_000_00, "洪春生", "黎明华"))
    estate.state(case)
    return case


@pytest.fixture
def machines(estate: Estate, case: Case) -> Asset:
    return machine(estate, case, 8_000_00)


def machine(estate: Estate, case: Case, fen: int | None, kind: HoldingKind = HoldingKind.THING) -> Asset:
    house = estate.house
    asset = enter_asset.enter(
        acting=house.officer, case=case, person=house.debtor(case), kind=kind, source=Source.FIELD,
        title="厂房内车床", note="2026-03-09 现场笔录", now=house.now,
    )  # fmt: skip
    if fen is None:
        return asset
    return value_asset.value_asset(
        acting=house.officer, asset=asset, value=fen, source="询价函", valued_on=DAY, on=DAY, now=house.now
    )


def draft(estate: Estate, case: Case, asset: Asset, **more: object) -> OnSiteAct:
    given: dict[str, object] = {"kind": ControlKind.SEAL, "inventory": LIST} | more
    return seal_on_site.draft(
        acting=estate.house.officer, case=case, asset=asset, on=DAY, now=estate.house.now, **given  # type: ignore[arg-type]
    )  # fmt: skip


def approved(estate: Estate, act: OnSiteAct) -> OnSiteAct:
    return seal_on_site.approve(acting=estate.house.chief, act=act, now=estate.house.now)


def visit(on: date = DAY, **more: object) -> Visit:
    known: dict[str, object] = {
        "on": on, "officers": ("甲执行员", "乙执行员"), "record": RECORD, "present": "黎明华", "found": LIST,
        "custodian": "黎明华，就地保管", "photographs": [PICTURE],
    }  # fmt: skip
    return Visit(**(known | more))  # type: ignore[arg-type]


def go(estate: Estate, act: OnSiteAct, there: Visit | None = None, on: date = DAY) -> Control:
    there = there or visit(on)
    return seal_on_site.carry_out(acting=estate.house.officer, act=act, visit=there, on=on, now=estate.house.now)


def sealed(estate: Estate, case: Case, asset: Asset) -> Control:
    return go(estate, approved(estate, draft(estate, case, asset)))


def held(case: Case) -> int:
    budget = Budget.objects.get(case=case, person=None)
    return budget.divisible_fen + budget.whole_fen


def test_two_officers_seal_what_an_officer_listed_and_the_chief_approved(
    estate: Estate, case: Case, machines: Asset
) -> None:
    act = draft(estate, case, machines)
    assert held(case) == 8_000_00  # from the draft on
    control = go(estate, approved(estate, act))

    act.refresh_from_db()
    assert (act.state, {act.first_officer, act.second_officer}) == (S.DONE, {"甲执行员", "乙执行员"})
    assert (control.state, control.kind, control.until) == (ControlState.IN_FORCE, "seal", date(2028, 3, 10))
    assert held(case) == 8_000_00


def test_nobody_approves_his_own(estate: Estate, case: Case, machines: Asset) -> None:
    both = staff(estate.house.court, "both", Role.OFFICER, Role.CHIEF)
    own = seal_on_site.draft(
        acting=both, case=case, asset=machines, kind=ControlKind.SEAL, inventory=LIST, on=DAY,
        now=estate.house.now,
    )  # fmt: skip

    with pytest.raises(Refused):
        seal_on_site.approve(acting=both, act=own, now=estate.house.now)

    own.refresh_from_db()
    assert own.state == S.DRAFT


@pytest.mark.parametrize("officers", [("甲执行员", "甲执行员"), ("甲执行员", ""), ("甲执行员", "路人")])
def test_one_officer_or_a_stranger_seals_nothing(
    estate: Estate, case: Case, machines: Asset, officers: tuple[str, str]
) -> None:
    act = approved(estate, draft(estate, case, machines))

    with pytest.raises(Refused) as refused:
        go(estate, act, visit(officers=officers))

    assert refused.value.reasons[0].code == "on_site.two_officers"
    assert Control.objects.get().state == ControlState.ORDERED


@pytest.mark.parametrize(
    "missing",
    [{"photographs": []}, {"custodian": " "}, {"present": ""}, {"found": []}, {"record": "x"}, {"photographs": ["x"]}],
)
def test_without_list_custodian_witness_record_or_pictures_nothing_is_sealed(
    estate: Estate, case: Case, machines: Asset, missing: dict[str, object]
) -> None:
    act = approved(estate, draft(estate, case, machines))

    with pytest.raises(BadInput):
        go(estate, act, visit(**missing))  # type: ignore[arg-type]

    assert Control.objects.get().state == ControlState.ORDERED


def test_what_nobody_approved_is_not_carried_out(estate: Estate, case: Case, machines: Asset) -> None:
    act = draft(estate, case, machines)

    with pytest.raises(Refused):
        go(estate, act)

    act.refresh_from_db()
    assert act.state == S.DRAFT
    assert Control.objects.get().state == ControlState.ORDERED


def test_what_was_done_stands_whoever_asks(estate: Estate, case: Case, machines: Asset) -> None:
    sealed(estate, case, machines)

    with pytest.raises(DatabaseError), transaction.atomic():
        OnSiteAct.objects.update(second_officer="丙执行员")

    assert OnSiteAct.objects.get().second_officer == "乙执行员"


def test_nothing_is_sealed_whose_value_nobody_stated(estate: Estate, case: Case) -> None:
    asset = machine(estate, case, None)

    with pytest.raises(Refused) as refused:
        draft(estate, case, asset)

    assert [one.code for one in refused.value.reasons] == ["on_site.value"]
    assert not Control.objects.exists()


def test_where_money_covers_the_need_nothing_is_sealed(estate: Estate, case: Case, machines: Asset) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    estate.control(case)
    before = held(case)

    with pytest.raises(Refused) as refused:
        draft(estate, case, machines)

    assert refused.value.reasons[0].code == "control.over"
    assert (held(case), OnSiteAct.objects.count()) == (before, 0)


def test_a_home_is_not_sealed_on_the_spot(estate: Estate, case: Case) -> None:
    home = machine(estate, case, 8_000_00, HoldingKind.HOME)

    with pytest.raises(Refused) as refused:
        draft(estate, case, home)

    assert "on_site.kind" in [one.code for one in refused.value.reasons]
    assert not Control.objects.exists()


def test_what_an_agency_holds_goes_through_the_agency(estate: Estate, case: Case) -> None:
    car = estate.thing(estate.house.debtor(case), 8_000_00)

    with pytest.raises(Refused) as refused:
        draft(estate, case, car, kind=ControlKind.IMPOUND)

    assert [one.code for one in refused.value.reasons] == ["on_site.networked"]


def test_where_nothing_is_found_nothing_is_held(estate: Estate, case: Case, machines: Asset) -> None:
    act = approved(estate, draft(estate, case, machines))
    seal_on_site.nothing_there(
        acting=estate.house.officer, act=act, visit=visit(found=[]), why="设备已搬离", on=DAY, now=estate.house.now
    )

    assert (Control.objects.get().state, held(case)) == (ControlState.REFUSED, 0)


def test_a_draft_taken_back_gives_the_room_back(estate: Estate, case: Case, machines: Asset) -> None:
    act = draft(estate, case, machines)
    seal_on_site.cancel(acting=estate.house.officer, act=act, reason="另行协商", on=DAY, now=estate.house.now)

    assert (Control.objects.get().state, held(case)) == (ControlState.REFUSED, 0)


def test_when_the_debt_is_paid_officers_are_sent_to_release_once(estate: Estate, case: Case, machines: Asset) -> None:
    control = sealed(estate, case, machines)
    estate.house.receive(case, 11_000_00, DAY)
    estate.state(case)
    [release] = OnSiteAct.objects.filter(act="release")

    assert (release.state, release.automatic, held(case)) == (S.APPROVED, True, 0)
    assert [one.pk for one in reading.to_do(case.court_id)] == [release.pk]
    assert go(estate, release, on=date(2026, 3, 20)).state == ControlState.RELEASED
    assert control.pk == release.control_id


def test_a_sealing_not_yet_carried_out_is_taken_back_once_the_debt_is_paid(
    estate: Estate, case: Case, machines: Asset
) -> None:
    act = approved(estate, draft(estate, case, machines))
    estate.house.receive(case, 11_000_00, DAY)

    act.refresh_from_db()
    assert (act.state, Control.objects.get().state, held(case)) == (S.CANCELLED, ControlState.REFUSED, 0)


def renew(estate: Estate, control: Control, on: date) -> OnSiteAct:
    act = seal_on_site.draft_renewal(acting=estate.house.officer, control=control, on=on, now=estate.house.now)
    return seal_on_site.approve(acting=estate.house.chief, act=act, now=estate.house.now)


def test_a_renewal_served_on_the_spot_answers_the_watch(estate: Estate, case: Case, machines: Asset) -> None:
    control = sealed(estate, case, machines)
    assert control.until is not None
    on = control.until - timedelta(days=7)
    told = watch(court_id=case.court_id, on=on, now=estate.house.now)
    assert told.stuck  # nobody can be ordered: the chief is told
    control = go(estate, renew(estate, control, on), visit(on), on)

    assert control.until == date(2030, 3, 10)
    assert watch(court_id=case.court_id, on=on + timedelta(days=8), now=estate.house.now).looked_at == 0


def test_after_the_last_day_nothing_is_left_to_renew(estate: Estate, case: Case, machines: Asset) -> None:
    control = sealed(estate, case, machines)
    assert control.until is not None
    until, late = control.until, control.until + timedelta(days=1)
    act = renew(estate, control, until)

    with pytest.raises((Refused, BadInput)):
        go(estate, act, visit(late), late)

    control.refresh_from_db()
    act.refresh_from_db()
    assert (control.until, act.state) == (until, S.APPROVED)


def test_a_renewal_is_not_drafted_years_before(estate: Estate, case: Case, machines: Asset) -> None:
    control = sealed(estate, case, machines)

    with pytest.raises(BadInput):
        seal_on_site.draft_renewal(acting=estate.house.officer, control=control, on=DAY, now=estate.house.now)

    assert not OnSiteAct.objects.filter(act="renew").exists()
