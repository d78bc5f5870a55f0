"""Synthetic people and organisations with numbers that pass every check and belong to nobody.

The region 6499 is given to no county, so no resident number and no credit code made here is a real one.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from duixian.worlds.courts import BANK_CODE, BANK_NAME
from duixian.worlds.scenes import person as name_of_person

_REGIONS: Final = ("649901", "649902", "649903", "649921", "649922", "649923")
_TOWNS: Final = ("云川市东湖区", "云川市西岭区", "云川市南屏县", "临泽市北桥区", "临泽市青溪区", "临泽市河阳县")
_STREETS: Final = ("长安路", "建设路", "人民路", "新华街", "解放街", "文苑路", "滨河路", "和平街", "兴业路", "朝阳路")
_USCC: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WORDS: Final = [
    "长风",
    "东方",
    "宏远",
    "顺达",
    "金穗",
    "恒泰",
    "华信",
    "瑞丰",
    "天成",
    "永昌",
    "嘉禾",
    "中正",
    "远航",
    "同心",
    "嘉润",
    "明德",
    "德润",
    "广源",
    "启明",
    "鼎新",
    "兴隆",
    "盛世",
    "万象",
    "博雅",
    "晨曦",
    "佳美",
    "安泰",
    "联创",
    "诚达",
    "新锐",
]
_TRADES: Final = [
    "贸易有限公司",
    "建材有限公司",
    "建筑工程有限公司",
    "商贸有限公司",
    "物流有限公司",
    "食品有限公司",
    "装饰工程有限公司",
    "机械制造有限公司",
    "房地产开发有限公司",
    "餐饮管理有限公司",
    "科技有限公司",
    "劳务有限公司",
]


@dataclass(frozen=True, slots=True)
class AccountNamed:
    """The bank account a person named for payment."""

    number: str
    bank_name: str
    bank_code: str


@dataclass(frozen=True, slots=True)
class PersonOf:
    """A person or organisation known to one court; `kind` is natural, company or organisation.

    `account` None: nobody has named an account yet, so money for this person has to wait.
    """

    key: int
    name: str
    kind: str
    number: str
    phone: str
    address: str
    account: AccountNamed | None


class Register:
    """Makes people, each once: numbers never repeat within one register. `born_before` keeps everybody of age."""

    def __init__(self, dice: random.Random, *, born_before: date) -> None:
        self._dice = dice
        self._born_before = born_before
        self._numbers: set[str] = set()
        self._names: set[str] = set()
        self._made = 0

    def natural(self, *, names_account: bool = True) -> PersonOf:
        """A grown person."""
        return self._person(name_of_person(self._dice), "natural", self._resident(), names_account)

    def company(self, *, names_account: bool = True) -> PersonOf:
        """A company with a name of its own."""
        return self._person(self._firm(_TRADES), "company", self._credit_code("91"), names_account)

    def bank(self) -> PersonOf:
        """A branch of an invented bank, which sues for loans."""
        branch = self._dice.choice(_TOWNS)[3:-1]
        return self._person(f"合成农村商业银行股份有限公司{branch}支行", "company", self._credit_code("91"), True)

    def shop(self) -> PersonOf:
        """An organisation that is no legal person; its creditors share pro rata."""
        return self._person(
            self._firm(("健身服务部", "经营部", "装修服务部")), "organisation", self._credit_code("92"), False
        )

    def _person(self, name: str, kind: str, number: str, names_account: bool) -> PersonOf:
        dice = self._dice
        self._made += 1
        account = AccountNamed(account_number(dice), BANK_NAME, BANK_CODE) if names_account else None
        return PersonOf(
            key=self._made,
            name=name,
            kind=kind,
            number=number,
            phone=f"1990000{dice.randrange(10_000):04d}",
            address=f"合成省{dice.choice(_TOWNS)}{dice.choice(_STREETS)}{dice.randrange(1, 300)}号",
            account=account,
        )

    def _firm(self, trades: tuple[str, ...] | list[str]) -> str:
        while True:
            town = self._dice.choice(("云川", "临泽"))
            name = f"合成省{town}{self._dice.choice(_WORDS)}{self._dice.choice(_WORDS)}{self._dice.choice(trades)}"
            if name not in self._names:
                self._names.add(name)
                return name

    def _resident(self) -> str:
        while True:
            born = self._born_before - timedelta(days=self._dice.randrange(20 * 365, 70 * 365))
            body = f"{self._dice.choice(_REGIONS)}{born:%Y%m%d}{self._dice.randrange(1000):03d}"
            number = body + resident_check(body)
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _credit_code(self, head: str) -> str:
        while True:
            organisation = "".join(self._dice.choice("0123456789") for _ in range(8))
            body = f"{head}{self._dice.choice(_REGIONS)}{organisation}{organisation_check(organisation)}"
            number = body + credit_check(body)
            if number not in self._numbers:
                self._numbers.add(number)
                return number


def account_number(dice: random.Random) -> str:
    """A card number of 19 digits that passes the Luhn check, under a prefix no bank has."""
    return luhn(f"649988{dice.randrange(10**12):012d}")


def luhn(body: str) -> str:
    """The number with its check digit (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{body}{-total % 10}"


def resident_check(body: str) -> str:
    """The last character of a resident number (ISO 7064 MOD 11-2)."""
    rest = 0
    for digit in body:
        rest = (rest + int(digit)) * 2 % 11
    value = (12 - rest) % 11
    return "X" if value == 10 else str(value)


def credit_check(body: str) -> str:
    """The last character of a unified social credit code (GB 32100-2015: weights are powers of 3, modulo 31)."""
    return _USCC[-sum(_USCC.index(c) * pow(3, place, 31) for place, c in enumerate(body)) % 31]


def organisation_check(body: str) -> str:
    """The check character of the organisation code inside a credit code (GB 11714-1997)."""
    value = -sum(int(c) * weight for c, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return "X" if value == 10 else str(value)
