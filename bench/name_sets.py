"""Pairs of identities with a label: our own set, one made from frequency tables, the checks of OpenSanctions.

The tables and the checks are read from `../shared/data/names` and never copied (the tables are GPL-3). Made numbers
use a region that was given to no county, so they belong to nobody.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from pypinyin import lazy_pinyin

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.worlds.people import credit_check, resident_check

OWN = Path(__file__).parent / "data" / "name_pairs.csv"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "names"
FOLD = Path(__file__).parents[1] / "src/duixian/analytics/names/fold.txt"
_FIRST_DAY = date(1950, 1, 1)
_REGIONS = ("上海", "北京", "广州", "深圳", "杭州", "武汉", "成都", "重庆市", "江苏", "浙江省", "南京市", "苏州")
_TRADES = (
    "贸易",
    "建材",
    "科技",
    "实业",
    "餐饮管理",
    "建筑工程",
    "物流",
    "投资",
    "文化传媒",
    "机械制造",
    "食品",
    "医药",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two identities and whether they may be one. `same`: a number proves it; `numbers_differ`: one disproves it."""

    group: str
    may_be_one: bool
    asked: Identity
    listed: Identity
    same: bool = False
    numbers_differ: bool = False


def own() -> list[Pair]:
    """The published set, written by hand."""
    with OWN.open(encoding="utf-8", newline="") as lines:
        return [_row(row) for row in csv.DictReader(lines)]


def _row(row: dict[str, str]) -> Pair:
    truth, group = row["truth"], row["group"]
    return Pair(
        group,
        truth != "different",
        _side(row, "asked"),
        _side(row, "listed"),
        same=truth == "same",
        numbers_differ=group == "different_number",
    )


def _side(row: dict[str, str], side: str) -> Identity:
    numbers = [entry.split(":", 1) for entry in row[f"{side}_numbers"].split()]
    born = row[f"{side}_born"]
    return Identity(
        row[f"{side}_name"],
        Kind(row[f"{side}_kind"]),
        tuple(Number(NumberKind(kind), text) for kind, text in numbers),
        date.fromisoformat(born) if born else None,
        row[f"{side}_sex"],
        tuple(row[f"{side}_former_names"].split()),
    )


# --- from the frequency tables


def made(folder: Path, *, persons: int, units: int, seed: int) -> list[Pair]:
    """Pairs about `persons` invented persons and `units` companies, drawn by frequency; a few pairs of each."""
    dice = Random(seed)
    people = _People(folder, dice)
    shorts = [
        s for s in (folder / "wainshine_company_short_forms.txt").read_text(encoding="utf-8").split("\n")[3:] if s
    ]
    found = [pair for _ in range(persons) for pair in people.pairs()]
    for _ in range(units):
        found += _units(dice.choice(shorts).strip(), dice.choice(shorts).strip(), dice)
    return found


class _People:
    """Names by frequency, and what people make of them."""

    def __init__(self, folder: Path, dice: Random) -> None:
        self._dice = dice
        self._surnames, self._weights = _column(folder / "chinesenames_familyname.csv", "surname", ("n.1930_2008",))
        given = folder / "chinesenames_givenname.csv"
        self._given, self._given_weights = _column(given, "character", ("n.male", "n.female"))
        with given.open(encoding="utf-8-sig", newline="") as lines:
            self._sound = {row["character"]: row["pinyin"].rstrip("0123456789") for row in csv.DictReader(lines)}
        self._alike: dict[str, list[str]] = {}
        for character in self._given[:1500]:
            self._alike.setdefault(self._sound[character], []).append(character)
        self._traditional = _traditional()

    def _name(self) -> list[str]:
        length = 2 if self._dice.random() < 0.85 else 1
        return [
            *self._dice.choices(self._surnames, self._weights),
            *self._dice.choices(self._given, self._given_weights, k=length),
        ]

    def pairs(self) -> Iterator[Pair]:
        parts, dice = self._name(), self._dice
        name, number, other = "".join(parts), self._number(), self._number()
        listed = Identity(name, Kind.NATURAL, (number,))
        plain = Identity(name, Kind.NATURAL)
        written = "".join(self._traditional.get(c, c) for c in name)
        yield Pair("traditional", True, replace(plain, name=written), listed)
        yield Pair("spaced", True, replace(plain, name=" ".join(name)), listed)
        yield Pair("masked", True, replace(plain, numbers=(_masked(number),)), listed)
        yield Pair("same number", True, replace(plain, name=written, numbers=(number,)), listed, same=True)
        yield Pair("other number", False, replace(plain, numbers=(other,)), listed, numbers_differ=True)
        yield Pair(
            "other number, traditional", False, Identity(written, Kind.NATURAL, (other,)), listed, numbers_differ=True
        )
        yield Pair("other birth date", False, replace(plain, born=_born(other)), listed)
        letters = lazy_pinyin(name, errors="ignore", v_to_u=False)
        yield Pair("pinyin", True, replace(plain, name=f"{letters[0]} {''.join(letters[1:])}".upper()), listed)
        at = dice.randrange(1, len(parts))
        sound = [c for c in self._alike.get(self._sound.get(parts[at], ""), []) if c != parts[at]]
        if sound:
            yield Pair("homophone", False, replace(plain, name=_with(parts, at, dice.choice(sound))), listed)
        changed = dice.choices(self._given, self._given_weights)[0]
        if self._sound.get(changed) != self._sound.get(parts[at]):
            yield Pair("one character", False, replace(plain, name=_with(parts, at, changed)), listed)
        stranger = "".join(self._name())
        if stranger != name:
            yield Pair("stranger", False, replace(plain, name=stranger), listed)

    def _number(self) -> Number:
        day = _FIRST_DAY + timedelta(days=self._dice.randrange(20_000))
        body = f"6499{self._dice.randint(1, 3):02}{day:%Y%m%d}{self._dice.randrange(1, 1000):03}"
        return Number(NumberKind.RESIDENT, body + resident_check(body))


