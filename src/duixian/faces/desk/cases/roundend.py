"""Ending the round of a case (终结本次执行程序): the table of conditions as the record stands, what an officer signs
for each, and, once it is ended, what has to follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from duixian.domain.cases import rounds
from duixian.domain.cases.models import (
    Approval,
    ApprovalState,
    Case,
    CaseRole,
    Node,
    Resumption,
    RoundEnd,
    RoundEndQuery,
)
from duixian.domain.courts.policies import may
from duixian.domain.documents import selectors as documents
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.faces.desk import officer as officers
from duixian.faces.desk.cases.roundend_forms import FORMS, row_of
from duixian.faces.desk.lights import Light, Tone
from duixian.faces.desk.punish.rows import due
from duixian.flows.end_round.after import ENTRY_NODE
from duixian.flows.end_round.end import ACT, look
from duixian.flows.end_round.found_assets import still_found
from duixian.flows.instruments.ending import REASONS
from duixian.flows.open_nodes import deadline_of
from duixian.flows.serve_papers import addressees_of
from duixian.law.ending import EvidenceKind, Finding, Standing
from duixian.law.procedure.case_life import CASE_LIFE, Act, State
from duixian.law.service import methods

OBJECTION_RULE = "closing_objection"


@dataclass(frozen=True, slots=True)
class After:
    """What has to follow the end of a round: the entry and its limit, the ruling and who has it, the searches."""

    ended: RoundEnd
    entry_due: date | None
    entry_light: Light | None
    ruling: Instrument | None
    served: Sequence[tuple[str, ServiceRecord | None]]
    object_until: date | None
    queries: Sequence[RoundEndQuery]
    next_query: Node | None


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of conditions of one case, the signed records, and the forms for what is missing."""
    officer = officers.of(request)
    case = Case.objects.select_related("court", "officer", "title").filter(pk=pk).first()
    if case is None:
        raise Http404
    own, today, acting = case.court_id == officer.court_id, localdate(), officer.acting()
    open_now = Act.END_ROUND in CASE_LIFE.acts(State(case.state))
    people = [party.person for party in case.parties.filter(role=CaseRole.DEBTOR).select_related("person")]
    ended = rounds.standing_end(case.pk)
    over = ended is not None or case.state == State.CLOSED
    findings = () if over else look(case, on=today)[1].findings
    asked = request.GET.get("kind", "")
    may_record = own and may(acting, "round.record")
    shown = {
        "case": case,
        "today": today,
        "rows": [row_of(one, case) for one in findings],
        "counts": _counts(findings),
        "forms": FORMS.values(),
        "opened": EvidenceKind(asked) if asked in set(EvidenceKind) else None,
        "after": _after(ended, on=today) if ended is not None else None,
        "frozen": ended.checks if ended is not None else [],
        "records": rounds.evidence_of(case.pk),
        "people": people,
        "assets": still_found(case.court_id, people) if may_record else [],
        "reasons": [(reason.value, label) for reason, label in REASONS.items()],
        "methods": methods().values(),
        "halted": not over and not open_now,
        "waiting": Approval.objects.filter(case=case, act=ACT, state=ApprovalState.WAITING).first(),
        "may_record": may_record,
        "may_propose": own and open_now and may(acting, "round.propose"),
        "may_publish": own and may(acting, "round.publish"),
        "may_serve": own and may(acting, "case.notice"),
        "may_resume": own and case.state == State.ROUND_ENDED and may(acting, "round.resume"),
        "grounds": Resumption.Ground.choices,
        "hands": officers.names_of(officer.court_id),
    }
    return render(request, "desk/cases/round_end.html", shown)


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many conditions are met, missing, or do not apply."""
    return {str(standing): sum(one.standing is standing for one in findings) for standing in Standing}


def _after(ended: RoundEnd, *, on: date) -> After:
    nodes = Node.objects.filter(case_id=ended.case_id, cancelled=False, started_on__gte=ended.ended_on)
    entry = nodes.filter(rule=ENTRY_NODE).order_by("pk").last()
    ruling = Instrument.objects.filter(case_id=ended.case_id, verify_code=ended.ruling_code).select_related("case")
    paper = ruling.defer("pdf").first()
    served = {one.addressee: one for one in documents.services_of([paper.pk]).get(paper.pk, ())} if paper else {}
    waits = Node.objects.filter(case_id=ended.case_id, rule=rounds.REQUERY_NODE, done_on__isnull=True, cancelled=False)
    return After(
        ended=ended,
        entry_due=entry.due_on if entry else None,
        entry_light=_light(ended.entered_on, entry.due_on, on) if entry else None,
        ruling=paper,
        served=[(name, served.get(name)) for name in addressees_of(paper)] if paper else [],
        object_until=_object_until(ended, served),
        queries=list(ended.queries.all()),
        next_query=waits.order_by("due_on").first(),
    )


def _object_until(ended: RoundEnd, served: Mapping[str, ServiceRecord]) -> date | None:
    """Sixty days from when the ruling reached the last applicant (法释〔2016〕3号), None until it has: shown, never
    held against anybody, since nothing says nationally that the reply covers the end of a round."""
    applicants = ended.case.parties.filter(role=CaseRole.APPLICANT).values_list("person__name", flat=True)
    days = [served[name].served_on for name in applicants if name in served]
    if not days or len(days) < len(applicants):
        return None
    return deadline_of(court_id=ended.court_id, rule=OBJECTION_RULE, since=max(days)).day


def _light(done_on: date | None, due_on: date, on: date) -> Light:
    """The light of a limit that runs although the case rests."""
    if done_on is None:
        return due(due_on, on=on)
    late = (done_on - due_on).days
    if late > 0:
        return Light(Tone.RED, _("逾期 {days} 天完成").format(days=late))
    return Light(Tone.GREEN, _("已完成"))
