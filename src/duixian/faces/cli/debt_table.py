"""The readable table of a debt, the same for a facts file and for a case."""

from rich.console import Console
from rich.table import Table

from duixian.base.money import display
from duixian.law.citations import Citation, Status
from duixian.law.interest.conventions import NOTES
from duixian.law.interest.statement import Statement


def print_statement(console: Console, statement: Statement) -> None:
    """Totals, steps, set-off, conventions and warnings of a statement."""
    symbol = "¥" if statement.currency == "CNY" else f"{statement.currency} "
    console.print(_totals(statement, symbol))
    if statement.steps:
        console.print(_steps(statement, symbol))
    if statement.set_offs:
        console.print(_set_offs(statement, symbol))
    for period in statement.excluded:
        until = period.end.isoformat() if period.end else "未定"
        console.print(f"不计加倍部分：{period.start.isoformat()} 至 {until}（止日恢复计算；法释〔2014〕8号第三条）")
    console.print(_conventions(statement))
    for fault in statement.warnings:
        console.print(f"注意　{fault}", style="yellow", markup=False)


def _conventions(statement: Statement) -> Table:
    table = Table.grid(padding=(0, 2))
    table.title, table.title_justify = "计算约定", "left"
    for name, value in statement.convention_values().items():
        key = str(value).lower() if isinstance(value, bool) else value.value
        note = NOTES[name]
        disputed = "（尚无统一规定，可改选）" if note.status is Status.DISPUTED else ""
        table.add_row(note.label, note.values[key] + disputed, style="dim")
    return table


def _totals(statement: Statement, symbol: str) -> Table:
    table = Table(title=f"截至 {statement.on.isoformat()} 的债务", title_justify="left")
    table.add_column("项目")
    for name in ("原额", "新增", "已付", "尚欠"):
        table.add_column(name, justify="right")
    for line in statement.lines:
        amounts = (line.opening, line.accrued, line.paid, line.remaining)
        table.add_row(line.label, *(display(amount, symbol) for amount in amounts))
    table.add_section()
    sums = [
        sum(getattr(line, name) for line in statement.lines) for name in ("opening", "accrued", "paid", "remaining")
    ]
    table.add_row("合计", *(display(amount, symbol) for amount in sums), style="bold")
    if statement.overpaid:
        table.add_row("多付", "", "", display(statement.overpaid, symbol), "")
    return table


def _steps(statement: Statement, symbol: str) -> Table:
    table = Table(title="计算步骤", title_justify="left")
    for name in ("种类", "起", "止"):
        table.add_column(name)
    table.add_column("天", justify="right")
    table.add_column("利率")
    table.add_column("算式")
    table.add_column("金额", justify="right")
    table.add_column("依据", overflow="fold")
    for step in statement.steps:
        table.add_row(
            step.label,
            step.first.isoformat(),
            step.last.isoformat(),
            str(step.days),
            step.rate,
            step.formula,
            display(step.amount, symbol),
            cited(step.citations),
        )
    return table


def _set_offs(statement: Statement, symbol: str) -> Table:
    table = Table(title="抵充", title_justify="left")
    table.add_column("日期")
    table.add_column("抵充项目")
    table.add_column("金额", justify="right")
    table.add_column("依据", overflow="fold")
    for row in statement.set_offs:
        by = "付款人指定" if row.marked else cited(row.citations)
        table.add_row(row.day.isoformat(), row.label, display(row.amount, symbol), by)
    return table


def cited(citations: tuple[Citation, ...]) -> str:
    """Citations for people; an instrument cited several times is named once."""
    by_instrument: dict[str, list[str]] = {}
    for citation in citations:
        by_instrument.setdefault(citation.instrument, []).append(citation.article)
    return "；".join(f"{instrument}{'、'.join(articles)}" for instrument, articles in by_instrument.items())
