"""The lists as the court's database holds them: the list to start from, and the publication log that goes on from it.

In the log an entry's `expires_on` is the last day on which it stands; in the index it is the first on which it
does not.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl
from django.db import close_old_connections

from duixian.analytics.screening import entries
from duixian.analytics.screening.index import Published
from duixian.analytics.screening.model import ListedEntry
from duixian.analytics.screening.snapshot import Snapshot, UnreadableSnapshot, build
from duixian.domain.courts import scope
from duixian.domain.lists.entries import Window
from duixian.domain.lists.selectors import publication

BEHIND: Final = 50_000
"""Lines a stored list may be behind the log before it is made anew."""

_AT_ONCE: Final = 50_000


class Standing:
    """A `Feed` on the publication log, which remembers the open exemptions on its way."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[Window, ...]] = {}

    def list_in(self, folder: Path, *, on: date) -> Snapshot:
        """The list in a folder; made of the database when there is none, or one that is far behind."""
        close_old_connections()
        with scope.of_all_courts():
            seq = publication.last_seq()
            self._windows = {one.entry.entry_id: one.windows for one in publication.current(on=on) if one.windows}
        try:
            found = Snapshot.open(folder)
            if 0 <= seq - found.seq <= BEHIND:
                return found
        except UnreadableSnapshot:
            pass
        shutil.rmtree(folder, ignore_errors=True)
        build(folder, _frame(on), seq=seq)
        return Snapshot.open(folder)

    def after(self, seq: int, limit: int) -> Sequence[Published]:
        """See `Feed`."""
        close_old_connections()
        with scope.of_all_courts():
            lines = publication.after(seq, limit)
        for line in lines:
            if line.windows:
                self._windows[line.entry_id] = line.windows
            else:
                self._windows.pop(line.entry_id, None)
        return [Published(line.seq, line.op, line.entry_id, _until(line.entry)) for line in lines]

    def exempt(self, entry_id: str, day: date) -> dict[str, str] | None:
        """The exemption open for an entry on a day, as an answer tells it."""
        open_ = next((window for window in self._windows.get(entry_id, ()) if window.open_on(day)), None)
        if open_ is None:
            return None
        return {"since": open_.since.isoformat(), "until": open_.until.isoformat(), "purpose": open_.purpose}


def _frame(on: date) -> pl.DataFrame:
    """What stands, as columns. Lines that come in meanwhile are in the log after the line that was read before."""
    frames = [entries.frame_of(())]
    with scope.of_all_courts():
        standing = (_until(one.entry) for one in publication.current(on=on))
        whole: Iterator[ListedEntry] = (entry for entry in standing if entry is not None)
        while some := list(islice(whole, _AT_ONCE)):
            frames.append(entries.frame_of(some))
    return pl.concat(frames)


def _until(entry: ListedEntry | None) -> ListedEntry | None:
    if entry is None or entry.expires_on is None:
        return entry
    return replace(entry, expires_on=entry.expires_on + timedelta(days=1))
