"""Facts about a refusal case for the judges, from the records of every app."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from duixian.base.identity import mask_id
from duixian.domain.cases.models import CaseRole
from duixian.domain.courts import selectors as courts
from duixian.domain.funds.models import Receipt, ReceiptState
from duixian.domain.parties.models import PersonKind
from duixian.domain.refusals.models import RefusalCase
from duixian.domain.refusals.selectors import library
from duixian.domain.settlements import selectors as settlements
from duixian.flows.lists.gather import subject_of
from duixian.flows.owed_by import nothing_owed_by
from duixian.flows.state_debt import nothing_owed
from duixian.law.procedure.refusal_life import RefusalFacts
from duixian.law.refusal import (
    Accusation,
    Capacity,
    Conduct,
    Grave,
    Judged,
    Subject,
    judge,
    minor,
    value,
)

SILENCE = "refusal.private_silence_days"


def accusation_of(refusal: RefusalCase, *, on: date) -> Accusation:
    """What is known of a case on a day, as the judge asks."""
    who = subject_of(refusal.person, on=on)
    return Accusation(
        on=on,
        conduct=Conduct(refusal.conduct),
        subject=Subject(
            natural=refusal.person.kind == PersonKind.NATURAL,
            capacity=Capacity(refusal.capacity),
            born=who.born,
            dead=who.dead,
        ),
        effective_on=refusal.case.title.effective_on,
        done_from=refusal.done_from,
        done_until=refusal.done_until,
        served_on=refusal.suit_served_on,
        able=refusal.able,
        able_fen=refusal.able_fen,
        tried=bool(refusal.tried.strip()),
        sanctioned_on=library.first_sanction(case_id=refusal.case_id, person_id=refusal.person_id),
        knew=bool(refusal.knew),
        colluded=bool(refusal.colluded),
        performed=performed(refusal, on=on),
        proofs=library.proofs_of(refusal.pk),
        graves=frozenset(Grave(name) for name in refusal.graves),
    )


def judged(refusal: RefusalCase, *, on: date) -> Judged:
    """What the judge says of a case on a day: what stands against it, what is missing."""
    return judge(accusation_of(refusal, on=on))


def facts_of(refusal: RefusalCase, *, on: date, **said: Any) -> RefusalFacts:
    """What the table asks on a day; `said`: what only the act knows (paper, reason, ground)."""
    accused = accusation_of(refusal, on=on)
    study, agreed = library.last_study(refusal)
    warning = library.last_warning(refusal.pk)
    facts = RefusalFacts(
        on=on,
        minor=accused.subject.natural and minor(accused.subject.born, at=refusal.done_until or on, on=on),
        dead=accused.subject.dead,
        study=study.decision if study else "",
        agreed=agreed,
        members_needed=value("study_members", on=on),
        warning_issued=warning is not None,
        warned_until=warning.until if warning else None,
        unwarned=refusal.unwarned,
        missing=tuple(one.title for one in judge(accused).missing),
        performed=accused.performed,
    )
    return replace(facts, **said)


def performed(refusal: RefusalCase, *, on: date) -> bool:
    """Whether nothing is owed any more: by the person where he is a debtor, else of the whole case."""
    if refusal.capacity == Capacity.DEBTOR:
        return nothing_owed_by(refusal.case, refusal.person, on=on)
    return nothing_owed(refusal.case, on=on)


def settled_since(refusal: RefusalCase, *, since: date) -> bool:
    """Whether the debtor has a settlement in force that was made from a day on."""
    whom = refusal.principal.person_id if refusal.principal else refusal.person_id
    live = settlements.live_of(refusal.case_id).filter(state="in_force", effective_on__gte=since)
    return live.filter(debtor_id=whom).exists()


def paid_between(refusal: RefusalCase, *, since: date, until: date) -> Sequence[Receipt]:
    """Money of the case that came in on these days by itself, and that counts nowhere yet: what the court deducted or a
    sale brought is nobody's performance. Among several debtors only what came in the person's name."""
    rows = Receipt.objects.filter(
        case_id=refusal.case_id, state=ReceiptState.IDENTIFIED, source="voluntary", received_on__range=(since, until)
    )
    if refusal.case.parties.filter(role=CaseRole.DEBTOR).count() > 1:
        rows = rows.filter(payer=refusal.person.name)
    counted = {key for row in refusal.performances.all() for key in row.receipts}
    return [row for row in rows.order_by("received_on", "pk") if str(row.pk) not in counted]


def silence_of(court_id: int, *, on: date) -> int | None:
    """The court's own number of days of silence; None where it keeps to the default of the table."""
    own = courts.setting(court_id=court_id, key=SILENCE, on=on, default=None)
    return None if own is None else int(own)


def named_masked(refusal: RefusalCase) -> str:
    """The person by name and masked number, for a line of a queue."""
    number = refusal.person.id_number
    return f"{refusal.person.name}（{mask_id(number)}）" if number else refusal.person.name
