"""What pages are made of: bundled files as they were vendored, nothing inline, lights with their words."""

import json
import re
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation
from province import LogIn, Province

from duixian.domain.cases.models import CaseState, Node
from duixian.faces.desk.lights import Tone, of_node

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "src/duixian/faces/desk/templates"
sys.path.insert(0, str(ROOT / "scripts"))
import vendor  # noqa: E402

_INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)|javascript:""", re.I)


def test_the_bundled_files_are_the_ones_that_were_vendored() -> None:
    assert vendor.differences(json.loads((vendor.VENDOR / "manifest.json").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.name)
def test_no_template_holds_a_script_or_a_style(file: Path) -> None:
    assert _INLINE.findall(file.read_text(encoding="utf-8")) == []


def test_the_policy_allows_nothing_from_elsewhere(province: Province, log_in: LogIn) -> None:
    policy = log_in(province.officer).get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("due", "tone", "word"),
    [
        (-1, Tone.RED, "超期 1 天"),
        (0, Tone.YELLOW, "今日到期"),
        (3, Tone.YELLOW, "剩 3 天"),
        (4, Tone.GREEN, "剩 4 天"),
    ],
)
def test_a_light_has_a_colour_and_a_word(due: int, tone: Tone, word: str) -> None:
    node = Node(rule="notice", due_on=TODAY + timedelta(days=due))
    with translation.override("zh-hans"):
        seen = of_node(node, state=CaseState.FILED, on=TODAY, warn_days=3)
    assert (seen.tone, seen.word) == (tone, word)


def test_a_limit_of_a_suspended_case_is_grey() -> None:
    node = Node(rule="notice", due_on=TODAY - timedelta(days=9))
    assert of_node(node, state=CaseState.SUSPENDED, on=TODAY, warn_days=3).tone is Tone.GREY


def test_a_limit_met_late_stays_red() -> None:
    node = Node(rule="notice", due_on=TODAY - timedelta(days=9), done_on=TODAY)
    assert of_node(node, state=CaseState.FILED, on=TODAY, warn_days=3).tone is Tone.RED


def test_a_day_that_opens_an_act_is_never_overdue() -> None:
    node = Node(rule="round_end_earliest", due_on=TODAY - timedelta(days=30))
    assert of_node(node, state=CaseState.FILED, on=TODAY, warn_days=3).tone is Tone.GREEN
