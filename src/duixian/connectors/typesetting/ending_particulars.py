"""The instruments of the end of a round in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from duixian.connectors.typesetting.control_particulars import in_the_matter
from duixian.connectors.typesetting.dates import in_digits, ordinal
from duixian.connectors.typesetting.ending_papers import (
    AssetLeft,
    RequeryNotice,
    ResumptionNotice,
    RoundEndRuling,
    RoundEndTalk,
)
from duixian.connectors.typesetting.instruments import Kind
from duixian.connectors.typesetting.wording import figures, yuan


def _list(things: Sequence[AssetLeft], last: str) -> dict[str, Any] | None:
    """The things found as a table, None where there are none."""
    if not things:
        return None
    return {
        "heads": ["序号", "所有人", "财产", last],
        "widths": [12, 30, 0, 52],
        "aligns": ["center", "left", "left", "left"],
        "rows": [[str(place), one.owner, one.name, one.reason] for place, one in enumerate(things, start=1)],
    }


def _numbered(lines: Sequence[str]) -> list[str]:
    return [f"（{ordinal(place)}）{line}" for place, line in enumerate(lines, start=1)]


def _talk(paper: RoundEndTalk) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "talked_on": in_digits(paper.talked_on),
        "spoke_with": paper.spoke_with,
        "told": _numbered(paper.told),
        "answer": paper.answer,
        "remaining": figures(paper.remaining),
    }


def _ruling(paper: RoundEndRuling) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "claimed": yuan(paper.claimed),
        "course": _numbered(paper.course),
        "things": _list(paper.assets, "不能执行的理由"),
        "paid": figures(paper.paid),
        "remaining": figures(paper.remaining),
        "consent": paper.consent,
    }


def _requery(paper: RequeryNotice) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "place": ordinal(paper.place),
        "launched_on": in_digits(paper.launched_on),
        "things": _list(paper.found, "查询情况"),
        "left_out": list(paper.left_out),
    }


def _resumption(paper: ResumptionNotice) -> dict[str, Any]:
    matter = in_the_matter(paper.matter)
    return {
        **matter,
        "ended": paper.ended,
        "resumed_on": in_digits(paper.resumed_on),
        "ground": paper.ground,
        "reason": paper.reason,
    }


OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = {
    Kind.ROUND_END_TALK: _talk,
    Kind.ROUND_END_RULING: _ruling,
    Kind.REQUERY_NOTICE: _requery,
    Kind.RESUMPTION_NOTICE: _resumption,
}
