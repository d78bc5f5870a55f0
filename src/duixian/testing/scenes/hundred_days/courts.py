"""The courts of the scene, each with its people, its account and the bank they share; and who acts where."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duixian.connectors.banks.http import HttpBank
from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.connectors.banks.simulator.server import SimulatedBank
from duixian.domain.assets.services import counterparties
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.courts.services import found_court
from duixian.domain.funds.services import accounts
from duixian.domain.trail.acting import Acting
from duixian.ports.agencies import AgencyKind
from duixian.testing.scenes.stage import ZONE, Stage
from duixian.worlds.hundred_days import ABOVE, COURTS

_STAFF: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    "officer": ("承办法官", (Role.OFFICER,)),
    "judge1": ("审判员甲", (Role.OFFICER,)),
    "judge2": ("审判员乙", (Role.OFFICER,)),
    "judge3": ("审判员丙", (Role.OFFICER,)),
    "accountant": ("案款会计", (Role.ACCOUNTANT,)),
    "checker": ("案款复核", (Role.CHECKER,)),
    "chief": ("执行局长", (Role.CHIEF, Role.APPROVER)),
    "president": ("院长", (Role.PRESIDENT,)),
    "deputy": ("副院长", (Role.PRESIDENT, Role.OFFICER)),
}
_A_STEP = timedelta(seconds=5)


@dataclass
class Bench:
    """One court on its day. Each act is a few seconds after the one before; nothing reads a clock."""

    stage: Stage
    people: Mapping[str, Officer]

    @property
    def court(self) -> Court:
        """Whose it is."""
        return self.stage.court

    @property
    def today(self) -> date:
        """The day."""
        return self.stage.today

    @property
    def now(self) -> datetime:
        """The next moment."""
        self.stage.moment += _A_STEP
        return self.stage.moment

    def who(self, name: str) -> Acting:
        """Somebody of the court, acting."""
        return self.stage.staff[name]

    @property
    def officer(self) -> Acting:
        """Who handles the cases."""
        return self.who("officer")

    @property
    def panel(self) -> list[int]:
        """Three judges who do not handle the cases."""
        return [self.people[name].pk for name in ("judge1", "judge2", "judge3")]

    @contextmanager
    def scope(self) -> Iterator[None]:
        """A transaction in which the court sees and changes what is its own."""
        with scope.of_court(self.court.pk):
            yield

    def case(self, case_id: int) -> Case:
        """A case of the court as it stands."""
        return Case.objects.select_related("title", "court", "officer").get(pk=case_id)


@dataclass
class Province:
    """All courts of the scene: those of first instance in the order of `COURTS`, and the one above the first two; and
    the key that signs certificates."""

    benches: list[Bench]
    above: Bench
    books: Ledger
    seal: Ed25519PrivateKey

    @property
    def all(self) -> list[Bench]:
        """Every court."""
        return [*self.benches, self.above]

    def at(self, day: date) -> None:
        """A new morning everywhere."""
        for bench in self.all:
            bench.stage.at(day)


@contextmanager
def opened_province(folder: Path, day: date) -> Iterator[Province]:
    """The courts in an empty database, one bank for all of them, one agency of each class."""
    morning = datetime.combine(day, time(9), ZONE)
    here: list[Province] = []

    def clock() -> datetime:
        return max((bench.stage.moment for bench in here[0].all), default=morning) if here else morning

    books = Ledger(folder / "bank.sqlite3", clock=clock, behaviour=Behaviour())
    server = SimulatedBank(("127.0.0.1", 0), books)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    bank = HttpBank(server.url, timeout=30)

    def bench(code: str, name: str, level: Level, parent: Court | None) -> Bench:
        court = found_court(code=code, name=name, level=level, parent=parent)
        people = {
            key: Officer.objects.create(username=f"{code}{key}", name=title, court=court, roles=list(roles))
            for key, (title, roles) in _STAFF.items()
        }
        with scope.of_court(court.pk):
            account = accounts.open_bank_account(
                acting=Acting.system(court.pk, "setup"),
                court=court,
                holder=f"{name}执行款专户",
                number=f"1100607710188{court.pk:05d}",
                bank_name="合成银行",
                bank_code="",
                now=morning,
            )
        books.put_account(account.number, name=account.holder, own=True)
        stage = Stage(
            court=court,
            account=account,
            staff={key: officer.acting() for key, officer in people.items()},
            books=books,
            bank=bank,
            bank_url=server.url,
            moment=morning,
            opened_on=day,
            folder=folder,
        )
        return Bench(stage, people)

    above = bench(*ABOVE, Level.INTERMEDIATE, None)
    benches = [
        bench(code, name, Level.BASIC, above.court if code.startswith(ABOVE[0]) else None) for code, name in COURTS
    ]
    with scope.of_court(above.court.pk):
        for kind in AgencyKind:
            counterparties.enter(
                acting=Acting.system(above.court.pk, "setup"),
                code=f"A{kind.value[:6]}",
                name=f"{kind.value}协助单位",
                kind=kind,
                url="http://127.0.0.1/a",
                public_key="A" * 43 + "=",
                now=morning,
                simulated=True,
            )
    here.append(Province(benches, above, books, Ed25519PrivateKey.generate()))
    try:
        yield here[0]
    finally:
        bank.close()
        server.shutdown()
        server.server_close()
        books.close()
