"""Whatever happens to a file on its way, the importer answers with transfers or with a reason, never with a crash."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.reading.statements.importer import read

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "statements").glob("*.*"))
FILES = {path.name: path.read_bytes() for path in SAMPLES}


def answers(data: bytes, name: str) -> bool:
    """Whether the importer gave statements or a refusal with a sentence."""
    try:
        return all(statement.layout for statement in read(data, name))
    except BadInput as refused:
        return bool(refused.faults) and all(fault.message and fault.code for fault in refused.faults)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_sample_cut_or_changed_anywhere(name: str, data: st.DataObject) -> None:
    damaged = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(0, 6), label="bytes changed")):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    keep = data.draw(st.integers(0, len(damaged)), label="bytes kept")
    assert answers(bytes(damaged[:keep]), name)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
@example(b"<?xml version='1.0'?><a/>")
@example(b"<html><table></table></html>")
@example(b'"')
@example(b"\xff\xfe")
def test_any_bytes(data: bytes) -> None:
    assert answers(data, "x")


CELLS = st.text(alphabet='0123456789-/.:,，"年月日收入支出借贷=+ \t¥()（）x', max_size=14)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=6))
def test_any_cells_under_a_heading(lines: list[list[str]]) -> None:
    heading = "交易日期,收入,支出,余额,对方户名,摘要,流水号\n"
    assert answers((heading + "\n".join(",".join(line) for line in lines)).encode(), "x.csv")
