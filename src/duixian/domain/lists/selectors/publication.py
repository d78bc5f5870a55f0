"""Reading the lists: the feed of changes, what stands now, and what stood on any day of the past.

Whoever reads over all courts (screening, bundles) does so in `courts.scope.of_all_courts`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from duixian.analytics.screening.model import ListedEntry, Op, Register
from duixian.domain.lists.entries import Window, entry_from_json, stands_on, windows_from_json
from duixian.domain.lists.models import CurrentEntry, Publication

FEED_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log. `entry` is None in a line that takes an entry off."""

    seq: int
    at: datetime
    op: Op
    entry_id: str
    register: Register
    entry: ListedEntry | None
    windows: tuple[Window, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry as it stands, with its open exemptions and the last line that speaks of it."""

    entry: ListedEntry
    windows: tuple[Window, ...]
    seq: int

    def exempt_on(self, day: date) -> Window | None:
        """The exemption that holds on a day, if any."""
        return next((window for window in self.windows if window.open_on(day)), None)


def last_seq() -> int:
    """The last line the transaction may see, 0 before the first."""
    found = Publication.objects.order_by("-seq").values_list("seq", flat=True).first()
    return found or 0


def line(seq: int) -> Publication | None:
    """One line of the log."""
    return Publication.objects.filter(seq=seq).first()


def after(seq: int, limit: int = FEED_LIMIT) -> list[Line]:
    """The feed: the lines after `seq`, oldest first, at most `limit`. A reader of every court never misses one."""
    return [_line(row) for row in Publication.objects.filter(seq__gt=seq).order_by("seq")[: min(limit, FEED_LIMIT)]]


def of_entry(entry: UUID | str) -> QuerySet[Publication]:
    """The lines of one entry, oldest first."""
    return Publication.objects.filter(entry=entry).order_by("seq")


def rows_on(day: date) -> QuerySet[CurrentEntry]:
    """Rows of what stands after the last line and whose term runs on `day`."""
    return CurrentEntry.objects.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day)).order_by("seq")


def current(*, on: date, register: Register | None = None) -> Iterator[Standing]:
    """What stands after the last line, without what is over by `on`. Streams: millions of rows are no matter."""
    rows = rows_on(on) if register is None else rows_on(on).filter(register=register)
    for row in rows.iterator(chunk_size=5_000):
        yield Standing(entry_from_json(row.content), windows_from_json(row.windows), row.seq)


def standing(entry: UUID, *, on: date) -> Standing | None:
    """One entry, if it stands on a day."""
    row = rows_on(on).filter(pk=entry).first()
    return Standing(entry_from_json(row.content), windows_from_json(row.windows), row.seq) if row else None


def entry_on(entry: UUID | str, day: date) -> Standing | None:
    """How one entry stood at the end of a day, from the log alone; None when it did not stand."""
    row = Publication.objects.filter(entry=entry, at__lt=_midnight_after(day)).order_by("-seq").first()
    if row is None or row.op == Op.REMOVE:
        return None
    kept = entry_from_json(row.content)
    return Standing(kept, windows_from_json(row.windows), row.seq) if stands_on(kept, day) else None


def named(names: Collection[str], *, on: date, most: int) -> list[Standing]:
    """Entries of exactly one of these names that stand on a day, `most` at most, in no order that means anything."""
    rows = rows_on(on).filter(name__in=list(names))[:most]
    return [Standing(entry_from_json(row.content), windows_from_json(row.windows), row.seq) for row in rows]


def as_of(day: date) -> dict[str, Standing]:
    """The lists as they stood at the end of a day, rebuilt from the log alone, by entry."""
    last = Publication.objects.filter(at__lt=_midnight_after(day)).order_by("entry", "-seq").distinct("entry")
    stood: dict[str, Standing] = {}
    for row in last:
        if row.op == Op.REMOVE:
            continue
        entry = entry_from_json(row.content)
        if stands_on(entry, day):
            stood[str(row.entry)] = Standing(entry, windows_from_json(row.windows), row.seq)
    return stood


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _line(row: Publication) -> Line:
    return Line(
        seq=row.seq,
        at=row.at,
        op=Op(row.op),
        entry_id=str(row.entry),
        register=Register(row.register),
        entry=entry_from_json(row.content) if row.content else None,
        windows=windows_from_json(row.windows),
        reason=row.reason,
    )
