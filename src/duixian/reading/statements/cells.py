"""One cell into one value: days, times, amounts, directions, parties. What cannot be read raises `BadInput`."""

import re
import unicodedata
from datetime import date, time
from typing import Final, Literal

from duixian.base.faults import BadInput, Fault
from duixian.base.money import LARGEST, Fen, fen
from duixian.reading.statements.model import Direction

DayOrder = Literal["ymd", "dmy", "mdy", "md"]

_NOTHING: Final = re.compile(r"[-—–_/\\*\s]*|null|none|n/a|无", re.I)
_YMD: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?!\d)")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2}):?(\d{2}))?(?!\d)")
_TWO_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_MONTH_DAY: Final = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?$")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?")
_CLOCK_COMPACT: Final = re.compile(r"(\d{2})(\d{2})(\d{2})")
_NOTED: Final = re.compile(r"(?P<sum>[^()（）]*\d)\s*[(（](?P<note>[^()（）]*)[)）]")


def empty(cell: str) -> bool:
    """Whether a cell holds nothing, or what exports print for nothing: -, --, /, a row of dashes."""
    return _NOTHING.fullmatch(cell) is not None


def filled(cell: str) -> str:
    """The cell, or nothing if it only holds a placeholder."""
    return "" if empty(cell) else cell


def moment(
    day_cell: str, time_cell: str = "", *, order: DayOrder = "ymd", year_month: tuple[int, int] | None = None
) -> tuple[date, time | None]:
    """The day and, if printed, the time of a line.

    `order` says how a day without leading year is meant; `md` takes the year from `year_month`, the month of the
    statement: a later month than that belongs to the year before. Raises `BadInput`: `date.impossible` for 29 February
    2023 and the like, `date.unreadable` for what is no day at all.
    """
    text = unicodedata.normalize("NFKC", day_cell).strip()
    year, month, day, rest = _parts(text, order, year_month)
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadInput(Fault("date.impossible", "没有这一天", "请核对原始流水", field="日期", value=day_cell)) from None
    if not 1949 <= found.year <= 2100:
        raise BadInput(Fault("date.impossible", "年份不可能", "请核对原始流水", field="日期", value=day_cell))
    return found, clock(time_cell) or clock(rest)


def _parts(text: str, order: DayOrder, year_month: tuple[int, int] | None) -> tuple[int, int, int, str]:
    if match := _YMD.match(text):
        return int(match[1]), int(match[2]), int(match[3]), text[match.end() :]
    if match := _COMPACT.match(text):
        rest = f"{match[4]}:{match[5]}:{match[6]}" if match[4] else text[match.end() :]
        return int(match[1]), int(match[2]), int(match[3]), rest
    if order in ("dmy", "mdy") and (match := _TWO_FIRST.match(text)):
        first, second = int(match[1]), int(match[2])
        month, day = (second, first) if order == "dmy" else (first, second)
        return int(match[3]), month, day, text[match.end() :]
    if order == "md" and year_month and (match := _MONTH_DAY.match(text)):
        month = int(match[1])
        year = year_month[0] - (1 if month > year_month[1] else 0)
        return year, month, int(match[2]), ""
    raise BadInput(
        Fault("date.unreadable", "不是可识别的日期", "应为 2026-11-22 或 20261122 这样的日期", field="日期", value=text)
    )


def clock(cell: str) -> time | None:
    """The time in a cell (18:53:19, 185319, after a date too); None if there is none or it is impossible."""
    text = cell.strip().lstrip("T").strip()
    if not text:
        return None
    if re.match(r"\d{4}[-/年]", text):
        text = text[10:].strip(" T日")
    text = re.sub(r"^\d{8}(?=\s*\d{2}:|\s|\d{6}$)", "", text).strip()
    match = _CLOCK.match(text) or _CLOCK_COMPACT.fullmatch(text.rjust(6, "0") if text.isdecimal() else text)
    if not match:
        return None
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def amount(cell: str, *, field: str, unit: Literal["yuan", "fen"] = "yuan") -> tuple[Fen, str] | None:
    """The signed amount of a cell in fen and a note in brackets behind it (已退款89.84); None for an empty cell.

    Accepts thousands separators, ¥, a leading + or -, accountants' brackets for negative sums, a trailing minus. Raises
    `BadInput` (`amount.unreadable`, `amount.decimals`, `amount.too_large`).
    """
    if empty(cell):
        return None
    text = unicodedata.normalize("NFKC", cell).replace("¥", "").strip()
    note = ""
    if match := _NOTED.fullmatch(text):
        text, note = match["sum"], match["note"]
    elif text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    if re.fullmatch(r"[\d,.\s]+-", text):
        text = "-" + text[:-1]
    if unit == "fen":
        whole = text.replace(",", "")
        if not re.fullmatch(r"[-+]?\d+", whole):
            raise BadInput(
                Fault("amount.unreadable", "应为以分为单位的整数", "请核对金额的单位", field=field, value=cell)
            )
        if abs(int(whole)) > LARGEST:
            raise BadInput(Fault("amount.too_large", "金额超出可处理的范围", field=field, value=cell))
        return int(whole), note
    return fen(text, field=field), note


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_IN: Final = _words("收入 收 收款 贷 贷方 贷cr 进 进账 入 入账 来账 来 转入 存入 存 c cr crdt credit + in")
_OUT: Final = _words("支出 支 付 付款 借 借方 借dr 出 出账 往账 往 转出 支取 取 d dr dbit debit - out")
_NEITHER: Final = _words("/ 不计收支 中性交易 其他 其它 - --")


def direction(cell: str, *, wallet: bool) -> Direction:
    """Which way the money went, from the word in the direction column. Only wallets have lines that count neither way.

    Raises `BadInput` (`statement.direction`) for any other word, an empty cell included.
    """
    word = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell)).lower()
    if wallet and (word in _NEITHER or not word):
        return Direction.NEUTRAL
    if word in _IN:
        return Direction.CREDIT
    if word in _OUT:
        return Direction.DEBIT
    raise BadInput(
        Fault("statement.direction", "收支方向无法识别", "请核对该行是收入还是支出", field="收支方向", value=cell)
    )


_CURRENCIES: Final = {
    "人民币": "CNY",
    "人民币元": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "156": "CNY",
    "01": "CNY",
    "港币": "HKD",
    "港元": "HKD",
    "美元": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "澳门元": "MOP",
    "新台币": "TWD",
}


def currency(cell: str) -> str:
    """The ISO 4217 code for what a bank prints; what is not known stays as printed, never taken for CNY."""
    text = filled(cell).strip()
    if not text:
        return "CNY"
    return _CURRENCIES.get(text.lower(), text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else text)


def party(cell: str) -> tuple[str, str]:
    """Name and account out of one cell: 张三 6666666666, 某中心1111111111, 2088…(张三), or only one of them."""
    text = filled(cell).strip()
    if match := re.fullmatch(r"([0-9*]{6,})\s*[(（](.+)[)）]", text):
        return match[2].strip(), match[1]
    if match := re.fullmatch(r"(.*?)[\s/,，]*([0-9*]{8,32})", text, re.S):
        return match[1].strip(), match[2]
    return text, ""
