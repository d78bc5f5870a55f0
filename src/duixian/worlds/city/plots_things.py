"""Schemes with things and papers: cheap sales, divorces, companies, suits, claims."""

import random

import numpy as np

from duixian.analytics.clues.model import AssetKind, TransferKind
from duixian.worlds.city.affairs import HOUR
from duixian.worlds.city.plan import HEAD, PEOPLE, SIBLING
from duixian.worlds.city.plot import END, Deed, Stage, owner


def cheap_deal(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """The house to a relative for little, for nothing, or at a fair price never paid; to a straw man; or a car bought
    from a relative for far too much."""
    of, affairs = stage.of, stage.affairs
    house, day = int(affairs.house[i]), stage.day(dice, int(of.served[i]) + 4, int(of.effective[i]) + 120)
    value = int(affairs.asset_market[house])
    appraised = value * dice.randrange(920, 1081) // 1000
    taker = stage.kin(dice, i)
    way = dice.choices(("cheap", "gift", "unpaid", "straw", "dear"), (45, 20, 15, 10, 10))[0]
    if way == "straw":
        taker = stage.friend(dice)
    share = {"cheap": dice.randrange(250, 800), "unpaid": dice.randrange(800, 1000), "straw": dice.randrange(300, 720)}
    price = -1 if way == "gift" else value * share.get(way, 1000) // 1000
    if way == "dear":
        worth = value // 8
        price = worth * dice.randrange(1350, 2300) // 1000
        ids = affairs.deal(
            AssetKind.VEHICLE, np.array([-1]), np.array([owner(taker)]), of.person[[i]], np.array([day]),
            np.array([price]), np.array([worth]),
        )  # fmt: skip
        stage.books.pay_one(int(of.main[i]), taker, stage.at(dice, day + 1), price)
    else:
        ids = affairs.deal(
            AssetKind.HOUSE, np.array([house]), of.person[[i]], np.array([owner(taker)]), np.array([day]),
            np.array([price]), np.array([appraised]),
        )  # fmt: skip
        affairs.asset_until[house] = day
        affairs.house[i] = -1
        if way in ("cheap", "straw"):
            stage.books.pay_one(taker, int(of.main[i]), stage.at(dice, day + 1), price)
    deed.rows.append(("deals", int(ids[0])))


def lopsided_divorce(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """A divorce after the suit that leaves the debtor little but debts."""
    of = stage.of
    one = np.array([i])
    worth = np.array([int(dice.lognormvariate(13.2, 0.5) * 100)])
    debts = worth * dice.randrange(0, 500) // 1000
    own = debts if dice.random() < 0.7 else debts * 7 // 10
    custody = of.spouse[one] if dice.random() < 0.3 else np.array([-1])
    day = stage.day(dice, int(of.served[i]) + 8, int(of.effective[i]) + 100)
    share = np.array([dice.choice((0, 0, dice.randrange(0, 200), dice.randrange(0, 320)))])
    deed.rows.append(("divorces", stage.affairs.divorce(one, np.array([day]), worth, share, debts, own, custody)))


def new_company(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """A relative founds a company where the debtor works or lives; the old customers pay there."""
    of, affairs, plan = stage.of, stage.affairs, stage.plan
    place = affairs.spare.pop(0)
    start = int(of.trade_ends[i])
    if of.married[i] and dice.random() < 0.5:
        head = int(of.spouse[i])
    else:
        head = int(of.block[i]) * PEOPLE + (SIBLING if of.elder[i] else HEAD)
    deed.hard = dice.random() < 0.05
    if deed.hard:  # at the head stands somebody unknown
        head = owner(stage.friend(dice))
    if dice.random() < 0.9:
        own = int(of.own_company[i])
        affairs.moved[place] = int(of.home[i]) if own < 0 else plan.blocks * 3 + own
        if own >= 0:
            affairs.moved[own] = plan.blocks * 3 + own
    deed.rows.append(("companies", stage.books.rows("companies")))
    stage.books.add(
        "companies", person=int(plan.company(np.array(place))), head=head,
        founded=max(start - dice.randrange(3, 40), int(of.served[i]) + 2),
    )  # fmt: skip
    firms = affairs.firm_customers[i] if of.own_company[i] >= 0 else stage.life.customers[i]
    customers = [int(one) for one in firms]
    account = int(plan.company_account(np.array(place)))
    day = start + 5
    while day < END:
        stage.pay(
            deed, dice.choice(customers), account, stage.at(dice, day), int(dice.lognormvariate(9.3, 0.7) * 100),
            dice.choice((TransferKind.UNTOLD, TransferKind.TRANSFER)),
        )  # fmt: skip
        day += dice.randrange(5, 22)


def sham_suit(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """A relative or friend sues for money that never came; settled within days. Some let it walk in a circle first."""
    of = stage.of
    taker = stage.kin(dice, i, friend=0.2)
    day = stage.day(dice, int(of.served[i]) + 3, int(of.effective[i]) + 60)
    sum_ = dice.randrange(100, 2000) * 100_000
    proved = 0
    if dice.random() < 0.25:
        at = stage.at(dice, day - dice.randrange(10, 40))
        stage.pay(deed, taker, int(of.main[i]), at, sum_, TransferKind.LOAN)
        between = [stage.friend(dice) for _ in range(dice.randrange(0, 2))]
        stage.chain(
            deed, dice, [int(of.main[i]), *between, taker], at + dice.randrange(HOUR, 40 * HOUR), sum_ * 99 // 100
        )
        proved = sum_
    deed.rows.append(("suits", stage.books.rows("suits")))
    stage.books.add(
        "suits", plaintiff=owner(taker), defendant=int(of.person[i]), on=day, sum=sum_,
        settled=dice.choice((dice.randrange(1, 9), dice.randrange(1, 21))), proved=proved,
    )  # fmt: skip


def waived_claim(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """A claim that is due is let go, or given years."""
    of = stage.of
    due = int(of.served[i]) + dice.randrange(-60, 100)
    changed = stage.day(dice, max(due, int(of.served[i])) + 5, max(due, int(of.effective[i])) + 120)
    sum_ = dice.randrange(50, 900) * 100_000
    lets = dice.random() < 0.6
    deed.rows.append(("claims", stage.books.rows("claims")))
    stage.books.add(
        "claims", creditor=int(of.person[i]), obligor=owner(stage.friend(dice)), sum=sum_, due=due, changed_on=changed,
        left=sum_ * dice.randrange(180, 1001) // 1000 if lets else 0,
        new_due=due if lets else changed + dice.randrange(150, 1800),
    )  # fmt: skip
