"""Kept plans: the list, one plan with a sheet for each payee, and the acts that move it."""

from django.db import transaction
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.faults import BadInput, Fault
from duixian.connectors.typesetting import Kind
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import DistributionPlan, PlanLine, PlanObjection, PlanState
from duixian.domain.funds.services import objections, plans
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.flows.carry_out_plan import carry_out_plan
from duixian.flows.issue_instrument import issue
from duixian.flows.plan_distribution import serve_plan


def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans of the court, newest first."""
    officer = officers.of_office(request, *officers.PAYS_OUT, "plan.object")
    rows = DistributionPlan.objects.filter(court_id=officer.court_id).select_related("debtor", "lead_case")
    state = request.GET.get("state", "")
    if state in PlanState.values:
        rows = rows.filter(state=state)
    page = lists.page_of(rows.order_by("-id"), request)
    shown = {
        "hands": officers.names_of(officer.court_id),
        "page": page,
        "state": state,
        "states": PlanState.choices,
    }
    return render(request, "desk/plans/list.html", shown)


def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: who gets what and why, what is disputed, what may be done now."""
    officer = officers.of_office(request, *officers.PAYS_OUT, "plan.object")
    plan = of_court(officer, pk)
    acting = officer.acting()
    makes, leads = may(acting, "plan.make"), may(acting, "plan.confirm")
    carried = PlanState.CONFIRMED if plan.waived else PlanState.SERVED
    lines = plan.lines.select_related("case", "payee")
    shown = {
        "hands": officers.names_of(officer.court_id),
        "plan": plan,
        "no_claim": funds.NO_CLAIM,
        "page": lists.page_of(lines.order_by("position"), request, size=50),
        "sums": plan.lines.aggregate(amount=Sum("amount_fen"), held=Sum("held_fen"), claim=Sum("claim_fen")),
        "sources": plan.sources.select_related("case"),
        "objections": plan.objections.select_related("by", "line__payee").order_by("id"),
        "objectors": lines.order_by("position")[:300],
        "may_confirm": leads and plan.state == PlanState.DRAFT,
        "may_serve": makes and plan.state == PlanState.CONFIRMED and not plan.waived,
        "may_object": may(acting, "plan.object") and plan.state == PlanState.SERVED,
        "may_carry_out": makes and plan.state == carried,
        "may_settle": leads and plan.state == PlanState.EFFECTIVE,
        "may_cancel": makes and plan.state in (PlanState.DRAFT, PlanState.CONFIRMED, PlanState.SERVED),
        "may_issue": may(acting, "case.notice"),
        "may_name": may(acting, "case.edit"),
        "window_open": bool(plan.objections_until and localdate() <= plan.objections_until),
    }
    return render(request, "desk/plans/plan.html", shown)


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Approve, serve, carry out or withdraw a plan."""
    officer = officers.of(request)
    acting, plan = officer.acting(), of_court(officer, pk)
    if name == "confirm":
        plans.confirm(acting=acting, plan=plan, now=localtime())
        note = _("方案已审批。")
    elif name == "serve":
        served = serve_plan(acting=acting, plan=plan, on=localdate(), now=localtime())
        note = _("已登记送达，异议期至 {day}。").format(day=served.objections_until)
    elif name == "carry_out":
        carry_out_plan(acting=acting, plan=plan, on=localdate(), now=localtime())
        note = _("方案已生效，款项转入应付受领人。")
    elif name == "cancel":
        plans.cancel(acting=acting, plan=plan, reason=request.POST.get("reason", "").strip(), now=localtime())
        note = _("方案已撤销。")
    else:
        raise Http404
    return done(request, reverse("desk:plan", args=[pk]), note)


@require_POST
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a written objection to one line; the disputed part will be held."""
    officer = officers.of(request)
    plan = of_court(officer, pk)
    line = _line(plan, request.POST.get("line", ""))
    by = _line(plan, request.POST.get("by", "")).payee if request.POST.get("by") != "debtor" else plan.debtor
    objections.object_to(
        acting=officer.acting(),
        plan=plan,
        line=line,
        by=by,
        disputed=money.fen(request.POST.get("disputed", ""), field=_("异议金额")),
        reason=request.POST.get("reason", "").strip(),
        on=localdate(),
        now=localtime(),
    )
    return done(request, reverse("desk:plan", args=[pk]), _("已登记异议，争议部分将提存，其余部分照常发放。"))


@require_POST
def settle(request: HttpRequest, pk: int, objection_id: int) -> HttpResponse:
    """Let the held money of an objection go: so much to the line's payee, the rest to another."""
    officer = officers.of(request)
    plan = of_court(officer, pk)
    objection = PlanObjection.objects.filter(pk=objection_id, plan=plan).select_related("line", "plan").first()
    if objection is None:
        raise Http404
    to: Person | None = _line(plan, request.POST["to"]).payee if request.POST.get("to") else None
    objections.settle(
        acting=officer.acting(),
        objection=objection,
        to_payee=money.fen(request.POST.get("to_payee", ""), field=_("归原受领人的金额")),
        to=to,
        outcome=request.POST.get("outcome", "").strip(),
        on=localdate(),
        now=localtime(),
    )
    return done(request, reverse("desk:plan", args=[pk]), _("异议已处理，款项已转出。"))


@require_POST
def issue_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as an instrument, or the sheet of one payee."""
    officer = officers.of(request)
    plan = of_court(officer, pk)
    line = _line(plan, request.POST["line"]) if request.POST.get("line") else None
    if line is not None and line.rank in funds.NO_CLAIM:
        raise BadInput(
            Fault("plan.no_sheet", "该行不是债权的受偿", "告知书只发给债权人", field="受领人", value=line.payee.name)
        )
    case = line.case if line else plan.lead_case
    with transaction.atomic():
        issue(
            acting=officer.acting(),
            case=case,
            kind=Kind.PAYEE_SHEET if line else Kind.DISTRIBUTION_PLAN,
            plan=plan,
            payee=line.payee if line else None,
            on=localdate(),
            now=localtime(),
        )
    return done(request, reverse("desk:case_tab", args=[case.pk, "documents"]), _("文书已制作。"))


@require_POST
def name_account(request: HttpRequest, pk: int, line_id: int) -> HttpResponse:
    """Note where the payee of a cost wants to be paid: an appraiser is no party, and has no other page."""
    officer = officers.of(request)
    plan = of_court(officer, pk)
    line = plan.lines.select_related("payee").filter(pk=line_id, rank=funds.COST).first()
    if line is None:
        raise Http404
    parties.name_account(
        acting=officer.acting(),
        person=line.payee,
        holder=request.POST.get("holder", ""),
        number=request.POST.get("number", ""),
        bank_name=request.POST.get("bank_name", ""),
        bank_code=request.POST.get("bank_code", ""),
        now=localtime(),
    )
    return done(request, reverse("desk:plan", args=[pk]), _("已登记 {name} 的收款账户。").format(name=line.payee.name))


def of_court(officer: Officer, pk: int) -> DistributionPlan:
    """A plan of the officer's own court; 404 for any other."""
    rows = DistributionPlan.objects.select_related("debtor", "lead_case", "lead_case__court", "lead_case__officer")
    plan = rows.filter(pk=pk, court_id=officer.court_id).first()
    if plan is None:
        raise Http404
    return plan


def _line(plan: DistributionPlan, key: str) -> PlanLine:
    found = plan.lines.select_related("payee", "case").filter(pk=int(key)).first() if key.isdigit() else None
    if found is None:
        raise BadInput(Fault("plan.line", "请选择方案中的一行", "从列表中选择受领人", field="受领人", value=key))
    return found
