"""A matter as a line of a list: its light, whose turn it is, where its page is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from duixian.domain.cases.proceedings import Matter
from duixian.domain.courts.models import Officer, Role
from duixian.domain.courts.policies import may
from duixian.faces.desk.cases.standing import light_of_day
from duixian.faces.desk.lights import Light, Tone
from duixian.faces.desk.proceedings.pages import KINDS, address
from duixian.faces.desk.proceedings.records import Turn
from duixian.faces.desk.workbench import deadlines

_KIND_OF = {
    "objection": "objections",
    "partychange": "changes",
    "review": "reviews",
    "supervision": "supervisions",
    "entrustment": "entrustments",
    "entrustedcase": "entrusted",
    "taskrequest": "tasks",
    "tasktaken": "tasks-taken",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One matter as shown. `mine`: it waits on this officer; `officer`: who handles its case."""

    matter: Matter
    light: Light
    turn: Turn
    url: str
    mine: bool
    officer: str
    case_id: int | None


def lines_of(matters: Iterable[Matter], officer: Officer, *, on: date) -> list[Line]:
    """Matters as an officer of their court sees them."""
    warn = deadlines.warn_days(officer, on=on)
    return [_line(one, officer, on=on, warn=warn) for one in matters]


def _line(matter: Matter, officer: Officer, *, on: date, warn: int) -> Line:
    model, _colon, key = matter.ref.partition(":")
    kind = KINDS[_KIND_OF[model]]
    turn = kind.turn(matter.row)
    case = getattr(matter.row, "case", None)
    own_case = case if case is not None and case.court_id == officer.court_id else None
    handler = own_case.officer if own_case is not None else None
    light = (
        light_of_day(matter.due_on, on=on, warn=warn)
        if matter.due_on is not None
        else Light(Tone.GREY, _(str(matter.state)))
    )
    return Line(
        matter,
        light,
        turn,
        address(kind, int(key)),
        bool(turn.needs) and may(officer.acting(), turn.needs) and _concerns(officer, handler),
        handler.name if handler is not None else "",
        own_case.pk if own_case is not None else None,
    )


_JUDGES = frozenset({Role.OFFICER})


def _concerns(officer: Officer, handler: Officer | None) -> bool:
    """Who only handles cases is concerned with the own ones and those nobody has; every other office with all."""
    return handler is None or handler.pk == officer.pk or set(officer.roles) != _JUDGES
