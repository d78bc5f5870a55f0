"""Listed people are found by number and by name, nobody else is, and what was removed is gone at the next look-up."""

import hashlib
import random
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.analytics.names.compare import compare
from duixian.analytics.names.model import Identity, Kind, MatchClass, Number, NumberKind, Outcome
from duixian.analytics.screening import checked, entries, hashing, namekeys, numbers
from duixian.analytics.screening.bulk import CUSTOMERS, MATCHES, OUTCOMES, Bulk
from duixian.analytics.screening.hannames import HanNames
from duixian.analytics.screening.index import Index, Published
from duixian.analytics.screening.keytable import KeyTable, Sieve
from duixian.analytics.screening.model import ListedEntry, Op, Register
from duixian.analytics.screening.snapshot import FORM, Snapshot, UnreadableSnapshot, build
from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id, check_uscc
from duixian.worlds import listed as world

ON = date(2026, 11, 22)


def entry(
    name: str, *given_numbers: Number, kind: Kind = Kind.NATURAL, expires: date | None = None, **who: object
) -> ListedEntry:
    identity = Identity(name, kind, tuple(given_numbers), **who)  # type: ignore[arg-type]
    return ListedEntry(
        entry_id=str(uuid.uuid5(uuid.NAMESPACE_OID, repr(identity))), register=Register.DISHONEST, identity=identity,
        court="云川市中级人民法院", area="合成省", case_number="（2026）合01执1号", title_number="", title_by="",
        duty="", performance="", conduct=(), filed_on=date(2026, 1, 5), published_on=ON, expires_on=expires,
    )  # fmt: skip


CHEN = Number(NumberKind.RESIDENT, "649901198003074514")
OTHER = Number(NumberKind.RESIDENT, "64990219910512126X")
LI = Number(NumberKind.RESIDENT, "649903197512060025")
FIRM = Number(NumberKind.USCC, "91649901000000012W")


def _valid(body: str) -> Number:
    for check in "0123456789X":
        try:
            return Number(NumberKind.RESIDENT, check_resident_id(body + check).number)
        except BadInput:
            continue
    raise AssertionError(body)


CHEN, OTHER, LI = (_valid(number.text[:17]) for number in (CHEN, OTHER, LI))


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Identity], Index]:
    frame = world.entries(1_500, seed=3)
    folder = tmp_path_factory.mktemp("seeded")
    build(folder, frame, seq=70)
    return [entries.identity_of(row) for row in frame.iter_rows()], Index(Snapshot.open(folder))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    build(tmp_path / "list", entries.frame_of([entry("陈国强", CHEN), entry("李明", LI)]), seq=10)
    return Index(Snapshot.open(tmp_path / "list"))


def outcome(index: Index, asked: Identity, *, on: date = ON, fuzzy: bool = True) -> Outcome:
    return index.look(asked, on=on, fuzzy=fuzzy).screened.outcome


def enter(seq: int, of: ListedEntry, op: Op = Op.ENTER) -> Published:
    return Published(seq, op, of.entry_id, of)


def removed(seq: int, of: ListedEntry) -> Published:
    return Published(seq, Op.REMOVE, of.entry_id)


# -- look-ups -----------------------------------------------------------------------------------------------------


def test_a_number_finds_its_entry_with_and_without_names(index: Index) -> None:
    found = index.look(Identity("陳國強", Kind.NATURAL, (CHEN,)), on=ON, fuzzy=False)

    assert found.screened.outcome is Outcome.YES
    assert found.screened.hits[0].comparison.classes[0] is MatchClass.NUMBER
    assert found.screened.as_of == 10


def test_a_name_alone_is_possible_and_not_looked_for_by_who_asks_by_number(index: Index) -> None:
    nameless = Identity("陳國強", Kind.NATURAL)

    assert outcome(index, nameless) is Outcome.POSSIBLE
    assert outcome(index, nameless, fuzzy=False) is Outcome.NO


def test_a_namesake_with_another_number_is_not_a_hit(index: Index) -> None:
    assert outcome(index, Identity("陈国强", Kind.NATURAL, (OTHER,))) is Outcome.NO


