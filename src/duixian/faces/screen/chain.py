"""The journal as a chain: each line carries its place and a hash over the line before it and itself.

A file is one process's own, held by a lock while the process lives, and begins a chain of its own. A line is
`<hash> <json>`, hash = sha256(hash before ‖ json), of the first line 64 zeros before; `place` counts from 1. What a
crash cut off at the end was never answered.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from duixian.faces.screen.journal import FileJournal, as_text

BEGINNING: Final = "0" * 64
SUFFIX: Final = ".calls"
_UNLOCKED: Final = ".new"


class BrokenChain(ValueError):
    """A line that does not follow from the one before: somebody changed the file, or the disk did."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file was read: its next byte, and the number and hash of the last line."""

    offset: int = 0
    line: int = 0
    hash: str = BEGINNING


class ChainedJournal(FileJournal):
    """A new file of its own in `folder`, named by a UUID."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.name = uuid4()
        file = folder / f"{self.name}{_UNLOCKED}"
        super().__init__(file)
        fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.rename(file.with_suffix(SUFFIX))  # nobody sees it before it is held, and takes it for one left behind
        self._place = Place()

    def _keep(self, lines: list[Mapping[str, Any]]) -> None:  # type: ignore[override]
        before = self._place
        try:
            super()._keep(lines)
        except BaseException:
            self._place = before
            raise

    def _line(self, line: Mapping[str, Any]) -> bytes:
        place = self._place.line + 1
        text = as_text({"place": place, **line})
        told = _link(self._place.hash, text)
        self._place = Place(line=place, hash=told)
        return told.encode() + b" " + text + b"\n"


def read(file: Path, place: Place, *, most: int) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The whole lines after a place, `most` at most. Raises `BrokenChain` at the first that does not follow."""
    with file.open("rb") as opened:
        opened.seek(place.offset)
        for _ in range(most):
            raw = opened.readline()
            if not raw.endswith(b"\n"):
                return
            told, _, text = raw[:-1].partition(b" ")
            if told.decode("ascii", "replace") != _link(place.hash, text):
                raise BrokenChain(f"{file.name}: line {place.line + 1} does not follow from line {place.line}")
            place = Place(place.offset + len(raw), place.line + 1, told.decode())
            line: dict[str, Any] = json.loads(text)
            if line["place"] != place.line:
                raise BrokenChain(f"{file.name}: line {place.line} says it is line {line['place']}")
            yield place, line


def journal_of(file: Path) -> UUID:
    """The journal a file is."""
    return UUID(file.name.removesuffix(SUFFIX))


def is_held(file: Path) -> bool:
    """Whether a living process writes to it."""
    with file.open("rb") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


def _link(before: str, text: bytes) -> str:
    return hashlib.sha256(before.encode() + text).hexdigest()
