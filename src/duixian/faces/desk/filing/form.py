"""The right-hand form: rows made from a reading, and a confirmed draft made from the rows as they were sent.

Each row carries what was read as JSON (`base`) and shows what an officer may correct; what is shown wins.
Rows are known by tokens, so that rows may be added and removed in any order.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.http import QueryDict

from duixian.base import casenumber, money
from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.terms import from_json, to_json
from duixian.faces.desk import wording
from duixian.law.obligations import (
    ActDuty,
    Event,
    InterestTerm,
    ItemKind,
    Liability,
    MoneyItem,
    Ordered,
    Rate,
    RatePer,
    RateSource,
    When,
)
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind

T = TypeVar("T")
_ASKED = (Event.FILED, Event.SERVED, Event.SIGNED, Event.DEMANDED)
"""Events whose day the officer is asked for when the title counts from them (the day of effect is always asked)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its token, the texts in its fields, what was read as JSON to carry along, and that in words."""

    token: str
    fields: Mapping[str, str]
    base: str
    key: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The repeating parts of the form."""

    parties: tuple[Row, ...]
    items: tuple[Row, ...]
    interests: tuple[Row, ...]
    acts: tuple[Row, ...]


def rows_of(draft: FilingDraft) -> Rows:
    """The rows for a draft."""
    ordered = draft.ordered
    return Rows(
        tuple(_row(f"p{n}", party) for n, party in enumerate(draft.parties)),
        tuple(_row(f"i{n}", item) for n, item in enumerate(ordered.items)),
        tuple(_row(f"t{n}", term) for n, term in enumerate(ordered.interests)),
        tuple(_row(f"a{n}", duty) for n, duty in enumerate(ordered.acts)),
    )


def blank_row(kind: str, token: str) -> Row:
    """An empty row of a kind (`party`, `item`, `interest`, `act`). Raises `KeyError` for any other."""
    made: Mapping[str, Any] = {
        "party": DraftParty("", Role.APPLICANT, PartyKind.PERSON),
        "item": MoneyItem(key=f"n{token}", label="", kind=ItemKind.PRINCIPAL, amount=None),
        "interest": InterestTerm(
            key=f"n{token}", items=(), rate=Rate(RateSource.LPR_1Y), start=When(event=Event.EFFECTIVE)
        ),
        "act": ActDuty(key=f"n{token}", text=""),
    }
    return _row(token, made[kind])


def asked_events(ordered: Ordered) -> list[tuple[str, str]]:
    """Events the title counts from whose day is not written in it, with their names."""
    days: list[When | None] = [item.due for item in ordered.items]
    days += [part.due for item in ordered.items for part in item.instalments]
    days += [day for term in ordered.interests for day in (term.start, term.end, term.rate.pinned_on)]
    found = {day.event for day in days if day is not None and day.on is None}
    return [(event.value, wording.EVENTS[event]) for event in _ASKED if event in found]


def draft_of(posted: QueryDict) -> FilingDraft:
    """The draft as the officer confirmed it. Raises `BadInput` with every field that cannot be read."""
    faults: list[Fault] = []
    number = None
    text = posted.get("title_number", "").strip()
    if text:
        try:
            number = casenumber.parse(text)
        except BadInput as bad:
            faults += bad.faults
    ordered = Ordered(
        items=tuple(_each(posted, "item", _item, faults)),
        interests=tuple(_each(posted, "interest", _interest, faults)),
        acts=tuple(_each(posted, "act", _duty, faults)),
        set_off=_names(posted.get("set_off", "")),
        acceleration="acceleration" in posted,
        doubled_clause="doubled_clause" in posted,
    )
    draft = FilingDraft(
        court=posted.get("court", "").strip(),
        title_number=number,
        title_kind=_choice(TitleKind, posted.get("title_kind", ""), TitleKind.UNKNOWN),
        title_date=_day(posted, "title_date", "作出日期", faults),
        effective_on=_day(posted, "effective_on", "生效日期", faults),
        cause=posted.get("cause", "").strip(),
        parties=tuple(_each(posted, "party", _party, faults)),
        ordered=ordered,
    )
    if faults:
        raise BadInput.of(faults)
    return draft


