"""A file of customers as agencies hand them in, three rows in a hundred garbage, through `duixian screenfile`: nothing
may be lost, and every garbage row must come back under its field."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

from duixian.faces.screen.files import ANSWERS, BAD
from duixian.worlds import customer_files

SHARE = 0.03
_PORTION = 500_000


def written(file: Path, customers: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Write the file; returns which of its rows are garbage and under which field they should come back."""
    garbage = []
    with file.open("wb") as to:
        to.write(customer_files.HEAD.encode() + b"\n")
        for first in range(0, len(customers), _PORTION):
            part = customers.slice(first, _PORTION)
            garbage.append(customer_files.write(to, part, seed=seed + first, share=SHARE, first=first + 1))
    return pl.concat(garbage)


def screened(file: Path, listed: Path, out: Path) -> tuple[float, float]:
    """Seconds and peak memory (MB) of the command, start and index included."""
    start = "from duixian.faces.cli import main; main()"
    line = [sys.executable, "-c", start, "screenfile", str(file), "--list", str(listed), "--out", str(out)]
    begun, peak = time.perf_counter(), 0
    with subprocess.Popen(line, stdout=subprocess.DEVNULL) as command:
        while command.poll() is None:
            peak = max(peak, peak_kb(command.pid))
            time.sleep(0.05)
    if command.returncode:
        raise subprocess.CalledProcessError(command.returncode, line)
    return time.perf_counter() - begun, peak / 1024


def peak_kb(process: int) -> int:
    """The most memory a process has held so far, or since `forget_peak` (Linux).

    What `getrusage` says of children counts their parent.
    """
    try:
        told = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM:")), 0)


def forget_peak() -> None:
    """Count the peak memory of this process from here on (Linux): making the columns is not screening them."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def lost(rows: int, garbage: pl.DataFrame, out: Path) -> str:
    """What was checked, in words. Raises `AssertionError` when a row is lost, told twice, or told otherwise."""
    bad = pl.read_csv(out / BAD, columns=["row", "field"])
    if not bad.equals(garbage.cast({"row": pl.Int64})):
        raise AssertionError(f"{len(bad)} rows came back, {len(garbage)} are garbage, or under another field")
    good = pl.read_csv(out / ANSWERS, columns=["row"])["row"]
    if not pl.concat([good, bad["row"]]).sort().equals(pl.int_range(1, rows + 1, eager=True).alias("row")):
        raise AssertionError("a row is lost or answered twice")
    return (
        f"file: {len(good):,} rows answered, {len(bad):,} came back, each under the field that was spoiled, none lost"
    )
