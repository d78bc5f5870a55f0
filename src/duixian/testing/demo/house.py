"""Founding the courts of a province: courts, staff, deposit accounts, what a court set for itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.contrib.auth.hashers import make_password

from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer
from duixian.domain.courts.services import found_court
from duixian.domain.funds.models import AccountKind, BankAccount
from duixian.domain.funds.services import accounts
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed, record_many
from duixian.flows.open_nodes import court_limit
from duixian.flows.set_court_value import set_court_value
from duixian.law.periods import Limit, default_rules
from duixian.worlds.courts import BANK_CODE, BANK_NAME, FLAGSHIP, CourtOf
from duixian.worlds.province import DAYS, Province


@dataclass(frozen=True, slots=True)
class House:
    """One court as it stands in the database: its people by login, its accounts, its own limits by rule."""

    spec: CourtOf
    court: Court
    staff: Mapping[str, Officer]
    bank: BankAccount | None
    waiting: int
    fees: int
    limits: Mapping[str, Limit]

    def acting(self, username: str) -> Acting:
        """A member of staff as the one who acts."""
        return self.staff[username].acting()

    def who(self, role: str) -> Acting:
        """The first member of staff who holds a role; the system of the court where nobody does."""
        for officer in self.staff.values():
            if role in officer.roles:
                return officer.acting()
        raise LookupError(f"nobody at {self.spec.name} is {role}")


def found(province: Province, *, password: str, now: datetime) -> list[House]:
    """Make every court with its staff. All of them share one password, hashed once: this is a demo."""
    hashed = make_password(password)
    courts: dict[str, Court] = {}
    for spec in province.courts:
        courts[spec.code] = found_court(
            code=spec.code, name=spec.name, level=Level(spec.level), parent=courts.get(spec.above)
        )
    officers = Officer.objects.bulk_create(
        Officer(username=o.username, name=o.name, court=courts[o.court], roles=list(o.roles), password=hashed)
        for o in province.staff
    )
    return [_house(spec, courts[spec.code], officers, now) for spec in province.courts]


def _house(spec: CourtOf, court: Court, officers: list[Officer], now: datetime) -> House:
    mine = {officer.username: officer for officer in officers if officer.court_id == court.pk}
    system = Acting.system(court.pk, "demo")
    with scope.of_court(court.pk):
        record_many(
            [
                Deed(system, "staff.take_on", now, payload={"username": o.username, "roles": list(o.roles)})
                for o in mine.values()
            ]
        )
        bank = None
        if spec.account:
            bank = accounts.open_bank_account(
                acting=system,
                court=court,
                holder=spec.holder,
                number=spec.account,
                bank_name=BANK_NAME,
                bank_code=BANK_CODE,
                now=now,
            )
        since = now.date() - timedelta(days=1)
        if spec.code == FLAGSHIP:
            set_court_value(
                court=court,
                key="limit.notice",
                value={"amount": 5, "unit": "day"},
                since=since,
                source="合成省云川市东湖区人民法院执行工作规程（合成）第3条",
                acting=system,
                now=now,
            )
        ledger = {
            kind: accounts.account(court_id=court.pk, kind=kind).pk
            for kind in (AccountKind.UNIDENTIFIED, AccountKind.FEE, AccountKind.IN_TRANSIT)
        }
        own = {rule.id: court_limit(court_id=court.pk, rule=rule.id, on=now.date()) for rule in default_rules()}
    return House(
        spec=spec,
        court=court,
        staff=mine,
        bank=bank,
        waiting=ledger[AccountKind.UNIDENTIFIED],
        fees=ledger[AccountKind.FEE],
        limits={rule: limit for rule, limit in own.items() if limit is not None},
    )


def founded_at(province: Province, zone: tzinfo) -> datetime:
    """The morning the courts were set up: before the first case."""
    day = province.as_of - timedelta(days=DAYS + 10)
    return datetime(day.year, day.month, day.day, 8, 0, tzinfo=zone)
