"""Things of debtors, agencies with a state of their own, and cases that control them, behind the pages' province."""

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.timezone import localdate, localtime
from province import IDS, Province, draft, file

sys.path.insert(0, str(Path(__file__).parents[2] / "flows"))
from estate import Estate

from duixian.domain.assets.models import Asset, Counterparty
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting

DEBTOR = "陈静"
NUMBER = IDS[DEBTOR]


@dataclass
class Bench:
    """What an estate needs of a court."""

    court: Court
    officer: Acting
    chief: Acting

    @property
    def now(self) -> datetime:
        return localtime()


@dataclass
class Holder:
    """A case with one debtor, and the estate he has. Every act of it opens the court's scope by itself."""

    case: Case
    debtor: Person
    estate: Estate

    def account(self, fen: int, **more: object) -> Asset:
        """An account that was found."""
        with scope.of_court(self.case.court_id):
            return self.estate.account(self.debtor, fen, **more)  # type: ignore[arg-type]

    def thing(self, fen: int | None, **more: object) -> Asset:
        """A car that was found."""
        with scope.of_court(self.case.court_id):
            return self.estate.thing(self.debtor, fen, **more)  # type: ignore[arg-type]

    def agencies_answer(self) -> None:
        """Everything that was approved is sent and answered."""
        with scope.of_court(self.case.court_id):
            self.estate.run()

    def hold(self) -> None:
        """State the need, take what is proposed, have it approved and answered."""
        with scope.of_court(self.case.court_id):
            self.estate.state(self.case)
            self.estate.control(self.case)


def holder(province: Province, *, serial: int = 1, applicant: str = "梁国栋") -> Holder:
    """A case of the officer's against one person with a valid number."""
    what = draft(applicant=applicant, debtor=DEBTOR, serial=serial)
    case = file(province.officer, what, on=localdate() - timedelta(days=3))
    with scope.of_court(province.court.pk):
        debtor = case.parties.get(role="debtor").person
        bench = Bench(province.court, province.officer.acting(), province.chief.acting())
        estate = Estate(bench, day=localdate())  # type: ignore[arg-type]
    return Holder(case, debtor, estate)


def agencies(count: int = 3) -> list[Counterparty]:
    """Agencies that may be asked, simulated ones."""
    return [
        Counterparty.objects.create(
            code=f"T{place:02d}", name=f"试点银行{place}", kind="bank", url="http://agency.invalid", simulated=True
        )
        for place in range(1, count + 1)
    ]
