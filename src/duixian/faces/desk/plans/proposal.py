"""A new plan: choose the cases of a debtor, say what is special about a claim, see the result, keep it as a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import require
from duixian.domain.funds import selectors as funds
from duixian.domain.parties.models import Person
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.flows.plan_distribution import ClaimTerms, Proposal, claim_key, make_plan, pot_key, propose
from duixian.law.distribution import explain_all
from duixian.law.distribution.facts import ClaimKind, FeePosition, Rules, Security, SecurityKind

KINDS = {
    ClaimKind.ORDINARY: gettext_noop("普通债权"),
    ClaimKind.WAGES: gettext_noop("工资"),
    ClaimKind.TAX: gettext_noop("税款"),
}
SECURITIES = {
    SecurityKind.CONSTRUCTION: gettext_noop("建设工程价款优先受偿权"),
    SecurityKind.LIEN: gettext_noop("留置权"),
    SecurityKind.MORTGAGE: gettext_noop("抵押权"),
    SecurityKind.PLEDGE: gettext_noop("质权"),
    SecurityKind.OTHER: gettext_noop("其他优先权"),
}


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A case of the debtor: what lies on its account, whether it takes part."""

    case: Case
    on_account: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A creditor's claim and what the officer says about it."""

    key: str
    case: Case
    creditor: Person
    terms: ClaimTerms


def new_plan(request: HttpRequest) -> HttpResponse:
    """The what-if: nothing is kept until it is asked for."""
    officer = officers.of(request)
    require(officer.acting(), "plan.make")
    debtor, choices = _debtor(officer, request.GET)
    proposal, faults = None, ()  # type: tuple[Proposal | None, tuple[Fault, ...]]
    claims: list[ClaimRow] = []
    try:
        proposal = _propose(debtor, choices, request.GET)
    except BadInput as bad:
        faults = bad.faults
    except Refused as refused:
        faults = refused.reasons
    try:
        claims = _claims(choices, request.GET)
    except BadInput as bad:
        faults = tuple(dict.fromkeys((*faults, *bad.faults)))
        claims = _claims(choices, QueryDict())
    shown: dict[str, Any] = {
        "debtor": debtor,
        "choices": choices,
        "claims": claims,
        "kinds": [(kind.value, _(label)) for kind, label in KINDS.items()],
        "securities": [(kind.value, _(label)) for kind, label in SECURITIES.items()],
        "pots": [(pot_key(choice.case), choice.case.number) for choice in choices if choice.on_account],
        "proposal": proposal,
        "payees": _payees(proposal) if proposal else [],
        "faults": faults,
        "asked": request.GET,
    }
    return render(request, "desk/plans/new.html", shown)


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


def _propose(debtor: Person, choices: Sequence[CaseChoice], asked: QueryDict) -> Proposal:
    taking_part = [choice.case for choice in choices if choice.chosen]
    if not taking_part:
        raise BadInput(Fault("plan.no_case", "没有选择案件", "请至少选择一件", field="参与分配的案件"))
    return propose(
        case_list=taking_part,
        debtor=debtor,
        on=localdate(),
        terms={row.key: row.terms for row in _claims(choices, asked)},
        rules=replace(
            Rules(),
            doubled_agreed="doubled_agreed" in asked,
            execution_fee=FeePosition.LAST if asked.get("fee") == "last" else FeePosition.FIRST,
        ),
    )


def _claims(choices: Sequence[CaseChoice], asked: QueryDict) -> list[ClaimRow]:
    rows = []
    for choice in choices:
        if not choice.chosen:
            continue
        for party in choice.case.parties.filter(role=CaseRole.APPLICANT).select_related("person"):
            key = claim_key(choice.case, party.person)
            rows.append(ClaimRow(key, choice.case, party.person, _terms(asked, key)))
    return rows


def _terms(asked: QueryDict, key: str) -> ClaimTerms:
    """What was said about one claim. Raises `BadInput` for a rank or a limit that is no number."""
    securities: tuple[Security, ...] = ()
    kind = next((kind for kind in SecurityKind if kind == asked.get(f"security:{key}")), None)
    if kind is not None:
        limit = asked.get(f"limit:{key}", "").strip()
        securities = (
            Security(
                proceeds=asked.get(f"pot:{key}", ""),
                kind=kind,
                rank=_rank(asked.get(f"order:{key}", "")) or 1,
                limit=money.fen(limit, field="优先受偿限额") if limit else None,
            ),
        )
    return ClaimTerms(
        kind=next((one for one in ClaimKind if one == asked.get(f"kind:{key}")), ClaimKind.ORDINARY),
        securities=securities,
        control_rank=_rank(asked.get(f"rank:{key}", "")),
    )


def _rank(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10_000):
        raise BadInput(Fault("plan.rank", "顺位应为正整数", "请填写 1、2、3 …", field="顺位", value=text))
    return int(text)


def _payees(proposal: Proposal) -> list[Mapping[str, Any]]:
    sentences = explain_all(proposal.plan)
    return [{"payee": payee, "sentences": sentences[payee.key]} for payee in proposal.plan.payees]
