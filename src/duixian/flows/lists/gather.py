"""Facts for the judges of the lists, from the records of every app."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from duixian.base.days import add_days
from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id
from duixian.domain.cases.models import Case, CaseRole, EvidenceRecord, RoundEnd
from duixian.domain.lists.models import ConsumptionLimit, LiftRequest, LimitBreach, Listing
from duixian.domain.lists.selectors import decisions, limits
from duixian.domain.measures.models import Circumstance
from duixian.domain.measures.selectors import conduct as acts
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.settlements.models import Settlement
from duixian.flows.issue_instrument import REPORT_DAYS
from duixian.flows.lists.own_values import own_number
from duixian.flows.move_case import facts_of
from duixian.flows.owed_by import nothing_owed_by
from duixian.law.ending import EvidenceKind as RecordKind
from duixian.law.lists import (
    CaseStanding,
    Evidence,
    EvidenceKind,
    LiftFacts,
    ListingKind,
    Subject,
    SubjectKind,
)
from duixian.law.measures import MisconductKind


def subject_of(person: Person, *, on: date) -> Subject:
    """What a person is, for the lists."""
    born = None
    numbered = bool(person.id_number)
    if person.kind == PersonKind.NATURAL and numbered:
        try:
            born = check_resident_id(person.id_number).born
        except BadInput:
            numbered = False
    dead = Circumstance.objects.filter(person=person, kind="dead", since__lte=on, until__isnull=True).exists()
    return Subject(SubjectKind(person.kind), numbered, born, dead or _told_dead(person))


def _told_dead(person: Person) -> bool:
    """A register told us unasked (`assets.NoticeKept`)."""
    from duixian.domain.assets.models import NoticeKept

    return NoticeKept.objects.filter(person=person, kind="subject_died").exists()


def standing_of(case: Case, *, on: date) -> CaseStanding:
    """How a case stands and whether everything was performed."""
    facts = facts_of(case, on=on)
    open_duty = facts.remaining > 0 or facts.acts_ordered > 0 or facts.uncounted > 0
    return CaseStanding(case.state, open_duty, facts.uncounted > 0, case.closing)


def standing_for(standing: CaseStanding, case: Case, debtor: Person, *, on: date) -> CaseStanding:
    """How a case stands for one of its debtors: who answers for a part and has performed it owes nothing more."""
    if standing.unperformed and nothing_owed_by(case, debtor, on=on):
        return replace(standing, unperformed=False, uncounted=False)
    return standing


@dataclass(frozen=True, slots=True)
class Told:
    """What was served on a debtor: the last day to perform of the notice, and the day of the warning."""

    perform_by: date | None
    warned_on: date | None


def told(case: Case, person: Person, *, on: date) -> Told:
    """The execution notice warns by itself and orders performance at once; a warning may set a later day, which then
    counts: nobody is listed within the time he was given."""
    served = _record(case, person, RecordKind.NOTICE_SERVED, on=on)
    warning = decisions.last_notice(case_id=case.pk, person_id=person.pk)
    notice_on = served.on if served else None
    perform_by = notice_on
    if warning is not None and notice_on is not None:
        perform_by = max(notice_on, warning.perform_by)
    warned = [day for day in (notice_on, warning.served_on if warning else None) if day is not None and day <= on]
    return Told(perform_by, min(warned) if warned else None)


def _record(case: Case, person: Person, kind: RecordKind, *, on: date) -> EvidenceRecord | None:
    rows = EvidenceRecord.objects.filter(case=case, person=person, kind=kind, on__lte=on, void=False)
    return rows.filter(replaced_by__isnull=True).order_by("on", "pk").first()


def gathered(case: Case, person: Person, kind: ListingKind, *, on: date) -> tuple[Evidence, ...]:
    """What the program finds in its own records for a kind: what of `GATHERED` nobody may say by hand, and acts against
    enforcement on record, unless the upper court has revoked what answered them."""
    if kind in _ON_RECORD:
        acted, shows = _ON_RECORD[kind]
        done = acts.standing(case_id=case.pk, person_id=person.pk, kind=acted).filter(done_on__lte=on)
        found = tuple(Evidence(shows, one.what, one.evidence, one.done_on) for one in done)
        return (*found, *_overdue_report(case, person, on=on)) if kind is ListingKind.REPORT else found
    if kind is ListingKind.LIMIT_BREACH:
        rows = LimitBreach.objects.filter(limit__case=case, limit__person=person, on__lte=on)
        return tuple(Evidence(EvidenceKind.LIMIT_BREACHED, row.what, row.source, row.on) for row in rows)
    if kind is ListingKind.SETTLEMENT_BREACH:
        broken = Settlement.objects.filter(case=case, debtor=person, breached_on__lte=on)
        broken = broken.filter(state__in=["breached", "resumed", "sued"])
        return tuple(
            Evidence(EvidenceKind.SETTLEMENT_BROKEN, "和解协议逾期未履行", f"和解协议 {row.pk}", row.breached_on)
            for row in broken
            if row.breached_on is not None
        )
    return ()


_ON_RECORD = {
    ListingKind.OBSTRUCTION: (MisconductKind.OBSTRUCTS, EvidenceKind.VIOLENCE),
    ListingKind.EVASION: (MisconductKind.HIDES, EvidenceKind.HIDDEN),
    ListingKind.REPORT: (MisconductKind.FALSE_REPORT, EvidenceKind.FALSE_REPORT),
}
"""Acts on record (民事诉讼法 114) that prove a kind of 失信规定 1."""


def _overdue_report(case: Case, person: Person, *, on: date) -> Iterable[Evidence]:
    served = _record(case, person, RecordKind.REPORT_SERVED, on=on)
    if served is None:
        return
    due = add_days(served.on, REPORT_DAYS)
    reported = EvidenceRecord.objects.filter(
        case=case, person=person, kind=RecordKind.REPORT_CHECKED, void=False, on__lte=on
    ).exists()
    if on > due and not reported:
        text = f"报告财产令于{served.on.isoformat()}送达，至{due.isoformat()}未报告"
        yield Evidence(EvidenceKind.REPORT_OVERDUE, text, served.document, due + timedelta(days=1))


def lift_facts(
    decision: ConsumptionLimit | Listing, *, standing: CaseStanding, on: date, early_deletion: str = ""
) -> LiftFacts:
    """What speaks for taking a decision's entry off. `standing` is the case's, counted once for all its decisions."""
    dishonest = isinstance(decision, Listing)
    granted = set(
        LiftRequest.objects.filter(**{"listing" if dishonest else "limit": decision}, state="granted").values_list(
            "kind", flat=True
        )
    )
    empty, clue = _after_round(decision.case) if standing.state == "round_ended" else (0, False)
    return LiftFacts(
        on=on,
        dishonest=dishonest,
        case=standing,
        fixed_term=dishonest and decision.kind != ListingKind.ABLE,  # type: ignore[union-attr]
        expires_on=decision.expires_on,
        dead=subject_of(decision.person, on=on).dead,
        settlement_performed=_settled(decision),
        retrial="retrial" in granted,
        empty_queries=empty,
        clue=clue,
        consent="consent" in granted,
        security="security" in granted,
        still_listed=not dishonest and limits.is_listed(case_id=decision.case_id, person_id=_debtor_id(decision)),
        early_deletion=early_deletion,
    )


def early_deletion(court_id: int, *, on: date) -> str:
    """The court's own value of `lists.early_deletion`, empty where it keeps to the default."""
    own = own_number(court_id, "early_deletion", on=on)
    return "" if own is None else ("automatic" if own else "decide")


