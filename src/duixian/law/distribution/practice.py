"""Practice of a province or court: dated settings where national law is silent, never against it.

No national text gives wages priority in 参与分配 or a first seizer more than his share; guides of some provinces do
(rulebook DIS-09, status X). Each is a setting that someone of that court enters with its source; none is on by default.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from duixian.base.faults import BadInput, Fault


class PracticeKey(StrEnum):
    """What a province may settle."""

    FIRST_SEIZER_PERCENT = "first_seizer_percent"  # 首封债权人适当多分, percent
    WAGES_FIRST = "wages_first"  # 职工工资先于普通债权, 0 or 1


@dataclass(frozen=True, slots=True)
class Room:
    """What national law leaves open: the largest value a province may set, in `unit`."""

    ceiling: int
    unit: str
    why: str


ROOM: MappingProxyType[PracticeKey, Room] = MappingProxyType(
    {
        PracticeKey.FIRST_SEIZER_PERCENT: Room(20, "%", "地方指引所见上限为20%，全国性规定未作授权"),
        PracticeKey.WAGES_FIRST: Room(1, "0/1", "全国性规定未规定参与分配中工资优先"),
    }
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One value over one half-open period [since, until), with where it comes from. `status` V, W, R or X."""

    key: PracticeKey
    value: int
    province: str
    since: date
    until: date | None = None
    source: str = ""
    article: str = ""
    status: str = "X"

    def covers(self, day: date) -> bool:
        """Whether the setting is in force on `day`."""
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def cited(self) -> str:
        """How a plan names it."""
        return f"{self.province}：{self.source}"


@dataclass(frozen=True, slots=True)
class Practice:
    """The settings of one province. Refuses (`BadInput`) a value beyond what national law leaves open, a setting
    without a source, and two settings true on one day."""

    settings: tuple[Setting, ...] = ()

    def __post_init__(self) -> None:
        faults = [*_beyond_room(self.settings), *_overlapping(self.settings)]
        if faults:
            raise BadInput.of(faults)

    def setting(self, key: PracticeKey, on: date) -> Setting | None:
        """The setting in force on a day; None where the province is silent."""
        return next((s for s in self.settings if s.key is key and s.covers(on)), None)

    def value(self, key: PracticeKey, on: date) -> int:
        """The value in force on a day; 0 where the province is silent."""
        found = self.setting(key, on)
        return found.value if found else 0


def _beyond_room(settings: Iterable[Setting]) -> Iterable[Fault]:
    for setting in settings:
        room = ROOM[setting.key]
        if not 0 <= setting.value <= room.ceiling:
            yield Fault(
                "practice.beyond_law",
                "地方规定超出全国性规定留下的余地（最高 {ceiling}{unit}）：{why}",
                "请改为不超过 {ceiling} 的值",
                field=setting.key.value,
                value=str(setting.value),
                place=setting.province,
                data={"ceiling": room.ceiling, "unit": room.unit, "why": room.why},
            )
        if not setting.source:
            yield Fault(
                "practice.no_source",
                "地方规定没有写明出处",
                "请填写文件名称和文号",
                field=setting.key.value,
                value=str(setting.value),
                place=setting.province,
            )


def _overlapping(settings: tuple[Setting, ...]) -> Iterable[Fault]:
    for key in PracticeKey:
        mine = sorted((s for s in settings if s.key is key), key=lambda s: s.since)
        for earlier, later in itertools.pairwise(mine):
            if earlier.until is None or later.since < earlier.until:
                yield Fault(
                    "practice.two_at_once",
                    "同一事项在同一日有两个值：{first} 起与 {second} 起",
                    "请给较早的一项填写截止日期",
                    field=key.value,
                    value=str(later.value),
                    place=later.province,
                    data={"first": earlier.since.isoformat(), "second": later.since.isoformat()},
                )
