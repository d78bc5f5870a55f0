"""Resuming the title, promises to the minute, guarantees of enforcement, and the life of a settlement."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from duixian.base.days import Period
from duixian.base.procedure import Allowed, NotAllowed
from duixian.law import calendar
from duixian.law.procedure.settlement_life import SETTLEMENT_LIFE, SettlementAct, SettlementFacts, SettlementState
from duixian.law.settlement import (
    CallFacts,
    Due,
    GuaranteeTerms,
    Kept,
    Kind,
    Paid,
    Practice,
    PromiseFacts,
    Reach,
    ResumeFacts,
    Standing,
    faults_in_guarantee,
    guaranteed_until,
    judge_promise,
    reach,
    refusals,
    refusals_to_call,
    remind_at,
    resume_limit,
)
from duixian.law.settlement import standing as stand

LAST = date(2026, 5, 8)
DAY = timedelta(days=1)
NATIONAL = calendar.national()


def _standing(on: date, *paid: Paid) -> Standing:
    return stand([Due(1, Kind.MONEY, 100, LAST, paid)], on=on, practice=Practice(), calendar=NATIONAL)


def _asked(on: date, *paid: Paid, **more: object) -> list[str]:
    facts = ResumeFacts(on=on, requested_on=on, by_applicant=True, standing=_standing(on, *paid))
    return [one.code for one in refusals(replace(facts, **more))]  # type: ignore[arg-type]


def test_a_breach_opens_resumption_and_the_closed_list_refuses_it() -> None:
    assert _asked(LAST + DAY) == []
    assert _asked(LAST) == ["resume.not_due"]
    assert _asked(LAST, Paid(LAST, 60)) == ["resume.performing"]
    assert _asked(LAST + DAY, Paid(LAST, 100)) == ["resume.performed"]


def test_nobody_resumes_for_the_applicant() -> None:
    assert _asked(LAST + DAY, by_applicant=False) == ["resume.not_asked"]


def test_who_will_clearly_not_perform_is_not_waited_for() -> None:
    assert _asked(LAST, anticipatory="转移全部财产后出境") == []


def test_a_void_agreement_refuses_nothing() -> None:
    assert _asked(LAST, voided=True) == []


def test_two_years_run_from_the_last_agreed_day() -> None:
    assert resume_limit(LAST, calendar=NATIONAL).day == date(2028, 5, 8)


def test_an_interruption_in_time_begins_the_two_years_anew_and_one_too_late_does_not() -> None:
    in_time = resume_limit(LAST, calendar=NATIONAL, interruptions=[date(2027, 3, 1)])
    too_late = resume_limit(LAST, calendar=NATIONAL, interruptions=[date(2029, 3, 1)])

    assert (in_time.since, in_time.day) == (date(2027, 3, 1), date(2029, 3, 1))
    assert too_late.day == date(2028, 5, 8)


def test_an_obstacle_stops_the_two_years_in_their_last_six_months_only() -> None:
    early = Period(date(2027, 1, 1), date(2027, 6, 1))
    late = Period(date(2028, 4, 1), date(2028, 4, 11))

    assert resume_limit(LAST, calendar=NATIONAL, obstacles=[early]).day == date(2028, 5, 8)
    assert resume_limit(LAST, calendar=NATIONAL, obstacles=[late]).day == date(2028, 5, 18)


@pytest.mark.parametrize(
    ("raised", "codes"), [(None, ["resume.limit_unasked"]), (True, ["resume.too_late"]), (False, [])]
)
def test_the_limitation_counts_where_the_debtor_invokes_it_and_he_is_asked(
    raised: bool | None, codes: list[str]
) -> None:
    limit = resume_limit(LAST, calendar=NATIONAL)

    assert _asked(limit.day + DAY, limit=limit, limitation_raised=raised) == codes
    assert _asked(limit.day, limit=limit, limitation_raised=True) == []


THREE = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("came", "minutes", "kept"),
    [(0, 0, Kept.OPEN), (0, 1, Kept.BROKEN), (2_000_000, 1, Kept.KEPT), (1_999_999, 1, Kept.BROKEN)],
)
def test_a_promise_is_broken_when_its_minute_has_passed(came: int, minutes: int, kept: Kept) -> None:
    facts = PromiseFacts(due_at=THREE, amount=2_000_000, came_in=came)

    assert judge_promise(facts, now=THREE + timedelta(minutes=minutes)) is kept


def test_a_promise_of_something_else_is_kept_by_a_note_of_it() -> None:
    assert judge_promise(PromiseFacts(THREE, None, done=True), now=THREE + DAY) is Kept.KEPT
    assert judge_promise(PromiseFacts(THREE, None, came_in=5), now=THREE + DAY) is Kept.BROKEN


def test_who_promises_within_the_hour_is_reminded_half_way() -> None:
    made = THREE - timedelta(minutes=40)

    assert remind_at(made_at=made, due_at=THREE, minutes=60) == THREE - timedelta(minutes=20)
    assert remind_at(made_at=made - DAY, due_at=THREE, minutes=60) == THREE - timedelta(minutes=60)


ON = date(2026, 4, 1)
GUARANTEE = GuaranteeTerms(
    guarantor="魏长安",
    company=False,
    amount=100,
    stay_from=ON,
    stay_until=date(2027, 4, 1),
    direct=True,
    consent_on=ON,
)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"stay_until": date(2027, 4, 2)}, "guarantee.stay_too_long"),
        ({"direct": False}, "guarantee.promise"),
        ({"consent_on": None}, "guarantee.consent"),
        ({"company": True}, "guarantee.resolution"),
        ({"until": date(2027, 4, 1)}, "guarantee.until"),
        ({"stay_from": date(2026, 3, 31), "stay_until": date(2026, 9, 1)}, "guarantee.stay_days"),
        ({"amount": 0}, "guarantee.amount"),
    ],
)
def test_no_stay_without_what_the_letter_of_guarantee_must_say(changed: dict[str, object], code: str) -> None:
    assert faults_in_guarantee(GUARANTEE, on=ON) == ()
    assert [one.code for one in faults_in_guarantee(replace(GUARANTEE, **changed), on=ON)] == [code]  # type: ignore[arg-type]


def test_a_guarantee_that_says_nothing_binds_a_year_from_the_end_of_the_stay() -> None:
    assert guaranteed_until(GUARANTEE) == date(2028, 4, 1)
    assert guaranteed_until(replace(GUARANTEE, until=date(2027, 10, 1))) == date(2027, 10, 1)


@pytest.mark.parametrize(
    ("on", "more", "codes"),
    [
        (date(2027, 4, 2), {}, []),
        (date(2027, 4, 1), {}, ["guarantee.stay_runs"]),
        (date(2026, 9, 1), {"endangered": "变卖担保车辆"}, []),
        (date(2028, 4, 2), {}, ["guarantee.expired"]),
        (date(2027, 4, 2), {"owed": 0}, ["guarantee.nothing_owed"]),
        (date(2027, 4, 2), {"by_applicant": False}, ["guarantee.not_asked"]),
    ],
)
def test_the_guarantor_is_reached_after_the_stay_and_within_the_period(
    on: date, more: dict[str, object], codes: list[str]
) -> None:
    facts = CallFacts(on=on, stay_until=GUARANTEE.stay_until, until=date(2028, 4, 1), owed=100, by_applicant=True)

    assert [one.code for one in refusals_to_call(replace(facts, **more))] == codes  # type: ignore[arg-type]


def test_the_debtors_cash_comes_first_and_the_guarantor_answers_for_no_more_than_he_guaranteed() -> None:
    assert reach(owed=100, guaranteed=80, ready_cash=30) == Reach(30, 70)
    assert reach(owed=100, guaranteed=50, ready_cash=30) == Reach(30, 50)
    assert reach(owed=100, guaranteed=50, ready_cash=200) == Reach(100, 0)


def test_who_has_not_signed_keeps_an_agreement_from_taking_effect() -> None:
    state, act = SettlementState.ENTERED, SettlementAct.TAKE_EFFECT
    facts = SettlementFacts(unsigned=("黎明华",), outside=True)

    verdict = SETTLEMENT_LIFE.judge(state=state, act=act, facts=facts)

    assert isinstance(verdict, NotAllowed)
    assert [one.code for one in verdict.reasons] == ["settlement.outside", "settlement.unsigned"]


def test_a_resumed_settlement_comes_to_life_no_more() -> None:
    assert SETTLEMENT_LIFE.acts(SettlementState.RESUMED) == ()


def test_a_settlement_performed_whose_payment_was_taken_back_may_be_in_breach() -> None:
    verdict = SETTLEMENT_LIFE.judge(
        state=SettlementState.PERFORMED, act=SettlementAct.BREACH, facts=SettlementFacts(breached=True)
    )

    assert isinstance(verdict, Allowed)
    assert verdict.target is SettlementState.BREACHED
