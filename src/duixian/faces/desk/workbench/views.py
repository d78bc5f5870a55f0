"""The workbench and the list of time limits behind its cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from duixian.domain.cases.models import Node
from duixian.domain.courts.models import Role
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.cases import standing
from duixian.faces.desk.control import counts
from duixian.faces.desk.disposal import waiting
from duixian.faces.desk.lights import Light, of_node
from duixian.faces.desk.lists.exports import Column, Kind
from duixian.faces.desk.workbench import deadlines, mine, money, people, steps
from duixian.faces.desk.workbench.deadlines import Due

BEST, SHOWN = 10, 6
"""Cases with their next step, and limits, on the workbench itself; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class Task:
    """A node as it is shown: the light of today and the address of the next step."""

    node: Node
    light: Light
    step: str
    url: str


def workbench(request: HttpRequest) -> HttpResponseBase:
    """Number cards, the next step of the most urgent cases, and the limits, worst first."""
    officer = officers.of(request)
    today = localdate()
    warn = deadlines.warn_days(officer, on=today)
    rows = deadlines.of_officer(officer).select_related("case", "case__officer").order_by("due_on", "id")[:SHOWN]
    page = {
        "today": today,
        "warn": warn,
        "count": deadlines.count(officer, on=today),
        "tasks": _tasks(list(rows), on=today, warn=warn),
        "people": people.tasks(officer, on=today, now=localtime()),
        "money": money.tasks(officer, on=today),
        "control": counts.tasks(officer, on=today, now=localtime()),
        "disposal": waiting.tasks(officer, on=today, now=localtime()),
        "leads": Role.CHIEF in officer.roles or Role.PRESIDENT in officer.roles,
    }
    return render(request, "desk/workbench/workbench.html", page)


def next_steps(request: HttpRequest) -> HttpResponseBase:
    """The best next step of each of the officer's cases, or of the court's for those who lead it; the case whose limit
    ends first stands first. `best`: the first of them alone, for the workbench, which does not wait for them (the debt
    of each is counted)."""
    officer = officers.of(request)
    today = localdate()
    leads = Role.CHIEF in officer.roles or Role.PRESIDENT in officer.roles
    if request.GET.get("best"):
        best = standing.of_cases(officer, mine.cases_of(officer)[:BEST], on=today)
        return render(request, "desk/workbench/next_table.html", {"stands": best, "leads": leads})
    page = lists.page_of(mine.cases_of(officer), request)
    shown = {"page": page, "stands": standing.of_cases(officer, page.rows, on=today), "leads": leads}
    part = "desk/workbench/next_rows.html" if request.headers.get("HX-Request") else "desk/workbench/next.html"
    return render(request, part, shown)


def deadline_list(request: HttpRequest) -> HttpResponseBase:
    """Every open limit of the officer, or of the court for those who lead it; `due` chooses the list."""
    officer = officers.of(request)
    today = localdate()
    warn = deadlines.warn_days(officer, on=today)
    asked = request.GET.get("due", Due.ALL)
    due = Due(asked) if asked in set(Due) else Due.ALL
    rows = deadlines.narrowed(deadlines.of_officer(officer), due, on=today, warn=warn)
    rows = rows.select_related("case", "case__officer").order_by("due_on", "id")
    if request.GET.get("export") == "xlsx":
        return lists.workbook(
            name=_("期限清单"), columns=_columns(today, warn), rows=rows[: lists.pages.CAP].iterator(chunk_size=1000)
        )
    page = lists.page_of(rows, request)
    names = {Due.ALL: _("全部待办"), Due.OVERDUE: _("超期"), Due.TODAY: _("今日到期"), Due.SOON: _("预警")}
    shown = {
        "page": page,
        "tasks": _tasks(page.rows, on=today, warn=warn),
        "due": due,
        "lists": [(kind.value, names[kind]) for kind in (Due.ALL, Due.OVERDUE, Due.TODAY, Due.SOON)],
        "warn": warn,
    }
    part = "desk/workbench/deadline_rows.html" if request.headers.get("HX-Request") else "desk/workbench/deadlines.html"
    return render(request, part, shown)


def _tasks(nodes: Sequence[Node], *, on: date, warn: int) -> list[Task]:
    return [
        Task(node, of_node(node, state=node.case.state, on=on, warn_days=warn), *steps.next_of(node)) for node in nodes
    ]


def _columns(today: date, warn: int) -> list[Column[Node]]:
    return [
        Column(_("案号"), lambda node: node.case.number, width=24),
        Column(_("节点"), lambda node: node.title, width=28),
        Column(_("依据"), lambda node: node.basis, width=36),
        Column(_("起算日"), lambda node: node.started_on, Kind.DAY),
        Column(_("到期日"), lambda node: node.due_on, Kind.DAY),
        Column(_("状态"), lambda node: of_node(node, state=node.case.state, on=today, warn_days=warn).word),
        Column(_("承办人"), lambda node: node.case.officer.name if node.case.officer else ""),
    ]
