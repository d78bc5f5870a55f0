"""`duixian crash`: kill -9 at random points of a payout, again and again; afterwards everybody has been paid once."""

import sys

import click

_OK, _WRONG = 0, 1


@click.command("crash")
@click.option("--payees", default=10_000, show_default=True, type=click.IntRange(1, 200_000), help="受领人数。")
@click.option("--kills", default=20, show_default=True, type=click.IntRange(0, 1000), help="杀死进程的次数。")
@click.option("--seed", default=1, show_default=True, help="随机种子：决定时刻和对象。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(payees: int, kills: int, seed: int, as_json: bool) -> None:
    """崩溃试验：在一次发放的随机时刻用 kill -9 杀死数据库或工作进程，重启，直到发放完成，然后逐人清点。

    自带临时数据库（落盘）和模拟银行。退出码：0 每人恰好收到一次且账平，1 否则。
    """
    import json
    from dataclasses import asdict

    from duixian.faces.cli.console import Sheet, console, number, say, text
    from duixian.faces.cli.crash_experiment import run

    out = console(stderr=as_json)
    result = run(payees=payees, kills=kills, seed=seed, told=lambda line: say(out, line))
    if as_json:
        click.echo(json.dumps({"exact": result.exact, **asdict(result)}, ensure_ascii=False, indent=2))
        sys.exit(_OK if result.exact else _WRONG)
    columns = [*text("清点"), *number("应为", "实为"), *text("相符")]
    table = Sheet(columns, title=f"{len(result.kills)} 次崩溃之后（{result.seconds:.0f} 秒）")
    rows = (
        ("银行账上收到款的人", payees, result.bank_paid),
        ("其中收到不止一次的人", 0, result.bank_twice),
        ("银行实付（分）", result.total, result.bank_fen),
        ("账面已付的人", payees, result.booked_paid),
        ("金额不符的人", 0, result.wrong_sum),
        ("账面存款 = 应付（分）", result.owe, result.have),
        ("账面存款 = 银行余额（分）", result.bank_balance, result.have),
        ("独立复核发现的错误", 0, result.verify_wrong),
    )
    for label, expected, found in rows:
        table.add(label, f"{expected:,}", f"{found:,}", "✓" if expected == found else "✗")
    out.print(table)
    say(out, f"批次状态 {result.state}；工作进程重启 {result.restarts} 次。")
    sys.exit(_OK if result.exact else _WRONG)
