"""Reading instruments."""

from django.db.models import QuerySet

from duixian.domain.documents.models import Instrument


def papers_of_order(*, case_id: int, key: str) -> QuerySet[Instrument]:
    """The ruling, the request to assist and the public notice that name an order by its key, oldest first; without
    their files."""
    found = Instrument.objects.filter(case_id=case_id, facts__things__contains=[{"key": key}])
    return found.defer("pdf").order_by("pk")
