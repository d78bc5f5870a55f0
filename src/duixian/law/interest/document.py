"""A debt as a document: facts read from JSON-like data with every fault found, and a statement written as such data.

Keys are stable; amounts are decimal strings in yuan, days ISO. This is what `duixian debt FACTS.json` reads and the
`--json` output and the API write.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar

from duixian.base.days import Period, read_day
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, fen, yuan
from duixian.law.interest.conventions import NOTES, Conventions
from duixian.law.interest.facts import (
    DebtFacts,
    DebtItem,
    DebtTerm,
    DelayMoney,
    Exchange,
    Lending,
    Part,
    Payment,
    PaymentSource,
    faults_in,
)
from duixian.law.interest.rate_text import rate_text, read_rate
from duixian.law.interest.statement import Statement
from duixian.law.obligations import BaseMode, ItemKind, Liability

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


def read_facts(data: Mapping[str, Any], *, place: str = "") -> DebtFacts:
    """Read facts. Keys: items, interests, payments, excluded, set_off, acceleration, delay_money, lending, exchange,
    insolvent_on, conventions; an unknown key is a fault, not ignored. Raises `BadInput` with every fault."""
    reader = _Reader(place)
    reader.only(data, "", _TOP)
    facts = DebtFacts(
        items=reader.each(data, "items", reader.item),
        terms=reader.each(data, "interests", reader.term),
        payments=reader.each(data, "payments", reader.payment),
        excluded=reader.each(data, "excluded", reader.period),
        set_off=tuple(str(name) for name in reader.listed(data, "set_off", "")),
        acceleration=reader.flag(data, "acceleration", ""),
        delay_money=reader.each(data, "delay_money", reader.delay_money),
        exchange=reader.each(data, "exchange", reader.exchange),
        lending=reader.lending(data),
        insolvent_on=reader.day(data, "insolvent_on", "", optional=True),
        conventions=read_conventions(data.get("conventions"), reader.faults, place=place),
    )
    if not reader.faults:
        reader.faults.extend(faults_in(facts))
    if reader.faults:
        raise BadInput.of(reader.faults)
    return facts


def read_conventions(data: object, faults: list[Fault], *, place: str = "") -> Conventions:
    """Read conventions by name; faults are added to `faults` and the default stands where one was found."""
    if data is None:
        return Conventions()
    if not isinstance(data, Mapping):
        remedy = '请写成 {"year_basis": "365"} 的形式'
        faults.append(Fault("facts.shape", "应为对象（键值对）", remedy, "conventions", str(data)[:80], place))
        return Conventions()
    chosen: dict[str, Any] = {}
    kinds: dict[str, Any] = {entry.name: type(entry.default) for entry in fields(Conventions)}
    for name, value in data.items():
        kind = kinds.get(name)
        if kind is None:
            remedy = f"可用的约定：{'、'.join(kinds)}"
            faults.append(Fault("convention.unknown", "没有这项计算约定", remedy, name, str(value), place))
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if text not in NOTES[name].values:
            remedy = f"可选：{'、'.join(NOTES[name].values)}"
            faults.append(Fault("convention.value", "不是这项约定的可选值", remedy, name, text, place))
            continue
        chosen[name] = text == "true" if kind is bool else kind(text)
    return Conventions(**chosen)


_TOP = frozenset(
    {
        "acceleration",
        "conventions",
        "delay_money",
        "exchange",
        "excluded",
        "insolvent_on",
        "interests",
        "items",
        "lending",
        "on",
        "payments",
        "set_off",
        "title",
    }
)
_NOTHING: Any = object()
_EPOCH = date(2000, 1, 1)  # stands for a day that could not be read; its fault stops the use of the facts


class _Reader:
    """Reads one document, gathering faults with their place."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.faults: list[Fault] = []

    def item(self, row: Mapping[str, Any], at: str, number: int) -> DebtItem:
        self.only(row, at, frozenset({"amount", "currency", "due", "instalments", "key", "kind", "label", "liability"}))
        due = self.day(row, "due", at, optional=True)
        parts = self.each(row, "instalments", self._instalment, at)
        if not parts:
            parts = (Part(self.amount(row, "amount", at), due),)
        elif "amount" in row and self.amount(row, "amount", at) != sum(part.amount for part in parts):
            self._fault(
                "debt.instalments_differ", "分期金额之和与总额不一致", "请核对分期金额", at, "amount", row["amount"]
            )
        return DebtItem(
            key=str(row.get("key") or f"item-{number}"),
            label=str(row.get("label") or "本金"),
            kind=self.choice(row, "kind", at, ItemKind, ItemKind.PRINCIPAL),
            parts=parts,
            currency=str(row.get("currency") or "CNY"),
            liability=self.choice(row, "liability", at, Liability, Liability.SOLE),
        )

    def _instalment(self, row: Mapping[str, Any], at: str, number: int) -> Part:
        self.only(row, at, frozenset({"amount", "due"}))
        return Part(self.amount(row, "amount", at), self.day(row, "due", at, optional=True))

    def term(self, row: Mapping[str, Any], at: str, number: int) -> DebtTerm:
        self.only(
            row,
            at,
            frozenset(
                {
                    "base_amount",
                    "base_mode",
                    "cap",
                    "conditional",
                    "end",
                    "items",
                    "key",
                    "label",
                    "penalty",
                    "rate",
                    "start",
                    "year_basis",
                }
            ),
        )
        rate = self._try(lambda: read_rate(str(row.get("rate", "")), field=f"{at}.rate", place=self.place), None)
        return DebtTerm(
            key=str(row.get("key") or f"interest-{number}"),
            label=str(row.get("label") or "利息"),
            items=tuple(str(key) for key in self.listed(row, "items", at)),
            rate=rate if rate is not None else read_rate("0"),
            start=self.day(row, "start", at) or _EPOCH,
            end=self.day(row, "end", at, optional=True),
            base_amount=self.amount(row, "base_amount", at) if row.get("base_amount") is not None else None,
            base_mode=self.choice(row, "base_mode", at, BaseMode, BaseMode.REMAINING),
            cap=self.amount(row, "cap", at) if row.get("cap") is not None else None,
            year_basis=self.whole(row, "year_basis", at),
            penalty=self.flag(row, "penalty", at),
            conditional=self.flag(row, "conditional", at),
        )

    def payment(self, row: Mapping[str, Any], at: str, number: int) -> Payment:
        self.only(row, at, frozenset({"amount", "currency", "day", "for", "source"}))
        return Payment(
            day=self.day(row, "day", at) or _EPOCH,
            amount=self.amount(row, "amount", at),
            source=self.choice(row, "source", at, PaymentSource, PaymentSource.VOLUNTARY),
            marked=tuple(str(name) for name in self.listed(row, "for", at)),
            currency=str(row.get("currency") or "CNY"),
        )

    def period(self, row: Mapping[str, Any], at: str, number: int) -> Period:
        """`from` is the first day excluded, `until` the first that counts again."""
        self.only(row, at, frozenset({"from", "until", "reason"}))
        first = self.day(row, "from", at) or _EPOCH
        until = self.day(row, "until", at, optional=True)
        return self._try(lambda: Period(first, until), Period(_EPOCH))

    def delay_money(self, row: Mapping[str, Any], at: str, number: int) -> DelayMoney:
        self.only(row, at, frozenset({"label", "amount", "fixed_on"}))
        label = str(row.get("label") or "迟延履行金")
        return DelayMoney(label, self.amount(row, "amount", at), self.day(row, "fixed_on", at) or _EPOCH)

    def exchange(self, row: Mapping[str, Any], at: str, number: int) -> Exchange:
        self.only(row, at, frozenset({"currency", "on", "rate", "minor_units"}))
        rate = self._decimal(row, "rate", at)
        on = self.day(row, "on", at) or _EPOCH
        return Exchange(str(row.get("currency", "")), on, rate, self.whole(row, "minor_units", at) or 100)

    def lending(self, data: Mapping[str, Any]) -> Lending | None:
        row = data.get("lending")
        if row is None:
            return None
        if not isinstance(row, Mapping):
            self._fault("facts.shape", "应为对象", "请按 {formed, filed} 填写", "", "lending", row)
            return None
        self.only(row, "lending", frozenset({"formed", "filed"}))
        return Lending(self.day(row, "formed", "lending") or _EPOCH, self.day(row, "filed", "lending") or _EPOCH)

    # -- values -------------------------------------------------------------------------------------------------

    def each(
        self, data: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any], str, int], T], within: str = ""
    ) -> tuple[T, ...]:
        results = []
        for number, row in enumerate(self.listed(data, key, within), 1):
            at = f"{within}.{key}[{number}]" if within else f"{key}[{number}]"
            if isinstance(row, Mapping):
                results.append(read(row, at, number))
            else:
                self._fault("facts.shape", "应为对象（键值对）", "用 duixian debt --example 查看示例", "", at, row)
        return tuple(results)

    def listed(self, data: Mapping[str, Any], key: str, at: str) -> Sequence[Any]:
        value = data.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, Sequence):
            self._fault("facts.shape", "应为列表", "请用方括号列出", at, key, value)
            return ()
        return value

    def amount(self, row: Mapping[str, Any], key: str, at: str) -> Fen:
        value = row.get(key, _NOTHING)
        if value is _NOTHING or value is None or isinstance(value, bool | float | Mapping | list):
            why = "缺少金额" if value is _NOTHING or value is None else "金额须写成字符串或整数，不得写成小数"
            self._fault("facts.amount", why, '请写成 "12345.67"', at, key, "" if value is _NOTHING else value)
            return 0
        name = f"{at}.{key}" if at else key
        return self._try(lambda: fen(str(value), field=name), 0)

    def day(self, row: Mapping[str, Any], key: str, at: str, *, optional: bool = False) -> date | None:
        value = row.get(key)
        if value is None:
            if not optional:
                self._fault("facts.day", "缺少日期", "请填写日期，例如 2026-11-22", at, key, "")
            return None
        name = f"{at}.{key}" if at else key
        return self._try(lambda: read_day(str(value), field=name, place=self.place), None)

    def choice(self, row: Mapping[str, Any], key: str, at: str, kind: type[E], default: E) -> E:
        value = row.get(key)
        if value is None:
            return default
        try:
            return kind(value)
        except ValueError:
            options = "、".join(str(entry.value) for entry in kind)
            self._fault("facts.choice", "不是可选的值", f"可选：{options}", at, key, value)
            return default

    def flag(self, row: Mapping[str, Any], key: str, at: str) -> bool:
        value = row.get(key, False)
        if not isinstance(value, bool):
            self._fault("facts.flag", "应为 true 或 false", "请改为 true 或 false", at, key, value)
            return False
        return value

    def whole(self, row: Mapping[str, Any], key: str, at: str) -> int | None:
        value = row.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
            self._fault("facts.whole", "应为正整数", "请填写正整数", at, key, value)
            return None
        return value

    def _decimal(self, row: Mapping[str, Any], key: str, at: str) -> Decimal:
        try:
            number = Decimal(str(row.get(key, "")))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number <= 0 or isinstance(row.get(key), float):
            self._fault("facts.number", "不是可识别的正数", '请写成字符串，例如 "7.1234"', at, key, row.get(key, ""))
            return Decimal(1)
        return number

    def only(self, row: Mapping[str, Any], at: str, known: frozenset[str]) -> None:
        for key in row:
            if key not in known:
                self._fault("facts.unknown_key", "没有这个键", f"可用：{'、'.join(sorted(known))}", at, key, row[key])

    def _try(self, read: Callable[[], T], default: T) -> T:
        try:
            return read()
        except BadInput as bad:
            self.faults.extend(bad.faults)
            return default

    def _fault(self, code: str, template: str, remedy: str, at: str, key: str, value: object) -> None:
        name = f"{at}.{key}" if at else key
        self.faults.append(Fault(code, template, remedy, name, str(value)[:80], self.place))


