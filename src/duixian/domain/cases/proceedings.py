"""Reading what waits at a court beside its cases: objections, reviews, supervision, changes of party, entrusted cases,
tasks, and letters nobody has taken up; each with its day and its light."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from duixian.domain.cases.models import (
    Case,
    CourtLetter,
    EntrustedCase,
    Entrustment,
    LetterTaken,
    Objection,
    PartyChange,
    PartyStanding,
    Review,
    Supervision,
    TaskRequest,
    TaskTaken,
)
from duixian.domain.cases.selectors import WARNING_DAYS, Light
from duixian.law.parties_change import ground

_OPEN: Mapping[type[Model], tuple[str, ...]] = {
    Objection: ("received", "not_admitted", "filed", "ruled", "served", "under_review"),
    PartyChange: ("applied", "granted", "rejected", "served", "under_review", "in_suit"),
    Review: ("filed",),
    Supervision: ("filed", "ordered"),
    Entrustment: ("proposed", "sent", "taken"),
    EntrustedCase: ("received", "wanting", "filed", "started"),
    TaskRequest: ("sent", "accepted"),
    TaskTaken: ("received", "accepted"),
}
_WORDS: Mapping[type[Model], str] = {
    Objection: "执行异议",
    PartyChange: "变更、追加当事人",
    Review: "执行复议",
    Supervision: "执行监督",
    Entrustment: "委托执行",
    EntrustedCase: "受托执行",
    TaskRequest: "事项委托（发出）",
    TaskTaken: "事项委托（收到）",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter of a court, as a list shows it. `ref` names the row as the trail does; `due_on` None: no day runs;
    `row` is the record itself, with its case where it has one."""

    ref: str
    kind: str
    number: str
    about: str
    state: str
    due_on: date | None
    light: Light
    row: Any = field(compare=False, repr=False)


def light(due_on: date | None, *, on: date) -> Light:
    """The light of a day, as nodes have it."""
    if due_on is None:
        return Light.GREY
    if on > due_on:
        return Light.RED
    return Light.YELLOW if on >= due_on - timedelta(days=WARNING_DAYS) else Light.GREEN


def open_matters(court_id: int, *, on: date) -> list[Matter]:
    """Every open matter of a court, soonest first; eight queries."""
    found: list[Matter] = []
    for model, states in _OPEN.items():
        found += _matters(_rows(model).filter(court_id=court_id, state__in=states).order_by("pk"), on)
    return sorted(found, key=lambda matter: (matter.due_on or date.max, matter.ref))


def over_matters(court_id: int, *, on: date, most: int) -> list[Matter]:
    """Matters of a court that are over, of each kind the newest up to `most`; eight queries."""
    found: list[Matter] = []
    for model, states in _OPEN.items():
        rows = _rows(model).filter(court_id=court_id).exclude(state__in=states)
        found += _matters(rows.order_by("-pk")[:most], on)
    return found


def of_case(case: Case, *, on: date) -> list[Matter]:
    """Every matter about a case, open or over, the newest of each kind first. Of what another court keeps about it only
    what may be seen."""
    found: list[Matter] = []
    for model in (Objection, PartyChange, Entrustment, EntrustedCase, TaskRequest):
        found += _matters(_rows(model).filter(case=case).order_by("-pk"), on)
    return found


def inbox(court_id: int) -> QuerySet[CourtLetter]:
    """Letters to a court that nobody has taken up, oldest first, with who wrote them."""
    taken = LetterTaken.objects.filter(letter=OuterRef("pk"))
    return CourtLetter.objects.filter(~Exists(taken), to_court_id=court_id).select_related("court")


def to_undo(court_id: int) -> QuerySet[Objection]:
    """Objections whose ruling revoked or changed an act, served, and nobody has said what undid it."""
    return Objection.objects.filter(
        court_id=court_id,
        outcome__in=("revoked", "changed"),
        state__in=("served", "under_review", "final"),
        undone_on__isnull=True,
    ).order_by("ruled_on", "pk")


def standings(case_id: int) -> QuerySet[PartyStanding]:
    """Who of a case joined after its title was made, on what and up to what, with the party and the ruling."""
    found = PartyStanding.objects.filter(party__case_id=case_id, until__isnull=True)
    return found.select_related("party__person", "change").order_by("since", "pk")


_WITH_CASE = (Objection, PartyChange, Entrustment, EntrustedCase, TaskRequest)


def _rows(model: type[Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.all()
    if model is PartyChange:
        rows = rows.select_related("joining")
    if model is EntrustedCase:
        rows = rows.select_related("from_court")
    return rows.select_related("case__officer") if model in _WITH_CASE else rows


_RUNS: Mapping[type[Model], tuple[str, ...]] = {
    **_OPEN,
    Objection: ("received", "filed", "served", "under_review"),
    PartyChange: ("applied", "served"),
}
"""States in which the day of a row runs; in the others something is open that no day is set for."""


def day_of(row: Any) -> date | None:
    """The day by which somebody has to act on a row, None where none runs: the file of a review that went up is not
    this court's any more."""
    if row.state not in _RUNS[type(row)] or (isinstance(row, Objection) and row.file_sent_on is not None):
        return None
    day: date | None = row.due_on
    return day


def _matters(rows: QuerySet[Any], on: date) -> Iterable[Matter]:
    for row in rows:
        model = type(row)
        due_on = day_of(row)
        yield Matter(
            ref=f"{model._meta.model_name}:{row.pk}",
            kind=_WORDS[model],
            number=getattr(row, "number", "") or _case_number(row),
            about=_about(row),
            state=row.get_state_display(),
            due_on=due_on,
            light=light(due_on, on=on),
            row=row,
        )


def _case_number(row: Objection | Entrustment | EntrustedCase | TaskRequest | TaskTaken) -> str:
    return row.their_number if isinstance(row, EntrustedCase | TaskTaken) else row.case.number


def _about(row: object) -> str:
    if isinstance(row, PartyChange):
        return f"{row.joining.name}：{ground(row.ground).title}"[:80]
    if isinstance(row, EntrustedCase):
        return f"{row.from_court.name}：{row.note}".rstrip("：")[:80]
    for name in ("act_title", "what", "assets_there", "applicant", "note"):
        if text := getattr(row, name, ""):
            return str(text)[:80]
    return ""
