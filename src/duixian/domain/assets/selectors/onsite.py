"""Reading what is to be done, and was done, on the spot."""

from django.db.models import QuerySet

from duixian.domain.assets.models import OnSiteAct

OPEN = (OnSiteAct.State.DRAFT, OnSiteAct.State.APPROVED)


def to_do(court_id: int) -> QuerySet[OnSiteAct]:
    """Acts that wait for an approval or for officers to go there, oldest first, with case, thing and control."""
    rows = OnSiteAct.objects.filter(court_id=court_id, state__in=OPEN)
    return rows.select_related("case", "asset__person", "control").order_by("pk")


def of_control(control_id: int) -> QuerySet[OnSiteAct]:
    """Everything done on the spot about one control, newest first."""
    return OnSiteAct.objects.filter(control_id=control_id).order_by("-pk")
