"""The list of open proceedings, the letters nobody has taken up, and the page of an objection with its next act."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases import proceedings
from duixian.domain.cases.models import Objection
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import may
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.days import need_day
from duixian.flows import object_to_act
from duixian.law.procedure.objection_life import ObjectionOutcome

OPENS = ("objection.enter", "objection.rule", "party_change.enter", "entrust.record", "task.ask")
"""Any of these acts opens the lists."""


def matters(request: HttpRequest) -> HttpResponse:
    """Every open matter of the court, soonest first; `kind` narrows to one kind."""
    officer = officers.of_office(request, *OPENS)
    found = proceedings.open_matters(officer.court_id, on=localdate())
    kinds = sorted({one.kind for one in found})
    kind = request.GET.get("kind", "")
    shown = {
        "matters": [one for one in found if kind in ("", one.kind)],
        "kinds": [(one, sum(row.kind == one for row in found)) for one in kinds],
        "kind": kind,
        "total": len(found),
        "letters": list(proceedings.inbox(officer.court_id)[:50]),
        "undo": list(proceedings.to_undo(officer.court_id).select_related("case")[:50]),
    }
    return render(request, "desk/proceedings/list.html", shown)


def objection_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection: what it says, its days, and the acts that its state and the officer's office have."""
    officer = officers.of_office(request, *OPENS)
    row = Objection.objects.select_related("case", "acted_by").filter(pk=pk, court_id=officer.court_id).first()
    if row is None:
        raise Http404
    offered = [
        (name, _(words))
        for name, (words, act, states) in ACTS.items()
        if row.state in states and may(officer.acting(), act)
    ]
    shown = {
        "row": row,
        "acts": offered,
        "outcomes": Objection.Outcome.choices,
        "staff": courts.staff(officer.court_id),
        "today": localdate(),
    }
    return render(request, "desk/proceedings/objection.html", shown)


@require_POST
def objection_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act on an objection. 404 for no such act, or another court's objection."""
    officer = officers.of(request)
    row = Objection.objects.select_related("case__court").filter(pk=pk, court_id=officer.court_id).first()
    if row is None or name not in _DO:
        raise Http404
    _DO[name](officer.acting(), row, request.POST, localdate(), localtime())
    row.refresh_from_db()
    note = _("已办理，现为“{state}”。").format(state=_(row.get_state_display()))
    return done(request, reverse("desk:act_objection", args=[pk]), note)


ACTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    # act: its button, the act of the office, the states it is open in
    "admit": (gettext_noop("立案审查"), "objection.enter", ("received",)),
    "refuse": (gettext_noop("不予受理"), "objection.rule", ("received",)),
    "rule": (gettext_noop("作出裁定"), "objection.rule", ("filed",)),
    "serve": (gettext_noop("登记送达"), "objection.record", ("not_admitted", "ruled")),
    "review": (gettext_noop("登记复议申请"), "objection.record", ("served",)),
    "withdraw": (gettext_noop("准予撤回"), "objection.rule", ("received", "filed")),
}

_Typed = Mapping[str, str]


def _admit(acting: Acting, row: Objection, typed: _Typed, on: date, now: datetime) -> None:
    object_to_act.admit(acting=acting, objection=row, on=on, now=now, needs_hearing=bool(typed.get("hearing")))


def _refuse(acting: Acting, row: Objection, typed: _Typed, on: date, now: datetime) -> None:
    object_to_act.refuse(acting=acting, objection=row, reason=typed.get("reason", ""), on=on, now=now)


def _rule(acting: Acting, row: Objection, typed: _Typed, on: date, now: datetime) -> None:
    outcome = typed.get("outcome", "")
    if outcome not in set(ObjectionOutcome):
        raise BadInput(Fault("objection.outcome", "请选择裁定结果", "从列表中选择", field="裁定结果", value=outcome))
    heard = typed.get("heard_on", "").strip()
    chosen = [typed.get(f"panel{place}", "") for place in (1, 2, 3)]
    object_to_act.rule(
        acting=acting,
        objection=row,
        panel=list(dict.fromkeys(int(key) for key in chosen if key.isdigit())),
        outcome=ObjectionOutcome(outcome),
        reason=typed.get("reason", ""),
        on=on,
        now=now,
        heard_on=need_day(heard, field="听证日期") if heard else None,
    )


def _serve(acting: Acting, row: Objection, typed: _Typed, on: date, now: datetime) -> None:
    object_to_act.serve(acting=acting, objection=row, on=on, now=now)


def _review(acting: Acting, row: Objection, typed: _Typed, on: date, now: datetime) -> None:
    object_to_act.apply_review(acting=acting, objection=row, on=on, now=now)


def _withdraw(acting: Acting, row: Objection, typed: _Typed, on: date, now: datetime) -> None:
    object_to_act.withdraw(acting=acting, objection=row, reason=typed.get("reason", ""), on=on, now=now)


_DO: Mapping[str, Callable[[Acting, Objection, _Typed, date, datetime], None]] = {
    "admit": _admit,
    "refuse": _refuse,
    "rule": _rule,
    "serve": _serve,
    "review": _review,
    "withdraw": _withdraw,
}
