"""How large a city is, and where everybody stands: families in blocks of eight, companies behind them.

A block is an extended family: grandparents, a couple with two children, the brother or sister with a spouse. Codes
follow from the block, so that millions of people need no table to be found.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.clues.model import Trade

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FIRST: Final = (date(2024, 12, 1) - date(1970, 1, 1)).days
"""The first day of the city, days since 1970-01-01."""
DAYS: Final = 730
MONTHS: Final = 24

PEOPLE: Final = 8
GRANDFATHER, GRANDMOTHER, HEAD, WIFE, CHILD, YOUNGER, SIBLING, IN_LAW = range(PEOPLE)

ACCOUNTS: Final = 12
_OF_PERSON: Final = {
    HEAD: (0, 1, 2),
    WIFE: (3, 4),
    SIBLING: (5, 6, 7),
    IN_LAW: (8,),
    GRANDFATHER: (9,),
    GRANDMOTHER: (10,),
    CHILD: (11,),
}
OWNER_PLACE: Final = tuple(next(who for who, held in _OF_PERSON.items() if at in held) for at in range(ACCOUNTS))
WALLETS: Final = (2, 4, 7)

SCHEMES: Final = (
    "diverted_income",
    "pass_through",
    "gather_split",
    "round_trip",
    "spending",
    "unreported",
    "cheap_deal",
    "lopsided_divorce",
    "new_company",
    "other_debts",
    "sham_suit",
    "borrowed_account",
    "waived_claim",
)
"""The ways of hiding that are planted."""

_TRADES: Final = (
    (Trade.BUSINESS, 700),
    (Trade.SHOP, 200),
    (Trade.HOSPITAL, 12),
    (Trade.SCHOOL, 20),
    (Trade.BANK, 8),
    (Trade.INSURER, 6),
    (Trade.COURT, 4),
    (Trade.HOTEL, 14),
    (Trade.CLUB, 6),
    (Trade.AIRLINE, 4),
    (Trade.DEVELOPER, 6),
    (Trade.PRIVATE_SCHOOL, 6),
    (Trade.TRAVEL, 6),
    (Trade.UTILITY, 8),
)


@dataclass(frozen=True, slots=True)
class CityPlan:
    """One seed, one city. `planted`: debtors for each kind of scheme; `twins`: honest debtors, of 100,000 and for each
    kind, whose lawful acts leave exactly the columns a scheme leaves: no rule can tell them apart. `cunning`: of 100
    schemes, those that use friends for relatives, move a third of the sums and take twice the time."""

    seed: int
    accounts: int = 1_000_000
    transfers: int = 10_000_000
    debtors: int = 8_000
    planted: int = 80
    twins: int = 3
    cunning: int = 0

    @property
    def blocks(self) -> int:
        """Families: 96 accounts of 100 are theirs."""
        return self.accounts * 96 // 100 // ACCOUNTS

    @property
    def companies(self) -> int:
        """Companies and institutions, one account each; the last account of all is cash."""
        return self.accounts - self.blocks * ACCOUNTS - 1

    @property
    def persons(self) -> int:
        """People and companies."""
        return self.blocks * PEOPLE + self.companies

    @property
    def cash(self) -> int:
        """The account that stands for notes."""
        return self.accounts - 1

    def dice(self, name: str) -> np.random.Generator:
        """Dice of their own for each part of the city: one part more changes no other."""
        return np.random.Generator(np.random.PCG64([self.seed, crc32(name.encode())]))

    def person(self, block: Ints, place: int) -> Ints:
        """The code of somebody in each block."""
        return block * PEOPLE + place

    def account(self, block: Ints, place: int) -> Ints:
        """The code of an account in each block."""
        return block * ACCOUNTS + place

    def company(self, place: Ints) -> Ints:
        """The person code of companies by their place among companies."""
        return self.blocks * PEOPLE + place

    def company_account(self, place: Ints) -> Ints:
        """The account of companies by their place among companies."""
        return self.blocks * ACCOUNTS + place

    def owner(self, account: Ints) -> Ints:
        """The person code of the owner of each account; of a company or of somebody in a family."""
        people = account // ACCOUNTS * PEOPLE + np.array(OWNER_PLACE, dtype=np.int64)[account % ACCOUNTS]
        firms = account - self.blocks * (ACCOUNTS - PEOPLE)
        return np.where(account < self.blocks * ACCOUNTS, people, firms)

    def trades(self) -> NDArray[np.int8]:
        """The trade of each company, in runs."""
        found = np.full(self.companies, Trade.BUSINESS, dtype=np.int8)
        first = 0
        for trade, share in _TRADES:
            until = first + max(2, self.companies * share // 1000)
            found[first:until] = trade
            first = until
        return found

    def run(self, trade: Trade) -> tuple[int, int]:
        """The first place of a trade among companies and how many there are. What stands behind the runs, and the last
        third of the businesses, are kept for companies that somebody founds."""
        first = 0
        for each, share in _TRADES:
            count = max(2, self.companies * share // 1000)
            if each is trade:
                return first, count * 2 // 3 if trade is Trade.BUSINESS else count
            first += count
        raise KeyError(trade)

    def some(self, dice: np.random.Generator, trade: Trade, count: int) -> Ints:
        """Accounts of companies of a trade; the first of a run are asked for most."""
        first, many = self.run(trade)
        return self.company_account(first + (many * dice.random(count) ** 1.6).astype(np.int64))

    def strangers(self, dice: np.random.Generator, count: int) -> Ints:
        """Accounts of grown-up people anywhere."""
        block = dice.integers(0, self.blocks, count)
        return np.asarray(self.account(block, 0) + np.array([0, 3, 5, 8])[dice.integers(0, 4, count)])
