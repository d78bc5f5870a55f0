"""Names in Latin letters (and Cyrillic and Greek ones, transliterated): words in any order, initials, slips of the pen.

Not for Chinese characters. The share of what agrees is in thousandths; no number here is a probability.
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import combinations
from typing import Final

from rapidfuzz.distance import OSA, Levenshtein

from duixian.analytics.names.model import Kind
from duixian.analytics.names.romanised import words_of

_LONG: Final = 8
"""So many letters are enough to know a name by when its words are divided otherwise."""
ENOUGH: Final = 800
"""From here on two names in letters may be one."""


def _rows(what: str) -> list[list[str]]:
    text = resources.files("duixian.analytics.names").joinpath("latin_words.txt").read_text(encoding="utf-8")
    return [row[1:] for line in text.splitlines() if (row := line.split("\t"))[0] == what]


def _letters() -> dict[int, str]:
    spelt = [pair for (row,) in _rows("letter") for pair in zip(*[iter(row.split())] * 2, strict=True)]
    dropped = dict.fromkeys(map(ord, "".join(row[0] for row in _rows("dropped"))), "")
    return {ord(letter): latin for letter, latin in spelt} | dropped


_LETTERS: Final = _letters()
_FORMS: Final = {way: form for form, ways in _rows("form") for way in ways.split()}
_LOOSE: Final = frozenset(_rows("loose")[0][0].split())
_FILLERS: Final = frozenset(_rows("filler")[0][0].split())
_SAME_WORDS: Final = {way: word for word, ways in _rows("same") for way in ways.split()}
_PARTICLES: Final = frozenset(_rows("particle")[0][0].split())


@lru_cache(maxsize=1 << 14)
def in_letters(name: str) -> tuple[str, ...]:
    """The words of a name, transliterated where known; single letters side by side are one word (A.B.C.)."""
    words = words_of(name.upper().translate(_LETTERS))
    return tuple(_spelled_out(words)) if len(words) > 1 else words


def _spelled_out(words: tuple[str, ...]) -> Iterator[str]:
    letters = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        if letters:
            yield letters
            letters = ""
        yield word
    if letters:
        yield letters


@lru_cache(maxsize=1 << 14)
def joined_ways(name: str) -> tuple[str, ...]:
    """The words of a person's name run together in every order that keeps the given name whole (Chen Guoqiang).

    Of four words also without the first or the last one: a Western name put before or behind (Peter CHAN Kwok Keung).
    """
    words = in_letters(name)
    rows = [words]
    if len(words) == 4:
        rows += [words[1:], words[:3]]
    return tuple(dict.fromkeys("".join(row[at:] + row[:at]) for row in rows for at in range(min(len(row), 4))))


def letter_keys(name: str, kind: Kind) -> tuple[str, ...]:
    """The keys of the class LATIN: a person's words joined in their orders and any two long ones, sorted (a second
    name or an initial may be missing); a unit's words sorted, legal forms left out."""
    if kind is Kind.ORGANISATION:
        return ("".join(sorted(_parted(in_letters(name))[0])),)
    words = [word for word in in_letters(name) if len(word) > 2 and word not in _PARTICLES]
    pairs = ("".join(sorted(pair)) for pair in combinations(words[:4], 2))
    return tuple(dict.fromkeys([*joined_ways(name), *pairs]))


def likeness(one: str, other: str, kind: Kind) -> int:
    """How far two names in letters agree, 0 to 1000."""
    first, second = in_letters(one), in_letters(other)
    if not first or not second:
        return 0
    return _units(first, second) if kind is Kind.ORGANISATION else _persons(first, second)


