"""Bank to customer statement, ISO 20022 camt.053.001.08: written here; read by `reading.statements.camt`."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any

from duixian.base.money import Fen, yuan
from duixian.connectors.banks.iso20022 import CAMT_053, branch, document, element, leaf, namespace
from duixian.reading.statements.model import Direction, Transfer


def write(
    out: IO[bytes],
    *,
    statement_id: str,
    created_at: datetime,
    account: str,
    holder: str,
    first: date,
    last: date,
    opening: Fen,
    closing: Fen,
    transfers: Iterable[Transfer],
    currency: str = "CNY",
    remark: str = "",
) -> None:
    """Write the statement of one account to `out`, one entry per booking, as a stream.

    The balances are those booked at the start of `first` and the end of `last`, in fen.
    """
    with document(out, CAMT_053, "BkToCstmrStmt", remark=remark) as writer:
        header = element(CAMT_053, "GrpHdr")
        leaf(header, "MsgId", statement_id)
        leaf(header, "CreDtTm", created_at.isoformat(timespec="seconds"))
        writer.write(header)
        with writer.element(f"{{{namespace(CAMT_053)}}}Stmt"):
            head = element(CAMT_053, "Stmt")
            leaf(head, "Id", statement_id)
            leaf(head, "CreDtTm", created_at.isoformat(timespec="seconds"))
            period = branch(head, "FrToDt")
            leaf(period, "FrDtTm", f"{first.isoformat()}T00:00:00")
            leaf(period, "ToDtTm", f"{last.isoformat()}T23:59:59")
            own = branch(head, "Acct")
            leaf(branch(own, "Id/Othr"), "Id", account)
            leaf(own, "Ccy", currency)
            leaf(branch(own, "Ownr"), "Nm", holder)
            _balance(head, "OPBD", opening, first, currency)
            _balance(head, "CLBD", closing, last, currency)
            for part in list(head):
                writer.write(part)
            for transfer in transfers:
                writer.write(_entry(transfer, account))


def _balance(parent: Any, kind: str, amount: Fen, day: date, currency: str) -> None:
    balance = branch(parent, "Bal")
    leaf(branch(balance, "Tp/CdOrPrtry"), "Cd", kind)
    leaf(balance, "Amt", yuan(abs(amount)), Ccy=currency)
    leaf(balance, "CdtDbtInd", "DBIT" if amount < 0 else "CRDT")
    leaf(branch(balance, "Dt"), "Dt", day.isoformat())


def _entry(transfer: Transfer, account: str) -> Any:
    incoming = transfer.direction is Direction.CREDIT
    entry = element(CAMT_053, "Ntry")
    leaf(entry, "NtryRef", transfer.reference)
    leaf(entry, "Amt", yuan(transfer.amount), Ccy=transfer.currency)
    leaf(entry, "CdtDbtInd", "CRDT" if incoming else "DBIT")
    leaf(entry, "RvslInd", "true" if transfer.returned else "")
    leaf(branch(entry, "Sts"), "Cd", "BOOK")
    booked = branch(entry, "BookgDt")
    if transfer.booked_time:
        leaf(booked, "DtTm", f"{transfer.booked_on.isoformat()}T{transfer.booked_time.isoformat('seconds')}")
    else:
        leaf(booked, "Dt", transfer.booked_on.isoformat())
    leaf(branch(entry, "ValDt"), "Dt", transfer.booked_on.isoformat())
    leaf(entry, "AcctSvcrRef", transfer.reference)
    leaf(branch(entry, "BkTxCd/Prtry"), "Cd", "RETURN" if transfer.returned else "TRANSFER")
    details = branch(entry, "NtryDtls/TxDtls")
    references = branch(details, "Refs")
    leaf(references, "AcctSvcrRef", transfer.reference)
    leaf(references, "EndToEndId", transfer.end_to_end_id or "NOTPROVIDED")
    parties = branch(details, "RltdPties")
    # The parties of a returned payment stay those of the payment that came back: we were, and are, its debtor.
    other, own = ("Dbtr", "Cdtr") if incoming and not transfer.returned else ("Cdtr", "Dbtr")
    for role in ("Dbtr", "Cdtr"):
        if role == other:
            if transfer.counterparty:
                leaf(branch(parties, f"{role}/Pty"), "Nm", transfer.counterparty)
            number = transfer.counterparty_account
        else:
            number = (transfer.sub_account or account) if role == own else ""
        if number:
            leaf(branch(parties, f"{role}Acct/Id/Othr"), "Id", number)
    if transfer.counterparty_bank:
        leaf(branch(details, f"RltdAgts/{other}Agt/FinInstnId"), "Nm", transfer.counterparty_bank)
    if transfer.remark:
        leaf(branch(details, "RmtInf"), "Ustrd", transfer.remark[:140])
    if transfer.returned:
        leaf(branch(details, "RtrInf/Rsn"), "Cd", transfer.reason_code or "MS03")
    if transfer.balance is not None:
        leaf(details, "AddtlTxInf", f"余额 {yuan(transfer.balance)}")
    return entry
