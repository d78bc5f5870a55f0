"""Run benchmarks: all of them, or those named.

--quick takes small sizes (a look, not a result); --accept keeps the figures in bench/results.
"""

import argparse
import importlib
import sys
from typing import Any

from bench import harness

BENCHES = ("ledger", "payout", "pages", "hall", "control_orders", "notices")
"""Those of this package that need a database; `debts` needs none and runs by itself."""

ALONE = ("control_choice", "names", "screening", "flows", "aml", "clues")
"""Those that need no database."""


def main() -> int:
    """0 when every aim was met."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="debts " + " ".join(ALONE + BENCHES))
    parser.add_argument("--quick", action="store_true", help="small sizes")
    parser.add_argument("--accept", action="store_true", help="keep the figures in bench/results")
    asked = parser.parse_args()
    unknown = set(asked.names) - {"debts", *ALONE, *BENCHES}
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    if asked.quick and asked.accept:
        parser.error("--quick is a look, not a result: nothing to accept")
    missed = 0
    for name in asked.names or ("debts", *ALONE, *BENCHES):
        if name == "debts":
            missed += _debts(quick=asked.quick)
        else:
            missed += _alone(name, asked) if name in ALONE else _one(name, asked)
    return 1 if missed else 0


def _debts(*, quick: bool) -> int:
    debts = importlib.import_module("bench.debts")
    print("== debts")
    return int(debts.main(20_000) if quick else debts.main())


def _one(name: str, asked: argparse.Namespace) -> int:
    bench = importlib.import_module(f"bench.{name}")
    with harness.database(f"duixian_bench_{name}") as database:
        facts = harness.machine(database.server)
        print(f"== {name}  ({', '.join(f'{key} {value}' for key, value in facts.items())})", flush=True)
        report: harness.Report = bench.run(database, bench.QUICK if asked.quick else bench.FULL)
    return _told(report, asked, facts)


def _alone(name: str, asked: argparse.Namespace) -> int:
    bench = importlib.import_module(f"bench.{name}")
    facts = harness.machine()
    print(f"== {name}  ({', '.join(f'{key} {value}' for key, value in facts.items())})", flush=True)
    return _told(bench.run(bench.QUICK if asked.quick else bench.FULL), asked, facts)


def _told(report: harness.Report, asked: argparse.Namespace, facts: dict[str, Any]) -> int:
    report.print()
    if asked.accept:
        print(f"  kept in {report.accept(facts).name}")
    return sum(figure.met is False for figure in report.figures)


if __name__ == "__main__":
    sys.exit(main())
