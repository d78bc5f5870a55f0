"""The rows under a heading into transfers. A bad row comes back with its reasons; the good rows stay."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.reading.sheets import Row, Sheet, column_letters
from duixian.reading.statements import cells
from duixian.reading.statements.fields import Field, plain
from duixian.reading.statements.layouts import Rule
from duixian.reading.statements.model import Direction, StatementFile, Transfer, with_fingerprints
from duixian.reading.statements.preamble import Printed, printed
from duixian.reading.statements.recognition import Heading
from duixian.reading.statements.sums import Totals, check_balances, check_totals

_TOTALS: Final = re.compile(
    r"^(人民币|本页|本期|本月|借方|贷方)?(合计|总计|小计|累计)(金额|笔数)?|^(本期|本页)发生额|^total", re.I
)
_NOTE: Final = re.compile(
    r"^(以上|说明|注|备注|温馨|提示|特别|声明|免责|第\s*\d+\s*页|共\s*\d+|截止|截至|以下空白|打印|制表|导出|下载|查询|"
    r"期末|期初|承前|过次|上页|转下|-{3,}|\*{3,}|={3,}|★|本明细|本回单|本对账单|电子回单|\d+[.、．])"
)
_NOT_MOVED: Final = re.compile(
    r"关闭|失败|取消|撤销|拒绝|未支付|待支付|等待付款|已退回|pending|declined|cancel|fail", re.I
)
_CAME_BACK: Final = re.compile(r"退汇|退票|汇出退回|来账退回|代付退回")
"""A bank's own words for a payment of ours that came back. Payers do not write them; 退款 they do."""
_WALLETS_SAY: Final = "平台说明：因统计口径不同，可能不一致，以明细为准"
_POLICE_FAILED: Final = frozenset({"0", "00", "2", "否", "n"})


