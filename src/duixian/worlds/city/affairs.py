"""What debtors own and do lawfully with it: houses sold, divorces, companies of relatives, suits, claims, reports."""

import numpy as np
import polars as pl

from duixian.analytics.clues.model import NEVER, AssetKind, PaperKind, Trade, TransferKind
from duixian.worlds.city.books import Books, daytime, told
from duixian.worlds.city.people import Debtors
from duixian.worlds.city.plan import DAYS, FIRST, GRANDFATHER, MONTHS, PEOPLE, CityPlan, Ints

HOUR = 3_600_000


class Affairs:
    """Things and proceedings. Assets and reports are written last, when it is known what was sold and what kept
    quiet."""

    def __init__(self, plan: CityPlan, books: Books, debtors: Debtors) -> None:
        self.plan, self.books, self.of = plan, books, debtors
        self.n = len(debtors)
        dice = plan.dice("assets")
        has = dice.integers(0, 100, (3, self.n)) < np.array([40, 35, 8])[:, None]
        has[0] |= np.isin(debtors.acts, [5, 6])
        worth = np.exp(dice.normal([[13.6], [11.0], [12.0]], 0.5, (3, self.n))).astype(np.int64) * 100
        kind, who = np.nonzero(has)
        self.asset_kind = np.array([AssetKind.HOUSE, AssetKind.VEHICLE, AssetKind.SHARE])[kind]
        self.asset_owner, self.asset_market = debtors.person[who], worth[kind, who]
        self.asset_debtor = who
        self.asset_until = np.full(len(who), NEVER)
        place = np.arange(len(who))
        self.house, self.vehicle = np.full(self.n, -1), np.full(self.n, -1)
        self.house[who[kind == 0]], self.vehicle[who[kind == 1]] = place[kind == 0], place[kind == 1]
        self.couple_until, self.younger_until = np.full(plan.blocks, NEVER), np.full(plan.blocks, NEVER)
        self.silent_account = np.zeros((self.n, 3), dtype=np.bool_)
        self.silent_asset = np.zeros(len(who), dtype=np.bool_)
        self.moved: dict[int, int] = {}
        first, many = plan.run(Trade.BUSINESS)
        self.spare = list(range(first + many + many // 4, first + many + many // 2))
        self.free = debtors.acts < 0

    def all(self) -> None:
        """Every lawful affair."""
        for part in (
            self.early_sales,
            self.honest_sales,
            self.vehicles,
            self.divorces,
            self.companies,
            self.family_firms,
            self.suits,
            self.family_suits,
            self.claims,
            self.outings,
            self.forgotten,
        ):
            part(self.plan.dice(part.__name__))

    def deal(
        self, kind: AssetKind, asset: Ints, seller: Ints, buyer: Ints, on: Ints, price: Ints, market: Ints
    ) -> Ints:
        """Deals; a price of -1 is a gift. Returns their ids."""
        first = self.books.rows("deals")
        count = len(np.atleast_1d(asset))
        self.books.add_frame(
            "deals",
            pl.DataFrame(
                {"kind": np.full(count, int(kind)), "asset": np.atleast_1d(asset), "seller": np.atleast_1d(seller),
                 "buyer": np.atleast_1d(buyer), "on": np.atleast_1d(on), "price": np.atleast_1d(price),
                 "market": np.atleast_1d(market)}
            ).with_columns(pl.when(pl.col("price") >= 0).then(pl.col("price")).alias("price")),
        )  # fmt: skip
        return first + np.arange(count)

    def appraised(self, dice: np.random.Generator, value: Ints) -> Ints:
        """What a register or an appraiser thinks a thing is worth: within a few per cent."""
        return (value * dice.normal(1000, 45, len(value)).astype(np.int64)) // 1000

    def early_sales(self, dice: np.random.Generator) -> None:
        """Before any suit: to a cousin at a discount, to a child for nothing, as families do."""
        of = self.of
        who = np.flatnonzero((self.house >= 0) & self.free & (dice.integers(0, 100, self.n) < 9))
        on = of.served[who] - dice.integers(15, 140, len(who))
        value = self.asset_market[self.house[who]]
        gift = dice.integers(0, 100, len(who)) < 20
        price = np.where(gift, -1, value * dice.integers(620, 960, len(who)) // 1000)
        buyer = self.plan.owner(np.where(of.elder[who] & gift, of.child_account[who], of.cousin_account[who]))
        self.deal(AssetKind.HOUSE, self.house[who], of.person[who], buyer, on, price, self.appraised(dice, value))
        self.asset_until[self.house[who]] = on
        paid = ~gift
        self.books.pay(
            of.cousin_account[who][paid], of.main[who][paid], daytime(dice, on[paid] + 1), price[paid],
            told(dice, TransferKind.TRANSFER, int(paid.sum())),
        )  # fmt: skip
        self.house[who] = -1

    def honest_sales(self, dice: np.random.Generator) -> None:
        """After the suit: to strangers at the market or in need of money, to relatives at the full price; paid, and
        most of it paid on into court."""
        of = self.of
        chance = dice.integers(0, 1000, self.n)
        who = np.flatnonzero((self.house >= 0) & self.free & (chance < 100))
        n = len(who)
        kin, distress = chance[who] < 10, (chance[who] >= 10) & (chance[who] < 28)
        on = of.served[who] + dice.integers(10, 260, n)
        value = self.asset_market[self.house[who]]
        share = np.where(distress, dice.integers(780, 900, n), dice.integers(920, 1060, n))
        share[kin] -= 20
        price = value * share // 1000
        account = np.where(kin, of.sibling_account[who], self.plan.strangers(dice, n))
        self.deal(
            AssetKind.HOUSE,
            self.house[who],
            of.person[who],
            self.plan.owner(account),
            on,
            price,
            self.appraised(dice, value),
        )
        self.asset_until[self.house[who]] = on
        self.house[who] = -1
        at = daytime(dice, on + dice.integers(0, 4, n))
        self.books.pay(account, of.main[who], at, price, told(dice, TransferKind.TRANSFER, n))
        gives = dice.integers(0, 100, n) < 70
        self.books.pay(
            of.main[who][gives], self.plan.some(dice, Trade.COURT, int(gives.sum())),
            at[gives] + dice.integers(20 * HOUR, 200 * HOUR, int(gives.sum())),
            price[gives] * dice.integers(700, 990, int(gives.sum())) // 1000,
            told(dice, TransferKind.REPAYMENT, int(gives.sum())),
        )  # fmt: skip

    def vehicles(self, dice: np.random.Generator) -> None:
        """Cars sold to strangers, worn as they are."""
        of = self.of
        who = np.flatnonzero((self.vehicle >= 0) & self.free & (dice.integers(0, 100, self.n) < 8))
        n = len(who)
        on = of.served[who] + dice.integers(-100, 240, n)
        value = self.asset_market[self.vehicle[who]]
        price = value * dice.integers(800, 1090, n) // 1000
        buyer = self.plan.strangers(dice, n)
        self.deal(
            AssetKind.VEHICLE,
            self.vehicle[who],
            of.person[who],
            self.plan.owner(buyer),
            on,
            price,
            self.appraised(dice, value),
        )
        self.asset_until[self.vehicle[who]] = on
        self.books.pay(buyer, of.main[who], daytime(dice, on + 1), price, told(dice, TransferKind.TRANSFER, n))
        self.vehicle[who] = -1

    def divorces(self, dice: np.random.Generator) -> None:
        """Before the suit anyhow; after it fairly, or more to the one with whom the children live."""
        of = self.of
        chance = dice.integers(0, 1000, self.n)
        who = np.flatnonzero(of.married & self.free & (chance < 50))
        n = len(who)
        early, caring = chance[who] < 25, chance[who] > 42
        on = np.where(early, of.served[who] - dice.integers(10, 140, n), of.served[who] + dice.integers(10, 250, n))
        share = np.where(caring, dice.integers(300, 420, n), dice.integers(420, 580, n))
        share = np.where(early, dice.integers(0, 1000, n), share)
        worth = np.exp(dice.normal(12.8, 0.7, n)).astype(np.int64) * 100
        debts = worth * dice.integers(0, 400, n) // 1000
        own = debts * dice.integers(420, 580, n) // 1000
        self.divorce(who, on, worth, share, debts, own, np.where(caring, of.spouse[who], of.person[who]))

    def divorce(self, who: Ints, on: Ints, worth: Ints, share: Ints, debts: Ints, own: Ints, custody: Ints) -> int:
        """Divorces of debtors, who get `share` of 1,000 and take on `own` of the debts; the first id."""
        of, first = self.of, self.books.rows("divorces")
        got = worth * share // 1000
        self.books.add(
            "divorces", a=of.person[who], b=of.spouse[who], on=on, got_a=got, got_b=worth - got, debts_a=own,
            debts_b=debts - own, custody=custody,
        )  # fmt: skip
        elder = of.elder[who]
        self.couple_until[of.block[who][elder]] = on[elder]
        self.younger_until[of.block[who][~elder]] = on[~elder]
        return first

    def companies(self, dice: np.random.Generator) -> None:
        """Debtors at the head of a company: its customers pay it, it pays suppliers and a little to its head."""
        of, plan = self.of, self.plan
        who = np.flatnonzero(of.own_company >= 0)
        n = len(who)
        account = plan.company_account(of.own_company[who])
        self.books.add("companies", person=plan.company(of.own_company[who]), head=of.person[who], founded=FIRST - 1500)
        self.firm_customers = np.full((self.n, 4), -1)
        self.firm_customers[who] = plan.some(dice, Trade.BUSINESS, n * 4).reshape(n, 4)
        times = 30
        day = FIRST + dice.integers(0, DAYS, (n, times))
        at = daytime(dice, day)
        amount = np.exp(dice.normal(9.6, 0.7, (n, times))).astype(np.int64) * 100
        amount[day > of.trade_ends[who][:, None]] = 0
        payer = np.take_along_axis(self.firm_customers[who], dice.integers(0, 4, (n, times)), 1)
        self.books.pay(payer, account[:, None], at, amount, told(dice, TransferKind.TRANSFER, at.shape))
        goods = np.broadcast_to(plan.some(dice, Trade.BUSINESS, n)[:, None], at.shape)
        self.books.pay(
            account[:, None], goods, at + dice.integers(HOUR, 200 * HOUR, at.shape), amount * 7 // 10,
            told(dice, TransferKind.TRANSFER, at.shape),
        )  # fmt: skip
        for month in range(0, MONTHS, 2):
            day = np.full(n, FIRST + month * DAYS // MONTHS + 15)
            self.books.pay(account, of.main[who], daytime(dice, day), 600_000, told(dice, TransferKind.SALARY, n))

    def family_firms(self, dice: np.random.Generator) -> None:
        """Relatives who found a firm of their own: elsewhere, in a shared building, or at home."""
        of, plan = self.of, self.plan
        who = np.flatnonzero(self.free & (dice.integers(0, 100, self.n) < 4))[: len(self.spare) // 2]
        places = np.array([self.spare.pop() for _ in who], dtype=np.int64)
        spouse = of.married[who] & (dice.integers(0, 2, len(who)) == 0)
        head = np.where(spouse, of.spouse[who], of.sibling[who])
        founded = FIRST + dice.integers(20, 560, len(who))
        self.books.add("companies", person=plan.company(places), head=head, founded=founded)
        for each, place in zip(who[dice.integers(0, 100, len(who)) < 25], places, strict=False):
            self.moved[int(place)] = int(of.home[each])
        times = 25
        day = founded[:, None] + 20 + dice.integers(0, 400, (len(who), times))
        amount = np.exp(dice.normal(8.2, 0.8, day.shape)).astype(np.int64) * 100
        self.books.pay(
            plan.strangers(dice, day.size).reshape(day.shape), plan.company_account(places)[:, None],
            daytime(dice, day), amount, told(dice, TransferKind.CONSUMPTION, day.shape),
        )  # fmt: skip

    def suits(self, dice: np.random.Generator) -> None:
        """Other creditors sue as well: their loan went through a bank, or in notes with a receipt, or without one."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 100, self.n) < 10)
        n = len(who)
        lender = self.plan.strangers(dice, n)
        sum_ = dice.integers(20, 400, n) * 100_000
        seen = dice.integers(0, 100, n) < 75
        lent = FIRST + dice.integers(0, 140, n)
        self.books.pay(
            lender[seen], of.main[who][seen], daytime(dice, lent[seen]), sum_[seen],
            told(dice, TransferKind.LOAN, int(seen.sum()), 40),
        )  # fmt: skip
        proved = np.where(seen, sum_, np.where(dice.integers(0, 100, n) < 60, sum_, 0))
        settled = np.where(dice.integers(0, 100, n) < 30, dice.integers(9, 90, n), -1)
        self.books.add(
            "suits", plaintiff=self.plan.owner(lender), defendant=of.person[who],
            on=of.served[who] + dice.integers(-100, 300, n), sum=sum_, settled=settled, proved=proved,
        )  # fmt: skip

    def family_suits(self, dice: np.random.Generator) -> None:
        """Relatives with a true loan sue too, and settle fast."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 1000, self.n) < 15)
        n = len(who)
        sum_ = dice.integers(20, 300, n) * 100_000
        lent = FIRST + dice.integers(0, 140, n)
        self.books.pay(
            of.cousin_account[who], of.main[who], daytime(dice, lent), sum_, told(dice, TransferKind.LOAN, n, 40)
        )
        self.books.add(
            "suits", plaintiff=self.plan.owner(of.cousin_account[who]), defendant=of.person[who],
            on=of.served[who] + dice.integers(5, 200, n), sum=sum_, settled=dice.integers(4, 40, n), proved=sum_,
        )  # fmt: skip

    def claims(self, dice: np.random.Generator) -> None:
        """Claims let go before the suit, or for a debtor of theirs who is insolvent, or prolonged by weeks, or settled
        for a little less."""
        of = self.of
        who = np.flatnonzero(dice.integers(0, 100, self.n) < 10)
        n = len(who)
        obligor = self.plan.owner(self.plan.strangers(dice, n))
        sum_ = dice.integers(5, 200, n) * 100_000
        due = of.served[who] + dice.integers(-120, 200, n)
        how = dice.integers(0, 10, n)
        early, broke, weeks = how < 5, (how >= 5) & (how < 7), how >= 7
        changed = np.where(early, of.served[who] - dice.integers(5, 140, n), np.maximum(due, of.served[who] + 5) + 10)
        less = weeks & (dice.integers(0, 100, n) < 25)
        left = np.select(
            [early, broke, less],
            [sum_ * dice.integers(0, 1000, n) // 1000, sum_ * 6 // 10, sum_ * dice.integers(30, 205, n) // 1000],
            0,
        )
        new_due = np.where(weeks, due + dice.integers(20, 120, n), due)
        self.books.add(
            "papers",
            kind=int(PaperKind.INSOLVENCY),
            a=obligor[broke],
            b=-1,
            since=changed[broke] - 60,
            until=NEVER,
            amount=0,
        )
        self.books.add(
            "claims", creditor=of.person[who], obligor=obligor, sum=sum_, due=due, changed_on=changed, left=left,
            new_due=new_due,
        )  # fmt: skip

    def outings(self, dice: np.random.Generator) -> None:
        """Dinners at a hotel, now and then a banquet, and small policies under a limit; journeys with leave of the
        court; luxury before it."""
        of, plan = self.of, self.plan
        limited = of.limit < FIRST + DAYS
        dinner = np.flatnonzero(limited & (dice.integers(0, 100, self.n) < 8))
        day = of.limit[dinner] + dice.integers(5, 200, len(dinner))
        self._spend(
            dice, dinner, plan.some(dice, Trade.HOTEL, len(dinner)), day, dice.integers(60, 700, len(dinner)) * 100
        )
        banquet = np.flatnonzero(limited & (dice.integers(0, 1000, self.n) < 2))
        day = of.limit[banquet] + dice.integers(5, 200, len(banquet))
        self._spend(
            dice,
            banquet,
            plan.some(dice, Trade.HOTEL, len(banquet)),
            day,
            np.exp(dice.normal(7.0, 0.5, len(banquet))).astype(np.int64) * 100,
        )
        policy = np.flatnonzero(limited & (dice.integers(0, 100, self.n) < 10))
        day = of.limit[policy] + dice.integers(5, 200, len(policy))
        self._spend(
            dice, policy, plan.some(dice, Trade.INSURER, len(policy)), day, dice.integers(100, 900, len(policy)) * 100
        )
        flight = np.flatnonzero(limited & (dice.integers(0, 1000, self.n) < 15))
        day = of.limit[flight] + dice.integers(10, 200, len(flight))
        self.books.add(
            "papers", kind=int(PaperKind.EXEMPTION), a=of.person[flight], b=-1, since=day - 5, until=day + 10, amount=0
        )
        self._spend(
            dice, flight, plan.some(dice, Trade.AIRLINE, len(flight)), day, dice.integers(600, 4000, len(flight)) * 100
        )
        before = np.flatnonzero(dice.integers(0, 100, self.n) < 12)
        day = of.served[before] - dice.integers(0, 140, len(before))
        self._spend(
            dice, before, plan.some(dice, Trade.HOTEL, len(before)), day, dice.integers(500, 9000, len(before)) * 100
        )

    def _spend(self, dice: np.random.Generator, who: Ints, shop: Ints, day: Ints, amount: Ints) -> None:
        self.books.pay(
            self.of.wallet[who], shop, daytime(dice, day), amount, told(dice, TransferKind.CONSUMPTION, len(who))
        )

    def forgotten(self, dice: np.random.Generator) -> None:
        """Reports that forget an account: one with little on it, or a wallet filled from accounts that are named."""
        of = self.of
        second = dice.integers(0, 100, self.n) < 6
        self.silent_account[:, 1] = second & self.free
        self.silent_account[:, 2] = (dice.integers(0, 100, self.n) < 3) & self.free
        who = np.flatnonzero(second)
        for _ in range(3):
            day = of.served[who] + dice.integers(-200, 100, len(who))
            amount = np.exp(dice.normal(5.6, 0.9, len(who))).astype(np.int64) * 100
            self.books.pay(
                self.plan.strangers(dice, len(who)), of.second[who], daytime(dice, day), amount,
                told(dice, TransferKind.TRANSFER, len(who)),
            )  # fmt: skip

    def finish(self) -> None:
        """Write assets and reports."""
        of = self.of
        self.books.add(
            "assets", kind=self.asset_kind, owner=self.asset_owner, since=FIRST - 1000, until=self.asset_until,
            market=self.asset_market,
        )  # fmt: skip
        reports = of.reported < FIRST + DAYS
        for place, account in enumerate((of.main, of.second, of.wallet)):
            says = reports & ~self.silent_account[:, place]
            self.books.add("reports", case=1000 + np.flatnonzero(says), account=account[says], asset=-1)
        owner = self.asset_debtor
        named = reports[owner] & ~self.silent_asset & (self.asset_until > of.reported[owner])
        self.books.add("reports", case=1000 + owner[named], account=-1, asset=np.flatnonzero(named))

    def parent(self, who: int) -> int:
        """A parent of a debtor."""
        return int(self.of.block[who]) * PEOPLE + GRANDFATHER
