"""What bulk screening tells by rule and by the column is what comparing says: on names people write, on names made to
collide, and on numbers and birth dates that are whole, masked, wrong or missing."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import name_sets
from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.analytics.names.numbers import births_differ
from duixian.analytics.screening import checked, entries, numbers
from duixian.analytics.screening.bulk import CUSTOMERS, MATCHES, OUTCOMES, Bulk
from duixian.analytics.screening.index import Index
from duixian.analytics.screening.model import ListedEntry, Register
from duixian.analytics.screening.snapshot import Snapshot, build
from duixian.worlds.people import credit_check, resident_check

ON = date(2026, 11, 22)
EXPIRED = date(2026, 11, 1)
NAMES = (
    "王伟", "王玮", "王偉", "单雄信", "單雄信", "善雄信", "欧阳国强", "歐陽國強", "欧阳国墙", "欧阳国张", "吕绿女",
    "Wang Wei", "WEI WANG", "陈国强 Peter", "陳國強", "CHAN KWOK KEUNG", "买买提江艾力甫", "买买提江·艾力甫",
    "买买提姜艾力甫", "阿卜杜热依木江", "阿不都热依木江", "王伟（曾用名：李伟）", "李伟", "—", "𠮷田",
)  # fmt: skip
FIRMS = (
    "云川长风贸易有限公司", "云川市长风贸易有限责任公司", "长风贸易", "云川长丰贸易有限公司", "云川长风建材有限公司",
    "Long Wind Trading Ltd",
)  # fmt: skip
REGIONS = ("649901", "649902")


def _resident(dice: Random) -> str:
    body = f"{dice.choice(REGIONS)}{dice.choice(('19800307', '19800308', '19910512'))}{dice.randrange(450, 454):03d}"
    return body + resident_check(body)


def _number(dice: Random, kind: Kind) -> Number | None:
    if kind is Kind.ORGANISATION:
        body = f"9164990{dice.randrange(3)}MA000000{dice.randrange(3)}"
        whole = body + credit_check(body)
        return dice.choice((Number(NumberKind.USCC, whole), Number(NumberKind.USCC, whole[:8] + "****" + whole[12:]),
                            Number(NumberKind.USCC, whole[8:17]), None))  # fmt: skip
    full = _resident(dice)
    match dice.randrange(9):
        case 0:
            return None
        case 1:
            return Number(NumberKind.RESIDENT, full[:10] + "****" + full[14:])
        case 2:
            return Number(NumberKind.RESIDENT, full[:6] + "********" + full[14:])
        case 3:
            return Number(NumberKind.RESIDENT, full[:3] + "****" + full[-2:])
        case 4:
            return Number(NumberKind.RESIDENT, full[:6] + full[8:17])
        case 5:
            return Number(NumberKind.RESIDENT, full[:17] + ("1" if full[17] != "1" else "2"))
        case 6:
            return Number(NumberKind.PASSPORT, f"E1234567{dice.randrange(3)}")
        case 7:
            return Number(NumberKind.PERMIT, dice.choice(("H1234567801", "H1234567802", "H12345678", "83" + full[2:])))
    return Number(NumberKind.RESIDENT, full)


def _somebody(dice: Random) -> Identity:
    unit = dice.randrange(5) == 0
    kind = Kind.ORGANISATION if unit else Kind.NATURAL
    number = _number(dice, kind)
    born = date(1980, 3, 7) + timedelta(days=dice.randrange(3)) if not unit and dice.randrange(3) == 0 else None
    sex = dice.choice(("", "", "男", "女")) if not unit else ""
    return Identity(dice.choice(FIRMS if unit else NAMES), kind, (number,) if number else (), born, sex)


def _listed(people: Sequence[Identity], folder: Path) -> Index:
    """A list of them; every seventh has expired."""
    made = [
        ListedEntry(
            entry_id=str(uuid.uuid5(uuid.NAMESPACE_OID, str(place))), register=Register.DISHONEST, identity=who,
            court="", area="", case_number="", title_number="", title_by="", duty="", performance="", conduct=(),
            filed_on=ON, published_on=ON, expires_on=EXPIRED if place % 7 == 6 else None,
        )
        for place, who in enumerate(people)
    ]  # fmt: skip
    build(folder / "list", entries.frame_of(made), seq=1)
    return Index(Snapshot.open(folder / "list"))


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Three hundred people and firms who have names, birth dates and numbers in common, some with several."""
    dice = Random(8)
    people = [_somebody(dice) for _ in range(300)]
    also = [Identity(who.name, who.kind, (*who.numbers, *other.numbers), who.born, who.sex, (other.name,))
            for who, other in zip(people[::9], people[1::9], strict=False) if who.kind is other.kind]  # fmt: skip
    return _listed([*people, *also], tmp_path_factory.mktemp("crowd"))


