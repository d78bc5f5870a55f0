"""The list of what waits at a court beside its cases: what waits on me, what is at its limit, every kind, what is over;
the letters nobody has taken up, and the acts a ruling revoked and nobody has undone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.domain.cases import proceedings
from duixian.domain.cases.models import CourtLetter
from duixian.domain.courts.models import Court, Officer
from duixian.domain.courts.policies import may
from duixian.domain.trail import services as trail
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.lights import Tone
from duixian.faces.desk.lists.exports import Column, Kind
from duixian.faces.desk.proceedings.letters import TAKES
from duixian.faces.desk.proceedings.rows import Line, lines_of

OPENS = (
    "objection.enter",
    "objection.rule",
    "party_change.enter",
    "entrust.record",
    "task.ask",
    "review.file",
    "supervision.file",
)
"""Any of these acts opens the lists."""
LISTS: Mapping[str, str] = {
    "mine": gettext_noop("待我办理"),
    "near": gettext_noop("近限、超限"),
    "": gettext_noop("全部在办"),
    "over": gettext_noop("已办结"),
}
OVER_SHOWN = 200
"""Of each kind, matters that are over; older ones are found from their cases."""


def matters(request: HttpRequest) -> HttpResponseBase:
    """Matters of the court, soonest first; `list` and `kind` narrow them, `q` looks for a number or a name,
    `export=xlsx` gives the workbook."""
    officer = officers.of_office(request, *OPENS)
    today = localdate()
    which = request.GET.get("list", "")
    every = _lines(officer, over=which == "over", on=today)
    narrowed: Mapping[str, Callable[[Line], bool]] = {"mine": _mine, "near": _near}
    counts = {key: sum(test(one) for one in every) for key, test in narrowed.items()} if which != "over" else {}
    rows = [one for one in every if which not in narrowed or narrowed[which](one)]
    kinds = sorted({one.matter.kind for one in rows})
    per_kind = [(kind, sum(one.matter.kind == kind for one in rows)) for kind in kinds]
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:60]
    rows = [one for one in rows if kind in ("", one.matter.kind) and _says(one, words)]
    if request.GET.get("export") == "xlsx":
        trail.record(
            acting=officer.acting(), act="case.export", now=localtime(), payload={"search": request.GET.urlencode()}
        )
        return lists.workbook(name=_("异议与委托清单"), columns=_columns(), rows=rows)
    shown = {
        "page": _page(rows, request),
        "lists": [(key, words_of, counts.get(key)) for key, words_of in LISTS.items()],
        "which": which,
        "kinds": per_kind,
        "kind": kind,
        "q": words,
        "letters": _letters(officer),
        "undo": list(proceedings.to_undo(officer.court_id).select_related("case")[:50]),
        "may_supervise": may(officer.acting(), "supervision.file")
        and Court.objects.filter(parent_id=officer.court_id).exists(),
    }
    return render(request, "desk/proceedings/list.html", shown)


def _lines(officer: Officer, *, over: bool, on: date) -> list[Line]:
    if over:
        return lines_of(proceedings.over_matters(officer.court_id, on=on, most=OVER_SHOWN), officer, on=on)
    return lines_of(proceedings.open_matters(officer.court_id, on=on), officer, on=on)


def _mine(line: Line) -> bool:
    return line.mine


def _near(line: Line) -> bool:
    return line.light.tone in (Tone.RED, Tone.YELLOW)


def _letters(officer: Officer) -> list[tuple[CourtLetter, bool]]:
    """Letters nobody has taken up, the oldest first, and whether this officer may."""
    acting = officer.acting()
    return [(one, may(acting, TAKES[one.kind][0])) for one in proceedings.inbox(officer.court_id)[:50]]


def _says(line: Line, words: str) -> bool:
    one = line.matter
    number = one.row.case.number if line.case_id else ""
    return not words or any(words in text for text in (one.number, number, one.about))


def _page(rows: Sequence[Line], request: HttpRequest) -> lists.Page[Any]:
    """The page the request asks for, of a list that is small enough to be in memory."""
    last = max(1, -(-len(rows) // lists.pages.SIZE))
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    first = (number - 1) * lists.pages.SIZE
    return lists.Page(rows[first : first + lists.pages.SIZE], number, last, len(rows), False)


def _columns() -> list[Column[Line]]:
    return [
        Column(_("案号"), lambda row: row.matter.number, width=26),
        Column(_("事项"), lambda row: _(row.matter.kind)),
        Column(_("内容"), lambda row: row.matter.about, width=40),
        Column(_("状态"), lambda row: _(str(row.matter.state))),
        Column(_("轮到"), lambda row: _(row.turn.words), width=30),
        Column(_("期限"), lambda row: row.matter.due_on, Kind.DAY),
        Column(_("期限状态"), lambda row: row.light.word),
        Column(_("承办人"), lambda row: row.officer),
    ]
