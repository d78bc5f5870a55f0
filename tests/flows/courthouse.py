"""A court that can be dealt with in one line an act, for tests of the money path that look at one point of it."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from duixian.base.casenumber import parse
from duixian.connectors.banks import camt053
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.courts.services import found_court
from duixian.domain.funds.models import BankAccount, CaseAccount, DistributionPlan, PayoutBatch
from duixian.domain.funds.services import accounts, plans
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.flows import decide_course, pay_out, plan_distribution
from duixian.flows.approve import approve
from duixian.flows.file_case import file_case
from duixian.flows.import_statement import ImportReport, import_statement
from duixian.law.obligations import InterestTerm, ItemKind, MoneyItem, Ordered, When
from duixian.law.procedure.case_life import Act
from duixian.law.procedure.grounds import grounds, proof_titles
from duixian.ports.banks import BatchReport, PaymentResult, PaymentState
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, TitleKind
from duixian.reading.drafts import Role as DraftRole
from duixian.reading.statements import Direction, Transfer
from duixian.testing.scenes.stage import resident_id

FILED = date(2026, 3, 2)


def _number(name: str) -> str:
    """One name, one person: a number of nobody's, made from it."""
    return resident_id(sum(map(ord, name)) % 900)


def item(key: str, fen: int, creditor: str, debtor: str, **more: object) -> MoneyItem:
    """A sum due ten days after the title took effect."""
    return MoneyItem(
        key=key,
        label=f"货款{key}",
        kind=ItemKind.PRINCIPAL,
        amount=fen,
        creditors=(creditor,),
        debtors=(debtor,),
        due=When(on=date(2026, 1, 10)),
        **more,  # type: ignore[arg-type]
    )


