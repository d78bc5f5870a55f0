"""What one person owns, drawn from the seed and the person's number alone: the same number, the same property.

Most accounts hold next to nothing, a few hold much; the shares are chosen to look like what officers describe and are
nobody's statistics. Money is drawn as whole numbers of fen.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from duixian.base.days import add_months_clipped
from duixian.base.money import Fen
from duixian.law.control.things import Earmark, HoldingKind
from duixian.ports.agencies import AgencyKind, Charge, CoOwner, Holding, IdKind, OtherControl, Subject
from duixian.worlds.agencies import AgencyOf, of_kind
from duixian.worlds.courts import COURTS
from duixian.worlds.people import account_number, resident_check
from duixian.worlds.scenes import person as name_of_person

_BEIJING: Final = timezone(timedelta(hours=8))
_YUAN: Final = 100
_BALANCES: Final = (
    (12, 0, 0),
    (26, 1, 99),
    (22, 100, 999),
    (22, 1_000, 9_999),
    (13, 10_000, 99_999),
    (5, 100_000, 900_000),
)
_COMPANY_BALANCES: Final = (
    (10, 0, 0),
    (25, 1, 999),
    (30, 1_000, 19_999),
    (25, 20_000, 299_999),
    (10, 300_000, 6_000_000),
)
"""Shares in a hundred with the least and most yuan: a long tail, drawn without a float."""

_ALL = "1/1"


@dataclass(frozen=True, slots=True)
class Estate:
    """One person's property by the code of the agency that holds it; `died_on` where the registers know of a death."""

    subject: Subject
    born: date | None
    died_on: date | None
    at: dict[str, tuple[Holding, ...]]

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Everything, agency by agency in the order of their codes."""
        return tuple(holding for code in sorted(self.at) for holding in self.at[code])


def draw(seed: int, subject: Subject, *, as_of: date) -> Estate:
    """What a person owns on a day. Equal arguments, equal estates; the name decides only a company's trade."""
    maker = _Estate(random.Random(f"{seed}/{subject.id_number}"), subject, as_of)
    if subject.id_kind is IdKind.COMPANY:
        maker.company()
    else:
        maker.natural()
    return maker.estate()


def namesake(seed: int, subject: Subject) -> Subject | None:
    """Somebody else of the same name with another number, for three natural persons in ten."""
    dice = random.Random(f"{seed}/{subject.id_number}/namesake")
    if subject.id_kind is not IdKind.RESIDENT or dice.randrange(10) > 2:
        return None
    born = date(1955, 1, 1) + timedelta(days=dice.randrange(45 * 365))
    body = f"6499{dice.choice(('01', '02', '03', '21', '22', '23'))}{born:%Y%m%d}{dice.randrange(1000):03d}"
    number = body + resident_check(body)
    return None if number == subject.id_number else replace(subject, id_number=number)


def birth_of(subject: Subject) -> date | None:
    """The date of birth a resident number states; None for other numbers."""
    digits = subject.id_number[6:14]
    if subject.id_kind is not IdKind.RESIDENT or len(subject.id_number) != 18 or not digits.isdecimal():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