def test_an_entry_is_not_shown_from_the_day_it_expires(tmp_path: Path) -> None:
    build(tmp_path / "list", entries.frame_of([entry("陈国强", CHEN, expires=ON)]), seq=1)
    index = Index(Snapshot.open(tmp_path / "list"))

    assert outcome(index, Identity("陈国强", Kind.NATURAL, (CHEN,)), on=date(2026, 11, 21)) is Outcome.YES
    assert outcome(index, Identity("陈国强", Kind.NATURAL, (CHEN,)), on=ON) is Outcome.NO


def test_a_company_is_found_by_its_organisation_code_and_by_its_former_name(tmp_path: Path) -> None:
    frame = world.entries(60, seed=8).filter((pl.col("kind") == 1) & (pl.col("more") == "")).head(1)
    firm = entries.identity_of(frame.row(0))
    was = entry(firm.name, *firm.numbers, kind=Kind.ORGANISATION, former_names=("云川老字号商贸有限公司",))
    build(tmp_path / "list", entries.frame_of([was]), seq=1)
    index = Index(Snapshot.open(tmp_path / "list"))

    code = Number(NumberKind.USCC, firm.numbers[0].text[8:17])
    by_code = index.look(Identity(firm.name, Kind.ORGANISATION, (code,)), on=ON).screened
    by_name = index.look(Identity("云川老字号商贸有限公司", Kind.ORGANISATION), on=ON).screened

    assert by_code.hits[0].comparison.classes[0] is MatchClass.OLD_NUMBER
    assert MatchClass.FORMER in by_name.hits[0].comparison.classes


def test_too_many_namesakes_are_counted_and_not_shown(tmp_path: Path) -> None:
    made = [entry("王伟", Number(NumberKind.PASSPORT, f"E{number:08d}")) for number in range(600)]
    build(tmp_path / "list", entries.frame_of(made), seq=1)
    found = Index(Snapshot.open(tmp_path / "list")).look(Identity("王伟", Kind.NATURAL), on=ON)

    assert len(found.screened.hits) == 20
    assert found.beyond == 580


# -- the publication log ------------------------------------------------------------------------------------------


def test_what_is_removed_is_gone_at_the_next_look_up(index: Index) -> None:
    asked = Identity("陈国强", Kind.NATURAL, (CHEN,))
    assert outcome(index, asked) is Outcome.YES

    index.apply([removed(11, entry("陈国强", CHEN))])

    assert outcome(index, asked) is Outcome.NO
    assert outcome(index, Identity("陈国强", Kind.NATURAL)) is Outcome.NO
    assert index.as_of == 11


def test_what_is_entered_changed_and_removed_since_the_snapshot_is_followed(index: Index) -> None:
    new, asked = entry("赵云", OTHER), Identity("趙雲", Kind.NATURAL, (OTHER,))
    changed = ListedEntry(**{**_fields(new), "identity": Identity("赵云飞", Kind.NATURAL, (OTHER,))})

    index.apply([enter(11, new)])
    assert outcome(index, asked) is Outcome.YES
    index.apply([enter(12, changed, Op.CHANGE)])
    assert outcome(index, Identity("赵云", Kind.NATURAL)) is Outcome.NO
    assert outcome(index, Identity("赵云飞", Kind.NATURAL)) is Outcome.POSSIBLE
    index.apply([removed(13, new)])
    assert outcome(index, asked) is Outcome.NO
    assert not index.state.keys


def _fields(of: ListedEntry) -> dict[str, object]:
    return {name: getattr(of, name) for name in ListedEntry.__dataclass_fields__}


def test_a_line_told_twice_changes_nothing(index: Index) -> None:
    index.apply([removed(11, entry("陈国强", CHEN))])
    index.apply([enter(10, entry("陈国强", CHEN)), enter(11, entry("陈国强", CHEN))])

    assert outcome(index, Identity("陈国强", Kind.NATURAL, (CHEN,))) is Outcome.NO


def test_a_new_snapshot_keeps_what_came_after_it_and_says_the_same(index: Index, tmp_path: Path) -> None:
    index.apply([enter(11, entry("赵云", OTHER)), removed(12, entry("李明", LI))])
    frame, seq = index.frame()
    index.apply([removed(13, entry("陈国强", CHEN))])
    build(tmp_path / "next", frame, seq=seq)

    index.replace(Snapshot.open(tmp_path / "next"))

    told = [
        outcome(index, Identity(n, Kind.NATURAL, (k,))) for n, k in (("赵云", OTHER), ("李明", LI), ("陈国强", CHEN))
    ]
    assert told == [Outcome.YES, Outcome.NO, Outcome.NO]
    assert (index.as_of, len(index.state.snapshot)) == (13, 2)


