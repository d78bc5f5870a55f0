"""Reference cases beside a case: what is alike, how much, and why."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.analytics.likeness import most_alike
from duixian.law.refusal.catalogue import Conduct
from duixian.law.refusal.circumstances import Circumstances, Means, Relation, Result
from duixian.reading.reference_cases import Source, circumstances_in, read_cases

SOURCE = Source("人民法院案例库（自编样本）", "自编")


@dataclass(frozen=True)
class Told:
    number: str
    circumstances: Circumstances


WALLET = Circumstances(
    frozenset({Conduct.HIDE_TRANSFER}),
    12_000_000,
    frozenset({Relation.SPOUSE}),
    frozenset({Means.WALLET}),
    frozenset({Result.IMPRISONMENT}),
)


def row(number: str, facts: str, result: str = "") -> str:
    return json.dumps({"number": number, "title": f"{number}案", "基本案情": facts, "裁判结果": result})


def test_the_same_circumstances_come_first_with_every_reason() -> None:
    other = replace(WALLET, means=frozenset({Means.HOUSE}), sum_fen=96_000_000)

    first, second = most_alike(WALLET, [Told("b", other), Told("a", WALLET)])

    assert (first.case.number, first.score) == ("a", 1000)
    assert {part.name: part.shared for part in first.parts}["relations"] == ("spouse",)
    assert {part.name: part.alike for part in second.parts} == {
        "conducts": 1000,
        "relations": 1000,
        "means": 0,
        "results": 1000,
        "sum": 500,
    }


def test_without_a_shared_conduct_nothing_is_alike() -> None:
    assert most_alike(WALLET, [Told("a", replace(WALLET, conducts=frozenset({Conduct.OBSTRUCTS})))]) == []


def test_what_a_case_does_not_tell_counts_neither_way_but_makes_it_less_sure() -> None:
    silent = Circumstances(conducts=frozenset({Conduct.HIDE_TRANSFER}))

    (only,) = most_alike(WALLET, [Told("a", silent)])

    assert [part.name for part in only.parts] == ["conducts"]
    assert 500 < only.score < 1000


@given(one=st.integers(1, 10**13), other=st.integers(1, 10**13))
def test_likeness_of_sums_is_mutual_and_greatest_with_itself(one: int, other: int) -> None:
    def score(mine: int, theirs: int) -> int:
        known = Circumstances(frozenset({Conduct.OTHER}), mine)
        return most_alike(known, [Told("a", replace(known, sum_fen=theirs))])[0].score

    assert score(one, other) == score(other, one) <= score(one, one)


def test_words_of_a_text_become_circumstances() -> None:
    found = circumstances_in(
        "被执行人将工程款12.5万元转移至妻子的微信，拒不申报财产", "判处有期徒刑一年六个月，缓刑二年，并处罚金"
    )

    assert found.conducts == {Conduct.HIDE_TRANSFER, Conduct.FALSE_REPORT}
    assert found.sum_fen == 12_500_000
    assert found.relations == {Relation.SPOUSE}
    assert found.means == {Means.WALLET, Means.INCOME}
    assert found.results == {Result.IMPRISONMENT, Result.PROBATION, Result.FINE}


@pytest.mark.parametrize(
    ("said", "fen"),
    [("23650元", 2_365_000), ("1,200.50元", 120_050), ("223万余元", 223_000_000), ("1.05亿元", 10_500_000_000)],
)
def test_sums_are_whole_fen(said: str, fen: int) -> None:
    assert circumstances_in(said).sum_fen == fen


def test_good_rows_are_kept_and_bad_ones_come_back_with_their_line() -> None:
    lines = [row("1", "拒不迁出房屋"), "{", "", row("1", "x"), json.dumps({"title": "无编号"}), "[]", row("2", "微信")]

    read = read_cases(lines, source=SOURCE)

    assert [case.number for case in read.cases] == ["1", "2"]
    assert [fault.place for fault in read.faults] == ["第 2 行", "第 4 行", "第 5 行", "第 6 行"]
    assert read.cases[0].source is SOURCE
    assert read.cases[0].circumstances.conducts == {Conduct.REFUSES_HANDOVER}


def test_the_published_refusal_cases_are_read_whole_and_one_finds_itself(shared: Path) -> None:
    file = shared / "data/reference_cases/refusal_to_execute_crime_cases.jsonl"
    if not file.exists():
        pytest.skip("needs the reference cases, which are not part of the project")
    with file.open(encoding="utf-8") as lines:
        read = read_cases(lines, source=Source("人民法院案例库", "court texts; not to be bundled"))

    assert (len(read.cases), read.faults) == (5, ())
    report = next(case for case in read.cases if case.number == "2024-18-1-301-002")
    assert Conduct.FALSE_REPORT in report.circumstances.conducts
    assert Result.IMPRISONMENT in report.circumstances.results
    for case in read.cases:
        if case.circumstances.conducts:
            assert most_alike(case.circumstances, read.cases)[0].case.number == case.number
    assert sum(bool(case.circumstances.conducts) for case in read.cases) >= 4
