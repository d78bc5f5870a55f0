"""The calendar of ends: load by day, what ends when, renewing many, letting one go, alarms, incidents."""

import calendar as months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from duixian.base.faults import BadInput
from duixian.base.money import Fen
from duixian.domain.assets.models import Control, ControlOrder
from duixian.domain.assets.selectors import watch
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.control.centre import OPENS
from duixian.faces.desk.control.lights import of_end, of_order, of_state
from duixian.faces.desk.days import read_day
from duixian.faces.desk.lights import Light
from duixian.flows.renew_controls import practice_of
from duixian.law.control.practice import RenewalPractice
from duixian.ports.agencies import Act

WINDOWS = (7, 30, 60, 90)
RENEWED_AT_ONCE = 200
"""Controls renewed in one act from this page."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid: how many controls end on it and what they hold, fen; `heat` 0 to 4 for its shade."""

    day: date
    inside: bool
    today: bool
    controls: int
    held: Fen
    heat: int


@dataclass(frozen=True, slots=True)
class EndRow:
    """A control in the list, with how near its end is and its latest renewal, if any."""

    control: Control
    light: Light | None
    state: Light
    renewal: ControlOrder | None
    renewal_light: Light | None


def calendar_page(request: HttpRequest) -> HttpResponse:
    """The month, and the controls that end in a window from today or on one day."""
    officer = officers.of_office(request, *OPENS)
    today = localdate()
    first = _month(request, today)
    following = _first_of_next(first)
    ladder = practice_of(officer.court_id, on=today).ladder
    day, window = _narrowed(request)
    rows = chosen(officer, day=day, window=window, today=today, mine=bool(request.GET.get("mine")))
    page = lists.page_of(rows, request, size=50)
    acting = officer.acting()
    shown = {
        "today": today,
        "month": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": following,
        "months": [(month, weeks(officer.court_id, first=month, today=today)) for month in (first, following)],
        "window": window,
        "windows": WINDOWS,
        "day": day,
        "mine": bool(request.GET.get("mine")),
        "page": page,
        "rows": of_controls(page.rows, on=today, ladder=ladder),
        "alarms": _alarms(officer),
        "incidents": list(watch.incidents(officer.court_id)[:50]),
        "answered": list(watch.incidents(officer.court_id, answered=True)[:5]),
        "hands": officers.names_of(officer.court_id),
        "me": acting.code,
        "most": RENEWED_AT_ONCE,
        "may_renew": may(acting, "control.approve") or may(acting, "control.propose"),
        "approves": may(acting, "control.approve"),
        "may_drop": may(acting, "control.drop"),
        "may_confirm": may(acting, "control.drop_confirm"),
        "may_answer": may(acting, "control.incident"),
    }
    return render(request, "desk/control/calendar.html", shown)


def chosen(officer: Officer, *, day: date | None, window: int, today: date, mine: bool) -> QuerySet[Control]:
    """Controls that end on a day, or within so many days and before; of the officer's own cases if asked."""
    if day is not None:
        rows = watch.ending(officer.court_id, since=day, until=day)
    else:
        rows = watch.ending(officer.court_id, until=today + timedelta(days=window))
    return rows.filter(case__officer_id=officer.pk) if mine else rows


def of_controls(controls: Sequence[Control], *, on: date, ladder: RenewalPractice) -> list[EndRow]:
    """Rows of the list, one statement for the renewals of all."""
    latest: Mapping[int | None, ControlOrder] = {
        order.control_id: order
        for order in ControlOrder.objects.filter(
            control_id__in=[control.pk for control in controls], act=Act.RENEW
        ).order_by("pk")
        if order.until is not None
    }
    rows = []
    for control in controls:
        order = latest.get(control.pk)
        if order is not None and control.until is not None and order.until is not None and order.until <= control.until:
            order = None  # of a term that is over
        rows.append(
            EndRow(
                control,
                of_end(control, on=on, ladder=ladder),
                of_state(control),
                order,
                of_order(order) if order else None,
            )
        )
    return rows


def weeks(court_id: int, *, first: date, today: date) -> list[list[Day]]:
    """The month as weeks from Monday, each day with its load; one statement."""
    grid = months.Calendar().monthdatescalendar(first.year, first.month)
    load = {one.first: one for one in watch.load(court_id, first=grid[0][0], last=grid[-1][-1])}
    most = max((one.controls for one in load.values()), default=0)
    return [
        [
            Day(
                day,
                day.month == first.month,
                day == today,
                load[day].controls if day in load else 0,
                load[day].held if day in load else 0,
                -(-4 * load[day].controls // most) if day in load else 0,
            )
            for day in week
        ]
        for week in grid
    ]


def _alarms(officer: Officer) -> list[object]:
    leads = may(officer.acting(), "control.drop_confirm")
    found = watch.open_alarms(officer.court_id, told="" if leads else officer.acting().code)
    return list(found[:50])


def _month(request: HttpRequest, today: date) -> date:
    year, dash, month = request.GET.get("month", "").partition("-")
    if dash and year.isdigit() and month.isdigit() and 2000 <= int(year) <= 2099 and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return today.replace(day=1)


def _first_of_next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _narrowed(request: HttpRequest) -> tuple[date | None, int]:
    asked = request.GET.get("window", "")
    window = int(asked) if asked.isdigit() and int(asked) in WINDOWS else 30
    try:
        return read_day(request.GET.get("day", ""), field="届满日"), window
    except BadInput:
        return None, window
