"""Who holds what of whom, with known truth: for people given, and for anybody asked about later.

A world answers for every well-formed number, always the same, so that a case filed tomorrow meets property too. It is a
plain value with a form in JSON; simulated agencies are started from it, and tests compare with it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, Protocol, Self

from duixian.base import identity
from duixian.base.faults import BadInput
from duixian.base.money import Fen
from duixian.law.control.things import Earmark, HoldingKind
from duixian.ports.agencies import Charge, CoOwner, Holding, IdKind, OtherControl, Subject
from duixian.worlds.agencies import AGENCIES, AgencyOf
from duixian.worlds.estates import Estate, draw, namesake

AS_OF: Final = date(2026, 11, 22)
"""The day a world shows unless told another."""

_MONEY: Final = frozenset(
    {HoldingKind.DEPOSIT, HoldingKind.WALLET, HoldingKind.WEALTH, HoldingKind.INSURANCE, HoldingKind.PROVIDENT_FUND}
)
_KINDS: Final = {"natural": IdKind.RESIDENT, "company": IdKind.COMPANY, "organisation": IdKind.COMPANY}


class Named(Protocol):
    """A person as other worlds describe one: `kind` natural, company or organisation."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> str: ...


def subject_of(person: Named) -> Subject:
    """The person as an order names one."""
    return Subject(person.name, _KINDS[person.kind], person.number)


class World:
    """Estates by number. `draws`: numbers that were not given get property of their own as well."""

    def __init__(self, *, seed: int, as_of: date, estates: Iterable[Estate] = (), draws: bool = True) -> None:
        self.seed = seed
        self.as_of = as_of
        self.draws = draws
        self.agencies: tuple[AgencyOf, ...] = AGENCIES
        self.estates = {estate.subject.id_number: estate for estate in estates}
        self._drawn = lru_cache(maxsize=4096)(self._draw)

    def estate(self, subject: Subject) -> Estate | None:
        """What belongs to the number; its `subject` has the name registered under it. None: nobody has this number."""
        known = self.estates.get(subject.id_number)
        return known or (self._drawn(subject) if self.draws else None)

    def namesakes(self, subject: Subject) -> tuple[Estate, ...]:
        """Other people of the same name, who must never be touched for this one."""
        known = [e for e in self.estates.values() if e.subject.name == subject.name and e.subject != subject]
        other = namesake(self.seed, subject) if self.draws else None
        if other and other.id_number not in self.estates:
            known.append(draw(self.seed, other, as_of=self.as_of))
        return tuple(known)

    def _draw(self, subject: Subject) -> Estate | None:
        return draw(self.seed, subject, as_of=self.as_of) if _well_formed(subject) else None

    # ---------------------------------------------------------------------------------------------------------- truth

    def total_available(self, number: str, *, earmarked: bool = False) -> Fen:
        """The money of one person that no earlier control holds, fen; with `earmarked` also what is set aside for
        something. Raises `KeyError` for a number that was not given."""
        return sum(
            holding.available or 0
            for holding in self.estates[number].holdings
            if holding.kind in _MONEY and (earmarked or holding.earmark is Earmark.NONE)
        )

    def total_balance(self, code: str) -> Fen:
        """All money of the people given that one agency holds, fen."""
        return sum(h.balance or 0 for estate in self.estates.values() for h in estate.at.get(code, ()))

    # ----------------------------------------------------------------------------------------------------------- JSON

    def as_json(self) -> dict[str, Any]:
        """The world with every estate given, as JSON values: fen as integers, days in ISO 8601."""
        estates = [_plain(_ordered(estate)) for _, estate in sorted(self.estates.items())]
        return {"seed": self.seed, "as_of": self.as_of.isoformat(), "draws": self.draws, "estates": estates}

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what `as_json` wrote. Raises `KeyError`, `ValueError` for anything else."""
        data = json.loads(text)
        estates = [_estate(item) for item in data["estates"]]
        return cls(seed=data["seed"], as_of=date.fromisoformat(data["as_of"]), estates=estates, draws=data["draws"])


def holdings_of(seed: int, people: Iterable[Named], *, as_of: date = AS_OF, draws: bool = True) -> World:
    """What every agency holds of the people given, and of their namesakes."""
    world = World(seed=seed, as_of=as_of, draws=draws)
    for person in people:
        subject = subject_of(person)
        world.estates[subject.id_number] = draw(seed, subject, as_of=as_of)
        other = namesake(seed, subject)
        if other and other.id_number not in world.estates:
            world.estates[other.id_number] = draw(seed, other, as_of=as_of)
    return world


def open_world(*, seed: int = 1, text: str = "") -> World:
    """A world from its JSON text, or the world of a seed that answers for anybody. Simulators start from here."""
    return World.from_json(text) if text else World(seed=seed, as_of=AS_OF)


def _well_formed(subject: Subject) -> bool:
    try:
        if subject.id_kind is IdKind.RESIDENT:
            identity.check_resident_id(subject.id_number)
        elif subject.id_kind is IdKind.COMPANY:
            identity.check_uscc(subject.id_number)
    except BadInput:
        return False
    return bool(subject.id_number)


def _ordered(estate: Estate) -> Estate:
    return Estate(estate.subject, estate.born, estate.died_on, dict(sorted(estate.at.items())))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _estate(item: Mapping[str, Any]) -> Estate:
    subject = item["subject"]
    return Estate(
        Subject(subject["name"], IdKind(subject["id_kind"]), subject["id_number"]),
        _day(item["born"]),
        _day(item["died_on"]),
        {code: tuple(_holding(held) for held in holdings) for code, holdings in item["at"].items()},
    )


def _holding(item: Mapping[str, Any]) -> Holding:
    return Holding(
        **{
            **item,
            "kind": HoldingKind(item["kind"]),
            "earmark": Earmark(item["earmark"]),
            "as_of": datetime.fromisoformat(item["as_of"]),
            "co_owners": tuple(CoOwner(**owner) for owner in item["co_owners"]),
            "charges": tuple(Charge(**{**charge, "since": _day(charge["since"])}) for charge in item["charges"]),
            "controls": tuple(OtherControl(**{**one, "until": _day(one["until"])}) for one in item["controls"]),
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
