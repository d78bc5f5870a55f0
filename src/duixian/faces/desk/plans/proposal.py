"""A new plan: choose the cases of a debtor, say what is special about a claim, see the result, keep it as a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import require
from duixian.domain.funds import selectors as funds
from duixian.domain.parties.models import Person
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.plans import form
from duixian.flows.plan_distribution import Proposal, make_plan, propose
from duixian.law.distribution import explain_all
from duixian.law.distribution.facts import FeePosition, Rules


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A case of the debtor: what lies on its account, whether it takes part."""

    case: Case
    on_account: int
    chosen: bool


def new_plan(request: HttpRequest) -> HttpResponse:
    """The what-if: nothing is kept until it is asked for."""
    officer = officers.of(request)
    require(officer.acting(), "plan.make")
    debtor, choices = _debtor(officer, request.GET)
    proposal: Proposal | None = None
    faults: tuple[Fault, ...] = ()
    try:
        proposal = _propose(debtor, choices, request.GET)
    except BadInput as bad:
        faults = bad.faults
    except Refused as refused:
        faults = refused.reasons
    shown: dict[str, Any] = {
        "debtor": debtor,
        "choices": choices,
        "claims": form.claim_rows(_taking_part(choices), request.GET),
        "costs": form.cost_rows(request.GET),
        "proposal": proposal,
        "payees": _payees(proposal) if proposal else [],
        "paid_costs": _costs(proposal) if proposal else [],
        "faults": faults,
        "asked": request.GET,
        **_offered(choices),
    }
    return render(request, "desk/plans/new.html", shown)


def blank_row(request: HttpRequest, kind: str) -> HttpResponse:
    """One more cost, or one more security of the claim that is named."""
    officer = officers.of(request)
    require(officer.acting(), "plan.make")
    _person, choices = _debtor(officer, request.GET)
    if kind == "cost":
        row: dict[str, Any] = {"cost": form.blank_cost()}
    elif kind == "security":
        row = {"security": form.blank_security(), "key": request.GET.get("claim", "")}
    else:
        raise Http404
    return render(request, f"desk/plans/row_{kind}.html", row | _offered(choices))


@require_POST
def keep_plan(request: HttpRequest) -> HttpResponse:
    """Keep the proposal as a draft plan, computed again from the same choices."""
    officer = officers.of(request)
    debtor, choices = _debtor(officer, request.POST)
    plan = make_plan(acting=officer.acting(), proposal=_propose(debtor, choices, request.POST), now=localtime())
    return done(request, reverse("desk:plan", args=[plan.pk]), _("已保存方案草案，待另一人审批。"))


def _debtor(officer: Officer, asked: QueryDict) -> tuple[Person, list[CaseChoice]]:
    """The debtor and the open cases against the debtor at this court. 404 for a person the court does not know."""
    key = asked.get("debtor", "")
    debtor = Person.objects.filter(pk=int(key), court_id=officer.court_id).first() if key.isdigit() else None
    if debtor is None:
        raise Http404
    chosen = set(asked.getlist("case"))
    rows = cases.open_cases_of_debtor(debtor.pk).filter(court_id=officer.court_id).select_related("court", "title")
    found = list(rows.order_by("filed_on", "id").distinct())
    balances = funds.money_of(case.pk for case in found)
    return debtor, [
        CaseChoice(case, balances[case.pk].on_account, str(case.pk) in chosen if chosen else True) for case in found
    ]


def _taking_part(choices: Sequence[CaseChoice]) -> list[Case]:
    return [choice.case for choice in choices if choice.chosen]


def _offered(choices: Sequence[CaseChoice]) -> dict[str, Any]:
    """What the fields of a row offer: kinds, pots of money, and who may be paid a cost."""
    return {
        "pots": [
            (pot.key, f"{choice.case.number} {pot.credit.thing}" if pot.credit else choice.case.number)
            for choice in choices
            for pot in funds.pots_of(choice.case.pk)
        ],
        "people": form.payees_of(_taking_part(choices)),
        **form.choices(),
    }


def _propose(debtor: Person, choices: Sequence[CaseChoice], asked: QueryDict) -> Proposal:
    taking_part = _taking_part(choices)
    if not taking_part:
        raise BadInput(Fault("plan.no_case", "没有选择案件", "请至少选择一件", field="参与分配的案件"))
    return propose(
        case_list=taking_part,
        debtor=debtor,
        on=localdate(),
        terms=form.terms_of(form.claim_rows(taking_part, asked)),
        costs=form.costs_of(
            form.cost_rows(asked), payees=form.payees_of(taking_part), court_id=taking_part[0].court_id
        ),
        rules=replace(
            Rules(),
            doubled_agreed="doubled_agreed" in asked,
            execution_fee=FeePosition.LAST if asked.get("fee") == "last" else FeePosition.FIRST,
        ),
    )


def _payees(proposal: Proposal) -> list[Mapping[str, Any]]:
    sentences = explain_all(proposal.plan)
    return [{"payee": payee, "sentences": sentences[payee.key]} for payee in proposal.plan.payees]


def _costs(proposal: Proposal) -> list[Mapping[str, Any]]:
    given = proposal.plan.amounts()
    return [{"cost": cost, "paid": given.get(key, 0)} for key, cost in proposal.costs.items()]