def events_of(posted: QueryDict) -> dict[str, str]:
    """The days of the events asked for, as they are kept with the title. Raises `BadInput` for what is no day."""
    faults: list[Fault] = []
    days = {event.value: _day(posted, f"event_{event.value}", wording.EVENTS[event], faults) for event in _ASKED}
    if faults:
        raise BadInput.of(faults)
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def as_typed(posted: QueryDict) -> Rows:
    """The rows exactly as sent, for showing a refused form again: nothing that was typed is lost."""
    parties, items, interests, acts = (
        tuple(_typed(posted, kind, cls))
        for kind, cls in (("party", DraftParty), ("item", MoneyItem), ("interest", InterestTerm), ("act", ActDuty))
    )
    return Rows(parties, items, interests, acts)


def _typed(posted: QueryDict, kind: str, cls: type[Any]) -> Iterator[Row]:
    for token in posted.getlist(kind):
        at = f"{kind}-{token}"
        try:
            read = _row(token, _base(posted, at, cls))
        except BadInput:
            continue  # not a row of ours: the fault is in the list
        yield replace(read, fields={name: posted.get(f"{at}-{name}", "") for name in read.fields})


def _each(posted: QueryDict, kind: str, reader: Any, faults: list[Fault]) -> Iterator[Any]:
    for token in posted.getlist(kind):
        try:
            yield reader(posted, f"{kind}-{token}")
        except BadInput as bad:
            faults += bad.faults


def _party(posted: QueryDict, at: str) -> DraftParty:
    base = _base(posted, at, DraftParty)
    return replace(
        base,
        name=posted.get(f"{at}-name", "").strip(),
        role=_choice(Role, posted.get(f"{at}-role", ""), base.role),
        kind=_choice(PartyKind, posted.get(f"{at}-kind", ""), base.kind),
        id_number="".join(posted.get(f"{at}-id_number", "").split()).upper(),
        phone=posted.get(f"{at}-phone", "").strip(),
        address=posted.get(f"{at}-address", "").strip(),
    )


def _item(posted: QueryDict, at: str) -> MoneyItem:
    base = _base(posted, at, MoneyItem)
    label = posted.get(f"{at}-label", "").strip()
    text = posted.get(f"{at}-amount", "").strip()
    amount = money.fen(text, field=label or "金额") if text else None
    if amount is not None and amount < 0:
        raise BadInput(Fault("amount.negative", "金额不能为负", "请核对金额", field=label or "金额", value=text))
    due = _override(posted, f"{at}-due", base.due)
    # parts that were read no longer fit a sum the officer changed: they are left out rather than contradict it
    instalments = base.instalments if amount == base.amount else ()
    return replace(
        base,
        label=label,
        kind=_choice(ItemKind, posted.get(f"{at}-kind", ""), base.kind),
        amount=amount,
        creditors=_names(posted.get(f"{at}-creditors", "")),
        debtors=_names(posted.get(f"{at}-debtors", "")),
        liability=_choice(Liability, posted.get(f"{at}-liability", ""), base.liability),
        due=due,
        instalments=instalments,
    )


def _interest(posted: QueryDict, at: str) -> InterestTerm:
    base = _base(posted, at, InterestTerm)
    source = _choice(RateSource, posted.get(f"{at}-source", ""), base.rate.source)
    value = _decimal(posted, f"{at}-value", "利率") if source is RateSource.FIXED else None
    if source is RateSource.FIXED and value is None:
        raise BadInput(Fault("rate.missing", "约定利率须填写数值", "请填写百分数，例如 6", field=base.label))
    rate = replace(
        base.rate,
        source=source,
        value=value,
        per=_choice(RatePer, posted.get(f"{at}-per", ""), base.rate.per),
        multiple=_decimal(posted, f"{at}-multiple", "倍数") or Decimal(1),
        plus=_decimal(posted, f"{at}-plus", "加点") or Decimal(0),
    )
    amount = posted.get(f"{at}-base_amount", "").strip()
    start = _override(posted, f"{at}-start", base.start)
    if start is None:
        raise BadInput(Fault("interest.start", "利息须有起算日", "请填写起算日", field=base.label))
    return replace(
        base,
        label=posted.get(f"{at}-label", "").strip() or base.label,
        items=tuple(posted.get(f"{at}-items", "").replace("，", ",").replace(" ", "").strip(",").split(","))
        if posted.get(f"{at}-items", "").strip(", ，")
        else (),
        rate=rate,
        start=start,
        end=_override(posted, f"{at}-end", base.end),
        base_amount=money.fen(amount, field="计息基数") if amount else None,
    )


