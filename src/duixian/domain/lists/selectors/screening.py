"""Reading who may screen, what was asked, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from duixian.domain.lists.models import AgencyFeedback, ScreeningAgency, ScreeningCall, ScreeningKey


@dataclass(frozen=True, slots=True)
class Usage:
    """What an agency asked in a stretch of time: calls, identities in them, calls that named an entry."""

    calls: int = 0
    identities: int = 0
    hits: int = 0


def agencies() -> QuerySet[ScreeningAgency]:
    """Every agency that was ever entered."""
    return ScreeningAgency.objects.order_by("code")


def living_keys(*, now: datetime) -> QuerySet[ScreeningKey]:
    """The keys that open something now, with their agencies."""
    return ScreeningKey.objects.filter(revoked_at=None, expires_at__gt=now, agency__active=True).select_related(
        "agency"
    )


def keys_of(agency: ScreeningAgency) -> QuerySet[ScreeningKey]:
    """Every key of an agency, newest first."""
    return ScreeningKey.objects.filter(agency=agency).order_by("-created_at")


def usage(*, since: datetime, until: datetime) -> Mapping[int, Usage]:
    """What each agency asked in [since, until), by its id; one query."""
    rows = (
        ScreeningCall.objects.filter(at__gte=since, at__lt=until)
        .values("agency_id")
        .annotate(calls=Count("pk"), asked=Sum("identities"), named=Count("pk", filter=~Q(hits=[])))
        .order_by()
    )
    return {row["agency_id"]: Usage(row["calls"], row["asked"], row["named"]) for row in rows}


def calls(*, agency: ScreeningAgency | None = None, hits_only: bool = False) -> QuerySet[ScreeningCall]:
    """Calls, newest first."""
    rows = ScreeningCall.objects.select_related("agency", "key").order_by("-at")
    rows = rows if agency is None else rows.filter(agency=agency)
    return rows.exclude(hits=[]) if hits_only else rows


def last_shipped(journal: str) -> int:
    """The last line of a server's journal that was kept; 0 before the first."""
    found = ScreeningCall.objects.filter(journal=journal).order_by("-line").values_list("line", flat=True).first()
    return found or 0


def feedback(*, entry: str | None = None, open_only: bool = False) -> QuerySet[AgencyFeedback]:
    """What agencies reported to the courts this transaction may see, newest first; `open_only`: wrong persons that wait
    for the court's answer."""
    rows = AgencyFeedback.objects.select_related("agency", "answered_by")
    rows = rows if entry is None else rows.filter(entry=entry)
    return rows.filter(did=AgencyFeedback.Did.NOT_SAME, answered_at=None) if open_only else rows
