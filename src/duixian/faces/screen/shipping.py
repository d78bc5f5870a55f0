"""Calls from the journals of this machine into the court's database: every whole line once, whatever is killed when.

A file is read again from the last line the database has; the database keeps a line once. The file of a process that is
gone is given the ending `.kept` when all of it is there.
"""

import hashlib
import logging
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import close_old_connections

from duixian.analytics.names.model import Outcome
from duixian.domain.lists.models import ScreeningCall
from duixian.domain.lists.selectors.screening import last_shipped
from duixian.domain.lists.services.screening import ship
from duixian.faces.screen.chain import SUFFIX, BrokenChain, Place, is_held, journal_of, read

SHIP_SECONDS: Final = 1.0
LINES_AT_ONCE: Final = 2_000
KEPT: Final = ".kept"
_STRONGEST: Final = tuple(outcome.value for outcome in Outcome)
_log = logging.getLogger(__name__)


class Shipper:
    """Ships what lies in a folder. Several may work on one folder, and one may be called by many threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[Path, Place] = {}
        self._broken: set[Path] = set()
        self._shipping = threading.Lock()

    def ship(self) -> int:
        """Ship every whole line there is; returns how many were new. A broken file is left as it is, and said."""
        close_old_connections()
        with self._shipping:
            return sum(self._file(file) for file in sorted(self._folder.glob(f"*{SUFFIX}")) if file not in self._broken)

    def _file(self, file: Path) -> int:
        held = is_held(file)
        try:
            new = self._lines(file)
        except BrokenChain as broken:
            _log.error("the journal of calls cannot be shipped further: %s", broken)
            self._broken.add(file)
            return 0
        if not held:
            file.rename(file.with_suffix(KEPT))
            self._places.pop(file, None)
        return new

    def _lines(self, file: Path) -> int:
        journal = journal_of(file)
        shipped = last_shipped(str(journal)) if file not in self._places else 0
        new = 0
        while True:
            lines = list(read(file, self._places.get(file, Place()), most=LINES_AT_ONCE))
            if not lines:
                return new
            new += ship(_call(line, journal, place) for place, line in lines if place.line > shipped)
            self._places[file] = lines[-1][0]


def _call(line: Mapping[str, Any], journal: UUID, place: Place) -> ScreeningCall:
    who: Sequence[Mapping[str, Any]] = line["who"]
    outcomes = {one["outcome"] for one in who}
    return ScreeningCall(
        call=UUID(line["call"]),
        agency_id=line["agency"],
        key_id=line["key"],
        at=datetime.fromisoformat(line["at"]),
        purpose=line["purpose"],
        reference=line["reference"],
        mode=line["mode"],
        asked=_asked(who),
        identities=line.get("identities", len(who)),
        outcome=next((outcome for outcome in _STRONGEST if outcome in outcomes), ""),
        hits=[hit | {"nth": nth} for nth, one in enumerate(who) for hit in one["hits"]],
        as_of=line["as_of"],
        journal=journal,
        line=place.line,
        hash=place.hash,
    )


def _asked(who: Sequence[Mapping[str, Any]]) -> str:
    """The digest of the one asked about; of many a digest over theirs."""
    if len(who) == 1:
        return str(who[0]["asked"])
    return hashlib.sha256("".join(one["asked"] for one in who).encode()).hexdigest()
