"""docs/how-to/own-postgresql.md is followed to the letter, on a server that is not the demo's."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg

from duixian.embedded import Cluster

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/own-postgresql.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}[^\n]*\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_from_an_empty_server_to_the_first_officer(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "pg", durable=False)
    cluster.start()
    try:
        with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as server:
            for statement in filter(str.strip, block("sql").split(";")):
                server.execute(statement.encode())
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DUIXIAN_", "DJANGO_"))},
            **cluster.environment("duixian"),
            "DUIXIAN_HOME": str(tmp_path / "home"),
            "PYTHONPATH": str(ROOT / "src"),
        }
        migrate = ["-c", "from duixian.faces.cli import main; main()", "migrate"]
        for arguments in (migrate, migrate, ["-c", block("python")]):
            done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
        with psycopg.connect(cluster.dsn("duixian")) as database:
            officers = database.execute("select username, roles from courts_officer").fetchall()
    finally:
        cluster.stop()

    assert officers == [("admin", ["admin"])]
