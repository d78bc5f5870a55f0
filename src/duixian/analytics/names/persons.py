"""Whether two names of persons may be one, and in what respect."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from duixian.analytics.names.characters import DOTS, fold, is_han, plain
from duixian.analytics.names.keys import names_of_person
from duixian.analytics.names.latin import ENOUGH, likeness
from duixian.analytics.names.model import Kind, MatchClass
from duixian.analytics.names.readings import readings, surname_length
from duixian.analytics.names.romanised import joined_ways, spellings

_TRANSLITERATED_FROM = 6
"""From so many characters on a name is not of Han make; a slip in it leaves enough to know it by."""
_PART_FROM = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """In what respect two names agree. `alone`: whether that makes them possible with nothing else known.

    `strength`: 0 to 300, for the order of hits; `why`: a Chinese sentence.
    """

    match: MatchClass
    strength: int
    alone: bool
    why: str


@dataclass(frozen=True, slots=True)
class _Written:
    """A person's name as written once: what it is compared by."""

    raw: str
    plain: str
    folded: str
    han: bool


@lru_cache(maxsize=1 << 15)
def _written(raw: str) -> _Written:
    folded = fold(raw)
    return _Written(raw, plain(raw), folded, is_han(folded))


@lru_cache(maxsize=1 << 15)
def _ways(name: str) -> tuple[str, ...]:
    """The names a field holds: with what stands in brackets apart, Chinese and Latin parts apart."""
    found: list[str] = []
    for one in names_of_person(name):
        han = "".join(c for c in one if is_han(c) or c in DOTS)
        letters = "".join(c if c.isalpha() and not is_han(c) else " " for c in one).strip()
        found += [han, letters] if is_han(fold(han)) and len(letters) > 1 else [one]
    return tuple(found)


def persons_agree(asked: str, listed: str) -> Agreement | None:
    """The strongest respect in which two names agree, or None."""
    if asked == listed:
        return Agreement(MatchClass.NAME, 300, True, "姓名完全相同") if plain(asked) else None
    found = [
        agreement
        for one in _ways(asked)
        for other in _ways(listed)
        if (agreement := _one_by_one(_written(one), _written(other))) is not None
    ]
    return max(found, key=lambda agreement: (agreement.alone, agreement.strength), default=None)


def _one_by_one(one: _Written, other: _Written) -> Agreement | None:
    if not one.folded or not other.folded:
        return None
    if one.plain == other.plain:
        return Agreement(MatchClass.NAME, 300, True, "姓名完全相同")
    if one.folded == other.folded:
        return Agreement(MatchClass.FOLDED, 290, True, "繁简、异体字统一后姓名相同")
    if one.han and other.han:
        return _both_han(one.folded, other.folded)
    if one.han or other.han:
        return _across(one, other)
    like = likeness(one.raw, other.raw, Kind.NATURAL)
    if like < ENOUGH:
        return None
    if like >= 950:
        return Agreement(MatchClass.LATIN, 250, True, "外文姓名相同，仅词序或分写不同")
    return Agreement(MatchClass.TYPO, like // 5, True, "外文姓名相近，可能有缩写或笔误")


def _both_han(one: str, other: str) -> Agreement | None:
    if len(one) == len(other) and one != other and set(readings(one)) & set(readings(other)):
        return Agreement(MatchClass.HOMOPHONE, 120, False, "读音相同而用字不同，单凭读音不能认为是同一人")
    if min(len(one), len(other)) < _PART_FROM or OSA.distance(one, other, score_cutoff=1) > 1:
        return None
    return Agreement(MatchClass.TYPO, 100, _slip_leaves_enough(one, other), "姓名仅差一字（错、漏、多或颠倒）")


def _slip_leaves_enough(one: str, other: str) -> bool:
    """A name of two or three characters with one of them changed is another person's; a long foreign one is not.

    The last two characters are often a father's short name (艾力, 艾买): a slip there is another father.
    """
    if min(len(one), len(other)) < _TRANSLITERATED_FROM or max(map(surname_length, (one, other))) > 1:
        return False
    return one[-2:] == other[-2:]


def _across(one: _Written, other: _Written) -> Agreement | None:
    """A Chinese name against one in letters."""
    han, letters = (one, other) if one.han else (other, one)
    if not set(spellings(han.folded)).intersection(joined_ways(letters.raw)):
        return None
    return Agreement(MatchClass.LATIN, 150 if len(han.folded) < _PART_FROM else 200, True, "外文拼写与中文姓名相符")