@dataclass(slots=True)
class _Estate:
    """One estate while it is drawn."""

    dice: random.Random
    subject: Subject
    as_of: date
    born: date | None = None
    died_on: date | None = None
    at: dict[str, list[Holding]] = field(default_factory=dict)

    def estate(self) -> Estate:
        return Estate(self.subject, self.born, self.died_on, {code: tuple(held) for code, held in self.at.items()})

    # ------------------------------------------------------------------------------------------------------- persons

    def natural(self) -> None:
        """A grown person, a child or a dead person."""
        self.born = birth_of(self.subject)
        age = (self.as_of - self.born).days // 365 if self.born else 40
        if age < 18:
            self._deposit(self._bank(), self._balance(_BALANCES) // 10, "个人活期账户")
            return
        if self._chance(5, of=1000):
            self.died_on = self.as_of - timedelta(days=self.dice.randrange(10, 400))
        if self._chance(6):
            return  # 查无财产: nothing anywhere
        self._accounts(self.dice.choice((1, 1, 2, 2, 2, 3, 3, 4, 6)), _BALANCES, "个人活期账户")
        self._income(age)
        self._wallets()
        self._investments()
        self._homes()
        self._vehicles(self.dice.choice((0, 0, 0, 0, 0, 1, 1, 1, 2)))
        if self._chance(8):
            self._equity()

    def company(self) -> None:
        """A company or other organisation with a credit code."""
        self._accounts(self.dice.choice((1, 1, 2, 2, 3, 4, 5)), _COMPANY_BALANCES, "单位结算账户")
        if any(word in self.subject.name for word in ("建筑", "劳务", "装饰")):
            self._deposit(self._bank(), self._between(20_000, 400_000), "农民工工资专用账户", Earmark.MIGRANT_WAGES)
        if "房地产" in self.subject.name:
            self._deposit(self._bank(), self._between(200_000, 9_000_000), "商品房预售资金监管账户", Earmark.PRESALE)
        if self._chance(12):
            self._deposit(self._bank(), self._between(5_000, 300_000), "承兑汇票保证金账户", Earmark.MARGIN)
        if self._chance(25):
            self._wallet(self.dice.choice(of_kind(AgencyKind.WALLET)), self._balance(_COMPANY_BALANCES) // 20)
        if self._chance(20):
            self._immovable(
                HoldingKind.LAND, "工业用地使用权及地上厂房", self._between(800_000, 12_000_000), joint=False
            )
        self._vehicles(self.dice.choice((0, 0, 1, 1, 2, 3, 5)))
        if self._chance(15):
            self._equity()

    # ---------------------------------------------------------------------------------------------------------- money

    def _accounts(self, count: int, table: tuple[tuple[int, int, int], ...], title: str) -> None:
        for bank in self._banks(count):
            controls: tuple[OtherControl, ...] = ()
            balance = self._balance(table)
            if balance and self._chance(10):
                controls = (self._other_court(1, amount=balance * self.dice.choice((30, 60, 100)) // 100, years=1),)
            self._deposit(bank, balance, title, controls=controls)

    def _income(self, age: int) -> None:
        if age >= 62 and self._chance(60):
            self._deposit(self._bank(), self._between(1_500, 15_000), "养老金领取账户", Earmark.PENSION)
        elif self._chance(55):
            self._deposit(self._bank(), self._between(2_000, 14_000), "代发工资账户", Earmark.WAGES)
            if self._chance(70):
                fund = self.dice.choice(of_kind(AgencyKind.PROVIDENT_FUND))
                amount = self._between(3_000, 180_000)
                self._money(fund, HoldingKind.PROVIDENT_FUND, amount, "住房公积金个人账户", Earmark.PROVIDENT_FUND)
        if self._chance(6):
            self._deposit(self._bank(), self._between(300, 3_000), "低保金发放账户", Earmark.MINIMUM_LIVING)
        if self._chance(1):
            self._deposit(self._bank(), self._between(1_000, 20_000), "医疗救助资金账户", Earmark.MEDICAL)

    def _wallets(self) -> None:
        for place, agency in enumerate(of_kind(AgencyKind.WALLET)):
            if self._chance((75, 55, 10)[place]):
                self._wallet(agency, self._balance(_BALANCES) // 5)

    def _wallet(self, agency: AgencyOf, balance: Fen) -> None:
        self._money(agency, HoldingKind.WALLET, balance, "支付账户余额")

    def _investments(self) -> None:
        if self._chance(12):
            matures = add_months_clipped(self.as_of, self.dice.randrange(1, 18)).isoformat()
            amount = self._between(10_000, 400_000)
            self._money(self._bank(), HoldingKind.WEALTH, amount, "封闭式理财产品", details={"matures": matures})
        if self._chance(8):
            quantity, price = self.dice.randrange(1, 300) * 100, self.dice.randrange(2_00, 90_00)
            self._put(
                of_kind(AgencyKind.SECURITIES)[0],
                HoldingKind.SECURITIES,
                f"合成股份 {self.dice.randrange(900_000, 999_999)}",
                value=quantity * price,
                value_source="前一交易日收盘价",
                details={"quantity": str(quantity), "price_fen": str(price)},
            )
        if self._chance(15):
            insurer = self.dice.choice(of_kind(AgencyKind.INSURANCE))
            self._money(insurer, HoldingKind.INSURANCE, self._between(500, 80_000), "人身保险现金价值")

    def _deposit(
        self,
        bank: AgencyOf,
        balance: Fen,
        title: str,
        earmark: Earmark = Earmark.NONE,
        *,
        controls: tuple[OtherControl, ...] = (),
    ) -> None:
        self._money(bank, HoldingKind.DEPOSIT, balance, title, earmark, controls=controls)

    def _money(
        self,
        agency: AgencyOf,
        kind: HoldingKind,
        balance: Fen,
        title: str,
        earmark: Earmark = Earmark.NONE,
        *,
        controls: tuple[OtherControl, ...] = (),
        details: dict[str, str] | None = None,
    ) -> None:
        held = sum(control.amount or 0 for control in controls if control.rank == 1)
        self._put(
            agency,
            kind,
            title,
            balance=balance,
            available=max(0, balance - held),
            earmark=earmark,
            controls=controls,
            details=details or {},
        )

    # --------------------------------------------------------------------------------------------------------- things

    def _homes(self) -> None:
        for place in range(self.dice.choice((0, 0, 0, 0, 1, 1, 1, 1, 1, 2))):
            value = self._between(250_000, 2_600_000) if place == 0 else self._between(200_000, 1_500_000)
            self._immovable(HoldingKind.HOME, "住宅", value, joint=self._chance(50))
        if self._chance(3):
            self._immovable(HoldingKind.LAND, "商业用房", self._between(300_000, 3_000_000), joint=False)

    def _immovable(self, kind: HoldingKind, title: str, value: Fen, *, joint: bool) -> None:
        dice = self.dice
        charges: tuple[Charge, ...] = ()
        if self._chance(60):
            since = self.as_of - timedelta(days=dice.randrange(200, 4000))
            secured = None if self._chance(5) else value * dice.randrange(15, 75) // 100
            charges = (Charge("抵押", dice.choice(of_kind(AgencyKind.BANK)).name, secured, since),)
        shared = joint and self._chance(30)
        owners = (CoOwner(name_of_person(dice), "1/2" if shared else ""),) if joint else ()
        self._put(
            dice.choice(of_kind(AgencyKind.LAND)),
            kind,
            title,
            value=value,
            value_source="登记机关计税参考价",
            share="1/2" if shared else _ALL,
            co_owners=owners,
            charges=charges,
            controls=self._queue(15, years=3),
            details={
                "area_m2": str(dice.randrange(45, 220)),
                "certificate": f"合成不动产权第{dice.randrange(10**7):07d}号",
            },
        )

    def _vehicles(self, count: int) -> None:
        for _ in range(count):
            value = self._between(8_000, 300_000)
            pledged = (Charge("抵押", "合成汽车金融公司", value * 40 // 100, self.as_of - timedelta(days=300)),)
            self._put(
                self.dice.choice(of_kind(AgencyKind.VEHICLE)),
                HoldingKind.VEHICLE,
                "小型汽车" if self._chance(85) else "货车",
                value=value,
                value_source="二手车参考价",
                charges=pledged if self._chance(25) else (),
                controls=self._queue(20, years=2),
                details={
                    "plate": f"合A·{self.dice.randrange(10**5):05d}",
                    "year": str(self.dice.randrange(2008, 2026)),
                },
            )

    def _equity(self) -> None:
        self._put(
            self.dice.choice(of_kind(AgencyKind.COMPANY)),
            HoldingKind.EQUITY,
            f"合成{self.dice.choice(('长风', '恒泰', '嘉禾', '鼎新'))}贸易有限公司股权",
            value=self._between(10_000, 3_000_000),
            value_source="认缴出资额",
            share=self.dice.choice((_ALL, "1/2", "3/10", "1/5")),
            controls=self._queue(10, years=3),
        )

    # ---------------------------------------------------------------------------------------------------------- parts

    def _put(self, agency: AgencyOf, kind: HoldingKind, title: str, **facts: object) -> None:
        if kind in (HoldingKind.DEPOSIT, HoldingKind.WALLET):
            reference = account_number(self.dice)
        else:
            reference = f"{agency.code}-{self.dice.randrange(10**10):010d}"
        as_of = datetime.combine(self.as_of, time(), _BEIJING)
        holding = Holding(reference=reference, kind=kind, title=title, as_of=as_of, **facts)  # type: ignore[arg-type]
        self.at.setdefault(agency.code, []).append(holding)

    def _queue(self, percent: int, *, years: int) -> tuple[OtherControl, ...]:
        """Seals by other courts, for so many things in a hundred; a third of those have a second court waiting."""
        if not self._chance(percent):
            return ()
        first = self._other_court(1, years=years)
        return (first, self._other_court(2, years=years)) if self._chance(33) else (first,)

    def _other_court(self, rank: int, *, years: int, amount: Fen | None = None) -> OtherControl:
        dice = self.dice
        court = dice.choice([court for court in COURTS if court.level == 4])
        until = add_months_clipped(self.as_of, dice.randrange(1, 12 * years))
        number = f"（{self.as_of.year - 1}）{court.code}执{dice.randrange(1, 3000)}号"
        return OtherControl(court.name, number, rank, amount, until)

    def _banks(self, count: int) -> list[AgencyOf]:
        """Different banks; every second one is local."""
        banks = of_kind(AgencyKind.BANK)
        local = [bank for bank in banks if bank.local]
        chosen: list[AgencyOf] = []
        while len(chosen) < count:
            bank = self.dice.choice(local) if self._chance(50) else self.dice.choice(banks)
            if bank not in chosen:
                chosen.append(bank)
        return chosen

    def _bank(self) -> AgencyOf:
        return self._banks(1)[0]

    def _balance(self, table: tuple[tuple[int, int, int], ...]) -> Fen:
        place = self.dice.randrange(100)
        for share, least, most in table:
            if place < share:
                return self._between(least, most) if most else 0
            place -= share
        raise AssertionError("the shares of a table sum to a hundred")

    def _between(self, least: int, most: int) -> Fen:
        """Between so many yuan and so many, to the fen."""
        return self.dice.randrange(least * _YUAN, most * _YUAN + 1)

    def _chance(self, share: int, *, of: int = 100) -> bool:
        return self.dice.randrange(of) < share
