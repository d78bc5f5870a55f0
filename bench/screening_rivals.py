"""What screening is compared with: PostgreSQL alone, a join of duckdb, a scan of rapidfuzz, pairs of nomenklatura."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
from rapidfuzz import fuzz, process

from duixian.embedded import Cluster


def postgresql(
    listed: pl.DataFrame, numbers: Sequence[str], names: Sequence[str]
) -> tuple[list[float], list[float], int]:
    """Milliseconds of exact look-ups (btree on the number) and of fuzzy ones (GIN on pairs of neighbouring characters,
    entries that share at least half), on one connection without HTTP; and how many exact ones found somebody."""
    with tempfile.TemporaryDirectory(prefix="dxb-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "pg", durable=True)
        cluster.start()
        try:
            cluster.ensure_database("screening")
            with psycopg.connect(cluster.dsn("screening"), autocommit=True) as connection:
                return _postgresql(connection, listed, numbers, names)
        finally:
            cluster.stop()


_TABLE = """
create table listed (id int, name text, number text);
create function pairs(name text) returns text[] immutable language sql as
$$ select array_agg(substr(name, n, 2)) from generate_series(1, greatest(length(name) - 1, 1)) n $$
"""


def _postgresql(
    connection: "psycopg.Connection[Any]", listed: pl.DataFrame, numbers: Sequence[str], names: Sequence[str]
) -> tuple[list[float], list[float], int]:
    connection.execute(_TABLE)
    with connection.cursor() as cursor, cursor.copy("copy listed from stdin (format csv)") as copy:
        copy.write(listed.select("name", "number").with_row_index("id").write_csv(include_header=False))
    connection.execute("create index on listed (number)")
    connection.execute("create index on listed using gin (pairs(name))")
    connection.execute("vacuum analyze listed")
    exact, fuzzy, hits = [], [], 0
    for number in numbers:
        begun = time.perf_counter()
        found = connection.execute("select id, name from listed where number = %s", (number,), prepare=True).fetchall()
        exact.append((time.perf_counter() - begun) * 1000)
        hits += bool(found)
    asked = (
        "select id, name from listed where pairs(name) && pairs(%(name)s) order by (select count(*) from "
        "unnest(pairs(name)) p where p = any(pairs(%(name)s))) desc limit 20"
    )
    for name in names:
        begun = time.perf_counter()
        connection.execute(asked, {"name": name}, prepare=True).fetchall()
        fuzzy.append((time.perf_counter() - begun) * 1000)
    return exact, fuzzy, hits


def duckdb(listed: pl.DataFrame, customers: pl.DataFrame) -> tuple[float, int]:
    """Seconds of a join on the number, tables loaded before, and how many customers it finds. Raises `ImportError`."""
    import duckdb as rival

    with tempfile.TemporaryDirectory(prefix="dxb-") as folder:
        connection = rival.connect()
        for name, frame in (("listed", listed), ("customers", customers)):
            file = Path(folder) / f"{name}.parquet"
            frame.select("number").write_parquet(file)
            connection.execute(f"create table {name} as select number from read_parquet('{file}')")
        begun = time.perf_counter()
        asked = "select count(*) from customers c where number <> '' and number in (select number from listed)"
        ((found,),) = connection.execute(asked).fetchall()
        return time.perf_counter() - begun, int(found)


def rapidfuzz(listed: Sequence[str], names: Sequence[str]) -> float:
    """Seconds of one look-up among all names of `listed`, by ratio, best twenty."""
    begun = time.perf_counter()
    for name in names:
        process.extract(name, listed, scorer=fuzz.ratio, limit=20, score_cutoff=60)
    return (time.perf_counter() - begun) / len(names)


def nomenklatura(pairs: Sequence[tuple[str, str]]) -> float:
    """Seconds of one comparison of two persons by logic-v2. Raises `ImportError`."""
    from followthemoney import EntityProxy
    from nomenklatura.matching import get_algorithm
    from nomenklatura.matching.types import ScoringConfig

    algorithm = get_algorithm("logic-v2")
    config = ScoringConfig.defaults()
    made = [tuple(EntityProxy.from_dict(_person(f"{at}{side}", name)) for side, name in zip("ab", pair, strict=True))
            for at, pair in enumerate(pairs)]  # fmt: skip
    algorithm.compare(*made[0], config)
    begun = time.perf_counter()
    for left, right in made:
        algorithm.compare(left, right, config)
    return (time.perf_counter() - begun) / len(pairs)


def _person(key: str, name: str) -> dict[str, Any]:
    return {"id": key, "schema": "Person", "properties": {"name": [name]}}
