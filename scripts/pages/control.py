"""docs/law/control.md: what may be controlled, how long, what is left, and the ladder before a control ends."""

from collections.abc import Iterator
from datetime import date

from duixian.law.control.practice import RenewalPractice
from duixian.law.control.terms import alarms, last_day, longest_term, renewal
from duixian.law.control.things import HoldingKind
from pages.markdown import STATUS, page, table
from pages.values import names, values

_EFFECTIVE = (date(2014, 6, 3), date(2021, 6, 3), date(2026, 6, 3))
_KINDS = (HoldingKind.DEPOSIT, HoldingKind.WALLET, HoldingKind.VEHICLE, HoldingKind.HOME, HoldingKind.EQUITY)
_RENEWED_BEFORE = 10


def write() -> str:
    """The page: every value of control.yaml, inquiry.yaml and watch.yaml, terms and alarms computed."""
    return page(
        "# 查控 Search and control",
        "数据：`src/duixian/law/params/control.yaml`、`src/duixian/law/params/inquiry.yaml`、"
        "`src/duixian/law/params/watch.yaml`；计算：`src/duixian/law/control/`。"
        "X 的是缺省值，法律没有规定，由本院设定。",
        "## 数值 Values",
        values([*names("control"), *names("inquiry"), *names("watch")]),
        "## 期限 Terms",
        "生效之日不计，最后一日不因节假日顺延。续行自原届满日接续，适用续行之日的规定。",
        table(("种类 Kind", "生效 Effective", "最长期限", "届满日", "续行后至", "依据", "核实"), _terms()),
        "## 到期之前 Before the end",
        "以 2026-06-03 生效的控制为例：各日由程序按缺省设定算出。",
        table(("种类 Kind", "提示承办人", "提示负责人", "最后安全日", "届满日"), _ladder()),
    )


def _terms() -> Iterator[tuple[object, ...]]:
    for kind in _KINDS:
        for effective in _EFFECTIVE:
            term = longest_term(kind, on=effective)
            until = last_day(kind, effective)
            asked = date.fromordinal(until.toordinal() - _RENEWED_BEFORE)
            renewed = renewal(kind, until=until, on=asked)
            yield (
                f"`{kind.value}`",
                effective,
                term.limit,
                until,
                f"{renewed.until}（{renewed.citation}）",
                str(term.citation) + (f"<br>{term.note}" if term.note else ""),
                f"{term.status.value} {STATUS[term.status.value]}",
            )


def _ladder() -> Iterator[tuple[object, ...]]:
    for kind in _KINDS:
        days = alarms(last_day(kind, _EFFECTIVE[-1]), RenewalPractice())
        yield f"`{kind.value}`", days.officer_on, days.chief_on, days.renew_on, days.until
