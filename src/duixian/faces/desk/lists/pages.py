"""One page of a long list, with a total that is never expensive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

CAP = 10_000
"""Rows counted at most: beyond it the total reads "10,000 以上", and nobody pages further without narrowing first."""
SIZE = 20

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows of one page. `total` counts up to CAP; `capped` says there are more."""

    rows: Sequence[M]
    number: int
    last: int
    total: int
    capped: bool

    @property
    def previous(self) -> int | None:
        """The page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        """The page after, if any."""
        return self.number + 1 if self.number < self.last else None

    @property
    def near(self) -> list[int | None]:
        """Page numbers to offer: the ends and those around this one; None is a gap."""
        wanted = sorted({1, self.last, *range(max(1, self.number - 2), min(self.last, self.number + 2) + 1)})
        offered: list[int | None] = []
        for number in wanted:
            if offered and offered[-1] is not None and number - offered[-1] > 1:
                offered.append(None)
            offered.append(number)
        return offered


def page_of(rows: QuerySet[M, Any], request: HttpRequest, *, size: int = SIZE) -> Page[M]:
    """The page the request asks for (`page`, from 1); a number out of range gives the nearest page.

    Two statements: a count that stops after CAP rows, and the rows.
    """
    counted = rows.order_by()[: CAP + 1].count()
    total = min(counted, CAP)
    last = max(1, -(-total // size))
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return Page(list(rows[(number - 1) * size : number * size]), number, last, total, counted > CAP)
