"""Reading what the ends of rounds rest on, and what is due after them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from duixian.domain.cases.models import EvidenceRecord, Node, Resumption, RoundEnd, RoundEndQuery

REQUERY_NODE = "requery"


def evidence_of(case_id: int) -> list[EvidenceRecord]:
    """The records of a case that count, newest first: not those replaced, nor those that only take one back."""
    rows = EvidenceRecord.objects.filter(case_id=case_id, void=False, replaced_by__isnull=True)
    return list(rows.select_related("person", "made_by").order_by("-on", "-pk"))


def standing_end(case_id: int) -> RoundEnd | None:
    """The end of a round under which a case rests."""
    return RoundEnd.objects.filter(case_id=case_id, standing=True).select_related("case__court").first()


def last_resumption(case_id: int) -> Resumption | None:
    """The newest resumption of a case."""
    return Resumption.objects.filter(case_id=case_id).order_by("-resumed_on", "-pk").first()


def round_ends(*, court_id: int, since: date | None = None) -> QuerySet[RoundEnd]:
    """The ends of rounds of a court, newest first, with their cases."""
    rows = RoundEnd.objects.filter(court_id=court_id).select_related("case", "approval__decided_by")
    return (rows if since is None else rows.filter(ended_on__gte=since)).order_by("-ended_on", "-pk")


def requeries_due(*, court_id: int, on: date) -> list[RoundEnd]:
    """Standing ends whose half-yearly search is due by a day, the longest first."""
    waiting = Node.objects.filter(
        court_id=court_id, rule=REQUERY_NODE, done_on__isnull=True, cancelled=False, due_on__lte=on
    )
    rows = RoundEnd.objects.filter(court_id=court_id, standing=True, case_id__in=waiting.values("case_id"))
    return list(rows.select_related("case__court").order_by("ended_on", "pk"))


def queries_made(end_ids: Iterable[int]) -> dict[int, int]:
    """How many searches each end has had."""
    made: dict[int, int] = {}
    for end_id in RoundEndQuery.objects.filter(round_end_id__in=list(end_ids)).values_list("round_end_id", flat=True):
        made[end_id] = made.get(end_id, 0) + 1
    return made


def untold(court_id: int) -> list[RoundEndQuery]:
    """Searches whose result the applicant has not been told."""
    rows = RoundEndQuery.objects.filter(court_id=court_id, told_on__isnull=True)
    return list(rows.select_related("round_end__case__court").order_by("pk"))


def to_resume(court_id: int) -> list[RoundEndQuery]:
    """Searches that brought something to light in cases that still rest: resumption is proposed."""
    rows = RoundEndQuery.objects.filter(court_id=court_id, round_end__standing=True).exclude(found=[])
    return list(rows.select_related("round_end__case").order_by("told_on", "pk"))


def searched_without_result(case_id: int) -> int:
    """How many told searches since the end of the round that stands brought nothing to light."""
    return RoundEndQuery.objects.filter(
        round_end__case_id=case_id, round_end__standing=True, told_on__isnull=False, found=[]
    ).count()


def ended_cases(case_ids: Iterable[int]) -> frozenset[int]:
    """Those of the cases whose round is ended and stands."""
    return frozenset(
        RoundEnd.objects.filter(case_id__in=list(case_ids), standing=True).values_list("case_id", flat=True)
    )
