"""Agencies with their purposes, quota and use; keys shown once; every call; feedback, and wrong persons to answer.

Calls show what was asked as its digest: nobody here learns whom an agency asked about.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from duixian.analytics.screening.model import Register
from duixian.domain.courts.policies import may, require
from duixian.domain.lists.models import AgencyFeedback, ConsumptionLimit, Listing, ScreeningAgency, ScreeningKey
from duixian.domain.lists.selectors import screening as reading
from duixian.domain.lists.services import screening
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.measures.typed import Typed
from duixian.law.screening import purposes

OPENS = ("screening.agency", "screening.answer")


def console(request: HttpRequest) -> HttpResponse:
    """Every agency with what it asked today against its quota; above them persons wrongly hit that wait."""
    officer = officers.of_office(request, *OPENS)
    page = lists.page_of(reading.agencies(), request)
    used = _used_today()
    acting = officer.acting()
    shown = {
        "page": page,
        "rows": [(row, used.get(row.pk, reading.Usage()), _titles(row)) for row in page.rows],
        "wrong": reading.feedback(open_only=True).count(),
        "may_change": may(acting, "screening.agency"),
        "purposes": list(purposes().values()),
    }
    return render(request, "desk/agencies/console.html", shown)


def agency_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency: keys, calls, those that named an entry."""
    officer = officers.of_office(request, *OPENS)
    agency = _agency(pk)
    hits = request.GET.get("hits") == "1"
    page = lists.page_of(reading.calls(agency=agency, hits_only=hits), request)
    named = {one.id: one.title for one in purposes().values()}
    shown = {
        "agency": agency,
        "titles": _titles(agency),
        "usage": _used_today().get(agency.pk, reading.Usage()),
        "keys": reading.keys_of(agency),
        "page": page,
        "calls": [(row, named.get(row.purpose, row.purpose)) for row in page.rows],
        "hits": hits,
        "now": localtime(),
        "may_change": may(officer.acting(), "screening.agency"),
        "purposes": list(purposes().values()),
    }
    return render(request, "desk/agencies/agency.html", shown)


def feedback_page(request: HttpRequest) -> HttpResponse:
    """What agencies did upon entries of the court; `open`: wrong persons that wait for an answer."""
    officer = officers.of_office(request, *OPENS)
    only_open = request.GET.get("list", "open") == "open"
    page = lists.page_of(reading.feedback(open_only=only_open), request)
    shown = {
        "page": page,
        "rows": [(row, entry) for row, entry in zip(page.rows, _entries(page.rows), strict=True)],
        "only_open": only_open,
        "may_answer": may(officer.acting(), "screening.answer"),
    }
    return render(request, "desk/agencies/feedback.html", shown)


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Enter an agency, or change its purposes and quota."""
    typed = Typed(request.POST)
    agency = screening.enter(
        acting=officers.of(request).acting(),
        code=typed.text("code"),
        name=typed.text("name"),
        purposes=request.POST.getlist("purpose"),
        daily_quota=typed.whole("daily", "每日人次") or 0,
        minute_quota=typed.whole("minute", "每分钟次数") or 0,
        now=localtime(),
    )
    return done(request, reverse("desk:agency", args=[agency.pk]), _("已保存。"))


@never_cache
@require_POST
def issue_key(request: HttpRequest, pk: int) -> HttpResponse:
    """A new key of an agency; this page is the only place that ever shows it."""
    agency = _agency(pk)
    typed = Typed(request.POST)
    row, key = screening.issue_key(
        acting=officers.of(request).acting(),
        agency=agency,
        name=typed.text("name"),
        days=typed.whole("days", "有效天数") or 0,
        now=localtime(),
    )
    return render(request, "desk/agencies/key.html", {"agency": agency, "row": row, "key": key})


@require_POST
def revoke_key(request: HttpRequest, pk: int, key_id: int) -> HttpResponse:
    """A key opens nothing from now on."""
    found = ScreeningKey.objects.filter(pk=key_id, agency_id=pk).select_related("agency").first()
    if found is None:
        raise Http404
    screening.revoke_key(acting=officers.of(request).acting(), key=found, now=localtime())
    return done(request, reverse("desk:agency", args=[pk]), _("密钥已撤销。"))


@require_POST
def shut_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an agency's right to ask."""
    reason = Typed(request.POST).text("reason")
    screening.shut_out(acting=officers.of(request).acting(), agency=_agency(pk), reason=reason, now=localtime())
    return done(request, reverse("desk:agency", args=[pk]), _("已停用，其密钥同时失效。"))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what an agency reported about an entry of the court."""
    officer = officers.of(request)
    acting = officer.acting()
    require(acting, "screening.answer")
    found = AgencyFeedback.objects.filter(pk=pk, court_id=officer.court_id).first()
    if found is None:
        raise Http404
    screening.answer(acting=acting, feedback=found, answer=Typed(request.POST).text("answer"), now=localtime())
    return done(request, reverse("desk:agency_feedback"), _("已答复。"))


def _agency(pk: int) -> ScreeningAgency:
    found = reading.agencies().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _titles(agency: ScreeningAgency) -> list[str]:
    known = purposes()
    return [known[one].title if one in known else one for one in agency.purposes]


def _used_today() -> Any:
    midnight = make_aware(datetime.combine(localdate(), time.min))
    return reading.usage(since=midnight, until=localtime())


def _entries(rows: Sequence[AgencyFeedback]) -> list[dict[str, Any]]:
    """The decision behind each entry, in two queries for the page."""
    wanted = [row.entry for row in rows]
    found: dict[Any, dict[str, Any]] = {}
    for register, model in ((Register.LIMITED, ConsumptionLimit), (Register.DISHONEST, Listing)):
        for one in model.objects.filter(entry__in=wanted).select_related("person"):
            found[one.entry] = {"decision": one, "register": str(register)}
    return [found.get(entry, {}) for entry in wanted]
