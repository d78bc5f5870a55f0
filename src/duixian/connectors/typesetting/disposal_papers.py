"""The instruments of disposal as frozen facts: price, notice, deal, set-off, transfer and return (M05)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from duixian.base.money import Fen
from duixian.connectors.typesetting.control_papers import Matter, Named
from duixian.connectors.typesetting.instruments import Account, Heading, Kind


@dataclass(frozen=True, slots=True)
class Lot:
    """The thing that is sold: whose, what, its number at the register, and what the register says of it."""

    owner: str
    name: str
    number: str = ""
    share: str = ""
    charges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceLetter:
    """询价函, to the office that is asked (参考价 5, 6). `due_on`: the day set for the answer."""

    kind: ClassVar[Kind] = Kind.PRICE_LETTER
    heading: Heading
    matter: Matter
    lot: Lot
    asked: str
    due_on: date


@dataclass(frozen=True, slots=True)
class OnlineInquiry:
    """网络询价委托书, to every platform of the list at once (参考价 7–10)."""

    kind: ClassVar[Kind] = Kind.ONLINE_INQUIRY
    heading: Heading
    matter: Matter
    lot: Lot
    platforms: tuple[str, ...]
    due_on: date


@dataclass(frozen=True, slots=True)
class AppraisalOrder:
    """评估委托书, to the agency (参考价 14–20)."""

    kind: ClassVar[Kind] = Kind.APPRAISAL_ORDER
    heading: Heading
    matter: Matter
    lot: Lot
    agency: str
    due_on: date


@dataclass(frozen=True, slots=True)
class AuctionNotice:
    """拍卖公告 or 变卖公告 of one round, on the terms the panel fixed (网拍 12–20). `round`: 第一次拍卖 …; `sale`: a
    direct sale; sums in fen; times in China."""

    heading: Heading
    matter: Matter
    lot: Lot
    round: str
    code: str
    platform: str
    reference: Fen
    start: Fen
    increment: Fen
    deposit: Fen
    opens_at: datetime
    ends_at: datetime
    payment_days: int
    sale: bool = False
    preemptors: tuple[str, ...] = ()
    text: str = ""
    account: Account | None = None

    @property
    def kind(self) -> Kind:
        """公告 of an auction or of a direct sale."""
        return Kind.SALE_NOTICE if self.sale else Kind.AUCTION_NOTICE


@dataclass(frozen=True, slots=True)
class PreemptionNotice:
    """优先购买权通知书, three days before the notice is published at the latest (网拍 16, 21)."""

    kind: ClassVar[Kind] = Kind.PREEMPTION_NOTICE
    heading: Heading
    matter: Matter
    lot: Lot
    holder: str
    round: str
    platform: str
    start: Fen
    deposit: Fen
    publish_on: date
    opens_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class DealConfirmation:
    """成交确认书 of a round that sold (网拍 22). `rest`: still to pay, fen, by `pay_until`."""

    kind: ClassVar[Kind] = Kind.DEAL_CONFIRMATION
    heading: Heading
    matter: Matter
    lot: Lot
    round: str
    code: str
    platform: str
    buyer: Named
    bidder: str
    price: Fen
    deposit: Fen
    rest: Fen
    confirmed_at: datetime
    pay_until: date
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class DealRuling:
    """执行裁定书（拍卖成交）: title passes when it is served (网拍 22; 拍卖变卖 20). `credited`: of the price, what the
    buyer set off against his claim, fen."""

    kind: ClassVar[Kind] = Kind.DEAL_RULING
    heading: Heading
    matter: Matter
    lot: Lot
    round: str
    platform: str
    buyer: Named
    price: Fen
    sold_on: date
    paid_on: date
    credited: Fen = 0


@dataclass(frozen=True, slots=True)
class SetOffRuling:
    """执行裁定书（以物抵债）: a thing nobody bought, taken at that round's reserve (拍卖变卖 16, 20). fen."""

    kind: ClassVar[Kind] = Kind.SET_OFF_RULING
    heading: Heading
    matter: Matter
    lot: Lot
    round: str
    taker: Named
    price: Fen
    difference: Fen
    failed_on: date


@dataclass(frozen=True, slots=True)
class TransferNotice:
    """协助执行通知书（证照转移）, to the register (民诉法 262). `ruling` passed the title."""

    kind: ClassVar[Kind] = Kind.TRANSFER_NOTICE
    heading: Heading
    matter: Matter
    lot: Lot
    agency: str
    ruling: str
    taker: Named
    served_on: date
    ends_control: bool = True


@dataclass(frozen=True, slots=True)
class ReturnNotice:
    """退还财产通知书, to the debtor: nobody bought it and no creditor took it (拍卖变卖 24, 25)."""

    kind: ClassVar[Kind] = Kind.RETURN_NOTICE
    heading: Heading
    matter: Matter
    lot: Lot
    round: str
