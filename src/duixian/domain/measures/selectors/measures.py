"""Reading measures: of a case, of a court, those that run, and what has been paid on a fine."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from duixian.base.money import Fen
from duixian.domain.measures.models import Circumstance, Measure, Misconduct, RecordKind, Summons
from duixian.domain.parties.models import Person

_S = Measure.State
NOT_TAKEN = (_S.DECLINED, _S.WITHDRAWN)
"""What came to nothing: the act or the summons may still be answered."""
LIVE = (_S.PROPOSED, _S.DECIDED, _S.URGENT, _S.IN_FORCE, _S.DEFERRED)
"""States in which a measure is still to be dealt with."""


def cases_secured(court_id: int) -> list[int]:
    """Cases of a court with a measure that falls once the debt is paid: decided or carried out, no sanction."""
    rows = Measure.objects.filter(court_id=court_id, state__in=(_S.DECIDED, _S.DEFERRED, _S.IN_FORCE))
    rows = rows.exclude(kind__in=(Measure.Kind.DETAIN, Measure.Kind.FINE))
    return sorted(set(rows.values_list("case_id", flat=True)))


def of_case(case_id: int) -> QuerySet[Measure]:
    """Measures in a case, newest first."""
    return _whole(Measure.objects.filter(case_id=case_id))


def of_court(court_ids: Iterable[int]) -> QuerySet[Measure]:
    """Measures of courts, newest first."""
    return _whole(Measure.objects.filter(court_id__in=list(court_ids)))


def running(court_id: int) -> QuerySet[Measure]:
    """Where somebody is kept at this minute, the earliest end first; not whom the custody house has let go."""
    kept = Measure.objects.filter(court_id=court_id, state__in=(_S.IN_FORCE, _S.URGENT), must_end_at__isnull=False)
    return _whole(kept.exclude(records__kind=RecordKind.RELEASED)).order_by("must_end_at")


def to_let_out(court_id: int) -> QuerySet[Measure]:
    """Detentions that a decision has ended while nobody has recorded that the person is out, the longest first."""
    ended = Measure.objects.filter(court_id=court_id, kind=Measure.Kind.DETAIN, state__in=(_S.LIFTED, _S.REVOKED))
    ended = ended.filter(begun_at__isnull=False, ended_at__isnull=False)
    return _whole(ended.exclude(records__kind=RecordKind.RELEASED)).order_by("ended_at")


def family_untold(court_id: int) -> QuerySet[Measure]:
    """Detentions that have begun and of which the family has not been told."""
    return running(court_id).filter(kind=Measure.Kind.DETAIN).exclude(records__kind=RecordKind.FAMILY_TOLD)


def bans_ending(court_id: int, *, on: date, days: int = 30) -> QuerySet[Measure]:
    """Exit bans and lookouts in force that end within so many days."""
    kinds = (Measure.Kind.EXIT_BAN, Measure.Kind.LOOKOUT)
    found = Measure.objects.filter(court_id=court_id, state=_S.IN_FORCE, kind__in=kinds)
    return _whole(found.filter(until__lte=on + timedelta(days=days))).order_by("until")


def lapsed(court_id: int, *, on: date) -> QuerySet[Measure]:
    """Exit bans and lookouts whose last day is over."""
    return bans_ending(court_id, on=on, days=-1)


def kinds_answering(misconduct: Misconduct, *, person_id: int) -> frozenset[str]:
    """The kinds of measures that answer an act against this person already."""
    found = Measure.objects.filter(misconduct=misconduct, person_id=person_id).exclude(state__in=NOT_TAKEN)
    return frozenset(found.values_list("kind", flat=True))


def fined_for_refusing(*, case_id: int, person_id: int) -> bool:
    """Whether somebody was fined in a case because his unit would not assist."""
    fines = Measure.objects.filter(case_id=case_id, person_id=person_id, kind=Measure.Kind.FINE)
    taken = fines.filter(state__in=(_S.DECIDED, _S.IN_FORCE, _S.ENDED))
    return taken.filter(misconduct__kind=Misconduct.Kind.UNIT_REFUSES).exists()


def ignored_summonses(*, case_id: int, person_id: int) -> QuerySet[Summons]:
    """Summonses that were served and ignored without a good reason, and that no compelled appearance answered."""
    found = Summons.objects.filter(case_id=case_id, person_id=person_id, came=False, excuse="", served_on__isnull=False)
    used = Measure.objects.filter(kind=Measure.Kind.COMPEL, summons__isnull=False).exclude(state__in=NOT_TAKEN)
    return found.exclude(pk__in=used.values("summons_id"))


def circumstances(person: Person, *, on: date) -> list[Circumstance]:
    """What is on record of a person and true on a day."""
    found = Circumstance.objects.filter(person=person, since__lte=on)
    return list(found.filter(Q(until__isnull=True) | Q(until__gt=on)))


def paid(measure: Measure) -> Fen:
    """What reached the treasury of a fine, fen."""
    return Fen(measure.payments.aggregate(total=Sum("amount_fen"))["total"] or 0)


def last_record_at(measure: Measure, kind: RecordKind) -> datetime | None:
    """When something was last recorded of a measure."""
    found = measure.records.filter(kind=kind).order_by("-at", "-id").first()
    return None if found is None else found.at


def _whole(rows: QuerySet[Measure]) -> QuerySet[Measure]:
    return rows.select_related("case", "case__court", "case__officer", "person", "represents", "misconduct", "summons")
