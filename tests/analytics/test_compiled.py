"""A compiled loop that is kept on disk is made again when anything it was made of has changed."""

import os
import subprocess
import sys
from pathlib import Path

CALLER = """
from duixian.analytics.compiled import compiled
from made.constants import Shape
from made.steps import step

_FACTOR = Shape.FACTOR

@compiled
def twice(n):
    return step(step(n)) * _FACTOR
"""
STEPS = """
from duixian.analytics.compiled import compiled

@compiled
def step(n):
    return n + {by}
"""
CONSTANTS = """
class Shape:
    FACTOR = {factor}
"""
ASK = "from made.loops import twice; print(twice(1), sum(twice.stats.cache_hits.values()))"


def ask(folder: Path, *, by: int, factor: int) -> list[int]:
    """What the loop answers in a new process, and how often it was read from disk."""
    package = folder / "made"
    package.mkdir(exist_ok=True)
    for name, text in (("steps", STEPS.format(by=by)), ("constants", CONSTANTS.format(factor=factor))):
        if not (package / f"{name}.py").exists() or (package / f"{name}.py").read_text() != text:
            (package / f"{name}.py").write_text(text)
    if not (package / "loops.py").exists():
        (package / "loops.py").write_text(CALLER)
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    return [int(word) for word in done.stdout.split()]


def test_a_change_in_what_a_loop_calls_or_counts_with_is_seen(tmp_path: Path) -> None:
    assert ask(tmp_path, by=10, factor=1) == [21, 0]
    assert ask(tmp_path, by=10, factor=1) == [21, 1]
    assert ask(tmp_path, by=20, factor=1) == [41, 0]
    assert ask(tmp_path, by=20, factor=3) == [123, 0]
