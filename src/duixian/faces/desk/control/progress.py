"""How far searches are: one row a batch or search, with what was answered, what failed, what is still out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from duixian.domain.assets.models import AssetSearch, ControlOrder, OrderState, SearchBatch
from duixian.ports.agencies import Outcome


@dataclass(slots=True)
class Progress:
    """Orders of a batch or a search by what became of them."""

    total: int = 0
    found: int = 0
    nothing: int = 0
    failed: int = 0
    out: int = 0

    @property
    def over(self) -> int:
        """Orders nobody waits for any more."""
        return self.total - self.out

    @property
    def percent(self) -> int:
        """How much is over, whole percent, rounded down: 100 means all."""
        return 100 * self.over // self.total if self.total else 0

    def count(self, state: str, outcome: str, orders: int) -> None:
        """Add so many orders in a state."""
        self.total += orders
        if state in (OrderState.DRAFT, OrderState.APPROVED, OrderState.SENT):
            self.out += orders
        elif state == OrderState.ANSWERED and outcome == Outcome.NOTHING:
            self.nothing += orders
        elif state == OrderState.ANSWERED and outcome != Outcome.REFUSED:
            self.found += orders
        else:
            self.failed += orders


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A search with its progress."""

    search: AssetSearch
    progress: Progress


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch with its progress; `searches` and `finished` count its cases."""

    batch: SearchBatch
    searches: int
    finished: int
    progress: Progress = field(default_factory=Progress)

    @property
    def running(self) -> bool:
        """Whether anything of it is still out."""
        return self.finished < self.searches


def of_searches(searches: Sequence[AssetSearch]) -> list[SearchRow]:
    """Searches with their progress, one statement."""
    counted = {search.pk: Progress() for search in searches}
    rows = ControlOrder.objects.filter(search_id__in=counted).order_by()
    for search_id, state, outcome, orders in rows.values_list("search_id", "state", "outcome").annotate(
        orders=Count("pk")
    ):
        counted[search_id].count(state, outcome, orders)
    return [SearchRow(search, counted[search.pk]) for search in searches]


def of_batches(batches: Iterable[SearchBatch]) -> list[BatchRow]:
    """Batches with their progress, two statements."""
    known = list(batches)
    ids = [batch.pk for batch in known]
    cases = {
        row["batch_id"]: (row["searches"], row["finished"])
        for row in AssetSearch.objects.filter(batch_id__in=ids)
        .order_by()
        .values("batch_id")
        .annotate(searches=Count("pk"), finished=Count("finished_at"))
    }
    counted = {pk: Progress() for pk in ids}
    rows = ControlOrder.objects.filter(search__batch_id__in=ids).order_by()
    for batch_id, state, outcome, orders in rows.values_list("search__batch_id", "state", "outcome").annotate(
        orders=Count("pk")
    ):
        counted[batch_id].count(state, outcome, orders)
    return [BatchRow(batch, *cases.get(batch.pk, (0, 0)), counted[batch.pk]) for batch in known]
