"""The lawful life of debtors and their families, with everything in it that looks like hiding money: households that
share one purse, traders whose money is gone within hours, illness, rotating savings, loans among friends, workers paid
by a foreman."""

import numpy as np

from duixian.analytics.clues.model import NEVER, PaperKind, Trade, TransferKind
from duixian.worlds.city.books import Books, daytime, told
from duixian.worlds.city.people import Debtors
from duixian.worlds.city.plan import DAYS, FIRST, MONTHS, Bools, CityPlan, Ints

HOUR = 3_600_000


class Life:
    """Writes down lawful lives. `debtors` honest or not: whoever hides money also lives."""

    def __init__(self, plan: CityPlan, books: Books, debtors: Debtors) -> None:
        self.plan, self.books, self.of = plan, books, debtors
        self.n = len(debtors)
        self.customers = np.full((self.n, 5), -1)
        self.shops = np.full((self.n, 3), -1)
        self.landlord = np.full(self.n, -1)
        self.rent = np.zeros(self.n, dtype=np.int64)

    def all(self) -> None:
        """Every part of life."""
        for part in (
            self.wages,
            self.trade,
            self.purse,
            self.purse_begun_later,
            self.elders,
            self.housing,
            self.shopping,
            self.school,
            self.illness,
            self.friends,
            self.borrowed,
            self.savings,
            self.foremen,
            self.performance,
            self.help_from_parents,
            self.parents_shop,
            self.spouse_shops,
            self.handed_on,
            self.due_later,
        ):
            part(self.plan.dice(part.__name__))

    def wages(self, dice: np.random.Generator) -> None:
        """Of debtors who are employed, and of two in three spouses, some at the same firm."""
        of = self.of
        who = np.flatnonzero(~of.trader)
        self._monthly(
            dice, who, of.employer[who], of.main[who], of.wage[who], 10, TransferKind.SALARY, of.job_ends[who]
        )
        pair = np.flatnonzero(of.married & (dice.integers(0, 100, self.n) < 65))
        same = dice.integers(0, 100, len(pair)) < 4
        firm = np.where(same, of.employer[pair], self.plan.some(dice, Trade.BUSINESS, len(pair)))
        wage = np.maximum(250_000, np.exp(dice.normal(8.5, 0.4, len(pair))) * 100).astype(np.int64)
        late = np.where(dice.integers(0, 100, len(pair)) < 12, dice.integers(100, 600, len(pair)), 0)
        self._monthly(dice, pair, firm, of.spouse_account[pair], wage, 12, TransferKind.SALARY, starts=FIRST + late)
        on_file = dice.integers(0, 100, len(pair)) < 97
        owner = self.plan.owner(firm)
        self.books.add(
            "papers", kind=int(PaperKind.LABOUR), a=owner[on_file], b=of.spouse[pair[on_file]],
            since=(FIRST + late - 5)[on_file], until=NEVER, amount=wage[on_file],
        )  # fmt: skip

    def trade(self, dice: np.random.Generator) -> None:
        """Small traders: customers of a steady round pay, suppliers get most of it within two days."""
        of = self.of
        who = np.flatnonzero(of.trader)
        sales = 3 * MONTHS // 2
        rounds = 5
        custom = self.plan.strangers(dice, len(who) * rounds).reshape(len(who), rounds)
        self.customers[who] = custom
        firms = self.plan.some(dice, Trade.BUSINESS, len(who) * 2).reshape(len(who), 2)
        people = self.plan.strangers(dice, len(who))
        supply = np.stack([firms[:, 0], firms[:, 1], people], axis=1)
        day = FIRST + (np.arange(sales) * DAYS // sales)[None, :] + dice.integers(0, 12, (len(who), sales))
        at = daytime(dice, day)
        amount = np.exp(dice.normal(8.7, 0.7, (len(who), sales))).astype(np.int64) * 100
        amount[day > of.trade_ends[who][:, None]] = 0
        which = dice.integers(0, rounds, (len(who), sales))
        new = dice.integers(0, 100, (len(who), sales)) < 8
        payer = np.where(
            new, self.plan.strangers(dice, new.size).reshape(new.shape), np.take_along_axis(custom, which, 1)
        )
        self.books.pay(payer, of.main[who][:, None], at, amount, told(dice, TransferKind.TRANSFER, at.shape))
        goods = np.take_along_axis(supply, dice.choice(3, at.shape, p=[0.5, 0.3, 0.2]), 1)
        later = at + dice.integers(HOUR, 48 * HOUR, at.shape)
        share = dice.integers(780, 960, at.shape)
        changes = np.flatnonzero(dice.integers(0, 100, len(who)) < 5)
        for each in changes:  # a new supplier after the suit, as happens
            after = at[each] > (of.served[who[each]] + 30) * 86_400_000
            goods[each, after] = self.plan.some(dice, Trade.BUSINESS, 1)[0]
        self.books.pay(
            of.main[who][:, None], goods, later, amount * share // 1000, told(dice, TransferKind.TRANSFER, at.shape)
        )

    def purse(self, dice: np.random.Generator) -> None:
        """Four families of ten keep one purse: part of the wage goes to the spouse every month, since always."""
        of = self.of
        who = np.flatnonzero(of.married & ~of.trader & (dice.integers(0, 100, self.n) < 40))
        share = dice.integers(250, 800, len(who))
        self._monthly(
            dice, who, of.main[who], of.spouse_account[who], of.wage[who] * share // 1000, 11,
            TransferKind.TRANSFER, of.job_ends[who],
        )  # fmt: skip

    def purse_begun_later(self, dice: np.random.Generator) -> None:
        """Some begin after the suit, with what the household needs."""
        of = self.of
        who = np.flatnonzero(of.married & ~of.trader & (dice.integers(0, 100, self.n) < 4))
        amount = np.minimum(of.living[who], of.wage[who]) * dice.integers(400, 1000, len(who)) // 1000
        self._monthly(
            dice, who, of.main[who], of.spouse_account[who], amount, 14, TransferKind.TRANSFER,
            of.job_ends[who], starts=of.served[who] + dice.integers(0, 120, len(who)),
        )  # fmt: skip

    def elders(self, dice: np.random.Generator) -> None:
        """Three of ten support a parent."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 100, self.n) < 30)
        amount = dice.integers(5, 20, len(who)) * 10_000
        starts = np.where(dice.integers(0, 100, len(who)) < 85, FIRST, of.served[who] + 60)
        self._monthly(
            dice, who, of.main[who], of.parent_account[who], amount, 5, TransferKind.TRANSFER, starts=starts, every=2
        )

    def housing(self, dice: np.random.Generator) -> None:
        """Rent to a landlord, mostly with a lease on file; instalments of a secured loan to a bank."""
        of = self.of
        how = dice.integers(0, 100, self.n)
        rents, owes = np.flatnonzero(how < 35), np.flatnonzero((how >= 35) & (how < 60))
        landlord = self.plan.strangers(dice, len(rents))
        rent = dice.integers(8, 35, len(rents)) * 10_000
        self.landlord[rents], self.rent[rents] = landlord, rent
        self._monthly(dice, rents, of.main[rents], landlord, rent, 3, TransferKind.RENT, of.card_ends[rents])
        written = dice.integers(0, 100, len(rents)) < 75
        self.books.add(
            "papers", kind=int(PaperKind.LEASE), a=of.person[rents[written]], b=self.plan.owner(landlord[written]),
            since=FIRST - 100, until=NEVER, amount=rent[written],
        )  # fmt: skip
        bank = self.plan.some(dice, Trade.BANK, len(owes))
        due = dice.integers(15, 60, len(owes)) * 10_000
        self._monthly(dice, owes, of.main[owes], bank, due, 20, TransferKind.REPAYMENT)

    def shopping(self, dice: np.random.Generator) -> None:
        """The daily life of the debtor and the spouse at shops of their own choice, and bills."""
        of = self.of
        many = 20
        for who, account in (
            (np.arange(self.n), of.wallet),
            (np.flatnonzero(of.married), of.spouse_account),
        ):
            shops = self.plan.some(dice, Trade.SHOP, len(who) * 3).reshape(len(who), 3)
            shop = np.take_along_axis(shops, dice.integers(0, 3, (len(who), many)), 1)
            day = FIRST + dice.integers(0, DAYS, (len(who), many))
            amount = np.exp(dice.normal(5.2, 0.7, day.shape)).astype(np.int64) * 100
            if account is of.wallet:
                self.shops = shops
                amount[day > of.card_ends[:, None]] = 0
            self.books.pay(
                account[who][:, None], shop, daytime(dice, day), amount, told(dice, TransferKind.CONSUMPTION, day.shape)
            )
        # the wallet is filled from the bank every other month
        self._monthly(
            dice, np.arange(self.n), of.main, of.wallet, np.full(self.n, 80_000), 16, TransferKind.TRANSFER, every=3
        )

    def school(self, dice: np.random.Generator) -> None:
        """Fees twice a year, and a child's living cost at school."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 100, self.n) < 30)
        school = self.plan.some(dice, Trade.SCHOOL, len(who))
        for day in (85, 270, 450, 635):
            days = FIRST + day + dice.integers(0, 14, len(who))
            self.books.pay(
                of.main[who], school, daytime(dice, days), dice.integers(10, 90, len(who)) * 10_000,
                told(dice, TransferKind.TUITION, len(who)),
            )  # fmt: skip

    def illness(self, dice: np.random.Generator) -> None:
        """Money of relatives or friends that is at a hospital two days later; or goes to the spouse, who pays there."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 100, self.n) < 12)
        n = len(who)
        day = FIRST + dice.integers(20, DAYS - 20, n)
        at = daytime(dice, day)
        amount = dice.integers(8, 90, n) * 100_000
        giver = np.where(dice.integers(0, 2, n) == 0, of.sibling_account[who], self.plan.strangers(dice, n))
        self.books.pay(giver, of.main[who], at, amount, told(dice, TransferKind.TRANSFER, n))
        hospital = self.plan.some(dice, Trade.HOSPITAL, n)
        paid = amount * dice.integers(880, 1000, n) // 1000
        direct = ~of.married[who] | (dice.integers(0, 100, n) < 70)
        soon = at + dice.integers(HOUR, 40 * HOUR, n)
        self.books.pay(
            of.main[who][direct], hospital[direct], soon[direct], paid[direct],
            told(dice, TransferKind.MEDICAL, int(direct.sum()), 80),
        )  # fmt: skip
        by = ~direct
        self.books.pay(
            of.main[who][by],
            of.spouse_account[who][by],
            soon[by],
            paid[by],
            told(dice, TransferKind.TRANSFER, int(by.sum())),
        )
        self.books.pay(
            of.spouse_account[who][by], hospital[by], soon[by] + dice.integers(HOUR, 90 * HOUR, int(by.sum())),
            paid[by] * dice.integers(900, 1000, int(by.sum())) // 1000,
            told(dice, TransferKind.MEDICAL, int(by.sum()), 80),
        )  # fmt: skip

    def friends(self, dice: np.random.Generator) -> None:
        """Lent to a friend, given back within two months; presents at weddings."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 100, self.n) < 10)
        n = len(who)
        at = daytime(dice, FIRST + dice.integers(10, DAYS - 80, n))
        friend, amount = self.plan.strangers(dice, n), dice.integers(4, 50, n) * 50_000
        self.books.pay(of.main[who], friend, at, amount, told(dice, TransferKind.TRANSFER, n))
        back = at + dice.integers(5 * 24 * HOUR, 60 * 24 * HOUR, n)
        self.books.pay(friend, of.main[who], back, amount, told(dice, TransferKind.TRANSFER, n))
        for _ in range(3):
            day = FIRST + dice.integers(0, DAYS, self.n)
            self.books.pay(
                of.wallet, self.plan.strangers(dice, self.n), daytime(dice, day), dice.integers(1, 20, self.n) * 5_000,
                told(dice, TransferKind.TRANSFER, self.n),
            )  # fmt: skip

    def borrowed(self, dice: np.random.Generator) -> None:
        """Loans of friends and relatives, mostly with a paper, repaid when due: long before the suit, or in small
        parts."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 100, self.n) < 15)
        n = len(who)
        near = dice.integers(0, 100, n) < 30
        lender = np.where(near, of.cousin_account[who], self.plan.strangers(dice, n))
        amount = dice.integers(10, 120, n) * 100_000
        lent = FIRST + dice.integers(0, 120, n)
        self.books.pay(lender, of.main[who], daytime(dice, lent), amount, told(dice, TransferKind.LOAN, n, 40))
        due = np.where(dice.integers(0, 100, n) < 60, of.served[who] - 5, of.effective[who] - 5)
        written = dice.integers(0, 100, n) < 75
        self.books.add(
            "papers", kind=int(PaperKind.LOAN), a=of.person[who[written]], b=self.plan.owner(lender[written]),
            since=lent[written], until=due[written], amount=amount[written],
        )  # fmt: skip
        parts = dice.integers(1, 4, n)
        for part in range(3):
            day = np.maximum(lent + 20, due - part * 20 - dice.integers(0, 15, n))
            pays = part < parts
            self.books.pay(
                of.main[who][pays], lender[pays], daytime(dice, day[pays]), (amount // parts)[pays],
                told(dice, TransferKind.REPAYMENT, int(pays.sum()), 40),
            )  # fmt: skip

    def savings(self, dice: np.random.Generator) -> None:
        """Rotating savings: eight friends, the same sum each month to whoever is next; everybody gets it all once."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 1000, self.n) < 40)
        ring = np.concatenate(
            [self.plan.strangers(dice, len(who) * 7).reshape(len(who), 7), of.main[who][:, None]], axis=1
        )
        sum_ = dice.integers(5, 30, len(who)) * 20_000
        for month in range(MONTHS):
            head = ring[:, month % 8]
            day = FIRST + month * DAYS // MONTHS + dice.integers(0, 4, len(who))
            for member in range(8):
                pays = ring[:, member] != head
                self.books.pay(
                    ring[pays, member], head[pays], daytime(dice, day[pays]), sum_[pays],
                    told(dice, TransferKind.TRANSFER, int(pays.sum())),
                )  # fmt: skip

    def foremen(self, dice: np.random.Generator) -> None:
        """A foreman gets a firm's money and pays his workers the same or the next day; most of them have a paper."""
        of = self.of
        who = np.flatnonzero(of.trader & (dice.integers(0, 100, self.n) < 6))
        n, crew = len(who), 9
        workers = self.plan.strangers(dice, n * crew).reshape(n, crew)
        firm = self.plan.some(dice, Trade.BUSINESS, n)
        written = dice.integers(0, 100, (n, crew)) < 80
        boss = np.broadcast_to(of.person[who][:, None], written.shape)
        self.books.add(
            "papers", kind=int(PaperKind.LABOUR), a=boss[written], b=self.plan.owner(workers[written]),
            since=FIRST - 50, until=NEVER, amount=0,
        )  # fmt: skip
        for month in range(1, MONTHS, 3):
            at = daytime(dice, FIRST + month * DAYS // MONTHS + dice.integers(0, 10, n))
            wages = dice.integers(40, 120, (n, crew)) * 10_000
            self.books.pay(
                firm, of.main[who], at, wages.sum(axis=1) * dice.integers(1050, 1300, n) // 1000,
                told(dice, TransferKind.TRANSFER, n),
            )  # fmt: skip
            self.books.pay(
                of.main[who][:, None], workers, at[:, None] + dice.integers(HOUR, 30 * HOUR, (n, crew)), wages,
                told(dice, TransferKind.SALARY, (n, crew), 40),
            )  # fmt: skip

    def performance(self, dice: np.random.Generator) -> None:
        """One honest debtor in four pays something into court."""
        of = self.of
        who = np.flatnonzero(of.honest & (dice.integers(0, 100, self.n) < 25))
        n = len(who)
        for part in range(2):
            day = of.effective[who] + 20 + part * 60 + dice.integers(0, 50, n)
            self.books.pay(
                of.main[who], self.plan.some(dice, Trade.COURT, n), daytime(dice, day),
                np.minimum(of.owed[who] // 4, of.wage[who] * 2), told(dice, TransferKind.REPAYMENT, n),
            )  # fmt: skip

    def help_from_parents(self, dice: np.random.Generator) -> None:
        """Who lost the job lives from what parents or the spouse give."""
        of = self.of
        who = np.flatnonzero(of.job_ends < FIRST + DAYS)
        amount = dice.integers(8, 25, len(who)) * 10_000
        self._monthly(
            dice,
            who,
            of.parent_account[who],
            of.main[who],
            amount,
            2,
            TransferKind.TRANSFER,
            starts=of.job_ends[who] + 20,
        )

    def parents_shop(self, dice: np.random.Generator) -> None:
        """Spouses and parents take over bills of those without work: small sums at the same landlord or shop."""
        of = self.of
        who = np.flatnonzero((of.job_ends < FIRST + DAYS) & (dice.integers(0, 100, self.n) < 50))
        shop = self.plan.some(dice, Trade.UTILITY, len(who))
        bill = dice.integers(10, 60, len(who)) * 1_000
        self._monthly(dice, who, of.main[who], shop, bill, 21, TransferKind.FEE, of.job_ends[who])
        self._monthly(dice, who, of.spouse_account[who], shop, bill, 21, TransferKind.FEE, starts=of.job_ends[who] + 10)

    def spouse_shops(self, dice: np.random.Generator) -> None:
        """Of some without work the spouse does all the shopping, at the same shops; a few spouses pay in notes first,
        as shopkeepers do."""
        of = self.of
        who = np.flatnonzero(of.married & of.honest & (of.card_ends < FIRST + DAYS) & (of.acts < 0))
        amount = dice.integers(20, 90, len(who)) * 1_000
        for turn, at in enumerate((8, 19)):
            self._monthly(
                dice, who, of.spouse_account[who], self.shops[who, turn], amount, at, TransferKind.CONSUMPTION,
                starts=of.card_ends[who] + 4,
            )  # fmt: skip
        pays_in = who[dice.integers(0, 1000, len(who)) < 6]
        self._monthly(
            dice, pays_in, np.full(len(pays_in), self.plan.cash), of.spouse_account[pays_in],
            dice.integers(20, 90, len(pays_in)) * 2_000, 6, TransferKind.UNTOLD, starts=of.card_ends[pays_in] + 4,
        )  # fmt: skip

    def handed_on(self, dice: np.random.Generator) -> None:
        """Money for the parents given to somebody who travels there."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 1000, self.n) < 15)
        at = daytime(dice, FIRST + dice.integers(30, DAYS - 30, len(who)))
        friend = self.plan.strangers(dice, len(who))
        amount = np.exp(dice.normal(7.6, 0.7, len(who))).astype(np.int64) * 100
        self.books.pay(of.main[who], friend, at, amount, told(dice, TransferKind.TRANSFER, len(who)))
        later = at + dice.integers(10 * HOUR, 120 * HOUR, len(who))
        self.books.pay(friend, of.parent_account[who], later, amount, told(dice, TransferKind.TRANSFER, len(who)))

    def due_later(self, dice: np.random.Generator) -> None:
        """True loans that fall due after the title is effective, paid on the day or some weeks early."""
        of = self.of
        who = np.flatnonzero(of.honest & (of.acts < 0) & (dice.integers(0, 1000, self.n) < 20))
        n = len(who)
        lender, amount = self.plan.strangers(dice, n), dice.integers(20, 120, n) * 100_000
        lent, due = FIRST + dice.integers(0, 140, n), of.effective[who] + dice.integers(30, 200, n)
        self.books.pay(lender, of.main[who], daytime(dice, lent), amount, told(dice, TransferKind.LOAN, n, 40))
        self.books.add(
            "papers", kind=int(PaperKind.LOAN), a=of.person[who], b=self.plan.owner(lender), since=lent, until=due,
            amount=amount,
        )  # fmt: skip
        early = np.where(dice.integers(0, 100, n) < 20, dice.integers(5, 32, n), 0)
        self.books.pay(
            of.main[who], lender, daytime(dice, due - early), amount, told(dice, TransferKind.REPAYMENT, n, 40)
        )

    def _monthly(
        self,
        dice: np.random.Generator,
        who: Ints,
        source: Ints,
        target: Ints,
        amount: Ints,
        day: int,
        kind: TransferKind,
        until: Ints | int = NEVER,
        *,
        starts: Ints | int = 0,
        every: int = 1,
    ) -> None:
        """The same every month, but for a few days and per cent."""
        months = np.arange(0, MONTHS, every)
        days = FIRST + (months * DAYS // MONTHS)[None, :] + day + dice.integers(-1, 2, (len(who), len(months)))
        happens: Bools = (days >= np.reshape(starts, (-1, 1))) & (days <= np.reshape(until, (-1, 1)))
        row, _ = np.nonzero(happens)
        varied = amount[row] * dice.integers(970, 1031, len(row)) // 1000
        # a bank that tells the kind tells it every month
        kinds = told(dice, kind, len(who), 70)[row]
        self.books.pay(source[row], target[row], daytime(dice, days[happens]), varied, kinds)
