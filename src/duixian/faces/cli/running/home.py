"""The folder of a demo court and its database: everything it writes is in here, and what is half made is thrown away.

The province is loaded into a database of another name, which gets the final name when it is complete: a load that was
killed leaves nothing that could be taken for a court.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psycopg
from psycopg import sql

from duixian.embedded import Cluster
from duixian.faces.cli.place import DEMO_ENV

if TYPE_CHECKING:
    from duixian.testing.demo import Loaded, Step
    from duixian.worlds.province import Province

DATABASE = "duixian"
_LOADING = "duixian_loading"
_OURS = (
    "pg",
    "bank",
    "agencies",
    "keys",
    "logs",
    "samples",
    "screen",
    "static",
    "province.json",
    "processes",
    "secret.key",
    DEMO_ENV,
)
"""Everything a demo court writes into its folder; `--fresh` removes these and nothing else."""


class Busy(RuntimeError):
    """Another start works in this folder."""


@dataclass(frozen=True, slots=True)
class Made:
    """Which province stands in the database, and since when."""

    seed: int
    as_of: str
    cases: int


class Home:
    """A folder, held by one start at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cluster = Cluster(self.folder / "pg")
        self._lock: IO[str] | None = None

    def hold(self) -> None:
        """Take the folder. Raises `Busy` when another process has it."""
        lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            owner = lock.read().strip() or "?"
            lock.close()
            raise Busy(f"{self.folder} 里的演示法院正在运行（进程 {owner}）。") from error
        (self.folder / "static").mkdir(exist_ok=True)  # whitenoise looks for it, and warns where it is missing
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def release(self) -> None:
        """Let the folder go."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def clear(self) -> None:
        """Remove the court that is here, and only that."""
        self.cluster.stop()
        if self.cluster.home != self.folder / "pg":
            shutil.rmtree(self.cluster.home, ignore_errors=True)
        for name in _OURS:
            thing = self.folder / name
            if thing.is_dir() and not thing.is_symlink():
                shutil.rmtree(thing)
            else:
                thing.unlink(missing_ok=True)

    # ------------------------------------------------------------------------------------------------- the database

    def start_database(self) -> None:
        """Start the server; one that a killed start left behind is stopped first."""
        if self.cluster.pid() is not None:
            self.cluster.stop()
        if self.made() is None:
            # while the court is made nothing has to survive a crash; `complete` makes its database durable
            self.cluster.settings["synchronous_commit"] = "off"
        self.cluster.start()

    def has_court(self) -> bool:
        """Whether a complete province stands in the database."""
        with psycopg.connect(self.cluster.dsn("postgres"), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone()
        return found is not None and self.made() is not None

    def made(self) -> Made | None:
        """What was loaded, as noted beside the database."""
        try:
            return Made(**json.loads((self.folder / "province.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def load(
        self, province: Callable[[], "Province"], *, password: str, progress: Callable[["Step"], None]
    ) -> "Loaded":
        """Make the tables, then play the province into them. The province is asked for when the tables are there."""
        self.cluster.drop_database(_LOADING)
        self.cluster.drop_database(DATABASE)
        self.cluster.ensure_database(_LOADING)
        self._set_up(_LOADING)
        self._migrate()
        from duixian.testing.demo import load  # its models need the settings of the line above

        made = province()
        loaded = load(made, password=password, progress=progress)
        self.disconnect()
        (self.folder / "province.json").write_text(
            json.dumps(asdict(Made(made.seed, made.as_of.isoformat(), loaded.cases))), encoding="utf-8"
        )
        return loaded

    def complete(self) -> None:
        """Give the loaded database its name, and let the planner look at its tables."""
        self.disconnect()
        with psycopg.connect(self.cluster.dsn(_LOADING), autocommit=True) as connection:
            connection.execute("analyze")
        with psycopg.connect(self.cluster.dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("alter database {} rename to {}").format(sql.Identifier(_LOADING), sql.Identifier(DATABASE))
            )
            connection.execute(
                sql.SQL("alter database {} set synchronous_commit = on").format(sql.Identifier(DATABASE))
            )
            connection.execute("checkpoint")
        self._point(DATABASE)

    def open(self) -> None:
        """Use the court that is here, brought to the newest schema."""
        self._set_up(DATABASE)
        self._migrate()

    def _set_up(self, database: str) -> None:
        os.environ.update(self.environment(database))
        os.environ["DJANGO_SETTINGS_MODULE"] = "duixian.config.settings"
        import django

        django.setup()

    def _point(self, database: str) -> None:
        """Aim this process at a database of another name."""
        from django.db import connections

        os.environ["DUIXIAN_DB_NAME"] = database
        for connection in connections.all():
            connection.settings_dict["NAME"] = database

    @staticmethod
    def disconnect() -> None:
        """Close this process's own connections, if it ever had any."""
        from django.conf import settings
        from django.db import connections

        if settings.configured:
            connections.close_all()

    @staticmethod
    def _migrate() -> None:
        # the wiring of the program stands above the faces, so it is asked by name
        import_module("duixian.config.database").prepare()

    def environment(self, database: str = DATABASE) -> dict[str, str]:
        """What a process of this court needs to find everything."""
        return {**self.cluster.environment(database), "DUIXIAN_HOME": str(self.folder), "DUIXIAN_DEMO": "1"}

    def announce(self, environment: Mapping[str, str]) -> None:
        """Leave a note for the other commands: which database is running here."""
        wanted = {name: value for name, value in environment.items() if name.startswith("DUIXIAN_")}
        (self.folder / DEMO_ENV).write_text(
            "".join(f"{name}={value}\n" for name, value in sorted(wanted.items())), encoding="utf-8"
        )

    def withdraw(self) -> None:
        """The note goes when the court closes."""
        (self.folder / DEMO_ENV).unlink(missing_ok=True)


def day_of(made: Made) -> date:
    """The day the province was loaded for."""
    return datetime.fromisoformat(made.as_of).date()
