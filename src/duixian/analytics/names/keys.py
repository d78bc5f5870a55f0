"""The strings under which a name is filed, one set for each class of match: whoever meets in one is then compared.

For columns: `characters.FOLD` and `readings.READING` give the keys FOLDED and HOMOPHONE of names of persons without a
loop; what stands in brackets (曾用名) is for `keys_of`. Numbers have no keys here; a former name is filed as a name is.
"""

import re
from collections.abc import Mapping
from typing import Final

from duixian.analytics.names.characters import fold, is_han, plain
from duixian.analytics.names.model import Kind, MatchClass
from duixian.analytics.names.readings import sounds
from duixian.analytics.names.romanised import joined_ways, spellings
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


def names_of_person(name: str) -> tuple[str, ...]:
    """The name without what stands in brackets, and the other names given there (张三（曾用名：李四） → 张三, 李四)."""
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
        keys[MatchClass.LATIN] = joined_ways(names[0])
    if len(first) >= TYPO_FROM:
        keys[MatchClass.TYPO] = wrong_by_one(first)
    return {match: found for match, found in keys.items() if found}


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
        keys[MatchClass.LATIN] = joined_ways(name)
    if len(unit.body) >= TYPO_FROM:
        keys[MatchClass.TYPO] = wrong_by_one(unit.body)
    return {match: found for match, found in keys.items() if found}
