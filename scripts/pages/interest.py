"""docs/law/interest.md: the debt computed on examples, step by step, and what each convention changes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from duixian.base.faults import BadInput
from duixian.base.money import display
from duixian.faces.cli.debt_table import cited
from duixian.law.interest import NOTES, Statement, calculate
from duixian.law.interest.document import read_facts
from pages.markdown import STATUS, fenced, page, table


@dataclass(frozen=True, slots=True)
class Example:
    """Facts as `duixian debt` reads them, and the day. What follows from them is computed on the page."""

    title: str
    says: str
    facts: Mapping[str, Any]
    on: date


def _item(amount: str, due: str | None, **more: object) -> dict[str, object]:
    return {"key": "p", "label": "借款本金", "amount": amount, **({"due": due} if due else {}), **more}


def _interest(rate: str, start: str, **more: object) -> dict[str, object]:
    return {"key": "i", "label": "利息", "items": ["p"], "rate": rate, "start": start, **more}


EXAMPLES = (
    Example(
        "加倍部分",
        "自履行期间届满次日起，每日万分之一点七五，以尚未清偿的、除一般债务利息之外的金钱债务为基数。",
        {"items": [_item("80000", "2023-05-10")]},
        date(2024, 3, 1),
    ),
    Example(
        "一般债务利息随贷款市场报价利率浮动，部分清偿",
        "付款先抵一般债务利息，后抵本金，加倍部分最后；自付款之日起减少基数。",
        {
            "items": [_item("100000", "2023-12-31")],
            "interests": [_interest("lpr*1.5", "2023-06-01")],
            "payments": [{"day": "2024-06-14", "amount": "30000"}],
        },
        date(2024, 12, 31),
    ),
    Example(
        "分期履行，一期未付其余到期",
        "未载明加速到期的，每期各自起算；载明的，自第一次迟延起全部到期。",
        {
            "items": [
                {
                    "key": "p",
                    "label": "调解款",
                    "instalments": [
                        {"amount": "50000", "due": "2024-01-31"},
                        {"amount": "50000", "due": "2024-06-30"},
                    ],
                }
            ],
            "acceleration": True,
        },
        date(2024, 9, 30),
    ),
    Example(
        "不计加倍部分的期间",
        "非因被执行人的申请中止或者暂缓执行的期间不计；一般债务利息照计。",
        {
            "items": [_item("100000", "2024-01-01")],
            "interests": [_interest("4.35%", "2024-01-02")],
            "excluded": [{"from": "2024-03-01", "until": "2024-05-01", "reason": "再审中止执行"}],
        },
        date(2024, 7, 1),
    ),
    Example(
        "跨越2014年8月1日",
        "2014年8月1日前的迟延按当时的规定，此后按新规定。",
        {"items": [_item("100000", "2013-12-31")], "interests": [_interest("benchmark:1y", "2013-01-01")]},
        date(2014, 12, 31),
    ),
    Example(
        "民间借贷的利率上限",
        "借款合同成立在2020年8月20日之前、起诉在此之后的，此前按24%封顶，此后按起诉时一年期贷款市场报价利率四倍封顶。",
        {
            "items": [_item("100000", "2021-06-30")],
            "interests": [_interest("2%/month", "2020-01-01")],
            "lending": {"formed": "2020-01-01", "filed": "2021-03-01"},
        },
        date(2021, 12, 31),
    ),
    Example(
        "迟延履行金",
        "非金钱义务迟延履行的，由法院确定数额。",
        {"delay_money": [{"label": "迟延履行金", "amount": "5000", "fixed_on": "2024-05-06"}]},
        date(2024, 12, 31),
    ),
    Example(
        "受理破产申请",
        "自受理破产申请之日起停止计息。",
        {
            "items": [_item("100000", "2024-01-01")],
            "interests": [_interest("4.35%", "2024-01-02")],
            "insolvent_on": "2024-04-01",
        },
        date(2024, 12, 31),
    ),
)

CHOICES = Example(
    "各项约定的影响",
    "同一笔债务，每次只改变一项约定。",
    {
        "items": [
            _item("100000", "2014-03-31"),
            {"key": "c", "label": "案件受理费", "kind": "costs", "amount": "2300", "due": "2014-03-31"},
        ],
        "interests": [
            _interest("benchmark:1y*1.3", "2013-06-01"),
            {
                "key": "m",
                "label": "违约金",
                "items": ["p"],
                "rate": "0.5%/month",
                "start": "2014-01-01",
                "penalty": True,
            },
            {"key": "l", "label": "资金占用费", "items": ["c"], "rate": "lpr", "start": "2019-06-01"},
        ],
        "payments": [{"day": "2020-02-29", "amount": "60000"}],
        "set_off": ["p", "i"],
        "conventions": {"before_lpr": "benchmark"},
    },
    date(2024, 11, 30),
)


def write() -> str:
    """The page: worked examples, then every convention with its basis and effect."""
    blocks = [
        "# 债务利息 Interest",
        "计算：`src/duixian/law/interest/`；数值：[利率与标准](rates.md)。"
        "每个例子的事实可以存为文件交给 `duixian debt` 复算；以下各表均在生成本页时算出。",
        "## 例 Worked examples",
    ]
    for number, example in enumerate(EXAMPLES, 1):
        blocks.extend(_example(number, example))
    blocks.extend(_conventions())
    return page(*blocks)


def _example(number: int, example: Example) -> Iterator[str]:
    statement = calculate(read_facts(example.facts), on=example.on)
    yield f"### {number}. {example.title}"
    yield example.says
    shown = {"on": example.on.isoformat(), **example.facts}
    yield fenced(json.dumps(shown, ensure_ascii=False, indent=1), "json")
    if statement.steps:
        yield table(
            ("种类", "起", "止", "天", "利率", "算式", "金额", "依据 Article"),
            (
                (s.label, s.first, s.last, s.days, s.rate, s.formula, display(s.amount), cited(s.citations))
                for s in statement.steps
            ),
        )
    if statement.set_offs:
        yield table(
            ("抵充日期", "项目", "金额", "依据 Article"),
            ((row.day, row.label, display(row.amount), cited(row.citations)) for row in statement.set_offs),
        )
    yield table(("项目", "原额", "新增", "已付", "尚欠"), _lines(statement))
    if statement.warnings:
        yield "\n".join(f"- 注意：{fault}" for fault in statement.warnings)


def _lines(statement: Statement) -> Iterator[tuple[object, ...]]:
    for line in statement.lines:
        yield (line.label, *(display(sum_) for sum_ in (line.opening, line.accrued, line.paid, line.remaining)))
    yield "**合计**", "", "", display(statement.received - statement.overpaid), f"**{display(statement.total)}**"


def _conventions() -> Iterator[str]:
    yield "## 计算约定 Conventions"
    yield (
        "法律没有说定的，都是看得见、可以改的约定。每项约定的缺省值排在前面；“合计”是下面这笔债务只改变这一项时"
        "的尚欠总额。"
    )
    yield fenced(json.dumps({"on": CHOICES.on.isoformat(), **CHOICES.facts}, ensure_ascii=False, indent=1), "json")
    yield table(
        ("约定 Convention", "取值 Value", "含义 Meaning", "合计 Total", "依据 Basis", "核实"),
        (row for name in NOTES for row in _choices(name)),
    )


def _choices(name: str) -> Iterator[tuple[object, ...]]:
    note = NOTES[name]
    default = str(getattr(read_facts({"items": [_item("1", None)]}).conventions, name)).lower()
    for value in sorted(note.values, key=lambda value: value != default):
        own = {**CHOICES.facts["conventions"], name: value}
        try:
            total = display(calculate(read_facts({**CHOICES.facts, "conventions": own}), on=CHOICES.on).total)
        except BadInput as bad:
            total = bad.faults[0].message
        standing = f"{note.status.value} {STATUS[note.status.value]}"
        label = f"{note.label} `{name}`" if value == default else ""
        yield label, f"`{value}`", note.values[value], total, note.basis if label else "", standing if label else ""
