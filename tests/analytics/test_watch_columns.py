"""Columns of controls are judged as each would be alone."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from duixian.analytics import watch as columns
from duixian.law.control.practice import RenewalPractice
from duixian.law.control.watch import Renewing, Watched, WatchPractice, due

ON = date(2026, 3, 2)
_ROW = st.tuples(
    st.integers(-40, 120),
    st.sampled_from(Renewing),
    *[st.booleans()] * 7,
)
_PRACTICES = st.sampled_from(
    [
        WatchPractice(),
        WatchPractice(standing=False),
        WatchPractice(RenewalPractice(officer=45, chief=20, ex_officio=10)),
    ]
)


@given(rows=st.lists(_ROW, min_size=1, max_size=40), practice=_PRACTICES)
def test_a_column_is_answered_like_its_controls(rows: list[tuple[int, ...]], practice: WatchPractice) -> None:
    left, renewing, failed, unknown, officer, chief, trouble, dropped, owed = (
        np.array(column) for column in zip(*rows, strict=True)
    )
    found = columns.answers(practice)[
        columns.questions(
            columns.phases(left.astype(np.int32), practice.ladder),
            renewing=renewing.astype(np.int8),
            failed=failed,
            unknown=unknown,
            told_officer=officer,
            told_chief=chief,
            told_trouble=trouble,
            dropped=dropped,
            owed=owed,
        )
    ]

    assert found.tolist() == [
        due(
            Watched(
                until=ON + timedelta(days=row[0]),
                renewing=Renewing(row[1]),
                failed=bool(row[2]),
                unknown=bool(row[3]),
                told_officer=bool(row[4]),
                told_chief=bool(row[5]),
                told_trouble=bool(row[6]),
                dropped=bool(row[7]),
            ),
            on=ON,
            owed=bool(row[8]),
            practice=practice,
        )
        for row in rows
    ]
