"""One instrument of each kind of control and disposal, with made-up people and things."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from duixian.connectors.typesetting import (
    Account,
    AppraisalOrder,
    AssistNotice,
    AuctionNotice,
    DealConfirmation,
    DealRuling,
    DebtNotice,
    ExecutionRuling,
    Heading,
    Instrument,
    Kind,
    Lot,
    Matter,
    Measure,
    Named,
    OnlineInquiry,
    PreemptionNotice,
    PriceLetter,
    ReturnNotice,
    SealNotice,
    SetOffRuling,
    ThingHeld,
    TitleCited,
    TransferNotice,
)

DEBTOR = Named("周建平", "320804198001010019", "公民身份号码")
BUYER = Named("吴海燕", "320804199002020026", "公民身份号码")
MATTER = Matter(
    applicants=(Named("某某建材有限公司", "91320804MA1ABCDE0X", "统一社会信用代码"),),
    debtors=(DEBTOR,),
    cause="买卖合同纠纷",
    title=TitleCited("本院", "（2025）苏0804民初4567号", "民事判决书"),
    filed_on=date(2026, 11, 20),
)
RULING = "（2026）苏0804执2103号之一"
CARD = "6217001234567890123"
ACCOUNT = Account("江苏省淮安市淮阴区人民法院", "32050171080420262103", "某某银行淮阴支行")
KEY = "3KQ7M-01JD3W9Z8K5A5C0FFEE5A5C0FFEE"
TERM = "《民诉法解释》第485条"
HOME = Lot(
    "周建平",
    "淮阴区某某路88号某某花园3幢2单元501室住宅，建筑面积108.32平方米",
    "苏（2019）淮阴区不动产权第0012345号",
    "1/2",
    ("抵押权：某某银行淮阴支行，担保债权300,000.00元",),
)


def accounts(measure: Measure) -> tuple[ThingHeld, ...]:
    """Two accounts at one bank, one with something kept for living."""
    until = None if measure in (Measure.RELEASE, Measure.DEDUCT) else date(2027, 11, 21)
    keep = 300_000 if measure in (Measure.FREEZE, Measure.DEDUCT) else 0
    return (
        ThingHeld("周建平", "活期账户", CARD, "某某银行", 12_345_678, keep, until, key=f"{KEY}5"),
        ThingHeld(
            "周建平",
            "定期账户",
            "6217009876543210987",
            "某某银行",
            5_000_000,
            0,
            until,
            key=f"{KEY}6",
        ),
    )


def homes() -> tuple[ThingHeld, ...]:
    """A home, and another for which another court stands before us."""
    until = date(2029, 11, 21)
    place = "某某市不动产登记中心"
    return (
        ThingHeld(
            "周建平",
            HOME.name,
            HOME.number,
            place,
            None,
            0,
            until,
            key=f"{KEY}7",
            sealed=True,
        ),
        ThingHeld(
            "周建平",
            "某某路1号商铺",
            "苏（2018）第0000777号",
            place,
            None,
            0,
            until,
            rank=2,
            key=f"{KEY}8",
            sealed=True,
        ),
    )


def ruling(heading: Heading, measure: Measure, things: tuple[ThingHeld, ...], **more: object) -> ExecutionRuling:
    """A ruling on one measure."""
    return ExecutionRuling(heading, MATTER, measure, things, **more)  # type: ignore[arg-type]


def notice(heading: Heading, measure: Measure, things: tuple[ThingHeld, ...], **more: object) -> AssistNotice:
    """A request to one agency."""
    return AssistNotice(heading, MATTER, measure, things[0].place, RULING, (DEBTOR,), things, **more)  # type: ignore[arg-type]


def auction(heading: Heading, *, sale: bool = False, **more: object) -> AuctionNotice:
    """A notice of a round, or of a direct sale."""
    known: dict[str, object] = {
        "round": "变卖" if sale else "第一次拍卖",
        "code": "PM000126000001",
        "platform": "某某网",
        "reference": 120_000_000,
        "start": 84_000_000,
        "increment": 420_000,
        "deposit": 8_400_000,
        "opens_at": datetime(2026, 12, 28, 2, tzinfo=UTC),
        "ends_at": datetime(2026, 12, 29, 2, tzinfo=UTC),
        "payment_days": 15,
        "sale": sale,
        "account": ACCOUNT,
    }
    return AuctionNotice(heading, MATTER, HOME, **(known | more))  # type: ignore[arg-type]


def confirmation(heading: Heading, **more: object) -> DealConfirmation:
    """A deal, the rest of the price still to pay."""
    known: dict[str, object] = {
        "round": "第一次拍卖",
        "code": "PM000126000001",
        "platform": "某某网",
        "buyer": BUYER,
        "bidder": "T7391",
        "price": 98_760_000,
        "deposit": 8_400_000,
        "rest": 90_360_000,
        "confirmed_at": datetime(2026, 12, 29, 2, 3, tzinfo=UTC),
        "pay_until": date(2027, 1, 13),
        "account": ACCOUNT,
    }
    return DealConfirmation(heading, MATTER, HOME, **(known | more))  # type: ignore[arg-type]


def _debt(heading: Heading) -> Instrument:
    third = Named("某某物流有限公司", "91320804MA1ZZZZZ0X", "统一社会信用代码")
    return DebtNotice(heading, MATTER, third, "周建平", 8_000_000, "2026年3月运输合同及对账单", 15, RULING, ACCOUNT)


def _preemption(heading: Heading) -> Instrument:
    times = datetime(2026, 12, 28, 2, tzinfo=UTC), datetime(2026, 12, 29, 2, tzinfo=UTC)
    return PreemptionNotice(
        heading, MATTER, HOME, "李四", "第一次拍卖", "某某网", 84_000_000, 8_400_000, date(2026, 11, 26), *times
    )


MAKERS: dict[Kind, Callable[[Heading], Instrument]] = {
    Kind.EXECUTION_RULING: lambda head: ruling(head, Measure.FREEZE, accounts(Measure.FREEZE), term_article=TERM),
    Kind.ASSIST_NOTICE: lambda head: notice(head, Measure.FREEZE, accounts(Measure.FREEZE)),
    Kind.SEAL_NOTICE: lambda head: SealNotice(head, MATTER, RULING, homes()),
    Kind.DEBT_NOTICE: _debt,
    Kind.PRICE_LETTER: lambda head: PriceLetter(head, MATTER, HOME, "某某区税务局", date(2026, 12, 10)),
    Kind.ONLINE_INQUIRY: lambda head: OnlineInquiry(head, MATTER, HOME, ("甲平台", "乙平台"), date(2026, 11, 25)),
    Kind.APPRAISAL_ORDER: lambda head: AppraisalOrder(head, MATTER, HOME, "某某评估有限公司", date(2026, 12, 22)),
    Kind.AUCTION_NOTICE: auction,
    Kind.SALE_NOTICE: lambda head: auction(head, sale=True),
    Kind.PREEMPTION_NOTICE: _preemption,
    Kind.DEAL_CONFIRMATION: confirmation,
    Kind.DEAL_RULING: lambda head: DealRuling(
        head, MATTER, HOME, "第一次拍卖", "某某网", BUYER, 98_760_000, date(2026, 12, 29), date(2027, 1, 10)
    ),
    Kind.SET_OFF_RULING: lambda head: SetOffRuling(
        head, MATTER, HOME, "第二次拍卖", MATTER.applicants[0], 67_200_000, 1_200_000, date(2027, 2, 3)
    ),
    Kind.TRANSFER_NOTICE: lambda head: TransferNotice(
        head, MATTER, HOME, "某某市不动产登记中心", RULING, BUYER, date(2027, 1, 15)
    ),
    Kind.RETURN_NOTICE: lambda head: ReturnNotice(head, MATTER, HOME, "变卖"),
}
