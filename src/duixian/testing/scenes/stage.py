"""A court with its staff, its account and a simulated bank on a free port; every act goes through a flow.

The bank is spoken to over the network, as the program does it. The clock stands where the scene sets it.
"""

import string
import threading
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from duixian.base import identity
from duixian.base.faults import BadInput
from duixian.base.money import Fen
from duixian.connectors.banks.http import HttpBank
from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.connectors.banks.simulator.server import SimulatedBank
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.cases.services import course
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.courts.services import found_court
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import BankAccount, CaseAccount, DistributionPlan, PayoutBatch
from duixian.domain.funds.services import accounts, plans
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person
from duixian.domain.parties.selectors import account_of
from duixian.domain.trail.acting import Acting
from duixian.flows import move_case, pay_out, plan_distribution
from duixian.flows.file_case import file_case
from duixian.flows.import_statement import ImportReport, import_statement
from duixian.flows.set_court_value import set_court_value
from duixian.law.procedure.case_life import Act
from duixian.reading.drafts import FilingDraft
from duixian.testing.couriers import Couriers
from duixian.testing.scenes.outcome import Outcome

ZONE = ZoneInfo("Asia/Shanghai")
COURT_ACCOUNT = "110060771018800001"
_STAFF: Mapping[str, tuple[Role, ...]] = {
    "officer": (Role.OFFICER,),
    "accountant": (Role.ACCOUNTANT,),
    "checker": (Role.CHECKER,),
    "chief": (Role.CHIEF, Role.APPROVER),
}
_NAMES = {"officer": "承办法官", "accountant": "案款会计", "checker": "案款复核", "chief": "执行局长"}


@dataclass
class Stage:
    """One court on one day. `at` moves the day, each dealing with the bank takes a minute; nothing reads a clock.

    `couriers` carry orders to agencies; a scene that has none to give does without them.
    """

    court: Court
    account: BankAccount
    staff: Mapping[str, Acting]
    books: Ledger
    bank: HttpBank
    bank_url: str
    moment: datetime
    opened_on: date
    folder: Path
    couriers: Couriers | None = None
    _files: int = field(default=0)

    @property
    def today(self) -> date:
        """The day of the scene."""
        return self.moment.date()

    def at(self, day: date, hour: int = 9, minute: int = 0) -> date:
        """Move to a day and time, in China's zone."""
        self.moment = datetime.combine(day, time(hour, minute), ZONE)
        return day

    def minute_passes(self) -> None:
        """The clock goes on."""
        self.moment += timedelta(minutes=1)

    # acts of the case

    def file(self, draft: FilingDraft) -> Case:
        """File a case and send the execution notice the same day."""
        with scope.of_court(self.court.pk):
            officer = self.staff["officer"]
            case = file_case(
                acting=officer, draft=draft, filed_on=self.today, now=self.moment, officer_id=officer.officer_id
            )
            return move_case.move_case(acting=officer, case=case, act=Act.NOTIFY, on=self.today, now=self.moment)

    def close(self, case: Case) -> Case:
        """Close as performed. Raises `Refused` while the money does not say so."""
        with scope.of_court(self.court.pk):
            return move_case.close_case(acting=self.staff["officer"], case=case, on=self.today, now=self.moment)

    def set_value(self, key: str, value: object, source: str) -> None:
        """The chief fixes a value of the court from today on."""
        with scope.of_court(self.court.pk):
            set_court_value(
                acting=self.staff["chief"],
                court=self.court,
                key=key,
                value=value,
                since=self.today,
                source=source,
                now=self.moment,
            )

    def waive_fee(self, case: Case, basis: str) -> Case:
        """The chief frees the debtor of the execution fee."""
        with scope.of_court(self.court.pk):
            return course.waive_fee(acting=self.staff["chief"], case=case, basis=basis, now=self.moment)

    # money coming in

    def pay_in(self, amount: Fen, *, payer: str, case: Case | None = None, remark: str = "") -> None:
        """Somebody pays at the bank: to the case's own number, or to the court's with nothing but a remark."""
        number = ""
        if case is not None:
            with scope.of_court(self.court.pk):
                number = CaseAccount.objects.get(case=case).number
        self._files += 1
        booked = self.books.receive(
            self.account.number,
            amount,
            # several courts share the bank: what is paid to one is never taken for what was paid to another
            key=f"{self.account.number}:{self.moment.isoformat()}:{self._files}",
            payer=payer,
            payer_account="6228480000000000017",
            remark=remark,
            sub_account=number,
        )
        if not booked:
            raise RuntimeError(f"{self.court.name}: the bank took a payment of {amount} fen for one it had before")

    def statement(self, first: date | None = None) -> bytes:
        """Today's statement (or from an earlier day) as the bank gives it: camt.053 over HTTP."""
        days = f"from={(first or self.today).isoformat()}&to={self.today.isoformat()}"
        with urllib.request.urlopen(f"{self.bank_url}/accounts/{self.account.number}/statement?{days}") as answer:
            return bytes(answer.read())

    def import_statement(self, data: bytes | None = None) -> ImportReport:
        """The accountant imports today's statement."""
        self._files += 1
        self.minute_passes()
        with scope.of_court(self.court.pk):
            return import_statement(
                acting=self.staff["accountant"],
                data=self.statement() if data is None else data,
                file_name=f"{self.today.isoformat()}-{self._files}.xml",
                now=self.moment,
            )

    # money going out

    def plan(
        self,
        cases: Sequence[Case],
        debtor: Person,
        *,
        terms: Mapping[str, plan_distribution.ClaimTerms] | None = None,
    ) -> DistributionPlan:
        """The officer makes a plan, the chief confirms it; served at once where a window for objections is due."""
        with scope.of_court(self.court.pk):
            proposal = plan_distribution.propose(case_list=list(cases), debtor=debtor, on=self.today, terms=terms)
            plan = plan_distribution.make_plan(acting=self.staff["officer"], proposal=proposal, now=self.moment)
        with scope.of_court(self.court.pk):
            plan = plans.confirm(acting=self.staff["chief"], plan=plan, now=self.moment)
            if plan.waived:
                return plan
            return plan_distribution.serve_plan(acting=self.staff["officer"], plan=plan, on=self.today, now=self.moment)

    def carry_out(self, plan: DistributionPlan) -> DistributionPlan:
        """The money leaves the cases' accounts for the payees."""
        with scope.of_court(self.court.pk):
            return plans.carry_out(acting=self.staff["accountant"], plan=plan, on=self.today, now=self.moment)

    def name_accounts(self) -> int:
        """Everybody with a balance and no account yet names one, at the simulated bank; returns how many did."""
        with scope.of_court(self.court.pk):
            named = 0
            waiting = {row.person_id: row.person for row in funds.payees_waiting(self.court.pk) if row.person}
            for person in waiting.values():
                if account_of(person.pk) is None:
                    parties.name_account(
                        acting=self.staff["officer"],
                        person=person,
                        holder=person.name,
                        number=f"621700{person.pk:013d}",
                        bank_name="合成银行",
                        now=self.moment,
                    )
                    named += 1
            return named

    def pay_out(self) -> PayoutBatch:
        """A batch of everybody who can be paid: made, checked, approved where due, sent, settled, booked."""
        self.name_accounts()
        self.minute_passes()
        with scope.of_court(self.court.pk):
            batch = pay_out.make_batch(acting=self.staff["accountant"], now=self.moment)
        with scope.of_court(self.court.pk):
            batch = pay_out.check_batch(acting=self.staff["checker"], batch=batch, now=self.moment)
        if batch.needs_approval:
            with scope.of_court(self.court.pk):
                batch = pay_out.approve_batch(acting=self.staff["chief"], batch=batch, now=self.moment)
        pay_out.submit(court_id=self.court.pk, batch_id=batch.pk, bank=self.bank, now=self.moment)
        while self.books.settle():
            pass
        return pay_out.collect(court_id=self.court.pk, batch_id=batch.pk, bank=self.bank, now=self.moment)

    # the end

    def settle_up(self, outcome: Outcome) -> Outcome:
        """The sums every scene ends with: both sides of the ledger, and our books against the bank's own."""
        self.import_statement(self.statement(self.opened_on))
        with scope.of_court(self.court.pk):
            balance = funds.trial_balance(court_id=self.court.pk, on=self.today)
            outcome.check("试算平衡：银行存款 = 全部应付", balance.have, balance.owe)
            outcome.check("账面存款 = 银行自己的账", self.books.balance(self.account.number), balance.have)
            compared = funds.compare_with_bank(bank_account=self.account, day=self.today)
            outcome.check("与对账单的未说明差额", 0, compared.unexplained)
        return outcome

    def debtor_of(self, case: Case) -> Person:
        """The first debtor of a case."""
        with scope.of_court(self.court.pk):
            return case.parties.filter(role=CaseRole.DEBTOR).select_related("person")[0].person


