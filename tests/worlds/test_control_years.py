"""Years of control in memory: what people forget is renewed, what is lost is said, and the count would find silence."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from duixian.analytics import watch as columns
from duixian.law.calendar import national
from duixian.law.control.watch import Due, Phase, Renewing, WatchPractice
from duixian.worlds import vigilance
from duixian.worlds.control_years import By, Course, Fate, Setting, run
from duixian.worlds.vigilance import NEVER, Habits, Measures

START = date(2013, 1, 1)
DAYS = 3 * 365
MANY = 4000


def _setting(habits: Habits, *, standing: bool = True) -> Setting:
    practice = WatchPractice(standing=standing)
    return Setting(START, DAYS, national(), lambda on: practice, habits)


def _years(habits: Habits, *, standing: bool = True, count: int = MANY) -> Course:
    return run(vigilance.measures(count, seed=3, days=DAYS), _setting(habits, standing=standing))


def _one(kind: int, begins: date, *, paid: int = NEVER) -> Measures:
    """One control of a kind, from a day on."""
    one = np.zeros(1, np.int64)
    day = np.array([(begins - START).days], np.int32)
    return Measures(np.array([kind], np.int8), day, np.array([paid], np.int32), one, one, one, one)


@pytest.fixture(scope="module")
def forgetful() -> Course:
    """Three officers in ten forget, agencies are away for up to five days."""
    return _years(Habits(seed=3))


def test_no_control_is_lost_while_agencies_come_back_within_the_safe_days(forgetful: Course) -> None:
    assert (forgetful.silent, forgetful.fates()[Fate.LOST], forgetful.incidents["unconfirmed"]) == (0, 0, 0)


def test_all_three_bring_renewals_about(forgetful: Course) -> None:
    assert all(forgetful.renewed[by] > 100 for by in By)


def test_every_control_has_one_fate(forgetful: Course) -> None:
    assert sum(forgetful.fates().values()) == MANY
    assert forgetful.fates()[Fate.TO_COME] == 0


def test_what_is_paid_is_released_and_what_two_let_go_lapses(forgetful: Course) -> None:
    fates = forgetful.fates()

    assert fates[Fate.RELEASED] > 300
    assert fates[Fate.LET_GO] > 10


def test_one_seed_makes_one_course(forgetful: Course) -> None:
    again = _years(Habits(seed=3))

    assert again.fate.tolist() == forgetful.fate.tolist()
    assert again.renewed == forgetful.renewed


def test_without_the_standing_order_controls_are_lost_and_every_one_is_an_incident() -> None:
    course = _years(Habits(seed=3, forget=1000, late=1000), standing=False)

    assert course.fates()[Fate.LOST] == course.incidents["lapsed"] > 100
    assert course.silent == 0
    assert course.renewed[By.PROGRAM] == 0


def test_an_agency_away_for_longer_than_the_safe_days_makes_incidents_and_no_silence() -> None:
    course = _years(Habits(seed=3, forget=1000, late=1000, outage=30))

    assert course.incidents["unconfirmed"] > 0
    assert course.silent == 0


def test_the_count_finds_silence_where_a_judge_says_nothing_of_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = columns.answers

    def deaf(practice: WatchPractice) -> np.ndarray:
        answers = judged(practice).copy()
        answers[(answers & (Due.INCIDENT | Due.DOUBT)) > 0] = Due.NOTHING
        return answers

    monkeypatch.setattr(columns, "answers", deaf)
    course = _years(Habits(seed=3, forget=1000, late=1000), standing=False, count=300)

    assert course.silent > 0


@pytest.mark.parametrize(
    ("kind", "begins", "ends"),
    [
        (0, date(2013, 5, 6), [date(2013, 11, 6), date(2014, 2, 6), date(2014, 5, 6)]),  # half of six months each
        (0, date(2015, 2, 4), [date(2016, 2, 4)]),  # the new rule, from its first day
        (1, date(2013, 5, 6), [date(2014, 5, 6), date(2014, 11, 6)]),
    ],
)
def test_terms_follow_the_rule_of_their_day(kind: int, begins: date, ends: list[date]) -> None:
    course = run(_one(kind, begins), _setting(Habits(seed=1, forget=1000, late=1000, down=0)))

    found = sorted(START + timedelta(days=day) for day in course.ends)
    assert found[: len(ends)] == ends


def test_a_renewal_under_the_new_rule_runs_a_whole_year() -> None:
    course = run(_one(0, date(2014, 8, 20)), _setting(Habits(seed=1, forget=1000, late=1000, down=0)))

    assert sorted(START + timedelta(days=day) for day in course.ends)[:2] == [date(2015, 2, 20), date(2016, 2, 20)]


def test_people_act_on_working_days_only() -> None:
    at_work = vigilance.at_work(20, seed=5, start=date(2015, 1, 1), days=400, calendar=national())

    assert all(
        national().is_working(date(2015, 1, 1) + timedelta(days=int(day))) for day in np.unique(at_work[:, :365])
    )


def test_no_outage_is_longer_than_said_and_their_share_is_about_as_asked() -> None:
    up, following = vigilance.reachable(Habits(seed=5, down=100, outage=5), days=2000)

    waits = following[:, :2000] - np.arange(2000)
    assert waits.max() == 5
    assert 0.07 < 1 - up[:, :2000].mean() < 0.12


def test_draws_depend_on_the_thing_and_not_on_the_order_of_asking() -> None:
    ids = np.arange(50)
    habits = Habits(seed=9)
    untils = np.full(50, 700, np.int32)

    forwards = habits.officer_takes(ids, untils)
    backwards = habits.officer_takes(ids[::-1].copy(), untils)
    assert forwards.tolist() == backwards[::-1].tolist()
    assert replace(habits, seed=10).officer_takes(ids, untils).tolist() != forwards.tolist()


def test_the_table_has_a_place_for_every_question() -> None:
    assert len(columns.answers(WatchPractice())) == len(Phase) * len(Renewing) * 2**7
