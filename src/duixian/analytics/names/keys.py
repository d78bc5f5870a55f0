"""The strings under which a name is filed, one set for each class of match: whoever meets in one is then compared.

For columns: `characters.FOLD` and `readings.READING` give the keys FOLDED and HOMOPHONE of names of persons without a
loop; what stands in brackets (曾用名) is for `keys_of`. Numbers have no keys here; a former name is filed as a name is.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from duixian.analytics.names.characters import DOTS, fold, is_han, plain
from duixian.analytics.names.latin import letter_keys
from duixian.analytics.names.model import Kind, MatchClass
from duixian.analytics.names.readings import sounds
from duixian.analytics.names.romanised import spellings
from duixian.analytics.names.units import unit_of

TYPO_FROM: Final = 4
"""A name of fewer characters has no typing error: with one of three characters changed it is another name."""
TYPO_UP_TO: Final = 16
"""Longer names are filed under the wrong characters of their first sixteen only."""
_IN_BRACKETS: Final = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_ALSO: Final = re.compile(r"^(?:曾用名|又名|别名|別名|化名|原名|乳名)[:：为]?\s*")


def keys_of(name: str, kind: Kind) -> Mapping[MatchClass, tuple[str, ...]]:
    """Under which strings a name is filed, class by class; a class without any is left out. Empty of an empty name."""
    return _of_unit(name) if kind is Kind.ORGANISATION else _of_person(name)


@lru_cache(maxsize=1 << 15)
def names_of_person(name: str) -> tuple[str, ...]:
    """The names a field holds, the chief one first: without what stands in brackets, other names given there after it
    (张三（曾用名：李四） → 张三, 李四), Chinese and Latin parts apart (陈国强 Peter → 陈国强, Peter)."""
    return tuple(part for one in _out_of_brackets(name) for part in _scripts(one))


def _scripts(name: str) -> tuple[str, ...]:
    if not any(map(str.isascii, name)):
        return (name,)
    han = "".join(c for c in name if is_han(c) or c in DOTS)
    letters = "".join(c if c.isalpha() and not is_han(c) else " " for c in name).strip()
    return (han, letters) if is_han(fold(han)) and len(letters) > 1 else (name,)


def _out_of_brackets(name: str) -> tuple[str, ...]:
    if "(" not in name and "（" not in name and "[" not in name and "【" not in name:
        return (name,)
    others = [_ALSO.sub("", found) for found in _IN_BRACKETS.findall(name) if _ALSO.match(found)]
    return (_IN_BRACKETS.sub("", name), *others)


def wrong_by_one(text: str) -> tuple[str, ...]:
    """The text and what is left of it without one of its characters.

    Two texts that are one change, one character more or less, or one exchange of neighbours apart, meet in one.
    """
    cut = text[:TYPO_UP_TO]
    return tuple(dict.fromkeys([cut, *(cut[:at] + cut[at + 1 :] for at in range(len(cut)))]))


def _of_person(name: str) -> dict[MatchClass, tuple[str, ...]]:
    names = names_of_person(name)
    folded = tuple(filter(None, map(fold, names)))
    keys: dict[MatchClass, tuple[str, ...]] = {
        MatchClass.NAME: tuple(filter(None, map(plain, names))),
        MatchClass.FOLDED: folded,
    }
    if not folded:
        return {}
    first = folded[0]
    if is_han(first):
        keys[MatchClass.HOMOPHONE] = sounds(first)
        keys[MatchClass.LATIN] = spellings(first)
    else:
        keys[MatchClass.LATIN] = letter_keys(names[0], Kind.NATURAL)
    if len(first) >= TYPO_FROM:
        keys[MatchClass.TYPO] = wrong_by_one(first)
    return {match: kept for match, found in keys.items() if (kept := tuple(filter(None, found)))}


def _of_unit(name: str) -> dict[MatchClass, tuple[str, ...]]:
    folded = fold(name)
    if not folded:
        return {}
    unit = unit_of(name)
    keys: dict[MatchClass, tuple[str, ...]] = {
        MatchClass.NAME: (plain(name),),
        MatchClass.FOLDED: (folded,),
        MatchClass.SHORT: (unit.core,),
    }
    if is_han(unit.core):
        keys[MatchClass.HOMOPHONE] = sounds(unit.body, person=False)[:1]
    else:
        keys[MatchClass.LATIN] = letter_keys(name, Kind.ORGANISATION)
    if len(unit.body) >= TYPO_FROM:
        keys[MatchClass.TYPO] = wrong_by_one(unit.body)
    return {match: kept for match, found in keys.items() if (kept := tuple(filter(None, found)))}
