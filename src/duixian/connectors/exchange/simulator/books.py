"""The books of one simulated agency: whom it knows, what it holds of them, which controls stand on it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from duixian.base.money import Fen
from duixian.connectors.exchange.simulator.ranks import Asset, Change, Control
from duixian.ports.agencies import AgencyKind, Holding, NoticeKind, OtherControl, Subject
from duixian.ports.answers import same_name


class AgencyNamed(Protocol):
    """An agency as a world describes it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> AgencyKind: ...
    @property
    def delay(self) -> str: ...


class EstateOf(Protocol):
    """A person's property by the code of the agency that holds it."""

    @property
    def subject(self) -> Subject: ...
    @property
    def died_on(self) -> date | None: ...
    @property
    def at(self) -> Mapping[str, tuple[Holding, ...]]: ...


class World(Protocol):
    """Who holds what of whom. The simulator is given one; it makes none itself."""

    @property
    def seed(self) -> int: ...
    @property
    def agencies(self) -> tuple[AgencyNamed, ...]: ...
    def estate(self, subject: Subject) -> EstateOf | None:
        """What belongs to the subject's number; its own subject has the name registered under it."""
        ...

    def namesakes(self, subject: Subject) -> tuple[EstateOf, ...]:
        """Other people of the same name."""
        ...


@dataclass(slots=True)
class Person:
    """Somebody the agency knows: the registered name and number, a death it knows of, the references of the things.

    `drawn`: from the world; `given`: what was added by hand, which no world knows.
    """

    subject: Subject
    died_on: date | None = None
    assets: list[str] = field(default_factory=list)
    drawn: bool = False
    given: tuple[Holding, ...] = ()


class Books:
    """People, things and controls of one agency. Figures change only through the queue of a thing."""

    def __init__(self, agency: AgencyNamed, world: World, *, now: Callable[[], datetime]) -> None:
        self._now = now
        self.agency = agency
        self.world = world
        self.people: dict[str, Person] = {}
        self.assets: dict[str, Asset] = {}
        self.controls: dict[str, tuple[Control, Asset]] = {}
        self.met: list[Person] = []
        """Drawn from the world and not yet remembered: the first name given for a number is the registered one."""

    # ------------------------------------------------------------------------------------------------------- reading

    def person(self, subject: Subject, *, draws: bool = True) -> Person | None:
        """The person of the subject's number, whatever name the subject has; drawn from the world the first time."""
        known = self.people.get(subject.id_number)
        if known is None and draws and (estate := self.world.estate(subject)):
            known = self.add(estate.subject, estate.at.get(self.agency.code, ()), died_on=estate.died_on)
            known.drawn = True
            self.met.append(known)
        return known

    def of_that_name(self, subject: Subject) -> tuple[Person, ...]:
        """Everybody the agency would find by the name alone: what an honest agency never asks itself."""
        for estate in self.world.namesakes(subject):
            self.person(estate.subject)
        return tuple(person for person in self.people.values() if same_name(person.subject.name, subject.name))

    def holding(self, asset: Asset, *, at: datetime) -> Holding:
        """A thing as the agency tells it now."""
        told = replace(asset.holding, as_of=at, controls=asset.shown())
        return told if told.balance is None else replace(told, balance=asset.balance, available=asset.free)

    # ------------------------------------------------------------------------------------------------------- writing

    def add(self, subject: Subject, holdings: Iterable[Holding], *, died_on: date | None = None) -> Person:
        """Get to know a person with what the agency holds of them, controls of courts outside the exchange included."""
        person = self.people.setdefault(subject.id_number, Person(subject, died_on))
        for holding in holdings:
            asset = Asset(person.subject, holding, _worth(holding))
            for place, control in enumerate(sorted(holding.controls, key=lambda one: one.rank)):
                stands = _outside(f"{holding.reference}-X{place}", control, asset, holding.as_of)
                self.controls[stands.reference] = (stands, asset)
            self._end_past(asset, self._now())
            self.assets[holding.reference] = asset
            person.assets.append(holding.reference)
        return person

    def expire(self) -> list[tuple[Asset, Change]]:
        """End what is past its last day, let the next move up."""
        now = self._now()
        return [(asset, change) for asset in self.assets.values() for change in self._end_past(asset, now)]

    def _end_past(self, asset: Asset, now: datetime) -> list[Change]:
        over = list(asset.expired(now.date()))
        ended = [Change(NoticeKind.ENDED, one, amount=asset.end(one), reason="控制期限届满") for one in over]
        return [*ended, *asset.settle(at=now, let_go=True)] if over else []


def _worth(holding: Holding) -> Fen | None:
    """What can be held by amount; None for a thing that is held whole."""
    if holding.balance is not None:
        return holding.balance
    return holding.value if holding.kind in ("securities", "equity") else None


def _outside(reference: str, control: OtherControl, asset: Asset, since: datetime) -> Control:
    ceiling = None
    if asset.balance is not None:
        ceiling = asset.balance if control.amount is None else control.amount
    made = Control(reference, "", "", control.court, control.case_number, control.until, ceiling=ceiling)
    asset.join(made, at=since)
    return made
