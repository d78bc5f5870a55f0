"""Reading instruments, and how each reached whom."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from duixian.domain.cases.models import EvidenceRecord
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.law.ending import EvidenceKind


def papers_of_order(*, case_id: int, key: str) -> QuerySet[Instrument]:
    """The ruling, the request to assist and the public notice that name an order by its key, oldest first; without
    their files."""
    found = Instrument.objects.filter(case_id=case_id, facts__things__contains=[{"key": key}])
    return found.defer("pdf").order_by("pk")


ADDRESSED: Mapping[str, str] = {
    # kind of paper: the field of its facts that names whom it goes to
    "filing_notice": "applicant",
    "execution_notice": "debtor",
    "report_order": "debtor",
    "performance_reminder": "debtor",
    "closing_notice": "recipients",
}
"""Papers that name whom they go to."""
TO_PARTIES = frozenset(
    {
        "round_end_ruling",
        "requery_notice",
        "resumption_notice",
        "course_ruling",
        "course_stay",
        "course_resumption",
        "ending_notice",
        "settlement_ruling",
        "objection_ruling",
        "change_ruling",
    }
)
"""Papers that go to the parties of their case. Papers of control, measures and the lists are served on their own
pages, where their service starts limits of their own."""
SERVED = frozenset(ADDRESSED) | TO_PARTIES
"""Kinds whose service is put on record here."""


def named_in(instrument: Instrument) -> tuple[str, ...]:
    """Whom a paper names as its addressees, in order; empty where it goes to the parties of the case."""
    said = instrument.facts.get(ADDRESSED.get(instrument.kind, ""))
    if isinstance(said, str):
        return tuple(said.split("、")) if said else ()
    return tuple(str(name) for name in said or ())


def services_of(instrument_ids: Iterable[int]) -> dict[int, list[ServiceRecord]]:
    """The records of service that stand, by paper, in one query."""
    rows = ServiceRecord.objects.filter(instrument_id__in=list(instrument_ids), replaced_by__isnull=True)
    found: dict[int, list[ServiceRecord]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.instrument_id, []).append(row)
    return found


def unserved(court_id: int) -> QuerySet[Instrument]:
    """Papers of a court that wait to be served, the oldest first; without their files. What an officer has signed for
    as served in the record of the case counts."""
    signed = EvidenceRecord.objects.filter(
        case_id=OuterRef("case_id"), person__name=OuterRef("debtor"), void=False, replaced_by__isnull=True
    )
    known = Q(kind="execution_notice") & Q(Exists(signed.filter(kind=EvidenceKind.NOTICE_SERVED)))
    known |= Q(kind="report_order") & Q(Exists(signed.filter(kind=EvidenceKind.REPORT_SERVED)))
    rows = Instrument.objects.filter(court_id=court_id, kind__in=SERVED).alias(
        debtor=KeyTextTransform("debtor", "facts")
    )
    served = ServiceRecord.objects.filter(instrument_id=OuterRef("pk"))
    return rows.exclude(Exists(served)).exclude(known).defer("pdf").order_by("pk")
