"""What every scheme needs: who helps, chains of accounts, and the truth that is written down beside it.

Variations overlap with lawful life on purpose: sums are split, days pass, friends stand in for relatives, notes are
used.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from duixian.analytics.clues.model import TransferKind
from duixian.worlds.city.affairs import HOUR, Affairs
from duixian.worlds.city.books import Books, moment
from duixian.worlds.city.life import Life
from duixian.worlds.city.people import Debtors
from duixian.worlds.city.plan import ACCOUNTS, DAYS, FIRST, OWNER_PLACE, PEOPLE, CityPlan

END = FIRST + DAYS


@dataclass(slots=True)
class Deed:
    """What one debtor does: the numbers of transfers and rows that are its traces. `hard`: done so that the columns
    show little or nothing of it."""

    debtor: int
    scheme: str
    transfers: list[int] = field(default_factory=list)
    rows: list[tuple[str, int]] = field(default_factory=list)
    hard: bool = False


class Stage:
    """The city as those who hide things use it."""

    def __init__(self, plan: CityPlan, books: Books, debtors: Debtors, life: Life, affairs: Affairs) -> None:
        self.plan, self.books, self.of, self.life, self.affairs = plan, books, debtors, life, affairs
        self.in_debt = set(debtors.person.tolist())

    def cunning(self, i: int) -> bool:
        """Whether a debtor takes more care than others."""
        return random.Random(f"{self.plan.seed}/care/{i}").randrange(100) < self.plan.cunning

    def dice(self, debtor: int) -> random.Random:
        """Dice of one debtor."""
        return random.Random(f"{self.plan.seed}/plot/{debtor}")

    def friend(self, dice: random.Random) -> int:
        """The account of somebody who is no relative, and no debtor: who lends an account to hide money is not honest,
        and the honest are to be counted."""
        while True:
            account = dice.randrange(self.plan.blocks) * ACCOUNTS + dice.choice((0, 3, 5, 8))
            if owner(account) not in self.in_debt:
                return account

    def kin(self, dice: random.Random, i: int, friend: float = 0.0) -> int:
        """The account of a relative who is no debtor; of a friend in so many of cases."""
        of = self.of
        if dice.random() < friend or self.cunning(i):
            return self.friend(dice)
        near = [int(of.parent_account[i]), int(of.sibling_account[i]), int(of.cousin_account[i])]
        if of.married[i]:
            near += [int(of.spouse_account[i])] * 3
        if of.child_account[i] >= 0:
            near.append(int(of.child_account[i]))
        return dice.choice([one for one in near if owner(one) not in self.in_debt] or near[:1])

    def day(self, dice: random.Random, first: int, last: int) -> int:
        """A day of a span, within the city."""
        return min(dice.randrange(first, last), END - 40)

    def at(self, dice: random.Random, day: int) -> int:
        """A moment of a day."""
        return int(moment(day, dice.randrange(8 * 3600, 22 * 3600)))

    def pay(self, deed: Deed, source: int, target: int, at: int, amount: int, kind: int | None = None) -> int:
        """A transfer that belongs to the deed; the moment it was made."""
        said = TransferKind.TRANSFER if kind is None else kind
        amount = amount // 3 if self.cunning(deed.debtor) else amount
        number = self.books.pay_one(source, target, at, amount, said)
        if number >= 0:
            deed.transfers.append(number)
        return at

    def chain(
        self,
        deed: Deed,
        dice: random.Random,
        accounts: list[int],
        at: int,
        amount: int,
        hours: tuple[int, int] = (1, 72),
        kind: int = TransferKind.UNTOLD,
    ) -> int:
        """Money along accounts, each keeping a little; when it arrived."""
        slow = 2 if self.cunning(deed.debtor) else 1
        for source, target in pairwise(accounts):
            self.pay(deed, source, target, at, amount, kind)
            at += dice.randrange(hours[0] * HOUR, hours[1] * HOUR) * slow
            amount = amount * dice.randrange(970, 1001) // 1000
        return at

    def months(self, first: int, last: int = END) -> list[int]:
        """One day a month from a day on."""
        return list(range(first, last, 30))


def owner(account: int) -> int:
    """The owner of an account of somebody."""
    return account // ACCOUNTS * PEOPLE + OWNER_PLACE[account % ACCOUNTS]


Plot = Callable[[Stage, random.Random, int, Deed], None]
