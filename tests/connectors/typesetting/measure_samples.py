"""One instrument of each kind of measures against persons, with made-up people."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from control_samples import DEBTOR, MATTER

from duixian.connectors.typesetting import Heading, Instrument, Kind, MeasurePaper
from duixian.connectors.typesetting.measure_particulars import OF

KNOWN: dict[str, object] = {
    "capacity": "法定代表人",
    "represents": "某某建材有限公司",
    "conduct": "于2026年11月20日将名下车辆过户给他人",
    "evidence": "车辆登记查询结果",
    "articles": ("《中华人民共和国民事诉讼法》第一百一十八条",),
    "amount": 5_000_000,
    "days": 15,
    "until": date(2027, 2, 20),
    "at": datetime(2026, 11, 22, 1, 5, tzinfo=UTC),
    "place": "淮阴区某某路88号",
    "to": "某某市公安局",
    "number": "（2026）苏08司惩复3号",
    "what": "拘留",
    "why": "债务已全部履行",
    "rows": (("开始时间", "2026年11月22日9时05分"), ("在场人", "李四")),
    "review_days": 3,
    "upper_court": "某某市中级人民法院",
}


def measure_paper(kind: Kind, heading: Heading, **more: object) -> MeasurePaper:
    """A paper of a kind, with everything a paper can say unless told otherwise."""
    return MeasurePaper(kind, heading, MATTER, DEBTOR, **(KNOWN | more))  # type: ignore[arg-type]


def _maker(kind: Kind) -> Callable[[Heading], Instrument]:
    return lambda heading: measure_paper(kind, heading)


MAKERS: dict[Kind, Callable[[Heading], Instrument]] = {kind: _maker(kind) for kind in OF}
