"""Acts on one case: each calls one flow and comes back to the case's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.connectors.typesetting import TITLES, Kind
from duixian.domain.cases.models import Case, Node, Resumption
from duixian.domain.cases.rounds import standing_end
from duixian.domain.cases.services import course
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import may
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.days import need_day
from duixian.flows.end_round.resume import resume
from duixian.flows.issue_instrument import issue
from duixian.flows.move_case import close_case, move_case
from duixian.law.procedure.case_life import CASE_LIFE, Act, State

ISSUED_FROM_THE_CASE = (Kind.FILING_NOTICE, Kind.EXECUTION_NOTICE, Kind.REPORT_ORDER, Kind.CLOSING_NOTICE)
"""Instruments that need nothing but the case; the others are made where their plan or payout is."""

_LEADS = (Act.SUSPEND, Act.RESUME, Act.END_ROUND, Act.CLOSE, Act.TERMINATE)
"""Acts that take the head of the case's own officer (`case.close`)."""


def open_acts(case: Case, acting: Acting) -> frozenset[str]:
    """Acts the table has for the state of the case and the office of the officer: what the page offers as buttons."""
    if case.court_id != acting.court_id:
        return frozenset()
    acts = set(CASE_LIFE.acts(State(case.state)))
    if case.state == State.PAYING and standing_end(case.pk) is None:
        acts.discard(Act.RESUME)  # only what was ended is taken up again
    offered = {act.value for act in _LEADS if act in acts and may(acting, "case.close")}
    if Act.NOTIFY in acts and may(acting, "case.notice"):
        offered.add(Act.NOTIFY.value)
    if may(acting, "case.notice"):
        offered.add("issue")
    if may(acting, "case.edit"):
        offered.add("node")
    if may(acting, "case.waive_fee"):
        offered.add("waive")
    if may(acting, "case.assign"):
        offered.add("assign")
    return frozenset(offered)


@require_POST
def move(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Notify or resume. A round is ended on its own page (`roundend`), what needs a ground on another (`deciding`)."""
    officer = officers.of(request)
    if act not in (Act.NOTIFY, Act.RESUME):
        raise Http404
    case = own_case(request, pk)
    if act == Act.RESUME and standing_end(case.pk) is not None:
        return _take_up(request, case)
    moved = move_case(
        acting=officer.acting(),
        case=case,
        act=Act(act),
        on=localdate(),
        now=localtime(),
        reason=request.POST.get("reason", "").strip(),
    )
    return done(request, reverse("desk:case", args=[pk]), _("案件状态已变更为“{state}”。").format(state=_state(moved)))


def _take_up(request: HttpRequest, case: Case) -> HttpResponse:
    """A round that was ended is taken up again under a number of its own."""
    made = resume(
        acting=officers.of(request).acting(),
        case=case,
        ground=Resumption.Ground.APPLICANT,
        reason=request.POST.get("reason", ""),
        on=localdate(),
        now=localtime(),
    )
    note = _("已恢复执行：{number}。").format(number=made.number)
    return done(request, reverse("desk:case", args=[case.pk]), note)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close as performed, if the money says so."""
    closed = close_case(
        acting=officers.of(request).acting(), case=own_case(request, pk), on=localdate(), now=localtime()
    )
    note = _("已按执行完毕结案（{basis}）。").format(basis=closed.closing_basis)
    return done(request, reverse("desk:case", args=[pk]), note)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the case to an officer of the court."""
    officer = officers.of(request)
    case = own_case(request, pk)
    chosen = request.POST.get("officer", "")
    to = courts.staff(case.court_id).filter(pk=int(chosen)).first() if chosen.isdigit() else None
    if to is None:
        raise BadInput(Fault("case.officer", "请选择承办人", "从本院人员中选择", field="承办人", value=chosen))
    course.assign(acting=officer.acting(), case=case, officer=to, now=localtime())
    return done(request, reverse("desk:case", args=[pk]), _("已分案给 {name}。").format(name=to.name))


@require_POST
def record_done(request: HttpRequest, pk: int, node_id: int) -> HttpResponse:
    """Record that the step of a node was taken outside this program."""
    officer = officers.of(request)
    case = own_case(request, pk)
    node = Node.objects.filter(pk=node_id, case=case).first()
    if node is None:
        raise Http404
    on = need_day(request.POST.get("on", ""), field="办理日期")
    course.record_done(acting=officer.acting(), node=node, on=on, note=request.POST.get("note", ""), now=localtime())
    note = _("已记录办结：{title}。").format(title=_(node.title))
    return done(request, reverse("desk:case_tab", args=[pk, "nodes"]), note)


@require_POST
def waive_fee(request: HttpRequest, pk: int) -> HttpResponse:
    """Waive the execution fee on the ground of an approval."""
    officer = officers.of(request)
    course.waive_fee(
        acting=officer.acting(), case=own_case(request, pk), basis=request.POST.get("basis", ""), now=localtime()
    )
    return done(request, reverse("desk:case_tab", args=[pk, "debt"]), _("已准予免交执行费。"))


@require_POST
def issue_instrument(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Make an instrument of the case; one file for each addressee."""
    if kind not in ISSUED_FROM_THE_CASE:
        raise Http404
    made = issue(
        acting=officers.of(request).acting(),
        case=own_case(request, pk),
        kind=Kind(kind),
        on=localdate(),
        now=localtime(),
    )
    note = _("已制作{title} {count} 份。").format(title=_(TITLES[Kind(kind)]), count=len(made))
    return done(request, reverse("desk:case_tab", args=[pk, "documents"]), note)


def own_case(request: HttpRequest, pk: int) -> Case:
    """The case, if it is the officer's court's: an upper court reads, it does not act. 404 for any other."""
    case = (
        Case.objects.select_related("court", "officer", "title")
        .filter(pk=pk, court_id=officers.of(request).court_id)
        .first()
    )
    if case is None:
        raise Http404
    return case


def _state(case: Case) -> str:
    return _(case.get_state_display())
