"""The payment file and result file of a Chinese corporate bank without XML: CSV in GB18030 with a summary line.

Payment file: a summary line, a heading, one line per payment. The summary holds the count, the sum and a check value,
the SHA-256 of all payment lines as they stand in the file, so that a file changed between maker and bank is noticed.
Result file: the same lines with the bank's answer. Long numbers are written with a leading tab, as banks do, so that a
spreadsheet program that opens the file does not turn them into 6.22E+18.
"""

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import IO, Final

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, fen, yuan
from duixian.ports.banks import BatchReport, PaymentBatch, PaymentOrder, PaymentResult, PaymentState
from duixian.reading.encodings import decode
from duixian.reading.sheets import Row, Sheet, rows, tidy

ENCODING: Final = "gb18030"
LARGEST: Final = 128 * 1024 * 1024
"""Bytes of a file of 200,000 payments, with room."""

PAYMENT_HEADING: Final = ("序号", "客户流水号", "收款人户名", "收款人账号", "收款人开户行", "联行号", "金额", "用途")
RESULT_HEADING: Final = ("序号", "客户流水号", "金额", "处理状态", "失败代码", "失败原因", "记账日期")
_PAYMENT_MARK: Final = "批量付款"
_RESULT_MARK: Final = "批量付款回单"

_STATES: Final = {
    "已受理": PaymentState.ACCEPTED,
    "处理中": PaymentState.PENDING,
    "成功": PaymentState.SETTLED,
    "失败": PaymentState.REJECTED,
}
_WORDS: Final = {state: word for word, state in _STATES.items()}


def write_payments(batch: PaymentBatch, out: IO[bytes]) -> str:
    """Write the payment file; returns the check value that stands in its summary line."""
    check = hashlib.sha256()
    for line in _payment_lines(batch.orders):
        check.update(line)
    value = check.hexdigest()
    out.write(
        _line(
            _PAYMENT_MARK,
            batch.message_id,
            _long(batch.debtor_account),
            batch.debtor_name,
            batch.created_at.isoformat(timespec="seconds"),
            batch.execute_on.isoformat(),
            batch.currency,
            str(batch.count),
            yuan(batch.total),
            value,
        )
    )
    out.write(_line(*PAYMENT_HEADING))
    for line in _payment_lines(batch.orders):
        out.write(line)
    return value


def _payment_lines(orders: Iterable[PaymentOrder]) -> Iterator[bytes]:
    for number, order in enumerate(orders, start=1):
        yield _line(
            str(number),
            order.end_to_end_id,
            order.payee_name,
            _long(order.payee_account),
            order.bank_name,
            _long(order.bank_code),
            yuan(order.amount),
            order.purpose,
        )


