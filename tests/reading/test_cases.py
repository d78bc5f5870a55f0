"""Many cases in one spreadsheet: good rows are kept, bad rows come back with their reasons."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from duixian.base.faults import BadInput
from duixian.law.obligations import ItemKind, Liability, RateSource
from duixian.reading.cases import COLUMNS, REASON, read_cases, returned, template
from duixian.reading.drafts import Role, TitleKind
from duixian.reading.sheets import rows

TITLES = [column.title for column in COLUMNS]
COURT = "广东省佛山市顺德区人民法院"


def row(number: int = 1, **cells: str) -> list[str]:
    filled = {column.title: column.example for column in COLUMNS}
    filled |= {"执行法院": COURT, "执行依据案号": f"（2024）粤0606民初{number}号", **cells}
    return [filled[title] for title in TITLES]


def sheet(*lines: list[str], codec: str = "utf-8-sig") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([TITLES, *lines])
    return out.getvalue().encode(codec)


def fault_of(**cells: str) -> tuple[str, str, str]:
    result = read_cases(sheet(row(1, **cells)), "cases.csv", court_code="粤0606")
    assert not result.drafts
    fault = result.bad[0].faults[0]
    assert fault.remedy
    assert "第 2 行" in fault.place
    return fault.code, fault.field, fault.value


def test_the_template_is_read_by_the_reader_that_made_it() -> None:
    ((number, draft),) = read_cases(template(), "template.xlsx").drafts
    assert number == 2
    assert draft.title_kind is TitleKind.JUDGMENT
    assert draft.effective_on == date(2024, 6, 1)
    assert [party.name for party in draft.of(Role.DEBTOR)] == ["王强", "某某有限公司"]
    assert [(i.kind, i.amount) for i in draft.ordered.items] == [
        (ItemKind.PRINCIPAL, 10_000_000),
        (ItemKind.INTEREST, 500_000),
        (ItemKind.COSTS, 230_000),
    ]
    assert draft.ordered.items[0].liability is Liability.JOINT_AND_SEVERAL
    assert draft.ordered.interests[0].rate.source is RateSource.LPR_1Y
    assert draft.ordered.interests[0].rate.multiple == Decimal(4)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_of_every_encoding_is_read(codec: str) -> None:
    assert len(read_cases(sheet(row(1), row(2), codec=codec), "cases.csv").drafts) == 2


def test_three_bad_rows_of_ten_thousand_leave_the_others_good() -> None:
    lines = [row(n) for n in range(1, 10_001)]
    lines[99] = row(100, 生效日期="2023-02-29")
    lines[4999] = row(5000, 本金="100.123")
    lines[8999] = row(9000, 申请执行人证件号码="110105194912310021")
    result = read_cases(sheet(*lines), "cases.csv", court_code="粤0606")
    assert len(result.drafts) == 9997
    assert [(bad.number, bad.faults[0].code) for bad in result.bad] == [
        (101, "date.impossible"),
        (5001, "amount.decimals"),
        (9001, "resident_id.check_digit"),
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"本金": "=SUM(A1:A3)"}, ("cell.formula", "本金", "=SUM(A1:A3)")),
        ({"生效日期": "2023-02-29"}, ("date.impossible", "生效日期", "2023-02-29")),
        ({"本金": "1.234"}, ("amount.decimals", "本金", "1.234")),
        ({"本金": "-5"}, ("amount.negative", "本金", "-5")),
        ({"本金": ""}, ("cell.missing", "本金", "")),
        ({"执行依据案号": "（2024）京0105民初1号"}, ("cases.other_court", "执行依据案号", "（2024）京0105民初1号")),
        ({"执行法院": "北京市朝阳区人民法院"}, ("cases.other_court", "执行法院", "北京市朝阳区人民法院")),
        (
            {"申请执行人": "甲一；乙二", "申请执行人证件号码": "11010519491231002X；11010519491231002X"},
            ("party.same_id", "申请执行人证件号码", "11010519491231002X"),
        ),
        ({"利率": "高利"}, ("cases.rate", "利率", "高利")),
        ({"责任方式": "按份"}, ("cases.shares", "责任方式", "按份")),
        ({"履行期限届满日": "2024-05-01"}, ("date.order", "履行期限届满日", "2024-05-01")),
    ],
)
def test_a_bad_cell_is_named_with_column_and_value(cells: dict[str, str], expected: tuple[str, str, str]) -> None:
    assert fault_of(**cells) == expected


@pytest.mark.parametrize(
    "cells",
    [
        {"执行依据案号": "（2024）粤06民终7号"},
        {"执行依据案号": "（2024）京0105民初1号", "管辖依据": "财产所在地"},
        {"执行依据案号": "（2022）深国仲裁3425号", "执行依据种类": "仲裁裁决"},
    ],
)
def test_titles_that_this_court_may_enforce_are_kept(cells: dict[str, str]) -> None:
    assert len(read_cases(sheet(row(1, **cells)), "cases.csv", court_code="粤0606").drafts) == 1


def test_the_same_title_twice_is_said_with_the_first_row() -> None:
    result = read_cases(sheet(row(7), row(7)), "cases.csv")
    assert [n for n, _ in result.drafts] == [2]
    assert "与第 2 行重复" in str(result.bad[0].faults[0])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_bad_rows_go_back_with_reasons_and_are_read_again(kind: str) -> None:
    result = read_cases(sheet(row(1), row(2, 本金="1.234")), "cases.csv")
    back = returned(result, kind=kind)
    (head, line), again = rows(back, "back")[0].rows[:2], read_cases(back, "back")
    assert head.cells[-1] == REASON
    assert "小数不得超过两位" in line.cells[-1]
    assert again.bad[0].faults[0].code == "amount.decimals"


def test_a_formula_goes_back_as_text_not_as_a_formula() -> None:
    result = read_cases(sheet(row(1, 本金="=1+1")), "cases.csv")
    line = rows(returned(result), "back.xlsx")[0].rows[1]
    assert not line.formulas


def test_a_file_without_the_columns_is_refused_with_their_names() -> None:
    with pytest.raises(BadInput, match=r"缺少列：.*被执行人"):
        read_cases("执行法院,执行依据案号\na,b\n".encode(), "cases.csv")
