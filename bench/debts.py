"""The debt of a province's 316,997 cases on one day: in bulk against one by one, equal to the fen.

    python -m bench.debts [COUNT]

The facts are made from a seed; turning facts into columns is timed and printed apart (a database delivers columns).
"""

import resource
import sys
import time
from datetime import date

import numpy as np

from duixian.analytics.debt_columns import DebtColumns
from duixian.analytics.debts import debts_on, one
from duixian.worlds.debts import debts

SEED = 20261122
ON = date(2026, 11, 22)
CASES = 316_997


def main(count: int = CASES) -> int:
    """Print the figures; 0 when every case is equal to the fen."""
    facts = debts(count, seed=SEED, rare=0.0005)
    start = time.perf_counter()
    columns = DebtColumns.from_facts(facts)
    loading = time.perf_counter() - start

    debts_on(columns, on=ON)  # once unmeasured: tables are read, memory is touched
    times = []
    for _ in range(3):
        start = time.perf_counter()
        bulk = debts_on(columns, on=ON)
        times.append(time.perf_counter() - start)
    bulk_time = min(times)

    start = time.perf_counter()
    rows = [one(entry, on=ON) for entry in facts]
    loop_time = time.perf_counter() - start

    expected = np.array(rows, dtype=np.int64).T
    found = (bulk.items, bulk.ordinary, bulk.doubled, bulk.ordinary_accrued, bulk.doubled_accrued, bulk.overpaid)
    equal = np.ones(count, dtype=np.bool_)
    for left, right in zip(expected, found, strict=True):
        equal &= left == right
    same = int(equal.sum())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"cases                 {count:,}, in {len(columns.groups)} shapes")
    print(f"one by one            {loop_time:.2f} s  ({loop_time / count * 1e6:.0f} µs a case)")
    print(f"in bulk               {bulk_time:.3f} s  ({bulk_time / count * 1e9:.0f} ns a case; best of {len(times)})")
    print(f"  of these exactly    {int(bulk.exact.sum()):,} cases went to the exact calculation, inside that time")
    print(f"facts to columns      {loading:.2f} s  (once; not in the ratio)")
    print(f"ratio                 {loop_time / bulk_time:.0f}")
    print(f"equal to the fen      {same:,} of {count:,}")
    print(f"memory, peak          {memory:,} MB")
    return 0 if same == count else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES))
