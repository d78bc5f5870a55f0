"""The working sheet on which the rules write what they read, in places of the normalised text."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from duixian.base.faults import Fault
from duixian.law.obligations import ActDuty, InterestTerm, MoneyItem, When
from duixian.reading.judgments.amounts import Amount
from duixian.reading.judgments.names import Names
from duixian.reading.judgments.result import Gap, Span, What


@dataclass
class Context:
    """What a later clause inherits from an earlier one of the same item: who pays whom, and by when."""

    debtors: tuple[str, ...] = ()
    creditors: tuple[str, ...] = ()
    due: When | None = None


@dataclass
class Sheet:
    """Filled by the rules, item by item. `agreed` for mediations, where 确认尚欠 is a promise to pay."""

    text: str
    names: Names
    agreed: bool = False
    items: dict[str, MoneyItem] = field(default_factory=dict)
    interests: dict[str, InterestTerm] = field(default_factory=dict)
    acts: dict[str, ActDuty] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    attention: list[Gap] = field(default_factory=list)
    ordinals: dict[int, list[str]] = field(default_factory=dict)
    rules: dict[int, list[str]] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    set_off: tuple[str, ...] = ()
    acceleration: bool = False
    doubled_clause: bool = False

    def mark(self, start: int, end: int, what: What, rule: str, refers: Iterable[str] = ()) -> None:
        """Assign text[start:end]."""
        self.spans.append(Span(start, end, what, rule, tuple(refers)))

    def lack(self, start: int, end: int, fault: Fault, *, money: bool = False) -> None:
        """List text[start:end] as not understood."""
        self.gaps.append(Gap(start, end, self.text[start:end], fault, money))

    def notice(self, start: int, end: int, fault: Fault) -> None:
        """Ask the officer to look at something that was read."""
        self.attention.append(Gap(start, end, self.text[start:end], fault))

    def key(self, ordinal: int, letter: str = "") -> str:
        """A new key in an item: 1-1, 1-2, 1-i1 (interest), 1-a1 (act), c-1 (costs)."""
        head = f"{ordinal}-{letter}" if ordinal else f"c-{letter}"
        number = 1 + sum(
            1 for k in (*self.items, *self.interests, *self.acts) if k.startswith(head) and k[len(head) :].isdigit()
        )
        return f"{head}{number}"

    def add(self, ordinal: int, item: MoneyItem, amount: Amount | None, what: What, rule: str) -> str:
        """Put a money item on the sheet and assign its sum."""
        self.items[item.key] = item
        self.ordinals.setdefault(ordinal, []).append(item.key)
        self.rule(ordinal, rule)
        if amount:
            self.places[item.key] = (amount.start, amount.end)
            self.mark(amount.start, amount.end, what, rule, (item.key,))
        return item.key

    def rule(self, ordinal: int, name: str) -> None:
        """Note that `name` read (a part of) the item."""
        if name not in self.rules.setdefault(ordinal, []):
            self.rules[ordinal].append(name)

    def change(self, key: str, **fields: object) -> None:
        """Replace fields of a money item."""
        self.items[key] = replace(self.items[key], **fields)  # type: ignore[arg-type]

    def drop(self, key: str, into: str) -> None:
        """Take a money item back because it is a part of another; what pointed to it points there."""
        del self.items[key]
        self.places.pop(key, None)
        for held in self.ordinals.values():
            if key in held:
                held.remove(key)
        self.spans = [
            replace(s, refers=tuple(dict.fromkeys(into if r == key else r for r in s.refers))) if key in s.refers else s
            for s in self.spans
        ]

    def taken(self, start: int, end: int) -> bool:
        """Whether a span that assigns covers text[start:end]."""
        return any(span.start <= start and end <= span.end for span in self.spans)
