"""The register of sources: every instrument a table, a limit or a ground may rest on, by the names used for it here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

from duixian.law.citations import Status
from duixian.law.params import document


@dataclass(frozen=True, slots=True)
class Source:
    """One instrument. `versions` are the days its versions came into force, the last the one in force now; empty where
    no day was found."""

    title: str
    names: tuple[str, ...]
    number: str
    versions: tuple[date, ...]
    status: Status


@cache
def register() -> tuple[Source, ...]:
    """Every instrument, statutes first."""
    return tuple(
        Source(row["title"], tuple(row["names"]), row["number"], tuple(row["versions"]), Status(row["status"]))
        for row in document("sources")["sources"]
    )


@cache
def _by_name() -> Mapping[str, Source]:
    return dict(chain.from_iterable(((name, one) for name in one.names) for one in register()))


def parts(basis: str) -> tuple[str, ...]:
    """The articles of a basis that relies on several, as written: parted by “；” outside of brackets."""
    found, depth, start = [], 0, 0
    for place, sign in enumerate(basis):
        depth += (sign == "（") - (sign == "）")
        if sign == "；" and depth == 0:
            found.append(basis[start:place])
            start = place + 1
    return tuple(part.strip() for part in (*found, basis[start:]))


def source_of(article: str) -> Source:
    """The instrument of one article as a record prints it. Raises `KeyError` for one that is not in the register."""
    named = [name for name in _by_name() if article.startswith(name)]
    if not named:
        raise KeyError(article)
    return _by_name()[max(named, key=len)]


def sources_of(basis: str) -> tuple[Source, ...]:
    """The instruments a basis relies on, in its order. Raises `KeyError`."""
    return tuple(source_of(part) for part in parts(basis))


def is_practice(instrument: str) -> bool:
    """Whether a row rests on practice or on this system's own default, and claims no law."""
    return instrument in document("sources")["practice"]
