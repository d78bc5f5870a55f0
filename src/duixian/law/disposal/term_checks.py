"""What the law has against the terms of a round: all of it, each with its article (AUC-01 to 09, 17, 21)."""

from collections.abc import Iterator
from datetime import date, timedelta

from duixian.base.days import add_days, add_months_clipped
from duixian.base.faults import Fault
from duixian.base.money import display
from duixian.law.calendar import Calendar
from duixian.law.disposal.pricing import ReferencePrice
from duixian.law.disposal.terms import (
    PreviousRound,
    RoundKind,
    RoundTerms,
    no_previous,
    notice_days,
    round_up,
    start_floor,
    unlisted,
    usual_deposit,
)
from duixian.law.disposal.values import cited, day_of, number, numbers, platforms
from duixian.law.periods import deadline, rule


def check_terms(
    terms: RoundTerms, *, price: ReferencePrice, previous: PreviousRound | None, on: date, calendar: Calendar
) -> tuple[Fault, ...]:
    """Everything the law has against publishing these terms `on` that day; empty when it bears them.

    Notice periods are counted back from the day of opening and end on the calendar day itself: a notice on the web can
    be published on any day.
    """
    if terms.opens_at.tzinfo is None or terms.ends_at.tzinfo is None:
        return (Fault("terms.no_zone", "竞价时间没有时区", "请填写带时区的时间", field="竞价时间"),)
    checks = (
        _order(terms, previous),
        _panel(terms, on),
        _platform(terms, previous),
        _price(terms, price, previous),
        _money(terms),
        _period(terms),
        _notice(terms),
        _after(terms, previous, calendar),
        _told(terms),
    )
    return tuple(fault for found in checks for fault in found)


def _order(terms: RoundTerms, previous: PreviousRound | None) -> Iterator[Fault]:
    kind = terms.kind
    if previous is None:
        if kind is not RoundKind.FIRST:
            yield no_previous(kind)
        return
    expected = (
        previous.kind
        if previous.defaulted
        else {RoundKind.FIRST: RoundKind.SECOND, RoundKind.SECOND: RoundKind.SALE}.get(previous.kind)
    )
    if kind is not expected:
        yield Fault(
            "terms.wrong_round",
            "前次为 {previous}，本次不能是 {kind}（《网络司法拍卖规定》第二十四条、第二十六条）",
            "流拍后依次为二拍、变卖；悔拍后重新进行同一轮次",
            field="轮次",
            value=kind.value,
            data={"previous": previous.kind.value, "kind": kind.value},
        )


def _panel(terms: RoundTerms, on: date) -> Iterator[Fault]:
    if terms.panel_on is None or terms.panel_on > terms.published_on:
        yield Fault(
            "terms.no_panel",
            "起拍价、降价幅度、增价幅度、保证金和优先购买权顺序尚未经合议庭评议确定（《网络司法拍卖规定》第二十七条）",
            "请先由合议庭评议",
            field="合议庭评议",
        )
    if terms.published_on < on:
        yield Fault(
            "terms.published_in_the_past",
            "公告日已过",
            "请改为今日或者以后的日期",
            field="公告日",
            value=terms.published_on.isoformat(),
        )


def _platform(terms: RoundTerms, previous: PreviousRound | None) -> Iterator[Fault]:
    if terms.platform not in platforms(on=terms.published_on):
        yield unlisted(terms.platform, terms.published_on)
    if previous is not None and terms.platform != previous.platform:
        yield Fault(
            "terms.other_platform",
            "再次拍卖、变卖应当在同一平台进行，前次为 {previous}（《网络司法拍卖规定》第二十六条）",
            "请改为同一平台",
            field="平台",
            value=terms.platform,
            data={"previous": previous.platform},
        )


def _price(terms: RoundTerms, price: ReferencePrice, previous: PreviousRound | None) -> Iterator[Fault]:
    on = terms.published_on
    first_notice = previous.first_published_on if previous else on
    if not price.fixed_on <= first_notice <= price.valid_until:
        yield Fault(
            "terms.price_expired",
            "一拍公告不在参考价有效期内（{since} 至 {until}，{basis}）",
            "请重新确定参考价",
            field="参考价",
            value=display(price.amount),
            data={
                "since": price.fixed_on.isoformat(),
                "until": price.valid_until.isoformat(),
                "basis": cited("validity_months", on=on),
            },
        )
    last = add_months_clipped(price.valid_until, numbers("validity_months", on=on)[1])
    if day_of(terms.opens_at) > last:
        yield Fault(
            "terms.price_stale",
            "拍卖时超过参考价有效期六个月，最迟 {last}（{basis}）",
            "请重新确定参考价",
            field="竞价开始",
            value=day_of(terms.opens_at).isoformat(),
            data={"last": last.isoformat(), "basis": cited("validity_months", on=on)},
        )
    if terms.kind is not RoundKind.FIRST and previous is None:
        return
    floor = start_floor(terms.kind, price=price, previous=previous, on=on)
    if terms.start < floor:
        yield Fault(
            "terms.start_below_floor",
            "起拍价不得低于 {floor}（{basis}）",
            "请提高起拍价",
            field="起拍价",
            value=display(terms.start),
            data={"floor": display(floor), "basis": _floor_basis(terms.kind, on)},
        )
    if terms.kind is RoundKind.SALE and terms.start > floor:
        yield Fault(
            "terms.sale_price",
            "网络司法变卖价应为二拍起拍价 {floor}（{basis}）",
            "请改为二拍起拍价",
            field="变卖价",
            value=display(terms.start),
            data={"floor": display(floor), "basis": _floor_basis(terms.kind, on)},
        )


