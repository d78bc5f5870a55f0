"""From a judgment to money in the applicant's account, through the flows alone."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from duixian.base.casenumber import parse
from duixian.base.faults import BadInput, Refused
from duixian.connectors.banks import camt053
from duixian.connectors.typesetting import Kind
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.cases.services import course
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.courts.services import found_court
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import BankAccount, PayoutBatch, PayoutState, PlanState, ReceiptState
from duixian.domain.funds.services import accounts, plans
from duixian.domain.parties import services as parties
from duixian.domain.trail.acting import Acting
from duixian.flows import move_case, pay_out, plan_distribution
from duixian.flows.file_case import file_case
from duixian.flows.import_statement import import_statement
from duixian.flows.issue_instrument import issue
from duixian.flows.state_debt import debt_of
from duixian.law.interest import Exchange, LineKind
from duixian.law.obligations import Event, InterestTerm, ItemKind, MoneyItem, Ordered, Rate, RateSource, When
from duixian.ports.banks import BatchReport, PaymentResult, PaymentState
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, TitleKind
from duixian.reading.drafts import Role as DraftRole
from duixian.reading.statements import Direction, Transfer

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FILED = date(2026, 3, 2)


@dataclass
class House:
    """A court with its people and its bank account."""

    court: Court
    officer: Acting
    accountant: Acting
    checker: Acting
    chief: Acting
    bank: BankAccount


def staff(court: Court, username: str, *roles: Role) -> Acting:
    return Officer.objects.create(username=username, name=username, court=court, roles=list(roles)).acting()


@pytest.fixture
def house(db: None) -> House:
    court = found_court(code="苏0804", name="淮安市淮阴区人民法院", level=Level.BASIC, parent=None)
    with scope.of_court(court.pk):
        bank = accounts.open_bank_account(
            acting=Acting.system(court.pk, "setup"),
            court=court,
            holder="淮安市淮阴区人民法院执行款专户",
            number="110060771018800001",
            bank_name="合成银行",
            bank_code="",
            now=NOW,
        )
    return House(
        court=court,
        officer=staff(court, "officer", Role.OFFICER),
        accountant=staff(court, "accountant", Role.ACCOUNTANT),
        checker=staff(court, "checker", Role.CHECKER),
        chief=staff(court, "chief", Role.CHIEF, Role.APPROVER),
        bank=bank,
    )


def draft(applicant: str = "洪春生", debtor: str = "黎明华", principal: int = 8_000_000) -> FilingDraft:
    return FilingDraft(
        court="淮安市淮阴区人民法院",
        title_number=parse("（2025）苏0804民初1234号"),
        title_kind=TitleKind.JUDGMENT,
        title_date=date(2025, 12, 1),
        effective_on=date(2025, 12, 20),
        cause="民间借贷纠纷",
        parties=(
            DraftParty(applicant, DraftRole.APPLICANT, PartyKind.PERSON, "原告"),
            DraftParty(debtor, DraftRole.DEBTOR, PartyKind.PERSON, "被告"),
        ),
        ordered=Ordered(
            items=(
                MoneyItem(
                    key="1",
                    label="借款本金",
                    kind=ItemKind.PRINCIPAL,
                    amount=principal,
                    creditors=(applicant,),
                    debtors=(debtor,),
                    due=When(event=Event.EFFECTIVE, days=10),
                ),
            ),
            interests=(
                InterestTerm(
                    key="i1",
                    items=("1",),
                    rate=Rate(RateSource.FIXED, Decimal(6)),
                    start=When(on=date(2025, 1, 1)),
                ),
            ),
            doubled_clause=True,
        ),
    )


def camt(house: House, *lines: Transfer) -> bytes:
    out = io.BytesIO()
    camt053.write(
        out,
        statement_id="ST1",
        created_at=NOW,
        account=house.bank.number,
        holder=house.bank.holder,
        first=min(line.booked_on for line in lines),
        last=max(line.booked_on for line in lines),
        opening=0,
        closing=sum(line.signed for line in lines),
        transfers=lines,
    )
    return out.getvalue()


def incoming(
    case: Case, fen: int, *, day: date, serial: str, sub_account: str = "", payer: str = "黎明华", remark: str = ""
) -> Transfer:
    return Transfer(
        booked_on=day,
        amount=fen,
        direction=Direction.CREDIT,
        counterparty=payer,
        counterparty_account="6222020000000001",
        sub_account=sub_account,
        remark=remark,
        reference=serial,
    )


def settle(house: House, batch: PayoutBatch, *, failing: frozenset[str] = frozenset(), now: datetime = NOW) -> None:
    batch = pay_out.payouts.mark_sent(acting=house.accountant, batch=batch, now=now)
    results = tuple(
        PaymentResult(
            end_to_end_id=payout.end_to_end_id,
            state=PaymentState.REJECTED if payout.holder in failing else PaymentState.SETTLED,
            reason_code="AC04" if payout.holder in failing else "",
            reason="账户已销户" if payout.holder in failing else "",
            settled_on=now.date(),
        )
        for payout in batch.payouts.all()
    )
    report = BatchReport(message_id=batch.message_id, report_id="R1", state=PaymentState.SETTLED, results=results)
    for _ in range(2):  # the bank may say everything twice
        pay_out.take_report(acting=house.accountant, batch=batch, report=report, now=now)


def test_a_loan_is_enforced_to_the_last_fen(house: House) -> None:
    with scope.of_court(house.court.pk):
        case = file_case(
            acting=house.officer, draft=draft(), filed_on=FILED, now=NOW, officer_id=house.officer.officer_id
        )
        assert case.number == "（2026）苏0804执1号"
        case = move_case.move_case(acting=house.officer, case=case, act=move_case.Act.NOTIFY, on=FILED, now=NOW)
        paid_on = date(2026, 4, 1)
        owed = debt_of(case, on=paid_on)
        number = accounts.open_case_account(case=case, on=FILED).number
        data = camt(house, incoming(case, owed.to_pay, day=paid_on, serial="S1", sub_account=number))

        report = import_statement(acting=house.accountant, data=data, file_name="a.xml", now=NOW + timedelta(days=30))
        again = import_statement(acting=house.accountant, data=data, file_name="b.xml", now=NOW + timedelta(days=31))

        assert [r.case for r in report.identified] == [case]
        assert again.repeated
        case.refresh_from_db()
        assert case.state == CaseState.PAYING
        assert debt_of(case, on=date(2026, 4, 20)).remaining == 0

        debtor = case.parties.get(role="debtor").person
        proposal = plan_distribution.propose(case_list=[case], debtor=debtor, on=paid_on)
        assert proposal.waived
        plan = plan_distribution.make_plan(acting=house.officer, proposal=proposal, now=NOW)
        with pytest.raises(Refused):
            plans.carry_out(acting=house.accountant, plan=plan, on=paid_on, now=NOW)
        plans.confirm(acting=house.chief, plan=plan, now=NOW)
        plans.carry_out(acting=house.accountant, plan=plan, on=paid_on, now=NOW)
        assert plan.state == PlanState.EFFECTIVE

        with pytest.raises(Refused):
            move_case.close_case(acting=house.officer, case=case, on=paid_on, now=NOW)

        applicant = case.parties.get(role="applicant").person
        parties.name_account(
            acting=house.officer,
            person=applicant,
            holder="洪春生",
            number="6217000000000011",
            bank_name="合成银行",
            now=NOW,
        )
        batch = pay_out.make_batch(acting=house.accountant, now=NOW)
        with pytest.raises(Refused):
            pay_out.check_batch(acting=house.accountant, batch=batch, now=NOW)
        batch = pay_out.check_batch(acting=house.checker, batch=batch, now=NOW)
        settle(house, batch)

        batch.refresh_from_db()
        assert batch.state == PayoutState.PAID
        money = funds.money_of([case.pk])[case.pk]
        assert (money.received, money.paid, money.waiting) == (owed.to_pay, owed.remaining, 0)
        closed = move_case.close_case(acting=house.officer, case=case, on=date(2026, 4, 3), now=NOW)
        assert closed.closing_basis.endswith("第六十四条第一项")
        balance = funds.trial_balance(court_id=house.court.pk, on=date(2026, 12, 31))
        assert balance.balanced
        assert balance.lines["fee"] == owed.fee.due


def test_a_failed_payment_returns_to_the_payee_with_the_banks_reason(house: House) -> None:
    with scope.of_court(house.court.pk):
        case = file_case(acting=house.officer, draft=draft(), filed_on=FILED, now=NOW)
        number = accounts.open_case_account(case=case, on=FILED).number
        data = camt(house, incoming(case, 1_000_000, day=date(2026, 4, 1), serial="S1", sub_account=number))
        import_statement(acting=house.accountant, data=data, file_name="a.xml", now=NOW)
        debtor = case.parties.get(role="debtor").person
        plan = plan_distribution.make_plan(
            acting=house.officer,
            proposal=plan_distribution.propose(case_list=[case], debtor=debtor, on=date(2026, 4, 1)),
            now=NOW,
        )
        plans.confirm(acting=house.chief, plan=plan, now=NOW)
        plans.carry_out(acting=house.accountant, plan=plan, on=date(2026, 4, 1), now=NOW)
        applicant = case.parties.get(role="applicant").person
        parties.name_account(
            acting=house.officer,
            person=applicant,
            holder="洪春生",
            number="6217000000000011",
            bank_name="合成银行",
            now=NOW,
        )
        before = funds.money_of([case.pk])[case.pk].with_payees

        batch = pay_out.check_batch(
            acting=house.checker, batch=pay_out.make_batch(acting=house.accountant, now=NOW), now=NOW
        )
        settle(house, batch, failing=frozenset({"洪春生"}))

        payout = batch.payouts.get()
        assert (payout.state, payout.reason) == (PayoutState.FAILED, "AC04 账户已销户")
        assert funds.money_of([case.pk])[case.pk].with_payees == before
        assert funds.trial_balance(court_id=house.court.pk, on=date(2026, 12, 31)).balanced


def test_an_uncertain_receipt_waits_with_its_candidates(house: House) -> None:
    with scope.of_court(house.court.pk):
        case = file_case(acting=house.officer, draft=draft(), filed_on=FILED, now=NOW)
        data = camt(house, incoming(case, 500_000, day=date(2026, 4, 1), serial="S1"))

        report = import_statement(acting=house.accountant, data=data, file_name="a.xml", now=NOW)

        (receipt,) = report.waiting
        assert receipt.state == ReceiptState.UNIDENTIFIED
        assert [c["number"] for c in receipt.candidates] == [case.number]
        assert receipt.candidates[0]["reasons"][0]["code"] == "match.payer_only"
        assert funds.receipts_waiting(on=date(2026, 4, 6), older_than_days=3).get() == receipt


def test_a_case_without_a_debtor_is_not_filed_and_takes_no_number(house: House) -> None:
    whole = draft()
    with scope.of_court(house.court.pk):
        with pytest.raises(BadInput) as refusal:
            file_case(
                acting=house.officer,
                draft=FilingDraft(
                    **{f: getattr(whole, f) for f in whole.__dataclass_fields__} | {"parties": whole.parties[:1]}
                ),
                filed_on=FILED,
                now=NOW,
            )

        assert {fault.code for fault in refusal.value.faults} >= {"case.no_debtor"}
        assert not Case.objects.exists()
        assert file_case(acting=house.officer, draft=whole, filed_on=FILED, now=NOW).serial == 1


def test_a_debt_in_dollars_stays_in_dollars_until_the_creditor_chooses(house: House) -> None:
    in_dollars = replace(
        draft(),
        ordered=Ordered(
            items=(
                MoneyItem(
                    key="1",
                    label="货款",
                    kind=ItemKind.PRINCIPAL,
                    amount=1_000_000,
                    creditors=("洪春生",),
                    debtors=("黎明华",),
                    due=When(event=Event.EFFECTIVE, days=10),
                    currency="USD",
                ),
            )
        ),
    )
    with scope.of_court(house.court.pk):
        case = file_case(acting=house.officer, draft=in_dollars, filed_on=FILED, now=NOW)

        apart = debt_of(case, on=date(2026, 4, 1))
        course.elect_renminbi(
            acting=house.officer,
            case=case,
            exchange=[Exchange("USD", date(2025, 12, 31), Decimal("7.0288"))],
            ground="申请执行人 2026-04-01 书面选择",
            now=NOW,
        )
        case = Case.objects.get(pk=case.pk)
        chosen = debt_of(case, on=date(2026, 4, 1))

    assert (apart.remaining, apart.settled, apart.foreign[0].currency) == (0, False, "USD")
    assert chosen.foreign == ()
    assert chosen.statement is not None
    assert chosen.statement.line("1", LineKind.PRINCIPAL).remaining == 7_028_800


def test_the_notice_goes_out_with_the_report_order_and_meets_their_limits(house: House) -> None:
    with scope.of_court(house.court.pk):
        case = file_case(
            acting=house.officer, draft=draft(), filed_on=FILED, now=NOW, officer_id=house.officer.officer_id
        )
        for kind in (Kind.FILING_NOTICE, Kind.EXECUTION_NOTICE, Kind.REPORT_ORDER):
            (paper,) = issue(acting=house.officer, case=case, kind=kind, on=FILED, now=NOW)
            assert bytes(paper.pdf).startswith(b"%PDF")
        case = Case.objects.get(pk=case.pk)

        waiting = set(case.nodes.filter(done_on__isnull=True).values_list("rule", flat=True))
        assert case.state == CaseState.NOTIFIED
        assert waiting.isdisjoint({"notice", "report_order", "assign"})
        node = case.nodes.get(rule="network_query")
        with pytest.raises(Refused, match="办理情况"):
            course.record_done(acting=house.officer, node=node, on=FILED, note=" ", now=NOW)
        with pytest.raises(Refused, match="办理日期"):
            course.record_done(acting=house.officer, node=node, on=date(2027, 1, 1), note="已发起", now=NOW)
        course.record_done(acting=house.officer, node=node, on=FILED, note="总对总已发起", now=NOW)
        assert node.done_on == FILED