def test_an_older_snapshot_is_refused(index: Index, tmp_path: Path) -> None:
    build(tmp_path / "old", entries.frame_of([]), seq=9)

    with pytest.raises(ValueError, match="snapshot of line 9"):
        index.replace(Snapshot.open(tmp_path / "old"))
    assert index.as_of == 10


def test_a_folder_left_half_way_is_not_opened(tmp_path: Path) -> None:
    build(tmp_path / "list", entries.frame_of([entry("陈国强", CHEN)]), seq=1)
    (tmp_path / "list" / "about.json").unlink()

    with pytest.raises(UnreadableSnapshot):
        Snapshot.open(tmp_path / "list")


def test_a_folder_made_otherwise_has_another_form(tmp_path: Path) -> None:
    """Who changes keys, columns or their order changes `FORM`, and only then writes down the new digest here."""
    build(tmp_path / "list", world.entries(300, seed=6), seq=1)
    written = hashlib.sha256(repr(entries.SCHEMA).encode())
    for file in sorted((tmp_path / "list").glob("*.npy")):
        written.update(file.name.encode() + file.read_bytes())

    assert (FORM, written.hexdigest()[:16]) == (2, "0c1787597a11273c")


# -- the index finds what comparing everything finds --------------------------------------------------------------


def _asked(of: list[Identity], count: int) -> Iterator[Identity]:
    """People of the list as people ask about them, well and badly."""
    dice = random.Random(5)
    for who in dice.sample(of, count):
        name, some, born, sex = who.name, list(who.numbers), who.born, ""
        match dice.randrange(8):
            case 0:
                some = []
            case 1 if some and len(some[0].text) == 18:
                some = [Number(some[0].kind, some[0].text[:10] + "****" + some[0].text[14:])]
            case 2 if some:
                some = [Number(some[0].kind, some[0].text[:-1] + ("1" if some[0].text[-1] != "1" else "2"))]
            case 3:
                some, sex = [Number(NumberKind.PASSPORT, "E12345678")], "男"
            case 4:
                some, name = [], name.translate(str.maketrans("陈张刘国华强", "陳張劉國華強"))
            case 5 if who.kind is Kind.ORGANISATION and some:
                some = [Number(NumberKind.USCC, some[0].text[8:17])]
            case 6:
                some, born = [], date(1980, 1, 1)
            case 7:
                some, name = [], name[:-1] + "伟"
        yield Identity(name, who.kind, tuple(some), born, sex if who.kind is Kind.NATURAL else "")


def test_the_index_finds_everything_that_comparing_with_everybody_finds(
    seeded: tuple[list[Identity], Index],
) -> None:
    people, index = seeded
    for asked in _asked(people, 25):
        expected = sorted(said.score for who in people if (said := compare(asked, who)).outcome is not Outcome.NO)
        found = index.look(asked, on=date(2026, 1, 1), hits=10_000)
        assert sorted(hit.comparison.score for hit in found.screened.hits) == expected, asked


def test_bulk_says_what_look_ups_say(seeded: tuple[list[Identity], Index], tmp_path: Path) -> None:
    people, index = seeded
    asked = list(_asked(people, 300))
    answers = Bulk(index.state, scratch=tmp_path / "s").screen(_customers(asked), today=entries.day(ON))

    for who, (said, match, *whose) in zip(asked, answers.iter_rows(), strict=True):
        one = index.look(who, on=ON).screened
        assert OUTCOMES[said] is one.outcome, who
        if one.hits:
            assert MATCHES[match] is one.hits[0].comparison.classes[0], who
            assert entries.entry_id(*whose) == one.hits[0].entry_id, who


def test_bulk_sees_what_was_published_since_the_snapshot(index: Index, tmp_path: Path) -> None:
    index.apply([removed(11, entry("陈国强", CHEN)), enter(12, entry("赵云", OTHER))])
    asked = [Identity("陈国强", Kind.NATURAL, (CHEN,)), Identity("赵云", Kind.NATURAL, (OTHER,))]

    bulk = Bulk(index.state, scratch=tmp_path / "scratch")

    assert bulk.screen(_customers(asked), today=entries.day(ON))["outcome"].to_list() == [0, 2]
    assert bulk.exact(pl.Series([CHEN.text, OTHER.text, "", None])).tolist() == [1]
    assert bulk.seq == 12


