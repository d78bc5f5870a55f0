"""Whether two names of persons may be one, and in what respect."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from duixian.analytics.names.characters import fold, fold_parts, is_han, plain
from duixian.analytics.names.keys import names_of_person
from duixian.analytics.names.latin import ENOUGH, joined_ways, likeness
from duixian.analytics.names.model import Kind, MatchClass
from duixian.analytics.names.readings import readings, surname_length
from duixian.analytics.names.romanised import spellings

_TRANSLITERATED_FROM = 6
"""From so many characters on a name is not of Han make; a slip in it leaves enough to know it by."""
_PART_FROM = 4
"""So long must a part of it be."""
_SLIP_FROM = 3


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


def persons_agree(asked: str, listed: str) -> Agreement | None:
    """The strongest respect in which two names agree, or None."""
    if asked == listed:
        return Agreement(MatchClass.NAME, 300, True, "姓名完全相同") if plain(asked) else None
    found = [
        agreement
        for one in names_of_person(asked)
        for other in names_of_person(listed)
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
        return _both_han(one, other)
    if one.han or other.han:
        return _across(one, other)
    like = likeness(one.raw, other.raw, Kind.NATURAL)
    if like < ENOUGH:
        return None
    if like >= 950:
        return Agreement(MatchClass.LATIN, 250, True, "外文姓名相同，仅词序或分写不同")
    return Agreement(MatchClass.TYPO, like // 5, True, "外文姓名相近，可能有缩写或笔误")


def _both_han(one: _Written, other: _Written) -> Agreement | None:
    first, second = one.folded, other.folded
    if len(first) == len(second) and not set(readings(first)).isdisjoint(readings(second)):
        if _transliterated(first) and _transliterated(second):
            return Agreement(MatchClass.HOMOPHONE, 120, True, "音译姓名读音相同而用字不同")
        return Agreement(MatchClass.HOMOPHONE, 120, False, "读音相同而用字不同，单凭读音不能认为是同一人")
    if min(len(first), len(second)) < _SLIP_FROM or OSA.distance(first, second, score_cutoff=1) > 1:
        return None
    return Agreement(MatchClass.TYPO, 100, _slip_leaves_enough(one, other), "姓名仅差一字（错、漏、多或颠倒）")


def _transliterated(folded: str) -> bool:
    """Whether a name is too long to be of Han make: then it was written down by its sound."""
    return len(folded) >= _TRANSLITERATED_FROM and surname_length(folded) == 1


def _slip_leaves_enough(one: _Written, other: _Written) -> bool:
    """A name of two or three characters with one of them changed is another person's; a long foreign one is not.

    Its parts (the own name, the father's) are names of their own: with a slip in one of three characters (吐尔逊,
    吐尔洪) or in the last two (艾力, 艾买) it is another person's again.
    """
    if not (_transliterated(one.folded) and _transliterated(other.folded)):
        return False
    parts, others = _parts(one.raw), _parts(other.raw)
    if len(parts) == len(others) > 1:
        differing = [min(len(a), len(b)) for a, b in zip(parts, others, strict=True) if a != b]
        return all(length >= _PART_FROM for length in differing)
    return one.folded[-2:] == other.folded[-2:]


def _parts(raw: str) -> list[str]:
    return fold_parts(raw).split("·")


def _across(one: _Written, other: _Written) -> Agreement | None:
    """A Chinese name against one in letters."""
    han, letters = (one, other) if one.han else (other, one)
    if not set(spellings(han.folded)).intersection(joined_ways(letters.raw)):
        return None
    return Agreement(MatchClass.LATIN, 150 if len(han.folded) < _SLIP_FROM else 200, True, "外文拼写与中文姓名相符")
