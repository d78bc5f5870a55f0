"""What the simulated bank says, as ISO 20022 documents marked as simulated; written to files, however long."""

import tempfile
from datetime import date
from typing import IO

from duixian.base.faults import Fault
from duixian.connectors.banks import camt053, pain002
from duixian.connectors.banks.simulator import SIMULATED
from duixian.connectors.banks.simulator.ledger import Ledger, Summary
from duixian.ports.banks import PaymentState

_SPOOL = 8 * 1024 * 1024

_CODES = {"bank.message_reused": "AM05", "bank.count": "AM10", "bank.control_sum": "AM10", "bank.debtor": "AC01"}


def spool() -> IO[bytes]:
    """A file that stays in memory while it is small."""
    return tempfile.SpooledTemporaryFile(max_size=_SPOOL)


def received(ledger: Ledger, summary: Summary) -> IO[bytes]:
    """The acknowledgement of a payment file: the group only."""
    out = spool()
    now = ledger.now()
    pain002.write(
        out,
        report_id=f"SIM-R-{now:%Y%m%d%H%M%S%f}",
        created_at=now,
        message_id=summary.message_id,
        state=PaymentState.ACCEPTED,
        count=summary.count,
        total=summary.total,
        remark=SIMULATED,
    )
    return out


def refused(ledger: Ledger, message_id: str, reasons: tuple[Fault, ...]) -> IO[bytes]:
    """The refusal of a whole file, with its first reason."""
    out = spool()
    now = ledger.now()
    first = reasons[0] if reasons else Fault("bank.refused", "未说明原因")
    pain002.write(
        out,
        report_id=f"SIM-X-{now:%Y%m%d%H%M%S%f}",
        created_at=now,
        message_id=message_id or "NOTPROVIDED",
        state=PaymentState.REJECTED,
        reason_code=_CODES.get(first.code, "FF01"),
        reason=str(first),
        remark=SIMULATED,
    )
    return out


def results(ledger: Ledger, message_id: str) -> IO[bytes]:
    """What became of every payment of a file so far. Raises `UnknownBatch`."""
    summary, lines = ledger.report(message_id)
    out = spool()
    now = ledger.now()
    pain002.write(
        out,
        report_id=f"SIM-S-{now:%Y%m%d%H%M%S%f}",
        created_at=now,
        message_id=message_id,
        state=summary.state,
        results=lines,
        count=summary.count,
        total=summary.total,
        remark=SIMULATED,
    )
    return out


def statement(ledger: Ledger, account: str, first: date, last: date) -> IO[bytes]:
    """The statement of an account as camt.053. Raises `BankRefused`."""
    found = ledger.statement(account, first=first, last=last)
    out = spool()
    camt053.write(
        out,
        statement_id=f"SIM-{account[-12:]}-{first:%y%m%d}-{last:%y%m%d}",
        created_at=ledger.now(),
        account=account,
        holder=found.holder,
        first=first,
        last=last,
        opening=found.opening,
        closing=found.closing,
        transfers=found.transfers,
        remark=SIMULATED,
    )
    return out
