"""`duixian scene`: a scene of the reports, acted end to end on a database and a bank of its own."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING

import click

from duixian.base.faults import BadInput, Refused

if TYPE_CHECKING:
    from rich.console import Console

    from duixian.faces.cli.verification import Report
    from duixian.testing.scenes import Outcome

NAMES = ("members", "workers", "delay", "guarantor", "short", "control")
LONG = "hundred-days"
"""Takes minutes, so it is not among `all`."""
RUNNING = "lifting"
"""Acted in the demo court that is running, not on a database of its own."""
_START = date(2025, 1, 6)
_OK, _WRONG = 0, 1


@click.command("scene")
@click.argument("names", metavar="NAME...", nargs=-1, type=click.Choice([*NAMES, LONG, RUNNING, "all"]), required=True)
@click.option("--rows", default=20, show_default=True, help="最多列出多少行；0 为全部。")
@click.option("--cases", default=3000, show_default=True, type=click.IntRange(1), help="hundred-days：案件数。")
@click.option("--days", default=100, show_default=True, type=click.IntRange(1, 300), help="hundred-days：模拟天数。")
@click.option("--seed", default=7, show_default=True, help="hundred-days：种子。")
def command(names: tuple[str, ...], rows: int, cases: int, days: int, seed: int) -> None:
    """从立案到结案演一个场景，打印其表：members workers delay guarantor short control，或 all。

    hundred-days 让三千件案件经历一百个模拟日，每日逐项核对，并逐项尝试违法办理。需时较长，不在 all 之内。

    有一项不符、一个结局未到或者一次未预告的拒绝，即以 1 退出。

    lifting 在正在运行的演示法院里演：在模拟银行柜台交款，逐处计时，直到名单、推送、名单包都已解除并有证明。

    其余自带临时数据库和模拟银行，结束即删除；末尾列出各项核对和独立复核的结果。
    """
    wanted = NAMES if "all" in names else tuple(dict.fromkeys(names))
    sizes = ("--cases", str(cases), "--days", str(days), "--seed", str(seed))
    if len(wanted) > 1:  # Django is aimed at a database once in a process
        good = [_elsewhere(name, rows, sizes) for name in wanted]
        sys.exit(_OK if all(good) else _WRONG)
    from duixian.faces.cli.console import console, say

    out = console()
    if wanted[0] == RUNNING:
        from duixian.faces.cli.lifting import show

        sys.exit(_OK if show(out) else _WRONG)
    began = monotonic()
    try:
        if wanted[0] == LONG:
            outcome, report = live(cases=cases, days=days, seed=seed, told=lambda line: say(out, line, style="dim"))
        else:
            outcome, report = act(wanted[0])
    except (BadInput, Refused) as fault:
        say(out, str(fault), style="red")
        sys.exit(_WRONG)
    _show(outcome, report, rows, out)
    say(out, f"用时 {monotonic() - began:,.0f} 秒（含建库）", style="dim")
    sys.exit(_OK if outcome.holds and report.ok else _WRONG)


def _elsewhere(name: str, rows: int, sizes: tuple[str, ...]) -> bool:
    start = "from duixian.faces.cli import main; main()"
    command_line = [sys.executable, "-c", start, "scene", name, "--rows", str(rows), *sizes]
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


def live(*, cases: int, days: int, seed: int, told: Callable[[str], None]) -> "tuple[Outcome, Report]":
    """Let many cases live many days on a database of their own; what came of it, and the independent check. `told`
    hears a line every ten days, with the seconds since the first day began."""
    from duixian.faces.cli.throwaway import court_database
    from duixian.faces.cli.verification import verify

    with court_database() as place:
        from duixian.testing.scenes.hundred_days import hundred_days

        began = monotonic()
        outcome = hundred_days(
            place.folder,
            cases=cases,
            days=days,
            seed=seed,
            told=lambda line: told(f"{line}，已用 {monotonic() - began:,.0f} 秒"),
        )
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
    people = Sheet(text(*outcome.columns), title="各人所得" if outcome.name != LONG else "每十日")
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
