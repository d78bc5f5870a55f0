"""What moves or binds the debtors of cases: lists, agreements, objections; and what follows an ended round."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from duixian.domain.cases.models import Case, CaseState, Node, RoundEndQuery
from duixian.domain.cases.models.entrusting import Entrustment
from duixian.domain.cases.models.objections import Objection
from duixian.domain.lists.models import ConsumptionLimit, Listing
from duixian.domain.lists.models.decisions import OPEN
from duixian.domain.settlements import selectors as settlements
from duixian.domain.settlements.models import Settlement
from duixian.law.procedure.steps import Agreement
from duixian.law.settlement import RowState

_S = Objection.State
_RULED = (_S.NOT_ADMITTED, _S.RULED, _S.SERVED, _S.UNDER_REVIEW, _S.FINAL, _S.WITHDRAWN)
_GIVEN = (Entrustment.State.SENT, Entrustment.State.TAKEN)


def limited(ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Case and person of every limit that stands, waits for its signature or has grace: it is not proposed again."""
    rows = ConsumptionLimit.objects.filter(case_id__in=ids, state__in=OPEN)
    return frozenset(rows.values_list("case_id", "person_id"))


def listed(ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """The same of listings."""
    rows = Listing.objects.filter(case_id__in=ids, state__in=OPEN)
    return frozenset(rows.values_list("case_id", "person_id"))


def agreements(ids: Collection[int], *, on: date) -> Mapping[int, Agreement]:
    """The agreement of each case that is being performed or was broken; of several, the one that is due first."""
    live = list(Settlement.objects.filter(case_id__in=ids, state__in=settlements.LIVE).order_by("pk"))
    found: dict[int, Agreement] = {}
    standings = settlements.standings(live, on=on)
    for one in live:
        rows = [row for row in standings[one.pk].rows if row.state in (RowState.OPEN, RowState.DUE, RowState.LATE)]
        first = min(rows, key=lambda row: (row.last or date.max, row.number), default=None)
        stands = Agreement(
            next_due=first.last if first else None,
            next_fen=first.missing if first else 0,
            broken_on=standings[one.pk].breached_on,
        )
        kept = found.get(one.case_id)
        if kept is None or (stands.next_due or date.max) < (kept.next_due or date.max):
            found[one.case_id] = stands
    return found


def objections(ids: Collection[int]) -> Mapping[int, int]:
    """Objections to acts of each case that wait for a ruling."""
    counts: dict[int, int] = defaultdict(int)
    for case_id in (
        Objection.objects.filter(case_id__in=ids).exclude(state__in=_RULED).values_list("case_id", flat=True)
    ):
        counts[case_id] += 1
    return counts


def requeries(ids: Collection[int]) -> Mapping[int, date]:
    """The day by which the next half-yearly search of an ended round is due."""
    rows = Node.objects.filter(case_id__in=ids, rule="requery", done_on=None, cancelled=False).order_by("-due_on")
    return dict(rows.values_list("case_id", "due_on"))


def found_after(ids: Collection[int]) -> frozenset[int]:
    """Cases whose last search after the end of the round brought something that can be executed."""
    newest: dict[int, int] = {}
    rows = RoundEndQuery.objects.filter(round_end__case_id__in=ids, round_end__standing=True, found_fen__isnull=False)
    for case_id, fen in rows.order_by("place").values_list("round_end__case_id", "found_fen"):
        newest[case_id] = fen or 0
    return frozenset(case_id for case_id, fen in newest.items() if fen > 0)


def entrusted_to(cases: Collection[Case]) -> Mapping[int, str]:
    """The court that was asked to enforce each entrusted case."""
    ids = [case.pk for case in cases if case.state == CaseState.ENTRUSTED]
    rows = Entrustment.objects.filter(case_id__in=ids, state__in=_GIVEN).order_by("pk")
    return dict(rows.values_list("case_id", "to_court__name"))
