"""Under which keys a name is filed, one by one and on columns. One table for each respect in which names agree.

Under FOLDED stand names, former names and aliases; the finer classes (the same characters, a former name) are told
apart by who compares. Under HOMOPHONE stand syllables, each as one character. Names of persons in plain Chinese
characters are keyed by the column (`hannames`), without spelling.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.names.keys import keys_of
from duixian.analytics.names.model import Identity, Kind, MatchClass
from duixian.analytics.names.readings import SYLLABLES
from duixian.analytics.screening import hashing
from duixian.analytics.screening.hannames import HanNames
from duixian.analytics.screening.hashing import Keys

TABLES: Final = (MatchClass.FOLDED, MatchClass.SHORT, MatchClass.LATIN, MatchClass.TYPO, MatchClass.HOMOPHONE)
"""The tables of names, the strongest first."""

NUMBER_SALT: Final = 1
_SALT: Final = {table: 10 + place for place, table in enumerate(TABLES)}
_SYLLABLE: Final = {syllable: chr(place) for place, syllable in enumerate(SYLLABLES)}
OF_HAN: Final = tuple(table for table in TABLES if table is not MatchClass.SHORT)
"""Those under which a person with a name in Chinese characters is filed."""


def texts(name: str, kind: Kind) -> Iterator[tuple[MatchClass, str]]:
    """The tables of a name and the strings under which it is filed in them, the strongest table first."""
    found = keys_of(name, kind)
    for table in TABLES:
        for text in found.get(table, ()):
            if table is MatchClass.HOMOPHONE:
                text = _as_sound(text)
            yield table, text


def filed(name: str, kind: Kind) -> Iterator[tuple[MatchClass, int]]:
    """The tables and keys of a name, the strongest table first."""
    for table, text in texts(name, kind):
        yield table, hashing.key(text, _SALT[table])


def keys(texts_: Sequence[str], table: MatchClass) -> Keys:
    """The keys of strings of one table."""
    return hashing.keys(texts_, _SALT[table])


def han_keys(names: HanNames, table: MatchClass) -> tuple[NDArray[np.int64], Keys]:
    """Places of plain Chinese names and their keys in a table; the same as `filed` of each."""
    return names.keys(table, _SALT[table])


def names_of(identity: Identity) -> tuple[str, ...]:
    """The name and the former ones, each once."""
    return tuple(dict.fromkeys((identity.name, *identity.former_names)))


def _as_sound(text: str) -> str:
    """Syllables as one character each."""
    return "".join(_SYLLABLE[syllable] for syllable in text.split(" "))
