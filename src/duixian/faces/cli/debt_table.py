"""The readable table of a debt, the same for a facts file and for a case."""

from rich.console import Console

from duixian.base.money import display
from duixian.faces.cli.console import Sheet, number, say, text, whole
from duixian.law.citations import Citation, Status
from duixian.law.interest.conventions import NOTES
from duixian.law.interest.statement import Statement


def print_statement(console: Console, statement: Statement) -> None:
    """Totals, steps, set-off, conventions and warnings of a statement."""
    symbol = "¥" if statement.currency == "CNY" else f"{statement.currency} "
    console.print(_totals(statement, symbol))
    console.print(_steps(statement, symbol))
    console.print(_set_offs(statement, symbol))
    for period in statement.excluded:
        until = period.end.isoformat() if period.end else "未定"
        say(console, f"不计加倍部分：{period.start.isoformat()} 至 {until}（止日恢复计算；法释〔2014〕8号第三条）")
    _print_conventions(console, statement)
    for fault in statement.warnings:
        say(console, f"注意　{fault}", style="yellow")


def _print_conventions(console: Console, statement: Statement) -> None:
    say(console, "计算约定", style="italic")
    for name, value in statement.convention_values().items():
        key = str(value).lower() if isinstance(value, bool) else value.value
        note = NOTES[name]
        disputed = "（尚无统一规定，可改选）" if note.status is Status.DISPUTED else ""
        say(console, f"{note.label}：{note.values[key]}{disputed}", style="dim", indent="  ")


def _totals(statement: Statement, symbol: str) -> Sheet:
    table = Sheet(
        [*text("项目"), *number("原额", "新增", "已付", "尚欠")], title=f"截至 {statement.on.isoformat()} 的债务"
    )
    for line in statement.lines:
        amounts = (line.opening, line.accrued, line.paid, line.remaining)
        table.add(line.label, *(display(amount, symbol) for amount in amounts))
    sums = [
        sum(getattr(line, name) for line in statement.lines) for name in ("opening", "accrued", "paid", "remaining")
    ]
    table.add("合计", *(display(amount, symbol) for amount in sums), style="bold", ruled=True)
    if statement.overpaid:
        table.add("多付", "", "", display(statement.overpaid, symbol), "")
    return table


def _steps(statement: Statement, symbol: str) -> Sheet:
    columns = [*text("种类"), *whole("起", "止"), *number("天"), *text("利率", "算式"), *number("金额"), *text("依据")]
    table = Sheet(columns, title="计算步骤")
    for step in statement.steps:
        table.add(
            step.label,
            step.first.isoformat(),
            step.last.isoformat(),
            step.days,
            step.rate,
            step.formula,
            display(step.amount, symbol),
            cited(step.citations),
        )
    return table


def _set_offs(statement: Statement, symbol: str) -> Sheet:
    table = Sheet([*whole("日期"), *text("抵充项目"), *number("金额"), *text("依据")], title="抵充")
    for row in statement.set_offs:
        by = "付款人指定" if row.marked else cited(row.citations)
        table.add(row.day.isoformat(), row.label, display(row.amount, symbol), by)
    return table


def cited(citations: tuple[Citation, ...]) -> str:
    """Citations for people; an instrument cited several times is named once."""
    by_instrument: dict[str, list[str]] = {}
    for citation in citations:
        by_instrument.setdefault(citation.instrument, []).append(citation.article)
    return "；".join(f"{instrument}{'、'.join(articles)}" for instrument, articles in by_instrument.items())
