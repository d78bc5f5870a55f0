"""A court's database that lives as long as one command: for scenes and experiments, never for work."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from duixian.embedded import Cluster

_NAME = "duixian"


@dataclass(frozen=True, slots=True)
class Throwaway:
    """Where it is. `dsn` is the superuser's, which row security does not bind."""

    folder: Path
    cluster: Cluster

    @property
    def dsn(self) -> str:
        """A connection string for the independent check."""
        return self.cluster.dsn(_NAME)

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the program needs to find this database."""
        return {**self.cluster.environment(_NAME), "DUIXIAN_HOME": str(self.folder)}


@contextmanager
def court_database(*, durable: bool = False) -> Iterator[Throwaway]:
    """Start a PostgreSQL in a temporary folder, make the tables, aim this process at it; everything is gone after.

    Django may not have been set up before in this process.
    """
    with tempfile.TemporaryDirectory(prefix="duixian-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        cluster = Cluster(home / "pg", durable=durable)
        cluster.start()
        try:
            cluster.ensure_database(_NAME)
            place = Throwaway(home, cluster)
            os.environ.update(place.environment)
            os.environ["DJANGO_SETTINGS_MODULE"] = "duixian.config.settings"
            import django

            django.setup()
            # the wiring of the program stands above the faces, so it is asked by name
            import_module("duixian.config.database").prepare()
            yield place
        finally:
            from django.db import connections

            connections.close_all()
            cluster.stop()
