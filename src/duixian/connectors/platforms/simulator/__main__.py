"""Start the simulated platforms: python -m duixian.connectors.platforms.simulator --port 8030."""

import argparse
import base64
import signal
import sys
import threading
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from duixian.connectors.platforms.simulator import SIMULATED
from duixian.connectors.platforms.simulator.server import SimulatedPlatforms
from duixian.law.disposal.values import BEIJING


def main() -> int:
    """Serve until told to stop; prints one line with the address once it listens."""
    parser = argparse.ArgumentParser(prog="python -m duixian.connectors.platforms.simulator", description=SIMULATED)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8030, help="0: any free port")
    parser.add_argument("--seed", default="1", help="who bids what follows from it")
    parser.add_argument("--now", default="", help="the clock at the start, with zone; without it the machine's")
    parser.add_argument(
        "--court-key", default="", help="the court's public key, base64; without it any signature is taken"
    )
    options = parser.parse_args()
    try:
        now = datetime.fromisoformat(options.now) if options.now else datetime.now(BEIJING)
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(options.court_key)) if options.court_key else None
    except ValueError as error:
        parser.error(str(error))
    if now.tzinfo is None:
        parser.error("--now needs a zone, for example 2026-05-26T12:00:00+08:00")
    server = SimulatedPlatforms((options.host, options.port), seed=options.seed, now=now, key=key)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown, daemon=True).start())
    print(f"{SIMULATED} {server.url}", flush=True)
    server.serve_forever(poll_interval=0.2)
    server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
