"""`duixian simulate control`: the report says what the years brought, the exit status whether anything was silent."""

import json

import pytest
from click.testing import CliRunner, Result

from duixian.faces.cli import main
from duixian.worlds import control_years

SMALL = ["simulate", "control", "--years", "2", "--measures", "1500", "--seed", "4"]


def _run(*more: str) -> Result:
    return CliRunner().invoke(main, [*SMALL, *more])


def test_the_figures_add_up() -> None:
    done = _run("--json")
    report = json.loads(done.stdout)

    assert done.exit_code == 0, done.output
    assert report["silent"] == 0
    assert sum(report["fates"].values()) == report["measures"] == 1500
    assert len(report["ends_by_month"]) == 24
    assert report["told"]["officer"] >= report["told"]["chief"] > 0


def test_the_page_names_silence_and_the_busiest_days() -> None:
    done = _run()

    assert done.exit_code == 0, done.output
    assert "无声失效" in done.stdout
    assert "最忙的日子" in done.stdout
    assert "2014-12" in done.stdout


def test_silence_makes_the_command_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    real = control_years.run

    def wrong(*args: object, **kwargs: object) -> control_years.Course:
        course = real(*args, **kwargs)  # type: ignore[arg-type]
        course.silent = 1
        return course

    monkeypatch.setattr(control_years, "run", wrong)

    assert _run("--json").exit_code == 1


@pytest.mark.parametrize(
    "flag", [("--forget", "1.5"), ("--years", "0"), ("--start", "2013-02-30"), ("--start", "1999-01-01")]
)
def test_a_wrong_flag_is_named(flag: tuple[str, str]) -> None:
    done = _run(*flag)

    assert done.exit_code == 2
    assert flag[0] in done.output