@contextmanager
def opened(folder: Path, day: date, *, couriers: Couriers | None = None) -> Iterator[Stage]:
    """A new court in an empty database, and its bank, whose books are kept in `folder`."""
    court = found_court(code="苏0804", name="淮安市淮阴区人民法院", level=Level.BASIC, parent=None)
    staff = {
        name: Officer.objects.create(username=name, name=_NAMES[name], court=court, roles=list(roles)).acting()
        for name, roles in _STAFF.items()
    }
    moment = datetime.combine(day, time(9), ZONE)
    with scope.of_court(court.pk):
        account = accounts.open_bank_account(
            acting=Acting.system(court.pk, "setup"),
            court=court,
            holder=f"{court.name}执行款专户",
            number=COURT_ACCOUNT,
            bank_name="合成银行",
            bank_code="",
            now=moment,
        )
    here: list[Stage] = []
    books = Ledger(folder / "bank.sqlite3", clock=lambda: here[0].moment if here else moment, behaviour=Behaviour())
    books.put_account(account.number, name=account.holder, own=True)
    server = SimulatedBank(("127.0.0.1", 0), books)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    bank = HttpBank(server.url, timeout=30)
    here.append(
        Stage(
            bank_url=server.url,
            court=court,
            account=account,
            staff=staff,
            books=books,
            bank=bank,
            moment=moment,
            opened_on=day,
            folder=folder,
            couriers=couriers,
        )
    )
    try:
        yield here[0]
    finally:
        bank.close()
        server.shutdown()
        server.server_close()
        books.close()


def resident_id(number: int, born: date = date(1985, 6, 15)) -> str:
    """A resident number with a right check digit and a county code that is not in use: nobody's."""
    body = f"320899{born:%Y%m%d}{number % 1000:03d}"
    return _completed(body, string.digits + "X", identity.check_resident_id)


def credit_code(number: int) -> str:
    """A unified social credit code with a right check character, of a county code that is not in use."""
    return _completed(f"91320899{number:09d}", "0123456789ABCDEFGHJKLMNPQRTUWXY", identity.check_uscc)


def _completed(body: str, alphabet: str, check: object) -> str:
    assert callable(check)
    for last in alphabet:
        try:
            check(body + last)
        except BadInput:
            continue
        return body + last
    raise ValueError(body)