def _line(*cells: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return text.getvalue().encode(ENCODING)


def _long(number: str) -> str:
    return f"\t{number}" if len(number) > 11 else number


def _harmless(cell: str) -> str:
    """A name that begins like a formula gets an apostrophe, so that opening the file runs nothing."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def read_payments(data: bytes) -> PaymentBatch:
    """Read a payment file, checking count, sum and check value.

    Raises `BadInput`: `bankfile.summary`, `bankfile.heading`, `bankfile.check` (changed after writing), `bank.count`,
    `bank.control_sum`, and every bad amount with its line.
    """
    sheet, summary, body = _open(data, _PAYMENT_MARK, PAYMENT_HEADING)
    (_, message_id, account, name, created, day, currency, count, total, check) = summary[:10]
    if hashlib.sha256(_after_two_lines(data)).hexdigest() != check:
        raise BadInput(Fault("bankfile.check", "校验值不符，文件在生成后被改动", "请使用系统生成的原文件", value=check))
    faults: list[Fault] = []
    orders: list[PaymentOrder] = []
    for row in body:
        try:
            amount = fen(row.cell(6), field="金额")
        except BadInput as bad:
            faults += [_placed(fault, sheet.place(row)) for fault in bad.faults]
            continue
        orders.append(
            PaymentOrder(
                end_to_end_id=row.cell(1),
                payee_name=row.cell(2),
                payee_account=row.cell(3),
                bank_name=row.cell(4),
                bank_code=row.cell(5),
                amount=amount,
                purpose=row.cell(7),
            )
        )
    if faults:
        raise BadInput.of(faults)
    _must_add_up(count, total, [order.amount for order in orders])
    return PaymentBatch(message_id, account, name, _moment(created), _day(day), tuple(orders), "", currency)


def _after_two_lines(data: bytes) -> bytes:
    return data.split(b"\r\n", 2)[2]


def write_results(report: BatchReport, amounts: dict[str, Fen], out: IO[bytes]) -> None:
    """Write the result file of a batch as the bank would. `amounts`: fen by end-to-end id, where a result has none."""
    lines = [
        _line(
            str(number),
            result.end_to_end_id,
            yuan(result.amount if result.amount is not None else amounts[result.end_to_end_id]),
            _WORDS[result.state],
            result.reason_code,
            result.reason,
            result.settled_on.isoformat() if result.settled_on else "",
        )
        for number, result in enumerate(report.results, start=1)
    ]
    total = sum(
        result.amount if result.amount is not None else amounts[result.end_to_end_id] for result in report.results
    )
    out.write(
        _line(
            _RESULT_MARK,
            report.message_id,
            report.report_id,
            _WORDS[report.state],
            str(len(lines)),
            yuan(total),
            report.reason_code,
            report.reason,
            report.created_at.isoformat(timespec="seconds") if report.created_at else "",
            "模拟" if report.simulated else "",
        )
    )
    out.write(_line(*RESULT_HEADING))
    for line in lines:
        out.write(line)


def read_results(data: bytes) -> BatchReport:
    """Read a result file. Raises `BadInput` as `read_payments` does, and `bank.status` for an unknown state."""
    sheet, summary, body = _open(data, _RESULT_MARK, RESULT_HEADING)
    (_, message_id, report_id, state, count, total, code, reason, created, simulated) = summary[:10]
    faults: list[Fault] = []
    results: list[PaymentResult] = []
    amounts: list[Fen] = []
    for row in body:
        place = sheet.place(row)
        try:
            amount = fen(row.cell(2), field="金额")
            result = PaymentResult(
                end_to_end_id=row.cell(1),
                state=_state(row.cell(3)),
                reason_code=row.cell(4),
                reason=row.cell(5),
                settled_on=_day(row.cell(6)) if row.cell(6) else None,
                amount=amount,
            )
        except BadInput as bad:
            faults += [_placed(fault, place) for fault in bad.faults]
            continue
        results.append(result)
        amounts.append(amount)
    if faults:
        raise BadInput.of(faults)
    _must_add_up(count, total, amounts)
    return BatchReport(
        message_id=message_id,
        report_id=report_id,
        state=_state(state),
        results=tuple(results),
        reason_code=code,
        reason=reason,
        count=len(results),
        total=sum(amounts),
        created_at=_moment(created) if created else None,
        simulated=bool(simulated),
    )


def _open(data: bytes, mark: str, heading: tuple[str, ...]) -> tuple[Sheet, tuple[str, ...], list[Row]]:
    decode(data[:4], limit=LARGEST)  # an early, clear answer for a file that is no text at all
    (sheet,) = rows(data, limit=LARGEST)
    if len(sheet.rows) < 2 or sheet.rows[0].cell(0) != mark:
        raise BadInput(Fault("bankfile.summary", "首行不是“{mark}”汇总行", "请核对文件", data={"mark": mark}))
    if sheet.rows[1].cells != heading:
        raise BadInput(Fault("bankfile.heading", "第二行表头不符", "请核对文件", place=sheet.place(sheet.rows[1])))
    summary = (*sheet.rows[0].cells, *[""] * 10)
    return sheet, summary, [row for row in sheet.rows[2:] if not row.blank]


def _must_add_up(count: str, total: str, amounts: Collection[Fen]) -> None:
    if not re.fullmatch(r"\d+", count) or int(count) != len(amounts):
        raise BadInput(
            Fault(
                "bank.count",
                "汇总行写明 {said} 笔，实际 {found} 笔",
                "请核对文件是否完整",
                data={"said": count, "found": len(amounts)},
            )
        )
    if fen(total, field="合计金额") != sum(amounts):
        raise BadInput(
            Fault(
                "bank.control_sum",
                "汇总行写明合计 {said} 元，明细合计 {found} 元",
                "请核对文件是否完整",
                data={"said": total, "found": yuan(sum(amounts))},
            )
        )


def _state(word: str) -> PaymentState:
    try:
        return _STATES[tidy(word)]
    except KeyError:
        raise BadInput(
            Fault("bank.status", "银行返回了未知的处理状态", "请向银行核实", field="处理状态", value=word)
        ) from None


def _day(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise BadInput(Fault("date.unreadable", "不是有效的日期", field="日期", value=raw)) from None


def _moment(raw: str) -> datetime:
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        raise BadInput(Fault("date.unreadable", "不是有效的日期时间", field="时间", value=raw)) from None


def _placed(fault: Fault, place: str) -> Fault:
    return Fault(fault.code, fault.template, fault.remedy, fault.field, fault.value, place, fault.data)
