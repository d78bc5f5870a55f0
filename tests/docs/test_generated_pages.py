"""The generated pages say what the program says."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def generator() -> Iterator[Any]:
    """scripts/docs.py as a module; its neighbours in scripts/ are importable while it is used."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import docs

        yield docs
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def test_every_generated_page_is_what_the_program_says_now(generator: Any) -> None:
    assert generator.drifted() == [], "run: make docs"


def test_every_page_of_the_law_is_generated(generator: Any) -> None:
    written = {f"law/{path.name}" for path in (ROOT / "docs/law").iterdir()}

    assert written == {name for name in generator.PAGES if name.startswith("law/")}


def test_every_time_limit_is_on_the_page_with_its_article(generator: Any) -> None:
    from duixian.law.periods import rules

    page = generator.PAGES["law/limits.md"]()

    for entry in rules().values():
        (line,) = [line for line in page.splitlines() if f"`{entry.id}`" in line]
        assert str(entry.citation) in line
        assert f"| {entry.status.value} " in line


def test_every_convention_has_a_choice_that_changes_the_sum(generator: Any) -> None:
    from duixian.law.interest import NOTES

    page = generator.PAGES["law/interest.md"]()
    rows = [line.split(" | ") for line in page[page.index("## 计算约定") :].splitlines() if line.startswith("|")][2:]
    totals: dict[str, set[str]] = {}
    name = ""
    for row in rows:
        named = re.search(r"`(\w+)`", row[0])
        name = named[1] if named else name
        totals.setdefault(name, set()).add(row[3])

    assert totals.keys() == NOTES.keys()
    assert [name for name, sums in totals.items() if len(sums) < 2] == []


def test_only_the_order_of_set_off_within_a_claim_is_an_article_without_an_example(generator: Any) -> None:
    page = generator.PAGES["law/distribution.md"]()
    unused = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.endswith("| — |")]

    assert unused == ["民法典第561条"]


@pytest.mark.parametrize(("page", "file"), [("control", "control"), ("control", "watch"), ("disposal", "disposal")])
def test_every_value_of_control_and_disposal_is_on_its_page_with_its_article(
    page: str, file: str, generator: Any
) -> None:
    from duixian.law.params import document, series

    rows = [line for line in generator.PAGES[f"law/{page}.md"]().splitlines() if f"`{file}." in line]

    for key in document(file):
        values = series(f"{file}.{key}").values
        shown = [row for row in rows if f"`{file}.{key}`" in row]
        assert len(shown) == len(values)
        for row, value in zip(shown, values, strict=True):
            assert f"| {value.citation} | {value.citation.version} | {value.status.value} " in row


def test_every_move_of_every_life_is_in_the_diagram_and_in_the_table(generator: Any) -> None:
    from pages.procedures import LIVES

    page = generator.PAGES["law/procedures.md"]()

    for title, _, life in LIVES:
        part = page.partition(f"## {title}\n")[2].partition("\n## ")[0]
        for move in life:
            assert re.search(rf"^    {move.source} --> {move.target}: .*\b{move.act}\b", part, re.MULTILINE)
            assert f"| `{move.source}` | `{move.act}` | `{move.target}` |" in part
            assert move.basis in part


def test_every_tool_answers_with_one_result_for_each_argument(generator: Any) -> None:
    from pages import json_output

    for arguments in json_output._RUNS:
        answer = json_output.output(arguments)
        (result,) = answer["results"]
        assert result["ok"] is True
        assert result["source"] == arguments[1]


def test_no_amount_is_written_as_a_number(generator: Any) -> None:
    page = generator.PAGES["reference/json-output.md"]()
    integers = re.findall(r"^\| `([^`]+)` \| integer \|", page, re.MULTILINE)
    # how many sums a judgment names, and how many days a limit has, are counts
    counts = ("results[].amounts.", "results[].deadline.")
    counted = [key for key in integers if not key.startswith(counts)]

    assert len(counted) > 5
    assert [key for key in counted if re.search(r"amount\b|total|paid|owed|balance|fee\b", key.split(".")[-1])] == []
