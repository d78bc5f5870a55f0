"""Payees: those whose money waits, under the 30-day light, and money that nobody claims."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.money import Fen
from duixian.domain.cases.models import Node
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.funds.models import Account, AccountKind
from duixian.domain.funds.services import unclaimed
from duixian.domain.parties.models import PayeeAccount
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.lights import Light, of_node
from duixian.faces.desk.workbench import deadlines
from duixian.flows.identify_receipt import PAYOUT_NODE

_KINDS = {"waiting": AccountKind.PAYEE, "unclaimed": AccountKind.UNCLAIMED}


@dataclass(frozen=True, slots=True)
class Payee:
    """A balance, where its owner wants to be paid, and the light of the case's limit for paying out."""

    account: Account
    named: PayeeAccount | None
    light: Light | None


@dataclass(frozen=True, slots=True)
class Balance:
    """How many balances and how much in all."""

    count: int
    total: Fen


def waiting_sum(court_id: int, kind: AccountKind) -> Balance:
    """Balances of one kind at a court."""
    found = Account.objects.filter(court_id=court_id, kind=kind, balance_fen__gt=0).aggregate(
        count=Count("pk"), fen=Sum("balance_fen")
    )
    return Balance(found["count"], found["fen"] or 0)


def payee_list(request: HttpRequest, which: str) -> HttpResponse:
    """Payees who wait, or unclaimed money; the oldest first."""
    officer = officers.of_office(request, *officers.PAYS_OUT)
    if which not in _KINDS:
        raise Http404
    kind = _KINDS[which]
    rows = Account.objects.filter(court_id=officer.court_id, kind=kind, balance_fen__gt=0)
    page = lists.page_of(rows.select_related("case", "person").order_by("id"), request, size=50)
    shown = {
        "page": page,
        "rows": _payees(officer, list(page.rows), on=localdate()),
        "which": which,
        "sum": waiting_sum(officer.court_id, kind),
        "may_make": may(officer.acting(), "payout.make"),
    }
    return render(request, "desk/payouts/payees.html", shown)


@require_POST
def turn_over(request: HttpRequest, account_id: int, act: str) -> HttpResponse:
    """Set a balance apart as unclaimed, or bring it back when the payee has appeared."""
    officer = officers.of(request)
    account = Account.objects.filter(pk=account_id, court_id=officer.court_id).first()
    if account is None:
        raise Http404
    reason = request.POST.get("reason", "")
    if act == "apart":
        unclaimed.set_apart(acting=officer.acting(), payee=account, reason=reason, on=localdate(), now=localtime())
        return done(request, reverse("desk:payees", args=["waiting"]), _("已转入无人受领款。"))
    if act == "back":
        unclaimed.bring_back(acting=officer.acting(), unclaimed=account, reason=reason, on=localdate(), now=localtime())
        return done(request, reverse("desk:payees", args=["unclaimed"]), _("已转回应付受领人。"))
    raise Http404


def _payees(officer: Officer, accounts: list[Account], *, on: date) -> list[Payee]:
    """Three statements however many payees."""
    warn = deadlines.warn_days(officer, on=on)
    people = [account.person_id for account in accounts if account.person_id is not None]
    named = {row.person_id: row for row in PayeeAccount.objects.filter(person_id__in=people, replaced=False)}
    nodes: dict[int, Node] = {}
    cases = [account.case_id for account in accounts if account.case_id is not None]
    open_nodes = Node.objects.filter(case_id__in=cases, rule=PAYOUT_NODE, done_on__isnull=True, cancelled=False)
    for node in open_nodes.select_related("case").order_by("due_on"):
        nodes.setdefault(node.case_id, node)
    return [
        Payee(
            account,
            named.get(account.person_id or 0),
            of_node(found, state=found.case.state, on=on, warn_days=warn)
            if (found := nodes.get(account.case_id or 0)) is not None
            else None,
        )
        for account in accounts
    ]
