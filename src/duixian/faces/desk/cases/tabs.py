"""The tabs of a case's page: one function a tab, each with what only that tab needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from duixian.connectors.typesetting import TITLES
from duixian.domain.cases.models import Case, CaseRole, Obligation, Party, Title
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import may
from duixian.domain.funds.models import BankAccount, CaseAccount, Payout, PlanSource, Receipt
from duixian.domain.parties.models import PayeeAccount
from duixian.domain.trail import selectors as trail
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.cases import acts, debt, serving, standing
from duixian.faces.desk.cases import head as heads
from duixian.faces.desk.cases.paymentcode import payment_code
from duixian.faces.desk.control import assets, proposal
from duixian.faces.desk.measures import casetab as measures
from duixian.faces.desk.proceedings import casetab as proceedings
from duixian.faces.desk.punish import casetab as credit
from duixian.faces.desk.settlements import views as settlements
from duixian.law.service import methods

Fill = Callable[[HttpRequest, Case], dict[str, Any]]
FIRST = "obligations"
"""The tab a case opens on; what to do next stands there, and is not counted again on every other tab."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its name, its template and what fills it."""

    label: str
    fill: Fill


def case_page(request: HttpRequest, pk: int, tab: str = FIRST) -> HttpResponse:
    """One case: head and tab. Raises 404 for a case the officer may not see, as for one that does not exist."""
    if tab not in TABS:
        raise Http404
    officer = officers.of(request)
    head = heads.of_case(officer, pk, on=localdate())
    shown = {
        "head": head,
        "case": head.case,
        "tabs": [(key, entry.label) for key, entry in TABS.items()],
        "tab": tab,
        "today": localdate(),
        "may_plan": may(officer.acting(), "plan.make") and head.case.court_id == officer.court_id,
        "may_identify": may(officer.acting(), "funds.identify") and head.case.court_id == officer.court_id,
        "acts": acts.open_acts(head.case, officer.acting()),
        "staff": courts.staff(head.case.court_id) if may(officer.acting(), "case.assign") else (),
        "instruments": [(kind.value, TITLES[kind]) for kind in acts.ISSUED_FROM_THE_CASE],
        "may_unmask": may(officer.acting(), "case.unmask"),
        "stands": standing.of_case(officer, head.case, on=localdate()) if tab == FIRST else None,
    }
    return render(request, f"desk/cases/{tab}.html", shown | TABS[tab].fill(request, head.case))


def _obligations(request: HttpRequest, case: Case) -> dict[str, Any]:
    title = Title.objects.filter(case=case).first()
    ordered = list(Obligation.objects.filter(title=title).order_by("position")) if title else []
    return {"title": title, "obligations": ordered}


def _parties(request: HttpRequest, case: Case) -> dict[str, Any]:
    people = Party.objects.filter(case=case).values("person_id")
    named = PayeeAccount.objects.filter(person_id__in=people, replaced=False)
    officer = officers.of(request)
    return {
        "accounts": {account.person_id: account for account in named},
        "may_edit": may(officer.acting(), "case.edit") and case.court_id == officer.court_id,
    }


def _nothing_more(request: HttpRequest, case: Case) -> dict[str, Any]:
    """The head already has it."""
    return {}


def _money(request: HttpRequest, case: Case) -> dict[str, Any]:
    account = CaseAccount.objects.filter(case=case).first()
    bank = BankAccount.objects.filter(court_id=case.court_id).first()
    debtors = Party.objects.filter(case=case, role=CaseRole.DEBTOR).select_related("person").order_by("position")
    return {
        "bank": bank,
        "qr": payment_code(case, account, bank) if account and bank else "",
        "debtors": list(debtors),
        "account": account,
        "receipts": list(Receipt.objects.filter(case=case).select_related("transfer").order_by("-received_on", "-id")),
        "plans": list(PlanSource.objects.filter(case=case).select_related("plan").order_by("-plan_id")),
        "page": lists.page_of(
            Payout.objects.filter(case=case).select_related("payee", "batch").order_by("-id"), request
        ),
    }


def _documents(request: HttpRequest, case: Case) -> dict[str, Any]:
    officer = officers.of(request)
    return {
        "papers": serving.papers_of(case),
        "methods": methods().values(),
        "may_serve": may(officer.acting(), "case.notice") and case.court_id == officer.court_id,
        "hands": officers.names_of(case.court_id),
    }


def _trail(request: HttpRequest, case: Case) -> dict[str, Any]:
    return {"page": lists.page_of(trail.about(f"case:{case.pk}"), request, size=50)}


TABS: Mapping[str, Tab] = {
    "obligations": Tab(gettext_noop("执行依据与义务"), _obligations),
    "debt": Tab(gettext_noop("债务计算"), debt.fill),
    "parties": Tab(gettext_noop("当事人"), _parties),
    "nodes": Tab(gettext_noop("节点与期限"), _nothing_more),
    "assets": Tab(gettext_noop("财产"), assets.fill),
    "control": Tab(gettext_noop("控制方案"), proposal.fill),
    "measures": Tab(gettext_noop("强制措施"), measures.fill),
    "credit": Tab(gettext_noop("信用惩戒"), credit.fill),
    "settlement": Tab(gettext_noop("和解"), settlements.fill),
    "proceedings": Tab(gettext_noop("异议与委托"), proceedings.fill),
    "money": Tab(gettext_noop("案款"), _money),
    "documents": Tab(gettext_noop("文书"), _documents),
    "trail": Tab(gettext_noop("办案日志"), _trail),
}