def _customers(asked: list[Identity]) -> pl.DataFrame:
    rows = []
    for who in asked:
        number = who.numbers[0] if who.numbers else Number(NumberKind.OTHER, "")
        born = numbers.UNKNOWN_DAY if who.born is None else entries.day(who.born)
        kinds = entries.KINDS.index(who.kind), entries.NUMBER_KINDS.index(number.kind)
        rows.append((who.name, kinds[0], number.text, kinds[1], born, entries.SEXES.index(who.sex)))
    return pl.DataFrame(rows, schema=CUSTOMERS, orient="row")


# -- columns say what single values say ---------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(TEXTS, max_size=8), st.integers(0, 99))
def test_the_keys_of_a_column_are_the_keys_of_its_strings(texts: list[str], salt: int) -> None:
    assert hashing.keys(texts, salt).tolist() == [hashing.key(text, salt) for text in texts]


@given(st.lists(st.text("陈国强單单仇乐·曾尉迟𠮷〇吕绿欧阳女上官翟", max_size=7), max_size=8))
def test_chinese_names_of_a_column_have_the_keys_of_single_names(names: list[str]) -> None:
    column = HanNames.of(pl.Series(values=names, dtype=pl.String))
    plain = [(row, name) for row, name in enumerate(names) if column.plain[row]]
    assert plain == [(row, name) for row, name in enumerate(names) if name and "·" not in name and "𠮷" not in name]
    for table in namekeys.OF_HAN:
        rows, keys = namekeys.han_keys(column, table)
        told = {(row, key) for row, key in zip(rows.tolist(), keys.tolist(), strict=True)}
        assert told == {(row, k) for row, name in plain for t, k in namekeys.filed(name, Kind.NATURAL) if t is table}


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.integers(0, 9), st.integers(0, 50)), max_size=60))
def test_a_table_of_keys_finds_every_pair_and_no_other(pairs: list[tuple[int, int]]) -> None:
    import numpy as np

    keys = np.array([key for key, _ in pairs], dtype=np.uint64)
    table = KeyTable.of(keys, np.array([row for _, row in pairs], dtype=np.uint32))

    for key in {*range(12), *(key for key, _ in pairs)}:
        assert set(table.find(key).tolist()) == {row for other, row in pairs if other == key}
    assert Sieve.of(keys).passes(keys).tolist() == list(range(len(keys)))


@given(
    st.lists(
        st.from_regex(r"(64|99|11)[0-9]{4}(19|20)[0-9]{2}(0[1-9]|1[0-9])([0-3][0-9])[0-9]{3}[0-9X]", fullmatch=True),
        max_size=6,
    )
)
def test_a_column_of_resident_numbers_is_checked_as_each_of_them(made: list[str]) -> None:
    import numpy as np

    # the given bodies once as they are and once with the check digit that belongs to them
    bodies = [*made, *(body[:17] + world._with_check(np.array([int(body[:17])]))[0][-1] for body in made)]
    every = np.ones(len(bodies), dtype=np.bool_)
    said = checked.read(pl.Series(values=bodies, dtype=pl.String), resident=every, uscc=~every)
    for at, body in enumerate(bodies):
        try:
            known = check_resident_id(body)
        except BadInput:
            assert not said.checked[at]
        else:
            assert (said.checked[at], said.births[at]) == (True, numbers.packed(f"{known.born:%Y%m%d}"))
            assert said.sex[at] == (1 if known.male else 2)


def test_the_seeded_list_is_the_same_for_a_seed_and_its_numbers_pass_every_check() -> None:
    made = world.entries(800, seed=1)

    assert made.equals(world.entries(800, seed=1))
    assert not made.equals(world.entries(800, seed=2))
    for who in (entries.identity_of(row) for row in made.iter_rows()):
        for number in who.numbers:
            if number.kind is NumberKind.USCC:
                assert check_uscc(number.text)
            elif number.kind is NumberKind.RESIDENT and "*" not in number.text:
                assert check_resident_id(number.text)
