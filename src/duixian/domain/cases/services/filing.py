"""Putting a case on the books: its number, parties, title and obligations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from duixian.base.casenumber import CaseNumber
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.domain.cases.models import Case, CaseRole, Obligation, Party, Title
from duixian.domain.cases.terms import rows_of
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.obligations import Ordered


@dataclass(frozen=True, slots=True)
class PartyIn:
    """A person in a role, under the name the title prints (`label`)."""

    person: Person
    role: CaseRole
    label: str


@dataclass(frozen=True, slots=True)
class TitleIn:
    """The enforceable title as confirmed by the officer."""

    kind: str
    made_by: str
    number: str
    made_on: date | None
    effective_on: date
    text: str
    ordered: Ordered
    conventions: Mapping[str, Any]
    events: Mapping[str, str] = field(default_factory=dict)
    not_understood: Sequence[Mapping[str, Any]] = ()


def next_serial(*, court_id: int, year: int, type_word: str) -> int:
    """Take the next serial of a court, type and year; two who ask at once get two numbers, and none is lost unless the
    transaction is (法〔2015〕137号: serials restart each year)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_serial (court_id, year, type_word, last) values (%s, %s, %s, 1)"
            " on conflict (court_id, year, type_word) do update set last = cases_serial.last + 1 returning last",
            [court_id, year, type_word],
        )
        return int(cursor.fetchone()[0])


def search_words(number: str, title_number: str, names: Sequence[str]) -> str:
    """What the search box finds a case by: numbers and names, one line each, without spaces inside."""
    return "\n".join("".join(words.split()) for words in (number, title_number, *names))


def put_on_books(
    *,
    acting: Acting,
    court: Court,
    parties: Sequence[PartyIn],
    title: TitleIn,
    cause: str,
    claim: Fen,
    filed_on: date,
    officer_id: int | None,
    now: datetime,
    type_word: str = "执",
) -> Case:
    """Make the case with its number. Raises `BadInput` without an applicant or a debtor, for one person on both sides,
    and for an obligation whose creditor or debtor is nobody in the case."""
    faults = list(faults_of(parties, title.ordered))
    if faults:
        raise BadInput(*faults)
    year = filed_on.year
    serial = next_serial(court_id=court.pk, year=year, type_word=type_word)
    number = str(CaseNumber(year=year, court=court.code, kind=type_word, serial=serial))
    case = Case.objects.create(
        court=court,
        year=year,
        type_word=type_word,
        serial=serial,
        number=number,
        cause=cause.strip(),
        officer_id=officer_id,
        filed_on=filed_on,
        claim_fen=claim,
        search=search_words(number, title.number, [party.person.name for party in parties]),
    )
    Party.objects.bulk_create(
        Party(court=court, case=case, person=party.person, role=party.role, label=party.label, position=position)
        for position, party in enumerate(parties)
    )
    kept = Title.objects.create(
        court=court,
        case=case,
        kind=title.kind,
        made_by=title.made_by,
        number=title.number,
        made_on=title.made_on,
        effective_on=title.effective_on,
        text=title.text,
        set_off=list(title.ordered.set_off),
        acceleration=title.ordered.acceleration,
        doubled_clause=title.ordered.doubled_clause,
        conventions=dict(title.conventions),
        events=dict(title.events),
        not_understood=list(title.not_understood),
    )
    Obligation.objects.bulk_create(
        Obligation(court=court, title=kept, position=position, **row)
        for position, row in enumerate(rows_of(title.ordered))
    )
    trail.record(
        acting=acting,
        act="case.file",
        now=now,
        ground="执行规定第十六条",
        subject=f"case:{case.pk}",
        payload={"number": number, "title": title.number, "claim_fen": claim, "parties": len(parties)},
    )
    return case


def faults_of(parties: Sequence[PartyIn], ordered: Ordered) -> Sequence[Fault]:
    """What keeps these parties and obligations from becoming a case."""
    faults: list[Fault] = []
    for role, wanted in ((CaseRole.APPLICANT, "申请执行人"), (CaseRole.DEBTOR, "被执行人")):
        if not any(party.role == role for party in parties):
            faults.append(Fault("case.no_" + role, "至少要有一名" + wanted, "请补充" + wanted, field="当事人"))
    applicants = {party.person.pk for party in parties if party.role == CaseRole.APPLICANT}
    faults += [
        Fault(
            "case.both_sides", "同一人不能既是申请执行人又是被执行人", "请核对当事人", field="当事人", value=party.label
        )
        for party in parties
        if party.role == CaseRole.DEBTOR and party.person.pk in applicants
    ]
    labels = {party.label for party in parties} | {party.person.name for party in parties}
    for item in ordered.items:
        faults += [
            Fault(
                "case.stranger",
                "“{label}”的权利人或义务人“{name}”不在当事人中",
                "请补充该当事人，或更正该项给付",
                field="给付内容",
                value=name,
                data={"label": item.label, "name": name},
            )
            for name in (*item.creditors, *item.debtors)
            if name not in labels
        ]
    if not (ordered.items or ordered.interests or ordered.acts):
        faults.append(Fault("case.no_obligation", "没有任何给付内容", "请至少录入一项给付义务", field="给付内容"))
    return faults
