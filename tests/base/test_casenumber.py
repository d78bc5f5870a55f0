"""Case numbers as people print them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.casenumber import CaseNumber, court_of, courts, find_all, find_unreadable, parse
from duixian.base.faults import BadInput


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("(2022)鲁0685民初3230号", "（2022）鲁0685民初3230号"),
        ("（2016）苏 0703刑初 60 号", "（2016）苏0703刑初60号"),
        ("（２０２４）粤０６０６执恢１２号之一", "（2024）粤0606执恢12号之一"),
        ("（2016）吉 2401 执 1229-4 号", "（2016）吉2401执1229号之四"),
        ("〔2019〕黑民终 610\n号", "（2019）黑民终610号"),
        ("（2014）京 0108 民初\n21033 号", "（2014）京0108民初21033号"),
        ("（2018）最\n高法民申 5945 号", "（2018）最高法民申5945号"),
        ("（2015）京 0102 刑初字\n第 562 号", "（2015）京0102刑初562号"),
        ("（2004）商执字第21-1号", "（2004）商执字第21-1号"),
        ("(2000)信中法执字第 01 号", "（2000）信中法执字第1号"),
        ("（2013）\n1518\n高行终字第 1823 号", "（2013）高行终字第1823号"),
        ("（2013）静民四（商）初字第123号", "（2013）静民四（商）初字第123号"),
        ("（2022）深国仲裁 3425 号", "（2022）深国仲裁3425号"),
    ],
)
def test_a_printed_number_has_one_canonical_form(printed: str, canonical: str) -> None:
    assert str(parse(printed)) == canonical


def test_an_old_number_parts_the_court_from_the_type() -> None:
    assert parse("（2000）信中法执字第01号") == CaseNumber(2000, "信中法", "执", 1, None, True)
    assert parse("（2004）商执字第21-1号") == CaseNumber(2004, "商", "执", 21, 1, True)
    assert parse("（2014）民提字第15号").court == ""


def test_several_serials_after_one_head_are_several_numbers() -> None:
    text = "本院（2017）川0104执455、456号裁定"
    found = find_all(text)
    assert [str(number) for _, _, number in found] == ["（2017）川0104执455号", "（2017）川0104执456号"]
    assert [text[a:b] for a, b, _ in found] == ["（2017）川0104执455", "456号"]


def test_a_run_of_serials_is_every_case_in_it() -> None:
    assert [n.serial for _, _, n in find_all("（2017）川0104执455-458号")] == [455, 456, 457, 458]


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("", "case_number.missing"),
        ("（2021）0302刑初295号", "case_number.court"),
        ("（2016）民再238号", "case_number.court"),
        ("2024粤0606执1号", "case_number.brackets"),
        ("（1024）粤0606执1号", "case_number.year"),
        ("（2024）粤0606执1号、（2024）粤0606执2号", "case_number.several"),
        ("见（2024）粤0606执1号", "case_number.extra"),
        ("（2024）粤060执1号", "case_number.unreadable"),
    ],
)
def test_what_is_no_case_number_is_told_why(printed: str, code: str) -> None:
    with pytest.raises(BadInput) as bad:
        parse(printed)
    assert bad.value.faults[0].code == code
    assert bad.value.faults[0].remedy


def test_a_number_that_cannot_be_read_is_found_in_a_text() -> None:
    ((start, end, fault),) = find_unreadable("依据（2021）0302刑初295号、（2024）粤0606执1号")
    assert "依据（2021）0302刑初295号、"[start:end] == "（2021）0302刑初295号"
    assert fault.code == "case_number.court"


def test_a_court_is_told_by_its_code_and_an_unknown_code_is_no_error() -> None:
    court = court_of("粤0606")
    assert court is not None
    assert court.name.endswith("顺德区人民法院")
    assert court_of("粤9999") is None
    assert parse("（2024）粤9999执1号").court == "粤9999"


@given(
    st.sampled_from(sorted(courts())),
    st.sampled_from(["执", "执恢", "执异", "民初", "民终", "财保"]),
    st.integers(1950, 2099),
    st.integers(1, 99_999),
    st.none() | st.integers(1, 99),
)
def test_the_canonical_form_is_read_back(court: str, kind: str, year: int, serial: int, part: int | None) -> None:
    year = max(year, 2016)
    number = CaseNumber(year, court, kind, serial, part)
    assert parse(str(number)) == number


def test_every_code_of_the_table_is_read_in_a_number() -> None:
    assert [code for code in courts() if parse(f"（2020）{code}执1号").court != code] == []


def test_real_printed_numbers_are_read(shared: Path) -> None:
    lines = (shared / "data" / "courts" / "case_numbers_raw.txt").read_text(encoding="utf-8").splitlines()
    unread = []
    for line in lines:
        text = line.replace("\\n", "\n")
        found = find_all(text)
        if text.strip() and not (found and found[0][0] == 0 and found[-1][1] == len(text)):
            unread.append(text)
    assert len(lines) > 15_000
    assert len(unread) <= 30, unread
