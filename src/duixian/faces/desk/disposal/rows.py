"""A disposal as a row: its light, how long it has taken, what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base.money import Fen
from duixian.domain.cases.models import Node
from duixian.domain.disposal.models import AuctionRound, Disposal, DisposalState, PriceInquiry, Sale
from duixian.domain.disposal.services.disposals import OVER
from duixian.faces.desk.lights import Light, Tone
from duixian.flows.dispose import limits
from duixian.law.disposal.values import day_of

_NEXT: Final[Mapping[str, str]] = {
    DisposalState.PRICING: gettext_noop("确定参考价"),
    DisposalState.PRICED: gettext_noop("选平台、合议、公告"),
    DisposalState.ANNOUNCED: gettext_noop("等待竞价开始"),
    DisposalState.BIDDING: gettext_noop("等待竞价结束"),
    DisposalState.SECOND: gettext_noop("二拍竞价"),
    DisposalState.DIRECT_SALE: gettext_noop("变卖竞价"),
    DisposalState.SOLD: gettext_noop("催交尾款"),
    DisposalState.PAID: gettext_noop("裁定并送达"),
    DisposalState.RULED: gettext_noop("移交财产"),
    DisposalState.SET_OFF: gettext_noop("补差价、裁定并送达"),
    DisposalState.FAILED: gettext_noop("询问抵债，二拍或者变卖"),
    DisposalState.STOPPED: gettext_noop("原因消失后恢复"),
}
_LIMIT: Final[Mapping[str, str]] = {
    DisposalState.PRICING: limits.START_PRICING,
    DisposalState.PRICED: limits.START_SALE,
    DisposalState.FAILED: limits.SECOND_AUCTION,
    DisposalState.PAID: limits.SALE_RULING,
    DisposalState.RULED: limits.HAND_OVER,
}
_WARN_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `days` since the thing was controlled; `due_on` the next last day."""

    disposal: Disposal
    light: Light
    next_step: str
    days: int | None
    reference: Fen | None
    round: AuctionRound | None
    sale: Sale | None
    due_on: date | None


def rows_of(disposals: Sequence[Disposal], *, on: date) -> list[Row]:
    """The rows of one page, in three queries more."""
    cases = {one.case_id for one in disposals}
    nodes = Node.objects.filter(
        case_id__in=cases, rule__in=set(_LIMIT.values()), done_on__isnull=True, cancelled=False
    ).order_by("-due_on")
    due = {(node.case_id, node.rule): node.due_on for node in nodes}  # the earliest stays
    fixed = PriceInquiry.objects.filter(disposal__in=disposals, state=PriceInquiry.State.FIXED).order_by("pk")
    prices = {inquiry.disposal_id: inquiry.price_fen for inquiry in fixed}
    sales = {
        sale.round_id: sale for sale in Sale.objects.filter(round__disposal__in=disposals, defaulted_on__isnull=True)
    }
    return [_row(one, due, prices.get(one.pk), sales, on) for one in disposals]


def _row(
    disposal: Disposal,
    due: Mapping[tuple[int, str], date],
    reference: Fen | None,
    sales: Mapping[int, Sale],
    on: date,
) -> Row:
    rounds = list(disposal.rounds.all())  # prefetched, the newest first
    last = rounds[0] if rounds else None
    sale = next((sales[one.pk] for one in rounds if one.pk in sales), None)
    until = _due_on(disposal, due, last, sale)
    since = disposal.control.effective_on
    over = disposal.state in OVER
    return Row(
        disposal=disposal,
        light=light_of(disposal, until, on=on),
        next_step=next_step(disposal),
        days=((disposal.ended_on if over and disposal.ended_on else on) - since).days if since else None,
        reference=reference if disposal.state != DisposalState.PRICING else None,
        round=last,
        sale=sale,
        due_on=None if over else until,
    )


def next_step(disposal: Disposal) -> str:
    """What the court does next."""
    if disposal.state in OVER:
        return ""
    if not disposal.approved_by:
        return _("审批（拍卖裁定）")
    return _(_NEXT.get(disposal.state, ""))


def light_of(disposal: Disposal, until: date | None, *, on: date) -> Light:
    """The light of a disposal by its next last day; grey where nothing runs."""
    if disposal.state in OVER:
        return Light(Tone.GREY, _("已终结"))
    if disposal.state == DisposalState.STOPPED:
        return Light(Tone.GREY, _("暂停计算"))
    if until is None:
        return Light(Tone.GREEN, _("办理中"))
    left = (until - on).days
    if left < 0:
        return Light(Tone.RED, _("超期 {days} 天").format(days=-left))
    word = _("今日到期") if left == 0 else _("剩 {days} 天").format(days=left)
    return Light(Tone.YELLOW if left <= _WARN_DAYS else Tone.GREEN, word)


def _due_on(
    disposal: Disposal, due: Mapping[tuple[int, str], date], last: AuctionRound | None, sale: Sale | None
) -> date | None:
    if disposal.state == DisposalState.SOLD and sale is not None:
        return sale.pay_until
    if disposal.state in (DisposalState.ANNOUNCED,) and last is not None:
        return day_of(last.starts_at)
    if disposal.state in (DisposalState.BIDDING, DisposalState.SECOND, DisposalState.DIRECT_SALE) and last is not None:
        return day_of(last.ends_at)
    rule = _LIMIT.get(disposal.state)
    return due.get((disposal.case_id, rule)) if rule else None


def states_shown() -> Iterable[tuple[str, str]]:
    """States for the filter."""
    return DisposalState.choices
