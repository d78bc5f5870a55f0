"""Ending the round of a case (终结本次执行程序): the table of conditions as the record stands, what an officer signs,
the talk with the applicant, and the proposal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.domain.cases import rounds
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseRole, EvidenceRecord, Resumption
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.domain.courts.policies import may
from duixian.domain.parties.models import Person
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases import acts
from duixian.faces.desk.days import need_day
from duixian.flows.end_round.end import ACT, look, propose
from duixian.flows.end_round.found_assets import still_found
from duixian.flows.end_round.record import hold_talk, record
from duixian.flows.end_round.resume import resume
from duixian.flows.instruments.ending import REASONS
from duixian.law.ending import CLASS_NAMES, INTEREST_NAMES, EvidenceKind
from duixian.law.procedure.case_life import CASE_LIFE, Act, State


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of conditions of one case, the signed records, and the forms for what is missing."""
    officer = officers.of(request)
    case = Case.objects.select_related("court", "officer", "title").filter(pk=pk).first()
    if case is None:
        raise Http404
    own = case.court_id == officer.court_id
    open_now = Act.END_ROUND in CASE_LIFE.acts(State(case.state))
    people = [party.person for party in case.parties.filter(role=CaseRole.DEBTOR).select_related("person")]
    shown = {
        "case": case,
        "today": localdate(),
        "verdict": look(case, on=localdate())[1] if open_now else None,
        "ended": rounds.standing_end(case.pk),
        "queries": [] if open_now else list(_queries(case)),
        "records": rounds.evidence_of(case.pk),
        "kinds": [
            kind for kind in EvidenceRecord._meta.get_field("kind").choices or () if kind[0] != EvidenceKind.TALK
        ],
        "people": people,
        "assets": still_found(case.court_id, people),
        "reasons": [(reason.value, label) for reason, label in REASONS.items()],
        "topics": [(one.value, label) for one, label in [*CLASS_NAMES.items(), *INTEREST_NAMES.items()]],
        "waiting": Approval.objects.filter(case=case, act=ACT, state=ApprovalState.WAITING).first(),
        "may_record": own and may(officer.acting(), "round.record"),
        "may_propose": own and open_now and may(officer.acting(), "round.propose"),
        "may_resume": own and case.state == State.ROUND_ENDED and may(officer.acting(), "round.resume"),
        "grounds": Resumption.Ground.choices,
    }
    return render(request, "desk/cases/round_end.html", shown)


def _queries(case: Case) -> list[object]:
    ended = rounds.standing_end(case.pk)
    return list(ended.queries.all()) if ended is not None else []


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one record."""
    case = acts.own_case(request, pk)
    posted = request.POST
    kind = posted.get("kind", "")
    if kind not in set(EvidenceKind) or kind == EvidenceKind.TALK:
        raise Http404
    clue = posted.get("clue", "")
    asset = posted.get("asset", "")
    said = EvidenceIn(
        kind=EvidenceKind(kind),
        on=need_day(posted.get("on", ""), field="日期"),
        what=posted.get("what", ""),
        document=posted.get("document", ""),
        person=_debtor(case, posted.get("person", "")),
        subject=f"asset:{asset}" if asset else f"clue:{clue}" if clue else "",
        outcome=posted.get("outcome", ""),
        topics=_topics(EvidenceKind(kind), posted.getlist("topics"), posted.get("members", "")),
    )
    record(acting=officers.of(request).acting(), case=case, said=said, now=localtime())
    return done(request, reverse("desk:round_end", args=[pk]), _("已登记并签署。"))


def _debtor(case: Case, key: str) -> Person | None:
    party = case.parties.filter(role=CaseRole.DEBTOR, person_id=int(key)).first() if key.isdigit() else None
    return party.person if party is not None else None


def _topics(kind: EvidenceKind, chosen: list[str], members: str) -> tuple[str, ...]:
    if kind is EvidenceKind.PANEL:
        return tuple(members.replace("，", " ").replace("、", " ").split())
    return tuple(chosen) if kind in (EvidenceKind.ASKED_OUTSIDE, EvidenceKind.INTEREST) else ()


@require_POST
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the talk: its record is set as a paper."""
    case = acts.own_case(request, pk)
    hold_talk(
        acting=officers.of(request).acting(),
        case=case,
        spoke_with=request.POST.get("spoke_with", ""),
        answer=request.POST.get("answer", ""),
        on=localdate(),
        now=localtime(),
    )
    return done(request, reverse("desk:round_end", args=[pk]), _("已制作终本约谈笔录。"))


@require_POST
def propose_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay the end before those who sign it."""
    case = acts.own_case(request, pk)
    propose(
        acting=officers.of(request).acting(),
        case=case,
        on=localdate(),
        now=localtime(),
        grounds=request.POST.get("grounds", ""),
    )
    return done(request, reverse("desk:round_end", args=[pk]), _("已呈批，签批后自动终结本次执行程序。"))


@require_POST
def resume_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an ended round up again."""
    case = acts.own_case(request, pk)
    ground = request.POST.get("ground", "")
    if ground not in Resumption.Ground.values:
        raise Http404
    made = resume(
        acting=officers.of(request).acting(),
        case=case,
        ground=Resumption.Ground(ground),
        reason=request.POST.get("reason", ""),
        on=localdate(),
        now=localtime(),
    )
    return done(request, reverse("desk:case", args=[pk]), _("已恢复执行：{number}。").format(number=made.number))
