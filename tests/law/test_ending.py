"""Ending a round: what refuses it, one condition at a time, and the arithmetic of the little that may be left."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from ending_facts import ON, car, debtor, facts, money, signed
from hypothesis import given
from hypothesis import strategies as st

from duixian.law.ending import (
    Approved,
    Asked,
    ClueSeen,
    Interest,
    QueryClass,
    Standing,
    Unexecutable,
    check_rows,
    conditions_of,
    judge,
)
from duixian.law.ending.checks import CHECKS
from duixian.ports.agencies import AgencyKind


def codes(**changed: object) -> list[str]:
    return [fault.code for fault in judge(facts(**changed)).missing]


def without(debtor_has: str) -> dict[str, object]:
    return {"debtors": (debtor(), debtor("邓一帆", **{debtor_has: None}))}


def test_a_round_with_everything_may_be_ended() -> None:
    verdict = judge(facts())

    assert verdict.open
    assert {one.standing for one in verdict.findings} == {Standing.MET, Standing.IDLE}


def test_the_twelve_machine_checks_and_every_condition_have_a_row_and_a_judge() -> None:
    assert {row.machine for row in check_rows().values()} == set(range(13))
    assert list(check_rows()) == list(CHECKS)
    assert set(QueryClass) == {QueryClass(kind.value) for kind in AgencyKind}


OLD_SECURITIES = dict(debtor().queries) | {QueryClass.SECURITIES: Asked(outside=signed("证券公司函", date(2026, 1, 5)))}
AWAY: list[tuple[str, dict[str, object]]] = [
    ("round_end.notice_not_issued", without("notice_issued")),
    ("round_end.notice_not_served", without("notice_served")),
    ("round_end.report_not_ordered", without("report_issued")),
    ("round_end.report_not_served", without("report_served")),
    ("round_end.report_not_checked", without("report_checked")),
    ("round_end.whereabouts", without("whereabouts")),
    ("round_end.limits", {"debtors": (debtor(), debtor("邓一帆", limit=""))}),
    ("round_end.inquiry", {"inquiries": ()}),
    ("round_end.inquiry", {"inquiries": (signed("现场调查", ON + timedelta(days=1)),)}),
    ("round_end.interests", {"debtors": (debtor(interests={}, queries=OLD_SECURITIES),)}),
    ("round_end.clues", {"clues": (ClueSeen(signed("出租房屋"), None),)}),
    ("round_end.assets", {"assets": (car(record=None),)}),
    ("round_end.talk", {"talk": None}),
    ("round_end.talk", {"talk": signed("约谈", ON + timedelta(days=1))}),
    ("round_end.nothing_open", {"remaining": 0}),
    ("round_end.all_dead", {"debtors": (debtor(dead=True),), "assets": ()}),
    ("round_end.acts_only", {"orders_money": False}),
    ("round_end.money_waiting", {"waiting": 1}),
    ("round_end.payout_under_way", {"in_flight": 1}),
    ("round_end.obstruction", {"obstruction": None}),
    ("round_end.unpunished", {"unpunished": 1}),
    ("round_end.consent", {"panel": None}),
    ("round_end.not_approved", {"approved": None}),
    ("round_end.not_president", {"approved": Approved("局长", False, ON)}),
]


@pytest.mark.parametrize(("code", "changed"), AWAY, ids=[f"{n}-{code}" for n, (code, _) in enumerate(AWAY)])
def test_one_thing_missing_refuses_with_figures_and_the_act_that_does_it(code: str, changed: dict[str, object]) -> None:
    missing = judge(facts(**changed)).missing

    assert code in [fault.code for fault in missing]
    assert all(fault.data["step"] and fault.remedy and "{" not in str(fault) for fault in missing)


def test_the_eightieth_day_is_too_early_and_the_first_day_after_three_months_is_not() -> None:
    (late,) = [fault for fault in judge(facts(on=date(2026, 5, 21))).missing if fault.code == "round_end.too_early"]
    assert (late.data["passed"], late.data["day"]) == (80, "2026-06-03")
    assert "round_end.too_early" not in codes(on=date(2026, 6, 3))


def test_twelve_hundred_yuan_in_an_account_refuses() -> None:
    (fault,) = judge(facts(assets=(money(120_000),))).missing

    assert fault.code == "round_end.cash"
    assert "1,200.00" in fault.message
    assert fault.data["step"] == "control.deduct"


@pytest.mark.parametrize(
    ("fen", "claim", "refused"),
    [
        (99_999, 10_000_000, False),
        (100_000, 10_000_000, True),
        (50_000, 1_000_000, False),  # exactly 5 %
        (50_001, 1_000_000, True),
    ],
)
def test_a_trifle_is_less_than_a_thousand_yuan_and_no_more_than_a_twentieth_of_the_claim(
    fen: int, claim: int, refused: bool
) -> None:
    assert ("round_end.cash" in codes(assets=(money(fen),), claim=claim)) is refused


@given(st.lists(st.integers(min_value=0, max_value=400_00), max_size=6))
def test_money_in_many_accounts_counts_together(parts: list[int]) -> None:
    refused = "round_end.cash" in codes(assets=tuple(money(fen) for fen in parts))
    assert refused is (sum(parts) >= 100_000)


def test_a_court_may_ignore_less_and_never_more() -> None:
    assert "round_end.cash" in codes(assets=(money(60_000),), cash_below=50_000)
    assert "round_end.cash" in codes(assets=(money(120_000),), cash_below=500_000)


def test_money_behind_others_does_not_count_where_the_record_says_so() -> None:
    kept = {"reason": Unexecutable.BEHIND_OTHERS, "record": signed("轮候")}
    assert "round_end.cash" not in codes(assets=(money(500_000, behind_others=True, **kept),))
    assert "round_end.cash" in codes(assets=(money(500_000, **kept),))


def test_that_money_is_too_little_is_no_reason() -> None:
    poor = {"reason": Unexecutable.NO_SURPLUS, "record": signed("无益")}
    assert "round_end.cash" in codes(assets=(replace(money(500_000, **poor), worth=0),))


@pytest.mark.parametrize(
    ("reason", "proof"),
    [
        (Unexecutable.UNSOLD, {"unsold": True}),
        (Unexecutable.NOT_HELD, {"registered_movable": True, "sealed": True}),
        (Unexecutable.BEHIND_OTHERS, {"behind_others": True}),
        (Unexecutable.EXEMPT, {"exempt": True}),
        (Unexecutable.NO_SURPLUS, {"worth": 0}),
        (Unexecutable.OUTSIDER, {"objection_upheld": True}),
    ],
)
def test_a_reason_counts_only_where_the_record_bears_it(reason: Unexecutable, proof: dict[str, object]) -> None:
    bare = car(reason=reason, registered_movable=False, sealed=False)

    assert codes(assets=(bare,)) == ["round_end.asset_reason"]
    assert codes(assets=(replace(bare, **proof),)) == []  # type: ignore[arg-type]


def test_an_answer_of_ninety_one_days_ago_counts_and_one_older_does_not() -> None:
    def at(day: date) -> list[str]:
        queries = dict(debtor().queries) | {QueryClass.LAND: Asked(1, 1, day)}
        return codes(debtors=(debtor(queries=queries),))

    assert at(ON - timedelta(days=91)) == []
    assert at(ON - timedelta(days=92)) == ["round_end.queries"]


def test_one_agency_of_a_class_without_an_answer_keeps_the_class_open() -> None:
    queries = dict(debtor().queries) | {QueryClass.BANK: Asked(41, 40, ON)}
    (fault,) = [f for f in judge(facts(debtors=(debtor(queries=queries),))).missing if f.code == "round_end.queries"]
    assert "40/41" in fault.message


def test_a_class_the_network_does_not_open_is_asked_on_paper() -> None:
    queries = dict(debtor().queries) | {QueryClass.LAND: Asked(outside=signed("不动产登记中心回函"))}
    assert codes(debtors=(debtor(queries=queries),)) == []


def test_a_company_has_no_provident_fund() -> None:
    queries = {kind: value for kind, value in debtor().queries.items() if kind is not QueryClass.PROVIDENT_FUND}
    assert codes(debtors=(debtor("某某公司", natural=False, queries=queries),)) == []
    assert codes(debtors=(debtor(queries=queries),)) == ["round_end.interests"]
    told = {Interest.PROVIDENT_FUND: signed("公积金中心回函")}
    assert codes(debtors=(debtor(queries=queries, interests=told),)) == []


def test_the_dead_are_not_asked_about_while_others_live() -> None:
    gone = debtor("邓一帆", dead=True, notice_issued=None, queries={}, limit="", whereabouts=None)
    assert codes(debtors=(debtor(), gone)) == []


def test_a_dissolved_company_is_no_dead_person() -> None:
    assert "round_end.all_dead" not in codes(debtors=(debtor("某某公司", natural=False, dead=True),))


@pytest.mark.parametrize(
    "exempt", [{"own_wish": signed("终本申请书")}, {"applicant_is_court": True}, {"criminal_property": True}]
)
def test_who_needs_no_talk(exempt: dict[str, object]) -> None:
    assert codes(talk=None, **exempt) == []


def test_who_signed_himself_needs_no_president() -> None:
    assert codes(applicant_signed=signed("确认书"), panel=None, approved=Approved("局长", False, ON)) == []


def test_a_proposal_is_judged_without_the_signature_it_asks_for() -> None:
    assert judge(facts(approved=None), proposing=True).open
    assert not judge(facts(approved=None)).open


def test_no_evidence_at_all_is_a_refusal_in_a_table_of_moves() -> None:
    conditions = conditions_of(lambda found: found)

    assert [fault.code for one in conditions if (fault := one(None))] == ["round_end.no_evidence"]
    assert [one(facts()) for one in conditions] == [None] * len(conditions)
    assert len([1 for one in conditions if one(facts(waiting=5, remaining=0))]) == 2


def test_the_table_is_kept_with_figures_and_articles() -> None:
    kept = judge(facts()).as_json()

    assert len(kept) == len(check_rows())
    assert all(row["basis"] and row["text"] and row["standing"] in ("met", "idle") for row in kept)
