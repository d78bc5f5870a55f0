"""The text of a judgment with every recognised span coloured, cut into pieces that a template can print."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext_noop

from duixian.reading.judgments import Reading, What

SHOWN = 60_000
"""Characters shown at most: the operative part and what stands before it."""

COLOURS: dict[What, str] = {
    What.PARTY: "party",
    What.AMOUNT: "amount",
    What.PART: "amount",
    What.INSTALMENT: "amount",
    What.PERIODIC: "amount",
    What.BASE: "interest",
    What.CAP: "interest",
    What.LIMIT: "liability",
    What.PAID: "amount",
    What.TOTAL: "total",
    What.COST: "cost",
    What.COST_SHARE: "cost",
    What.RATE: "interest",
    What.INTEREST: "interest",
    What.DATE: "day",
    What.DUE: "day",
    What.LIABILITY: "liability",
    What.PRIORITY: "liability",
    What.ACT: "act",
    What.VALUE: "other",
    What.DECLARED: "other",
    What.CLAUSE: "clause",
    What.TITLE: "head",
    What.COURT: "head",
    What.NUMBER: "head",
    What.CAUSE: "head",
}
LEGEND = (
    ("head", gettext_noop("文书、法院、案号")),
    ("party", gettext_noop("当事人")),
    ("amount", gettext_noop("金额")),
    ("total", gettext_noop("合计（已核对）")),
    ("interest", gettext_noop("利息")),
    ("day", gettext_noop("日期、期限")),
    ("liability", gettext_noop("责任、优先权")),
    ("cost", gettext_noop("诉讼费用")),
    ("act", gettext_noop("行为义务")),
    ("clause", gettext_noop("条款")),
    ("gap", gettext_noop("未能理解")),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one colour. `keys`: the obligations it speaks of; `rule`: which rule read it."""

    text: str
    colour: str = ""
    keys: str = ""
    rule: str = ""


def pieces(reading: Reading) -> Iterator[Piece]:
    """The text as pieces in order. Where spans lie in each other the smallest gives the colour; a gap outshines all."""
    first, last = _window(reading)
    found = [
        (span.start, span.end, COLOURS.get(span.what, "other"), " ".join(span.refers), span.rule)
        for span in reading.spans
        if span.end > first and span.start < last
    ]
    found += [(gap.start, gap.end, "gap", "", gap.reason.message) for gap in reading.not_understood]
    edges = sorted({first, last, *(min(max(at, first), last) for start, end, *_ in found for at in (start, end))})
    found.sort(key=lambda mark: (mark[2] != "gap", mark[1] - mark[0]))
    for start, end in pairwise(edges):
        over = next((mark for mark in found if mark[0] <= start and end <= mark[1]), None)
        text = reading.text[start:end]
        yield Piece(text) if over is None else Piece(text, over[2], over[3], over[4])


def _window(reading: Reading) -> tuple[int, int]:
    if len(reading.text) <= SHOWN:
        return 0, len(reading.text)
    start = max(0, reading.operative[0] - SHOWN // 4)
    return start, min(len(reading.text), start + SHOWN)
