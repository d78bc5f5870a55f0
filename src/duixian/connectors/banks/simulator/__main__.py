"""Start the simulated bank: python -m duixian.connectors.banks.simulator --port 8010 --data var/bank."""

import argparse
import contextlib
import signal
import sys
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

from duixian.base.faults import BadInput
from duixian.connectors.banks.simulator import SIMULATED
from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.connectors.banks.simulator.folder import Folder
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.connectors.banks.simulator.server import SimulatedBank

_BEIJING = timezone(timedelta(hours=8))  # banking days are those of Beijing, wherever the machine stands


def main() -> int:
    """Serve until told to stop; prints one line with the address once it listens."""
    parser = argparse.ArgumentParser(prog="python -m duixian.connectors.banks.simulator", description=SIMULATED)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8010, help="0: any free port")
    parser.add_argument("--data", type=Path, required=True, help="folder for the bank's books")
    parser.add_argument("--faults", default="", help="for example slow_ms=200,reject=50,doubled")
    parser.add_argument("--callback", default="", help="address that is told of results")
    parser.add_argument("--token", default="", help="bearer token that clients must send")
    parser.add_argument("--folder", type=Path, help="also serve a drop folder")
    options = parser.parse_args()
    try:
        behaviour = Behaviour.parse(options.faults)
    except BadInput as bad:
        parser.error(str(bad))
    ledger = Ledger(options.data / "bank.sqlite3", clock=lambda: datetime.now(_BEIJING), behaviour=behaviour)
    server = SimulatedBank((options.host, options.port), ledger, token=options.token, callback=options.callback)
    server.start()
    stopping = threading.Event()
    if options.folder:
        folder = Folder(options.folder, ledger)
        threading.Thread(target=lambda: _sweep(folder, stopping), daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown, daemon=True).start())
    print(f"{SIMULATED} {server.url}", flush=True)
    with contextlib.closing(ledger):
        server.serve_forever(poll_interval=0.2)
        stopping.set()
        server.server_close()
    return 0


def _sweep(folder: Folder, stopping: threading.Event) -> None:
    while not stopping.wait(0.5):
        folder.sweep()


if __name__ == "__main__":
    sys.exit(main())