def _with(parts: Sequence[str], at: int, character: str) -> str:
    return "".join((*parts[:at], character, *parts[at + 1 :]))


def _masked(number: Number) -> Number:
    return Number(number.kind, number.text[:10] + "****" + number.text[14:])


def _born(number: Number) -> date:
    return date(int(number.text[6:10]), int(number.text[10:12]), int(number.text[12:14]))


def _column(file: Path, name: str, counts: tuple[str, ...]) -> tuple[list[str], list[int]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [(row[name], sum(int(row[count] or 0) for count in counts)) for row in csv.DictReader(lines)]
    rows.sort(key=lambda row: -row[1])
    return [row[0] for row in rows], [row[1] for row in rows]


def _traditional() -> dict[str, str]:
    """The first traditional form of each simplified character: ours read backwards, so it is no test of the table."""
    rows = (line.split("\t") for line in FOLD.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {kept: next((form for form in forms if _in_big5(form)), kept) for kept, forms in rows}


def _in_big5(character: str) -> bool:
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


def _units(core: str, stranger: str, dice: Random) -> Iterator[Pair]:
    """What is asked for and what is listed, of one company and of its neighbours."""
    region, elsewhere = dice.sample(_REGIONS, 2)
    trade, another = dice.sample(_TRADES, 2)
    full = f"{region}{core}{trade}有限公司"
    code, other = _code(dice), _code(dice)
    listed = Identity(full, Kind.ORGANISATION, (code,))
    traditional = _traditional()

    def asked(name: str, *numbers: Number) -> Identity:
        return Identity(name, Kind.ORGANISATION, numbers)

    yield Pair("unit, legal form", True, asked(f"{region}{core}{trade}有限责任公司"), listed)
    yield Pair("unit, traditional", True, asked("".join(traditional.get(c, c) for c in full)), listed)
    yield Pair("unit, short form", True, asked(f"{core}{trade}"), listed)
    yield Pair("unit, without region", True, asked(f"{core}{trade}有限公司"), listed)
    yield Pair(
        "unit, former name",
        True,
        asked(full),
        replace(listed, name=f"{region}{stranger}有限公司", former_names=(full,)),
    )
    yield Pair("unit, other region", False, asked(f"{elsewhere}{core}{trade}有限公司"), listed)
    yield Pair("unit, other trade", False, asked(f"{region}{core}{another}有限公司"), listed)
    yield Pair("unit, branch", False, asked(f"{full}{elsewhere}分公司"), listed)
    yield Pair("unit, other code", False, asked(full, other), listed, numbers_differ=True)
    if stranger != core:
        yield Pair("unit, stranger", False, asked(f"{region}{stranger}{trade}有限公司"), listed)


def _code(dice: Random) -> Number:
    body = "91649900MA" + "".join(dice.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=7))
    return Number(NumberKind.USCC, body + credit_check(body))


# --- the checks of OpenSanctions


def checks(folder: Path) -> list[tuple[bool, dict[str, Any]]]:
    """Match or not, and the check as written; vessels are left out, they are nobody."""
    found = yaml.safe_load((folder / "nomenklatura_checks.yml").read_text(encoding="utf-8"))["checks"]
    return [(check["match"], check) for check in found if check["schema"] != "Vessel"]


def of_check(check: dict[str, Any], side: str) -> Identity:
    """One side of a check as we would be asked."""
    said = check[side]
    name = said.get("name") or " ".join(
        said[part] for part in ("firstName", "middleName", "fatherName", "lastName") if said.get(part)
    )
    return Identity(name, Kind.NATURAL if check["schema"] == "Person" else Kind.ORGANISATION)
