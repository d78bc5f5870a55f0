"""Files of customers, most of them well made: every good row is answered, every bad one comes back, none is lost."""

import csv
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duixian.analytics.screening.bulk import Bulk
from duixian.analytics.screening.index import State
from duixian.analytics.screening.snapshot import Snapshot, build
from duixian.base.faults import BadInput
from duixian.faces.screen import delimited
from duixian.faces.screen.files import ANSWERS, BAD, screen_file
from duixian.faces.screen.rows import portions, rows_in
from duixian.worlds import customer_files
from duixian.worlds import listed as world

ON = date(2026, 11, 22)
SIZE = 3_000


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Bulk:
    folder = tmp_path_factory.mktemp("list")
    build(folder / "list", world.entries(500, seed=3), seq=70)
    return Bulk(State.of(Snapshot.open(folder / "list")), scratch=folder / "none", threads=2)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a file of thousands of rows has many of them, and lines lie across their edges."""
    monkeypatch.setattr(delimited, "BLOCK", 20_011)


def spoiled(folder: Path, bulk: Bulk) -> tuple[Path, pl.DataFrame, pl.DataFrame]:
    """A file, its customers, and which of its rows are garbage."""
    customers = world.customers(SIZE, bulk._parts[0].snapshot.frame, seed=9, share=0.1)
    with (folder / "in.csv").open("wb") as to:
        to.write(customer_files.HEAD.encode() + b"\n")
        garbage = customer_files.write(to, customers, seed=4, share=0.1)
    return folder / "in.csv", customers, garbage


def test_garbage_comes_back_with_its_row_and_field_and_every_other_row_is_answered(bulk: Bulk, tmp_path: Path) -> None:
    file, customers, garbage = spoiled(tmp_path, bulk)
    assert set(garbage["field"]) == set(customer_files.GARBAGE.values())

    done = screen_file(file, bulk, out=tmp_path, on=ON)

    told = [(int(line["row"]), line["field"]) for line in csv.DictReader((tmp_path / BAD).open(encoding="utf-8"))]
    assert told == list(garbage.iter_rows())
    answers = pl.read_csv(tmp_path / ANSWERS, schema_overrides={"ref": pl.Int64})
    assert answers["row"].to_list() == [row for row in range(1, SIZE + 1) if row not in set(garbage["row"])]
    assert answers["ref"].to_list() == answers["row"].to_list()
    assert (done.good + done.bad, rows_in(file)) == (SIZE, SIZE)
    alone = bulk.screen(customers[answers["row"] - 1], today=20_779)
    assert [("no", "possible", "yes")[outcome] for outcome in alone["outcome"]] == answers["outcome"].to_list()
    assert alone["outcome"].n_unique() == 3


LINES = st.lists(
    st.binary(max_size=30)
    | st.sampled_from(
        [b"1,\xe7\x8e\x8b\xe4\xbc\x9f,", b'2,"a,b",', b'3,"a', b'a\rb,"b",c', b'"a\rb",a,b', b"\xd6,\xd0,"]
    )
    | st.sampled_from([b"", b",,", b"4,\x00,", b"x" * 10_001, b'"' * 10_002, b"\xef\xbf\xbd,,"]),
    max_size=12,
)
ENDINGS = st.sampled_from([b"\n", b"\r\n"])


@given(lines=LINES, ending=ENDINGS, last=st.booleans(), head=st.sampled_from(["utf-8", "gb18030"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_whatever_a_file_holds_each_row_is_good_or_bad_once(
    tmp_path: Path, lines: list[bytes], ending: bytes, last: bool, head: str
) -> None:
    body = ending.join(["编号,姓名,证件号码".encode(head), *lines]) + (ending if last else b"")
    (tmp_path / "f.csv").write_bytes(body)
    written = body.split(b"\n")[1:]
    rows = len(written) - (written[-1:] == [b""])

    seen: list[int] = []
    for portion in portions(tmp_path / "f.csv", on=ON):
        seen += [*portion.rows.tolist(), *portion.bad["row"].to_list()]

    assert sorted(seen) == list(range(1, rows + 1))
    assert rows_in(tmp_path / "f.csv") == rows


def test_a_line_without_end_is_one_bad_row_and_not_held_in_memory() -> None:
    endless = BytesIO(b"1,x,\n" + b"y" * 2_000_000 + b"\n2,z,\n")

    blocks = [*delimited._blocks(endless)]

    assert sum(map(len, blocks)) < 100_000
    assert b"\n".join(blocks).split(b"\n")[0::2] == [b"1,x,", b"2,z,"]


def test_what_calls_itself_parquet_and_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"PAR1" + b"\0" * 40)

    with pytest.raises(BadInput, match="Parquet"):
        list(portions(tmp_path / "f", on=ON))
    assert rows_in(tmp_path / "f") == 0
