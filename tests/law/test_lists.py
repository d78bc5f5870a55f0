"""Who may be limited and listed, for how long, and what takes him off."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.procedure import Allowed, NotAllowed
from duixian.law import lists
from duixian.law.lists import (
    CaseStanding,
    Evidence,
    EvidenceKind,
    Ground,
    LiftFacts,
    ListingFacts,
    ListingKind,
    Subject,
    SubjectKind,
)
from duixian.law.lists.facts import EVIDENCE

DAY = date(2026, 6, 1)
ADULT = Subject(SubjectKind.NATURAL, numbered=True, born=date(1980, 5, 1))
OPEN = CaseStanding("notified", unperformed=True)


def listing(kind: ListingKind = ListingKind.REPORT, **more: object) -> ListingFacts:
    """A case in which the listing is allowed, until a test takes something away."""
    proof = Evidence(min(EVIDENCE[kind]), "记录在卷", "执行笔录", date(2026, 5, 20))
    known = ListingFacts(
        on=DAY,
        kind=kind,
        subject=ADULT,
        case=OPEN,
        evidence=(proof,),
        notice_until=date(2026, 4, 1),
        warned_on=date(2026, 3, 20),
        reason="逾期未报告财产",
    )
    return replace(known, **more)  # type: ignore[arg-type]


def codes(verdict: Allowed | NotAllowed) -> set[str]:
    return set() if isinstance(verdict, Allowed) else {fault.code for fault in verdict.reasons}


@pytest.mark.parametrize("kind", ListingKind)
def test_each_kind_is_listed_on_its_own_number_of_article_one(kind: ListingKind) -> None:
    verdict = lists.judge_listing(listing(kind))
    assert isinstance(verdict, Allowed)
    assert f"第一条第{'一二三四五六'[list(ListingKind).index(kind)]}项" in verdict.basis


@pytest.mark.parametrize("kind", ListingKind)
def test_evidence_of_another_kind_proves_nothing(kind: ListingKind) -> None:
    others = tuple(Evidence(one, "记录", "笔录", DAY) for one in EvidenceKind if one not in EVIDENCE[kind])
    assert codes(lists.judge_listing(listing(kind, evidence=others))) == {"listing.not_proved"}


def test_evidence_without_a_source_proves_nothing() -> None:
    bare = (Evidence(EvidenceKind.FALSE_REPORT, "据说虚假", " ", DAY),)
    assert codes(lists.judge_listing(listing(evidence=bare))) == {"listing.not_proved"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"subject": Subject(SubjectKind.NATURAL, True, date(2008, 6, 2))}, "list.minor"),
        ({"subject": replace(ADULT, dead=True)}, "list.dead"),
        ({"subject": Subject(SubjectKind.AUTHORITY, True)}, "list.authority"),
        ({"subject": Subject(SubjectKind.NATURAL, numbered=False)}, "list.no_number"),
        ({"case": CaseStanding("notified", unperformed=False)}, "list.paid"),
        ({"case": CaseStanding("settling", unperformed=True)}, "list.case_state"),
        ({"warned_on": None}, "listing.not_warned"),
        ({"notice_until": DAY}, "listing.notice_runs"),
        ({"already": True}, "listing.already"),
        ({"reason": " "}, "listing.reason"),
    ],
)
def test_what_stands_in_the_way_is_named(change: dict[str, object], code: str) -> None:
    assert codes(lists.judge_listing(listing(**change))) == {code}


def test_who_turns_eighteen_today_is_no_minor_any_more() -> None:
    assert codes(lists.judge_listing(listing(subject=Subject(SubjectKind.NATURAL, True, date(2008, 6, 1))))) == set()


@pytest.mark.parametrize(
    ("exclusion", "code"),
    [
        ({"secured": True}, "listing.secured"),
        ({"sealed_suffices": True}, "listing.sealed"),
        ({"subordinate": True}, "listing.subordinate"),
        ({"other_exclusion": "正在住院"}, "listing.excluded"),
        ({"unable": True}, "listing.unable"),
    ],
)
def test_article_three_shields_the_able_kind_alone(exclusion: dict[str, object], code: str) -> None:
    assert codes(lists.judge_listing(listing(ListingKind.ABLE, **exclusion))) == {code}
    assert codes(lists.judge_listing(listing(ListingKind.REPORT, **exclusion))) == set()


def test_a_creditor_who_asked_him_off_waits_six_months_and_the_court_does_not() -> None:
    asked_off = {"removed_on_request": date(2026, 1, 15)}
    assert codes(lists.judge_listing(listing(on_request=True, **asked_off))) == {"listing.asked_off"}
    assert codes(lists.judge_listing(listing(on_request=False, **asked_off))) == set()
    later = listing(on_request=True, on=date(2026, 7, 16), **asked_off)
    assert codes(lists.judge_listing(later)) == set()


def test_the_able_kind_has_no_term_and_the_others_two_years() -> None:
    assert lists.listing_term(ListingKind.ABLE, on=DAY).until is None
    assert lists.listing_term(ListingKind.REPORT, on=DAY).until == date(2028, 6, 1)
    assert lists.listing_term(ListingKind.OBSTRUCTION, on=DAY, longer_by=3).until == date(2031, 6, 1)


@pytest.mark.parametrize(
    ("kind", "proof", "kinds", "years", "refused"),
    [
        (ListingKind.OBSTRUCTION, EvidenceKind.VIOLENCE, 1, 3, set()),
        (ListingKind.REPORT, EvidenceKind.FALSE_REPORT, 2, 1, set()),
        (ListingKind.REPORT, EvidenceKind.FALSE_REPORT, 1, 1, {"listing.not_grave"}),
        (ListingKind.OBSTRUCTION, EvidenceKind.VIOLENCE, 1, 4, {"listing.longer_by"}),
        (ListingKind.ABLE, EvidenceKind.PROPERTY, 3, 1, {"listing.no_term"}),
    ],
)
def test_a_term_is_made_longer_only_for_violence_or_several_kinds(
    kind: ListingKind, proof: EvidenceKind, kinds: int, years: int, refused: set[str]
) -> None:
    evidence = (Evidence(proof, "记录", "笔录", DAY),)
    assert {f.code for f in lists.judge_extension(kind, on=DAY, evidence=evidence, kinds=kinds, years=years)} == refused


def limit(**more: object) -> lists.LimitFacts:
    known = lists.LimitFacts(on=DAY, subject=ADULT, case=OPEN, notice_until=date(2026, 4, 1), reason="消极履行")
    return replace(known, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"notice_until": None}, "limit.no_notice"),
        ({"notice_until": DAY}, "limit.notice_runs"),
        ({"secured": True}, "limit.secured"),
        ({"already": True}, "limit.already"),
        ({"reason": ""}, "limit.reason"),
        ({"capacity": lists.Capacity.CONTROLLER, "unit": None}, "limit.not_a_unit"),
        ({"subject": Subject(SubjectKind.NATURAL, True, date(2010, 1, 1))}, "list.minor"),
        ({"case": CaseStanding("closed", True, closing="terminated")}, "list.case_state"),
    ],
)
def test_a_limit_needs_a_notice_not_heeded_and_a_reason(change: dict[str, object], code: str) -> None:
    assert codes(lists.judge_limit(limit())) == set()
    assert codes(lists.judge_limit(limit(**change))) == {code}


def test_who_is_listed_is_limited_without_waiting_for_the_notice() -> None:
    assert codes(lists.judge_limit(limit(listed=True, notice_until=None))) == set()


def test_the_controller_of_a_company_is_limited_as_a_person_of_his_own() -> None:
    verdict = lists.judge_limit(limit(capacity=lists.Capacity.CONTROLLER, unit=SubjectKind.COMPANY))
    assert isinstance(verdict, Allowed)
    assert "第三条第二款" in verdict.basis


def lifting(**more: object) -> LiftFacts:
    return replace(LiftFacts(on=DAY, dishonest=True, case=OPEN), **more)  # type: ignore[arg-type]


PAID = CaseStanding("notified", unperformed=False)


@pytest.mark.parametrize(
    ("facts", "ground"),
    [
        ({"case": PAID}, Ground.PERFORMED),
        ({"case": replace(PAID, uncounted=True)}, None),
        ({"settlement_performed": True}, Ground.SETTLED),
        ({"consent": True}, Ground.CREDITOR),
        ({"case": CaseStanding("round_ended", True), "empty_queries": 2}, Ground.ROUND_EMPTY),
        ({"case": CaseStanding("round_ended", True), "empty_queries": 1}, None),
        ({"case": CaseStanding("round_ended", True), "empty_queries": 2, "clue": True}, None),
        ({"case": CaseStanding("insolvency", True)}, Ground.INSOLVENCY),
        ({"case": CaseStanding("suspended", True), "retrial": True}, Ground.RETRIAL),
        ({"case": CaseStanding("suspended", True)}, None),
        ({"case": CaseStanding("closed", True, closing="refused")}, Ground.REFUSED),
        ({"case": CaseStanding("closed", True, closing="terminated")}, Ground.TERMINATED),
        ({"dead": True}, Ground.DEAD),
        ({}, None),
    ],
)
def test_article_ten_takes_a_listing_without_term_off(facts: dict[str, object], ground: Ground | None) -> None:
    verdict = lists.judge_lifting(lifting(**facts))
    assert (verdict.ground if verdict else None) == ground


TERM = {"fixed_term": True, "expires_on": date(2028, 6, 1)}


@pytest.mark.parametrize(
    "facts",
    [
        {"consent": True},
        {"case": CaseStanding("insolvency", True)},
        {"case": CaseStanding("closed", True, False, "refused")},
    ],
)
def test_article_ten_does_not_shorten_a_fixed_term(facts: dict[str, object]) -> None:
    assert lists.judge_lifting(lifting(**TERM, **facts)) is None


def test_full_payment_ends_a_fixed_term_early_by_article_two_by_itself_or_by_decision() -> None:
    by_itself = lists.judge_lifting(lifting(**TERM, case=PAID))
    decided = lists.judge_lifting(lifting(**TERM, case=PAID, early_deletion="decide"))
    assert by_itself
    assert by_itself.by_itself
    assert "第二条第二款" in by_itself.basis
    assert decided
    assert not decided.by_itself


def test_a_term_is_over_the_day_after_its_last() -> None:
    assert lists.judge_lifting(lifting(**TERM, on=date(2028, 6, 1))) is None
    verdict = lists.judge_lifting(lifting(**TERM, on=date(2028, 6, 2)))
    assert verdict
    assert verdict.ground is Ground.TERM_OVER


@pytest.mark.parametrize(
    ("facts", "ground"),
    [
        ({"case": PAID}, Ground.PERFORMED),
        ({"consent": True}, Ground.CREDITOR),
        ({"security": True}, Ground.SECURITY),
        ({"consent": True, "still_listed": True}, None),
        ({"case": CaseStanding("round_ended", True), "empty_queries": 5}, None),
        ({"case": CaseStanding("closed", True, closing="withdrawn")}, Ground.TERMINATED),
    ],
)
def test_a_limit_ends_on_payment_consent_or_security_and_survives_the_end_of_the_round(
    facts: dict[str, object], ground: Ground | None
) -> None:
    verdict = lists.judge_lifting(lifting(dishonest=False, **facts))
    assert (verdict.ground if verdict else None) == ground


@given(st.lists(st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(0, 25))), min_size=1, max_size=5))
def test_a_commitment_is_broken_or_kept_or_still_runs_never_two(rows: list[tuple[int, int | None]]) -> None:
    promised = tuple(
        lists.Condition(DAY + timedelta(due), "还款", 100, None if done is None else DAY + timedelta(done))
        for due, done in rows
    )
    after = DAY + timedelta(30)
    assert (lists.broken_on(promised, on=after) is None) == lists.kept(promised)
    broken = lists.broken_on(promised, on=after)
    if broken is not None:
        assert lists.broken_on(promised, on=broken) == broken
        assert lists.broken_on(promised, on=broken - timedelta(1)) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"proof": ""}, "exempt.proof"),
        ({"until": date(2026, 8, 1)}, "exempt.too_long"),
        ({"since": date(2026, 5, 1)}, "exempt.days"),
        ({"limited": False}, "exempt.not_limited"),
        ({"overlaps": True}, "exempt.overlaps"),
    ],
)
def test_an_exemption_is_for_one_proved_need_of_some_days(change: dict[str, object], code: str) -> None:
    known = lists.ExemptionFacts(DAY, True, DAY, date(2026, 6, 5), "赴京探望病危母亲", "病危通知书")
    assert codes(lists.judge_exemption(known)) == set()
    assert codes(lists.judge_exemption(replace(known, **change))) == {code}  # type: ignore[arg-type]


def test_a_grace_comes_before_the_list_and_is_no_part_of_its_term() -> None:
    assert lists.begins(decided_on=DAY, grace_months=0) == lists.Begins(DAY)
    graced = lists.begins(decided_on=date(2026, 5, 31), grace_months=1)
    assert (graced.grace_until, graced.first) == (date(2026, 6, 30), date(2026, 7, 1))
    assert lists.listing_term(lists.ListingKind.REPORT, on=graced.first).until == date(2028, 7, 1)


def test_a_court_may_give_less_grace_and_shorter_exemptions_never_longer() -> None:
    assert lists.judge_grace(1, on=DAY, court=1) == ()
    assert [fault.code for fault in lists.judge_grace(2, on=DAY, court=1)] == ["listing.grace"]
    assert [fault.code for fault in lists.judge_grace(4, on=DAY, court=9)] == ["listing.grace"]
    trip = lists.ExemptionFacts(DAY, True, DAY, DAY + timedelta(days=9), "就医", "转诊单")
    assert isinstance(lists.judge_exemption(replace(trip, court_days=10)), Allowed)
    assert codes(lists.judge_exemption(replace(trip, court_days=9))) == {"exempt.too_long"}


@pytest.mark.parametrize("months", [1, 3, 0])
def test_grace_is_one_to_three_months_or_none(months: int) -> None:
    assert lists.judge_grace(months, on=DAY) == ()
    assert [fault.code for fault in lists.judge_grace(4, on=DAY)] == ["listing.grace"]
