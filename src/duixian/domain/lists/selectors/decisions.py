"""Reading decisions and what waits around them."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from duixian.domain.lists.models import (
    ConsumptionLimit,
    CorrectionRequest,
    CreditCommitment,
    Exemption,
    Listing,
    ListingRequest,
    ListNotice,
)
from duixian.domain.lists.models.decisions import OPEN


def of_case(case_id: int) -> list[ConsumptionLimit | Listing]:
    """Every decision of a case, newest first."""
    limits = list(ConsumptionLimit.objects.filter(case_id=case_id).select_related("person", "unit", "approval"))
    listings = list(Listing.objects.filter(case_id=case_id).select_related("person", "approval"))
    return sorted([*limits, *listings], key=lambda one: one.proposed_at, reverse=True)


def open_limit(*, case_id: int, person_id: int) -> ConsumptionLimit | None:
    """The limit of a person in a case that waits, has grace, stands or is suspended."""
    return ConsumptionLimit.objects.filter(case_id=case_id, person_id=person_id, state__in=OPEN).first()


def open_listing(*, case_id: int, person_id: int) -> Listing | None:
    """The same for a listing."""
    return Listing.objects.filter(case_id=case_id, person_id=person_id, state__in=OPEN).first()


def removed_on_request(*, case_id: int, person_id: int) -> date | None:
    """When the creditor last had a person deleted in a case (失信规定 10(3))."""
    rows = Listing.objects.filter(case_id=case_id, person_id=person_id, end_ground="creditor", ended_at__isnull=False)
    last = rows.order_by("-ended_at").first()
    return timezone.localdate(last.ended_at) if last and last.ended_at else None


def last_notice(*, case_id: int, person_id: int) -> ListNotice | None:
    """The warning last served on a debtor in a case."""
    rows = ListNotice.objects.filter(case_id=case_id, person_id=person_id, kind="warning", served_on__isnull=False)
    return rows.order_by("-served_on", "-pk").first()


def requests_waiting(court_id: int) -> QuerySet[ListingRequest]:
    """Requests of creditors that wait, soonest due first."""
    return ListingRequest.objects.filter(court_id=court_id, state="open").select_related("case", "debtor", "applicant")


def corrections_waiting(court_id: int) -> QuerySet[CorrectionRequest]:
    """Corrections that wait, soonest due first."""
    rows = CorrectionRequest.objects.filter(court_id=court_id, state="open")
    return rows.select_related("listing__case", "listing__person", "limit__case", "limit__person")


def exemptions_open(limit_id: int) -> QuerySet[Exemption]:
    """Exemptions of a limit that were granted and are not over."""
    return Exemption.objects.filter(limit_id=limit_id, state="granted").order_by("since", "pk")


def commitments(court_id: int) -> QuerySet[CreditCommitment]:
    """Promises of a court, newest first."""
    rows = CreditCommitment.objects.filter(court_id=court_id)
    return rows.select_related("listing__case", "listing__person")
