"""When a measure against a person may be proposed, how far it goes, how it is carried out, when it ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from duixian.base.faults import Refused
from duixian.law.measures import (
    Asked,
    Capacity,
    Clock,
    CourtLevel,
    Grounds,
    MeasureKind,
    MisconductKind,
    Subject,
    check_hours,
    clock,
    faults_of,
    fine_bounds,
    longest_until,
    questioning_limit,
    reason_to_lift,
    renewal_opens,
)
from duixian.law.measures.conduct import BodySearch, Officer, OnSpot
from duixian.law.measures.conduct import faults_of as missing_in
from duixian.law.params import document, series
from duixian.law.procedure.case_life import State
from duixian.law.procedure.measure_life import MEASURE_LIFE, MeasureAct, MeasureFacts, MeasureState

ON = date(2026, 11, 22)
ADULT = Subject("黎明华", natural=True, born=date(1980, 1, 1))
COMPANY = Subject("某某建材有限公司", natural=False)
DETAIN = Asked(
    MeasureKind.DETAIN,
    ON,
    State.NOTIFIED,
    ADULT,
    misconduct=MisconductKind.HIDES,
    done_on=date(2026, 11, 20),
    days=15,
)
FINE = replace(DETAIN, kind=MeasureKind.FINE, days=None, amount=10_000_000)
BAN = Asked(MeasureKind.EXIT_BAN, ON, State.NOTIFIED, ADULT, until=date(2027, 2, 22))
SPOT = OnSpot(
    MeasureKind.SEARCH,
    datetime(2026, 11, 22, 1, tzinfo=UTC),
    datetime(2026, 11, 22, 2, tzinfo=UTC),
    "淮阴区某某路88号",
    (Officer("甲", "001"), Officer("乙", "002")),
    owner_side="黎明华",
    grassroots="某某居民委员会丙",
    inventory=("账册三本",),
)


TAKEN_IN = datetime(2026, 11, 22, 9, tzinfo=UTC)
FIT = MeasureFacts(MeasureKind.DETAIN, fit=True, checked=TAKEN_IN, taken_in=TAKEN_IN, check_hours=72)


def codes(asked: Asked) -> set[str]:
    return {fault.code for fault in faults_of(asked)}


@pytest.mark.parametrize("asked", [DETAIN, FINE, BAN])
def test_what_the_law_opens_is_open(asked):
    assert codes(asked) == set()


def test_sixteen_days_are_refused_naming_the_value_and_the_article():
    (fault,) = faults_of(replace(DETAIN, days=16))

    assert fault.code == "measure.days"
    assert fault.value == "16"
    assert "第118条" in str(fault)


@pytest.mark.parametrize("days", [None, 0, -1, 16])
def test_a_detention_lasts_one_to_fifteen_days(days):
    assert codes(replace(DETAIN, days=days)) == {"measure.days"}


@pytest.mark.parametrize(
    ("subject", "amount", "refused"),
    [
        (ADULT, 10_000_000, False),
        (ADULT, 10_000_001, True),
        (ADULT, 0, True),
        (COMPANY, 4_999_999, True),
        (COMPANY, 5_000_000, False),
        (COMPANY, 100_000_000, False),
        (COMPANY, 100_000_001, True),
    ],
)
def test_fines_keep_the_bounds_of_people_and_of_units(subject, amount, refused):
    assert codes(replace(FINE, subject=subject, amount=amount)) == ({"measure.amount"} if refused else set())


def test_the_higher_fines_of_2013_do_not_reach_back():
    assert fine_bounds(natural=True, on=date(2012, 12, 31))[1] == 1_000_000
    assert fine_bounds(natural=True, on=date(2013, 1, 1))[1] == 10_000_000
    assert codes(replace(FINE, done_on=date(2012, 12, 31))) == {"measure.amount"}


@pytest.mark.parametrize("kind", [MeasureKind.DETAIN, MeasureKind.FINE])
def test_one_act_is_answered_once_by_each_kind(kind):
    asked = DETAIN if kind is MeasureKind.DETAIN else FINE

    assert codes(replace(asked, already=frozenset({kind}))) == {"measure.twice"}


def test_a_fine_and_a_detention_may_answer_one_act():
    assert codes(replace(DETAIN, already=frozenset({MeasureKind.FINE}))) == set()


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (replace(ADULT, dead=True), "measure.dead"),
        (replace(ADULT, born=date(2008, 11, 23)), "measure.minor"),
        (replace(ADULT, born=None), "measure.no_identity"),
        (replace(ADULT, circumstances=frozenset({"pregnant"})), "measure.no_custody"),
        (replace(ADULT, circumstances=frozenset({"deputy"})), "measure.deputy"),
        (COMPANY, "measure.organisation"),
    ],
)
def test_who_is_protected_is_not_detained(subject, expected):
    assert codes(replace(DETAIN, subject=subject)) == {expected}


def test_who_is_eighteen_today_is_no_minor_and_a_permitted_deputy_may_be_met():
    assert codes(replace(DETAIN, subject=replace(ADULT, born=date(2008, 11, 22)))) == set()
    deputy = replace(ADULT, circumstances=frozenset({"deputy"}), permitted=True)
    assert codes(replace(DETAIN, subject=deputy)) == set()


def test_the_head_of_an_organisation_can_be_detained():
    head = replace(ADULT, capacity=Capacity.HEAD, represents=True)

    assert codes(replace(DETAIN, subject=head)) == set()


@pytest.mark.parametrize(
    "state", [state for state in State if state not in (State.FILED, State.NOTIFIED, State.PAYING, State.ROUND_ENDED)]
)
def test_a_case_that_rests_or_is_over_takes_no_measure(state):
    assert "measure.case_state" in codes(replace(DETAIN, case_state=state))


def test_a_summons_comes_before_compelled_appearance():
    asked = Asked(MeasureKind.COMPEL, ON, State.NOTIFIED, ADULT)

    assert codes(asked) == {"measure.no_summons"}
    assert codes(replace(asked, summonses_ignored=1)) == set()


def test_the_head_of_a_unit_that_will_not_assist_is_fined_before_he_is_detained():
    asked = replace(DETAIN, misconduct=MisconductKind.UNIT_REFUSES)

    assert codes(asked) == {"measure.fine_first"}
    assert codes(replace(asked, fined_for_refusing=True)) == set()


def test_a_search_answers_hiding():
    asked = replace(DETAIN, kind=MeasureKind.SEARCH, days=None, place="某处", misconduct=MisconductKind.REFUSES)

    assert codes(asked) == {"measure.search_ground"}
    assert codes(replace(asked, misconduct=MisconductKind.HIDES)) == set()


@pytest.mark.parametrize(
    ("court", "last"),
    [
        (CourtLevel.BASIC, date(2027, 2, 22)),
        (CourtLevel.INTERMEDIATE, date(2027, 11, 22)),
        (CourtLevel.HIGH, date(2031, 11, 22)),
    ],
)
def test_how_long_an_exit_ban_lasts_depends_on_the_court(court, last):
    assert longest_until(MeasureKind.EXIT_BAN, court=court, since=ON) == last
    assert codes(replace(BAN, court=court, until=last + timedelta(days=1))) == {"measure.until"}


def test_a_ban_is_renewed_in_its_last_month():
    assert renewal_opens(MeasureKind.EXIT_BAN, until=date(2027, 2, 22), on=ON) == date(2027, 1, 22)


@pytest.mark.parametrize(("complex_case", "hours"), [(False, 8), (True, 24)])
def test_questioning_ends_to_the_minute(complex_case, hours):
    arrived = datetime(2026, 11, 22, 1, 7, tzinfo=UTC)
    limit = questioning_limit(arrived=arrived, complex_case=complex_case, on=ON)

    assert limit.until == arrived + timedelta(hours=hours)
    assert clock(limit.until, now=limit.until, near=timedelta(hours=1)) is Clock.NEAR
    assert clock(limit.until, now=limit.until + timedelta(minutes=1), near=timedelta(hours=1)) is Clock.OVERRUN


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, set()),
        ({"officers": (Officer("甲", "001"),)}, {"spot.officers"}),
        ({"officers": (Officer("甲", "001"), Officer("乙", ""))}, {"spot.officers"}),
        ({"owner_side": ""}, {"spot.owner"}),
        ({"owner_side": "", "owner_refused": True}, set()),
        ({"grassroots": ""}, {"spot.grassroots"}),
        ({"bodies": (BodySearch("丁", True, "甲", False),)}, {"spot.woman"}),
        ({"bodies": (BodySearch("丁", True, "戊", True), BodySearch("己", False, "甲", False))}, set()),
        ({"inventory": ()}, {"spot.inventory"}),
        ({"opened_by_force": True}, {"spot.opening"}),
        ({"opened_by_force": True, "told_to_open": True}, set()),
    ],
)
def test_a_record_of_a_search_is_whole(changed, expected):
    assert {fault.code for fault in missing_in(replace(SPOT, **changed), on=ON)} == expected


def test_what_secures_the_debt_falls_with_it_and_what_answers_an_act_does_not():
    paid = Grounds(paid=True)

    assert all(reason_to_lift(kind, paid) for kind in (MeasureKind.EXIT_BAN, MeasureKind.LOOKOUT, MeasureKind.COMPEL))
    assert not reason_to_lift(MeasureKind.FINE, paid)
    assert not reason_to_lift(MeasureKind.DETAIN, paid)
    assert not reason_to_lift(MeasureKind.EXIT_BAN, Grounds())


def test_only_force_goes_before_the_signature():
    facts = replace(FIT, misconduct=MisconductKind.HIDES)
    act = {"state": MeasureState.PROPOSED, "act": MeasureAct.CARRY_OUT}

    with pytest.raises(Refused, match="先行拘留"):
        MEASURE_LIFE.judge(**act, facts=facts).or_refuse()
    urgent = replace(facts, misconduct=MisconductKind.OBSTRUCTS)
    assert MEASURE_LIFE.judge(**act, facts=urgent).or_refuse().target is MeasureState.URGENT


def test_every_state_is_reached_and_every_value_has_its_source():
    assert {move.target for move in MEASURE_LIFE} | {MEASURE_LIFE.start} == set(MeasureState)
    for key in document("measures"):
        for value in series(f"measures.{key}").values:
            assert value.citation.instrument
            assert value.checked


@pytest.mark.parametrize(("hours", "answer"), [(0, ""), (72, ""), (73, "measure.check_old"), (-1, "measure.check_old")])
def test_a_medical_check_counts_for_three_days_and_never_from_after_the_custody(hours: int, answer: str) -> None:
    facts = replace(FIT, checked=TAKEN_IN - timedelta(hours=hours))
    verdict = MEASURE_LIFE.judge(state=MeasureState.DECIDED, act=MeasureAct.CARRY_OUT, facts=facts)

    assert [reason.code for reason in getattr(verdict, "reasons", ())] == ([answer] if answer else [])


def test_a_court_may_only_want_a_fresher_check() -> None:
    assert check_hours(on=ON) == 72
    assert check_hours(on=ON, court=24) == 24
    assert check_hours(on=ON, court=100) == 72
