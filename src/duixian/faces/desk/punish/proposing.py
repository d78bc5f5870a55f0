"""Propose: first every test with its answer, then the form."""

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.courts.policies import may
from duixian.domain.lists.models import ConsumptionLimit, Listing, ListingRequest
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases.acts import own_case
from duixian.faces.desk.days import read_day
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.punish import criteria
from duixian.flows.lists import enter, held, limit
from duixian.law.lists import (
    EVIDENCE,
    Capacity,
    Circumstances,
    Evidence,
    EvidenceKind,
    Grade,
    ListingKind,
    judge_limit,
    judge_listing,
)
from duixian.law.lists.facts import EVIDENCE_WORDS, GATHERED

_ASKED = "见呈批表"
"""Stands where the form asks for the reason, so that the table shows the tests of the record alone."""


def limit_page(request: HttpRequest, pk: int, person_id: int) -> HttpResponse:
    """Every test of a limit of one debtor, and the form."""
    case, person = _debtor(request, pk, person_id)
    facts = limit.facts_for(wish=limit.Wish(case, person, _ASKED), on=localdate())
    verdict = judge_limit(facts)
    return render(
        request,
        "desk/punish/limit.html",
        {
            "case": case,
            "person": person,
            "findings": criteria.findings(criteria.LIMIT, verdict, case),
            "capacities": ConsumptionLimit.Capacity.choices,
            "unit": person.kind != "natural",
            "may_propose": may(officers.of(request).acting(), "list.propose"),
        },
    )


@require_POST
def propose_limit(request: HttpRequest, pk: int, person_id: int) -> HttpResponse:
    """Lay a limit of the debtor, or of somebody behind the unit, before the president."""
    case, person = _debtor(request, pk, person_id)
    typed, acting = Typed(request.POST), officers.of(request).acting()
    wish = limit.Wish(
        case,
        person,
        typed.text("reason"),
        grace_months=typed.whole("grace", "宽限期") or 0,
        on_request=typed.ticked("on_request"),
        secured=typed.ticked("secured"),
    )
    capacity = typed.text("capacity")
    if capacity and capacity != Capacity.DEBTOR:
        if capacity not in ConsumptionLimit.Capacity.values:
            raise BadInput(Fault("limit.capacity", "请选择身份", "从列表中选择", field="身份", value=capacity[:20]))
        behind = parties.enter(acting=acting, kind="natural", name=typed.text("name"), id_number=typed.text("number"))
        wish = replace(wish, person=behind, capacity=Capacity(capacity), unit=person)
    made = limit.propose_limit(acting=acting, wish=wish, on=localdate(), now=localtime())
    return done(request, reverse("desk:punished", args=["limited", made.pk]), _("已呈请限制消费，待院长审批。"))


def listing_page(request: HttpRequest, pk: int, person_id: int) -> HttpResponse:
    """Every test of a listing of one debtor for one of the six kinds, what the records prove, and the form."""
    case, person = _debtor(request, pk, person_id)
    asked = request.GET.get("kind", "")
    kind = ListingKind(asked) if asked in Listing.Kind.values else ListingKind.REPORT
    facts = enter.facts_for(wish=enter.Wish(case, person, kind, _ASKED), on=localdate())
    by_hand = [one for one in EvidenceKind if one in EVIDENCE[kind] and one not in GATHERED]
    shown = {
        "case": case,
        "person": person,
        "kind": kind,
        "kinds": Listing.Kind.choices,
        "findings": criteria.findings(criteria.LISTING, judge_listing(facts), case),
        "gathered": facts.evidence,
        "by_hand": [(one.value, EVIDENCE_WORDS[one]) for one in by_hand],
        "cover": held.cover_of(case, person, on=localdate()),
        "grades": Listing.Grade.choices,
        "requests": list(ListingRequest.objects.filter(case=case, debtor=person, state="open")),
        "today": localdate(),
        "may_propose": may(officers.of(request).acting(), "list.propose"),
    }
    return render(request, "desk/punish/listing.html", shown)


@require_POST
def propose_listing(request: HttpRequest, pk: int, person_id: int) -> HttpResponse:
    """Lay a listing before the president."""
    case, person = _debtor(request, pk, person_id)
    typed = Typed(request.POST)
    kind, grade = typed.text("kind"), typed.text("grade") or Grade.ORDINARY
    if kind not in Listing.Kind.values or grade not in Listing.Grade.values:
        raise BadInput(Fault("listing.kind", "请选择失信情形和等级", "从列表中选择", field="情形", value=kind[:20]))
    asked = ListingRequest.objects.filter(case=case, debtor=person, state="open").first()
    wish = enter.Wish(
        case,
        person,
        ListingKind(kind),
        typed.text("reason"),
        _proof(typed),
        longer_by=typed.whole("longer_by", "延长") or 0,
        grace_months=typed.whole("grace", "宽限期") or 0,
        grade=Grade(grade),
        grade_reason=typed.text("grade_reason"),
        request=asked if typed.ticked("on_request") else None,
        circumstances=Circumstances(
            secured=typed.ticked("secured"),
            sealed_suffices=typed.ticked("sealed"),
            subordinate=typed.ticked("subordinate"),
            other_exclusion=typed.text("other"),
            unable=typed.ticked("unable"),
        ),
    )
    made = enter.propose_listing(acting=officers.of(request).acting(), wish=wish, on=localdate(), now=localtime())
    return done(request, reverse("desk:punished", args=["dishonest", made.pk]), _("已呈请纳入失信名单，待院长审批。"))


def batch_page(request: HttpRequest) -> HttpResponse:
    """Many at once are proposed on the batch desk, by the worker, with a result a row."""
    return HttpResponseRedirect(f"{reverse('desk:batch_desk')}?act=limit")


def _debtor(request: HttpRequest, pk: int, person_id: int) -> tuple[Case, Person]:
    case = own_case(request, pk)
    party = case.parties.filter(role=CaseRole.DEBTOR, person_id=person_id).select_related("person").first()
    if party is None:
        raise Http404
    return case, party.person


def _proof(typed: Typed) -> tuple[Evidence, ...]:
    """The one proof entered by hand, none where its kind was not chosen. Raises `BadInput` for a kind unknown."""
    kind = typed.text("evidence")
    if not kind:
        return ()
    if kind not in EVIDENCE_WORDS:
        raise BadInput(Fault("listing.evidence", "请选择证据的种类", "从列表中选择", field="证据", value=kind[:20]))
    day: date = read_day(typed.text("evidence_on"), field="证据日期") or localdate()
    return (Evidence(EvidenceKind(kind), typed.text("evidence_text"), typed.text("evidence_source"), day),)
