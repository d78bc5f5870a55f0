"""`duixian split`: divide money among creditors from plan files, without a database, by the law that a case uses."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duixian.base.days import read_day
from duixian.base.faults import BadInput, Fault

if TYPE_CHECKING:
    from duixian.law.distribution import Plan

_OK, _BAD = 0, 1


@click.command("split")
@click.argument("files", nargs=-1, metavar="PLAN…")
@click.option("--on", "on_text", metavar="日期", help="分配日期；缺省为文件中的日期，文件没有写的为今天。")
@click.option("--payee", "payees", multiple=True, metavar="编号", help="只打印该受领人的明细，可重复；all 为全部。")
@click.option("--template", type=click.Path(dir_okay=False, path_type=Path), help="写出空白模板（xlsx）。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，金额为以元为单位的字符串。")
def command(
    files: tuple[str, ...], on_text: str | None, payees: tuple[str, ...], template: Path | None, as_json: bool
) -> None:
    """分配案款：费用、优先债权、普通债权，逐步列出条文，精确到分；每个受领人都可以用计算器复核。

    PLAN 为 JSON 或 xlsx（可多个，- 为标准输入）。先试算后修改，不保存任何内容。
    """
    if template is not None:
        _write_template(template)
    if not files:
        if template is None:
            raise click.UsageError("请给出分配方案文件，或用 --template 取得模板")
        return
    try:
        on = read_day(on_text, field="--on") if on_text else None
    except BadInput as bad:
        raise click.UsageError(str(bad)) from bad
    results = []
    with _progress(files) as sources:
        for source in sources:
            results.append(_divided(source, on))
    good = all("plan" in result for result in results)
    if as_json:
        _print_json(results)
    else:
        good &= _print_tables(results, payees)
    sys.exit(_OK if good else _BAD)


def _write_template(path: Path) -> None:
    from duixian.reading.plan_template import template

    if path.exists():
        raise click.UsageError(f"{path} 已经存在，请换一个文件名")
    try:
        path.write_bytes(template())
    except OSError as error:
        raise click.UsageError(f"不能写入 {path}，请核对文件夹和权限") from error
    click.echo(f"已写出模板 {path}", err=True)


def _progress(files: Sequence[str]) -> Any:
    """A bar on a terminal when there are many files; silent otherwise."""
    hidden = len(files) < 3 or not sys.stderr.isatty()
    return click.progressbar(files, label="分配", file=sys.stderr, hidden=hidden)


def _divided(source: str, on: date | None) -> dict[str, Any]:
    from duixian.law.distribution import divide
    from duixian.reading.plans import read_plan

    try:
        facts = read_plan(_bytes(source), "" if source == "-" else source, on=on or _today())
        return {"source": source, "plan": divide(replace(facts, on=on) if on else facts)}
    except BadInput as bad:
        return {"source": source, "faults": bad.faults}


def _bytes(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except FileNotFoundError as error:
        raise BadInput(Fault("file.missing", "找不到文件", "请核对路径", place=source)) from error
    except OSError as error:
        raise BadInput(Fault("file.unreadable", "不能读取文件", "请核对文件和权限", place=source)) from error


def _today() -> date:
    return date.today()  # noqa: DTZ011 the court's own calendar day; a face may read the clock


def _print_json(results: Sequence[dict[str, Any]]) -> None:
    from duixian.law.distribution.report import as_record

    shown = []
    for result in results:
        if "plan" in result:
            shown.append({"source": result["source"], "ok": True, **as_record(result["plan"])})
        else:
            faults = [fault.as_json() for fault in result["faults"]]
            shown.append({"source": result["source"], "ok": False, "faults": faults})
    click.echo(json.dumps({"results": shown}, ensure_ascii=False, indent=2))


def _print_tables(results: Sequence[dict[str, Any]], payees: Sequence[str]) -> bool:
    """Tables to standard output, faults to standard error; whether every payee asked for was found."""
    from duixian.faces.cli.console import console
    from duixian.faces.cli.split_table import print_payee, print_plan

    out = console()
    found = True
    for result in results:
        if len(results) > 1:
            click.echo(result["source"])
        for fault in result.get("faults", ()):
            click.echo(str(fault), err=True)
        if "plan" not in result:
            continue
        plan: Plan = result["plan"]
        if not payees:
            print_plan(out, plan)
        known = [payee.key for payee in plan.payees]
        for key in known if "all" in payees else payees:
            if key in known:
                print_payee(out, plan, key)
            else:
                found = False
                click.echo(f"{result['source']}：没有编号为“{key}”的受领人", err=True)
    return found
