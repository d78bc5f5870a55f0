"""The bank's side of a drop folder: takes payment files, leaves reports and daily statements. See `banks.drop`."""

import io
from datetime import timedelta
from pathlib import Path
from typing import IO

from duixian.base.faults import BadInput
from duixian.connectors.banks import bankfile, pain001
from duixian.connectors.banks.drop import INCOMING, OUTGOING, STATEMENTS, put
from duixian.connectors.banks.simulator import answers
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.ports.banks import BankRefused, BatchReport, PaymentState

_DONE = "done"


class Folder:
    """One drop folder served by one ledger. `sweep` is one visit of the bank."""

    def __init__(self, root: Path, ledger: Ledger) -> None:
        self._root = root
        self._ledger = ledger
        for name in (OUTGOING, INCOMING, STATEMENTS, f"{OUTGOING}/{_DONE}"):
            (root / name).mkdir(parents=True, exist_ok=True)

    def sweep(self) -> None:
        """Take what lies there, settle what is due, report on it, write yesterday's and today's statement."""
        for path in sorted((self._root / OUTGOING).iterdir()):
            if path.suffix in {".xml", ".csv"}:
                self._take(path)
        while self._ledger.settle():
            pass
        for path in sorted((self._root / OUTGOING / _DONE).iterdir()):
            self._report(path.name.split(".", 1)[0], path.suffix)
        today = self._ledger.now().date()
        for number, *_ in self._ledger.accounts():
            for day in (today - timedelta(days=1), today):
                document = answers.statement(self._ledger, number, day, day)
                put(self._root / STATEMENTS / f"{number}.{day.isoformat()}.camt053.xml", _bytes(document))

    def _take(self, path: Path) -> None:
        data = path.read_bytes()
        message_id = path.name.split(".", 1)[0]
        try:
            source: IO[bytes] = io.BytesIO(data)
            if path.suffix == ".csv":
                source = answers.spool()
                pain001.write(bankfile.read_payments(data), source)
                source.seek(0)
            self._ledger.submit(source)
        except (BadInput, BankRefused) as bad:
            reasons = bad.faults if isinstance(bad, BadInput) else bad.reasons
            if path.suffix == ".csv":
                now = self._ledger.now()
                self._leave_csv(
                    BatchReport(
                        message_id,
                        f"SIM-X-{now:%Y%m%d%H%M%S%f}",
                        PaymentState.REJECTED,
                        reason_code="FF01",
                        reason=str(reasons[0]),
                        created_at=now,
                        simulated=True,
                    )
                )
            else:
                name = f"{message_id}.refused.pain002.xml"
                put(self._root / INCOMING / name, _bytes(answers.refused(self._ledger, message_id, reasons)))
            path.unlink()
            return
        path.replace(self._root / OUTGOING / _DONE / path.name)

    def _report(self, message_id: str, suffix: str) -> None:
        if suffix == ".csv":
            summary, results = self._ledger.report(message_id)
            now = self._ledger.now()
            self._leave_csv(
                BatchReport(
                    message_id,
                    f"SIM-S-{now:%Y%m%d%H%M%S%f}",
                    summary.state,
                    tuple(results),
                    created_at=now,
                    simulated=True,
                )
            )
            return
        put(self._root / INCOMING / f"{message_id}.pain002.xml", _bytes(answers.results(self._ledger, message_id)))

    def _leave_csv(self, report: BatchReport) -> None:
        out = io.BytesIO()
        bankfile.write_results(report, {}, out)
        put(self._root / INCOMING / f"{report.message_id}.results.csv", out.getvalue())


def _bytes(document: IO[bytes]) -> bytes:
    document.seek(0)
    with document:
        return document.read()
