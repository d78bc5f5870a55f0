"""Reading the trail."""

from django.db.models import QuerySet

from duixian.domain.trail.models import Entry


def about(subject: str) -> QuerySet[Entry]:
    """What happened to one thing, newest first."""
    return Entry.objects.filter(subject=subject).order_by("-seq")
