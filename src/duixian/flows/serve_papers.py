"""Put on record that papers reached whom: what the service of a notice or a report order proves goes to the record of
the case with it, so that nobody signs the same thing twice."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.connectors.typesetting import Kind
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.cases.services import ending
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.domain.courts.policies import require
from duixian.domain.documents import selectors as documents
from duixian.domain.documents import services as writes
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.ending import EvidenceKind
from duixian.law.service import Said, methods

_PROVES: Mapping[str, EvidenceKind] = {
    Kind.EXECUTION_NOTICE.value: EvidenceKind.NOTICE_SERVED,
    Kind.REPORT_ORDER.value: EvidenceKind.REPORT_SERVED,
}


def addressees_of(instrument: Instrument) -> tuple[str, ...]:
    """Whom a paper goes to: those it names, else the parties of its case."""
    named = documents.named_in(instrument)
    if named or instrument.kind not in documents.TO_PARTIES:
        return named
    parties = sorted(instrument.case.parties.all(), key=lambda party: (party.role, party.position))
    return tuple(dict.fromkeys(party.person.name for party in parties))


def serve(
    *, acting: Acting, instrument: Instrument, said: Said, on: date, now: datetime, addressee: str = ""
) -> list[ServiceRecord]:
    """Record the service of a paper on `addressee`, or on everybody it goes to who has not been served. Raises
    `BadInput` for a record that proves nothing or somebody it does not go to, `Refused` where nobody is left."""
    require(acting, "case.notice", of_court=instrument.court_id)
    with transaction.atomic():
        trail.take_turn(instrument.court_id)
        everybody = addressees_of(instrument)
        if addressee and addressee not in everybody:
            raise BadInput(
                Fault("service.stranger", "该文书不送达此人", "请从受送达人中选择", field="受送达人", value=addressee)
            )
        done = {one.addressee for one in documents.services_of([instrument.pk]).get(instrument.pk, ())}
        left = [addressee] if addressee else [name for name in everybody if name not in done]
        if not left:
            raise Refused(
                Fault(
                    "service.nobody",
                    "“{title}”没有尚待送达的受送达人",
                    "已送达的请在案件文书页查看",
                    field="受送达人",
                    value=instrument.verify_code,
                    data={"title": instrument.title, "step": "case.documents"},
                )
            )
        made = [
            writes.record_service(acting=acting, instrument=instrument, addressee=name, said=said, on=on, now=now)
            for name in left
        ]
        for record in made:
            _prove(acting, instrument, record, said, now)
    return made


def _prove(acting: Acting, instrument: Instrument, record: ServiceRecord, said: Said, now: datetime) -> None:
    """The record of the case learns of it, unless it was signed there before."""
    kind = _PROVES.get(instrument.kind)
    if kind is None:
        return
    case: Case = instrument.case
    party = case.parties.filter(role=CaseRole.DEBTOR, person__name=record.addressee).select_related("person").first()
    if party is None:
        return
    known = rounds.evidence_of(case.pk)
    if any(one.kind == kind and one.person_id == party.person_id for one in known):
        return
    ending.record(
        acting=acting,
        case=case,
        said=EvidenceIn(
            kind=kind,
            on=record.served_on,
            what=f"{methods()[said.method].title}：{record.taker}",
            document=f"{record.proof}（{instrument.title}核验码 {instrument.verify_code}）",
            document_sha256=instrument.sha256,
            person=party.person,
        ),
        now=now,
    )
