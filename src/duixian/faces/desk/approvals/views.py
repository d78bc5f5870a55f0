"""The one queue of approvals: what waits for me, what I laid before others, what was decided."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Approval, ApprovalState
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may, require
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.punish.rows import address_of as punished
from duixian.flows.approve_several import approve_several
from duixian.law.approvals import Office, rule

SIGNED_AT_ONCE = 100
"""Proposals decided in one act."""
LISTS = {"waiting": gettext_noop("待审批"), "mine": gettext_noop("我呈批的"), "decided": gettext_noop("已办结")}


def queue(request: HttpRequest) -> HttpResponse:
    """Proposals of the court, the longest waiting first; only those whose office signs may tick them."""
    officer = officers.of(request)
    acting = officer.acting()
    asked = request.GET.get("list", "waiting")
    which = asked if asked in LISTS else "waiting"
    page = lists.page_of(_rows(officer, which), request)
    shown = {
        "page": page,
        "rows": [_shown(row, acting) for row in page.rows],
        "lists": LISTS.items(),
        "which": which,
        "may_sign": which == "waiting" and may(acting, "approval.sign"),
    }
    return render(request, "desk/approvals/queue.html", shown)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Sign or decline the chosen ones, each for itself; what the law refuses is said beside it. Raises `BadInput` when
    nothing is chosen, `Refused` when none could be decided."""
    officer = officers.of(request)
    acting = officer.acting()
    require(acting, "approval.sign")
    ids = [int(text) for text in request.POST.getlist("approval") if text.isdigit()]
    if not 0 < len(ids) <= SIGNED_AT_ONCE:
        raise BadInput(
            Fault(
                "approval.chosen",
                "请选择 1 至 {most} 件",
                "勾选要审批的事项",
                field="事项",
                data={"most": SIGNED_AT_ONCE},
            )
        )
    approved = request.POST.get("decision") == "approve"
    rows = Approval.objects.filter(pk__in=ids, court_id=officer.court_id).select_related("case").order_by("pk")
    results = approve_several(
        acting=acting,
        approvals=rows,
        approved=approved,
        note=request.POST.get("note", ""),
        on=localdate(),
        now=localtime(),
    )
    refused = [one for one in results if one.faults]
    if len(refused) == len(results):
        raise Refused(*(fault for one in refused for fault in one.faults))
    for one in refused:
        messages.error(request, f"{one.approval.title}：{'；'.join(str(fault) for fault in one.faults)}")
    note = _("已批准 {n} 件。") if approved else _("已不予批准 {n} 件。")
    return done(request, reverse("desk:approvals"), note.format(n=len(results) - len(refused)))


def _rows(officer: Officer, which: str) -> QuerySet[Approval]:
    rows = Approval.objects.filter(court_id=officer.court_id).select_related("case", "proposed_by", "decided_by")
    if which == "waiting":
        return rows.filter(state=ApprovalState.WAITING).order_by("proposed_at", "pk")
    if which == "mine":
        return rows.filter(proposed_by=officer).order_by("-proposed_at", "-pk")
    return rows.exclude(state=ApprovalState.WAITING).order_by("-decided_at", "-pk")


def _shown(row: Approval, acting: Acting) -> dict[str, Any]:
    ladder = list(Office)
    own = row.proposed_by_id == acting.officer_id
    office = any(one in acting.roles for one in ladder[ladder.index(Office(row.level)) :])
    return {"approval": row, "act": rule(row.act).title, "own": own, "open": office and not own, "url": _url(row)}


def _url(row: Approval) -> str:
    """Where what is to be decided is shown: the measure itself, else the case."""
    kind, _colon, key = row.subject.partition(":")
    if kind == "measure" and key.isdigit():
        return reverse("desk:measure", args=[int(key)])
    if kind == "entrustment" and key.isdigit():
        return reverse("desk:proceeding", args=["entrustments", int(key)])
    if row.act.startswith("list."):
        return punished(row.subject, row.case)
    return reverse("desk:case", args=[row.case_id])
