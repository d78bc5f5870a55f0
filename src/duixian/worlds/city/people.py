"""Who lives in the city: people, their accounts, their ties, and the debtors among them with their circumstances."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.clues.model import NEVER, SCHEMAS, AccountKind, PersonKind, RelationKind, Trade
from duixian.worlds.city.books import Books
from duixian.worlds.city.plan import (
    ACCOUNTS,
    CHILD,
    FIRST,
    GRANDFATHER,
    GRANDMOTHER,
    HEAD,
    IN_LAW,
    OWNER_PLACE,
    PEOPLE,
    SCHEMES,
    SIBLING,
    WALLETS,
    WIFE,
    YOUNGER,
    Bools,
    CityPlan,
    Ints,
)

LIVING = 100_000
"""What one person needs a month, fen."""


@dataclass(frozen=True, slots=True)
class Debtors:
    """The debtors as columns. Codes of accounts: of themselves (`main`, `second`, `wallet`) and of those near to them.
    `acts`: the scheme whose traces there are, a place in `SCHEMES`, -1 none; `honest` of those who act lawfully all the
    same. `job_ends`, `trade_ends`, `card_ends`: the day after which no wages come, no customer pays, the own accounts
    are not used for daily life. Sums fen."""

    block: Ints
    elder: Bools
    home: Ints
    person: Ints
    spouse: Ints
    sibling: Ints
    main: Ints
    second: Ints
    wallet: Ints
    spouse_account: Ints
    sibling_account: Ints
    parent_account: Ints
    child_account: Ints
    cousin_account: Ints
    married: Bools
    served: Ints
    effective: Ints
    limit: Ints
    reported: Ints
    owed: Ints
    family: Ints
    wage: Ints
    employer: Ints
    trader: Bools
    job_ends: Ints
    trade_ends: Ints
    card_ends: Ints
    own_company: Ints
    acts: Ints
    honest: Bools

    def __len__(self) -> int:
        return len(self.person)

    @property
    def living(self) -> Ints:
        """What each family needs a month."""
        return self.family * LIVING


def accounts(plan: CityPlan) -> pl.DataFrame:
    """Every account, opened long ago or within the days of the city."""
    dice = plan.dice("accounts")
    block = np.repeat(np.arange(plan.blocks, dtype=np.int64), ACCOUNTS)
    place = np.tile(np.arange(ACCOUNTS), plan.blocks)
    owner = np.concatenate(
        [block * PEOPLE + np.array(OWNER_PLACE)[place], plan.company(np.arange(plan.companies)), [-1]]
    )
    kind = np.zeros(plan.accounts, dtype=np.int8)
    kind[: len(place)] = np.isin(place, WALLETS) * AccountKind.WALLET
    kind[-1] = AccountKind.CASH
    opened = FIRST - dice.integers(30, 4000, plan.accounts)
    return _frame("accounts", owner=owner, kind=kind, opened=opened)


def persons(plan: CityPlan, moved: Mapping[int, int]) -> pl.DataFrame:
    """Everybody; `moved`: the address of companies by their place, where somebody chose it. A family shares an
    address, but for the sibling; one company in five sits in a shared building."""
    dice = plan.dice("persons")
    block = np.repeat(np.arange(plan.blocks, dtype=np.int64), PEOPLE)
    place = np.tile(np.arange(PEOPLE), plan.blocks)
    ages = np.array([68, 66, 42, 40, 14, 9, 38, 37])[place] * 365 + dice.integers(-1500, 1500, len(place))
    home = block * 3 + np.array([0, 0, 1, 1, 1, 1, 2, 2])[place]
    many = plan.companies
    office = plan.blocks * 3 + np.arange(many, dtype=np.int64)
    shared = dice.integers(0, 5, many) == 0
    office[shared] = plan.blocks * 3 + many + dice.integers(0, max(1, many // 60), int(shared.sum()))
    for place_of, address in moved.items():
        office[place_of] = address
    died = np.full(plan.persons, NEVER)
    elder = np.flatnonzero(place <= GRANDMOTHER)
    gone = elder[dice.integers(0, 100, len(elder)) < 8]
    died[gone] = FIRST - dice.integers(1, 3000, len(gone))
    return _frame(
        "persons",
        kind=np.concatenate([np.full(len(block), PersonKind.NATURAL), np.full(many, PersonKind.COMPANY)]),
        trade=np.concatenate([np.full(len(block), Trade.NONE), plan.trades()]),
        born=np.concatenate([FIRST - ages, np.full(many, FIRST - 5000)]),
        died=died,
        address=np.concatenate([home, office]),
    )


def married(plan: CityPlan) -> tuple[Bools, Bools]:
    """Whether the couple of each block, and the sibling, are married."""
    dice = plan.dice("married")
    return dice.integers(0, 100, plan.blocks) < 85, dice.integers(0, 100, plan.blocks) < 70


def ties(plan: CityPlan, books: Books, couple_until: Ints, younger_until: Ints) -> None:
    """Spouses until a divorce, parents, siblings, cousins in the next block."""
    block = np.arange(plan.blocks, dtype=np.int64)
    couple, younger = married(plan)
    long_ago = FIRST - 4000

    def tie(a: Ints, b: Ints, kind: RelationKind, until: Ints | int = NEVER) -> None:
        books.add("relations", a=a, b=b, kind=int(kind), since=long_ago, until=until)

    tie(plan.person(block[couple], HEAD), plan.person(block[couple], WIFE), RelationKind.SPOUSE, couple_until[couple])
    tie(
        plan.person(block[younger], SIBLING),
        plan.person(block[younger], IN_LAW),
        RelationKind.SPOUSE,
        younger_until[younger],
    )
    for parent in (GRANDFATHER, GRANDMOTHER):
        for child in (HEAD, SIBLING):
            tie(plan.person(block, parent), plan.person(block, child), RelationKind.PARENT)
    for child in (CHILD, YOUNGER):
        tie(plan.person(block, HEAD), plan.person(block, child), RelationKind.PARENT)
        tie(plan.person(block[couple], WIFE), plan.person(block[couple], child), RelationKind.PARENT)
    tie(plan.person(block, HEAD), plan.person(block, SIBLING), RelationKind.SIBLING)
    following = (block + 1) % plan.blocks
    tie(plan.person(block, HEAD), plan.person(following, HEAD), RelationKind.KIN)
    tie(plan.person(block, SIBLING), plan.person(following, HEAD), RelationKind.KIN)


def debtors(plan: CityPlan) -> Debtors:
    """The debtors: heads of families first, then siblings, in a random order of blocks."""
    if plan.debtors > 2 * plan.blocks:
        raise ValueError("at most two debtors a family")
    dice = plan.dice("debtors")
    n = plan.debtors
    drawn = dice.permutation(2 * plan.blocks)[:n]
    block, elder = drawn // 2, drawn % 2 == 0
    couple, younger = married(plan)
    served = FIRST + dice.integers(150, 420, n)
    effective = served + dice.integers(60, 200, n)
    limit = np.where(dice.integers(0, 100, n) < 85, effective + dice.integers(20, 100, n), NEVER)
    reported = np.where(dice.integers(0, 100, n) < 80, effective + dice.integers(15, 60, n), NEVER)
    trader = dice.integers(0, 100, n) < 25
    loses = ~trader & (dice.integers(0, 100, n) < 20)
    acts, honest = _roles(plan, dice)
    first, many = plan.run(Trade.BUSINESS)
    owns = np.flatnonzero(dice.integers(0, 100, n) < 12)[: many // 4]
    own = np.full(n, -1)
    own[owns] = first + many + np.arange(len(owns))
    pick = np.where(elder, 0, 5)
    is_married = np.where(elder, couple[block], younger[block])
    family = 1 + is_married + elder * dice.integers(0, 3, n)
    wage = np.maximum(280_000, np.exp(dice.normal(8.75, 0.45, n)) * 100).astype(np.int64)
    job_ends = np.where(loses, served + dice.integers(-60, 200, n), NEVER)
    made = Debtors(
        block=block,
        elder=elder,
        home=block * 3 + np.where(elder, 1, 2),
        person=block * PEOPLE + np.where(elder, HEAD, SIBLING),
        spouse=block * PEOPLE + np.where(elder, WIFE, IN_LAW),
        sibling=block * PEOPLE + np.where(elder, SIBLING, HEAD),
        main=block * ACCOUNTS + pick,
        second=block * ACCOUNTS + pick + 1,
        wallet=block * ACCOUNTS + pick + 2,
        spouse_account=block * ACCOUNTS + np.where(elder, 3, 8),
        sibling_account=block * ACCOUNTS + np.where(elder, 5, 0),
        parent_account=block * ACCOUNTS + 9 + dice.integers(0, 2, n),
        child_account=np.where(elder, block * ACCOUNTS + 11, -1),
        cousin_account=(block + 1) % plan.blocks * ACCOUNTS,
        married=is_married,
        served=served,
        effective=effective,
        limit=limit,
        reported=reported,
        owed=(np.exp(dice.normal(12.2, 1.1, n)) * 100).astype(np.int64),
        family=family,
        wage=wage,
        employer=plan.some(dice, Trade.BUSINESS, n),
        trader=trader,
        job_ends=job_ends,
        trade_ends=np.full(n, NEVER),
        card_ends=np.full(n, NEVER),
        own_company=own,
        acts=acts,
        honest=honest,
    )
    out_of_work = (made.job_ends < NEVER) & (dice.integers(0, 100, n) < 25)
    made.card_ends[out_of_work] = made.job_ends[out_of_work]
    _circumstances(made, dice)
    return made


def _circumstances(of: Debtors, dice: np.random.Generator) -> None:
    """What a scheme needs is so: who diverts a wage has one above what the family needs, who breaks a limit has one."""
    n = len(of)
    acts = [np.flatnonzero(of.acts == kind) for kind in range(len(SCHEMES))]
    switch = of.served + dice.integers(10, 150, n)
    for name in ("diverted_income", "borrowed_account", "new_company"):
        who = acts[SCHEMES.index(name)]
        of.job_ends[who] = NEVER
        if name == "diverted_income":
            of.wage[who] = np.maximum(of.wage[who], of.living[who] * dice.integers(180, 400, len(who)) // 100)
            employed = who[~of.trader[who]]
            of.job_ends[employed] = switch[employed]
            of.trade_ends[who[of.trader[who]]] = switch[who[of.trader[who]]]
        elif name == "borrowed_account":
            of.card_ends[who] = of.job_ends[who] = of.trade_ends[who] = switch[who]
        else:
            of.trader[who] = True
            of.trade_ends[who] = switch[who]
    who = acts[SCHEMES.index("spending")]
    of.limit[who] = of.effective[who] + dice.integers(20, 60, len(who))
    who = acts[SCHEMES.index("unreported")]
    of.reported[who] = of.effective[who] + dice.integers(15, 60, len(who))
    of.married[acts[SCHEMES.index("lopsided_divorce")]] = True


def _roles(plan: CityPlan, dice: np.random.Generator) -> tuple[Ints, Bools]:
    """Which scheme's traces a debtor leaves, and who is honest: blocks are drawn, so the first may play the parts."""
    kinds = len(SCHEMES)
    acts, honest = np.full(plan.debtors, -1), np.ones(plan.debtors, dtype=np.bool_)
    guilty = min(kinds * plan.planted, plan.debtors)
    acts[:guilty] = np.arange(guilty) % kinds
    honest[:guilty] = False
    first = guilty
    for kind in range(kinds):
        twins = int(dice.poisson(plan.debtors * plan.twins / 100_000))
        acts[first : first + twins] = kind
        first += twins
    return acts, honest


def _frame(name: str, **columns: NDArray[Any]) -> pl.DataFrame:
    return pl.DataFrame(columns).cast(SCHEMAS[name])
