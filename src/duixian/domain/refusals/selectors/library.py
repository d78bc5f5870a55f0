"""Reading the library: of a court, of a case, what waits for whom, the evidence that stands."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from duixian.domain.measures.models import Measure
from duixian.domain.refusals.models import (
    ENDED,
    Clue,
    ClueSource,
    EvidenceItem,
    Referral,
    RefusalCase,
    RefusalState,
    Study,
    WarningLetter,
    WarningOutcome,
)
from duixian.law.refusal import Proof

_S = RefusalState


def whole(refusal_id: int) -> RefusalCase:
    """A case with what its pages and papers show. Raises `RefusalCase.DoesNotExist`."""
    return _whole(RefusalCase.objects.all()).get(pk=refusal_id)


def of_court(court_ids: Iterable[int]) -> QuerySet[RefusalCase]:
    """Cases of courts, the newest first."""
    return _whole(RefusalCase.objects.filter(court_id__in=list(court_ids)))


def of_case(case_id: int) -> QuerySet[RefusalCase]:
    """Those of one enforcement case."""
    return _whole(RefusalCase.objects.filter(case_id=case_id))


def open_of(court_id: int) -> QuerySet[RefusalCase]:
    """Those of a court in which something is still to be done."""
    return _whole(RefusalCase.objects.filter(court_id=court_id).exclude(state__in=ENDED))


def clues_of(refusal: RefusalCase) -> QuerySet[Clue]:
    """The clues of a case with their sources; the reporter of a source is masked by `masked_reporter`."""
    return refusal.clues.prefetch_related("sources")


def masked_reporter(source: ClueSource) -> str:
    """Who told, as everybody may see it: that there was somebody, never who."""
    return "（已保护）" if source.reporter or source.contact else ""


def evidence_of(refusal_id: int) -> QuerySet[EvidenceItem]:
    """Exhibits that stand: neither replaced nor only there to take another back; without their files."""
    rows = EvidenceItem.objects.filter(refusal_id=refusal_id, void=False, replaced_by__isnull=True)
    return rows.defer("file").order_by("pk")


def proofs_of(refusal_id: int) -> frozenset[Proof]:
    """The kinds of proof on record."""
    return frozenset(Proof(kind) for kind in evidence_of(refusal_id).values_list("proof", flat=True))


def last_study(refusal: RefusalCase) -> tuple[Study | None, int]:
    """The last study at the stage the case is in, and how many agreed with it; none where most did not."""
    study = refusal.studies.filter(stage=refusal.state).prefetch_related("opinions").first()
    if study is None:
        return None, 0
    voices = [opinion.agrees for opinion in study.opinions.all()]
    agreed = sum(voices)
    return study, agreed if agreed > len(voices) - agreed else 0


def last_warning(refusal_id: int) -> WarningLetter | None:
    """The last warning of a case."""
    return WarningLetter.objects.filter(refusal_id=refusal_id).order_by("-pk").first()


def running_warnings(court_id: int) -> QuerySet[WarningLetter]:
    """Warnings that were served and whose outcome is open, the earliest last day first."""
    rows = WarningLetter.objects.filter(court_id=court_id, outcome=WarningOutcome.OPEN, served_on__isnull=False)
    return rows.select_related("refusal__case__title", "refusal__person").order_by("until", "pk")


def to_serve(court_id: int) -> QuerySet[WarningLetter]:
    """Warnings that nobody has served yet."""
    rows = WarningLetter.objects.filter(court_id=court_id, outcome=WarningOutcome.OPEN, served_on__isnull=True)
    return rows.select_related("refusal__person", "refusal__case").order_by("issued_on", "pk")


def to_study(court_id: int) -> QuerySet[RefusalCase]:
    """Clues nobody has studied, the oldest first."""
    return _whole(RefusalCase.objects.filter(court_id=court_id, state=_S.FOUND)).order_by("opened_on", "pk")


def to_refer(court_id: int) -> QuerySet[RefusalCase]:
    """Cases whose warning brought not everything, and those that may go without one: to be referred or let go."""
    late = Q(state=_S.WARNED, warnings__outcome__in=(WarningOutcome.PARTLY, WarningOutcome.IGNORED))
    rows = RefusalCase.objects.filter(Q(court_id=court_id) & (late | Q(state=_S.STUDIED, unwarned__gt="")))
    return _whole(rows).distinct().order_by("changed_on", "pk")


def to_sign(court_id: int) -> QuerySet[Referral]:
    """Packets that wait for the key."""
    return Referral.objects.filter(court_id=court_id, signature="").order_by("pk")


def to_send(court_id: int) -> QuerySet[Referral]:
    """Signed packets that have not gone to the police; without their files."""
    rows = Referral.objects.filter(court_id=court_id, signature__gt="", sent_on__isnull=True)
    return rows.defer("packet", "print").select_related("refusal__person", "refusal__case").order_by("pk")


def last_referral(refusal_id: int) -> Referral | None:
    """The last referral of a case; without its files."""
    return Referral.objects.filter(refusal_id=refusal_id).defer("packet", "print").order_by("-pk").first()


def silent(court_id: int, *, received_until: date) -> QuerySet[Referral]:
    """Referrals the police took until a day and have not answered."""
    rows = Referral.objects.filter(court_id=court_id, received_on__lte=received_until, refusal__state=_S.REFERRED)
    return rows.defer("packet", "print").select_related("refusal__person", "refusal__case").order_by("received_on")


def first_sanction(*, case_id: int, person_id: int) -> date | None:
    """The day on which a fine or a detention first began for somebody in a case, None without."""
    taken = Measure.objects.filter(case_id=case_id, person_id=person_id, kind__in=("fine", "detain"))
    begun = taken.filter(state__in=("in_force", "ended"), begun_at__isnull=False).order_by("begun_at").first()
    return None if begun is None or begun.begun_at is None else begun.begun_at.date()


def counts(court_id: int) -> Mapping[str, int]:
    """How many stand in each state, all states named."""
    found = dict.fromkeys(RefusalState.values, 0)
    for state in RefusalCase.objects.filter(court_id=court_id).values_list("state", flat=True):
        found[state] += 1
    return found


def _whole(rows: QuerySet[RefusalCase]) -> QuerySet[RefusalCase]:
    return rows.select_related("case__court", "case__officer", "case__title", "person", "holder", "principal__person")
