"""The page of one record and its acts, the same for every kind; and the forms that begin one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import Fault
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Court, Officer
from duixian.domain.courts.policies import may
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.applications import record as applications
from duixian.faces.desk.cases.standing import light_of_day
from duixian.faces.desk.entrusted import given, proposing, taken
from duixian.faces.desk.faults import concerns, linked
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.parties import changes
from duixian.faces.desk.proceedings import letters, objecting, objections, reviews, supervisions
from duixian.faces.desk.proceedings.records import Asked, Kind, Offered, letter_lines, offered, state_of, with_letters
from duixian.faces.desk.tasks import asked as tasks_asked
from duixian.faces.desk.tasks import asking
from duixian.faces.desk.tasks import taken as tasks_taken
from duixian.faces.desk.workbench import deadlines

KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        objections.KIND,
        reviews.KIND,
        supervisions.KIND,
        changes.KIND,
        given.KIND,
        taken.KIND,
        tasks_asked.KIND,
        tasks_taken.KIND,
        letters.KIND,
        applications.KIND,
    )
}


def record_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One record. 404 for no such kind, and for a record of another court."""
    what, officer, row = _found(request, kind, pk)
    today = localdate()
    shown = what.shown(row, today)
    turn = what.turn(row)
    acts = offered(what, row, officer, on=today)
    lines = letter_lines(shown.letters, officer.court_id)
    context = {
        "kind": what,
        "row": row,
        "state": state_of(row),
        "record": shown,
        "facts": [fact for fact in shown.facts if fact.value or fact.sub],
        "turn": turn,
        "mine": bool(turn.needs) and may(officer.acting(), turn.needs),
        "light": light_of_day(shown.due_on, on=today, warn=deadlines.warn_days(officer, on=today))
        if shown.due_on
        else None,
        "lines": lines,
        "history": with_letters(shown.history, lines),
        "offered": acts,
        "shut": [(label, linked(faults, case_id=_case_id(row))) for label, faults in acts.shut],
        "lacking": linked(_unsaid(shown.lacking, acts), case_id=_case_id(row)),
        "now": localtime(),
    }
    return render(request, "desk/proceedings/record.html", context)


@require_POST
def record_act(request: HttpRequest, kind: str, pk: int, name: str) -> HttpResponse:
    """One act on a record, and back to it, or to where the act leads."""
    what, officer, row = _found(request, kind, pk)
    doing = next((one for one in what.doings if one.name == name and one.opens(row)), None)
    if doing is None:
        doing = next((one for one in what.doings if one.name == name), None)  # the flow says why not
    if doing is None:
        raise Http404
    leads = doing.do(Asked(officer.acting(), row, Typed(request.POST), localdate(), localtime()))
    again = what.find(officer.court_id, pk)
    note = _("{act}：已办理，现为“{state}”。").format(act=_(doing.label), state=state_of(again))
    return done(request, leads or address(what, pk), note)


def address(kind: Kind, pk: int) -> str:
    """The page of a record."""
    if kind.key == applications.KIND.key:
        return reverse("desk:application", args=[pk])
    return reverse("desk:proceeding", args=[kind.key, pk])


def _found(request: HttpRequest, kind: str, pk: int) -> tuple[Kind, Officer, Any]:
    if kind not in KINDS:
        raise Http404
    what = KINDS[kind]
    officer = officers.of_office(request, *what.reads)
    row = what.find(officer.court_id, pk)
    if row is None:
        raise Http404
    concerns(request, _case_id(row))
    return what, officer, row


def _unsaid(lacking: Sequence[Fault], acts: Offered) -> Sequence[Fault]:
    """What a record lacks, unless it stands already beside the act that is not open for it."""
    said = {fault.code for _label, faults in acts.shut for fault in faults}
    return [fault for fault in lacking if fault.code not in said]


def _case_id(row: Any) -> int | None:
    """The court's own case that a record is about, if it has one."""
    own = getattr(row, "case", None)
    return own.pk if isinstance(own, Case) and own.court_id == row.court_id else None


# --- beginning one


@dataclass(frozen=True, slots=True)
class Begin:
    """A form that begins a record in a case: what it is called, the act of the office, its fields, the flow behind it.
    `enter` answers the address of what was made."""

    label: str
    needs: str
    inputs: Callable[[Case], Sequence[Input]]
    enter: Callable[[Asked], str]
    hint: str = ""
    closed_too: bool = False


BEGINS: Mapping[str, Begin] = {
    "objection": Begin(
        gettext_noop("录入执行异议"),
        "objection.enter",
        objecting.inputs,
        objecting.enter,
        gettext_noop(
            "对执行行为不服的异议（《民事诉讼法》第二百三十六条）；主张对财产享有权利的，在“财产”中登记案外人异议。"
        ),
        closed_too=True,
    ),
    "entrust": Begin(
        gettext_noop("呈批委托执行"),
        "entrust.propose",
        proposing.inputs,
        proposing.enter,
        gettext_noop("只能委托外省、同级人民法院；本辖区无财产可供执行，才可以委托（《委托执行规定》第一条）。"),
    ),
    "task": Begin(
        gettext_noop("发出事项委托"),
        "task.ask",
        asking.inputs,
        asking.enter,
        gettext_noop("请其他法院办理单项事务；涉及财产的，须附本院裁定书（《委托执行规定》第二条）。"),
        closed_too=True,
    ),
}


def begin_page(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The form that begins a record in a case."""
    begin, officer, case = _begun(request, pk, name)
    shown = {
        "case": case,
        "name": name,
        "begin": begin,
        "inputs": begin.inputs(case),
        "over": case.state == CaseState.CLOSED and not begin.closed_too,
        "own": case.court_id == officer.court_id,
        "now": localtime(),
    }
    return render(request, "desk/proceedings/begin.html", shown)


@require_POST
def begin_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Begin it, and go to what was made."""
    begin, officer, case = _begun(request, pk, name)
    made = begin.enter(Asked(officer.acting(), case, Typed(request.POST), localdate(), localtime()))
    return done(request, made, _("{act}：已办理。").format(act=_(begin.label)))


def _begun(request: HttpRequest, pk: int, name: str) -> tuple[Begin, Officer, Case]:
    if name not in BEGINS:
        raise Http404
    officer = officers.of_office(request, BEGINS[name].needs)
    case = Case.objects.select_related("court", "officer", "title").filter(pk=pk, court_id=officer.court_id).first()
    if case is None:
        raise Http404
    return BEGINS[name], officer, case


def supervision_page(request: HttpRequest) -> HttpResponse:
    """The form for an application about an idle case below; it is about a case of another court, so it stands alone."""
    officer = officers.of_office(request, "supervision.file")
    inputs = supervisions.entry_inputs(courts.court(officer.court_id))
    below = Court.objects.filter(parent_id=officer.court_id).exists()
    return render(request, "desk/proceedings/supervision.html", {"inputs": inputs, "below": below, "now": localtime()})


@require_POST
def supervision_act(request: HttpRequest) -> HttpResponse:
    """Take the application in."""
    officer = officers.of_office(request, "supervision.file")
    made = supervisions.enter(Asked(officer.acting(), None, Typed(request.POST), localdate(), localtime()))
    return done(request, made, _("已受理执行监督申请。"))
