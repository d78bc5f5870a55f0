"""Chinese names in Latin letters: pinyin as in a passport, Wade-Giles as on Taiwan, spellings of Hong Kong and Macau.

One spelling stands for many names, so that this never says more than "possible".
"""

import re
from functools import lru_cache
from importlib import resources
from itertools import islice, product
from typing import Final
from unicodedata import normalize

from duixian.analytics.names.characters import fold, is_han
from duixian.analytics.names.readings import readings, surname_length

MOST: Final = 8
"""Spellings of one name at most."""
_WAYS_OF_ONE: Final = 2
_HYPHENATED: Final = re.compile(r"[\s,，·•・\-‐‑–—./_]+")
_NOT_LETTERS: Final = re.compile(r"[^\w]+|_")
_TITLES: Final = frozenset(
    ("MR", "MRS", "MS", "MISS", "DR", "PROF", "SIR", "MADAM", "MONSIEUR", "MADAME", "PRESIDENT", "PRASIDENT")
)
_INITIALS: Final = {
    "zh": "ch",
    "j": "ch",
    "q": "ch",
    "x": "hs",
    "z": "ts",
    "c": "ts",
    "b": "p",
    "d": "t",
    "g": "k",
    "r": "j",
}
_WHOLE: Final = {
    "zhi": "chih",
    "chi": "chih",
    "shi": "shih",
    "ri": "jih",
    "zi": "tzu",
    "ci": "tzu",
    "si": "ssu",
    "yi": "i",
    "ye": "yeh",
    "yan": "yen",
    "you": "yu",
    "gui": "kuei",
    "kui": "kuei",
    "ge": "ko",
    "ke": "ko",
    "he": "ho",
    "er": "erh",
    "xu": "hsu",
    "lv": "lu",
    "nv": "nu",
    "lve": "lueh",
    "nve": "nueh",
    "yong": "yung",
    "qu": "chu",
    "ju": "chu",
    "yu": "yu",
}


@lru_cache(maxsize=1024)
def wade_giles(syllable: str) -> str:
    """A toneless syllable of pinyin in Wade-Giles, without apostrophes and dots, as on passports of Taiwan."""
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    initial = next((old for old in ("zh", "ch", "sh") if syllable.startswith(old)), syllable[:1])
    final = syllable[len(initial) :]
    new = _INITIALS.get(initial, initial)
    if final == "uo" and initial not in {"g", "k", "h", "sh"}:
        final = "o"
    elif final in {"ie", "ue", "ve"}:
        final += "h"
    elif final == "ian":
        final = "ien"
    return new + final.replace("ong", "ung").replace("v", "u")


def _hong_kong() -> dict[str, tuple[str, ...]]:
    text = resources.files("duixian.analytics.names").joinpath("hongkong.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {character: tuple(spellings.split()) for character, spellings in rows}


HONG_KONG: Final = _hong_kong()


@lru_cache(maxsize=1 << 14)
def spellings(name: str) -> tuple[str, ...]:
    """How a Chinese name may be spelt, surname first, capitals, without spaces; () when it is not a Chinese name."""
    folded = fold(name)
    if not is_han(folded):
        return ()
    found = dict.fromkeys(_pinyin(folded))
    found.update(dict.fromkeys(_of_hong_kong(folded)))
    return tuple(islice(found, MOST))


def _pinyin(folded: str) -> list[str]:
    found = []
    for reading in readings(folded)[:_WAYS_OF_ONE]:
        joined = "".join(reading).upper()
        found += [joined.replace("V", "YU"), joined.replace("V", "U"), joined] if "V" in joined else [joined]
        found.append("".join(wade_giles(syllable) for syllable in reading).upper())
    return found


def _of_hong_kong(folded: str) -> list[str]:
    length = surname_length(folded)
    parts = [folded[:length], *folded[length:]] if folded[:length] in HONG_KONG else list(folded)
    known = [HONG_KONG.get(part, ()) for part in parts]
    if not all(known):
        return []
    of_macau = tuple(ways[-1] for ways in known)
    ways = [*islice(product(*known), _WAYS_OF_ONE), of_macau]
    return ["".join(way).replace("-", "").upper() for way in ways]


@lru_cache(maxsize=1 << 14)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in letters: capitals, accents off, titles off; hyphens and commas divide."""
    plain = "".join(c for c in normalize("NFKD", name).upper() if not "\u0300" <= c <= "\u036f")
    pieces = (_NOT_LETTERS.sub("", piece) for piece in _HYPHENATED.split(plain.replace("'", "").replace("’", "")))
    words = tuple(piece for piece in pieces if piece)
    kept = tuple(word for word in words if word not in _TITLES)
    return kept or words