def _customers(asked: Sequence[Identity]) -> pl.DataFrame:
    rows = []
    for who in asked:
        number = who.numbers[0] if who.numbers else Number(NumberKind.RESIDENT, "")
        born = numbers.UNKNOWN_DAY if who.born is None else entries.day(who.born)
        kinds = entries.KINDS.index(who.kind), entries.NUMBER_KINDS.index(number.kind)
        rows.append((who.name, kinds[0], number.text, kinds[1], born, entries.SEXES.index(who.sex)))
    return pl.DataFrame(rows, schema=CUSTOMERS, orient="row")


def _agree(index: Index, asked: Sequence[Identity]) -> None:
    answers = Bulk(index.state, scratch=Path("never")).screen(_customers(asked), today=entries.day(ON))
    for who, (outcome, match, *whose) in zip(asked, answers.iter_rows(), strict=True):
        found = index.look(who, on=ON, hits=1_000).screened
        assert OUTCOMES[outcome] is found.outcome, who
        if found.hits:  # of more than five namesakes under one key, ruled out ones among them, it names any hit
            hits = [(hit.comparison.classes[0], hit.entry_id) for hit in found.hits]
            assert (MATCHES[match], entries.entry_id(*whose)) in hits, who


@given(st.integers(0, 2**32).map(lambda seed: [_somebody(Random(seed + n)) for n in range(12)]))
@settings(max_examples=40, deadline=None)
def test_a_crowd_with_names_and_numbers_in_common_is_told_apart_as_by_look_ups(
    crowd: Index, asked: list[Identity]
) -> None:
    _agree(crowd, asked)


def test_the_published_pairs_of_names_are_told_as_by_look_ups(tmp_path: Path) -> None:
    pairs = name_sets.own()
    index = _listed([pair.listed for pair in pairs], tmp_path)
    asked = [Identity(who.name, who.kind, who.numbers[:1], who.born, who.sex) for who in (p.asked for p in pairs)]

    _agree(index, asked)


def test_a_name_of_signs_alone_is_nobodys_name_even_under_the_same_number(tmp_path: Path) -> None:
    whole = (Number(NumberKind.RESIDENT, _resident(Random(1))),)
    index = _listed([Identity(name, Kind.NATURAL, whole) for name in ("—", "…")], tmp_path)

    _agree(index, [Identity(name, Kind.NATURAL, whole) for name in ("—", "…", "·")])


def test_a_name_borne_by_many_is_found_although_the_first_of_them_are_somebody_else(tmp_path: Path) -> None:
    others = [Identity("王伟", Kind.NATURAL, (Number(NumberKind.PERMIT, f"H{n:08d}01"),)) for n in range(50)]
    index = _listed([*others, Identity("王伟", Kind.NATURAL, (Number(NumberKind.PERMIT, "H9999999901"),))], tmp_path)

    _agree(index, [Identity("王伟", Kind.NATURAL, (Number(NumberKind.PERMIT, "M1234567801"),)),
                   Identity("王玮", Kind.NATURAL, (Number(NumberKind.PERMIT, "H9999999902"),)),
                   Identity("王伟", Kind.NATURAL, (Number(NumberKind.PERMIT, "H9999999902"),))])  # fmt: skip


@cache
def _shown() -> st.SearchStrategy[str]:
    return st.text("0129*", min_size=8, max_size=8)


@given(st.lists(st.tuples(_shown(), _shown()), min_size=1, max_size=20))
def test_packed_birth_dates_contradict_as_their_characters_do(pairs: list[tuple[str, str]]) -> None:
    ones, others = (np.array([numbers.packed(pair[side]) for pair in pairs], dtype=np.uint64) for side in (0, 1))

    told = checked.contradict(ones, others).tolist()

    assert told == [births_differ(one, other) for one, other in pairs]
    assert told == [bool(checked.differ(one, other)) for one, other in zip(ones, others, strict=True)]
    assert checked.all_known(ones).tolist() == ["*" not in one for one, _ in pairs]


@given(st.lists(st.dates(date(1850, 1, 1), date(2100, 12, 31)), max_size=20))
def test_days_become_birth_dates_that_rise_as_they_do(days: list[date]) -> None:
    made = checked.births_of(np.array([entries.day(day) for day in days], dtype=np.int32)).tolist()

    assert made == [numbers.packed(f"{day:%Y%m%d}") for day in days]
    assert sorted(made) == [birth for _, birth in sorted(zip(days, made, strict=True))]
