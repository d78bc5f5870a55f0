"""Orders: the list, one order with every exchange, and the hands that approve, take back, send again."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import ControlOrder, OrderState
from duixian.domain.assets.services import orders as services
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.control import counts, exchanges
from duixian.faces.desk.control.centre import OPENS
from duixian.faces.desk.control.lights import of_order
from duixian.flows import approve_orders, control_assets
from duixian.ports.agencies import Act, Outcome

APPROVED_AT_ONCE = 200
"""Orders approved in one act."""

LISTS = {
    "draft": gettext_noop("待审批"),
    "waiting": gettext_noop("待答复"),
    "failed": gettext_noop("未能办理"),
    "moving": gettext_noop("扣划未到账"),
    "": gettext_noop("全部"),
}


def order_list(request: HttpRequest) -> HttpResponse:
    """Orders of the court that need somebody: drafts, those out, those that failed, deductions whose money is not
    here. Queries are shown with their search and not in the list of all."""
    officer = officers.of_office(request, *OPENS)
    asked = request.GET.get("state", "draft")
    state = asked if asked in LISTS else "draft"
    rows = _rows(officer, state)
    act = request.GET.get("act", "")
    if act in set(Act):
        rows = rows.filter(act=act)
    if request.GET.get("agency", "").isdigit():
        rows = rows.filter(counterparty_id=int(request.GET["agency"]))
    rows = rows.select_related("case", "person", "counterparty", "asset", "control")
    page = lists.page_of(rows, request, size=50)
    acting = officer.acting()
    shown = {
        "page": page,
        "rows": lit(page.rows),
        "state": state,
        "lists": LISTS.items(),
        "acts": [(a.value, label) for a, label in _ACT_LABELS],
        "act": act,
        "hands": officers.names_of(officer.court_id),
        "may_approve": state == "draft" and may(acting, "control.approve"),
        "me": acting.code,
        "may_cancel": may(acting, "control.cancel"),
        "may_again": may(acting, "control.propose"),
    }
    return render(request, "desk/control/orders.html", shown)


_ACT_LABELS = [(Act(value), str(label)) for value, label in ControlOrder._meta.get_field("act").flatchoices]


def _rows(officer: Officer, state: str) -> QuerySet[ControlOrder]:
    court = officer.court_id
    if state == "failed":
        return counts.failed(court)
    if state == "moving":
        return counts.on_the_way(court).order_by("answered_at", "pk")
    rows = ControlOrder.objects.filter(court_id=court)
    if state == "draft":
        return rows.filter(state=OrderState.DRAFT).order_by("pk")
    if state == "waiting":
        return rows.filter(state__in=(OrderState.APPROVED, OrderState.SENT)).order_by("pk")
    return rows.exclude(act=Act.QUERY).order_by("-pk")


def lit(orders: Sequence[ControlOrder]) -> list[dict[str, Any]]:
    """Orders with their lights, and what may be done about one that failed."""
    return [{"order": order, "light": of_order(order), "again": can_go_again(order)} for order in orders]


def can_go_again(order: ControlOrder) -> bool:
    """Whether an order that came to nothing may be sent again under its own key: nobody answered it."""
    return order.state == OrderState.FAILED and order.outcome in ("", Outcome.PENDING)


def order_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: what it says, why, through whose hands it went, and every call and reply as kept."""
    officer = officers.of_office(request, *OPENS)
    order = of_court(officer, pk)
    acting = officer.acting()
    shown = {
        "order": order,
        "light": of_order(order),
        "again": can_go_again(order) and may(acting, "control.propose"),
        "exchanges": exchanges.of_order(order),
        "hands": officers.names_of(officer.court_id),
        "may_approve": order.state == OrderState.DRAFT
        and may(acting, "control.approve")
        and order.made_by != acting.code,
        "may_cancel": order.state in (OrderState.DRAFT, OrderState.APPROVED)
        and not order.attempts
        and may(acting, "control.cancel")
        and not (order.act == Act.RELEASE and order.automatic),
    }
    return render(request, "desk/control/order.html", shown)


@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    """The second hand: approve the chosen drafts, all or none."""
    officer = officers.of(request)
    ids = [int(text) for text in request.POST.getlist("order") if text.isdigit()]
    if len(ids) > APPROVED_AT_ONCE:
        raise BadInput(
            Fault(
                "order.too_many",
                "一次最多审批 {most} 条",
                "请分批审批",
                field="指令",
                value=str(len(ids)),
                data={"most": APPROVED_AT_ONCE},
            )
        )
    drafts = ControlOrder.objects.filter(pk__in=ids, court_id=officer.court_id).select_related("case", "control")
    approved = approve_orders.approve(
        acting=officer.acting(), drafts=list(drafts.order_by("pk")), on=localdate(), now=localtime()
    )
    return done(request, back(request, "draft"), _("已审批 {n} 条指令，正在发送。").format(n=len(approved)))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an order that has not gone out."""
    officer = officers.of(request)
    order = control_assets.cancel(
        acting=officer.acting(),
        order=of_court(officer, pk),
        reason=request.POST.get("reason", ""),
        on=localdate(),
        now=localtime(),
    )
    return done(request, back(request, "draft"), _("指令 {key} 已撤销。").format(key=order.key[-8:]))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an order once more that nobody answered, under its own key."""
    officer = officers.of(request)
    services.again(
        acting=officer.acting(),
        order=of_court(officer, pk),
        reason=request.POST.get("reason", ""),
        now=localtime(),
    )
    return done(request, back(request, "failed"), _("指令将以原编号重新发送。"))


def back(request: HttpRequest, state: str) -> str:
    """Where the officer came from: a page of ours named by the form, or the list."""
    named = request.POST.get("next", "")
    if named and url_has_allowed_host_and_scheme(named, allowed_hosts=None):
        return named
    return f"{reverse('desk:control_orders')}?state={state}"


def of_court(officer: Officer, pk: int) -> ControlOrder:
    """An order of the officer's own court; 404 for any other."""
    order = (
        ControlOrder.objects.select_related(
            "case__court", "person", "counterparty", "asset", "control", "search", "instrument", "receipt"
        )
        .filter(pk=pk, court_id=officer.court_id)
        .first()
    )
    if order is None:
        raise Http404
    return order
