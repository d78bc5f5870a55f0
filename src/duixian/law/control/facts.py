"""What is known when control is decided: the things, whose they are, what is held already. Nothing here decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from duixian.base.faults import BadInput, Fault
from duixian.base.money import LARGEST, Fen, display
from duixian.law.control.things import Earmark, HoldingKind

MONEY: Final = frozenset({HoldingKind.DEPOSIT, HoldingKind.WALLET})
"""What can be deducted at once."""


class ClaimNature(StrEnum):
    """What the claim is, where an exemption depends on it."""

    ORDINARY = "ordinary"
    MIGRANT_WAGES = "migrant_wages"  # 农民工工资
    PROJECT = "project"  # 工程进度款、材料款、设备款


class Necessity(StrEnum):
    """The classes of things that are never controlled (查封规定 3)."""

    HOUSEHOLD = "household"  # 生活所必需的衣服、家具、炊具等
    EDUCATION = "education"  # 完成义务教育所必需的物品
    WORKS = "works"  # 未公开的发明、未发表的著作
    DISABILITY = "disability"  # 身体缺陷所必需的辅助工具、医疗物品
    MEDAL = "medal"  # 勋章及荣誉表彰物品
    TREATY = "treaty"  # 缔约豁免的财产
    OTHER = "other"  # 法律、司法解释规定的其他财产


class HomeException(StrEnum):
    """Why the only home may be sold all the same (异议复议规定 20)."""

    SUPPORTER_HAS_HOME = "supporter_has_home"  # 扶养义务人名下另有住房
    MOVED_AWAY = "moved_away"  # 执行依据生效后转让其他房屋
    CREDITOR_HOUSES = "creditor_houses"  # 申请执行人提供住房，或者扣除五至八年租金


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing found that may be controlled.

    `available`: money and rights counted in money, what no earlier control holds; `value`: of a thing that is not, as a
    whole. One of the two is None; both None: nobody knows. `unit`: the smallest part that can be held apart (1 for
    money, the prior close for listed shares); None: indivisible. `share`: the debtor's own part. `charged`: what
    mortgages and pledges take first, `ahead`: what earlier controls claim (rank above 1); None where the register is
    silent. `rank`: the rank a control would have now, 1 in force. `arrives`: what came onto the account in a month, on
    the average. `own_project`: the claim arose from the project that the account serves. What makes a control weigh
    more: `business` (the account or tool an enterprise lives by), `lived_in`, `only_home`.
    """

    key: str
    debtor: str
    kind: HoldingKind
    title: str = ""
    earmark: Earmark = Earmark.NONE
    available: Fen | None = None
    value: Fen | None = None
    unit: Fen | None = None
    share: Fraction = Fraction(1)
    co_owned: bool = False
    charged: Fen | None = 0
    ahead: Fen | None = 0
    rank: int = 1
    arrives: Fen = 0
    own_project: bool = False
    business: bool = False
    lived_in: bool = False
    only_home: bool = False
    home_exception: HomeException | None = None
    necessity: Necessity | None = None

    @property
    def part(self) -> Fen | None:
        """The smallest part that can be held and the rest left free; money always has one. None: indivisible."""
        return 1 if self.unit is None and self.kind in MONEY else self.unit

    @property
    def name(self) -> str:
        """How sentences call it."""
        return self.title or self.key

    @property
    def worth(self) -> Fen | None:
        """What a control in force would cover: the debtor's own share, less what is charged. None: not known."""
        gross = self.value if self.available is None else self.available
        if gross is None or self.charged is None:
            return None
        own = int(gross * self.share)  # rounded down: cover is never overstated
        return max(0, own - self.charged)

    @property
    def potential(self) -> Fen | None:
        """What would be left for a waiting control once those before it are satisfied. None: not known."""
        worth = self.worth
        return None if worth is None or self.ahead is None else max(0, worth - self.ahead)


@dataclass(frozen=True, slots=True)
class Living:
    """What a person and those he supports need (查封规定 3(2)). `monthly`: the local minimum for one head, fen a month
    (低保标准, set by the court; no national figure); `household`: heads, himself included; `months` kept at a time."""

    monthly: Fen
    household: int
    months: int

    def __post_init__(self) -> None:
        if self.monthly <= 0 or self.household < 1 or self.months < 1:
            raise BadInput(
                Fault(
                    "living.amount",
                    "低保标准、家庭人口和保留月数都须为正数",
                    "请在本院设定中填写当地最低生活保障标准",
                    field="生活保障",
                    value=f"{display(self.monthly)} × {self.household} × {self.months}",
                )
            )

    @property
    def allowance(self) -> Fen:
        """What must be left to the household as a whole."""
        return self.monthly * self.household * self.months


@dataclass(frozen=True, slots=True)
class Liable:
    """A person whose property may be controlled in this case. `living`: of a natural person, and then required.
    `ceiling`: all that he answers for, fen, what is already held of him included; None: for everything."""

    key: str
    natural: bool
    living: Living | None = None
    ceiling: Fen | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What is already controlled, or ordered and not answered, for the same debt. By debtor, fen.

    `counts`: effective or in flight; `open`: what standing freezes still wait for (it covers nothing yet); `kept`: what
    has been left free for living. `keys`: the things concerned, which are not proposed again.
    """

    counts: Mapping[str, Fen] = field(default_factory=lambda: MappingProxyType({}))
    open: Mapping[str, Fen] = field(default_factory=lambda: MappingProxyType({}))
    kept: Mapping[str, Fen] = field(default_factory=lambda: MappingProxyType({}))
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HeldThing:
    """One control that stands. `counts`: what it covers now (a waiting one: what it would), fen; `open`: what a
    standing freeze may still take; `unit`, `own_project`: as of `Thing`; `since`: the day it took effect."""

    key: str
    debtor: str
    kind: HoldingKind
    counts: Fen
    since: date
    title: str = ""
    earmark: Earmark = Earmark.NONE
    unit: Fen | None = None
    open: Fen = 0
    waiting: bool = False
    own_project: bool = False
    business: bool = False
    lived_in: bool = False
    only_home: bool = False

    @property
    def name(self) -> str:
        """How sentences call it."""
        return self.title or self.key


def out_of_range(field: str, key: str, amount: Fen) -> Fault | None:
    """Why an amount cannot be worked with, or None."""
    if 0 <= amount <= LARGEST:
        return None
    return Fault(
        "control.amount",
        "金额 {amount} 不在可处理的范围内",
        "金额不能为负数；请核对单位",
        field=field,
        value=key,
        data={"amount": display(amount)},
    )