def _persons(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    one, other = _bare(one), _bare(other)
    if sorted(one) == sorted(other):
        return 1000
    joined, against = "".join(one), "".join(other)
    if joined == against or "".join(sorted(one)) == "".join(sorted(other)):
        return 980
    short, long = sorted(
        (tuple(dict.fromkeys(one)), tuple(dict.fromkeys(other))), key=lambda w: (len(w), sum(map(len, w)))
    )
    divided = len(one) != len(other) and min(len(joined), len(against)) >= _LONG
    whole = 900 if divided and _slips(joined, against, one_in=12) else 0
    return max(whole, _aligned(short, long))


def _extent(words: tuple[str, ...]) -> tuple[int, int]:
    return len(words), sum(map(len, words))


def _aligned(short: tuple[str, ...], long: tuple[str, ...]) -> int:
    """Each word of the shorter name finds its own in the longer: the worst decides, and one word names nobody."""
    left = list(long)
    marks = []
    for word in sorted(short, key=len, reverse=True):
        best = max(left, key=lambda candidate: _word(word, candidate), default="")
        mark = _word(word, best) if best else 0
        if mark < 600:
            return 0
        marks.append(mark)
        left.remove(best)
    full = [mark for mark, word in zip(marks, sorted(short, key=len, reverse=True), strict=True) if len(word) > 1]
    unmatched = [word for word in left if word not in _PARTICLES]
    if len(full) < 2 and (unmatched or len(short) < len(long)) and not (full and len(short) >= 2):
        return 0
    if min(marks) < 850 and marks.count(1000) < 3:
        return 0  # another first letter is another word, unless all the rest agrees
    return min(marks) - 40 * len(unmatched)


def _word(one: str, other: str) -> int:
    if one == other:
        return 1000
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return 870 if long.startswith(short) else 0
    if _slips(one, other, one_in=5) and one[0] == other[0]:
        return 860 if len(short) >= 4 else 0
    return 810 if len(short) >= 4 and OSA.distance(one, other, score_cutoff=1) <= 1 else 0


def _slips(one: str, other: str, *, one_in: int) -> bool:
    """Whether two words are a slip or more apart, one in so many letters allowed."""
    longest = max(len(one), len(other))
    return OSA.distance(one, other, score_cutoff=max(1, longest // one_in)) <= max(1, longest // one_in)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without legal forms, which are no part of a person's name, and without particles when two words stay."""
    words = tuple(word for word in words if word not in _FORMS) or words
    without = tuple(word for word in words if word not in _PARTICLES)
    return without if len(without) > 1 else words


def _units(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    (core, forms), (against, listed_forms) = _parted(one), _parted(other)
    if forms and listed_forms and not _compatible(forms, listed_forms):
        return 0
    joined, target = "".join(core), "".join(against)
    if core == against or joined == target or sorted(core) == sorted(against):
        return 1000 if forms == listed_forms else 950
    if any(c.isdigit() for c in joined + target) and _digits(joined) != _digits(target):
        return 0
    if len(core) == len(against) and all(_unit_word(a, b) for a, b in zip(core, against, strict=True)):
        return 860
    divided = len(core) != len(against) and not (set(core) <= set(against) or set(against) <= set(core))
    long = min(len(joined), len(target)) >= _LONG
    return 850 if divided and long and Levenshtein.distance(joined, target, score_cutoff=1) <= 1 else 0


def _unit_word(one: str, other: str) -> bool:
    short = min(len(one), len(other))
    return one == other or (short >= 7 and one[0] == other[0] and Levenshtein.distance(one, other, score_cutoff=1) <= 1)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _compatible(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) or bool(one & _LOOSE and other & _LOOSE)


@lru_cache(maxsize=1 << 14)
def _parted(words: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words that name the unit, and its legal forms, which may stand in several words or glued to the last."""
    forms, core, at = set(), [], 0
    while at < len(words):
        taken = next((n for n in range(min(6, len(words) - at), 0, -1) if "".join(words[at : at + n]) in _FORMS), 0)
        if taken and len(words) > taken:
            forms.add(_FORMS["".join(words[at : at + taken])])
            at += taken
            continue
        core.append(_SAME_WORDS.get(words[at], words[at]))
        at += 1
    if len(core) == 1 and not forms:
        glued = next((f for f in ("AG", "GMBH", "LTD", "LLC") if core[0].endswith(f) and len(core[0]) > len(f) + 3), "")
        if glued:
            return (core[0].removesuffix(glued),), frozenset((glued,))
    kept = tuple(word for word in core if word not in _FILLERS)
    return kept or tuple(core) or words, frozenset(forms)