def _debtor_id(decision: ConsumptionLimit | Listing) -> int:
    """The debtor a decision stands for: the unit of a person limited for it."""
    unit_id = getattr(decision, "unit_id", None)
    return int(unit_id or decision.person_id)


def _settled(decision: ConsumptionLimit | Listing) -> bool:
    """A settlement of this debtor with every applicant of the case was performed in full, for the whole title."""
    creditors = set(decision.case.parties.filter(role=CaseRole.APPLICANT).values_list("person_id", flat=True))
    rows = Settlement.objects.filter(
        case_id=decision.case_id, debtor_id=_debtor_id(decision), state="performed", whole=True
    )
    return bool(creditors) and creditors <= set(rows.values_list("creditor_id", flat=True))


def _after_round(case: Case) -> tuple[int, bool]:
    """Searches after the round that found nothing, and whether something was found or an unchecked clue came in."""
    standing = RoundEnd.objects.filter(case=case, standing=True).first()
    if standing is None:
        return 0, True
    rows = list(standing.queries.filter(told_on__isnull=False).values_list("found_fen", flat=True))
    clues = EvidenceRecord.objects.filter(
        case=case, kind=RecordKind.CLUE, void=False, replaced_by__isnull=True, on__gte=standing.ended_on
    )
    checked = EvidenceRecord.objects.filter(
        case=case, kind=RecordKind.CLUE_CHECKED, void=False, replaced_by__isnull=True, on__gte=standing.ended_on
    )
    return sum(found == 0 for found in rows), any(rows) or clues.count() > checked.count()
