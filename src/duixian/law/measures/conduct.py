"""How a search, a forced opening or an eviction is carried out: who has to be there, and who may search whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from duixian.base.faults import Fault
from duixian.law.measures import values
from duixian.law.measures.kinds import MeasureKind


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody of the court on the spot, with the number of the work card shown."""

    name: str
    card: str


@dataclass(frozen=True, slots=True)
class BodySearch:
    """Somebody was searched, by whom."""

    searched: str
    searched_is_woman: bool
    by: str
    by_is_woman: bool


@dataclass(frozen=True, slots=True)
class OnSpot:
    """What the record of a search or an eviction says. `owner_side`: the debtor or a grown member of the family (of an
    organisation its representative); `owner_refused`: told and would not come; `grassroots`: who came of the
    neighbourhood or village committee or of the debtor's unit; `inventory`: things found or moved, each with its place.
    """

    kind: MeasureKind
    started: datetime
    ended: datetime
    place: str
    officers: Sequence[Officer]
    natural: bool = True
    owner_side: str = ""
    owner_refused: bool = False
    grassroots: str = ""
    grassroots_refused: bool = False
    bodies: Sequence[BodySearch] = ()
    inventory: Sequence[str] = ()
    nothing_found: bool = False
    opened_by_force: bool = False
    told_to_open: bool = False


def faults_of(spot: OnSpot, *, on: date) -> tuple[Fault, ...]:
    """Everything that is missing in a record; empty when it is whole."""
    return (*_times(spot), *_people(spot, on), *_bodies(spot), *_things(spot))


def _times(spot: OnSpot) -> Iterator[Fault]:
    if spot.ended < spot.started:
        yield Fault("spot.times", "结束时间早于开始时间", "请更正时间", field="结束时间", value=f"{spot.ended:%H:%M}")
    if not spot.place.strip():
        yield Fault("spot.place", "须写明地点", "请填写地点", field="地点")


def _people(spot: OnSpot, on: date) -> Iterator[Fault]:
    needed = values.number("search_officers", on=on)
    carded = {officer.name for officer in spot.officers if officer.name.strip() and officer.card.strip()}
    if len(carded) < needed:
        yield Fault(
            "spot.officers",
            "须有 {needed} 名以上执行人员到场并出示工作证件，现有 {found} 名",
            "请补全人员及证件号；依据：{basis}",
            field="执行人员",
            data={"needed": needed, "found": len(carded), "basis": values.cited("search_officers", on=on)},
        )
    if not spot.owner_side.strip() and not spot.owner_refused:
        who = "被执行人或者其成年家属" if spot.natural else "法定代表人或者主要负责人"
        yield Fault(
            "spot.owner",
            "没有{who}到场的记录",
            "填写到场人；经通知拒不到场的，如实载明（民诉解释第四百九十六条）",
            field="在场人",
            data={"who": who},
        )
    if spot.natural and not spot.grassroots.strip() and not spot.grassroots_refused:
        yield Fault(
            "spot.grassroots",
            "没有基层组织派员到场的记录",
            "填写见证人及单位；经通知未派员的，如实载明",
            field="见证人",
        )


def _bodies(spot: OnSpot) -> Iterator[Fault]:
    for one in spot.bodies:
        if one.searched_is_woman and not one.by_is_woman:
            yield Fault(
                "spot.woman",
                "搜查妇女“{name}”的身体，应当由女执行人员进行",
                "请由女执行人员搜查（民诉解释第四百九十六条）",
                field="搜查人",
                value=one.by,
                data={"name": one.searched},
            )


def _things(spot: OnSpot) -> Iterator[Fault]:
    if not spot.inventory and not spot.nothing_found:
        yield Fault("spot.inventory", "没有物品清单", "逐件填写；没有发现或者没有搬出的，如实载明", field="清单")
    if spot.opened_by_force and not spot.told_to_open:
        yield Fault(
            "spot.opening",
            "未先责令开启，不能强制开启",
            "先责令其开启，拒不配合的方可强制开启（财产调查规定第十四条）",
            field="强制开启",
        )
