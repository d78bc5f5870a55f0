"""What reading a judgment gives: what it orders, where each word of it stands, and what was not understood."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from duixian.base.casenumber import CaseNumber
from duixian.base.faults import Fault
from duixian.law.obligations import Ordered
from duixian.reading.drafts import DraftParty, TitleKind


class What(StrEnum):
    """What a span of the text is."""

    TITLE = "title"
    COURT = "court"
    NUMBER = "number"
    CAUSE = "cause"
    PARTY = "party"
    AMOUNT = "amount"  # a sum that is owed
    PART = "part"  # a part of a sum already counted (其中)
    TOTAL = "total"  # a sum of parts, checked against them
    INSTALMENT = "instalment"
    PERIODIC = "periodic"  # so much a month, a year, a piece
    BASE = "base"  # what an interest runs on
    CAP = "cap"  # the most that is owed
    LIMIT = "limit"  # the most that one debtor answers for
    PAID = "paid"  # already paid or to be deducted
    COST = "cost"
    COST_SHARE = "cost_share"
    RATE = "rate"
    DATE = "date"
    DUE = "due"
    INTEREST = "interest"
    LIABILITY = "liability"
    PRIORITY = "priority"
    ACT = "act"
    VALUE = "value"  # a sum that describes a thing (价值, 票面金额, 汇率), owed by nobody
    DECLARED = "declared"  # 确认, 维持, 撤销, 驳回: nothing to perform
    CLAUSE = "clause"  # doubled part, acceleration, order of set-off


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] of the original is `what`; `refers` are keys of items, interests or acts; `rule` read it."""

    start: int
    end: int
    what: What
    rule: str
    refers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """text[start:end] was not understood; `reason` says why and what to do. `money` when it holds a sum of money."""

    start: int
    end: int
    text: str
    reason: Fault
    money: bool = False


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One numbered item of the operative part: its ordinal, its place, the rules that read it, what it made."""

    ordinal: int
    start: int
    end: int
    rules: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The facts around the operative part; empty where the text does not hold them."""

    kind: TitleKind = TitleKind.UNKNOWN
    court: str = ""
    number: CaseNumber | None = None
    cause: str = ""
    dated: date | None = None
    parties: tuple[DraftParty, ...] = ()


@dataclass(frozen=True, slots=True)
class Census:
    """Every sum of money of the operative part by what became of it; `outside` are those after or before it."""

    total: int = 0
    assigned: int = 0
    checked_totals: int = 0
    described: int = 0
    not_understood: int = 0
    outside: int = 0

    @property
    def complete(self) -> bool:
        """Whether no sum in the operative part was left over."""
        return self.not_understood == 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The result. `operative` is the range of the operative part in the original; `attention` is read but uncertain."""

    text: str
    header: Header
    operative: tuple[int, int]
    operative_rule: str
    ordered: Ordered
    items: tuple[ReadItem, ...] = ()
    spans: tuple[Span, ...] = ()
    not_understood: tuple[Gap, ...] = ()
    attention: tuple[Gap, ...] = ()
    census: Census = field(default_factory=Census)

    def spans_of(self, *kinds: What) -> tuple[Span, ...]:
        """The spans of these kinds, in order."""
        return tuple(span for span in self.spans if span.what in kinds)

    def words(self, span: Span | Gap) -> str:
        """The original words of a span."""
        return self.text[span.start : span.end]


_OWED = frozenset(
    {What.AMOUNT, What.PART, What.INSTALMENT, What.PERIODIC, What.BASE, What.CAP, What.LIMIT, What.PAID, What.COST,
     What.COST_SHARE}
)  # fmt: skip


def is_assigned(kinds: Iterable[What]) -> bool:
    """Whether a sum with these spans belongs to an obligation or a cost."""
    return any(kind in _OWED for kind in kinds)
