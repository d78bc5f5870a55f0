"""An upper court reads what the courts below it have; every act on it is refused in words, never by an error page."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from courthouse import CourtHouse, found, item, staff

from duixian.base.faults import Refused
from duixian.connectors.typesetting import Kind
from duixian.domain.cases.models import Case
from duixian.domain.cases.services import course
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.courts.services import set_value, take_on
from duixian.domain.funds.models import Account, AccountKind, Receipt
from duixian.domain.funds.services import plans, reconciliation, unclaimed
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import PayeeAccount
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.models import Entry
from duixian.flows import move_case, pay_out, plan_distribution
from duixian.flows.identify_receipt import identify_receipt
from duixian.flows.issue_instrument import issue

DAY = date(2026, 4, 1)


class Below:
    """What a lower court has, seen by somebody in the upper court who holds every office there."""

    def __init__(self) -> None:
        self.upper = found("苏08", "淮安市中级人民法院", Level.INTERMEDIATE)
        self.own = found("苏0804", "淮安市淮阴区人民法院", parent=self.upper.court)
        with scope.of_court(self.own.court.pk):
            self.case = self.own.file(item("1", 1_000_000, "洪春生", "黎明华"))
            self.own.receive(self.case, 500_000, DAY)
            self.own.distribute(self.case, on=DAY)
            self.own.name(self.own.applicant(self.case))
            self.own.receive(self.case, 100_000, DAY)
            self.plan = self.own.draft(self.case, on=DAY)
            self.batch = pay_out.make_batch(acting=self.own.accountant, now=self.own.now)
            Receipt.objects.filter(amount_fen=1)
        staff(self.upper.court, "all", *Role)
        self.officer = Officer.objects.get(username="all")
        self.acting: Acting = self.officer.acting()
        self.now = self.own.now

    @property
    def court(self) -> Court:
        return self.own.court


ACTS: dict[str, Callable[[Below], object]] = {
    "free from the fee": lambda b: course.waive_fee(acting=b.acting, case=b.case, basis="审批表", now=b.now),
    "assign": lambda b: course.assign(acting=b.acting, case=b.case, officer=b.officer, now=b.now),
    "elect": lambda b: course.elect_renminbi(acting=b.acting, case=b.case, exchange=[], ground="申请", now=b.now),
    "notify": lambda b: move_case.move_case(acting=b.acting, case=b.case, act=move_case.Act.NOTIFY, on=DAY, now=b.now),
    "close": lambda b: move_case.close_case(acting=b.acting, case=b.case, on=DAY, now=b.now),
    "issue": lambda b: issue(acting=b.acting, case=b.case, kind=Kind.FILING_NOTICE, on=DAY, now=b.now),
    "identify": lambda b: identify_receipt(
        acting=b.acting, receipt=Receipt.objects.all()[0], case=b.case, reasons=[], on=DAY, now=b.now
    ),
    "propose and draft": lambda b: plan_distribution.make_plan(
        acting=b.acting,
        proposal=plan_distribution.propose(case_list=[b.case], debtor=b.own.debtor(b.case), on=DAY),
        now=b.now,
    ),
    "confirm a plan": lambda b: plans.confirm(acting=b.acting, plan=b.plan, now=b.now),
    "cancel a plan": lambda b: plans.cancel(acting=b.acting, plan=b.plan, reason="x", now=b.now),
    "check a batch": lambda b: pay_out.check_batch(acting=b.acting, batch=b.batch, now=b.now),
    "cancel a batch": lambda b: pay_out.cancel_batch(acting=b.acting, batch=b.batch, reason="x", now=b.now),
    "set apart": lambda b: unclaimed.set_apart(
        acting=b.acting, payee=Account.objects.filter(kind=AccountKind.PAYEE)[0], reason="x", on=DAY, now=b.now
    ),
    "reconcile": lambda b: reconciliation.keep(
        acting=b.acting, bank_account=b.own.bank, day=DAY, bank=0, book=0, differences=[], now=b.now
    ),
    "name an account": lambda b: parties.name_account(
        acting=b.acting,
        person=b.own.applicant(b.case),
        holder="洪春生",
        number="621700000001",
        bank_name="行",
        now=b.now,
    ),
    "unmask": lambda b: parties.unmask(
        acting=b.acting, person=b.own.debtor(b.case), case_number=b.case.number, reason="核对身份", now=b.now
    ),
    "take on staff": lambda b: take_on(
        username="new", name="新人", court=b.court, roles=[Role.CHIEF], password="x" * 12, acting=b.acting, now=b.now
    ),
    "set a value": lambda b: set_value(
        court=b.court, key="k", value=1, since=DAY, source="文件", acting=b.acting, now=b.now
    ),
}


@pytest.fixture
def below(db: None) -> Iterator[Below]:
    there = Below()
    with scope.of_officer(there.officer):
        yield there


@pytest.mark.parametrize("act", ACTS)
def test_an_upper_court_changes_nothing_below(below: Below, act: str) -> None:
    entries = Entry.objects.count()
    assert Case.objects.filter(pk=below.case.pk).exists()  # it does see it

    with pytest.raises(Refused) as refusal:
        ACTS[act](below)

    assert refusal.value.reasons[0].code == "policy.court"
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.INSPECTOR, Role.CHECKER, Role.ADMIN])
def test_who_pays_or_watches_does_not_say_where_money_goes(own: CourtHouse, role: Role) -> None:
    person = own.applicant(own.file(item("1", 1_000_000, "洪春生", "黎明华")))

    with pytest.raises(Refused):
        parties.name_account(
            acting=staff(own.court, "somebody", role),
            person=person,
            holder=person.name,
            number="6217000000000011",
            bank_name="合成银行",
            now=own.now,
        )

    assert not PayeeAccount.objects.exists()
