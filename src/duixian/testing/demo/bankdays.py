"""What the bank of a demo court books, day by day: money of its debtors, money of nobody it knows, its own payouts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from duixian.base.money import Fen
from duixian.reading.statements.model import Transfer
from duixian.testing.demo import lines
from duixian.testing.demo.dossier import Dossier
from duixian.worlds.lives import Arrival
from duixian.worlds.province import Stray

Line = tuple[Transfer, Dossier | None, Arrival | None]
"""A line, and the case and the arrival it is, where it is one."""


class BankDays:
    """The days of one account: what is to come, what was told by statements, the balance so far."""

    def __init__(self, *, account: str, strays: Iterable[Stray]) -> None:
        self.account = account
        self.tail = account[-4:]
        self.arrivals: dict[date, list[tuple[int, Arrival]]] = defaultdict(list)
        self.strays: dict[date, list[Stray]] = defaultdict(list)
        self.outgoing: dict[date, list[lines.Outgoing]] = {}
        self.told: set[date] = set()
        self.balance: Fen = 0
        for stray in strays:
            self.strays[stray.on].append(stray)

    def expect(self, key: int, arrival: Arrival) -> None:
        """Money of a case is to come in on its day."""
        self.arrivals[arrival.on].append((key, arrival))

    def pay(self, day: date, paid: Sequence[lines.Outgoing]) -> None:
        """Payouts leave the account on a day."""
        if paid:
            self.outgoing[day] = list(paid)

    def untold(self, told_by: Callable[[date], bool]) -> list[date]:
        """Days no statement has told of and whose statement comes in time, the first first."""
        known = {*self.arrivals, *self.strays, *self.outgoing} - self.told
        return sorted(day for day in known if told_by(day))

    def tell(self, day: date, dossiers: Mapping[int, Dossier]) -> list[Line]:
        """The lines of a day, with the balance after each; the balance moves on."""
        found = self._lines_of(day, dossiers)
        self.balance = found[-1][0].balance or 0
        return found

    def _lines_of(self, day: date, dossiers: Mapping[int, Dossier]) -> list[Line]:
        rows: list[Line] = []
        for key, arrival in self.arrivals.get(day, ()):
            dossier = dossiers[key]
            line = lines.arrival_line(
                dossier.of,
                arrival,
                number=dossier.case.number,
                account=dossier.account.number,
                day=day,
                place=len(rows),
                tail=self.tail,
            )
            rows.append((line, dossier, arrival))
        rows += [
            (lines.stray_line(stray, place=len(rows) + n, tail=self.tail), None, None)
            for n, stray in enumerate(self.strays.get(day, ()))
        ]
        rows += [
            (lines.outgoing_line(paid, day=day, place=len(rows) + n, tail=self.tail), None, None)
            for n, paid in enumerate(self.outgoing.get(day, ()))
        ]
        counted = lines.with_balances([line for line, *_ in rows], opening=self.balance, account=self.account)
        return [(line, dossier, arrival) for line, (_, dossier, arrival) in zip(counted, rows, strict=True)]