@dataclass
class CourtHouse:
    """One court; each act a minute after the one before, as it is with people."""

    court: Court
    officer: Acting
    accountant: Acting
    checker: Acting
    chief: Acting
    bank: BankAccount
    moment: datetime = field(default=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    serial: int = 0

    @property
    def now(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment

    def file(
        self,
        *items: MoneyItem,
        applicants: Sequence[str] = ("洪春生",),
        debtors: Sequence[str] = ("黎明华",),
        interests: Sequence[InterestTerm] = (),
        acts: Sequence[object] = (),
        fee_waived: bool = True,
    ) -> Case:
        """File a case on `FILED`; the execution fee is waived unless the test is about it."""
        self.serial += 1
        case = file_case(
            acting=self.officer,
            draft=FilingDraft(
                court=self.court.name,
                title_number=parse(f"（2025）苏0804民初{1000 + self.serial}号"),
                title_kind=TitleKind.JUDGMENT,
                title_date=date(2025, 12, 1),
                effective_on=date(2025, 12, 20),
                cause="买卖合同纠纷",
                parties=(
                    *(DraftParty(name, DraftRole.APPLICANT, PartyKind.PERSON, "原告") for name in applicants),
                    *(DraftParty(n, DraftRole.DEBTOR, PartyKind.PERSON, "被告", _number(n)) for n in debtors),
                ),
                ordered=Ordered(items=items, interests=tuple(interests), acts=tuple(acts), doubled_clause=True),  # type: ignore[arg-type]
            ),
            filed_on=FILED,
            now=self.now,
        )
        if fee_waived:
            Case.objects.filter(pk=case.pk).update(fee_waived_basis="诉讼费用交纳办法第四十七条")
            case.refresh_from_db()
        return case

    def transfer(self, fen: int, day: date, **more: object) -> Transfer:
        """A line of the bank's statement, money in unless it says otherwise."""
        self.serial += 1
        known: dict[str, object] = {
            "booked_on": day,
            "amount": fen,
            "direction": Direction.CREDIT,
            "counterparty": "某某公司",
            "counterparty_account": "6222020000000001",
            "reference": f"S{self.serial}",
        }
        return Transfer(**(known | more))  # type: ignore[arg-type]

    def camt(self, *lines: Transfer) -> bytes:
        """The lines as the bank's camt.053."""
        out = io.BytesIO()
        camt053.write(
            out,
            statement_id=f"ST{self.serial}",
            created_at=self.moment,
            account=self.bank.number,
            holder=self.bank.holder,
            first=min(line.booked_on for line in lines),
            last=max(line.booked_on for line in lines),
            opening=0,
            closing=sum(line.signed for line in lines),
            transfers=lines,
        )
        return out.getvalue()

    def take_in(self, data: bytes, name: str = "a.xml") -> ImportReport:
        """The accountant imports a file."""
        return import_statement(acting=self.accountant, data=data, file_name=name, now=self.now)

    def receive(self, case: Case, fen: int, day: date) -> None:
        """Money comes in under the case's own number."""
        number = CaseAccount.objects.get(case=case).number
        report = self.take_in(self.camt(self.transfer(fen, day, sub_account=number)))
        assert [receipt.case_id for receipt in report.identified] == [case.pk]
        case.refresh_from_db()

    def decide(
        self, case: Case, act: Act, ground: str, *, on: date, reason: str = "依法办理", until: date | None = None
    ) -> Case:
        """The officer puts forward that a case be halted or ended, with every paper the ground asks for; the chief, or
        the president, signs."""
        proofs = {proof: f"{proof_titles()[proof]}（2026）第1号" for proof in grounds()[ground].proofs}
        decision = decide_course.propose(
            acting=self.officer,
            case=case,
            act=act,
            ground=ground,
            proofs=proofs,
            reason=reason,
            until=until,
            on=on,
            now=self.now,
        )
        assert decision.approval is not None
        approve(acting=self.president, approval=decision.approval, approved=True, on=on, now=self.now)
        case.refresh_from_db()
        return case

    @property
    def president(self) -> Acting:
        """The president, appointed when first needed."""
        known = Officer.objects.filter(court=self.court, username=f"{self.court.code}president").first()
        return known.acting() if known else staff(self.court, f"{self.court.code}president", Role.PRESIDENT)

    def debtor(self, case: Case) -> Person:
        """The first debtor of a case."""
        return case.parties.filter(role="debtor").select_related("person")[0].person

    def applicant(self, case: Case) -> Person:
        """The first applicant of a case."""
        return case.parties.filter(role="applicant").select_related("person")[0].person

    def draft(
        self, *cases: Case, on: date, terms: Mapping[str, plan_distribution.ClaimTerms] | None = None
    ) -> DistributionPlan:
        """Divide what lies on the accounts of these cases, and keep it as a draft."""
        proposal = plan_distribution.propose(case_list=cases, debtor=self.debtor(cases[0]), on=on, terms=terms)
        return plan_distribution.make_plan(acting=self.officer, proposal=proposal, now=self.now)

    def confirm(self, plan: DistributionPlan) -> DistributionPlan:
        """The chief approves."""
        return plans.confirm(acting=self.chief, plan=plan, now=self.now)

    def carry_out(self, plan: DistributionPlan, on: date) -> DistributionPlan:
        """The money leaves the cases' accounts."""
        return plans.carry_out(acting=self.accountant, plan=plan, on=on, now=self.now)

    def distribute(self, *cases: Case, on: date) -> DistributionPlan:
        """Draft, approve, serve where due and carry out after the window."""
        plan = self.confirm(self.draft(*cases, on=on))
        if not plan.waived:
            plan = plan_distribution.serve_plan(acting=self.officer, plan=plan, on=on, now=self.now)
            assert plan.objections_until is not None
            on = plan.objections_until + timedelta(days=1)
        return self.carry_out(plan, on)

    def name(self, person: Person, number: str = "6217000000000011") -> None:
        """A person names an account."""
        parties.name_account(
            acting=self.officer, person=person, holder=person.name, number=number, bank_name="合成银行", now=self.now
        )

    def batch(self) -> PayoutBatch:
        """A batch of everybody who can be paid, checked and, where due, approved."""
        batch = pay_out.make_batch(acting=self.accountant, now=self.now)
        batch = pay_out.check_batch(acting=self.checker, batch=batch, now=self.now)
        return pay_out.approve_batch(acting=self.chief, batch=batch, now=self.now) if batch.needs_approval else batch

    def sent(self) -> PayoutBatch:
        """A batch the bank has."""
        return pay_out.payouts.mark_sent(acting=self.accountant, batch=self.batch(), now=self.now)

    def answer(self, batch: PayoutBatch, state: PaymentState, on: date | None = None) -> tuple[int, int]:
        """The bank gives one answer for every payment of a batch."""
        report = BatchReport(
            message_id=batch.message_id,
            report_id="R",
            state=state,
            results=tuple(
                PaymentResult(row.end_to_end_id, state, settled_on=on or self.moment.date())
                for row in batch.payouts.all()
            ),
        )
        _, paid, failed = pay_out.take_report(acting=self.accountant, batch=batch, report=report, now=self.now)
        return paid, failed


def staff(court: Court, username: str, *roles: Role) -> Acting:
    """Somebody in an office."""
    return Officer.objects.create(username=username, name=username, court=court, roles=list(roles)).acting()


def found(code: str, name: str, level: Level = Level.BASIC, parent: Court | None = None) -> CourtHouse:
    """A court with its people and its bank account."""
    court = found_court(code=code, name=name, level=level, parent=parent)
    with scope.of_court(court.pk):
        bank = accounts.open_bank_account(
            acting=Acting.system(court.pk, "setup"),
            court=court,
            holder=f"{name}执行款专户",
            number=f"11006077101880{court.pk:04d}",
            bank_name="合成银行",
            bank_code="",
            now=datetime(2026, 3, 2, tzinfo=UTC),
        )
    return CourtHouse(
        court=court,
        officer=staff(court, f"{code}officer", Role.OFFICER),
        accountant=staff(court, f"{code}accountant", Role.ACCOUNTANT),
        checker=staff(court, f"{code}checker", Role.CHECKER),
        chief=staff(court, f"{code}chief", Role.CHIEF, Role.APPROVER),
        bank=bank,
    )
