"""What an officer typed into the form of an act, read into values; every fault names its field."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict
from django.utils.timezone import get_current_timezone

from duixian.base import money
from duixian.base.faults import BadInput, Fault
from duixian.faces.desk.days import need_day
from duixian.law.measures import MeasureKind
from duixian.law.measures.conduct import BodySearch, Officer, OnSpot


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came."""

    form: QueryDict

    def text(self, name: str) -> str:
        """A field without the blanks around it."""
        return self.form.get(name, "").strip()

    def minute(self, name: str, field: str) -> datetime:
        """A minute of Beijing. Raises `BadInput`."""
        try:
            return datetime.fromisoformat(self.text(name)).replace(tzinfo=get_current_timezone())
        except ValueError:
            raise BadInput(
                Fault("time.unreadable", "不是有效的时间", "请填写日期和时分", field=field, value=self.text(name))
            ) from None

    def day(self, name: str, field: str) -> date:
        """A day. Raises `BadInput`."""
        return need_day(self.text(name), field=field)

    def fen(self, name: str, field: str) -> int | None:
        """An amount in yuan, None where nothing was typed. Raises `BadInput`."""
        return money.fen(self.text(name), field=field) if self.text(name) else None

    def whole(self, name: str, field: str) -> int | None:
        """A whole number, None where nothing was typed. Raises `BadInput`."""
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise BadInput(Fault("number.whole", "须为整数", "请填写整数", field=field, value=text))
        return int(text)

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.text(name))

    def several(self, name: str) -> list[str]:
        """What was ticked in a row of boxes, each once, in the order of the page."""
        return list(dict.fromkeys(text.strip() for text in self.form.getlist(name) if text.strip()))

    def keys(self, name: str) -> list[int]:
        """The same as keys of rows; what is no number is left out."""
        return [int(text) for text in self.several(name) if text.isascii() and text.isdigit()]

    def lines(self, name: str) -> list[str]:
        """The lines of an area, blank ones left out."""
        return [line.strip() for line in self.form.get(name, "").splitlines() if line.strip()]

    def spot(self, kind: MeasureKind) -> OnSpot:
        """The record of a search or an eviction. Raises `BadInput` for a line that cannot be read."""
        return OnSpot(
            kind=kind,
            started=self.minute("started", "开始时间"),
            ended=self.minute("ended", "结束时间"),
            place=self.text("place"),
            officers=tuple(_officer(line) for line in self.lines("officers")),
            owner_side=self.text("owner_side"),
            owner_refused=self.ticked("owner_refused"),
            grassroots=self.text("grassroots"),
            grassroots_refused=self.ticked("grassroots_refused"),
            bodies=tuple(_body(line) for line in self.lines("bodies")),
            inventory=tuple(self.lines("inventory")),
            nothing_found=self.ticked("nothing_found"),
            opened_by_force=self.ticked("opened_by_force"),
            told_to_open=self.ticked("told_to_open"),
        )


def _officer(line: str) -> Officer:
    name, _, card = line.partition(" ")
    return Officer(name.strip(), card.strip())


def _body(line: str) -> BodySearch:
    parts = line.split()
    if len(parts) != 4 or not {parts[1], parts[3]} <= {"男", "女"}:
        raise BadInput(
            Fault(
                "spot.body", "每行应为：被搜查人 性别 搜查人 性别", "如“丁某 女 戊某 女”", field="人身搜查", value=line
            )
        )
    return BodySearch(parts[0], parts[1] == "女", parts[2], parts[3] == "女")
