"""`duixian fee`: court fees with their steps."""

import json
import sys
from datetime import date
from typing import Any

import click

from duixian.base.days import read_day
from duixian.base.faults import BadInput
from duixian.base.money import display, fen, yuan
from duixian.law.fees import Fee, FeeKind, execution_fee_without_amount, fee


@click.command("fee")
@click.argument("amounts", nargs=-1)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in FeeKind]),
    help="execution 执行费（缺省），preservation 保全费，property_case 受理费，bankruptcy 破产申请费；可重复。",
)
@click.option("--without-amount", is_flag=True, help="没有执行金额的案件：给出幅度。")
@click.option("--on", "on_text", metavar="日期", help="适用该日有效的标准；缺省为今天。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(
    amounts: tuple[str, ...], kinds: tuple[str, ...], without_amount: bool, on_text: str | None, as_json: bool
) -> None:
    """按《诉讼费用交纳办法》计算费用，逐段列出。AMOUNTS 为以元为单位的金额，可多个。"""
    if not amounts and not without_amount:
        raise click.UsageError("请给出至少一个金额")
    results: list[dict[str, Any]] = []
    fees: list[Fee] = []
    try:
        on = read_day(on_text, field="--on") if on_text else date.today()  # noqa: DTZ011 a face may read the clock
    except BadInput as bad:
        raise click.UsageError(str(bad)) from bad
    for text in amounts:
        for kind in kinds or (FeeKind.EXECUTION.value,):
            try:
                made = fee(FeeKind(kind), fen(text), on=on)
            except BadInput as bad:
                results.append({"source": text, "ok": False, "faults": [fault.as_json() for fault in bad.faults]})
                if not as_json:
                    click.echo(str(bad), err=True)
                continue
            results.append({"source": text, "ok": True, "fee": _as_json(made)})
            fees.append(made)
    if without_amount:
        made = execution_fee_without_amount(on=on)
        results.append({"source": "", "ok": True, "fee": _as_json(made)})
        fees.append(made)
    if as_json:
        click.echo(json.dumps({"results": results}, ensure_ascii=False, indent=2))
    elif fees:
        _show(fees)
    sys.exit(0 if all(result["ok"] for result in results) else 1)


def _as_json(made: Fee) -> dict[str, Any]:
    return {
        "kind": made.kind.value,
        "title": made.title,
        "base": yuan(made.amount),
        "amount": yuan(made.due),
        "most": yuan(made.most),
        "steps": [{"part": yuan(s.part), "percent": s.percent, "formula": s.formula} for s in made.steps],
        "citation": made.citation.as_json(),
        "status": made.status.value,
        "notes": list(made.notes),
    }


def _show(fees: list[Fee]) -> None:
    from duixian.faces.cli.console import Sheet, console, number, text

    table = Sheet([*text("费用"), *number("金额", "应交"), *text("算式", "依据")])
    for made in fees:
        due = display(made.due) if made.due == made.most else f"{display(made.due)} – {display(made.most)}"
        how = "\n".join([*(step.formula for step in made.steps), *made.notes])
        table.add(made.title, display(made.amount), due, how, made.citation)
    console().print(table)
