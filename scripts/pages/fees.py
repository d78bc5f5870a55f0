"""docs/law/fees.md: the tables of fees, and fees computed by the program."""

from collections.abc import Iterator
from datetime import date

from duixian.base.money import display, fen
from duixian.law.fees import FeeKind, execution_fee_without_amount, fee
from duixian.law.params import Value, document, series
from pages.markdown import STATUS, page, table

_ON = date(2026, 11, 22)
_AMOUNTS = ("8000", "10000", "80000", "500000", "2030000", "6000000", "100000000")


def write() -> str:
    """The page: brackets of every fee with their article, then worked examples."""
    blocks = [
        "# 费用 Fees",
        "数据：`src/duixian/law/params/fees.yaml`；计算：`src/duixian/law/fees.py`。分段累计，最后四舍五入到分一次。",
    ]
    for key in document("fees"):
        one = series(f"fees.{key}")
        value = one.values[-1]
        blocks.append(f"## {one.title} `{key}`")
        blocks.append(
            f"{value.citation}（{value.citation.version} 版），自 {value.period.start} 起。"
            f"核实：{value.status.value} {STATUS[value.status.value]}，{value.checked}。"
        )
        blocks.append(table(("部分 Part", "标准 Rate"), _brackets(value)))
        kind = FeeKind(key.removesuffix("_fee"))
        blocks.append(f"按 {_ON} 有效的标准计算：")
        blocks.append(table(("金额 Amount", "算式 Formula", "应交 Fee"), _examples(kind)))
    least = execution_fee_without_amount(on=_ON)
    blocks.append("## 没有执行金额 Without an amount")
    blocks.append(f"{least.title}：{display(least.due)} 至 {display(least.most)}。{'；'.join(least.notes)}。")
    return page(*blocks)


def _brackets(value: Value) -> Iterator[tuple[object, ...]]:
    raw = value.raw
    if "of" in raw:
        yield f"按{series('fees.' + raw['of']).title}标准", f"× {raw['share']}"
    else:
        yield f"{raw['free']} 元以下", f"{raw['base']} 元"
        above = raw["free"]
        for upper, percent in raw["brackets"]:
            yield (f"超过 {above} 元" + (f"至 {upper} 元" if upper else ""), f"{percent}%")
            above = upper
    if "cap" in raw:
        yield "最多", f"{raw['cap']} 元"


def _examples(kind: FeeKind) -> Iterator[tuple[object, ...]]:
    for amount in _AMOUNTS:
        made = fee(kind, fen(amount), on=_ON)
        formula = " + ".join(step.formula for step in made.steps)
        yield display(made.amount), "；".join([formula, *made.notes]), display(made.due)
