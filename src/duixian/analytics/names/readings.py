"""How a Chinese name is read, without tones: surnames in their own way (单 Shan, 尉迟 Yuchi), and every way there is.

Readings are those of pypinyin, the first of each character, and readings.txt for names. `READING` is the table for
columns. The surname's own reading comes first, the usual one is kept when readings.txt names both.
"""

from functools import lru_cache
from importlib import resources
from itertools import chain, islice, product
from typing import Final

import numpy as np
import numpy.typing as npt
from pypinyin.pinyin_dict import pinyin_dict

from duixian.analytics.names.characters import fold, is_han

MOST: Final = 4
"""Keys of one name at most: rare polyphones multiply."""
_TONES: Final = str.maketrans(
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm", "\u0300\u0301\u0304\u030c\u0302"
)
_WIDE: Final = str.maketrans({"ê": "e", "ế": "e", "ề": "e"})


def _text(name: str) -> str:
    return resources.files("duixian.analytics.names").joinpath(name).read_text(encoding="utf-8")


def _usual() -> dict[str, str]:
    """Character → its first reading."""
    codes = list(pinyin_dict)
    first = (
        "\n".join(readings.partition(",")[0] for readings in pinyin_dict.values()).translate(_TONES).translate(_WIDE)
    )
    return dict(zip(map(chr, codes), first.split("\n"), strict=True))


def _written() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    surnames, elsewhere = {}, {}
    for line in _text("readings.txt").splitlines():
        if not line.startswith("#"):
            who, as_surname, otherwise = line.split("\t")
            if as_surname != "-":
                surnames[who] = tuple(as_surname.split())
            if otherwise != "-":
                elsewhere[who] = tuple(otherwise.split())
    return surnames, elsewhere


COMPOUND: Final = frozenset(_text("compound_surnames.txt").split())
"""Surnames of more than one character, folded."""
_USUAL: Final = _usual()
SURNAMES, _ELSEWHERE = _written()
"""`SURNAMES`: readings of surnames that differ from the character's usual one; compound surnames in one word."""
SYLLABLES: Final = ("", *sorted({*_USUAL.values(), *(r for found in _ELSEWHERE.values() for r in found)} - {""}))
"""Syllable by its id; 0 is none."""
_ID: Final = {syllable: place for place, syllable in enumerate(SYLLABLES)}


def _column() -> npt.NDArray[np.uint16]:
    column = np.zeros((0x32400, 2), dtype=np.uint16)
    for character, syllable in _USUAL.items():
        column[ord(character), 0] = _ID[syllable]
    for character, syllables in _ELSEWHERE.items():
        column[ord(character), : len(syllables)] = [_ID[s] for s in syllables]
    column.flags.writeable = False
    return column


READING: Final = _column()
"""Code point (below 0x32400, folded) → ids of its one or two readings in a name, 0 where there is none."""


def surname_length(name: str) -> int:
    """How many characters of a folded name are the surname: 1, or those of a compound surname; 0 of an empty name."""
    for length in (4, 3, 2):
        if len(name) > length and name[:length] in COMPOUND:
            return length
    return min(1, len(name))


def syllables(character: str) -> tuple[str, ...]:
    """The readings of one folded character within a name, none for what is not read in Chinese."""
    found = _ELSEWHERE.get(character)
    if found is None:
        usual = _USUAL.get(character)
        return (usual,) if usual else ()
    return found


@lru_cache(maxsize=1 << 14)
def readings(folded: str, *, person: bool = True) -> tuple[tuple[str, ...], ...]:
    """The ways a folded Chinese name is read, syllable by syllable, at most `MOST`; () when a character has no reading.

    Of a person the surname is read as one: a compound surname may be read in its own way (尉迟 yu-chi).
    """
    if not is_han(folded):
        return ()
    surname = surname_length(folded) if person else 0
    own = SURNAMES.get(folded[:surname]) if surname else None
    places = [own] if own else [syllables(c) for c in folded[:surname]]
    places += [syllables(c) for c in folded[surname:]]
    if not all(places):
        return ()
    return tuple(tuple(chain.from_iterable(s.split("-") for s in way)) for way in islice(product(*places), MOST))


def sounds(name: str, *, person: bool = True) -> tuple[str, ...]:
    """The keys of the class HOMOPHONE, syllables apart: 李西安 "li xi an" is not 李先 "li xian"."""
    return tuple(" ".join(reading) for reading in readings(fold(name), person=person))
