"""The log of the lists: one order for all, a chain, what stands now, and every day of the past."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from courthouse import CourtHouse, found
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listed import DAY as SIGNED
from listed import Lists

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.analytics.screening.model import ListedEntry, Op, Register
from duixian.domain.courts import scope
from duixian.domain.lists import entries
from duixian.domain.lists.models import CurrentEntry, Publication
from duixian.domain.lists.selectors import publication as reads
from duixian.domain.lists.services import publication as writes

DAY = date(2026, 6, 1)


@pytest.fixture
def ids(own: CourtHouse) -> Iterator[list[str]]:
    """Entries of decisions in force, off the list again: a line rests on a decision, and these carry any line."""
    lists = Lists(own)
    made = [lists.limited(lists.case(debtor=name)) for name in ("黎明华", "周建国")]
    for one in made:
        writes.remove(
            court_id=own.court.pk, entry=one.entry, register=Register.LIMITED, reason="performed", now=lists.at(SIGNED)
        )
    yield [str(one.entry) for one in made]
    with scope.of_court(own.court.pk):
        for one in made:  # what was decided stands on the list when the transaction ends
            if not CurrentEntry.objects.filter(pk=one.entry).exists():
                entry, late = entry_of(str(one.entry)), noon(DAY + timedelta(days=999))
                writes.enter(court_id=own.court.pk, entry=entry, reason="limit", now=late)


def entry_of(entry_id: str, *, expires_on: date | None = None, duty: str = "支付货款") -> ListedEntry:
    return ListedEntry(
        entry_id=entry_id,
        register=Register.LIMITED,
        identity=Identity(
            "黎明华", Kind.NATURAL, (Number(NumberKind.RESIDENT, "11010519491231002X"),), date(1949, 12, 31), "女"
        ),
        court="淮安市淮阴区人民法院",
        area="江苏",
        case_number="（2026）苏0804执1号",
        title_number="（2025）苏0804民初1001号",
        title_by="淮安市淮阴区人民法院",
        duty=duty,
        performance="全部未履行",
        conduct=("违反财产报告制度",),
        filed_on=date(2026, 3, 2),
        published_on=DAY,
        expires_on=expires_on,
    )


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), tzinfo=UTC)


def test_an_entry_comes_back_from_its_json_as_it_was() -> None:
    entry = entry_of(str(uuid4()), expires_on=date(2028, 3, 2))
    assert entries.entry_from_json(entries.entry_to_json(entry)) == entry


def test_the_public_sees_the_masked_number_and_no_birth_date() -> None:
    shown = entries.public_entry(entry_of(str(uuid4())))
    assert shown["number"] == "1101051949****002X"
    assert not {"born", "address", "photo", "expires_on", "entry_id"} & set(shown)
    assert "19491231" not in str(shown)


STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["enter", "change", "remove", "night"]), st.integers(0, 4)),
    max_size=14,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_past_day_is_rebuilt_as_it_stood(
    own: CourtHouse, ids: list[str], steps: list[tuple[int, str, int]]
) -> None:
    """A walk: what `as_of` rebuilds for a day is what `current` said at the end of that very day."""
    court, day, seen = own.court.pk, DAY, {}
    mark = transaction.savepoint()
    for place, act, days in [*steps, (0, "night", 0)]:
        entry = entry_of(ids[place], expires_on=day + timedelta(days=days) if days else None, duty=f"{day}{days}")
        try:
            with transaction.atomic():
                if act == "enter":
                    writes.enter(court_id=court, entry=entry, reason="able", now=noon(day))
                elif act == "change":
                    writes.change(court_id=court, entry=entry, reason="corrected", now=noon(day))
                elif act == "remove":
                    writes.remove(
                        court_id=court,
                        entry=UUID(ids[place]),
                        register=Register.LIMITED,
                        reason="performed",
                        now=noon(day),
                    )
        except IntegrityError:
            pass  # it stood already, or not at all
        if act == "night":
            seen[day] = {one.entry.entry_id: one for one in reads.current(on=day) if one.entry.entry_id in ids}
            day += timedelta(days=1)
    for past, stood in seen.items():
        assert {key: one for key, one in reads.as_of(past).items() if key in ids} == stood
    transaction.savepoint_rollback(mark)


def test_the_feed_gives_every_line_once_in_order(own: CourtHouse, ids: list[str]) -> None:
    before = reads.last_seq()
    one, two = ids
    writes.enter(court_id=own.court.pk, entry=entry_of(one), reason="able", now=noon(DAY))
    writes.enter(court_id=own.court.pk, entry=entry_of(two), reason="able", now=noon(DAY))
    writes.remove(court_id=own.court.pk, entry=UUID(one), register=Register.LIMITED, reason="performed", now=noon(DAY))
    first = reads.after(before, 2)
    rest = reads.after(first[-1].seq)
    assert [(line.entry_id, line.op) for line in [*first, *rest]] == [
        (one, Op.ENTER),
        (two, Op.ENTER),
        (one, Op.REMOVE),
    ]
    assert rest[0].entry is None


def test_courts_share_one_sequence_and_one_chain(own: CourtHouse, ids: list[str]) -> None:
    writes.enter(court_id=own.court.pk, entry=entry_of(ids[0]), reason="able", now=noon(DAY))
    other = found("苏0803", "淮安市淮安区人民法院")
    with scope.of_court(other.court.pk):
        lists = Lists(other)
        lists.limited(lists.case())
    with scope.of_all_courts():
        rows = list(Publication.objects.order_by("seq"))
        assert [row.seq for row in rows] == list(range(rows[0].seq, rows[0].seq + len(rows)))
        assert bytes(rows[1].prev) == bytes(rows[0].hash)
        assert {row.court_id for row in rows} == {own.court.pk, other.court.pk}


def test_the_hash_is_of_what_the_line_says(own: CourtHouse, ids: list[str]) -> None:
    line = writes.enter(court_id=own.court.pk, entry=entry_of(ids[0]), reason="able", now=noon(DAY))
    with connection.cursor() as cursor:
        cursor.execute(
            "select concat_ws(E'\\x1f', seq, trail_instant(at), court_id, op, entry, register, content::text,"
            " windows::text, reason) from lists_publication where seq = %s",
            [line.seq],
        )
        (body,) = cursor.fetchone()
    assert bytes(line.hash) == hashlib.sha256(bytes(line.prev) + body.encode()).digest()


@pytest.mark.parametrize(
    "statement",
    [
        "update lists_publication set reason = 'other'",
        "delete from lists_publication",
        "delete from lists_currententry",
        "update lists_currententry set content = '{}'",
        "select lists_link('x')",
        "update lists_publication_head set seq = 0",
    ],
)
def test_nobody_rewrites_the_log_or_what_stands(own: CourtHouse, ids: list[str], statement: str) -> None:
    entry = entry_of(ids[0])
    writes.enter(court_id=own.court.pk, entry=entry, reason="able", now=noon(DAY))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert CurrentEntry.objects.get(pk=entry.entry_id).content == entries.entry_to_json(entry)


def test_an_entry_whose_term_is_over_is_gone_before_anybody_takes_it_off(own: CourtHouse, ids: list[str]) -> None:
    entry = entry_of(ids[0], expires_on=date(2028, 3, 2))
    writes.enter(court_id=own.court.pk, entry=entry, reason="report", now=noon(DAY))
    assert [one.entry for one in reads.current(on=date(2028, 3, 2))] == [entry]
    assert list(reads.current(on=date(2028, 3, 3))) == []
    assert reads.as_of(date(2028, 3, 3)) == {}


def test_a_line_is_not_older_than_the_one_before_it(own: CourtHouse, ids: list[str]) -> None:
    entry = entry_of(ids[0])
    writes.enter(court_id=own.court.pk, entry=entry, reason="able", now=noon(DAY))
    with pytest.raises(IntegrityError, match="after one of"), transaction.atomic():
        writes.change(court_id=own.court.pk, entry=entry, reason="corrected", now=noon(DAY - timedelta(days=1)))
    assert [line.op for line in reads.of_entry(entry.entry_id)] == ["enter", "remove", "enter"]


def test_a_line_that_no_decision_carries_is_refused(own: CourtHouse) -> None:
    with pytest.raises(IntegrityError, match="no decision"), transaction.atomic():
        writes.enter(court_id=own.court.pk, entry=entry_of(str(uuid4())), reason="able", now=noon(DAY))
    assert reads.last_seq() == 0
