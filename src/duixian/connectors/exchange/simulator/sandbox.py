"""People every simulated agency keeps for tests of its protocol: the same in all, resettable, of no effect outside."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from duixian.base import identity
from duixian.base.faults import BadInput
from duixian.connectors.exchange.about import Sandbox, SandboxSubject
from duixian.connectors.exchange.simulator.acts import ACTS
from duixian.connectors.exchange.simulator.books import AgencyNamed
from duixian.law.control.things import HoldingKind
from duixian.ports.agencies import Act, AgencyKind, Holding, IdKind, Subject

ACTIONS: Final = ("reset", "arrive")
_SINCE: Final = datetime(2026, 1, 1, tzinfo=UTC)
_NAMES: Final = ("测试甲", "测试乙", "测试丙", "测试丁")
_KINDS: Final = {
    AgencyKind.BANK: HoldingKind.DEPOSIT,
    AgencyKind.WALLET: HoldingKind.WALLET,
    AgencyKind.LAND: HoldingKind.HOME,
    AgencyKind.VEHICLE: HoldingKind.VEHICLE,
    AgencyKind.SECURITIES: HoldingKind.SECURITIES,
    AgencyKind.INSURANCE: HoldingKind.INSURANCE,
    AgencyKind.PROVIDENT_FUND: HoldingKind.PROVIDENT_FUND,
    AgencyKind.COMPANY: HoldingKind.EQUITY,
}


@dataclass(frozen=True, slots=True)
class Given:
    """A sandbox subject and what the agency holds of it."""

    shown: SandboxSubject
    holdings: tuple[Holding, ...]


def subjects(agency: AgencyNamed) -> tuple[Given, ...]:
    """Four people with property, one of the first one's name with property, one known without any."""
    role = "money" if Act.FREEZE in ACTS[agency.kind] else "thing"
    given = [_given(agency, role, place, name) for place, name in enumerate(_NAMES, start=1)]
    nobody = Subject("测试无产", IdKind.RESIDENT, _number(6))
    return (*given, _given(agency, "same_name", 5, _NAMES[0]), Given(SandboxSubject("nothing", nobody), ()))


def shown(given: tuple[Given, ...]) -> Sandbox:
    """The sandbox as About tells it."""
    return Sandbox(tuple(one.shown for one in given), ACTIONS)


def _given(agency: AgencyNamed, role: str, place: int, name: str) -> Given:
    holding = _holding(agency, place)
    subject = Subject(name, IdKind.RESIDENT, _number(place))
    balance = holding.balance if role == "money" else None
    return Given(SandboxSubject(role, subject, holding.reference, balance), (holding,))


def _holding(agency: AgencyNamed, place: int) -> Holding:
    reference, kind = f"SBX-{agency.code}-{place}", _KINDS[agency.kind]
    if Act.SEAL in ACTS[agency.kind]:
        return Holding(reference, kind, f"测试财产{place}", _SINCE, value=50_000_000, value_source="测试")
    balance = 1_000_000 * place + 234_567
    return Holding(reference, kind, f"测试账户{place}", _SINCE, balance=balance, available=balance)


def _number(place: int) -> str:
    """A resident number that passes its check, of a region and a day of birth that nobody has."""
    body = f"649900{date(1900, 1, 1):%Y%m%d}{place:03d}"
    for last in "0123456789X":
        try:
            return identity.check_resident_id(body + last).number
        except BadInput:
            continue
    raise AssertionError("one of the eleven check characters is right")