def facts_as_json(facts: DebtFacts) -> dict[str, Any]:
    """The facts as `read_facts` reads them."""
    return {
        "items": [
            {
                "key": item.key,
                "label": item.label,
                "kind": item.kind.value,
                "amount": yuan(item.amount),
                "currency": item.currency,
                "liability": item.liability.value,
                "instalments": [{"amount": yuan(part.amount), "due": _iso(part.due)} for part in item.parts],
            }
            for item in facts.items
        ],
        "interests": [
            {
                "key": term.key,
                "label": term.label,
                "items": list(term.items),
                "rate": rate_text(term.rate),
                "start": term.start.isoformat(),
                "end": _iso(term.end),
                "base_amount": None if term.base_amount is None else yuan(term.base_amount),
                "base_mode": term.base_mode.value,
                "cap": None if term.cap is None else yuan(term.cap),
                "year_basis": term.year_basis,
                "penalty": term.penalty,
                "conditional": term.conditional,
            }
            for term in facts.terms
        ],
        "payments": [
            {
                "day": payment.day.isoformat(),
                "amount": yuan(payment.amount),
                "source": payment.source.value,
                "for": list(payment.marked),
                "currency": payment.currency,
            }
            for payment in facts.payments
        ],
        "excluded": [{"from": period.start.isoformat(), "until": _iso(period.end)} for period in facts.excluded],
        "set_off": list(facts.set_off),
        "acceleration": facts.acceleration,
        "delay_money": [
            {"label": money.label, "amount": yuan(money.amount), "fixed_on": money.fixed_on.isoformat()}
            for money in facts.delay_money
        ],
        "lending": None
        if facts.lending is None
        else {"formed": facts.lending.formed.isoformat(), "filed": facts.lending.filed.isoformat()},
        "exchange": [
            {"currency": e.currency, "on": e.on.isoformat(), "rate": str(e.rate), "minor_units": e.minor_units}
            for e in facts.exchange
        ],
        "insolvent_on": _iso(facts.insolvent_on),
        "conventions": _conventions(facts.conventions),
    }


