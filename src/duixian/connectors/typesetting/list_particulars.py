"""The instruments of the lists in words."""

from collections.abc import Callable, Mapping
from typing import Any

from duixian.connectors.typesetting.control_particulars import in_the_matter, party_line
from duixian.connectors.typesetting.dates import in_digits
from duixian.connectors.typesetting.instruments import Kind
from duixian.connectors.typesetting.list_papers import ListPaper

KINDS = (
    Kind.LIST_URGE,
    Kind.LIST_WARNING,
    Kind.LIMIT_ORDER,
    Kind.LISTING_DECISION,
    Kind.LIMIT_LIFTED,
    Kind.LISTING_DELETED,
    Kind.EXEMPTION_DECISION,
    Kind.COMMITMENT_DECISION,
    Kind.LIST_CERTIFICATE,
)


def _particulars(paper: ListPaper) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "person": paper.person.name,
        "person_line": party_line("被限制消费人员" if paper.kind is Kind.LIMIT_ORDER else "当事人", paper.person),
        "of": paper.of,
        "reason": paper.reason.rstrip("。"),
        "basis": paper.basis,
        "since": in_digits(paper.since) if paper.since else "",
        "until": in_digits(paper.until) if paper.until else "",
        "lines": [[label, text] for label, text in paper.lines],
    }


OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = dict.fromkeys(KINDS, _particulars)
