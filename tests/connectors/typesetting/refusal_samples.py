"""One instrument of each kind of a refusal case."""

from collections.abc import Callable
from datetime import date

from control_samples import MATTER

from duixian.connectors.typesetting import Heading, Instrument, Kind, Named, RefusalPaper

DEBTOR = Named("熊一明", "420802197503220016", "公民身份号码")
EXHIBITS = (
    ("拒不执行行为证据", "收到应诉通知后经微信转出12万元", "微信支付交易明细", "第12、15行", "9f86d081884c"),
    ("有能力执行证据", "扣除生活必需费用后可供履行8万元", "银行流水", "第3页", "—"),
)


def _of(kind: Kind, to: str, **more: object) -> Callable[[Heading], Instrument]:
    return lambda heading: RefusalPaper(
        kind=kind,
        heading=heading,
        matter=MATTER,
        person=DEBTOR,
        to=to,
        found="名下微信账号流水数额较大，有履行能力而拒不履行",
        basis="《刑法》第三百一十三条",
        **more,  # type: ignore[arg-type]
    )


LINES = (("应当履行", "人民币120000.00元"), ("执行标的", "借款本金及利息"))
MAKERS: dict[Kind, Callable[[Heading], Instrument]] = {
    Kind.REFUSAL_WARNING: _of(Kind.REFUSAL_WARNING, "熊一明", days=5, lines=LINES),
    Kind.REFUSAL_REFERRAL: _of(Kind.REFUSAL_REFERRAL, "某某市公安局", lines=LINES),
    Kind.REFUSAL_STATEMENT: _of(Kind.REFUSAL_STATEMENT, "", lines=LINES),
    Kind.REFUSAL_EVIDENCE: _of(Kind.REFUSAL_EVIDENCE, "", exhibits=EXHIBITS),
    Kind.PRIVATE_NOTICE: _of(Kind.PRIVATE_NOTICE, "洪春生", until=date(2026, 11, 20), lines=LINES),
}
