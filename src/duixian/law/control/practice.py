"""What a court may settle about control where national law is silent; never against the debtor or a longer term."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, fen
from duixian.law.control.facts import HeldThing, Thing
from duixian.law.control.things import Earmark, HoldingKind
from duixian.law.params import document, series

LOCKED: Final = frozenset({Earmark.PROVIDENT_FUND, Earmark.PRESALE, Earmark.MARGIN})
"""Money that may be frozen and is deducted only once its purpose is met."""


def locked(thing: Thing | HeldThing) -> bool:
    """Whether this is such money; not for the claims of its own project."""
    return not thing.own_project and (thing.kind is HoldingKind.PROVIDENT_FUND or thing.earmark in LOCKED)


def _default(name: str) -> int:
    """The named default of a setting that has had one value only."""
    return int(document("control")[name]["periods"][-1]["value"])


@dataclass(frozen=True, slots=True)
class RenewalPractice:
    """When a running control raises its alarms: days before its last day (status X: local practice).

    `officer`: the officer is told; `chief`: the chief is told; `ex_officio`: the last safe day, on which the system
    renews under the chief's standing order (民诉解释 485 allows renewal without a request). A court may only be earlier
    than the defaults, and the three keep their order. `window`: a renewal is open so long before the last day; a court
    may only narrow it, and not below its own first alarm. Raises `BadInput` (`control.practice`).
    """

    officer: int = field(default_factory=lambda: _default("alarm_officer"))
    chief: int = field(default_factory=lambda: _default("alarm_chief"))
    ex_officio: int = field(default_factory=lambda: _default("renew_ex_officio"))
    window: int = field(default_factory=lambda: _default("renewal_window"))

    def __post_init__(self) -> None:
        faults = [
            _looser(title, found, at_least)
            for title, found, at_least in (
                ("到期前提示承办人", self.officer, _default("alarm_officer")),
                ("到期前提示负责人", self.chief, _default("alarm_chief")),
                ("到期前依职权续行", self.ex_officio, _default("renew_ex_officio")),
            )
            if found < at_least
        ]
        if not self.ex_officio < self.chief < self.officer <= self.window <= _default("renewal_window"):
            faults.append(
                Fault(
                    "control.practice",
                    "提示承办人、提示负责人、依职权续行须依次靠近到期日，且都在可以续行的 {window} 日之内",
                    "请按先后填写日数",
                    field="续行",
                    value=f"{self.officer}/{self.chief}/{self.ex_officio}",
                    data={"window": self.window},
                )
            )
        if faults:
            raise BadInput.of(faults)


def _looser(title: str, found: int, at_least: int) -> Fault:
    return Fault(
        "control.practice",
        "本院设定只能比默认更早：默认为到期前 {days} 日",
        "请填写不少于 {days} 的日数",
        field=title,
        value=str(found),
        data={"days": at_least},
    )


@dataclass(frozen=True, slots=True)
class ChoicePractice:
    """How a court weighs (status X: ours, not law).

    `harm`: points a control weighs by kind, and what is added for `wages`, `locked` (money that may be
    held but not taken yet), `business`, `lived_in`, `only_home`; a court may change single entries. `trifle`: for a
    remainder up to this, fen, nothing indivisible is taken. `standing_beyond_living`: a standing freeze may stand on an
    account that keeps the living allowance, since its bank can leave that free whatever comes in; not by default.

    `cash_first`: money and whatever else can be divided is taken before anything indivisible, as far as the need goes,
    even where a thing taken alone would come nearer to it. 查封规定 19 lets the sum be covered and names no order;
    法发〔2019〕35号 asks for property that weighs little on the debtor and is convenient to enforce. Money is both: it
    is deducted in days, at its full sum, while a thing is sold in months and may go at 70 % of its price, 56 % in the
    second round (网拍规定 10, 26), and money that is not frozen is spent meanwhile. Off: the least excess decides
    first. `home_share`, percent, with `cash_first`: a home is not sealed for a remainder below this share of its net
    value.
    """

    harm: Mapping[str, int]
    trifle: Fen
    standing_beyond_living: bool = False
    cash_first: bool = True
    home_share: int = 0

    def __post_init__(self) -> None:
        known = series("control.harm").values[-1].raw
        wrong = [key for key, points in self.harm.items() if key not in known or not 0 <= points <= 1000]
        if wrong or set(known) - set(self.harm) or self.trifle < 0:
            raise BadInput(
                Fault(
                    "control.harm",
                    "影响分值须对每一类财产填写 0 至 1000 的整数",
                    "可用的类别：{known}",
                    field="影响分值",
                    value="、".join(wrong),
                    data={"known": "、".join(known)},
                )
            )
        if not 0 <= self.home_share <= 100:
            raise BadInput(
                Fault(
                    "control.home_share",
                    "不查封住房的差额比例须为 0 至 100 的整数",
                    "请填写百分比；填 0 则不论差额大小",
                    field="差额比例",
                    value=str(self.home_share),
                )
            )

    @classmethod
    def of(
        cls,
        on: date,
        *,
        harm: Mapping[str, int] | None = None,
        trifle: Fen | None = None,
        cash_first: bool | None = None,
        home_share: int | None = None,
    ) -> "ChoicePractice":
        """The defaults of a day, with a court's own entries in their place. Raises `BadInput` (`control.harm`,
        `control.home_share`)."""
        points: dict[str, int] = {**series("control.harm").at(on).raw, **(harm or {})}
        return cls(
            MappingProxyType(points),
            fen(series("control.trifle").at(on).raw) if trifle is None else trifle,
            cash_first=bool(series("control.cash_first").at(on).raw) if cash_first is None else cash_first,
            home_share=int(series("control.home_share").at(on).raw) if home_share is None else home_share,
        )

    def harm_of(self, thing: Thing | HeldThing) -> int:
        """What control of this thing weighs."""
        points = self.harm[thing.kind.value]
        added = {
            "wages": thing.earmark is Earmark.WAGES,
            "locked": locked(thing),
            "business": thing.business,
            "lived_in": thing.lived_in,
            "only_home": thing.only_home,
        }
        return points + sum(self.harm[name] for name, applies in added.items() if applies)
