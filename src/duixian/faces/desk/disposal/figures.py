"""The figures of disposal as cards: each fraction with what it is of."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from duixian.base.money import display, half_up
from duixian.domain.disposal import selectors
from duixian.law.disposal import Figure


@dataclass(frozen=True, slots=True)
class Card:
    """A number card: `value` as shown, `of` what it is counted over."""

    title: str
    value: str
    of: str


def cards(*, court_id: int, since: date, until: date) -> list[Card]:
    """Deal rate, turnover, both premiums and the days to the money, of rounds that ended from `since` to the day before
    `until`. Two queries."""
    found = selectors.figures(court_id=court_id, since=since, until=until)
    over_start, over_price = found.premium_over_start, found.premium_over_appraisal
    days = found.mean_days_to_money
    return [
        Card(
            _("成交率（按标的物）"),
            _percent(found.deal_rate_by_thing),
            _("{sold} / {all} 件上拍的标的物；按轮次 {rate}").format(
                sold=found.deal_rate_by_thing.numerator,
                all=found.deal_rate_by_thing.denominator,
                rate=_percent(found.deal_rate_by_round),
            ),
        ),
        Card(
            _("成交额"),
            display(found.turnover),
            _("{n} 轮成交；悔拍率 {rate}").format(
                n=found.deal_rate_by_round.numerator, rate=_percent(found.default_rate)
            ),
        ),
        Card(
            _("溢价率（对起拍价）"),
            _percent(over_start),
            _("成交价总额与起拍价总额 {base} 之差").format(base=display(over_start.denominator)),
        ),
        Card(
            _("溢价率（对参考价）"),
            _percent(over_price),
            _("成交价总额与参考价总额 {base} 之差").format(base=display(over_price.denominator)),
        ),
        Card(
            _("控制到价款付清"),
            _("{days} 天").format(days=half_up(days.value)) if days.value is not None else "—",
            _("{n} 轮的平均；中位数 {median} 天").format(
                n=days.denominator, median="—" if found.median_days_to_money is None else found.median_days_to_money
            ),
        ),
    ]


def _percent(figure: Figure) -> str:
    if figure.value is None:
        return "—"
    tenths = half_up(figure.value * 1000)
    sign = "−" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}%"
