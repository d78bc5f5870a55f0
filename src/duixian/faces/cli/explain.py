"""`duixian explain`: why a case stands where it stands, whose turn it is since when, on which article, what is next."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duixian.base.days import read_day
from duixian.base.faults import BadInput
from duixian.base.money import display, yuan
from duixian.faces.cli import place
from duixian.faces.cli.cases import case_of

if TYPE_CHECKING:
    from duixian.flows.standing import Stood

_WHOSE = {
    "court": "法院（承办人）",
    "chief": "执行局长",
    "president": "院长",
    "debtor": "被执行人",
    "applicant": "申请执行人",
    "agency": "协助单位",
    "bank": "银行",
    "other_court": "其他法院",
    "nobody": "无人",
}


@click.command("explain")
@click.argument("case_number", metavar="案号")
@click.option("--on", "on_text", metavar="日期", help="哪一天的期限；缺省为今天。")
@click.option("--home", type=click.Path(path_type=Path), help="数据所在的文件夹；缺省为演示。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(case_number: str, on_text: str | None, home: Path | None, as_json: bool) -> None:
    """说明一个案件为什么停在现在的状态：轮到谁、自何时起、依据哪一条，以及下一步可以依法做什么。"""
    try:
        place.set_up_django(home)
        from django.utils.timezone import localdate

        from duixian.domain.courts import scope
        from duixian.flows.standing import standing_of

        on = read_day(on_text) if on_text else localdate()
        with scope.of_all_courts():
            stood = standing_of(case_of(case_number), on=on)
    except BadInput as bad:
        if as_json:
            faults = [fault.as_json() for fault in bad.faults]
            click.echo(json.dumps({"ok": False, "faults": faults}, ensure_ascii=False, indent=2))
        else:
            click.echo(str(bad), err=True)
        raise SystemExit(1) from None
    if as_json:
        click.echo(json.dumps(as_document(stood), ensure_ascii=False, indent=2))
    else:
        _print(stood, on)


def as_document(stood: "Stood") -> dict[str, Any]:
    """The answer with stable keys; sums in yuan, days ISO."""
    standing, turn = stood.standing, stood.turn
    return {
        "ok": True,
        "number": stood.case.number,
        "court": stood.case.court.name,
        "state": standing.state,
        "since": standing.since.isoformat(),
        "basis": standing.state_basis,
        "remaining": yuan(standing.remaining),
        "turn": {
            "whose": turn.whose,
            "since": turn.since.isoformat(),
            "what": turn.what.message,
            "basis": turn.basis,
        },
        "steps": [
            {
                "id": step.id,
                "title": step.title,
                "why": step.why.message,
                "basis": step.basis,
                "due": step.due.isoformat() if step.due else None,
                "weight": step.weight.name.lower(),
            }
            for step in stood.steps
        ],
    }


def _print(stood: "Stood", on: date) -> None:
    from duixian.faces.cli.console import console, say

    out, standing, turn = console(), stood.standing, stood.turn
    say(out, f"{stood.case.number}　{stood.case.court.name}　承办人 {standing.officer or '（无）'}", style="bold")
    ground = f"（{standing.state_basis}）" if standing.state_basis else ""
    say(
        out,
        f"状态　　{stood.case.get_state_display()}，自 {standing.since} 起{ground}；尚欠 {display(standing.remaining)}",
    )
    basis = f"（{turn.basis}）" if turn.basis else ""
    say(out, f"轮到　　{_WHOSE[turn.whose]}，自 {turn.since} 起：{turn.what.message}{basis}")
    if not stood.steps:
        say(out, "下一步　没有待办")
    for number, step in enumerate(stood.steps, 1):
        left = "" if step.due is None else f"　{step.due}（{_left((step.due - on).days)}）"
        say(out, f"{number:>2}　{step.title}{left}　{step.why.message}　[{step.basis}]")


def _left(days: int) -> str:
    return f"超期 {-days} 天" if days < 0 else "今日到期" if days == 0 else f"剩 {days} 天"
