"""The instruments of disposal in words."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from duixian.connectors.typesetting.control_papers import Named
from duixian.connectors.typesetting.control_particulars import account_lines, in_the_matter, party_line
from duixian.connectors.typesetting.dates import in_digits
from duixian.connectors.typesetting.disposal_papers import (
    AppraisalOrder,
    AuctionNotice,
    DealConfirmation,
    DealRuling,
    Lot,
    OnlineInquiry,
    PreemptionNotice,
    PriceLetter,
    ReturnNotice,
    SetOffRuling,
    TransferNotice,
)
from duixian.connectors.typesetting.instruments import Kind
from duixian.connectors.typesetting.wording import figures, listed, yuan

_CHINA = timezone(timedelta(hours=8))


def _clock(at: datetime) -> str:
    """An instant as a notice names it, in China's time."""
    there = at.astimezone(_CHINA)
    return f"{in_digits(there.date())}{there.hour}时{there.minute:02d}分"


def _lot(lot: Lot) -> dict[str, Any]:
    rows = [["权 利 人", lot.owner], ["财　　产", lot.name]]
    rows += [["编　　号", lot.number]] if lot.number else []
    rows += [["份　　额", lot.share]] if lot.share else []
    rows += [["权利负担", "；".join(lot.charges)]] if lot.charges else []
    return {"owner": lot.owner, "thing": _thing(lot), "lot": rows}


def _thing(lot: Lot) -> str:
    return f"{lot.name}（编号{lot.number}）" if lot.number else lot.name


def _identity(person: Named) -> str:
    return f"{person.name}（{person.number_label}{person.number}）" if person.number else person.name


def _letter(paper: PriceLetter) -> dict[str, Any]:
    return {**in_the_matter(paper.matter), **_lot(paper.lot), "to": paper.asked, "due_on": in_digits(paper.due_on)}


def _online(paper: OnlineInquiry) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        **_lot(paper.lot),
        "to": listed(paper.platforms),
        "due_on": in_digits(paper.due_on),
    }


def _appraisal(paper: AppraisalOrder) -> dict[str, Any]:
    return {**in_the_matter(paper.matter), **_lot(paper.lot), "to": paper.agency, "due_on": in_digits(paper.due_on)}


def _notice(paper: AuctionNotice) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        **_lot(paper.lot),
        "sale": paper.sale,
        "act": "变卖" if paper.sale else "拍卖",
        "round": paper.round,
        "platform": paper.platform,
        "terms": [
            ["拍品编号", paper.code],
            ["参 考 价", figures(paper.reference)],
            ["变 卖 价" if paper.sale else "起 拍 价", yuan(paper.start)],
            ["变卖预缴款" if paper.sale else "保 证 金", figures(paper.deposit)],
            ["增价幅度", figures(paper.increment)],
            ["开始时间", _clock(paper.opens_at)],
            ["结束时间", _clock(paper.ends_at)],
        ],
        "payment_days": str(paper.payment_days),
        "preemptors": listed(paper.preemptors),
        "text": paper.text,
        "account": account_lines(paper.account),
    }


def _preemption(paper: PreemptionNotice) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        **_lot(paper.lot),
        "to": paper.holder,
        "round": paper.round,
        "platform": paper.platform,
        "terms": [
            ["公 告 日", in_digits(paper.publish_on)],
            ["起 拍 价", yuan(paper.start)],
            ["保 证 金", figures(paper.deposit)],
            ["开始时间", _clock(paper.opens_at)],
            ["结束时间", _clock(paper.ends_at)],
        ],
    }


def _confirmation(paper: DealConfirmation) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        **_lot(paper.lot),
        "terms": [
            ["拍品编号", paper.code],
            ["竞价平台", paper.platform],
            ["竞价轮次", paper.round],
            ["买 受 人", _identity(paper.buyer)],
            ["竞 买 号", paper.bidder],
            ["成 交 价", yuan(paper.price)],
            ["成交时间", _clock(paper.confirmed_at)],
            ["已交款项", figures(paper.deposit)],
            ["尚应交付", figures(paper.rest)],
        ],
        "rest": yuan(paper.rest) if paper.rest else "",
        "pay_until": in_digits(paper.pay_until),
        "account": account_lines(paper.account),
    }


def _deal(paper: DealRuling) -> dict[str, Any]:
    matter = in_the_matter(paper.matter)
    return {
        **matter,
        "parties": [*matter["parties"], party_line("买受人", paper.buyer)],
        **_lot(paper.lot),
        "round": paper.round,
        "platform": paper.platform,
        "buyer": paper.buyer.name,
        "price": yuan(paper.price),
        "sold_on": in_digits(paper.sold_on),
        "paid_on": in_digits(paper.paid_on),
        "credited": figures(paper.credited) if paper.credited else "",
    }


def _set_off(paper: SetOffRuling) -> dict[str, Any]:
    matter = in_the_matter(paper.matter)
    return {
        **matter,
        "parties": [*matter["parties"], party_line("承受人", paper.taker)],
        **_lot(paper.lot),
        "round": paper.round,
        "taker": paper.taker.name,
        "price": yuan(paper.price),
        "difference": figures(paper.difference) if paper.difference else "",
        "failed_on": in_digits(paper.failed_on),
    }


def _transfer(paper: TransferNotice) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        **_lot(paper.lot),
        "to": paper.agency,
        "ruling": paper.ruling,
        "taker": paper.taker.name,
        "taker_number": f"{paper.taker.number_label}{paper.taker.number}" if paper.taker.number else "",
        "served_on": in_digits(paper.served_on),
        "ends_control": paper.ends_control,
    }


def _return(paper: ReturnNotice) -> dict[str, Any]:
    return {**in_the_matter(paper.matter), **_lot(paper.lot), "to": paper.lot.owner, "round": paper.round}


OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = {
    Kind.PRICE_LETTER: _letter,
    Kind.ONLINE_INQUIRY: _online,
    Kind.APPRAISAL_ORDER: _appraisal,
    Kind.AUCTION_NOTICE: _notice,
    Kind.SALE_NOTICE: _notice,
    Kind.PREEMPTION_NOTICE: _preemption,
    Kind.DEAL_CONFIRMATION: _confirmation,
    Kind.DEAL_RULING: _deal,
    Kind.SET_OFF_RULING: _set_off,
    Kind.TRANSFER_NOTICE: _transfer,
    Kind.RETURN_NOTICE: _return,
}
