"""Reading what the watch over controls needs and leaves: ends near, how far renewals are, alarms, incidents, load."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth, TruncWeek

from duixian.base.money import Fen
from duixian.domain.assets.models import Alarm, Control, ControlOrder, ControlState, Incident, OnSiteAct, OrderState
from duixian.domain.assets.selectors.onsite import OPEN
from duixian.law.control.watch import Renewing, Watched
from duixian.ports.agencies import Act, Outcome

ALIVE: Final = (ControlState.IN_FORCE, ControlState.WAITING)
"""Controls whose term runs; one that waits runs out like any other."""

_UNDER_WAY: Final = (OrderState.APPROVED, OrderState.SENT)
_NO_USE: Final = (Outcome.REFUSED, Outcome.NOTHING)
_NO_ANSWER: Final = ("", Outcome.PENDING)


class Span(StrEnum):
    """What the calendar of ends is counted by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Load:
    """How many controls end in a day, week or month that begins on `first`, and what they hold, fen."""

    first: date
    controls: int
    held: Fen


def ending(court_id: int, *, until: date, since: date | None = None) -> QuerySet[Control]:
    """Controls whose last day is `until` or before (and `since` or after), the soonest first, with case and thing."""
    found = Control.objects.filter(court_id=court_id, state__in=ALIVE, until__lte=until)
    if since is not None:
        found = found.filter(until__gte=since)
    return found.select_related("case__officer", "asset__counterparty", "person").order_by("until", "pk")


def load(court_id: int, *, first: date, last: date, span: Span = Span.DAY) -> list[Load]:
    """The calendar of ends between two days, both counted: only days, weeks and months on which something ends."""
    at = {Span.DAY: F("until"), Span.WEEK: TruncWeek("until"), Span.MONTH: TruncMonth("until")}[span]
    rows = (
        Control.objects.filter(court_id=court_id, state__in=ALIVE, until__range=(first, last))
        .order_by()
        .values(begins=at)
        .annotate(controls=Count("pk"), held=Sum("held_fen"))
        .order_by("begins")
    )
    return [Load(row["begins"], row["controls"], row["held"]) for row in rows]


def watched(controls: Collection[Control]) -> dict[int, Watched]:
    """What the judge of the watch has to know of each control's present term; three queries for all of them."""
    terms = {control.pk: _term(control) for control in controls}
    renewals = ControlOrder.objects.filter(control_id__in=terms, act=Act.RENEW, until__gt=F("control__until")).exclude(
        state=OrderState.CANCELLED
    )
    for control_id, state, outcome in renewals.values_list("control_id", "state", "outcome"):
        terms[control_id] = _with_order(terms[control_id], state, outcome)
    there = OnSiteAct.objects.filter(
        control_id__in=terms, act=OnSiteAct.Kind.RENEW, state__in=OPEN, until__gt=F("control__until")
    )
    for control_id in there.values_list("control_id", flat=True):  # until officers have been there, nothing is renewed
        terms[control_id] = _with_order(terms[control_id], OrderState.DRAFT, "")
    alarms = Alarm.objects.filter(control_id__in=terms, until=F("control__until"))
    for control_id, step in alarms.values_list("control_id", "step"):
        terms[control_id] = _with_alarm(terms[control_id], step)
    return terms


def _term(control: Control) -> Watched:
    assert control.until is not None  # every control that is alive has an end; the database holds it
    return Watched(control.until, dropped=bool(control.lapse_decided_by and control.lapse_confirmed_by))


def _with_order(term: Watched, state: str, outcome: str) -> Watched:
    if state in _UNDER_WAY:
        return replace(term, renewing=Renewing.ORDERED)
    if state == OrderState.DRAFT:
        return replace(term, renewing=max(term.renewing, Renewing.DRAFTED))
    if state == OrderState.FAILED or outcome in _NO_USE:
        return replace(term, failed=True, unknown=term.unknown or outcome in _NO_ANSWER)
    return term


def _with_alarm(term: Watched, step: str) -> Watched:
    match step:
        case Alarm.Step.OFFICER:
            return replace(term, told_officer=True)
        case Alarm.Step.CHIEF:
            return replace(term, told_chief=True)
        case Alarm.Step.TROUBLE:
            return replace(term, told_trouble=True)
        case _:
            return term


def drafts(control_ids: Iterable[int]) -> QuerySet[ControlOrder]:
    """Renewals of these controls that wait for an approval."""
    return ControlOrder.objects.filter(
        control_id__in=list(control_ids), act=Act.RENEW, state=OrderState.DRAFT, until__gt=F("control__until")
    ).order_by("pk")


def under_way(control_id: int) -> QuerySet[ControlOrder]:
    """Renewals of a control's present term that were approved and have no answer yet."""
    return ControlOrder.objects.filter(
        control_id=control_id, act=Act.RENEW, state__in=_UNDER_WAY, until__gt=F("control__until")
    ).order_by("pk")


def attempts(control_id: int) -> QuerySet[ControlOrder]:
    """Every renewal of a control's present term, whatever became of it."""
    return ControlOrder.objects.filter(control_id=control_id, act=Act.RENEW, until__gt=F("control__until")).order_by(
        "pk"
    )


def open_alarms(court_id: int, *, told: str = "") -> QuerySet[Alarm]:
    """Alarms about a term that runs and whose end nobody has settled, the soonest first; `told`: of one person."""
    found = Alarm.objects.filter(
        court_id=court_id, seen_at__isnull=True, control__state__in=ALIVE, control__until=F("until")
    ).exclude(Q(control__lapse_confirmed_by__gt=""))
    if told:
        found = found.filter(told=told)
    return found.select_related("control__case", "control__asset", "control__person").order_by("until", "pk")


def incidents(court_id: int, *, answered: bool = False) -> QuerySet[Incident]:
    """What went wrong, newest first: that which nobody has answered for, or all that was answered."""
    return (
        Incident.objects.filter(court_id=court_id, answered_at__isnull=not answered)
        .select_related("control__case", "control__asset")
        .order_by("-noticed_at", "-pk")
    )