def _duty(posted: QueryDict, at: str) -> ActDuty:
    base = _base(posted, at, ActDuty)
    return replace(
        base,
        text=posted.get(f"{at}-text", "").strip(),
        creditors=_names(posted.get(f"{at}-creditors", "")),
        debtors=_names(posted.get(f"{at}-debtors", "")),
    )


def _base(posted: QueryDict, at: str, cls: type[T]) -> T:
    try:
        return from_json(cls, json.loads(posted.get(f"{at}-base", "")))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        fault = Fault("filing.row", "表单中的一行不完整", "请重新识别文书后再填写", field="表单", value=at)
        raise BadInput(fault) from error


def _override(posted: QueryDict, name: str, read: When | None) -> When | None:
    """A day typed in wins over what the title says; an empty field keeps it."""
    faults: list[Fault] = []
    day = _day(posted, name, "日期", faults)
    if faults:
        raise BadInput.of(faults)
    if day is None or (read is not None and _iso(read) == day.isoformat()):
        return read
    return When(on=day)


def _day(posted: QueryDict, name: str, label: str, faults: list[Fault]) -> date | None:
    text = posted.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Fault("date.unreadable", "不是存在的日期", "请按 2026-03-02 的格式填写", field=label, value=text))
        return None


def _decimal(posted: QueryDict, name: str, label: str) -> Decimal | None:
    text = posted.get(name, "").strip().removesuffix("%")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or number < 0 or number > 1000:
        raise BadInput(Fault("rate.unreadable", "不是可识别的数值", "请填写 0 至 1000 的数", field=label, value=text))
    return number


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("，", "、").replace(",", "、").split("、") if name.strip())


def _choice(kind: type[T], text: str, otherwise: T) -> T:
    values: Iterable[Any] = kind  # type: ignore[assignment]  # an enumeration is iterable
    return next((value for value in values if value == text), otherwise)


def _row(token: str, value: Any) -> Row:
    base = json.dumps(to_json(value), ensure_ascii=False)
    if isinstance(value, DraftParty):
        shown = {"name": value.name, "role": value.role.value, "kind": value.kind.value, "id_number": value.id_number}
        shown |= {"phone": value.phone, "address": value.address}
        return Row(token, shown, base, words=value.printed_role)
    if isinstance(value, MoneyItem):
        shown = {
            "label": value.label,
            "kind": value.kind.value,
            "amount": "" if value.amount is None else money.yuan(value.amount),
            "creditors": "、".join(value.creditors),
            "debtors": "、".join(value.debtors),
            "liability": value.liability.value,
            "due": _iso(value.due),
        }
        return Row(token, shown, base, value.key, _item_words(value))
    if isinstance(value, InterestTerm):
        shown = {
            "label": value.label,
            "items": "，".join(value.items),
            "source": value.rate.source.value,
            "value": "" if value.rate.value is None else str(value.rate.value),
            "per": value.rate.per.value,
            "multiple": str(value.rate.multiple),
            "plus": str(value.rate.plus),
            "start": _iso(value.start),
            "end": _iso(value.end),
            "base_amount": "" if value.base_amount is None else money.yuan(value.base_amount),
        }
        return Row(token, shown, base, value.key, wording.interest(value))
    duty: ActDuty = value
    shown = {"text": duty.text, "creditors": "、".join(duty.creditors), "debtors": "、".join(duty.debtors)}
    return Row(token, shown, base, duty.key, wording.when(duty.due))


def _iso(day: When | None) -> str:
    return day.on.isoformat() if day is not None and day.on is not None and not (day.days or day.months) else ""


def _item_words(item: MoneyItem) -> str:
    parts = [f"{money.display(part.amount)}（{wording.when(part.due)}）" for part in item.instalments]
    return "；".join(filter(None, (wording.when(item.due), *parts, item.priority)))
