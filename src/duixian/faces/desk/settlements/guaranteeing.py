"""Guarantees of enforcement (执行担保): the letter taken in, the guarantor called, the guarantor freed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.domain.cases.models import Approval, ApprovalState, Case
from duixian.domain.courts.policies import may
from duixian.domain.parties.models import PersonKind
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import ExecutionGuarantee, GuaranteeState
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.days import read_day
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.settlements.sureties import person_of
from duixian.flows.settle import guarantee as flow
from duixian.flows.state_debt import debt_of
from duixian.law.procedure.case_life import CASE_LIFE, Act, State
from duixian.law.settlement import CallFacts, refusals_to_call

_BUSY = (GuaranteeState.OFFERED, GuaranteeState.STAYING)
_BOUND = (GuaranteeState.STAYING, GuaranteeState.BINDING)


@dataclass(frozen=True, slots=True)
class Row:
    """A guarantee as a line: what may be done to it now. `stay_runs`: the guarantor is reached only for what he did to
    the thing."""

    one: ExecutionGuarantee
    waits: bool
    may_call: bool
    may_release: bool
    stay_runs: bool


def rows_of(case: Case, acting: Acting, *, on: date) -> list[Row]:
    """The guarantees of a case, each with the acts that are lawful on a day."""
    found = list(selectors.guarantees_of(case.pk))
    if not found:
        return []
    subjects = [f"guarantee:{one.pk}" for one in found]
    waiting = Approval.objects.filter(case=case, state=ApprovalState.WAITING, subject__in=subjects)
    waits = set(waiting.values_list("subject", flat=True))
    may_act = case.court_id == acting.court_id and may(acting, "settlement.guarantee")
    bound = may_act and any(one.state in _BOUND for one in found)
    owed = debt_of(case, on=on).remaining if bound else 0
    return [_row(one, f"guarantee:{one.pk}" in waits, may_act, owed, on) for one in found]


def _row(one: ExecutionGuarantee, waits: bool, may_act: bool, owed: int, on: date) -> Row:
    bound, stay_runs = may_act and one.state in _BOUND, on <= one.stay_until
    hurt = "损害" if stay_runs and one.thing else ""  # during the stay only what was done to a thing opens the call
    facts = CallFacts(on, one.stay_until, one.until, owed, by_applicant=True, endangered=hurt)
    return Row(one, waits, bound and not waits and not refusals_to_call(facts), bound and not waits, stay_runs)


def may_offer(case: Case, acting: Acting, guarantees: Sequence[Row]) -> bool:
    """Whether a letter may be taken in: the case is in a state from which it may be stayed, and none stands already."""
    own = case.court_id == acting.court_id and may(acting, "settlement.guarantee")
    return (
        own and Act.STAY in CASE_LIFE.acts(State(case.state)) and all(row.one.state not in _BUSY for row in guarantees)
    )


def offering(request: HttpRequest, case_id: int) -> HttpResponse:
    """The form of a letter of guarantee, with what is owed today beside it."""
    officer = officers.of_office(request, "settlement.guarantee")
    case = _case(case_id, officer.court_id)
    shown = {
        "case": case,
        "people": [one.person for one in case.parties.select_related("person").order_by("role", "position")],
        "kinds": PersonKind.choices,
        "debt": debt_of(case, on=localdate()).remaining,
        "today": localdate(),
    }
    return render(request, "desk/settlements/guarantee.html", shown)


@require_POST
def offer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take in a letter and lay the stay before who signs it."""
    officer = officers.of_office(request, "settlement.guarantee")
    case, typed, acting = _case(case_id, officer.court_id), Typed(request.POST), officer.acting()
    letter = flow.Offer(
        amount=typed.fen("amount", "担保数额") or 0,
        stay_from=typed.day("stay_from", "暂缓自"),
        stay_until=typed.day("stay_until", "暂缓至"),
        direct=typed.ticked("direct"),
        consent_on=read_day(typed.text("consent_on"), field="申请执行人同意日期"),
        resolution=typed.text("resolution"),
        until=read_day(typed.text("until"), field="担保期间至"),
        thing=typed.text("thing"),
    )
    flow.offer(
        acting=acting,
        case=case,
        guarantor=person_of(acting, case, typed, ""),
        letter=letter,
        grounds=typed.text("grounds"),
        on=localdate(),
        now=localtime(),
    )
    return done(
        request, reverse("desk:case_tab", args=[case_id, "settlement"]), _("已录入执行担保书，暂缓执行已呈批。")
    )


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Ask for the guarantor, or free him."""
    officer = officers.of_office(request, "settlement.guarantee")
    rows = ExecutionGuarantee.objects.select_related("case__court", "case__title", "guarantor")
    found, typed, acting = rows.filter(pk=pk, court_id=officer.court_id).first(), Typed(request.POST), officer.acting()
    if found is None or name not in ("call", "release"):
        raise Http404
    if name == "call":
        flow.ask_to_call(
            acting=acting,
            guarantee=found,
            by_applicant=typed.ticked("asked"),
            grounds=typed.text("grounds"),
            endangered=typed.text("endangered"),
            on=localdate(),
            now=localtime(),
        )
        note = _("已呈批执行担保人的财产。")
    else:
        let_go = typed.ticked("let_go")
        flow.release(
            acting=acting, guarantee=found, why=typed.text("why"), let_go=let_go, on=localdate(), now=localtime()
        )
        note = _("已解除执行担保。")
    return done(request, reverse("desk:case_tab", args=[found.case_id, "settlement"]), note)


def _case(pk: int, court_id: int) -> Case:
    found = Case.objects.select_related("court", "title").filter(pk=pk, court_id=court_id).first()
    if found is None:
        raise Http404
    return found
