"""What stands above and below the table of a statement: account, holder, period, balances and totals."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from duixian.base.faults import BadInput
from duixian.base.money import Fen
from duixian.reading.sheets import Row, tidy
from duixian.reading.statements import cells
from duixian.reading.statements.fields import plain
from duixian.reading.statements.sums import Totals


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed around a table; amounts in fen. `month` is the month a bill is for."""

    account: str = ""
    holder: str = ""
    currency: str = ""
    first_day: date | None = None
    last_day: date | None = None
    opening: Fen | None = None
    closing: Fen | None = None
    month: tuple[int, int] | None = None
    totals: tuple[Totals, ...] = ()


_PAIR: Final = re.compile(
    r"(?P<key>[^:：\[\]【】,，;；]{2,16}?)\s*[:：]\s*(?P<value>\[[^\]]*\]|.*?)(?=\s{2,}\S{2,12}[:：]|\s\S{2,8}[:：]\[|$)"
)
_DAY: Final = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|(?<!\d)(?:19|20)\d{6}(?!\d)")
_MONTH: Final = re.compile(r"(\d{4})年(\d{1,2})月(?!\d{1,2}日)")
_TOTAL: Final = re.compile(
    r"(?P<word>收入|支出|贷方|借方|转入|转出)(?:合计|总额|总金额|发生额)?\s*[:：]?\s*(?:(?P<count>\d+)\s*笔)?"
    r"(?:[(（][^()（）]*[)）])?[，,]?\s*(?P<sum>[\d,]+\.\d{2})\s*元?"
)

_ACCOUNTS: Final = (
    "账号",
    "帐号",
    "卡号",
    "账户",
    "支付宝账户",
    "京东账号名",
    "美团用户名",
    "账户号码",
    "客户账号",
    "本方账号",
    "查询账号",
)
_HOLDERS: Final = ("户名", "姓名", "微信昵称", "账户名称", "客户名称", "客户姓名", "账户名", "本方户名", "单位名称")
_PERIODS: Final = (
    "起止日期",
    "日期区间",
    "查询时间段",
    "起止时间",
    "查询日期",
    "查询期间",
    "时间范围",
    "交易日期范围",
    "账单周期",
    "查询时间",
)
_OPENINGS: Final = ("期初余额", "承前余额", "上期余额", "上期结余", "起始余额", "上页余额", "昨日余额")
_CLOSINGS: Final = ("期末余额", "本期余额", "期末结余", "结束余额", "截止余额", "本期结余")


def printed(rows: Sequence[Row]) -> Printed:
    """The key: value pairs, period and totals out of the rows around a table. What is unreadable is absent."""
    pairs = dict(reversed(list(_pairs(rows))))  # the first of equal keys counts
    texts = [" ".join(cell for cell in row.cells if cell) for row in rows]
    first, last = _period(pairs, texts)
    month = next(((int(m[1]), int(m[2])) for text in texts if (m := _MONTH.search(text))), None)
    return Printed(
        account=_value(pairs, _ACCOUNTS),
        holder=_value(pairs, _HOLDERS),
        currency=_value(pairs, ("币种", "币别", "货币")),
        first_day=first,
        last_day=last,
        opening=_sum(_value(pairs, _OPENINGS)),
        closing=_sum(_value(pairs, _CLOSINGS)),
        month=month if month and 1 <= month[1] <= 12 else None,
        totals=tuple(_totals(rows)),
    )


def _pairs(rows: Iterable[Row]) -> Iterable[tuple[str, str]]:
    for row in rows:
        for position, cell in enumerate(row.cells):
            if re.fullmatch(r"[^:：]{2,16}[:：]", cell):
                yield plain(cell), row.cell(position + 1)
                continue
            for match in _PAIR.finditer(cell):
                value = tidy(match["value"].strip("[]【】"))
                if match.end() == len(cell):
                    value += _torn(value, row.cells[position + 1 :])
                if value:
                    yield plain(match["key"]), value


def _torn(value: str, following: Sequence[str]) -> str:
    """The rest of a sum whose thousands separators were taken for the ends of cells: 期初余额：1 | 000.00."""
    if not re.fullmatch(r"[-¥￥]*\d{1,3}", value):
        return ""
    groups = "".join(f",{cell}" for cell in following if cell)
    found = re.match(r"(?:,\d{3})*,\d{3}\.\d{2}(?!\d)", groups)
    return found.group() if found else ""


def _value(pairs: dict[str, str], keys: Iterable[str]) -> str:
    return next((pairs[key] for key in keys if pairs.get(key)), "")


def _period(pairs: dict[str, str], texts: list[str]) -> tuple[date | None, date | None]:
    ranged = _DAY.findall(_value(pairs, _PERIODS))
    if len(ranged) < 2:
        ranged = [
            *_DAY.findall(_value(pairs, ("起始时间", "起始日期", "开始日期", "查询起日", "开始时间"))),
            *_DAY.findall(_value(pairs, ("终止时间", "终止日期", "截止日期", "结束日期", "查询止日", "结束时间"))),
        ]
    if len(ranged) < 2:
        ranged = next((days for text in texts if len(days := _DAY.findall(text)) == 2), [])
    if len(ranged) < 2:
        return None, None
    return _day(ranged[0]), _day(ranged[1])


def _day(text: str) -> date | None:
    try:
        return cells.moment(text)[0]
    except BadInput:
        return None


def _sum(text: str) -> Fen | None:
    try:
        found = cells.amount(text.removesuffix("元"), field="余额") if text else None
    except BadInput:
        return None
    return found[0] if found else None


def _totals(rows: Iterable[Row]) -> Iterable[Totals]:
    for row in rows:
        for cell in row.cells:
            for match in _TOTAL.finditer(cell):
                amount = _sum(match["sum"])
                count = int(match["count"]) if match["count"] else None
                incoming = match["word"] in ("收入", "贷方", "转入")
                place = f"第 {row.number} 行"
                if incoming:
                    yield Totals(amount, None, label=match["word"], place=place, credits_count=count)
                else:
                    yield Totals(None, amount, label=match["word"], place=place, debits_count=count)
