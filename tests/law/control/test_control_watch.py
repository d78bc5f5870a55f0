"""What is due for one control on one day: nobody's forgetting ends it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.law.citations import Status
from duixian.law.control.practice import RenewalPractice
from duixian.law.control.watch import (
    Due,
    Phase,
    Renewing,
    Watched,
    WatchPractice,
    due,
    phase,
    standing_basis,
    standing_default,
)
from duixian.law.params import series

UNTIL = date(2026, 6, 30)
PRACTICE = WatchPractice()
ALONE = WatchPractice(standing=False)


def _due(before: int, control: Watched | None = None, *, owed: bool = True, practice: WatchPractice = PRACTICE) -> Due:
    """What is due so many days before the last day (negative: after it)."""
    return due(control or Watched(UNTIL), on=UNTIL - timedelta(days=before), owed=owed, practice=practice)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (31, Phase.EARLY),
        (30, Phase.OFFICER),
        (16, Phase.OFFICER),
        (15, Phase.CHIEF),
        (8, Phase.CHIEF),
        (7, Phase.LAST),
        (0, Phase.LAST),
        (-1, Phase.PAST),
    ],
)
def test_the_ladder_stands_thirty_fifteen_and_seven_days_before_the_last_day(before: int, expected: Phase) -> None:
    assert phase(UNTIL, on=UNTIL - timedelta(days=before), ladder=RenewalPractice()) is expected


def test_long_before_the_end_nothing_is_due() -> None:
    assert _due(31) is Due.NOTHING


def test_the_officer_is_told_first_and_alone() -> None:
    assert _due(30) is Due.TELL_OFFICER


def test_once_told_the_officer_is_left_to_act() -> None:
    assert _due(20, Watched(UNTIL, told_officer=True)) is Due.NOTHING


def test_then_the_chief_is_told_with_the_renewal_prepared() -> None:
    assert _due(15, Watched(UNTIL, told_officer=True)) == Due.TELL_CHIEF | Due.PREPARE


def test_a_renewal_that_was_asked_for_is_not_prepared_twice() -> None:
    assert _due(15, Watched(UNTIL, Renewing.DRAFTED, told_officer=True)) is Due.TELL_CHIEF


def test_on_the_last_safe_day_the_program_renews_whatever_lies_on_desks() -> None:
    assert _due(7, Watched(UNTIL, Renewing.DRAFTED, told_officer=True, told_chief=True)) is Due.RENEW


def test_who_looks_for_the_first_time_near_the_end_tells_both_and_renews() -> None:
    assert _due(3) == Due.TELL_OFFICER | Due.TELL_CHIEF | Due.RENEW


def test_without_the_standing_order_the_chief_is_told_again_and_nothing_is_renewed() -> None:
    told = Watched(UNTIL, Renewing.DRAFTED, told_officer=True, told_chief=True)

    assert _due(7, told, practice=ALONE) is Due.TELL_TROUBLE


def test_a_renewal_under_way_needs_nobody() -> None:
    assert _due(15, Watched(UNTIL, Renewing.ORDERED)) is Due.NOTHING


def test_a_renewal_not_confirmed_in_the_last_days_is_told_at_once() -> None:
    assert _due(7, Watched(UNTIL, Renewing.ORDERED)) is Due.TELL_TROUBLE


def test_a_refused_renewal_is_told_at_once_however_early() -> None:
    assert Due.TELL_TROUBLE in _due(29, Watched(UNTIL, failed=True, told_officer=True))


@pytest.mark.parametrize("before", [15, 7, 0])
def test_what_two_people_let_go_disturbs_nobody(before: int) -> None:
    assert _due(before, Watched(UNTIL, dropped=True)) is Due.NOTHING


@pytest.mark.parametrize("control", [Watched(UNTIL, dropped=True), Watched(UNTIL, Renewing.ORDERED, dropped=True)])
def test_what_two_people_let_go_lapses_lawfully(control: Watched) -> None:
    assert _due(-1, control) is Due.LAPSE


def test_a_control_for_which_nothing_is_owed_lapses_lawfully() -> None:
    assert _due(-1, owed=False) is Due.LAPSE


def test_the_last_day_itself_is_not_yet_a_lapse() -> None:
    assert Due.RENEW in _due(0)


def test_an_end_that_nobody_decided_is_an_incident() -> None:
    assert _due(-1, Watched(UNTIL, Renewing.DRAFTED, told_officer=True, told_chief=True)) is Due.INCIDENT


def test_an_end_with_a_renewal_unanswered_is_in_doubt_and_said() -> None:
    assert _due(-1, Watched(UNTIL, Renewing.ORDERED)) is Due.DOUBT


def test_a_renewal_given_up_unanswered_leaves_the_end_in_doubt() -> None:
    assert _due(-1, Watched(UNTIL, failed=True, unknown=True)) is Due.DOUBT


def test_a_renewal_given_up_is_ordered_anew_in_time() -> None:
    told = Watched(UNTIL, failed=True, unknown=True, told_officer=True, told_chief=True, told_trouble=True)

    assert _due(7, told) is Due.RENEW


_CONTROLS = st.builds(
    Watched,
    until=st.just(UNTIL),
    renewing=st.sampled_from(Renewing),
    failed=st.booleans(),
    unknown=st.booleans(),
    told_officer=st.booleans(),
    told_chief=st.booleans(),
    told_trouble=st.booleans(),
    dropped=st.booleans(),
)


@given(control=_CONTROLS, past=st.integers(1, 5000), owed=st.booleans(), standing=st.booleans())
def test_no_end_goes_by_in_silence(control: Watched, past: int, owed: bool, standing: bool) -> None:
    found = _due(-past, control, owed=owed, practice=WatchPractice(standing=standing))

    assert found in (Due.LAPSE, Due.INCIDENT, Due.DOUBT)
    assert (found is Due.LAPSE) == (control.dropped or not owed)


@given(control=_CONTROLS, before=st.integers(-50, 200), standing=st.booleans())
def test_where_nothing_is_due_for_a_debt_nothing_is_due_without_one(
    control: Watched, before: int, standing: bool
) -> None:
    practice = WatchPractice(standing=standing)
    if _due(before, control, practice=practice) is Due.NOTHING:
        assert _due(before, control, owed=False, practice=practice) is Due.NOTHING


@given(control=_CONTROLS, before=st.integers(0, 7))
def test_in_the_last_days_everything_owed_and_undecided_is_being_renewed(control: Watched, before: int) -> None:
    moving = control.renewing is Renewing.ORDERED or Due.RENEW in _due(before, control)

    assert moving or control.dropped


@given(control=_CONTROLS, before=st.integers(-3, 200), owed=st.booleans())
def test_nobody_is_told_twice_of_one_end(control: Watched, before: int, owed: bool) -> None:
    found = _due(before, control, owed=owed)

    assert not (control.told_officer and Due.TELL_OFFICER in found)
    assert not (control.told_chief and Due.TELL_CHIEF in found)
    assert not (control.told_trouble and Due.TELL_TROUBLE in found)


def test_the_program_may_renew_by_default_and_says_that_this_is_its_own_default() -> None:
    assert standing_default(UNTIL) is True
    assert "第485条" in str(standing_basis(UNTIL))
    assert series("watch.standing_renewal").at(UNTIL).status is Status.DISPUTED


def test_a_waiting_control_has_its_own_term_by_a_parameter_that_says_so() -> None:
    assert (series("watch.waiting_term").at(UNTIL).raw, series("watch.waiting_term").at(UNTIL).status) == (
        "own_term",
        Status.DISPUTED,
    )
