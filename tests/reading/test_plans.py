"""Plan files as lawyers and clerks write them, right and wrong."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from duixian.base.faults import BadInput
from duixian.law.distribution import (
    ClaimKind,
    CostKind,
    DebtorKind,
    FeePosition,
    Part,
    PracticeKey,
    SecurityKind,
    divide,
)
from duixian.reading.plan_columns import TABLES
from duixian.reading.plan_template import template
from duixian.reading.plans import read_plan
from duixian.worlds import scenes

DAY = date(2026, 11, 22)
DOCS = Path(__file__).parents[2] / "docs" / "reference"

SHORT: dict[str, Any] = {
    "debtor": "周建平",
    "debtor_kind": "自然人",
    "on": "2026年11月22日",
    "proceeds": [
        {"key": "房产", "label": "房屋拍卖款", "amount": "520,000.00"},
        {"key": "存款", "label": "扣划存款", "amount": 91500},
    ],
    "costs": [
        {"key": "执行费", "label": "申请执行费", "amount": 14618.55, "kind": "execution_fee"},
        {"key": "评估费", "label": "房屋评估费", "amount": "2600", "kind": "评估费", "proceeds": "房产"},
        {"key": "拍辅费", "label": "拍卖辅助费", "amount": "1800", "kind": "拍卖费", "proceeds": "房产"},
    ],
    "claims": [
        {
            "key": "工资",
            "creditor": "何桂兰",
            "case_number": "（2026）苏0804执2101号",
            "principal": "86400",
            "kind": "工资",
            "title": "1",
            "control_rank": 2,
        },
        {
            "key": "抵押",
            "creditor": "某某银行股份有限公司淮阴支行",
            "case_number": "（2026）苏0804执2102号",
            "principal": "600000",
            "interest": "32150",
            "fees": "11800",
            "doubled": "4120",
            "title": "2",
            "control_rank": 3,
            "securities": [{"proceeds": "房产", "kind": "抵押权"}],
        },
        {
            "key": "货款",
            "creditor": "某某建材有限公司",
            "case_number": "（2026）苏0804执2103号",
            "principal": "450000",
            "interest": "27000",
            "fees": "8265.50",
            "doubled": "3150",
            "title": "3",
            "control_rank": "1",
        },
    ],
}

TOO_MUCH = {"key": "工资优先", "value": 7, "province": "某省", "since": "2020-01-01", "source": "某指引"}


def as_json(**changes: Any) -> bytes:
    return json.dumps({**SHORT, **changes}, ensure_ascii=False).encode()


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    for name, rows in sheets.items():
        sheet = book[name]
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def short_workbook(**claim_cells: Any) -> bytes:
    head = [["被执行人", "周建平"], ["被执行人性质", "自然人"], ["分配日期", date(2026, 11, 22)]]
    claims = [
        ["工资", "何桂兰", "（2026）苏0804执2101号", 86400, None, None, None, "工资", "1", 2],
        ["抵押", "某某银行股份有限公司淮阴支行", "（2026）苏0804执2102号", 600000, 32150, 11800, 4120, None, "2", 3],
        ["货款", "某某建材有限公司", "（2026）苏0804执2103号", "450,000.00", 27000, 8265.5, 3150, "普通", "3", 1],
    ]
    for place, value in claim_cells.items():
        row, column = place.removeprefix("r").split("c")
        claims[int(row)][int(column)] = value
    return workbook(
        {
            "方案": head,
            "款项": [["房产", "房屋拍卖款", 520000], ["存款", "扣划存款", 91500]],
            "费用": [
                ["执行费", "申请执行费", 14618.55, "申请执行费"],
                ["评估费", "房屋评估费", 2600, "评估费", "房产"],
                ["拍辅费", "拍卖辅助费", 1800, "拍卖费", "房产"],
            ],
            "债权": claims,
            "优先权": [["抵押", "房产", "抵押权"]],
        }
    )


def faults(data: bytes, name: str = "PLAN", **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as refused:
        read_plan(data, name, **more)
    return [(fault.code, fault.place) for fault in refused.value.faults]


def test_the_example_in_the_documentation_is_the_scene() -> None:
    data = (DOCS / "examples" / "plan.json").read_bytes()
    assert read_plan(data) == scenes.short().facts


def test_the_documentation_names_every_column_and_every_value() -> None:
    text = (DOCS / "plan-files.md").read_text(encoding="utf-8")
    for table in TABLES:
        part = text.split(f"## `{table.name}` {table.sheet}")[1].split("\n## ")[0]
        for column in table.columns:
            assert f"| `{column.name}` | {column.heading} | {'yes' if column.required else ''} |" in part
            assert all(word in part for word in column.choices)


def test_json_and_workbook_of_one_scene_give_its_facts() -> None:
    facts = scenes.short().facts
    assert read_plan(as_json()) == facts
    assert read_plan(short_workbook()) == facts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_json_in_any_encoding_of_an_office_is_read(encoding: str) -> None:
    assert read_plan(as_json().decode().encode(encoding)) == scenes.short().facts


def test_funds_may_be_one_sum_and_the_day_may_come_from_outside() -> None:
    data = {"debtor": "某", "debtor_kind": "company", "funds": "430000", "claims": [{"creditor": "甲", "principal": 1}]}
    facts = read_plan(json.dumps(data).encode(), on=DAY)
    assert (facts.funds, facts.on, facts.debtor_kind) == (43_000_000, DAY, DebtorKind.COMPANY)
    assert faults(json.dumps(data).encode()) == [("plan.no_day", "方案")]


def test_a_key_left_out_is_the_case_number_or_the_creditor() -> None:
    claims = [
        {"creditor": "甲", "case_number": "（2026）苏0804执1号", "principal": 1},
        {"creditor": "乙", "principal": 1},
    ]
    assert [claim.key for claim in read_plan(as_json(claims=claims)).claims] == ["（2026）苏0804执1号", "乙"]


def test_rules_and_local_practice_are_read() -> None:
    bonus = {"key": "首封多分百分比", "value": 20, "province": "某省", "since": "2020-01-01", "source": "某指引"}
    rules = {"doubled_agreed": True, "execution_fee": "后收", "set_off": ["principal", "interest", "fees"]}
    facts = read_plan(as_json(practice=[bonus], rules=rules))
    assert facts.practice.value(PracticeKey.FIRST_SEIZER_PERCENT, DAY) == 20
    assert facts.rules.doubled_agreed
    assert facts.rules.execution_fee is FeePosition.LAST
    assert facts.rules.set_off == (Part.PRINCIPAL, Part.INTEREST, Part.FEES)


def test_every_word_of_a_list_is_understood_by_name_and_by_value() -> None:
    facts = read_plan(short_workbook())
    assert [claim.kind for claim in facts.claims] == [ClaimKind.WAGES, ClaimKind.ORDINARY, ClaimKind.ORDINARY]
    assert [cost.kind for cost in facts.costs] == [CostKind.EXECUTION_FEE, CostKind.APPRAISAL, CostKind.AUCTION]
    assert facts.claims[1].securities[0].kind is SecurityKind.MORTGAGE


@pytest.mark.parametrize(
    ("cell", "value", "code", "place"),
    [
        ("r2c3", "450,000.005", "amount.decimals", "工作表“债权”第 4 行 D 列"),
        ("r0c3", "八万", "amount.unreadable", "工作表“债权”第 2 行 D 列"),
        ("r0c3", -5, "amount.negative", "工作表“债权”第 2 行 D 列"),
        ("r1c4", "=D3*0.05", "cell.formula", "工作表“债权”第 3 行 E 列"),
        ("r1c7", "抵押", "cell.choice", "工作表“债权”第 3 行 H 列"),
        ("r1c9", "一", "cell.unreadable", "工作表“债权”第 3 行 J 列"),
        ("r1c1", None, "cell.empty", "工作表“债权”第 3 行 B 列"),
        ("r1c0", "工资", "plan.key_twice", "工作表“债权”第 3 行 A 列"),
    ],
)
def test_a_bad_cell_is_named_with_sheet_row_and_column(cell: str, value: Any, code: str, place: str) -> None:
    assert (code, place) in faults(short_workbook(**{cell: value}))


def test_a_day_that_does_not_exist_is_named() -> None:
    assert faults(as_json(on="2023-02-29")) == [("day.impossible", "on")]


def test_all_faults_come_at_once() -> None:
    claims = [{"creditor": "甲", "principal": "1.234"}, {"creditor": "甲", "fees": "x"}, {"principal": 3}]
    found = faults(as_json(claims=claims, debtor=""))
    assert {code for code, _ in found} >= {"amount.decimals", "amount.unreadable", "plan.key_twice", "cell.empty"}
    assert ("amount.decimals", "claims[0].principal") in found


def test_a_misspelt_key_is_refused_and_not_silently_lost() -> None:
    claims = [{"creditor": "甲", "pricipal": 5}]
    assert faults(as_json(claims=claims)) == [("plan.unknown_column", "claims[0].pricipal")]


def test_a_remark_may_stand_in_any_row() -> None:
    claims = [{"creditor": "甲", "principal": 5, "备注": "已电话确认"}]
    assert len(read_plan(as_json(claims=claims)).claims) == 1


def test_a_right_of_nobody_is_refused() -> None:
    found = faults(as_json(securities=[{"claim": "谁", "proceeds": "房产"}]))
    assert found == [("security.no_claim", "securities[0].claim")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"{", "file.not_json"),
        (b"[1]", "plan.shape"),
        (b'{"debtor": "\\u7532", "debtor_kind": "person", "funds": NaN}', "amount.unreadable"),
        (as_json(claims="x"), "plan.shape"),
        (as_json(claims=["x"]), "plan.shape"),
        (as_json(debtor={"name": "x"}), "plan.shape"),
        (as_json(practice=[TOO_MUCH]), "practice.beyond_law"),
        (as_json(rules={"set_off": ["fees", "fees", "interest"]}), "rules.set_off"),
        (template()[:300], "file.truncated"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_code(data: bytes, code: str) -> None:
    assert code in [found for found, _ in faults(data)]


def test_a_workbook_of_something_else_is_refused() -> None:
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    assert faults(out.getvalue()) == [("plan.not_a_plan", "PLAN")]


def test_the_template_holds_every_column_and_reads_back_as_empty() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    for table in TABLES:
        cells = [str(c.value or "") for c in (book[table.sheet]["A"] if table.single else book[table.sheet][1])]
        assert all(any(cell.startswith(column.heading) for cell in cells) for column in table.columns)
    codes = {code for code, _ in faults(template())}
    assert codes == {"cell.empty", "plan.no_day", "plan.no_funds"}


def test_a_plan_read_from_a_file_divides_as_the_scene_does() -> None:
    assert divide(read_plan(short_workbook())).amounts() == divide(scenes.short().facts).amounts()
