"""Take in clues of any source into one library: told once or ten times, it stays one; what is said of the court's own
people goes elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case, CaseState, ClosingKind
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.refusals.models import HandedOver, RefusalCase, SourceKind
from duixian.domain.refusals.services import clues, library
from duixian.domain.refusals.services.clues import Entered, Telling
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.owed_by import nothing_owed_by
from duixian.law.refusal import Capacity, Conduct


class Staff(StrEnum):
    """What a clue says of people of the court: not told yet, nothing, or that it is they who are accused."""

    UNSAID = "unsaid"
    MENTIONED = "mentioned"  # named, but accused of nothing
    ACCUSED = "accused"


def enter_clue(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    said: Telling,
    on: date,
    now: datetime,
    capacity: Capacity = Capacity.DEBTOR,
    staff: Staff = Staff.UNSAID,
) -> Entered:
    """Enter a clue; its case in the library is opened where there is none. Raises `Refused` for a debt that is paid,
    for who may not be met, and for a text that names somebody of the court while nobody said whether he is accused."""
    require(acting, "refusal.enter", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        _refuse_staff(case.court_id, said.text, staff)
        _refuse_paid(case, person, capacity, on)
        refusal, _ = library.open_case(
            acting=acting,
            case=case,
            person=person,
            conduct=said.conduct,
            capacity=capacity,
            on=on,
            now=now,
        )
        return clues.enter(acting=acting, refusal=refusal, said=said, now=now)


def enter_accomplice(
    *,
    acting: Acting,
    principal: RefusalCase,
    person: Person,
    said: Telling,
    knew: str,
    colluded: str,
    on: date,
    now: datetime,
) -> Entered:
    """Enter an outsider who helped (法释〔2024〕13号 8): a record of his own, with how he knew and colluded. Raises
    `Refused` where either is missing: money that passed through an account alone makes nobody an accomplice."""
    require(acting, "refusal.enter", of_court=principal.court_id)
    with transaction.atomic():
        trail.take_turn(principal.court_id)
        refusal, _ = library.open_case(
            acting=acting,
            case=principal.case,
            person=person,
            conduct=said.conduct,
            capacity=Capacity.ACCOMPLICE,
            principal=principal,
            knew=knew,
            colluded=colluded,
            on=on,
            now=now,
        )
        return clues.enter(acting=acting, refusal=refusal, said=said, now=now)


def hand_over(
    *, acting: Acting, kind: SourceKind, text: str, office: str, receipt: str, on: date, now: datetime
) -> HandedOver:
    """A clue about a judge or clerk of the court goes to discipline and inspection, and is not kept here."""
    with transaction.atomic():
        return clues.hand_over(
            acting=acting, kind=kind, text=text, office=office, receipt=receipt, received_on=on, now=now
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector found about a debtor, as plain values. `key` makes the same finding known again; `score` per
    mille; `evidence`: the rows it rests on, in order."""

    detector: str
    key: str
    case: Case
    person: Person
    conduct: Conduct
    sum_fen: Fen
    score: int
    text: str
    evidence: Sequence[Mapping[str, Any]]
    found_on: date


def open_from_finding(*, acting: Acting, finding: Finding, on: date, now: datetime) -> Entered:
    """Enter what a sweep found. A finding is a question for a study, never a verdict; the same finding of another night
    changes nothing. Raises `Refused` like `enter_clue`."""
    said = Telling(
        kind=SourceKind.SWEEP,
        conduct=finding.conduct,
        text=finding.text,
        received_on=finding.found_on,
        sum_fen=finding.sum_fen,
        detector=finding.detector,
        score=finding.score,
        evidence=finding.evidence,
        mark=f"{finding.detector}|{finding.key}",
    )
    return enter_clue(
        acting=acting,
        case=finding.case,
        person=finding.person,
        said=said,
        staff=Staff.MENTIONED,  # a detector reads transfers and names nobody of the court
        on=on,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class RowDone:
    """What became of one row of many: entered, or refused with every reason."""

    place: int
    entered: Entered | None
    faults: tuple[Fault, ...] = ()


def open_from_findings(*, acting: Acting, findings: Sequence[Finding], on: date, now: datetime) -> list[RowDone]:
    """Enter many findings, each in a savepoint of its own: one that is refused stops no other."""
    done = []
    for place, finding in enumerate(findings):
        try:
            with transaction.atomic():
                entered = open_from_finding(acting=acting, finding=finding, on=on, now=now)
            done.append(RowDone(place, entered))
        except Refused as refused:
            done.append(RowDone(place, None, refused.reasons))
    return done


def _refuse_staff(court_id: int, text: str, staff: Staff) -> None:
    if staff is Staff.ACCUSED:
        raise Refused(
            Fault(
                "refusal.staff",
                "反映本院工作人员问题的线索不在此登记",
                "移交纪检监察（督察）部门并登记回执",
                field="线索",
            )
        )
    if staff is Staff.UNSAID:
        named = [one.name for one in courts.staff(court_id) if len(one.name) > 1 and one.name in text]
        if named:
            raise Refused(
                Fault(
                    "refusal.names_staff",
                    "线索提到本院工作人员：{names}",
                    "说明是否反映其问题；反映其问题的，移交纪检监察（督察）部门",
                    field="线索",
                    data={"names": "、".join(named)},
                )
            )


def _refuse_paid(case: Case, person: Person, capacity: Capacity, on: date) -> None:
    closed_paid = case.state == CaseState.CLOSED and case.closing == ClosingKind.PERFORMED
    if closed_paid or (capacity is Capacity.DEBTOR and nothing_owed_by(case, person, on=on)):
        raise Refused(
            Fault("refusal.performed", "义务已经履行完毕", "无须登记拒执线索", field="案件", value=case.number)
        )
