"""Papers reach whom: put on record once, proved to the case, and held by the database as it happened."""

from datetime import timedelta

import pytest
from courthouse import FILED, CourtHouse, item
from django.db import DatabaseError, transaction

from duixian.base.faults import Refused
from duixian.connectors.typesetting import Kind
from duixian.domain.cases import rounds
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.flows.issue_instrument import issue
from duixian.flows.serve_papers import serve
from duixian.law.ending import EvidenceKind
from duixian.law.service import Method, Said

SAID = Said(Method.DIRECT, FILED, "本人签收", "送达回证第1号")


@pytest.fixture
def paper(own: CourtHouse) -> Instrument:
    """An execution notice to one of two debtors."""
    case = own.file(item("1", 100_000, "洪春生", "黎明华"), debtors=("黎明华", "赵四"))
    return issue(acting=own.officer, case=case, kind=Kind.EXECUTION_NOTICE, on=FILED, now=own.now)[1]


def test_a_notice_served_is_evidence_of_the_case_with_the_mark_of_its_file(own: CourtHouse, paper: Instrument) -> None:
    (kept,) = serve(acting=own.officer, instrument=paper, said=SAID, on=FILED, now=own.now)

    (signed,) = rounds.evidence_of(paper.case_id)
    assert (kept.addressee, kept.served_on, kept.taker) == ("赵四", FILED, "本人签收")
    assert (signed.kind, signed.on, signed.document_sha256) == (EvidenceKind.NOTICE_SERVED, FILED, paper.sha256)
    assert signed.person is not None
    assert signed.person.name == "赵四"
    with pytest.raises(Refused, match="没有尚待送达的受送达人"):
        serve(acting=own.officer, instrument=paper, said=SAID, on=FILED, now=own.now)
    assert ServiceRecord.objects.count() == 1


def test_who_keeps_the_books_serves_nothing(own: CourtHouse, paper: Instrument) -> None:
    with pytest.raises(Refused):
        serve(acting=own.accountant, instrument=paper, said=SAID, on=FILED, now=own.now)

    assert not ServiceRecord.objects.exists()
    assert not rounds.evidence_of(paper.case_id)


def test_the_database_holds_day_paper_and_one_record_a_person(own: CourtHouse, paper: Instrument) -> None:
    good = {
        "court_id": paper.court_id, "instrument": paper, "addressee": "赵四", "method": "direct", "sent_on": FILED,
        "served_on": FILED, "taker": "本人", "proof": "回证1", "made_by": "li", "made_at": own.now,
    }  # fmt: skip
    kept = ServiceRecord.objects.create(**good)
    before, later = FILED - timedelta(days=1), FILED + timedelta(days=31)
    for wrong in (
        {"addressee": "乙", "sent_on": before, "served_on": before},  # before it was made
        {"addressee": "乙", "method": "notice", "served_on": later},  # while the notice runs
        {"addressee": "乙", "method": "notice"},  # a notice is not served on the day it is put up
        {"addressee": "乙", "proof": ""},
        {"addressee": "乙", "replaces": kept},  # of another person
        {},  # twice
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            ServiceRecord.objects.create(**(good | wrong))
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceRecord.objects.filter(pk=kept.pk).update(proof="回证2")
    mended = ServiceRecord.objects.create(**(good | {"proof": "回证2", "replaces": kept}))
    assert list(ServiceRecord.objects.filter(replaced_by__isnull=True)) == [mended]