def statement_as_json(statement: Statement) -> dict[str, Any]:
    """The statement with stable keys: on, currency, total, lines, steps, set_offs, received, overpaid, excluded,
    conventions (value, basis, status), warnings."""
    return {
        "on": statement.on.isoformat(),
        "currency": statement.currency,
        "total": yuan(statement.total),
        "received": yuan(statement.received),
        "overpaid": yuan(statement.overpaid),
        "lines": [
            {
                "key": line.key,
                "label": line.label,
                "kind": line.kind.value,
                "opening": yuan(line.opening),
                "accrued": yuan(line.accrued),
                "paid": yuan(line.paid),
                "remaining": yuan(line.remaining),
            }
            for line in statement.lines
        ],
        "steps": [
            {
                "key": step.key,
                "label": step.label,
                "kind": step.kind.value,
                "base": yuan(step.base),
                "rate": step.rate,
                "first": step.first.isoformat(),
                "last": step.last.isoformat(),
                "days": step.days,
                "formula": step.formula,
                "amount": yuan(step.amount),
                "citations": [citation.as_json() for citation in step.citations],
                "note": step.note,
            }
            for step in statement.steps
        ],
        "set_offs": [
            {
                "day": row.day.isoformat(),
                "key": row.key,
                "label": row.label,
                "kind": row.kind.value,
                "amount": yuan(row.amount),
                "marked": row.marked,
                "citations": [citation.as_json() for citation in row.citations],
            }
            for row in statement.set_offs
        ],
        "excluded": [{"from": period.start.isoformat(), "until": _iso(period.end)} for period in statement.excluded],
        "conventions": {
            name: {"value": value, "basis": NOTES[name].basis, "status": NOTES[name].status.value}
            for name, value in _conventions(statement.conventions).items()
        },
        "warnings": [fault.as_json() for fault in statement.warnings],
    }


def _conventions(conventions: Conventions) -> dict[str, Any]:
    values = {entry.name: getattr(conventions, entry.name) for entry in fields(Conventions)}
    return {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
