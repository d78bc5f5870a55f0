"""A bank reached through a shared folder: files out, files in, as bank front-ends (前置机) and SFTP shares work.

outgoing/    court to bank: <message id>.pain001.xml or <message id>.payments.csv; the bank moves what it took to done/
incoming/    bank to court: <message id>.*.pain002.xml or <message id>.*.csv
statements/  bank to court: <account>.<day>.camt053.xml

A file appears whole or not at all: it is written under another name, flushed to the disk, then renamed.
"""

import hashlib
import io
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

from duixian.base.faults import BadInput, Fault
from duixian.base.money import yuan
from duixian.connectors.banks import bankfile, pain001, pain002
from duixian.ports.banks import (
    BankRefused,
    BankUnreachable,
    BatchReport,
    Exchange,
    PaymentBatch,
    PaymentResult,
    PaymentState,
    UnknownBatch,
    check,
    merge_results,
)
from duixian.reading.statements import camt
from duixian.reading.statements.model import StatementFile

OUTGOING, INCOMING, STATEMENTS = "outgoing", "incoming", "statements"
_DONE = "done"
_SAFE = re.compile(r"[0-9A-Za-z_-]{1,35}")


def put(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole after a crash, or not at all."""
    partial = path.with_name(f".{path.name}.part")
    with partial.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


class FileBank:
    """The bank behind a drop folder. `form` is what it reads: ISO 20022 XML, or the CSV of `bankfile`.

    `record` is given every file that went out and every one that was read, to be kept.
    """

    def __init__(
        self,
        root: Path,
        *,
        form: Literal["xml", "csv"] = "xml",
        record: Callable[[Exchange], None] = lambda exchange: None,
    ) -> None:
        self._root = root
        self._form = form
        self._record = record
        for name in (f"{OUTGOING}/{_DONE}", INCOMING, STATEMENTS):
            (root / name).mkdir(parents=True, exist_ok=True)

    def submit(self, batch: PaymentBatch) -> BatchReport:
        """Leave the payment file. See `ports.banks.Bank.submit`; the bank's refusal comes later, in `results`."""
        faults = list(check(batch))
        if not _SAFE.fullmatch(batch.message_id):
            faults.append(
                Fault(
                    "payment.id",
                    "批次号作文件名时只能含字母、数字、- 和 _",
                    field="批次号",
                    value=batch.message_id,
                )
            )
        if faults:
            raise BankRefused(*faults)
        out = io.BytesIO()
        if self._form == "csv":
            bankfile.write_payments(batch, out)
        else:
            pain001.write(batch, out)
        data = out.getvalue()
        try:
            before = self._submitted(batch.message_id)
            if before is None:
                put(self._root / OUTGOING / self._name(batch.message_id), data)
        except OSError as error:
            raise BankUnreachable(str(error)) from error
        if before is not None and _digest(before) != _digest(data):
            raise BankRefused(
                Fault("bank.message_reused", "批次号已用于另一份文件", field="批次号", value=batch.message_id)
            )
        self._record(Exchange.of("submit", batch.message_id, attempt=1, request=data))
        return BatchReport(
            message_id=batch.message_id,
            report_id="",
            state=PaymentState.ACCEPTED,
            count=batch.count,
            total=batch.total,
        )

    def results(self, message_id: str) -> BatchReport:
        """All reports the bank has left on this batch, as one. See `ports.banks.Bank.results`."""
        reports = [self._read_report(path) for path in self._reports(message_id)]
        reports = [report for report in reports if report.message_id == message_id]
        if not reports:
            data = self._submitted(message_id)
            if data is None:
                raise UnknownBatch(message_id)
            return BatchReport(message_id, "", PaymentState.ACCEPTED)
        known: dict[str, PaymentResult] = {}
        for report in reports:
            merge_results(known, report)
        newest = max(reports, key=lambda report: (len(report.results), report.report_id))
        return replace(newest, results=tuple(known.values()))

    def statement(self, account: str, *, first: date, last: date) -> StatementFile:
        """The daily statements of the period as one. See `ports.banks.Bank.statement`.

        Raises `BankUnreachable` while no file of the period is there. Where one day does not begin with the balance the
        one before it ended with, days are missing: that is a fault of the result (`statement.balance`).
        """
        days: list[tuple[date, StatementFile]] = []
        for path in sorted((self._root / STATEMENTS).glob(f"{_plain(account)}.*.camt053.xml")):
            day = _day_in(path.name)
            if day and first <= day <= last:
                data = self._read(path)
                self._record(Exchange.of("statement", path.name, attempt=1, request=b"", reply=data))
                try:
                    days += [(day, found) for found in camt.read(io.BytesIO(data), name=path.name, account=account)]
                except BadInput as bad:
                    raise BankUnreachable(f"{path.name}: {bad}") from bad
        if not days:
            raise BankUnreachable(f"{account}：银行尚未提供 {first} 至 {last} 的对账单")
        gaps = [
            Fault(
                "statement.balance",
                "{before} 期末余额 {closing} 元，{after} 期初余额 {opening} 元，中间缺少对账单",
                "请向银行补取缺少日期的对账单",
                place=account,
                data={
                    "before": day_before.isoformat(),
                    "closing": yuan(before.closing),
                    "after": day.isoformat(),
                    "opening": yuan(found.opening),
                },
            )
            for (day_before, before), (day, found) in pairwise(days)
            if before.closing is not None and found.opening is not None and before.closing != found.opening
        ]
        statements = [found for _, found in days]
        return replace(
            statements[0],
            first_day=first,
            last_day=last,
            closing=statements[-1].closing,
            transfers=tuple(transfer for found in statements for transfer in found.transfers),
            faults=(*(fault for found in statements for fault in found.faults), *gaps),
            notes=tuple(note for found in statements for note in found.notes),
        )

    def _name(self, message_id: str) -> str:
        return f"{message_id}.payments.csv" if self._form == "csv" else f"{message_id}.pain001.xml"

    def _submitted(self, message_id: str) -> bytes | None:
        if not _SAFE.fullmatch(message_id):
            return None
        for folder in (self._root / OUTGOING, self._root / OUTGOING / _DONE):
            path = folder / self._name(message_id)
            try:
                return path.read_bytes()
            except FileNotFoundError:
                continue
        return None

    def _reports(self, message_id: str) -> list[Path]:
        if not _SAFE.fullmatch(message_id):
            return []
        found = (self._root / INCOMING).glob(f"{message_id}.*")
        return sorted(path for path in found if path.suffix in {".xml", ".csv"})

    def _read_report(self, path: Path) -> BatchReport:
        data = self._read(path)
        try:
            report = bankfile.read_results(data) if path.suffix == ".csv" else pain002.read(io.BytesIO(data))
        except BadInput as bad:
            raise BankUnreachable(f"{path.name}: {bad}") from bad
        self._record(Exchange.of("results", report.message_id, attempt=1, request=b"", reply=data))
        return report

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise BankUnreachable(str(error)) from error


def _plain(account: str) -> str:
    return re.sub(r"[^0-9A-Za-z-]", "", account)


def _day_in(name: str) -> date | None:
    found = re.search(r"\.(\d{4}-\d{2}-\d{2})\.", name)
    try:
        return date.fromisoformat(found.group(1)) if found else None
    except ValueError:
        return None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
