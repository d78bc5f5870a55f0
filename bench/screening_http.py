"""Load for `bench.screening`: the server as granian runs it, and clients on sockets that keep their connections."""

import asyncio
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from duixian.faces.cli.running import processes

KEY = "bench"


@dataclass(frozen=True, slots=True)
class Served:
    """A server under load: its port and its process."""

    port: int
    pid: int

    def resident_mb(self) -> float:
        """Resident memory of the server's processes, pages of mapped files among them, MB."""
        return sum(_resident_kb(pid) for pid in _family(self.pid)) / 1024


@contextmanager
def served(folder: Path, scratch: Path) -> Iterator[Served]:
    """`duixian screen` on a list."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    keys = scratch / "keys.json"
    admission = {"name": "bench", "purposes": ["bench"], "daily": 10**9}
    keys.write_text(json.dumps({hashlib.sha256(KEY.encode()).hexdigest(): admission}))
    line = [
        sys.executable, "-c", "from duixian.faces.cli import main; main()", "screen", "--port", str(port),
        "--list", str(folder), "--keys", str(keys),
        "--journal", str(scratch / "journal"), "--files", str(scratch / "files"),
    ]  # fmt: skip
    process = subprocess.Popen(line, env=dict(os.environ))
    try:
        until = time.monotonic() + 120
        while not processes.listening(port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the screening server did not start")
            time.sleep(0.1)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def load(
    served_: Served, bodies: Sequence[bytes], *, connections: int
) -> tuple[float, list[float], list[dict[str, object]]]:
    """Send every body once over so many connections, each waiting for its answer: seconds in all, milliseconds of each
    call, answers in order. Raises `RuntimeError` for any answer but 200."""
    return asyncio.run(_load(served_.port, bodies, connections))


async def _load(
    port: int, bodies: Sequence[bytes], connections: int
) -> tuple[float, list[float], list[dict[str, object]]]:
    taken = [0.0] * len(bodies)
    answers: list[dict[str, object]] = [{} for _ in bodies]
    begun = time.perf_counter()
    await asyncio.gather(
        *(_client(port, bodies, range(first, len(bodies), connections), taken, answers) for first in range(connections))
    )
    return time.perf_counter() - begun, taken, answers


async def _client(
    port: int, bodies: Sequence[bytes], mine: range, taken: list[float], answers: list[dict[str, object]]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /v1/screen HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {KEY}\r\nContent-Length: ".encode()
    raw = []
    for at in mine:
        begun = time.perf_counter()
        writer.write(head + str(len(bodies[at])).encode() + b"\r\n\r\n" + bodies[at])
        told = await reader.readuntil(b"\r\n\r\n")
        length = int(told.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        taken[at] = (time.perf_counter() - begun) * 1000
        if not told.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{told.decode()}{body.decode()}")
        raw.append((at, body))
    writer.close()
    for at, body in raw:
        answers[at] = json.loads(body)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _resident_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
