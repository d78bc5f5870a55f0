"""Complex reads 1, 4, 5 and 6 of LDBC FinBench once more, as plainly as they can be said: every path one by one, in
lists and dictionaries of Python. What the engine is held against where the official file has no answers to compare."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from duixian.analytics.flows.finbench.answers import Rows, path_order
from duixian.analytics.flows.finbench.relation import Truncation, Window

Transfer = tuple[int, int, int, int]
"""From, to, when (ms), fen. Of one moment, the one recorded later is the newer."""


@dataclass(slots=True)
class Plain:
    """Everything by number. Add with the methods, in the order in which it was recorded."""

    left: dict[int, list[Transfer]] = field(default_factory=lambda: defaultdict(list))
    came: dict[int, list[Transfer]] = field(default_factory=lambda: defaultdict(list))
    withdrawn: dict[int, list[Transfer]] = field(default_factory=lambda: defaultdict(list))
    signed: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    owned: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    blocked: dict[int, str] = field(default_factory=dict)

    def transfers(self, rows: Iterable[Transfer]) -> None:
        """Transfers between accounts."""
        for row in rows:
            self.left[row[0]].append(row)
            self.came[row[1]].append(row)

    def withdrawals(self, rows: Iterable[Transfer]) -> None:
        """Withdrawals from accounts to cards."""
        for row in rows:
            self.withdrawn[row[1]].append(row)

    def sign_ins(self, rows: Iterable[tuple[int, int, int]]) -> None:
        """Medium, account, when."""
        for medium, account, at in rows:
            self.signed[account].append((medium, at))

    def owns(self, rows: Iterable[tuple[int, int]]) -> None:
        """Person, account."""
        for person, account in rows:
            self.owned[person].append(account)

    def blocked_media(self, rows: Iterable[tuple[int, str]]) -> None:
        """The media that are blocked, with their kinds."""
        self.blocked.update(rows)


def _seen(rows: list[Transfer], window: Window, truncation: Truncation | None) -> list[Transfer]:
    """Those within the window; of them the first so many in the stated order."""
    within = sorted((row for row in rows if window.start < row[2] < window.end), key=lambda row: row[2])
    if truncation is None:
        return within
    return (within[::-1] if truncation.newest_first else within)[: truncation.limit]


def _ways(plain: Plain, start: int, window: Window, truncation: Truncation) -> Iterator[list[Transfer]]:
    """Every way of one to three transfers from an account, each later than the one before."""
    ways: list[list[Transfer]] = [[]]
    for _ in range(3):
        ways = [
            [*way, row]
            for way in ways
            for row in _seen(plain.left[way[-1][1] if way else start], window, truncation)
            if not way or row[2] > way[-1][2]
        ]
        yield from ways


def blocked_media(plain: Plain, number: int, window: Window, truncation: Truncation) -> Rows:
    """Complex read 1."""
    found = {
        (len(way), way[-1][1], medium)
        for way in _ways(plain, number, window, truncation)
        for medium, at in plain.signed[way[-1][1]]
        if medium in plain.blocked and window.start < at < window.end
    }
    return [
        {"otherId": other, "accountDistance": steps, "mediumId": medium, "mediumType": plain.blocked[medium]}
        for steps, other, medium in sorted(found)
    ]


def cycles(plain: Plain, source: int, target: int, window: Window) -> Rows:
    """Complex read 4."""
    if not any(row[1] == target for row in _seen(plain.left[source], window, None)):
        return []
    found = []
    for other in {row[1] for row in _seen(plain.left[target], window, None)}:
        sent = [row[3] for row in _seen(plain.left[other], window, None) if row[1] == source]
        got = [row[3] for row in _seen(plain.came[other], window, None) if row[0] == target]
        if sent:
            found.append((-sum(sent), -sum(got), other, sent, got))
    return [
        {
            "otherId": other,
            "numEdge2": len(sent),
            "sumEdge2Amount": Decimal(sum(sent)) / 100,
            "maxEdge2Amount": Decimal(max(sent)) / 100,
            "numEdge3": len(got),
            "sumEdge3Amount": Decimal(sum(got)) / 100,
            "maxEdge3Amount": Decimal(max(got)) / 100,
        }
        for _, _, other, sent, got in sorted(found)
    ]


def traces(plain: Plain, person: int, window: Window, truncation: Truncation) -> Rows:
    """Complex read 5."""
    paths = {
        (start, *(row[1] for row in way))
        for start in plain.owned[person]
        for way in _ways(plain, start, window, truncation)
    }
    return [{"path": list(path)} for path in sorted(paths, key=path_order) if len(set(path)) == len(path)]


def gathered_before_withdrawal(
    plain: Plain, card: int, threshold_in: int, threshold_out: int, window: Window, truncation: Truncation
) -> Rows:
    """Complex read 6."""
    out: dict[int, int] = defaultdict(int)
    for row in _seen(plain.withdrawn[card], window, truncation):
        if row[3] > threshold_out:
            out[row[0]] += row[3]
    found = []
    for mid, went in out.items():
        came = [row[3] for row in _seen(plain.came[mid], window, truncation) if row[3] > threshold_in]
        if len(came) > 3:
            found.append((-went, mid, sum(came)))
    return [
        {"midId": mid, "sumEdge1Amount": Decimal(came) / 100, "sumEdge2Amount": Decimal(-went) / 100}
        for went, mid, came in sorted(found)
    ]
