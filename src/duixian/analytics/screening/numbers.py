"""Numbers of identities, one by one: under which texts they are filed, whether they decide who this is, and what they
say of birth date and sex. `checked` says the same of columns.

A listed entry with a checked number, and somebody asked about with another checked number of the same kind,
contradict each other whatever their names are: such pairs are never looked at.
"""

from collections.abc import Iterator
from typing import Final

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.analytics.names.numbers import read as names_read
from duixian.analytics.names.numbers import told_of

UNKNOWN_DAY: Final = -(2**31)
"""A birth date that is not known; days are counted from 1970-01-01."""

_DECIDES: Final = {Kind.NATURAL: NumberKind.RESIDENT, Kind.ORGANISATION: NumberKind.USCC}
_FULL: Final = 18
_OLD: Final = 15
_HOME_PERMIT: Final = 11
_LIFELONG: Final = 9
_SEXES: Final = ("", "男", "女")
_ORGANISATION_CODE: Final = slice(8, 17)


def clean(text: str) -> str:
    """A number as it is filed: capitals and digits, stars for what is hidden, nothing else."""
    return "".join(character for character in text.upper() if character.isalnum() or character == "*")


def filed(number: Number) -> Iterator[str]:
    """The texts under which a number is found: a resident number of 15 places as the 18 it became, a credit code also
    by its organisation code, a 回乡证 also by the nine characters it keeps for life. A masked number: none."""
    text = clean(number.text)
    if not text or "*" in text:
        return
    if number.kind is NumberKind.RESIDENT and len(text) == _OLD:
        yield names_read(number).pattern
        return
    yield text
    if number.kind is NumberKind.USCC and len(text) == _FULL:
        yield text[_ORGANISATION_CODE]
    if number.kind is NumberKind.PERMIT and len(text) == _HOME_PERMIT:
        yield text[:_LIFELONG]


def is_decided(identity: Identity) -> bool:
    """Whether one of the numbers is of the kind that decides who this is and passes every check, and none of that kind
    is masked (a masked number that agrees may outweigh one that differs)."""
    read = [names_read(number) for number in identity.numbers if number.kind in _DECIDES.values()]
    return all(number.whole for number in read) and any(
        number.kind is _DECIDES[identity.kind]
        and number.readable
        and len(number.pattern) == _FULL
        and "*" not in number.pattern
        for number in read
    )


def known_of(identity: Identity) -> tuple[int, int]:
    """Birth date (`packed`) and sex (1 男, 2 女, 0 unknown) of somebody, of the number before the field."""
    told = told_of(identity)
    return packed(told.born), _SEXES.index(told.sex)


def packed(shown: str) -> int:
    """Eight characters as one number of 64 bits, 0 for a `*`; all of what is not ASCII, or not eight, as not known."""
    if len(shown) != 8 or not shown.isascii():
        return 0
    return int.from_bytes(shown.replace("*", "\0").encode(), "big")


def rest_of(identity: Identity) -> int:
    """What the one resident number of somebody shows besides birth date and sex: region and the first two places of
    the serial, `packed`; 0 when there are several numbers, or it cannot be read."""
    shown = [stretched(number) for number in identity.numbers if number.kind is NumberKind.RESIDENT]
    return packed(shown[0][:6] + shown[0][14:16]) if len(identity.numbers) == len(shown) == 1 else 0


def stretched(number: Number) -> str:
    """A resident number or credit code at its 18 places, `*` where nothing is shown; "" when it cannot be read."""
    known = names_read(number)
    return known.pattern if number.kind in _DECIDES.values() and known.readable else ""
