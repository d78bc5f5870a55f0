"""`duixian scene`: a scene of the reports, acted end to end on a database and a bank of its own."""

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from duixian.base.faults import BadInput, Refused

if TYPE_CHECKING:
    from rich.console import Console

    from duixian.faces.cli.verification import Report
    from duixian.testing.scenes import Outcome

NAMES = ("members", "workers", "delay", "guarantor", "short", "control")
_START = date(2025, 1, 6)
_OK, _WRONG = 0, 1


@click.command("scene")
@click.argument("names", metavar="NAME...", nargs=-1, type=click.Choice([*NAMES, "all"]), required=True)
@click.option("--rows", default=20, show_default=True, help="最多列出多少行；0 为全部。")
def command(names: tuple[str, ...], rows: int) -> None:
    """从立案到结案演一个场景，打印其表：members workers delay guarantor short control，或 all。

    自带临时数据库和模拟银行，结束即删除；末尾列出各项核对和独立复核的结果。
    """
    wanted = NAMES if "all" in names else tuple(dict.fromkeys(names))
    if len(wanted) > 1:  # Django is aimed at a database once in a process
        good = [_elsewhere(name, rows) for name in wanted]
        sys.exit(_OK if all(good) else _WRONG)
    from duixian.faces.cli.console import console, say

    out = console()
    try:
        outcome, report = act(wanted[0])
    except (BadInput, Refused) as fault:
        say(out, str(fault), style="red")
        sys.exit(_WRONG)
    _show(outcome, report, rows, out)
    sys.exit(_OK if outcome.holds and report.ok else _WRONG)


def _elsewhere(name: str, rows: int) -> bool:
    start = "from duixian.faces.cli import main; main()"
    command_line = [sys.executable, "-c", start, "scene", name, "--rows", str(rows)]
    return subprocess.run(command_line, check=False).returncode == _OK


def act(name: str) -> "tuple[Outcome, Report]":
    """Act one scene on a database of its own; what came of it, and the independent check."""
    from duixian.faces.cli.throwaway import court_database
    from duixian.faces.cli.verification import verify

    with court_database() as place:
        from duixian.faces.workers.couriers import WorkersByHand
        from duixian.testing.scenes import SCENES
        from duixian.testing.scenes.stage import opened

        with opened(place.folder, _START, couriers=WorkersByHand()) as stage:
            outcome = SCENES[name](stage)
        return outcome, verify(place.dsn)


def _show(outcome: "Outcome", report: "Report", rows: int, out: "Console") -> None:
    from duixian.faces.cli.console import Sheet, number, say, text, whole

    out.rule(outcome.name)
    say(out, outcome.story)
    course = Sheet([*whole("日期"), *text("事项")], title="经过")
    for day, what in outcome.steps:
        course.add(day, what)
    out.print(course)
    if outcome.statement is not None:
        from duixian.faces.cli.debt_table import print_statement

        print_statement(out, outcome.statement)
    shown = outcome.rows[:rows] if rows else outcome.rows
    people = Sheet(text(*outcome.columns), title="各人所得")
    for row in shown:
        people.add(*row)
    out.print(people)
    if len(shown) < len(outcome.rows):
        say(out, f"……共 {len(outcome.rows)} 行，--rows 0 列出全部", style="dim")
    sums = Sheet([*text("项目"), *number("应为", "实为"), *text("相符")], title="核对")
    for check in outcome.checks:
        agrees = "✓" if check.holds else "✗"
        sums.add(check.label, check.shown(check.expected), check.shown(check.found), agrees)
    checked = f"{report.counts['postings']:,} 笔记账、{report.counts['trail']:,} 条留痕"
    found = "无误" if report.ok else f"{report.wrong} 处错误：{report.first}"
    sums.add("独立复核（duixian verify）", checked, found, "✓" if report.ok else "✗")
    out.print(sums)