def _floor_basis(kind: RoundKind, on: date) -> str:
    names = {
        RoundKind.FIRST: "start_floor_percent",
        RoundKind.SECOND: "second_cut_percent",
        RoundKind.SALE: "sale_window_days",
    }
    return cited(names[kind], on=on)


def _money(terms: RoundTerms) -> Iterator[Fault]:
    on = terms.published_on
    if terms.start <= 0 or terms.increment <= 0:
        yield Fault("terms.not_positive", "起拍价和增价幅度须为正的金额", "请填写大于零的金额", field="增价幅度")
        return
    if terms.kind is RoundKind.SALE:
        least = most = usual_deposit(terms.kind, terms.start, on)
        basis = cited("sale_deposit_percent", on=on)
    else:
        low, high = numbers("deposit_percent", on=on)
        least, most = round_up(terms.start * low, 100), terms.start * high // 100
        basis = cited("deposit_percent", on=on)
    if not least <= terms.deposit <= most:
        yield Fault(
            "terms.deposit",
            "保证金应在 {least} 至 {most} 之间（{basis}）",
            "请在幅度内确定保证金",
            field="保证金",
            value=display(terms.deposit),
            data={"least": display(least), "most": display(most), "basis": basis},
        )


def _period(terms: RoundTerms) -> Iterator[Fault]:
    on = terms.published_on
    lasts = terms.ends_at - terms.opens_at
    if terms.kind is RoundKind.SALE:
        window = timedelta(days=number("sale_window_days", on=on))
        if lasts != window:
            yield Fault(
                "terms.sale_window",
                "变卖期应为 {days} 日（{basis}）",
                "请调整变卖期",
                field="变卖期",
                value=str(lasts.days),
                data={"days": window.days, "basis": cited("sale_window_days", on=on)},
            )
        return
    least = rule("bidding").limit.amount
    if lasts < timedelta(hours=least):
        yield Fault(
            "terms.too_short",
            "竞价时间应当不少于 {hours} 小时（《网络司法拍卖规定》第二十条）",
            "请延长竞价时间",
            field="竞价结束",
            value=terms.ends_at.isoformat(),
            data={"hours": least},
        )


def _notice(terms: RoundTerms) -> Iterator[Fault]:
    days = notice_days(terms.kind, terms.thing, on=terms.published_on)
    latest = add_days(day_of(terms.opens_at), -days)
    if terms.published_on > latest:
        basis = {
            RoundKind.FIRST: "《网络司法拍卖规定》第十二条",
            RoundKind.SECOND: "《网络司法拍卖规定》第二十六条",
            RoundKind.SALE: cited("sale_notice_days", on=terms.published_on),
        }
        yield Fault(
            "terms.notice_too_short",
            "应当在竞价开始 {days} 日前公告，不迟于 {latest}（{basis}）",
            "请提前公告，或者推迟竞价",
            field="公告日",
            value=terms.published_on.isoformat(),
            data={"days": days, "latest": latest.isoformat(), "basis": basis[terms.kind]},
        )


def _after(terms: RoundTerms, previous: PreviousRound | None, calendar: Calendar) -> Iterator[Fault]:
    """A second round within 30 days of the failure; the notice of a direct sale within 15 (R)."""
    if previous is None or previous.defaulted:
        return
    if terms.kind is RoundKind.SECOND:
        last = deadline(rule("second_auction"), previous.ended_on, calendar=calendar).day
        if day_of(terms.opens_at) > last:
            yield Fault(
                "terms.second_too_late",
                "流拍后应当在三十日内再次拍卖，不迟于 {last}（《网络司法拍卖规定》第二十六条）",
                "请提前竞价",
                field="竞价开始",
                value=day_of(terms.opens_at).isoformat(),
                data={"last": last.isoformat()},
            )
    elif terms.kind is RoundKind.SALE:
        days = number("sale_publish_days", on=terms.published_on)
        last = calendar.next_working(add_days(previous.ended_on, days))
        if terms.published_on > last:
            yield Fault(
                "terms.sale_too_late",
                "二拍流拍后应当在 {days} 日内发布变卖公告，不迟于 {last}（{basis}）",
                "请提前公告",
                field="公告日",
                value=terms.published_on.isoformat(),
                data={
                    "days": days,
                    "last": last.isoformat(),
                    "basis": cited("sale_publish_days", on=terms.published_on),
                },
            )


def _told(terms: RoundTerms) -> Iterator[Fault]:
    """Parties and known pre-emptors: told three days before the notice, or posted for five days (第十六条)."""
    if not terms.notified:
        yield Fault(
            "terms.nobody_notified",
            "没有通知当事人、已知优先购买权人的记录（《网络司法拍卖规定》第十六条）",
            "请在公告发布三日前通知并记载",
            field="通知",
        )
    ahead = rule("notify_preemptors").limit.amount
    posting = number("posting_days", on=terms.published_on)
    for one in terms.notified:
        if one.waived and one.preemptor:
            continue
        told = one.told_on is not None and add_days(one.told_on, ahead) <= terms.published_on
        posted = one.posted_on is not None and add_days(one.posted_on, posting) <= terms.published_on
        if not told and not posted:
            yield Fault(
                "terms.not_notified",
                "未在公告发布 {ahead} 日前通知，也未公示满 {posting} 日（《网络司法拍卖规定》第十六条）",
                "请先通知；无法通知的，在平台公示满 {posting} 日",
                field="通知",
                value=one.name,
                data={"ahead": ahead, "posting": posting},
            )
