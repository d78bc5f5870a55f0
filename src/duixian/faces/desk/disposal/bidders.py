"""Bidders of a round, registered at the counter: the secret is shown once, in the answer, and nowhere else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal
from duixian.domain.disposal.services import bidders as service
from duixian.domain.parties.models import PersonKind
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.disposal.views import of_court
from duixian.flows.dispose import register_bidder as flow
from duixian.law.disposal import Bar


@require_POST
@never_cache
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register somebody for the last round; number and secret stand in the drawer."""
    officer = officers.of(request)
    form = request.POST
    declared, order = form.get("declared", ""), form.get("preemption", "").strip()
    if order and not (order.isascii() and order.isdigit() and len(order) < 4):
        fault = Fault("bidder.order", "须为正整数", "请填写公告确认的顺序", field="优先购买权", value=order)
        raise BadInput(fault)
    auction = _round(of_court(officer, pk))
    found = flow.register_bidder(
        acting=officer.acting(),
        auction=auction,
        applicant=flow.Applicant(
            kind=form["kind"] if form.get("kind") in PersonKind.values else PersonKind.NATURAL,
            name=form.get("name", "").strip(),
            id_number=form.get("id_number", "").strip(),
            phone=form.get("phone", "").strip(),
            account=form.get("account", "").strip(),
            bank_name=form.get("bank_name", "").strip(),
            declared=Bar(declared) if declared in set(Bar) else None,
            no_namesake=form.get("no_namesake", "").strip(),
        ),
        on=localdate(),
        now=localtime(),
        preemption=int(order) if order else None,
    )
    shown = {"auction": auction, "bidder": found.bidder, "secret": found.secret, "disposal_id": pk}
    return render(request, "desk/disposal/registered.html", shown)


@require_POST
def bar(request: HttpRequest, pk: int, bidder_id: int) -> HttpResponse:
    """Bar somebody who turned out to be one of those who may not bid; our own hall's log tells it."""
    officer = officers.of(request)
    bidder = Bidder.objects.select_related("round__platform").filter(
        pk=bidder_id, round__disposal=of_court(officer, pk)
    )
    found = bidder.first()
    why = request.POST.get("why", "")
    if found is None:
        raise Http404
    if why not in set(Bar):
        raise BadInput(Fault("bidder.bar", "不是法定情形", "请从列表中选择", field="事由", value=why))
    service.bar(acting=officer.acting(), bidder=found, why=Bar(why), on=localdate(), now=localtime())
    flow.tell_hall(found)
    return done(request, reverse("desk:disposal", args=[pk]), _("已禁止该竞买人出价。"))


def _round(disposal: Disposal) -> AuctionRound:
    found = AuctionRound.objects.filter(disposal=disposal).order_by("-pk").first()
    if found is None:
        raise Http404
    return found
