"""The instruments of refusal cases in words."""

from collections.abc import Callable, Mapping
from typing import Any

from duixian.connectors.typesetting.control_particulars import in_the_matter, party_line
from duixian.connectors.typesetting.dates import in_digits, ordinal
from duixian.connectors.typesetting.instruments import Kind
from duixian.connectors.typesetting.refusal_papers import RefusalPaper

KINDS = (
    Kind.REFUSAL_WARNING,
    Kind.REFUSAL_REFERRAL,
    Kind.REFUSAL_STATEMENT,
    Kind.REFUSAL_EVIDENCE,
    Kind.PRIVATE_NOTICE,
)


def _particulars(paper: RefusalPaper) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "to": paper.to,
        "person": paper.person.name,
        "person_line": party_line("涉嫌人员", paper.person),
        "found": paper.found.strip().rstrip("。"),
        "basis": paper.basis,
        "days": ordinal(paper.days) if paper.days else "",
        "until": in_digits(paper.until) if paper.until else "",
        "lines": [[label, text] for label, text in paper.lines],
        "exhibits": {
            "heads": ["序", "类别", "证明的事实", "材料", "所在", "校验值（前十二位）"],
            "widths": [9, 24, 0, 30, 22, 29],
            "aligns": ["center", "left", "left", "left", "left", "left"],
            "rows": [[str(place), *row] for place, row in enumerate(paper.exhibits, start=1)],
        },
    }


OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = dict.fromkeys(KINDS, _particulars)
