"""Start the simulated agencies: python -m duixian.connectors.exchange.simulator --port 8020 --data var/agencies."""

import argparse
import asyncio
import contextlib
import gc
import json
import signal
import sys
from pathlib import Path

from duixian.connectors.exchange.simulator import SIMULATED
from duixian.connectors.exchange.simulator.server import WORLDS, Agencies, open_world


def main() -> int:
    """Serve until told to stop; prints one line with the address once it listens."""
    parser = argparse.ArgumentParser(prog="python -m duixian.connectors.exchange.simulator", description=SIMULATED)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8020, help="0: any free port")
    parser.add_argument("--seed", type=int, default=1, help="people nobody described get the property of this seed")
    parser.add_argument("--world", type=Path, help="file with a world as JSON, instead of a seed")
    parser.add_argument("--worlds", default=WORLDS, metavar="MODULE", help="what makes worlds (default: %(default)s)")
    parser.add_argument("--only", default="", help="codes of agencies, separated by commas (default: all)")
    parser.add_argument("--data", type=Path, help="folder for the books (default: in memory)")
    parser.add_argument("--courts", type=Path, help="JSON file: public key (base64) by code of the court")
    parser.add_argument("--court-bank", default="", help="address of the simulated bank that deducted money goes to")
    parser.add_argument("--delays", action="store_true", help="answer as slowly as each agency's class says")
    options = parser.parse_args()
    agencies = Agencies(
        open_world(seed=options.seed, file=options.world, module=options.worlds),
        only=[code for code in options.only.split(",") if code],
        data=options.data,
        courts=json.loads(options.courts.read_text("utf-8")) if options.courts else {},
        bank=options.court_bank,
        delays=options.delays,
    )
    gc.freeze()  # what is here now stays to the end: not looked at again by the collector
    with contextlib.closing(agencies):
        asyncio.run(_serve(agencies, options.host, options.port))
    return 0


async def _serve(agencies: Agencies, host: str, port: int) -> None:
    server = await agencies.serve(host, port)
    where = server.sockets[0].getsockname()
    print(f"{SIMULATED} http://{where[0]}:{where[1]}", flush=True)
    work = asyncio.create_task(agencies.work())
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    work.cancel()
    server.close()


if __name__ == "__main__":
    sys.exit(main())
