"""When a sum is due: one day for all sums of a sentence, a day of its own for each, or instalments of one debt."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.law.obligations import Instalment, MoneyItem, When
from duixian.reading.judgments.amounts import Amount
from duixian.reading.judgments.days import Found, find_dues
from duixian.reading.judgments.result import What
from duixian.reading.judgments.sheet import Context, Sheet


def read_dues(sheet: Sheet, start: int, end: int, made: list[str], context: Context) -> None:
    """Instalments where sums have days of their own, else one day for every sum of the sentence."""
    dues = find_dues(sheet.text, start, end)
    for due in dues:
        if due.when is None:
            sheet.lack(
                due.start,
                due.end,
                Fault("date.impossible", "日期不存在", "请对照文书更正日期", "日期", sheet.text[due.start : due.end]),
            )
            continue
        sheet.mark(due.start, due.end, What.DUE, "due.within" if due.when.event else "due.by", made)
        if due.working:
            sheet.notice(due.start, due.end, Fault("judgment.working_days", "期限以工作日计", "请按工作日核对到期日"))
    real = [due for due in dues if due.when]
    owed = [key for key in made if key in sheet.places]
    whole = _whole_of(sheet, owed)
    if whole and real and _instalments_of(sheet, whole, owed[1:], real):
        return
    if len(real) > 1 and len(owed) > 1 and _dated_one_by_one(sheet, owed, real):
        for key in owed:
            sheet.change(key, due=_nearest(sheet, sheet.places[key], real))
        _instalments(sheet, owed)
    elif real and real[0].when:
        context.due = real[0].when
        for key in made:
            if key in sheet.items:
                sheet.change(
                    key,
                    due=real[0].when
                    if len(real) == 1 or key not in sheet.places
                    else _nearest(sheet, sheet.places[key], real),
                )


_MONTHLY = re.compile(
    r"自(?P<year>\d{4})年(?P<month>\d{1,2})月(?:份)?(?:起|开始)[^。；]{0,20}?每(?:个)?月(?:的)?(?P<day>\d{1,2})(?:日|号)"
)
_MOST_INSTALMENTS = 600


def monthly(sheet: Sheet, start: int, amount: Amount) -> bool:
    """自2025年1月起每月25日前支付100元: the one debt of the sentence in monthly instalments, the last the rest.

    False where the sentence names no first month or no single debt before the instalment.
    """
    said = _MONTHLY.search(sheet.text, start, amount.start)
    debts = [key for key, place in sheet.places.items() if start <= place[0] < amount.start]
    total = sheet.items[debts[0]].amount if len(debts) == 1 else None
    if not said or not total or not amount.minor or total > amount.minor * _MOST_INSTALMENTS:
        return False
    year, month, day = int(said["year"]), int(said["month"]), int(said["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    parts: list[Instalment] = []
    while total > 0:
        last = min(day, monthrange(year, month)[1])
        parts.append(Instalment(min(total, amount.minor), When(on=date(year, month, last))))
        total -= parts[-1].amount
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    sheet.change(debts[0], instalments=tuple(parts), due=None)
    sheet.mark(amount.start, amount.end, What.INSTALMENT, "instalment.monthly", (debts[0],))
    return True


def spread_over_items(sheet: Sheet) -> None:
    """一、尚欠300元；二、上述款项于…前支付100元，于…前支付200元: the second item only dates the debt of the first.

    Told by the sums: all sums of an item have days and together are exactly the undated sums of an earlier one. With
    several debts in the first item the payments are not divided among them; the officer is asked to.
    """
    for later in sorted(sheet.ordinals):
        dated = [key for key in sheet.ordinals[later] if key in sheet.items]
        if not dated or not all(_has_day(sheet.items[key]) for key in dated):
            continue
        parts = [part for key in dated for part in _parts(sheet.items[key])]
        for earlier in sorted(n for n in sheet.ordinals if n < later):
            debts = [key for key in sheet.ordinals[earlier] if key in sheet.items and not _has_day(sheet.items[key])]
            if not debts or sum(sheet.items[key].amount or 0 for key in debts) != sum(part.amount for part in parts):
                continue
            if len(debts) == 1:
                single = parts[0].due if len(parts) == 1 else None
                sheet.change(debts[0], due=single, instalments=() if single else tuple(parts))
            else:
                place = sheet.places[dated[0]]
                ask = Fault("judgment.instalments", "分期款是前述几项的合计，未写明先还哪一项", "请把各期分配到各项")
                sheet.notice(*place, ask)
            for key in dated:
                sheet.drop(key, debts[0])
            sheet.spans = [
                replace(span, what=What.INSTALMENT, rule="instalment.of_earlier_item", refers=tuple(debts))
                if span.refers == (debts[0],) and span.what is What.AMOUNT and span.start > sheet.places[debts[-1]][1]
                else span
                for span in sheet.spans
            ]
            break


def _has_day(item: MoneyItem) -> bool:
    return item.due is not None or bool(item.instalments)


def _parts(item: MoneyItem) -> tuple[Instalment, ...]:
    return item.instalments or (Instalment(item.amount or 0, item.due or When()),)


def _nearest(sheet: Sheet, place: tuple[int, int], dues: Sequence[Found]) -> When | None:
    """The day in the sum's own clause (余款200元于…前付清), else the last one before it, else the first after it."""
    start = max(sheet.text.rfind(mark, 0, place[0]) for mark in "，；。") + 1
    stops = [at for mark in "，；。" if (at := sheet.text.find(mark, place[1])) != -1]
    own = [due for due in dues if start <= due.start and due.end <= min(stops, default=len(sheet.text))]
    before = [due for due in dues if due.end <= place[0]]
    return (own[0] if own else before[-1] if before else dues[0]).when


