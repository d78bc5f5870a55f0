"""Reading courts, staff and settings."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from duixian.domain.courts.models import Court, CourtSetting, Officer


def court(court_id: int) -> Court:
    """One court by its id."""
    return Court.objects.get(pk=court_id)


def court_by_name(name: str) -> Court | None:
    """The court of that full name, if it is one of ours."""
    return Court.objects.filter(name=name.strip()).first()


def subtree(top: Court) -> QuerySet[Court]:
    """The court and everything below it."""
    return Court.objects.filter(path__startswith=top.path)


def staff(court_id: int) -> QuerySet[Officer]:
    """Active officers of one court."""
    return Officer.objects.filter(court_id=court_id, is_active=True)


def setting(*, court_id: int, key: str, on: date, default: Any) -> Any:
    """What the court had set for `key` on a day, or `default` (the national value)."""
    row = CourtSetting.objects.filter(court_id=court_id, key=key, since__lte=on).order_by("-since").first()
    return default if row is None else row.value


def settings_of(court_id: int) -> QuerySet[CourtSetting]:
    """Every value the court ever set, newest first within a key."""
    return CourtSetting.objects.filter(court_id=court_id).order_by("key", "-since")
