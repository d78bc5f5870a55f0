"""Writing the log of the lists. Only flows of a decision, a lifting or a correction call this, in their transaction and
under the court's turn; the database refuses a line that no decision carries."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from duixian.analytics.screening.model import ListedEntry, Op, Register
from duixian.domain.cases.terms import to_json
from duixian.domain.lists.entries import Window, entry_to_json
from duixian.domain.lists.models import Publication
from duixian.domain.trail import services as trail


def enter(*, court_id: int, entry: ListedEntry, reason: str, now: datetime) -> Publication:
    """Put an entry on its list. The database refuses one that is on it (`IntegrityError`)."""
    return _write(court_id, Op.ENTER, UUID(entry.entry_id), entry.register, reason, now, entry=entry)


def change(
    *, court_id: int, entry: ListedEntry, reason: str, now: datetime, windows: Iterable[Window] = ()
) -> Publication:
    """Say an entry anew: corrected data, a longer term, an exemption that opens or is over."""
    return _write(
        court_id, Op.CHANGE, UUID(entry.entry_id), entry.register, reason, now, entry=entry, windows=tuple(windows)
    )


def remove(*, court_id: int, entry: UUID, register: Register, reason: str, now: datetime) -> Publication:
    """Take an entry off its list."""
    return _write(court_id, Op.REMOVE, entry, register, reason, now)


def _write(
    court_id: int,
    op: Op,
    entry_id: UUID,
    register: Register,
    reason: str,
    now: datetime,
    *,
    entry: ListedEntry | None = None,
    windows: tuple[Window, ...] = (),
) -> Publication:
    trail.take_turn(court_id)
    line = Publication(
        seq=0,  # the trigger's own
        at=now,
        court_id=court_id,
        op=op,
        entry=entry_id,
        register=register,
        content=entry_to_json(entry) if entry else {},
        windows=to_json(windows),
        reason=reason,
        prev=b"",
        hash=b"",
    )
    line.save(force_insert=True)
    line.refresh_from_db(fields=["seq", "prev", "hash"])
    return line
