"""Writing how papers reached whom."""

from datetime import date, datetime

from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.courts.policies import require
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.service import Said, faults_in, methods, served_on


def record_service(
    *,
    acting: Acting,
    instrument: Instrument,
    addressee: str,
    said: Said,
    on: date,
    now: datetime,
    replaces: ServiceRecord | None = None,
) -> ServiceRecord:
    """Put on record that a paper reached its addressee. Raises `BadInput` with every fault of the record, `Refused`
    where there is one already: a wrong one is replaced."""
    require(acting, "case.notice", of_court=instrument.court_id)
    trail.take_turn(instrument.court_id)
    faults = faults_in(said, today=on, issued_on=timezone.localdate(instrument.issued_at))
    if faults:
        raise BadInput.of(faults)
    standing = ServiceRecord.objects.filter(
        instrument=instrument, addressee=addressee, replaced_by__isnull=True
    ).first()
    if standing != replaces:
        raise Refused(
            Fault(
                "service.done",
                "“{title}”已有向“{name}”送达的记录",
                "记录有误的，请更正原记录",
                field="送达",
                value=instrument.verify_code,
                data={"title": instrument.title, "name": addressee, "step": "case.documents"},
            )
        )
    kept = ServiceRecord.objects.create(
        court_id=instrument.court_id,
        instrument=instrument,
        addressee=addressee,
        method=said.method,
        sent_on=said.on,
        served_on=served_on(said),
        taker=said.taker.strip()[:120],
        proof=said.proof.strip()[:160],
        replaces=replaces,
        made_by=acting.code,
        made_at=now,
    )
    trail.record(
        acting=acting,
        act="instrument.serve",
        now=now,
        ground=f"{methods()[said.method].citation}",
        subject=f"case:{instrument.case_id}",
        payload={
            "paper": instrument.verify_code,
            "to": addressee,
            "method": kept.method,
            "on": kept.served_on.isoformat(),
            "proof": kept.proof,
            "replaces": replaces.pk if replaces else None,
        },
    )
    return kept
