"""Put down a thing that no agency told of: from a report, a clue, an inspection (财产调查 2–10).

No agency holds it: it is controlled on the spot, and it counts for nothing until its value is stated.
"""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.assets.models import Asset, Source
from duixian.domain.assets.services import findings, subjects
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.living import livings
from duixian.law.control import HoldingKind


def enter(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    kind: HoldingKind,
    source: Source,
    title: str,
    note: str,
    now: datetime,
) -> Asset:
    """Put the thing down. Raises `BadInput` without a title, without saying who told, or with a source that is an
    agency's answer; `Refused` for somebody who does not have to pay in the case.
    """
    require(acting, "control.value", of_court=case.court_id)
    faults = []
    if not title.strip():
        faults.append(Fault("asset.title", "须写明财产的名称和所在", "例如“粤X12345 小型轿车，停于……”", "财产"))
    if not note.strip():
        faults.append(Fault("asset.told_by", "须写明由谁、何时、如何得知", "请填写报告、线索或笔录的编号", "来源"))
    if source == Source.ORDER:
        faults.append(Fault("asset.source", "网络查询的财产由协助单位答复登记", "请选择其他来源", "来源", source))
    if faults:
        raise BadInput.of(faults)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        if person not in subjects.liable([case.pk]).get(case.pk, ()):
            raise Refused(subjects.not_liable_fault(person))
        asset = Asset.objects.create(
            court_id=case.court_id,
            person=person,
            reference=f"H-{secrets.token_hex(8)}",
            kind=kind,
            title=title.strip()[:160],
            divisible=kind not in findings.WHOLE_KINDS,
            details={"told": note.strip()[:200]},
            source=source,
            known_since=now,
            as_of=now,
        )
        on = timezone.localtime(now).date()
        living = livings(court_id=case.court_id, person_ids=[person.pk], on=on)
        findings.recount(asset, livings=living, on=on)
        trail.record(
            acting=acting,
            act="asset.enter",
            now=now,
            ground=note.strip()[:200],
            subject=f"case:{case.pk}",
            payload={"asset": asset.pk, "person": person.pk, "kind": str(kind), "source": str(source)},
        )
        return asset
