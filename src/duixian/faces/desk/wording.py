"""Obligations in words: days, rates and liabilities as a person reads them in a form or on a case's page."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base.money import display
from duixian.domain.cases.models import Obligation, ObligationKind
from duixian.domain.cases.terms import from_json
from duixian.law.obligations import (
    ActDuty,
    Event,
    InterestTerm,
    ItemKind,
    Liability,
    MoneyItem,
    Rate,
    RatePer,
    RateSource,
    When,
)

EVENTS = {
    Event.EFFECTIVE: gettext_noop("生效之日"),
    Event.SERVED: gettext_noop("送达之日"),
    Event.SIGNED: gettext_noop("签订（签字）之日"),
    Event.FILED: gettext_noop("起诉（立案）之日"),
    Event.DEMANDED: gettext_noop("催告之日"),
    Event.EXPIRY: gettext_noop("履行期限届满之日"),
    Event.PAID: gettext_noop("实际付清之日"),
    Event.BREACHED: gettext_noop("逾期之日"),
}
ITEM_KINDS = {
    ItemKind.PRINCIPAL: gettext_noop("本金"),
    ItemKind.PENALTY: gettext_noop("违约金"),
    ItemKind.INTEREST: gettext_noop("利息（定额）"),
    ItemKind.FEE: gettext_noop("费用"),
    ItemKind.COSTS: gettext_noop("诉讼费用（付给申请执行人）"),
    ItemKind.COSTS_TO_COURT: gettext_noop("诉讼费用（缴法院，不计入标的）"),
}
LIABILITIES = {
    Liability.SOLE: gettext_noop("单独"),
    Liability.SEVERAL: gettext_noop("按份"),
    Liability.JOINT: gettext_noop("共同"),
    Liability.JOINT_AND_SEVERAL: gettext_noop("连带"),
    Liability.SUPPLEMENTARY: gettext_noop("补充"),
}
RATE_SOURCES = {
    RateSource.FIXED: gettext_noop("约定利率"),
    RateSource.LPR_1Y: gettext_noop("一年期 LPR"),
    RateSource.LPR_5Y: gettext_noop("五年期以上 LPR"),
    RateSource.BENCHMARK: gettext_noop("人民银行贷款基准利率"),
}
RATE_PERS = {
    RatePer.YEAR: gettext_noop("年"),
    RatePer.MONTH: gettext_noop("月"),
    RatePer.DAY: gettext_noop("日"),
}


def when(value: When | None) -> str:
    """A day as the title says it: 2026-03-01, or 生效之日起 10 日内."""
    if value is None:
        return ""
    if value.on is not None:
        text = value.on.isoformat()
    elif value.event is not None:
        text = _(EVENTS[value.event])
    else:
        return ""
    if value.months:
        text = _("{start}起 {months} 个月").format(start=text, months=value.months)
    if value.days:
        text = _("{start}起 {days} 日").format(start=text, days=value.days)
    return _("{day}的次日").format(day=text) if value.following else text


def rate(value: Rate) -> str:
    """A rate as one phrase: 年利率 6%, 一年期 LPR × 1.5."""
    if value.source is RateSource.FIXED:
        number = _plain(value.value) if value.value is not None else "?"
        text = _("{per}利率 {number}%").format(per=_(RATE_PERS[value.per]), number=number)
    else:
        text = _(RATE_SOURCES[value.source])
    if value.multiple != 1:
        text += f" × {_plain(value.multiple)}"
    if value.plus:
        text += f" {'+' if value.plus > 0 else '−'} {_plain(abs(value.plus))}%"
    if value.pinned_on is not None:
        text += _("（以 {day} 公布的为准）").format(day=when(value.pinned_on))
    return text


def interest(term: InterestTerm) -> str:
    """An order to pay interest as one sentence: rate, from, to."""
    end = when(term.end) or _(EVENTS[Event.PAID])
    return _("{rate}，自 {start} 至 {end}").format(rate=rate(term.rate), start=when(term.start), end=end)


def obligation(row: Obligation) -> str:
    """What stands beside an obligation's label on a case's page: kind, liability, due day, instalments, or the rate."""
    if row.kind == ObligationKind.INTEREST:
        return interest(from_json(InterestTerm, row.terms))
    if row.kind == ObligationKind.ACT:
        return when(from_json(ActDuty, row.terms).due)
    item = from_json(MoneyItem, row.terms)
    parts = [_(ITEM_KINDS[item.kind])]
    if item.liability is not Liability.SOLE:
        parts.append(_("{how}责任").format(how=_(LIABILITIES[item.liability])))
    parts += [f"{display(part.amount)}（{when(part.due)}）" for part in item.instalments]
    return " · ".join(filter(None, (*parts, when(item.due), item.priority)))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