@dataclass(slots=True)
class _Reading:
    """A table while it is read."""

    sheet: Sheet
    heading: Heading
    printed: Printed
    rule: Rule
    transfers: list[Transfer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    totals: list[Totals] = field(default_factory=list)
    odd_balances: list[Row] = field(default_factory=list)
    after: list[Row] = field(default_factory=list)

    def cell(self, row: Row, meaning: Field) -> str:
        """The first of the columns of a meaning that says something in this row."""
        for position in self.heading.columns.get(meaning, ()):
            found = cells.filled(row.cell(position))
            if found:
                return found
        return ""

    def raw(self, row: Row, meaning: Field) -> str:
        position = self.heading.first(meaning)
        return row.cell(position) if position is not None else ""

    def place(self, row: Row, meaning: Field | None = None) -> str:
        return self.sheet.place(row, self.heading.first(meaning) if meaning else None)


def read_table(sheet: Sheet, heading: Heading, *, name: str = "", account: str = "") -> StatementFile:
    """The statement in a sheet whose heading is known. `account` enters the fingerprints instead of the printed one."""
    above = printed(sheet.rows[: heading.index])
    reading = _Reading(sheet, heading, above, _rule_of(heading))
    reading.faults.extend(sheet.faults)
    first = sheet.rows[heading.index].cells[0]
    headings = tuple(plain(cell) for cell in sheet.rows[heading.index].cells)
    for row in sheet.rows[heading.index + 1 :]:
        if sheet.cut and row is sheet.rows[-1] and len(row.cells) < len(headings) and _is_line(reading, row):
            reading.faults.append(
                Fault(
                    "file.truncated",
                    "文件在这一行中间结束，该行未计入",
                    "请重新下载完整的文件",
                    value=row.cells[-1],
                    place=sheet.place(row),
                )
            )
            continue
        if row.blank or (row.cells[0] == first and tuple(plain(cell) for cell in row.cells) == headings):
            continue
        if _is_line(reading, row):
            _take(reading, row)
        elif not _totals(reading, row):
            reading.after.append(row)
    return _close(reading, name, account)


def _rule_of(heading: Heading) -> Rule:
    if heading.layout.rule:
        return heading.layout.rule
    if Field.CREDIT in heading.columns or Field.DEBIT in heading.columns:
        return Rule.COLUMNS
    return Rule.WORD if Field.DIRECTION in heading.columns else Rule.SIGN


def _is_line(reading: _Reading, row: Row) -> bool:
    """Whether a row is meant to be a booking: something stands under the day and it is not a note or a total."""
    day = reading.raw(row, Field.DATE).strip()
    first = next((cell for cell in row.cells if cell), "")
    if _TOTALS.match(re.sub(r"\s", "", first)):
        return False
    filled = sum(1 for cell in row.cells if cell)
    if re.match(r"\d", day) and filled >= 2:
        return True
    if _NOTE.match(first) or filled <= 2:
        return False
    return bool(day) or any(reading.cell(row, meaning) for meaning in (Field.AMOUNT, Field.CREDIT, Field.DEBIT))


def _take(reading: _Reading, row: Row) -> None:
    faults = list(_cell_faults(reading, row))
    if faults:
        reading.faults.extend(faults)
        return
    try:
        transfer = _transfer(reading, row)
    except BadInput as bad:
        for fault in bad.faults:
            reading.faults.append(fault if fault.place else replace(fault, place=reading.place(row)))
        return
    status = reading.cell(row, Field.STATUS)
    if _NOT_MOVED.search(status) or (reading.heading.layout.key == "police" and status.lower() in _POLICE_FAILED):
        reading.notes.append(
            Fault(
                "statement.not_moved",
                "交易未成功（{status}），未计入",
                place=reading.place(row),
                value=status,
                data={"status": status},
            )
        )
    elif transfer.amount == 0:
        reading.notes.append(Fault("statement.zero", "金额为零，未计入", place=reading.place(row)))
    else:
        reading.transfers.append(transfer)


_CAREFUL: Final = (
    Field.DATE,
    Field.AMOUNT,
    Field.CREDIT,
    Field.DEBIT,
    Field.DIRECTION,
    Field.COUNTERPARTY_ACCOUNT,
    Field.SUB_ACCOUNT,
)


def _cell_faults(reading: _Reading, row: Row) -> list[Fault]:
    """A row wider than its heading; formulas, Excel errors and numbers that lost digits, in the cells that matter."""
    found: list[Fault] = []
    width = len(reading.sheet.rows[reading.heading.index].cells)
    if any(row.cells[width:]):
        found.append(
            Fault(
                "statement.columns",
                "该行有 {found} 列，表头只有 {width} 列，各列含义不能确定",
                "多为金额的千位逗号或文字中的逗号没有加引号，请重新导出为 Excel 格式",
                value=" | ".join(row.cells)[:120],
                place=reading.place(row),
                data={"found": len(row.cells), "width": width},
            )
        )
    for meaning in _CAREFUL:
        for position in reading.heading.columns.get(meaning, ()):
            place = reading.sheet.place(row, position)
            column = reading.sheet.rows[reading.heading.index].cell(position)
            if position in row.formulas:
                found.append(
                    Fault(
                        "cell.formula",
                        "单元格是公式，不是银行导出的原始数据",
                        "请使用银行导出的原文件，或将该列复制后“选择性粘贴为数值”",
                        field=column,
                        value=row.cell(position),
                        place=place,
                    )
                )
            elif position in row.errors:
                found.append(
                    Fault(
                        "cell.error",
                        "单元格是错误值",
                        "请核对原文件",
                        field=column,
                        value=row.cell(position),
                        place=place,
                    )
                )
            elif position in row.inexact and meaning in (Field.COUNTERPARTY_ACCOUNT, Field.SUB_ACCOUNT):
                found.append(
                    Fault(
                        "cell.digits_lost",
                        "长数字以数值格式保存，末尾数字已丢失",
                        "请用银行导出的原文件（该列应为文本格式）",
                        field=column,
                        value=row.cell(position),
                        place=place,
                    )
                )
    return found


def _transfer(reading: _Reading, row: Row) -> Transfer:
    layout = reading.heading.layout
    day, clock = cells.moment(
        reading.raw(row, Field.DATE),
        reading.cell(row, Field.TIME),
        order=layout.day_order,
        year_month=reading.printed.month,
    )
    amount, direction, note = _amount(reading, row)
    name, number, bank = _other_side(reading, row, direction)
    remarks = [cells.filled(row.cell(position)).strip() for position in reading.heading.columns.get(Field.REMARK, ())]
    if note:
        remarks.append(note)
    remark = re.sub(r"\s+", " ", " ".join(dict.fromkeys(text for text in remarks if text)))
    return Transfer(
        booked_on=day,
        booked_time=clock,
        amount=amount,
        direction=direction,
        balance=_balance(reading, row),
        counterparty=name,
        counterparty_account=number,
        counterparty_bank=bank,
        remark=remark,
        reference=_reference(reading.cell(row, Field.REFERENCE)),
        currency=cells.currency(reading.cell(row, Field.CURRENCY) or reading.printed.currency),
        account=reading.cell(row, Field.ACCOUNT).split("_", 1)[0],
        sub_account=reading.cell(row, Field.SUB_ACCOUNT),
        end_to_end_id=reading.cell(row, Field.END_TO_END),
        returned=direction is Direction.CREDIT and _CAME_BACK.search(remark) is not None,
        row=row.number,
        place=reading.place(row),
        cells=row.cells,
    )


def _reference(cell: str) -> str:
    """A serial of nothing but zeros or masks tells no booking from another."""
    return "" if re.fullmatch(r"[0xX*]*", cell) else cell


def _amount(reading: _Reading, row: Row) -> tuple[Fen, Direction, str]:
    layout = reading.heading.layout
    if reading.rule is Rule.COLUMNS:
        return _two_columns(reading, row)
    position = reading.heading.first(Field.AMOUNT)
    heading = reading.sheet.rows[reading.heading.index].cell(position or 0)
    unit = "fen" if "(分)" in plain(heading) else layout.unit
    found = cells.amount(row.cell(position or 0), field=heading, unit=unit)
    if found is None:
        raise BadInput(
            Fault("amount.missing", "缺少金额", "请核对原始流水", heading, place=reading.place(row, Field.AMOUNT))
        )
    amount, note = found
    if reading.rule is Rule.SIGN:
        return abs(amount), Direction.CREDIT if amount >= 0 else Direction.DEBIT, note
    if reading.rule is Rule.BILL:
        return abs(amount), Direction.DEBIT if amount >= 0 else Direction.CREDIT, note
    direction = cells.direction(reading.raw(row, Field.DIRECTION), wallet=layout.wallet)
    if amount < 0 and not layout.absolute:
        raise BadInput(_negative(heading, row.cell(position or 0), reading.place(row, Field.AMOUNT)))
    return abs(amount), direction, note


def _two_columns(reading: _Reading, row: Row) -> tuple[Fen, Direction, str]:
    found: dict[Direction, tuple[Fen, str]] = {}
    for meaning, direction in ((Field.CREDIT, Direction.CREDIT), (Field.DEBIT, Direction.DEBIT)):
        for position in reading.heading.columns.get(meaning, ()):
            heading = reading.sheet.rows[reading.heading.index].cell(position)
            read = cells.amount(row.cell(position), field=heading, unit=reading.heading.layout.unit)
            if read is None:
                continue
            if read[0] < 0:
                raise BadInput(_negative(heading, row.cell(position), reading.sheet.place(row, position)))
            if read[0] or direction not in found:
                found[direction] = read
    filled = {direction: read for direction, read in found.items() if read[0]}
    if len(filled) > 1:
        raise BadInput(
            Fault(
                "amount.both",
                "收入和支出同时有金额：{credit} 与 {debit}",
                "请核对该行",
                place=reading.place(row),
                data={
                    "credit": reading.cell(row, Field.CREDIT),
                    "debit": reading.cell(row, Field.DEBIT),
                },
            )
        )
    if not found:
        raise BadInput(Fault("amount.missing", "收入和支出都没有金额", "请核对原始流水", place=reading.place(row)))
    direction, (amount, note) = next(iter((filled or found).items()))
    return amount, direction, note


def _negative(heading: str, value: str, place: str) -> Fault:
    return Fault(
        "amount.negative",
        "收支方向已由列名标明，金额不得为负数",
        "若为冲正或红字，请由银行出具说明后人工登记",
        field=heading,
        value=value,
        place=place,
    )


def _balance(reading: _Reading, row: Row) -> Fen | None:
    position = reading.heading.first(Field.BALANCE)
    if position is None:
        return None
    heading = reading.sheet.rows[reading.heading.index].cell(position)
    unit = "fen" if "(分)" in plain(heading) else reading.heading.layout.unit
    try:
        found = cells.amount(row.cell(position), field=heading, unit=unit)
    except BadInput:
        reading.odd_balances.append(row)
        return None
    return found[0] if found else None


def _other_side(reading: _Reading, row: Row, direction: Direction) -> tuple[str, str, str]:
    name = reading.cell(row, Field.COUNTERPARTY)
    number = reading.cell(row, Field.COUNTERPARTY_ACCOUNT)
    bank = reading.cell(row, Field.COUNTERPARTY_BANK)
    together = reading.cell(row, Field.PARTY)
    if together:
        its_name, its_number = cells.party(together)
        name, number = name or its_name, number or its_number
    if direction is Direction.CREDIT:
        sides = (Field.PAYER, Field.PAYER_ACCOUNT, Field.PAYER_BANK)
    else:
        sides = (Field.PAYEE, Field.PAYEE_ACCOUNT, Field.PAYEE_BANK)
    own_name, own_number, own_bank = (reading.cell(row, side) for side in sides)
    return name or own_name, number or own_number, bank or own_bank


def _totals(reading: _Reading, row: Row) -> bool:
    """A line of totals under the table, if that is what the row is."""
    first = next((cell for cell in row.cells if cell), "")
    if not _TOTALS.match(re.sub(r"\s", "", first)):
        return False
    sums: dict[Field, Fen] = {}
    for meaning in (Field.CREDIT, Field.DEBIT):
        position = reading.heading.first(meaning)
        if position is None:
            continue
        try:
            read = cells.amount(row.cell(position), field=first)
        except BadInput as bad:
            reading.faults += [replace(fault, place=reading.sheet.place(row, position)) for fault in bad.faults]
            continue
        if read is not None:
            sums[meaning] = read[0]
    if sums:
        reading.totals.append(
            Totals(sums.get(Field.CREDIT), sums.get(Field.DEBIT), label=first, place=reading.place(row))
        )
    return True


def _close(reading: _Reading, name: str, account: str) -> StatementFile:
    layout, above = reading.heading.layout, reading.printed
    below = printed(reading.after)
    own = above.account or _only(transfer.account for transfer in reading.transfers)
    many = len({transfer.account for transfer in reading.transfers}) > 1
    transfers = tuple(with_fingerprints(reading.transfers, account=account or own))
    if account:  # the caller knows better than the file whose statement it is
        transfers = tuple(with_fingerprints([replace(t, account="") for t in reading.transfers], account=account))
        transfers = tuple(replace(t, account=old.account) for t, old in zip(transfers, reading.transfers, strict=True))
    opening, closing = above.opening, below.closing if below.closing is not None else above.closing
    faults, notes = reading.faults, reading.notes
    totals = [*reading.totals, *above.totals, *below.totals]
    found = list(check_totals(transfers, totals, rejected=bool(reading.faults)))
    if layout.wallet:
        notes += [replace(fault, code="statement.total_differs", remedy=_WALLETS_SAY) for fault in found]
    else:
        faults += found
    if not layout.wallet and not many:
        faults += check_balances(transfers, opening=opening, closing=closing)
    if reading.odd_balances:
        column = column_letters(reading.heading.first(Field.BALANCE) or 0)
        notes.append(
            Fault(
                "statement.balance_unreadable",
                "余额列（{column} 列）有 {count} 行无法识别，余额未核对",
                place=reading.place(reading.odd_balances[0]),
                data={"column": column, "count": len(reading.odd_balances)},
            )
        )
    days = [transfer.booked_on for transfer in transfers]
    return StatementFile(
        bank=reading.heading.bank,
        layout=layout.key,
        account=own,
        holder=above.holder or _only(_holders(reading)),
        currency=_only(transfer.currency for transfer in transfers) if transfers else "CNY",
        first_day=above.first_day or _earliest(days),
        last_day=above.last_day or _latest(days),
        opening=opening,
        closing=closing,
        transfers=transfers,
        faults=tuple(faults),
        notes=tuple(notes),
        source=name,
        encoding=reading.sheet.encoding or reading.sheet.kind,
        signature=reading.heading.signature,
    )


def _holders(reading: _Reading) -> list[str]:
    position = reading.heading.first(Field.HOLDER)
    if position is None:
        return []
    return [row.cell(position) for row in reading.sheet.rows[reading.heading.index + 1 :] if row.cell(position)]


def _only(values: object) -> str:
    found = {value for value in values if value}  # type: ignore[attr-defined]
    return found.pop() if len(found) == 1 else ""


def _earliest(days: list[date]) -> date | None:
    return min(days) if days else None


def _latest(days: list[date]) -> date | None:
    return max(days) if days else None
