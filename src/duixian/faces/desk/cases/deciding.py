"""Halting a case, or ending it otherwise than by performance: the grounds of the law with the papers each rests on, and
the proposal to whoever signs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.domain.cases.models import Case, CourseDecision, DecisionAct, DecisionState
from duixian.domain.courts.policies import may
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases import acts
from duixian.faces.desk.days import need_day
from duixian.flows import decide_course
from duixian.law.procedure.case_life import CASE_LIFE, Act, State
from duixian.law.procedure.grounds import of_act, proof_titles


def open_to(case: Case) -> list[tuple[str, str]]:
    """The acts of this kind that the table has for the state of a case, each with its name."""
    known = CASE_LIFE.acts(State(case.state))
    return [(act.value, act.label) for act in DecisionAct if Act(act.value) in known]


def page(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The grounds of one act, the papers of each, what waits and what was decided before. 404 for no such act."""
    if act not in DecisionAct.values:
        raise Http404
    officer = officers.of(request)
    case = Case.objects.select_related("court", "officer", "title").filter(pk=pk).first()
    if case is None:
        raise Http404
    choices = open_to(case)
    waiting = CourseDecision.objects.filter(case=case, state=DecisionState.PROPOSED).first()
    shown = {
        "case": case,
        "act": act,
        "name": DecisionAct(act).label,
        "acts": choices,
        "grounds": [
            {"of": ground, "proofs": [(proof, proof_titles()[proof]) for proof in ground.proofs]}
            for ground in of_act(act)
        ],
        "waiting": waiting,
        "decided": CourseDecision.objects.filter(case=case).exclude(state=DecisionState.PROPOSED)[:20],
        "may_propose": case.court_id == officer.court_id
        and waiting is None
        and act in dict(choices)
        and may(officer.acting(), "case.close"),
    }
    return render(request, "desk/cases/decide.html", shown)


@require_POST
def propose(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Lay the act before whoever signs it."""
    if act not in DecisionAct.values:
        raise Http404
    officer = officers.of(request)
    case = acts.own_case(request, pk)
    ground = request.POST.get("ground", "")
    until = request.POST.get(f"until.{ground}", "").strip()
    decide_course.propose(
        acting=officer.acting(),
        case=case,
        act=Act(act),
        ground=ground,
        proofs={proof: request.POST.get(f"{ground}.{proof}", "") for proof in proof_titles()},
        reason=request.POST.get("reason", ""),
        until=need_day(until, field="截止日") if until else None,
        on=localdate(),
        now=localtime(),
    )
    return done(request, reverse("desk:decide", args=[pk, act]), _("已呈批，审批后自动办理。"))
