"""From what a title orders to what a debt is computed from: every `When` becomes a day, or a fault says why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from duixian.base.days import ONE_DAY, Period, add_days, add_months_clipped
from duixian.base.faults import BadInput, Fault
from duixian.law.calendar import Calendar
from duixian.law.interest.conventions import Conventions
from duixian.law.interest.facts import DebtFacts, DebtItem, DebtTerm, KnownRate, Part, Payment
from duixian.law.obligations import Event, InterestTerm, ItemKind, Liability, MoneyItem, Ordered, When

_EVENTS = {
    Event.EFFECTIVE: "执行依据生效之日",
    Event.SERVED: "送达之日",
    Event.SIGNED: "签订之日",
    Event.FILED: "起诉（立案）之日",
    Event.DEMANDED: "催告之日",
    Event.EXPIRY: "履行期间届满之日",
    Event.PAID: "实际付清之日",
    Event.BREACHED: "逾期之日",
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """Facts ready to compute with, and what could not be resolved (those parts are left out of `facts`)."""

    facts: DebtFacts
    faults: tuple[Fault, ...]


def facts_from(
    ordered: Ordered,
    *,
    events: Mapping[Event, date],
    payments: Sequence[Payment] = (),
    excluded: Sequence[Period] = (),
    conventions: Conventions | None = None,
    calendar: Calendar | None = None,
    debtor: str = "",
) -> Resolved:
    """Resolve what a title orders with the days the case knows.

    A period counted from an event excludes the day of the event and, given a `calendar`, moves from a holiday to the
    next working day (民事诉讼法 85); a day the title names is never moved. An item without a day of its own falls due
    when the title takes effect (法释〔2014〕8号 第二条). With `debtor`, only what that debtor answers for: his share of
    a several debt, the whole of a joint one. Never raises: what is missing comes back as faults
    (`debt.event_unknown`, `debt.amount_missing`, `debt.currency_mixed`, `debt.no_base`,
    `debt.backwards`).
    """
    reader = _Reader(events, calendar)
    items = [item for entry in ordered.items if (item := reader.item(entry, debtor)) is not None]
    kept = {item.key: item for item in items}
    terms = [term for entry in ordered.interests if (term := reader.term(entry, kept, ordered)) is not None]
    facts = DebtFacts(
        items=tuple(items),
        terms=tuple(terms),
        payments=tuple(payments),
        excluded=tuple(excluded),
        set_off=ordered.set_off,
        acceleration=ordered.acceleration,
        conventions=conventions or Conventions(),
    )
    return Resolved(facts, tuple(reader.faults))


class _Reader:
    def __init__(self, events: Mapping[Event, date], calendar: Calendar | None) -> None:
        self.events = events
        self.calendar = calendar
        self.faults: list[Fault] = []

    def item(self, entry: MoneyItem, debtor: str) -> DebtItem | None:
        amount = entry.amount
        if amount is None and entry.instalments:
            amount = sum(part.amount for part in entry.instalments)
        if amount is None:
            self.faults.append(
                Fault("debt.amount_missing", "执行依据未载明金额，未计入", "请填写金额", field=entry.label)
            )
            return None
        if debtor and entry.debtors and debtor not in entry.debtors:
            return None
        parts = self._parts(entry, amount)
        if debtor and entry.liability is Liability.SEVERAL and entry.shares:
            parts = _only(parts, entry.shares.get(debtor, 0))
        return DebtItem(entry.key, entry.label, entry.kind, parts, entry.currency, entry.liability)

    def _parts(self, entry: MoneyItem, amount: int) -> tuple[Part, ...]:
        final = self.due(entry.due, entry.label) if entry.due is not None else None
        if not entry.instalments:
            if entry.due is None:
                final = self.events.get(Event.EFFECTIVE)
            return (Part(amount, final),)
        parts = [Part(part.amount, self.due(part.due, entry.label)) for part in entry.instalments]
        rest = amount - sum(part.amount for part in parts)
        if rest > 0:
            last = max((part.due for part in parts if part.due is not None), default=None)
            parts.append(Part(rest, final or last))
        if rest:
            self.faults.append(
                Fault(
                    "debt.instalments_differ",
                    "分期金额之和与总额不一致，差额已按最后一期处理"
                    if rest > 0
                    else "分期金额之和大于总额，按分期计算",
                    "请核对分期金额",
                    field=entry.label,
                )
            )
        return tuple(parts)

    def term(self, entry: InterestTerm, items: Mapping[str, DebtItem], ordered: Ordered) -> DebtTerm | None:
        keys = tuple(key for key in entry.items if key in items)
        if not entry.items:
            keys = tuple(key for key, item in items.items() if item.kind is ItemKind.PRINCIPAL)
        if not keys and entry.items:
            return None  # its items are not this debtor's, or had no amount and are reported already
        if len({items[key].currency for key in keys}) > 1:
            self.faults.append(
                Fault("debt.currency_mixed", "一项利息的基数含有不同货币", "请按货币拆分", field=entry.label)
            )
            return None
        if not keys and entry.base_amount is None:
            self.faults.append(
                Fault("debt.no_base", "利息没有基数，未计入", "请填写基数或所依据的项目", field=entry.label)
            )
            return None
        dues = [part.due for key in keys for part in items[key].parts if part.due is not None]
        start = self.day(entry.start, entry.label, dues)
        end = None
        if entry.end is not None and entry.end.event is not Event.PAID:
            end = self.day(entry.end, entry.label, dues)
            if end is None:
                return None
        pinned = None
        if entry.rate.pinned_on is not None:
            pinned = self.day(entry.rate.pinned_on, entry.label, dues)
            if pinned is None:
                return None
        if start is None:
            return None
        if end is not None and end < start:
            self.faults.append(
                Fault(
                    "debt.backwards",
                    "止日早于起日（{start}），该项利息未计入",
                    "请核对起止日期",
                    field=entry.label,
                    value=end.isoformat(),
                    data={"start": start.isoformat()},
                )
            )
            return None
        rate = entry.rate
        known = KnownRate(rate.source, rate.value, rate.per, rate.multiple, rate.plus, pinned, rate.term)
        return DebtTerm(
            key=entry.key,
            label=entry.label,
            items=keys,
            rate=known,
            start=start,
            end=end,
            base_amount=entry.base_amount,
            base_mode=entry.base_mode,
            cap=entry.cap,
            year_basis=entry.year_basis,
            penalty=entry.penalty,
            conditional=entry.conditional,
        )

    def due(self, when: When, label: str) -> date | None:
        """The last day of a period for performing; counted from an event it moves off a holiday."""
        day = self.day(when, label, [])
        counted = when.on is None and (when.days or when.months)
        if day is not None and counted and self.calendar is not None:
            return self.calendar.next_working(day)
        return day

    def day(self, when: When, label: str, dues: Sequence[date]) -> date | None:
        base = when.on
        if base is None and when.event is not None:
            base = self.events.get(when.event)
            if base is None and dues and when.event is Event.EXPIRY:
                base = min(dues)
            if base is None and dues and when.event is Event.BREACHED:
                base = min(dues) + ONE_DAY
        if base is None:
            name = _EVENTS[when.event] if when.event else "日期"
            self.faults.append(
                Fault(
                    "debt.event_unknown",
                    "“{label}”取决于{event}，该日期尚未填写",
                    "请填写{event}",
                    field=label,
                    data={"label": label, "event": name},
                )
            )
            return None
        try:
            return add_days(add_months_clipped(base, when.months), when.days + when.following)
        except BadInput as bad:
            self.faults.extend(replace(fault, field=label) for fault in bad.faults)
            return None


def _only(parts: Sequence[Part], share: int) -> tuple[Part, ...]:
    """A share of a debt in parts: each part in proportion, the last takes what rounding leaves."""
    whole = sum(part.amount for part in parts)
    if not whole:
        return tuple(parts)
    taken = [replace(part, amount=part.amount * share // whole) for part in parts]
    rest = share - sum(part.amount for part in taken)
    return (*taken[:-1], replace(taken[-1], amount=taken[-1].amount + rest))
