"""The prosecutor's supervision of filing (立案监督): reasons asked, accepted or not; an order to file."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.services import course
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.refusals.models import FilingSupervision, RefusalCase, SourceKind, SupervisionState
from duixian.domain.refusals.selectors import library
from duixian.domain.refusals.services import rows
from duixian.domain.refusals.services.clues import Telling
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import open_nodes
from duixian.flows.refusal.clues import enter_accomplice
from duixian.law.refusal import Conduct

_GROUND = "法发〔2025〕8号第7-8条"


def ask_supervision(
    *, acting: Acting, refusal: RefusalCase, office: str, grounds: str, day: date, on: date, now: datetime
) -> FilingSupervision:
    """The prosecutor was asked, and asked the police for their reasons on a day: seven days to answer run. Raises
    `Refused` without grounds, while another runs, or for a day to come."""
    require(acting, "refusal.work", of_court=refusal.court_id)
    if not office.strip() or not grounds.strip() or day > on:
        raise Refused(
            Fault("refusal.supervision", "须写明检察机关和理由，日期不得晚于今天", "请补全", field="检察监督")
        )
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal = library.whole(refusal.pk)
        asked = rows.keep(
            acting=acting,
            row=FilingSupervision(
                court_id=refusal.court_id,
                refusal=refusal,
                office=office.strip()[:120],
                asked_on=day,
                grounds=grounds.strip()[:500],
                noted_by=acting.code,
                noted_at=now,
            ),
            refusal=refusal,
            act="refusal.supervision",
            now=now,
            ground=_GROUND,
        )
        open_nodes(case=refusal.case, rules=["supervision_answer"], since=day)
    return asked


@dataclass(frozen=True, slots=True)
class Helper:
    """Whom an order names as accomplice: how he knew, how he colluded, and which conduct."""

    person: Person
    knew: str
    colluded: str
    conduct: Conduct


def take_prosecutor(
    *,
    acting: Acting,
    supervision: FilingSupervision,
    ordered: bool,
    number: str,
    day: date,
    on: date,
    now: datetime,
    helper: Helper | None = None,
) -> FilingSupervision:
    """What came of it: the reasons hold, or an order to file (通知立案书), which fifteen days run from; an order may
    name an accomplice, whose record is opened. Raises `Refused` without a paper, or when it was answered before."""
    require(acting, "refusal.record", of_court=supervision.court_id)
    if not number.strip() or not supervision.asked_on <= day <= on:
        raise Refused(Fault("refusal.supervision", "须写明文号和日期", "请按收到的文书填写", field="检察监督"))
    with transaction.atomic():
        trail.take_turn(supervision.court_id)
        refusal = library.whole(supervision.refusal_id)
        accomplice = None
        if ordered and helper is not None:
            said = Telling(
                kind=SourceKind.OFFICER,
                conduct=helper.conduct,
                text=f"检察机关{number.strip()}：{helper.colluded}",
                received_on=day,
                mark=number.strip(),
            )
            accomplice = enter_accomplice(
                acting=acting,
                principal=refusal,
                person=helper.person,
                said=said,
                knew=helper.knew,
                colluded=helper.colluded,
                on=on,
                now=now,
            ).clue.refusal
        rows.settle(
            acting=acting,
            row=supervision,
            refusal=refusal,
            act="refusal.supervised",
            now=now,
            ground=_GROUND,
            only_if={"state": SupervisionState.ASKED},
            state=SupervisionState.ORDERED if ordered else SupervisionState.EXPLAINED,
            decided_on=day,
            number=number.strip()[:80],
            accomplice=accomplice,
        )
        course.finish_node(case=refusal.case, rule="supervision_answer", on=day)
        if ordered:
            open_nodes(case=refusal.case, rules=["supervision_filing"], since=day)
    return supervision
