"""docs/law/disposal.md: reference price, rounds, bidding: the values, and lawful terms computed from a price."""

from collections.abc import Iterator
from datetime import date, timedelta

from duixian.base.money import display, fen
from duixian.law.calendar import national
from duixian.law.control.things import HoldingKind
from duixian.law.disposal.pricing import PriceMethod, reference_price
from duixian.law.disposal.terms import PreviousRound, RoundKind, RoundTerms, default_terms, start_floor
from pages.markdown import page, table
from pages.values import names, values

_PRICE = fen("1000000")
_FIXED = date(2026, 3, 2)
_ROUNDS = {RoundKind.FIRST: "一拍", RoundKind.SECOND: "二拍", RoundKind.SALE: "变卖"}


def write() -> str:
    """The page: every value of disposal.yaml, then the three rounds of a home and of a car."""
    return page(
        "# 处置 Disposal",
        "数据：`src/duixian/law/params/disposal.yaml`；计算：`src/duixian/law/disposal/`；期限见[期限](limits.md)。",
        "## 数值 Values",
        values(names("disposal")),
        "## 各轮的条件 Terms of the rounds",
        f"参考价 {display(_PRICE)}，{_FIXED} 确定；每一轮在前一轮流拍十日后公告。由程序算出的最低合法条件，"
        "合议庭可以定得更高；R、X 的见上表。",
        table(
            ("财产", "轮次 Round", "起拍价下限", "增价幅度", "保证金", "公告", "竞价开始", "竞价结束"),
            (row for thing in (HoldingKind.HOME, HoldingKind.VEHICLE) for row in _rounds(thing)),
        ),
    )


def _rounds(thing: HoldingKind) -> Iterator[tuple[object, ...]]:
    price = reference_price(_PRICE, PriceMethod.AGREED, fixed_on=_FIXED)
    previous: PreviousRound | None = None
    publish, first = _FIXED + timedelta(days=3), None
    for kind, word in _ROUNDS.items():
        terms = default_terms(
            kind, thing, price=price, previous=previous, platform="jd", publish_on=publish, calendar=national()
        )
        yield _row(thing, word, terms, start_floor(kind, price=price, previous=previous, on=publish))
        first = first or publish
        ended = terms.ends_at.date()
        previous = PreviousRound(kind, terms.start, terms.platform, ended, first)
        publish = ended + timedelta(days=10)


def _row(thing: HoldingKind, word: str, terms: RoundTerms, floor: int) -> tuple[object, ...]:
    return (
        f"`{thing.value}`",
        word,
        display(floor),
        display(terms.increment),
        display(terms.deposit),
        terms.published_on,
        terms.opens_at.strftime("%Y-%m-%d %H:%M"),
        terms.ends_at.strftime("%Y-%m-%d %H:%M"),
    )
