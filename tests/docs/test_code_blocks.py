"""Commands shown in the documents run. A block of `sh` or `python` says `run`, or says why it is not run."""

import os
import re
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"^```(sh|python)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    language: str
    mark: str
    text: str


def blocks(page: Path) -> list[Block]:
    found = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [Block(language, mark.strip(), text) for language, mark, text in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_block_is_run_or_says_why_not(page: Path) -> None:
    unmarked = [b.text for b in blocks(page) if b.mark != "run" and not re.match(r"not-run=\S+$", b.mark)]

    assert unmarked == []


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(block.mark == "run" for block in blocks(page))],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_the_blocks_of_a_page_run_one_after_the_other(page: Path, tmp_path: Path) -> None:
    binary = tmp_path / ".venv/bin/duixian"
    binary.parent.mkdir(parents=True)
    binary.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from duixian.faces.cli import main; main()" "$@"\n')
    binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DUIXIAN_")},
        "PATH": f"{binary.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
    }
    for block in blocks(page):
        if block.mark != "run":
            continue
        shell = ["bash", "-euo", "pipefail", "-c"] if block.language == "sh" else [sys.executable, "-c"]
        done = subprocess.run(
            [*shell, block.text], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"{block.text}\n{done.stdout}\n{done.stderr}"
        for shown in re.findall(r"^# → (.+)$", block.text, re.MULTILINE):
            assert shown in done.stdout, f"{shown!r} is not printed by\n{block.text}\n{done.stdout}"
