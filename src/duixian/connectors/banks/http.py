"""A bank spoken to over HTTP with ISO 20022 documents (the protocol of `simulator.server`)."""

import io
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO
from urllib.parse import quote

import httpx

from duixian.base.faults import BadInput, Fault
from duixian.connectors.banks import pain001, pain002
from duixian.ports.banks import (
    BankRefused,
    BankUnreachable,
    BatchReport,
    Exchange,
    PaymentBatch,
    UnknownBatch,
    check,
)
from duixian.reading.statements import camt
from duixian.reading.statements.model import StatementFile

_SPOOL = 8 * 1024 * 1024
_BLOCK = 1 << 20


class HttpBank:
    """The bank behind an address. Never repeats a call by itself: the caller's worker does, knowing what is at stake.

    `timeout` in seconds, for connecting and between bytes. `record` is given every exchange, to be kept.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        timeout: float = 60.0,
        record: Callable[[Exchange], None] = lambda exchange: None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        # Proxies of the environment are not asked: a payment file goes to the bank and nowhere else.
        self._client = httpx.Client(base_url=url, headers=headers, timeout=timeout, trust_env=False)
        self._record = record
        self._attempts: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def submit(self, batch: PaymentBatch) -> BatchReport:
        """Send a pain.001. See `ports.banks.Bank.submit`."""
        faults = list(check(batch))
        if faults:
            raise BankRefused(*faults)
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as body:
            pain001.write(batch, body)
            status, reply = self._call("submit", batch.message_id, "POST", "/payments", body)
        report = self._report(reply, status)
        if status in (400, 409, 413, 422):
            code = "bank.message_reused" if status == 409 else "bank.refused"
            raise BankRefused(
                Fault(
                    code,
                    "银行拒收整个批次：{code} {reason}",
                    "请按银行说明的原因更正后以新的批次号重新提交",
                    field="批次号",
                    value=batch.message_id,
                    data={"code": report.reason_code, "reason": report.reason},
                )
            )
        if report.message_id != batch.message_id:
            raise BankUnreachable(f"银行的回执属于另一批次：{report.message_id}")
        return report

    def results(self, message_id: str) -> BatchReport:
        """Ask for a pain.002. See `ports.banks.Bank.results`."""
        status, reply = self._call("results", message_id, "GET", f"/payments/{quote(message_id, safe='')}")
        if status == 404:
            raise UnknownBatch(message_id)
        report = self._report(reply, status)
        if report.message_id != message_id:
            raise BankUnreachable(f"银行的回执属于另一批次：{report.message_id}")
        return report

    def statement(self, account: str, *, first: date, last: date) -> StatementFile:
        """Ask for a camt.053. See `ports.banks.Bank.statement`."""
        path = f"/accounts/{quote(account, safe='')}/statement?from={first.isoformat()}&to={last.isoformat()}"
        key = f"{account}.{first.isoformat()}.{last.isoformat()}"
        status, reply = self._call("statement", key, "GET", path)
        if status != 200:
            raise BankRefused(
                Fault("bank.refused", "银行未提供对账单（{status}）", value=account, data={"status": status})
            )
        try:
            found = camt.read(io.BytesIO(reply), name=key, account=account)
        except BadInput as bad:
            raise BankUnreachable(f"对账单无法读取：{bad}") from bad
        mine = [statement for statement in found if statement.account == account]
        if len(mine) != 1:
            raise BankUnreachable(f"对账单中没有账户 {account}")
        return mine[0]

    def _call(
        self, operation: str, key: str, method: str, path: str, body: IO[bytes] | None = None
    ) -> tuple[int, bytes]:
        attempt = self._attempts[operation, key] = self._attempts.get((operation, key), 0) + 1
        headers: dict[str, str] = {}
        sent = b""
        if body is not None:
            length = body.tell()
            headers = {"Content-Type": "application/xml", "Content-Length": str(length)}
            body.seek(0)
            sent = body.read()
        try:
            answer = self._client.request(method, path, content=_blocks(sent) if sent else None, headers=headers)
            reply = answer.read()
        except httpx.HTTPError as error:
            reason = f"{type(error).__name__}: {error}"
            self._record(Exchange.of(operation, key, attempt=attempt, request=sent, error=reason))
            raise BankUnreachable(reason) from error
        self._record(Exchange.of(operation, key, attempt=attempt, request=sent, reply=reply, status=answer.status_code))
        if answer.status_code >= 500 or answer.status_code in (401, 403, 408, 425, 429):
            raise BankUnreachable(f"HTTP {answer.status_code}")
        return answer.status_code, reply

    @staticmethod
    def _report(reply: bytes, status: int) -> BatchReport:
        try:
            return pain002.read(io.BytesIO(reply))
        except BadInput as bad:
            raise BankUnreachable(f"回执无法读取（HTTP {status}）：{bad}") from bad


def _blocks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _BLOCK):
        yield data[start : start + _BLOCK]
