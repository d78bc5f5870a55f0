"""`duixian statement`: exports of any bank or wallet as one table of transfers, bad rows with their reasons."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duixian.base.faults import BadInput, Fault
from duixian.base.money import yuan

if TYPE_CHECKING:
    from duixian.reading.statements.layouts import Mapping
    from duixian.reading.statements.model import StatementFile, Transfer
    from duixian.reading.statements.recognition import Candidate

_OK, _SOME_BAD, _NOTHING = 0, 1, 2


@dataclass(slots=True)
class _Source:
    """What became of one file."""

    name: str
    statements: list["StatementFile"] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    candidates: tuple["Candidate", ...] = ()

    @property
    def good(self) -> bool:
        """Whether every line was read and every sum agrees."""
        return bool(self.statements) and not self.faults and not any(each.faults for each in self.statements)


@click.command("statement")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--map", "maps", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="列含义说明（JSON），用于不认识的格式；可重复。")  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="另存为 .csv 或 .xlsx。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，金额为以元为单位的字符串。")
def command(files: tuple[str, ...], maps: tuple[Path, ...], out: Path | None, as_json: bool) -> None:
    """读取银行、支付平台导出的流水（CSV、xls、xlsx、camt.053），合成一张表；读不了的行逐行说明原因。

    FILE 可多个，- 为标准输入。重复的明细只计一次。退出码：0 全部无误，1 部分行或合计有问题，2 一个文件也读不了。
    """
    if out is not None and out.suffix.lower() not in {".csv", ".xlsx"}:
        raise click.UsageError("--out 的文件名应以 .csv 或 .xlsx 结尾")
    mappings = _mappings(maps)
    sources: list[_Source] = []
    with _progress(files) as walk:
        for name in walk:
            sources.append(_read(name, mappings))
    lines, repeated = _lines(sources)
    if out is not None:
        try:
            _save(out, lines, sources)
        except OSError as error:
            raise click.UsageError(f"不能写入 {out}，请核对文件夹和权限") from error
    if as_json:
        click.echo(json.dumps(_as_json(sources, lines, repeated), ensure_ascii=False, indent=2))
    else:
        _show(sources, lines, repeated)
    if all(source.good for source in sources):
        sys.exit(_OK)
    sys.exit(_SOME_BAD if lines else _NOTHING)


def _progress(files: Sequence[str]) -> Any:
    hidden = len(files) < 3 or not sys.stderr.isatty()
    return click.progressbar(files, label="读取", file=sys.stderr, hidden=hidden)


def _mappings(paths: Sequence[Path]) -> list["Mapping"]:
    from duixian.reading.statements.layouts import Mapping

    found: list[Mapping] = []
    for path in paths:
        try:
            found.append(Mapping.from_json(path.read_text("utf-8-sig")))
        except (BadInput, UnicodeDecodeError) as bad:
            raise click.UsageError(f"{path}：{bad}") from bad
    return found


def _read(name: str, mappings: Sequence["Mapping"]) -> _Source:
    from duixian.reading.statements.importer import read
    from duixian.reading.statements.recognition import UnknownLayout

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except FileNotFoundError:
        return _Source(name, faults=(Fault("file.missing", "找不到文件", "请核对路径", place=name),))
    except OSError:
        return _Source(name, faults=(Fault("file.unreadable", "不能读取文件", "请核对文件和权限", place=name),))
    try:
        return _Source(name, statements=read(data, name, mappings=mappings))
    except UnknownLayout as unknown:
        return _Source(name, faults=unknown.faults, candidates=unknown.candidates)
    except BadInput as bad:
        return _Source(name, faults=bad.faults)


def _lines(sources: Sequence[_Source]) -> tuple[list[tuple[_Source, "StatementFile", "Transfer"]], int]:
    """All transfers once, in the order of files and rows, and how many were left out as repeated."""
    seen: set[str] = set()
    lines: list[tuple[_Source, StatementFile, Transfer]] = []
    repeated = 0
    for source in sources:
        fresh: set[str] = set()
        for statement in source.statements:
            for transfer in statement.transfers:
                if transfer.fingerprint in seen:
                    repeated += 1
                    continue
                fresh.add(transfer.fingerprint)
                lines.append((source, statement, transfer))
        seen |= fresh
    return lines, repeated


# ----------------------------------------------------------------------------------------------------------- output


def _as_json(
    sources: Sequence[_Source], lines: Sequence[tuple[_Source, "StatementFile", "Transfer"]], repeated: int
) -> dict[str, Any]:
    return {
        "results": [
            {
                "source": source.name,
                "ok": source.good,
                "statements": [_statement_json(statement) for statement in source.statements],
                "faults": [fault.as_json() for fault in source.faults],
                "candidates": [_candidate_json(candidate) for candidate in source.candidates],
            }
            for source in sources
        ],
        "transfers": [_transfer_json(*line) for line in lines],
        "repeated": repeated,
    }


def _statement_json(statement: "StatementFile") -> dict[str, Any]:
    return {
        "bank": statement.bank,
        "layout": statement.layout,
        "signature": statement.signature,
        "account": statement.account,
        "holder": statement.holder,
        "currency": statement.currency,
        "from": statement.first_day.isoformat() if statement.first_day else None,
        "to": statement.last_day.isoformat() if statement.last_day else None,
        "opening": None if statement.opening is None else yuan(statement.opening),
        "closing": None if statement.closing is None else yuan(statement.closing),
        "count": len(statement.transfers),
        "credits": yuan(statement.credits),
        "debits": yuan(statement.debits),
        "in_doubt": statement.in_doubt,
        "faults": [fault.as_json() for fault in statement.faults],
        "notes": [note.as_json() for note in statement.notes],
    }


def _transfer_json(source: _Source, statement: "StatementFile", transfer: "Transfer") -> dict[str, Any]:
    return {
        "date": transfer.booked_on.isoformat(),
        "time": transfer.booked_time.isoformat() if transfer.booked_time else None,
        "direction": transfer.direction.value,
        "amount": yuan(transfer.amount),
        "currency": transfer.currency,
        "balance": None if transfer.balance is None else yuan(transfer.balance),
        "counterparty": transfer.counterparty,
        "counterparty_account": transfer.counterparty_account,
        "counterparty_bank": transfer.counterparty_bank,
        "remark": transfer.remark,
        "reference": transfer.reference,
        "sub_account": transfer.sub_account,
        "end_to_end_id": transfer.end_to_end_id,
        "returned": transfer.returned,
        "reason_code": transfer.reason_code,
        "bank": statement.bank,
        "account": transfer.account or statement.account,
        "source": source.name,
        "place": transfer.place,
        "fingerprint": transfer.fingerprint,
    }


def _candidate_json(candidate: "Candidate") -> dict[str, Any]:
    return {
        "sheet": candidate.sheet,
        "row": candidate.row,
        "headings": list(candidate.headings),
        "samples": [list(sample) for sample in candidate.samples],
        "mapping": _skeleton(candidate),
    }


def _skeleton(candidate: "Candidate") -> dict[str, Any]:
    """A mapping to fill in and give back with --map; what could be guessed by name is there."""
    return {
        "signature": candidate.signature,
        "bank": "",
        "columns": {heading: meaning.value for heading, meaning in candidate.guesses},
        "rule": None,
        "day_order": "ymd",
        "unit": "yuan",
    }


_COLUMNS = (
    "日期", "时间", "收支", "金额", "币种", "余额", "对方户名", "对方账号", "对方开户行", "附言", "流水号", "专用账号",
    "银行", "账号", "文件", "位置",
)  # fmt: skip
_WORDS = {"credit": "收入", "debit": "支出", "neutral": "不计"}


def _cells(source: _Source, statement: "StatementFile", transfer: "Transfer") -> list[str]:
    return [
        transfer.booked_on.isoformat(),
        transfer.booked_time.isoformat() if transfer.booked_time else "",
        "退回" if transfer.returned else _WORDS[transfer.direction.value],
        yuan(transfer.amount),
        transfer.currency,
        "" if transfer.balance is None else yuan(transfer.balance),
        transfer.counterparty,
        transfer.counterparty_account,
        transfer.counterparty_bank,
        transfer.remark,
        transfer.reference,
        transfer.sub_account,
        statement.bank,
        transfer.account or statement.account,
        Path(source.name).name,
        transfer.place,
    ]


def _faults(sources: Sequence[_Source]) -> list[tuple[str, Fault]]:
    return [
        (source.name, fault)
        for source in sources
        for fault in (*source.faults, *(fault for each in source.statements for fault in each.faults))
    ]


def _save(out: Path, lines: Sequence[tuple[_Source, "StatementFile", "Transfer"]], sources: Sequence[_Source]) -> None:
    if out.suffix.lower() == ".csv":
        import csv

        with out.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            for line in lines:
                writer.writerow([_harmless(cell) for cell in _cells(*line)])
    else:
        _save_workbook(out, lines, sources)
    click.echo(f"已写出 {out}（{len(lines)} 笔）", err=True)


def _harmless(cell: str) -> str:
    """A payer may write =cmd|… into a remark: an apostrophe keeps a spreadsheet program from running it."""
    risky = cell.startswith(("=", "@", "\t")) or (cell[:1] in "+-" and not cell[1:2].isdigit())
    return f"'{cell}" if cell and risky else cell


def _save_workbook(
    out: Path, lines: Sequence[tuple[_Source, "StatementFile", "Transfer"]], sources: Sequence[_Source]
) -> None:
    from decimal import Decimal

    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("流水")
    sheet.append(_COLUMNS)
    for line in lines:
        row: list[Any] = []
        for heading, cell in zip(_COLUMNS, _cells(*line), strict=True):
            value: Any = Decimal(cell) if heading in ("金额", "余额") and cell else cell
            made = WriteOnlyCell(sheet, value=value)
            if heading in ("金额", "余额"):
                made.number_format = "#,##0.00"
            elif cell:
                made.data_type = "s"  # text stays text, also when it begins like a formula
            row.append(made)
        sheet.append(row)
    wrong = book.create_sheet("未读入")
    wrong.append(["文件", "位置", "列", "内容", "原因", "处理"])
    for name, fault in _faults(sources):
        shown = fault.as_json()
        cells = [Path(name).name, fault.place, fault.field, fault.value, shown["message"], shown["remedy"]]
        made_cells = [WriteOnlyCell(wrong, value=cell) for cell in cells]
        for made in made_cells:
            made.data_type = "s"
        wrong.append(made_cells)
    book.save(out)


def _show(
    sources: Sequence[_Source], lines: Sequence[tuple[_Source, "StatementFile", "Transfer"]], repeated: int
) -> None:
    """Tables to standard output, faults and what to do to standard error."""
    from duixian.faces.cli.console import Sheet, console, number, text, whole

    columns = [*text("文件", "银行"), *whole("账号"), *text("户名", "期间"), *number("笔数", "收入", "支出", "问题")]
    summary = Sheet(columns, title="文件")
    for source in sources:
        for each in source.statements:
            period = f"{each.first_day} – {each.last_day}" if each.first_day else ""
            cells = [Path(source.name).name, each.bank or "未写明", each.account, each.holder, period]
            sums = [str(len(each.transfers)), yuan(each.credits), yuan(each.debits), str(len(each.faults))]
            summary.add(*cells, *sums)
    if lines:
        out = console()
        out.print(summary)
        columns = [*whole("日期"), *number("收入", "支出", "余额"), *text("对方户名", "对方账号", "附言", "位置")]
        table = Sheet(columns, title="流水")
        for _, _, transfer in lines:
            incoming, outgoing = transfer.direction.value == "credit", transfer.direction.value == "debit"
            mark = "" if incoming or outgoing else f"（不计 {yuan(transfer.amount)}）"
            cells = [
                transfer.booked_on.isoformat(),
                yuan(transfer.amount) if incoming else "",
                yuan(transfer.amount) if outgoing else "",
                "" if transfer.balance is None else yuan(transfer.balance),
                transfer.counterparty,
                transfer.counterparty_account,
                f"{transfer.remark}{mark}",
                transfer.place,
            ]
            table.add(*cells)
        out.print(table)
    _tell(sources, repeated)


def _tell(sources: Sequence[_Source], repeated: int) -> None:
    for source in sources:
        name = Path(source.name).name
        for fault in source.faults:
            click.echo(str(fault) if name in fault.place else f"{name} {fault}", err=True)
        for each in source.statements:
            for fault in each.faults:
                click.echo(f"{name} {fault}", err=True)
            if each.notes:
                click.echo(f"{name}：另有 {len(each.notes)} 条说明（未计入的行等），见 --json", err=True)
        if source.candidates:
            skeleton = json.dumps(_skeleton(source.candidates[0]), ensure_ascii=False, indent=2)
            click.echo(f"请补全下面的说明，存为文件后以 --map 文件 重新运行：\n{skeleton}", err=True)
    if repeated:
        click.echo(f"{repeated} 笔与前面的文件重复，只计一次", err=True)
