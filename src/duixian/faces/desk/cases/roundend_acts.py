"""Acts of the round-end page: each calls one flow, and says what was done."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.domain.cases.models import Case, CaseRole, Resumption
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.domain.parties.models import Person
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases import acts
from duixian.faces.desk.days import need_day
from duixian.faces.desk.measures.typed import Typed
from duixian.flows.end_round.after import note_entry, note_publication
from duixian.flows.end_round.end import propose
from duixian.flows.end_round.record import hold_talk, record
from duixian.flows.end_round.resume import resume
from duixian.law.ending import EvidenceKind


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
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the entry in the database of ended rounds."""
    case, typed = acts.own_case(request, pk), Typed(request.POST)
    note_entry(
        acting=officers.of(request).acting(),
        case=case,
        number=typed.text("number"),
        on=typed.day("on", "录入日期"),
        now=localtime(),
    )
    return done(request, reverse("desk:round_end", args=[pk]), _("已登记录入终本案件信息库。"))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the ruling was made public."""
    case, typed = acts.own_case(request, pk), Typed(request.POST)
    note_publication(
        acting=officers.of(request).acting(),
        case=case,
        where=typed.text("where"),
        on=typed.day("on", "公开日期"),
        now=localtime(),
    )
    return done(request, reverse("desk:round_end", args=[pk]), _("已登记裁定书公开。"))


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