def _whole_of(sheet: Sheet, keys: list[str]) -> str:
    """The first sum, where those after it are exactly its parts: 尚欠300元，于…前支付100元，余款200元于…前付清."""
    if len(keys) < 3:
        return ""
    first, parts = sheet.items[keys[0]], [sheet.items[key].amount or 0 for key in keys[1:]]
    return keys[0] if first.amount == sum(parts) and first.currency == sheet.items[keys[1]].currency else ""


def _instalments_of(sheet: Sheet, whole: str, parts: list[str], dues: Sequence[Found]) -> bool:
    """Turn `parts` into dated instalments of `whole`; False where a part has no day of its own."""
    days = [_nearest(sheet, sheet.places[key], dues) for key in parts]
    if len({str(day) for day in days}) != len(days):
        return False
    instalments = tuple(
        Instalment(sheet.items[k].amount or 0, day or When()) for k, day in zip(parts, days, strict=True)
    )
    for key in parts:
        place = sheet.places[key]
        sheet.drop(key, whole)
        sheet.spans = [
            replace(span, what=What.INSTALMENT, rule="instalment.of_debt")
            if (span.start, span.end) == place and span.what is What.AMOUNT
            else span
            for span in sheet.spans
        ]
    sheet.change(whole, instalments=instalments, due=None)
    return True


def _dated_one_by_one(sheet: Sheet, keys: list[str], dues: Sequence[Found]) -> bool:
    days = [_nearest(sheet, sheet.places[key], dues) for key in keys]
    return len({str(day) for day in days}) == len(days)


def _instalments(sheet: Sheet, keys: list[str]) -> None:
    """Sums of one debt with a day each become one item with instalments; other dated sums stay apart."""
    same = {(sheet.items[k].debtors, sheet.items[k].creditors, sheet.items[k].kind) for k in keys}
    if len(same) != 1:
        return
    first = sheet.items[keys[0]]
    parts = tuple(Instalment(sheet.items[k].amount or 0, sheet.items[k].due or When()) for k in keys)
    total: Fen = sum(part.amount for part in parts)
    for key in keys[1:]:
        sheet.drop(key, keys[0])
    sheet.items[keys[0]] = replace(first, amount=total, due=None, instalments=parts)
    sheet.spans = [
        replace(span, what=What.INSTALMENT, rule="instalment.dated")
        if keys[0] in span.refers and span.what is What.AMOUNT
        else span
        for span in sheet.spans
    ]
