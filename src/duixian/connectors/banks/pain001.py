"""Customer credit transfer initiation, ISO 20022 pain.001.001.09: the payment file the court gives its bank.

Written and read as a stream: 200,000 orders take the memory of one.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, yuan
from duixian.connectors.banks.iso20022 import (
    CNAPS,
    PAIN_001,
    amount_of,
    branch,
    count_of,
    day_of,
    document,
    element,
    leaf,
    moment_of,
    must_be,
    namespace,
    required,
)
from duixian.ports.banks import PaymentBatch, PaymentOrder
from duixian.reading.safexml import elements, text

_INFO: Final = "1"


def write(batch: PaymentBatch, out: IO[bytes]) -> str:
    """Write `batch` to `out`; returns the SHA-256 of the bytes written.

    One payment information block, single bookings (BtchBookg false), so that the statement shows every payment. The
    number of orders and the control sum stand in both headers. `ports.banks.check` should have passed before.
    """
    counted = _Hashing(out)
    total = yuan(batch.total)
    with document(counted, PAIN_001, "CstmrCdtTrfInitn") as writer:  # type: ignore[arg-type]
        header = element(PAIN_001, "GrpHdr")
        leaf(header, "MsgId", batch.message_id)
        leaf(header, "CreDtTm", batch.created_at.isoformat(timespec="seconds"))
        leaf(header, "NbOfTxs", str(batch.count))
        leaf(header, "CtrlSum", total)
        leaf(branch(header, "InitgPty"), "Nm", batch.debtor_name or batch.debtor_account)
        writer.write(header)
        with writer.element(f"{{{namespace(PAIN_001)}}}PmtInf"):
            for part in _information(batch, total):
                writer.write(part)
            for order in batch.orders:
                writer.write(_transaction(order, batch.currency))
    return counted.digest.hexdigest()


class _Hashing:
    """A file that also hashes what goes into it."""

    def __init__(self, out: IO[bytes]) -> None:
        self.digest = hashlib.sha256()
        self._out = out

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._out.write(data)


def _information(batch: PaymentBatch, total: str) -> Iterator[Any]:
    holder = element(PAIN_001, "PmtInf")
    leaf(holder, "PmtInfId", f"{batch.message_id}"[:33] + "-" + _INFO)
    leaf(holder, "PmtMtd", "TRF")
    leaf(holder, "BtchBookg", "false")
    leaf(holder, "NbOfTxs", str(batch.count))
    leaf(holder, "CtrlSum", total)
    leaf(branch(holder, "ReqdExctnDt"), "Dt", batch.execute_on.isoformat())
    leaf(branch(holder, "Dbtr"), "Nm", batch.debtor_name or batch.debtor_account)
    account = branch(holder, "DbtrAcct")
    leaf(branch(account, "Id/Othr"), "Id", batch.debtor_account)
    leaf(account, "Ccy", batch.currency)
    _agent(holder, "DbtrAgt", batch.debtor_bank_code, "")
    yield from list(holder)


def _agent(parent: Any, name: str, code: str, bank_name: str) -> None:
    institution = branch(parent, f"{name}/FinInstnId")
    if code:
        clearing = branch(institution, "ClrSysMmbId")
        leaf(branch(clearing, "ClrSysId"), "Prtry", CNAPS)
        leaf(clearing, "MmbId", code)
    leaf(institution, "Nm", bank_name)
    if not code and not bank_name:
        leaf(branch(institution, "Othr"), "Id", "NOTPROVIDED")


def _transaction(order: PaymentOrder, currency: str) -> Any:
    payment = element(PAIN_001, "CdtTrfTxInf")
    leaf(branch(payment, "PmtId"), "EndToEndId", order.end_to_end_id)
    leaf(branch(payment, "Amt"), "InstdAmt", yuan(order.amount), Ccy=currency)
    if order.bank_code or order.bank_name:
        _agent(payment, "CdtrAgt", order.bank_code, order.bank_name)
    leaf(branch(payment, "Cdtr"), "Nm", order.payee_name)
    leaf(branch(payment, "CdtrAcct/Id/Othr"), "Id", order.payee_account)
    if order.purpose:
        leaf(branch(payment, "RmtInf"), "Ustrd", order.purpose)
    return payment


@dataclass(frozen=True, slots=True)
class Header:
    """What a payment file says before its orders; `total` in fen."""

    message_id: str
    created_at: datetime
    count: int
    total: Fen
    debtor_account: str
    debtor_name: str
    debtor_bank_code: str
    execute_on: date
    currency: str


def stream(source: IO[bytes]) -> Iterator[Header | PaymentOrder]:
    """Read a pain.001 of any version: first its `Header`, then every order.

    At the end the number and the sum are compared with the header. Raises `BadInput` for what is missing, unreadable,
    or does not add up (`bank.count`, `bank.control_sum`); one file must hold one debtor account (`bank.many_debtors`).
    """
    walk = elements(source, "GrpHdr", "PmtInfId", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt", "CdtTrfTxInf")
    must_be(next(walk), "pain.001")
    group: tuple[str, datetime, int, Fen] | None = None
    debtor: dict[str, str] = {}
    header: Header | None = None
    count, total = 0, 0
    for found in walk:
        match found.tag.rpartition("}")[2]:
            case "GrpHdr":
                group = (
                    required(found, "MsgId", "GrpHdr"),
                    moment_of(required(found, "CreDtTm", "GrpHdr")),
                    count_of(required(found, "NbOfTxs", "GrpHdr"), "GrpHdr"),
                    amount_of(required(found, "CtrlSum", "GrpHdr"), "GrpHdr/CtrlSum"),
                )
            case "PmtInfId" if header is not None:
                raise BadInput(Fault("bank.many_debtors", "一个文件只能有一个付款账户", "请按付款账户拆分"))
            case "ReqdExctnDt":
                debtor["day"] = text(found, "Dt") or text(found, "DtTm")[:10] or (found.text or "").strip()
            case "Dbtr":
                debtor["name"] = text(found, "Nm")
            case "DbtrAcct":
                debtor["account"] = text(found, "Id/Othr/Id") or text(found, "Id/IBAN")
                debtor["currency"] = text(found, "Ccy")
            case "DbtrAgt":
                debtor["bank"] = text(found, "FinInstnId/ClrSysMmbId/MmbId")
            case "CdtTrfTxInf":
                if header is None:
                    header = _header(group, debtor)
                    yield header
                order = _order(found, count + 1, header.currency)
                count += 1
                total += order.amount
                yield order
    if header is None:
        raise BadInput(Fault("bank.missing", "报文中没有付款", "请核对文件"))
    if count != header.count:
        raise BadInput(
            Fault("bank.count", "报文头写明 {said} 笔，实际 {found} 笔", data={"said": header.count, "found": count})
        )
    if total != header.total:
        raise BadInput(
            Fault(
                "bank.control_sum",
                "报文头写明合计 {said} 元，明细合计 {found} 元",
                data={"said": yuan(header.total), "found": yuan(total)},
            )
        )


def _header(group: tuple[str, datetime, int, Fen] | None, debtor: dict[str, str]) -> Header:
    if group is None:
        raise BadInput(Fault("bank.missing", "报文缺少 GrpHdr", "请核对文件"))
    if not debtor.get("account"):
        raise BadInput(Fault("bank.missing", "报文缺少付款账号（DbtrAcct）", "请核对文件"))
    message_id, created_at, count, total = group
    return Header(
        message_id=message_id,
        created_at=created_at,
        count=count,
        total=total,
        debtor_account=debtor["account"],
        debtor_name=debtor.get("name", ""),
        debtor_bank_code=debtor.get("bank", ""),
        execute_on=day_of(debtor.get("day", "")),
        currency=debtor.get("currency") or "CNY",
    )


def _order(found: Any, number: int, currency: str) -> PaymentOrder:
    place = f"第 {number} 笔"
    amount = found.find("{*}Amt/{*}InstdAmt")
    if amount is not None and amount.get("Ccy") != currency:
        raise BadInput(Fault("bank.currency", "币种与付款账户不符", value=amount.get("Ccy", ""), place=place))
    return PaymentOrder(
        end_to_end_id=required(found, "PmtId/EndToEndId", place),
        payee_name=required(found, "Cdtr/Nm", place),
        payee_account=text(found, "CdtrAcct/Id/Othr/Id") or required(found, "CdtrAcct/Id/IBAN", place),
        amount=amount_of(required(found, "Amt/InstdAmt", place), place),
        purpose=text(found, "RmtInf/Ustrd"),
        bank_code=text(found, "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId"),
        bank_name=text(found, "CdtrAgt/FinInstnId/Nm"),
    )


def read(source: IO[bytes]) -> PaymentBatch:
    """The whole batch in memory, checked as in `stream`."""
    walk = stream(source)
    header = next(walk)
    assert isinstance(header, Header)
    orders = tuple(order for order in walk if isinstance(order, PaymentOrder))
    return PaymentBatch(
        message_id=header.message_id,
        debtor_account=header.debtor_account,
        debtor_name=header.debtor_name,
        created_at=header.created_at,
        execute_on=header.execute_on,
        orders=orders,
        debtor_bank_code=header.debtor_bank_code,
        currency=header.currency,
    )
