"""`duixian verify`: ledger, trail and papers checked again, independently of the code that wrote them."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from duixian.base.faults import BadInput
from duixian.faces.cli import place
from duixian.faces.cli.verification import Head, Report
from duixian.faces.cli.verification import verify as run

_NAMES = {
    "courts": "法院",
    "postings": "记账",
    "legs": "分录",
    "accounts": "账户",
    "trail": "留痕",
    "transfers": "对账单行",
    "receipts": "到账",
    "plans": "分配方案",
    "batches": "发放批次",
    "payouts": "付款",
}
_OK, _WRONG, _NOT_DONE = 0, 1, 2


@click.command("verify")
@click.option("--dsn", help="数据库连接串（表的所有者或超级用户）。缺省取 DUIXIAN_DB_* 或演示法院。")
@click.option("--home", type=click.Path(path_type=Path), help="演示法院的文件夹。")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="先前一次 --json 的输出：其中抄存的链末端必须仍在链上，否则账被截断或重写。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(dsn: str | None, home: Path | None, against: Path | None, as_json: bool) -> None:
    """独立复核账簿与留痕，指出第一个错误的行。退出码：0 无误，1 有误，2 未能复核。"""
    try:
        report = run(dsn or place.owner_dsn(home), against=_heads(against) if against else ())
    except BadInput as bad:
        if as_json:
            click.echo(json.dumps({"ok": False, "faults": [f.as_json() for f in bad.faults]}, ensure_ascii=False))
        click.echo(str(bad), err=True)
        sys.exit(_NOT_DONE)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        show(report)
    sys.exit(_OK if report.ok else _WRONG)


def _heads(file: Path) -> list[Head]:
    try:
        noted: Iterable[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["heads"]
        return [Head(int(h["court"]), str(h["stream"]), int(h["seq"]), str(h["hash"])) for h in noted]
    except (ValueError, KeyError, TypeError) as error:
        raise click.UsageError(f"{file} 不是 duixian verify --json 的输出") from error


def show(report: Report) -> None:
    """Print what was checked, the verdict and the wrong rows, the first one first."""
    from duixian.faces.cli.console import Sheet, console, number, say, text, whole

    out = console()
    done = Sheet([*text("对象"), *number("已查")], title="独立复核")
    for what, rows in report.counts.items():
        done.add(_NAMES[what], f"{rows:,}")
    out.print(done)
    if report.ok:
        say(out, "无误：每笔记账平衡、每条链完整、余额等于分录之和、每笔收付有据。", style="green")
        return
    columns = [*text("法院"), *whole("所在", "行"), *text("错误", "应为", "实为")]
    wrong = Sheet(columns, title=f"发现 {report.wrong} 处错误，第一处在首行")
    for finding in report.findings:
        court = report.courts.get(finding.court_id, str(finding.court_id))
        wrong.add(court, finding.stream, finding.row, finding.what, finding.expected, finding.found, style="red")
    out.print(wrong)
