"""Things owned with others (rulebook CTL-13): they may be controlled, the others are told, a partition suit pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from duixian.base.faults import Fault
from duixian.law.params import series


@dataclass(frozen=True, slots=True)
class CoOwnedFacts:
    """Who owns with the debtor: `untold` co-owners who have not been told yet; `agreed_parts`: a partition that the
    co-owners agreed and the creditor accepted; `suit_pending`: a suit to part (析产诉讼) that has not ended."""

    untold: Sequence[str] = ()
    agreed_parts: bool = False
    suit_pending: bool = False


def may_dispose(facts: CoOwnedFacts, *, on: date) -> tuple[Fault, ...]:
    """Why a co-owned thing cannot be disposed of now; empty when it can. It may be controlled in any case."""
    citation = str(series("control.co_owned").at(on).citation)
    faults = []
    if facts.untold:
        faults.append(
            Fault(
                "co_owned.untold",
                "尚未通知共有人{names}（{citation}）",
                "先通知全部共有人再处置",
                field="共有人",
                data={"names": "、".join(facts.untold), "citation": citation},
            )
        )
    if facts.suit_pending and not facts.agreed_parts:
        faults.append(
            Fault(
                "co_owned.suit",
                "析产诉讼期间，对该财产的执行中止（{citation}）",
                "待析产诉讼终结后，对被执行人的份额继续执行",
                field="共有财产",
                data={"citation": citation},
            )
        )
    return tuple(faults)
