"""What every instrument has: heading, number, verify code; and how it is kept as it went out."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from duixian.base import chinese
from duixian.base.faults import BadInput
from duixian.base.identity import mask_id
from duixian.connectors import typesetting as paper
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.cases.terms import to_json
from duixian.domain.documents.models import Instrument
from duixian.domain.funds.models import BankAccount, CaseAccount
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def verify_code() -> str:
    """Sixteen characters nobody can guess, without those that are misread."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


def heading_of(case: Case, *, code: str, on: date, number: str = "") -> paper.Heading:
    """What an instrument of a case carries. `number`: a ruling's own, else the number of the case."""
    officer = case.officer
    return paper.Heading(
        court=case.court.name,
        case_number=number or case.number,
        issued_on=on,
        verification=paper.Verification(
            code=code, site=settings.VERIFY_SITE, url=f"{settings.VERIFY_SITE}/verify?code={code}"
        ),
        signers=(paper.Signer("执行员", officer.name),) if officer else (),
        contact=paper.Contact(officer=officer.name) if officer else None,
        seal=paper.Seal.SAMPLE if settings.DEMO else paper.Seal.NONE,
    )


def names_of(case: Case, role: CaseRole) -> tuple[str, ...]:
    """The parties of a role by name."""
    return tuple(party.person.name for party in case.parties.filter(role=role).select_related("person"))


def cited(case: Case) -> paper.TitleCited:
    """The enforceable title of a case."""
    title = case.title
    return paper.TitleCited(issuer=title.made_by, number=title.number, name=title.get_kind_display())


def account_of(case: Case) -> paper.Account | None:
    """The account of a case, None where there is none yet."""
    found = CaseAccount.objects.filter(case=case).first()
    of_court = BankAccount.objects.filter(court_id=case.court_id).first()
    if found is None or of_court is None:
        return None
    return paper.Account(holder=of_court.holder, number=found.number, bank=of_court.bank_name)


def named(person: Person) -> paper.Named:
    """A party by full identity, as it goes on a paper."""
    natural = person.kind == PersonKind.NATURAL
    label = "公民身份号码" if natural else "统一社会信用代码"
    return paper.Named(person.name, person.id_number, label if person.id_number else "")


def matter_of(case: Case) -> paper.Matter:
    """The case as control and disposal name it."""
    parties = list(case.parties.select_related("person").order_by("pk"))
    applicants = tuple(named(one.person) for one in parties if one.role == CaseRole.APPLICANT)
    debtors = tuple(named(one.person) for one in parties if one.role == CaseRole.DEBTOR)
    return paper.Matter(applicants, debtors, case.cause, cited(case), case.filed_on)


@dataclass(slots=True)
class Numbers:
    """Hands out the numbers of rulings, 之一, 之二 …, case by case. Under the court's turn: nobody else counts then."""

    given: dict[int, int]

    @classmethod
    def of(cls, cases: Iterable[Case]) -> "Numbers":
        """With what the cases have already."""
        ids = {case.pk for case in cases}
        rows = Instrument.objects.filter(case_id__in=ids, kind__in=[kind.value for kind in paper.RULINGS])
        given = dict.fromkeys(ids, 0)
        for case_id in rows.values_list("case_id", flat=True):
            given[case_id] += 1
        return cls(given)

    def next(self, case: Case) -> str:
        """The next number in a case: （2026）苏0804执2103号之一."""
        self.given[case.pk] += 1
        return f"{case.number}之{chinese.numeral(self.given[case.pk])}"


Facts = Callable[[paper.Heading], paper.Instrument]
"""The facts of one instrument, given its heading."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An instrument to be made: its case, its facts and its number, the case's own if empty."""

    case: Case
    facts: Facts
    number: str = ""


def keep(*, acting: Acting, wanted: Sequence[Wanted], on: date, now: datetime) -> list[Instrument]:
    """Set instruments and keep them as they go out, in the caller's transaction and under its authority; the trail has
    their codes and fingerprints. Beside the file stands what it says with account and identity numbers masked.

    Raises `BadInput` for text that cannot be printed: then nothing is issued and the act does not happen.
    """
    rows = [_row(acting, one, on, now) for one in wanted]
    Instrument.objects.bulk_create(rows)
    by_case: dict[int, list[list[str]]] = {}
    for row in rows:
        by_case.setdefault(row.case_id, []).append([row.kind, row.verify_code, row.sha256])
    for case_id, files in by_case.items():
        trail.record(
            acting=acting, act="instrument.issue", now=now, subject=f"case:{case_id}", payload={"files": files}
        )
    return rows


def keep_if_printable(*, acting: Acting, wanted: Sequence[Wanted], on: date, now: datetime) -> list[Instrument]:
    """The same for what must not wait for a glyph: what lets go, what keeps, what ends. A paper that cannot be set is
    put on the trail instead; then nothing was issued."""
    try:
        with transaction.atomic():
            return keep(acting=acting, wanted=wanted, on=on, now=now)
    except BadInput as bad:
        note_unprintable(acting=acting, case_ids={one.case.pk for one in wanted}, bad=bad, now=now)
        return []


def note_unprintable(*, acting: Acting, case_ids: Iterable[int], bad: BadInput, now: datetime) -> None:
    """Put on the trail of each case that a paper could not be set, and why."""
    for case_id in sorted(case_ids):
        trail.record(
            acting=acting,
            act="instrument.unprintable",
            now=now,
            subject=f"case:{case_id}",
            payload={"faults": [fault.code for fault in bad.faults]},
        )


def _row(acting: Acting, one: Wanted, on: date, now: datetime) -> Instrument:
    code = verify_code()
    heading = heading_of(one.case, code=code, on=on, number=one.number)
    facts = one.facts(heading)
    pdf = paper.render(facts)
    return Instrument(
        court_id=one.case.court_id,
        case=one.case,
        kind=facts.kind.value,
        title=paper.TITLES[facts.kind],
        number=heading.case_number,
        facts=masked(to_json(facts)),
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        verify_code=code,
        issued_at=now,
        issued_by=acting.code,
    )


def masked(said: Any) -> Any:
    """What an instrument says with every number of a person or an account masked; what names a case or a paper stands.
    The file has them in full."""
    if isinstance(said, dict):
        return {
            name: mask_id(value) if name == "number" and _is_identity(said) else masked(value)
            for name, value in said.items()
        }
    if isinstance(said, list):
        return [masked(value) for value in said]
    return said


def _is_identity(said: dict[str, Any]) -> bool:
    """Whether the `number` here is somebody's or an account's, not that of a title or a certificate of land."""
    return "number_label" in said or "holder" in said or ("place" in said and not said.get("sealed"))
