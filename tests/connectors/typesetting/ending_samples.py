"""One instrument of each kind of the end of a round."""

from collections.abc import Callable
from datetime import date

from control_samples import MATTER

from duixian.connectors.typesetting import (
    AssetLeft,
    Heading,
    Instrument,
    Kind,
    RequeryNotice,
    ResumptionNotice,
    RoundEndRuling,
    RoundEndTalk,
)

CAR = AssetLeft("周建平", "苏H12345小型轿车", "已查封，未能实际扣押")


def talk(heading: Heading) -> RoundEndTalk:
    """The applicant was told and heard."""
    return RoundEndTalk(
        heading, MATTER, date(2026, 11, 20), "何桂兰", ("执行通知书已送达；", "查询未发现财产。"), "同意。", 9_000_000
    )


def ruling(heading: Heading) -> RoundEndRuling:
    """A round ended with a car nobody found."""
    return RoundEndRuling(
        heading,
        MATTER,
        10_000_000,
        ("2026-08-01送达执行通知书；", "对被执行人限制消费。"),
        (CAR,),
        1_000_000,
        9_000_000,
        "合议庭已合议，院长批准。",
    )


MAKERS: dict[Kind, Callable[[Heading], Instrument]] = {
    Kind.ROUND_END_TALK: talk,
    Kind.ROUND_END_RULING: ruling,
    Kind.REQUERY_NOTICE: lambda head: RequeryNotice(head, MATTER, 2, date(2026, 11, 20), (CAR,)),
    Kind.RESUMPTION_NOTICE: lambda head: ResumptionNotice(
        head, MATTER, "（2026）苏0804执2103号之一", date(2026, 11, 22), "发现可供执行的财产", "第2次定期查询"
    ),
}
