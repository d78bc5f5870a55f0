"""What the simulated agencies remember over a restart: one SQLite file, written before an order is answered.

One transaction for each order (WAL, synchronous=normal): a process that is killed loses nothing it has answered.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from duixian.connectors.exchange.simulator.ranks import Asset, Control, State

FILE: Final = "agencies.sqlite3"

_SCHEMA: Final = """
create table if not exists row (
    kind text not null, agency text not null, id text not null, body text not null, primary key (kind, agency, id)
) without rowid;
"""


class Row(NamedTuple):
    """One thing to remember: what it is, whose, which, and its content as JSON."""

    kind: str
    agency: str
    id: str
    body: str


class Store:
    """Rows by kind, agency and id; in memory, that is nowhere, without a folder."""

    def __init__(self, folder: Path | None) -> None:
        self._db: sqlite3.Connection | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
            self._db.executescript("pragma journal_mode = wal; pragma synchronous = normal;" + _SCHEMA)

    @property
    def durable(self) -> bool:
        """Whether anything is remembered."""
        return self._db is not None

    def save(self, rows: Iterable[Row]) -> None:
        """Remember all of these, or none."""
        if self._db is None:
            return
        self._db.execute("begin immediate")
        try:
            self._db.executemany(
                "insert into row values (?, ?, ?, ?) on conflict (kind, agency, id) do update set body = excluded.body",
                rows,
            )
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def rows(self, kind: str, agency: str) -> list[Row]:
        """Everything of a kind that one agency remembers, by id."""
        if self._db is None:
            return []
        found = self._db.execute("select * from row where kind = ? and agency = ? order by id", (kind, agency))
        return [Row._make(row) for row in found]

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()


def asset_body(asset: Asset) -> str:
    """The figures and the queue of a thing; what the thing is, the world knows."""
    controls = [{**asdict(control), "until": _text(control.until)} for control in asset.queue]
    for control in controls:
        control["effective_at"] = _text(control["effective_at"])
    figures = {name: getattr(asset, name) for name in ("balance", "arrived", "moved", "deducted")}
    return json.dumps({"number": asset.subject.id_number, **figures, "queue": controls}, ensure_ascii=False)


def restore_asset(asset: Asset, body: dict[str, Any]) -> None:
    """Bring a thing back to what `asset_body` wrote."""
    for name in ("balance", "arrived", "moved", "deducted"):
        setattr(asset, name, body[name])
    asset.queue = [
        Control(
            **{
                **control,
                "state": State(control["state"]),
                "until": date.fromisoformat(control["until"]) if control["until"] else None,
                "effective_at": datetime.fromisoformat(control["effective_at"]) if control["effective_at"] else None,
            }
        )
        for control in body["queue"]
    ]


def _text(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
