"""A real PostgreSQL for every test that asks for one: started once, migrated once, cloned where a test must commit."""

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from duixian.embedded import Cluster

SHARED = Path(__file__).parents[1].parent / "shared"
"""The folder of data nobody here wrote; not part of the project. Tests that read it skip where it is missing."""

settings.register_profile("untimed", deadline=None)  # a test never asserts a time: machines are noisy
settings.load_profile("untimed")

if "DUIXIAN_HOME" not in os.environ:
    os.environ["DUIXIAN_HOME"] = tempfile.mkdtemp(prefix="duixian-tests-")
    atexit.register(shutil.rmtree, os.environ["DUIXIAN_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files beside the checkout, or a skip that says so."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder of real files beside the checkout (../shared), which is not part of the project")
    return SHARED


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test run's own, without fsync."""
    with tempfile.TemporaryDirectory(prefix="dxt-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = Cluster(Path(folder) / "pg", durable=False)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _point_at(cluster: Cluster, database: str) -> None:
    """Aim Django's connections, whose settings were read before the server existed, at a database."""
    from django.db import connections

    where = cluster.environment(database)
    for alias, user in (("default", where["DUIXIAN_DB_USER"]), ("owner", where["DUIXIAN_DB_OWNER"])):
        connection = connections[alias]
        connection.close()
        connection.settings_dict.update(
            HOST=where["DUIXIAN_DB_HOST"], PORT=where["DUIXIAN_DB_PORT"], NAME=database, USER=user, CONN_MAX_AGE=None
        )


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, django_db_blocker: Any) -> Iterator[None]:
    """Migrate as the owner, test as the application role: row security binds the tests as it binds the program."""
    from duixian.config import database

    cluster.ensure_database("duixian_template")
    with django_db_blocker.unblock():
        _point_at(cluster, "duixian_template")
        database.prepare()
        _point_at(cluster, "duixian_template")
        from django.db import connections

        connections.close_all()
        cluster.ensure_database("duixian_tests", template="duixian_template")
        _point_at(cluster, "duixian_tests")
    yield
    with django_db_blocker.unblock():
        connections.close_all()


_clones = itertools.count(1)


@pytest.fixture
def real_db(cluster: Cluster, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own, to commit in: for races, workers and crashes. Yields its name."""
    from django.db import connections

    name = f"duixian_clone_{next(_clones)}"
    with django_db_blocker.unblock():
        connections.close_all()
        cluster.ensure_database(name, template="duixian_template")
        _point_at(cluster, name)
        try:
            yield name
        finally:
            connections.close_all()
            _point_at(cluster, "duixian_tests")
            cluster.drop_database(name)
