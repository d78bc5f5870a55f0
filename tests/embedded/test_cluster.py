"""The PostgreSQL the program brings along: made, killed, back with every row, and honest when it cannot."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from duixian.embedded import Cluster, ClusterError


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dxc-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_after_kill_9_every_committed_row_is_there(home: Path) -> None:
    cluster = Cluster(home / "pg")
    cluster.start()
    assert cluster.ensure_database("court")
    with psycopg.connect(cluster.dsn("court"), autocommit=True) as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as n")

    cluster.kill()
    assert cluster.pid() is None
    cluster.start()

    with psycopg.connect(cluster.dsn("court")) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (1000,)
    assert not cluster.ensure_database("court")
    cluster.stop()
    assert cluster.pid() is None


def test_one_folder_serves_one_server(home: Path) -> None:
    first = Cluster(home / "pg", durable=False)
    first.start()
    try:
        with pytest.raises(ClusterError, match="已在运行"):
            Cluster(home / "pg", durable=False).start()
    finally:
        first.stop()


def test_a_folder_of_something_else_is_left_alone(home: Path) -> None:
    (home / "pg" / "data").mkdir(parents=True)
    (home / "pg" / "data" / "letter.txt").write_text("不要删")

    with pytest.raises(ClusterError, match="不是空目录"):
        Cluster(home / "pg").start()

    assert (home / "pg" / "data" / "letter.txt").read_text() == "不要删"


def test_a_long_path_still_gets_a_socket(home: Path) -> None:
    cluster = Cluster(home / ("深" * 30) / "pg", durable=False)
    cluster.start()
    try:
        assert len(str(cluster.socket_dir).encode()) < 100
        psycopg.connect(cluster.dsn("postgres")).close()
    finally:
        cluster.stop()


def test_the_application_role_owns_nothing_and_bypasses_nothing(home: Path) -> None:
    cluster = Cluster(home / "pg", durable=False)
    cluster.start()
    try:
        cluster.ensure_database("court")
        with psycopg.connect(cluster.dsn("court", cluster.roles.app)) as connection:
            row = connection.execute(
                "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user"
            ).fetchone()
    finally:
        cluster.stop()

    assert row == (False, False, False)
