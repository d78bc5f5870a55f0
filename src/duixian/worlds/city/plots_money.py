"""Schemes that move money: other people's accounts, chains, splitting, circles, spending."""

import random

from duixian.analytics.clues.model import PaperKind, Trade, TransferKind
from duixian.worlds.city.affairs import HOUR
from duixian.worlds.city.books import pieces
from duixian.worlds.city.plot import END, Deed, Stage, owner

UNTOLD, TRANSFER = TransferKind.UNTOLD, TransferKind.TRANSFER


def diverted_income(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """From some month on the employer or the customers pay a relative; or the wage goes on to one within days."""
    of = stage.of
    start = int(of.job_ends[i]) + 5
    taker = stage.kin(dice, i, friend=0.06)
    takers = [taker, stage.kin(dice, i)] if dice.random() < 0.2 else [taker]
    if of.trader[i]:
        customers = [int(one) for one in stage.life.customers[i]]
        for day in range(int(of.trade_ends[i]) + 3, END, 14):
            stage.pay(
                deed, dice.choice(customers), dice.choice(takers), stage.at(dice, day + dice.randrange(6)),
                dice.randrange(25, 110) * 10_000, dice.choice((UNTOLD, TRANSFER)),
            )  # fmt: skip
        return
    wage = int(of.wage[i])
    if dice.random() < 0.6:
        for day in stage.months(start):
            for part, one in zip(
                pieces(dice, wage * dice.randrange(850, 1050) // 1000, len(takers)), takers, strict=True
            ):
                stage.pay(
                    deed, int(of.employer[i]), one, stage.at(dice, day), part,
                    dice.choice((UNTOLD, TRANSFER, TransferKind.SALARY)),
                )  # fmt: skip
        return
    for day in stage.months(start):
        at = stage.at(dice, day)
        amount = wage * dice.randrange(960, 1040) // 1000
        stage.books.pay_one(int(of.employer[i]), int(of.main[i]), at, amount, TransferKind.SALARY)
        at += dice.randrange(HOUR, 60 * HOUR)
        for part, one in zip(pieces(dice, amount * dice.randrange(750, 970) // 1000, len(takers)), takers, strict=True):
            stage.pay(deed, int(of.main[i]), one, at, part)


def pass_through(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """A large sum arrives and is gone within hours or days, in one or some parts, at once or by way of others."""
    of, plan = stage.of, stage.plan
    start = stage.at(dice, stage.day(dice, int(of.served[i]) + 10, int(of.effective[i]) + 150))
    amount = dice.randrange(40, 600) * 100_000
    payer = stage.friend(dice)
    if dice.random() < 0.5:
        first, many = plan.run(Trade.BUSINESS)
        payer = plan.blocks * 12 + first + dice.randrange(many)
    own = int(of.main[i] if dice.random() < 0.7 else of.second[i])
    stage.pay(deed, payer, own, start, amount, UNTOLD)
    deed.hard = dice.random() < 0.03
    for part in pieces(dice, amount * dice.randrange(900, 1000) // 1000, dice.randrange(1, 5)):
        at = start + dice.randrange(HOUR // 5, 60 * HOUR)
        if deed.hard:
            stage.pay(deed, own, plan.cash, at, part, TransferKind.WITHDRAWAL)
            continue
        between = [stage.friend(dice) for _ in range(dice.randrange(0, 4))]
        stage.chain(deed, dice, [own, *between, stage.kin(dice, i, friend=0.15)], at, part)


def gather_split(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """Many small payments to friends, who bring them together on one account."""
    of = stage.of
    start = stage.at(dice, stage.day(dice, int(of.served[i]) + 5, int(of.effective[i]) + 160))
    friends = [stage.friend(dice) for _ in range(dice.randrange(4, 11))]
    collector = stage.kin(dice, i, friend=0.25)
    deed.hard = dice.random() < 0.04
    for part in pieces(dice, dice.randrange(80, 800) * 100_000, dice.randrange(len(friends), 2 * len(friends) + 1)):
        at = start + dice.randrange(0, 9 * 24 * HOUR)
        friend = dice.choice(friends)
        stage.pay(deed, int(of.main[i]), friend, at, part, UNTOLD)
        at += dice.randrange(HOUR, 12 * 24 * HOUR)
        end = stage.plan.cash if deed.hard else collector
        stage.pay(deed, friend, end, at, part * dice.randrange(960, 1001) // 1000, UNTOLD)


def round_trip(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """Paid away as if owed, and back by way of others on a wallet of one's own or of the household."""
    of = stage.of
    back = [int(of.wallet[i]), int(of.second[i]), int(of.parent_account[i])]
    if of.married[i]:
        back += [int(of.spouse_account[i])] * 3
    home = dice.choice(back)
    start = stage.at(dice, stage.day(dice, int(of.served[i]) + 5, int(of.effective[i]) + 150))
    for part in pieces(dice, dice.randrange(30, 400) * 100_000, dice.randrange(1, 4)):
        between = [stage.friend(dice) for _ in range(dice.choice((1, 2, 2, 2, 3, 3, 4)))]
        at = start + dice.randrange(0, 48 * HOUR)
        stage.chain(
            deed, dice, [int(of.main[i]), *between, home], at, part, (2, 140), dice.choice((UNTOLD, TransferKind.LOAN))
        )


def spending(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """Hotels, clubs, flights, private schools, a flat: under a limit, from the own wallet, seldom from another's."""
    of = stage.of
    deed.hard = dice.random() < 0.05
    source = stage.friend(dice) if deed.hard else int(dice.choice((of.wallet[i], of.main[i])))
    trades = (Trade.HOTEL, Trade.CLUB, Trade.AIRLINE, Trade.PRIVATE_SCHOOL, Trade.TRAVEL, Trade.HOTEL, Trade.DEVELOPER)
    trade = dice.choice(trades)
    small = dice.random() < 0.08
    for _ in range(dice.randrange(1, 3) if small else dice.randrange(2, 8)):
        first, many = stage.plan.run(trade if dice.random() < 0.6 else dice.choice(trades[:6]))
        day = stage.day(dice, int(of.limit[i]) + 3, int(of.limit[i]) + 240)
        stage.pay(
            deed, source, stage.plan.blocks * 12 + first + dice.randrange(many), stage.at(dice, day),
            int(dice.lognormvariate(7.3 if small else 8.3, 0.9) * 100), dice.choice((UNTOLD, TransferKind.CONSUMPTION)),
        )  # fmt: skip


def unreported(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """An account in full use, or the house, that the report does not name."""
    of = stage.of
    house = int(stage.affairs.house[i])
    if house >= 0 and dice.random() < 0.3:
        stage.affairs.silent_asset[house] = True
        deed.rows.append(("assets", house))
        return
    place = dice.choice((1, 2))
    stage.affairs.silent_account[i, place] = True
    account = int((of.main, of.second, of.wallet)[place][i])
    deed.rows.append(("accounts", account))
    many, size = dice.randrange(4, 50), dice.randrange(4, 90)
    for _ in range(many):
        day = dice.randrange(int(of.served[i]) - 100, int(of.reported[i]))
        at = stage.at(dice, day)
        amount = dice.randrange(size // 2, size * 2) * 10_000
        stage.pay(deed, stage.friend(dice), account, at, amount, UNTOLD)
        if dice.random() < 0.7:
            stage.books.pay_one(account, stage.friend(dice), at + dice.randrange(HOUR, 900 * HOUR), amount // 2, UNTOLD)


def other_debts(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """After the title is effective a relative or friend is paid: for a loan not yet due, or one that nobody saw
    come."""
    of = stage.of
    taker = stage.kin(dice, i, friend=0.5)
    while taker == int(of.spouse_account[i]) and of.married[i]:
        taker = stage.kin(dice, i, friend=0.5)
    amount = dice.randrange(40, 300) * 100_000
    day = stage.day(dice, int(of.effective[i]) + 10, int(of.effective[i]) + 180)
    early = dice.random() < 0.4
    if early:
        stage.books.pay_one(taker, int(of.main[i]), stage.at(dice, int(of.served[i]) - 120), amount, TransferKind.LOAN)
    stage.books.add(
        "papers", kind=int(PaperKind.LOAN), a=int(of.person[i]), b=owner(taker), since=int(of.served[i]) - 122,
        until=day + dice.randrange(90, 500) if early else day - 5, amount=amount,
    )  # fmt: skip
    parts = dice.randrange(1, 4)
    for part in pieces(dice, amount, parts):
        stage.pay(
            deed, int(of.main[i]), taker, stage.at(dice, day + dice.randrange(0, 20)), part,
            dice.choice((UNTOLD, TransferKind.REPAYMENT)),
        )  # fmt: skip


def borrowed_account(stage: Stage, dice: random.Random, i: int, deed: Deed) -> None:
    """The own accounts fall silent; a relative's card, filled in notes, pays the same shops and the rent."""
    of = stage.of
    start = int(of.card_ends[i]) + 3
    holder = stage.kin(dice, i, friend=0.2)
    shops = [int(one) for one in stage.life.shops[i]]
    for day in stage.months(start):
        stage.books.pay_one(stage.plan.cash, holder, stage.at(dice, day), dice.randrange(30, 150) * 10_000, UNTOLD)
        for _ in range(dice.randrange(2, 5)):
            stage.pay(
                deed, holder, dice.choice(shops), stage.at(dice, day + dice.randrange(0, 28)),
                int(dice.lognormvariate(6.2, 0.7) * 100), dice.choice((UNTOLD, TransferKind.CONSUMPTION)),
            )  # fmt: skip
        if stage.life.landlord[i] >= 0:
            stage.pay(
                deed, holder, int(stage.life.landlord[i]), stage.at(dice, day + 3), int(stage.life.rent[i]),
                dice.choice((UNTOLD, TransferKind.RENT)),
            )  # fmt: skip
