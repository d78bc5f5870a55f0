"""What is due for many controls at once: the judgement of `law.control.watch`, asked once for every question there is.

A control's question has finitely many forms (how near the end, how far the renewal, who was told …). Each is put to
`watch.judge` beforehand; a column of controls is then answered by looking up. There is no second opinion to drift.
"""

from datetime import date
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duixian.base.days import add_days
from duixian.law.control import watch
from duixian.law.control.practice import RenewalPractice
from duixian.law.control.watch import Phase, Renewing, WatchPractice

Bools = NDArray[np.bool_]
Bytes = NDArray[np.int8]

_ANY_DAY: Final = date(2020, 3, 1)


def answers(practice: WatchPractice) -> NDArray[np.uint8]:
    """Every answer of `watch.judge` under a practice, to be indexed with `questions`."""
    return np.array(
        [
            watch.judge(
                near,
                renewing=renewing,
                failed=failed,
                unknown=unknown,
                told_officer=officer,
                told_chief=chief,
                told_trouble=trouble,
                dropped=dropped,
                owed=owed,
                standing=practice.standing,
            )
            for near in Phase
            for renewing in Renewing
            for failed, unknown, officer, chief, trouble, dropped, owed in product((False, True), repeat=7)
        ],
        dtype=np.uint8,
    )


def questions(
    near: Bytes,
    *,
    renewing: Bytes,
    failed: Bools,
    unknown: Bools,
    told_officer: Bools,
    told_chief: Bools,
    told_trouble: Bools,
    dropped: Bools,
    owed: Bools,
) -> NDArray[np.int32]:
    """The place of each control's question in `answers`."""
    place = near.astype(np.int32) * len(Renewing) + renewing
    for flag in (failed, unknown, told_officer, told_chief, told_trouble, dropped, owed):
        place = place * 2 + flag
    return place


def phases(days_left: NDArray[np.int32], ladder: RenewalPractice) -> Bytes:
    """The phase of controls that have so many days left (0: today is the last), as `watch.phase` has it."""
    reach = ladder.officer + 1
    known = np.array(
        [watch.phase(add_days(_ANY_DAY, left), on=_ANY_DAY, ladder=ladder) for left in range(-1, reach + 1)],
        dtype=np.int8,
    )
    return known[np.clip(days_left, -1, reach) + 1]
