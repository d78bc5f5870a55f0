"""Which payment fulfils what, and when an agreement is broken."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duixian.law import calendar
from duixian.law.settlement import Due, Kind, Open, Paid, Pot, Practice, RowState, allocate, standing

MAY, JUNE, JULY = date(2026, 5, 8), date(2026, 6, 8), date(2026, 7, 8)
DAY = timedelta(days=1)


def _stand(*dues: Due, on: date, **practice: object):  # type: ignore[no-untyped-def]
    return standing(dues, on=on, practice=Practice(**practice), calendar=calendar.national())  # type: ignore[arg-type]


def _money(number: int, amount: int, due: date | None, *paid: Paid) -> Due:
    return Due(number, Kind.MONEY, amount, due, paid)


def test_a_breach_shows_the_day_after_and_not_on_the_day() -> None:
    first = _money(1, 100, MAY)

    assert _stand(first, on=MAY).breached_on is None
    assert _stand(first, on=MAY).rows[0].state is RowState.DUE
    assert _stand(first, on=MAY + DAY).breached_on == MAY + DAY


def test_an_agreed_day_does_not_move_for_a_holiday_unless_the_court_says_so() -> None:
    saturday = date(2026, 5, 16)

    assert _stand(_money(1, 100, saturday), on=saturday + DAY).breached_on == saturday + DAY
    assert _stand(_money(1, 100, saturday), on=saturday + DAY, moves=True).breached_on is None
    assert _stand(_money(1, 100, saturday), on=saturday + 3 * DAY, moves=True).breached_on == date(2026, 5, 19)


def test_days_of_grace_come_after_the_agreed_day() -> None:
    first = _money(1, 100, MAY)

    assert _stand(first, on=MAY + 5 * DAY, grace_days=5).breached_on is None
    assert _stand(first, on=MAY + 6 * DAY, grace_days=5).breached_on == MAY + 6 * DAY


def test_a_part_paid_is_no_performance_and_only_the_rest_is_due() -> None:
    now = _stand(_money(1, 100, MAY, Paid(MAY, 60)), _money(2, 100, JUNE), on=MAY + DAY)

    assert (now.breached_on, now.due_now, now.missing) == (MAY + DAY, 40, 140)


def test_acceleration_makes_the_rest_due_only_where_it_was_agreed() -> None:
    dues = (_money(1, 100, MAY), _money(2, 100, JUNE), _money(3, 100, JULY))

    assert _stand(*dues, on=MAY + DAY).due_now == 100
    assert _stand(*dues, on=MAY + DAY, acceleration=True).due_now == 300
    assert not _stand(*dues, on=MAY, acceleration=True).accelerated


def test_a_late_payment_that_was_accepted_is_performance_and_says_that_it_was_late() -> None:
    now = _stand(_money(1, 100, MAY, Paid(MAY + DAY, 100)), on=JULY)

    assert (now.breached_on, now.fulfilled, now.rows[0].state) == (None, True, RowState.DONE_LATE)


def test_what_hangs_on_a_condition_is_never_late_and_gives_no_last_day() -> None:
    now = _stand(_money(1, 100, None), on=JULY)

    assert (now.breached_on, now.last_day, now.rows[0].state) == (None, None, RowState.WAITING)


def test_a_thing_is_delivered_or_not() -> None:
    delivered = Due(1, Kind.THING, 0, MAY, (), MAY)

    assert _stand(delivered, on=JULY).fulfilled
    assert _stand(Due(1, Kind.THING, 0, MAY), on=JULY).breached_on == MAY + DAY


def test_one_payment_fills_the_earlier_due_first_and_runs_over_into_the_next() -> None:
    made = allocate([Open(2, 2, 100, JUNE), Open(1, 1, 100, MAY)], [Pot(9, 150, MAY)])

    assert [(one.instalment, one.amount) for one in made.shares] == [(1, 100), (2, 50)]
    assert made.over == {9: 0}


def test_the_order_of_the_agreement_comes_first() -> None:
    made = allocate([Open(1, 1, 100, MAY), Open(2, 2, 100, JUNE)], [Pot(9, 120, MAY)], order=(2, 1))

    assert [(one.instalment, one.amount) for one in made.shares] == [(2, 100), (1, 20)]


_INSTALMENTS = st.lists(st.tuples(st.integers(0, 10_000), st.dates(MAY, JULY) | st.none()), max_size=8)
_POTS = st.lists(st.tuples(st.integers(0, 10_000), st.dates(MAY, JULY)), max_size=8)


@given(_INSTALMENTS, _POTS, st.permutations(list(range(1, 9))))
def test_allocation_makes_no_money_and_loses_none(
    wanted: list[tuple[int, date | None]], came: list[tuple[int, date]], order: list[int]
) -> None:
    instalments = [Open(key, key, missing, due) for key, (missing, due) in enumerate(wanted, start=1)]
    pots = [Pot(key, free, on) for key, (free, on) in enumerate(came, start=1)]

    made = allocate(instalments, pots, order=order)

    for pot in pots:
        assert sum(one.amount for one in made.shares if one.pot == pot.key) + made.over[pot.key] == pot.free
    filled = {one.key: sum(s.amount for s in made.shares if s.instalment == one.key) for one in instalments}
    assert all(filled[one.key] <= one.missing for one in instalments)
    assert all(one.amount > 0 for one in made.shares)
    whole, free = sum(one.missing for one in instalments), sum(pot.free for pot in pots)
    assert sum(filled.values()) == min(whole, free)
