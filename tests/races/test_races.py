"""Two at once on two real connections: nothing is overdrawn and nothing happens twice."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duixian.base.faults import Refused
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Account, AccountKind, DistributionPlan, Payout, Posting, Receipt
from duixian.domain.funds.services import ledger, plans
from duixian.domain.funds.services.ledger import AlreadyPosted, Overdrawn
from duixian.embedded import Cluster
from duixian.faces.cli.verification import verify
from duixian.flows import pay_out, plan_distribution
from duixian.flows.file_case import file_case
from duixian.flows.identify_receipt import identify_receipt, take_back_receipt
from duixian.flows.import_statement import ImportReport, import_statement
from duixian.flows.move_case import close_case
from duixian.flows.state_debt import debt_of
from duixian.testing.scenes.short import draft as draft_of
from duixian.testing.scenes.stage import Stage, opened

Race = Callable[[int, str, Callable[[], Any], Callable[[], Any]], tuple[Any, Any]]

DAY = date(2026, 5, 11)
DEBTOR = "周建平"


@pytest.fixture
def dsn(real_db: str, cluster: Cluster) -> str:
    return cluster.dsn(real_db)


@pytest.fixture
def stage(real_db: str, tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path, DAY) as opened_stage:
        yield opened_stage


def case_with_money(stage: Stage, fen: int, number: int = 1) -> Case:
    case = stage.file(draft_of(number, f"申请人{number}", "货款", 5_000_000, DEBTOR))
    stage.pay_in(fen, payer=DEBTOR, case=case)
    stage.import_statement()
    return case


def confirmed_plan(stage: Stage, case: Case) -> DistributionPlan:
    return stage.plan([case], stage.debtor_of(case))


def test_two_batches_made_at_once_never_pay_one_payee_twice(stage: Stage, dsn: str, race: Race) -> None:
    case = case_with_money(stage, 1_000_000)
    stage.carry_out(confirmed_plan(stage, case))
    stage.name_accounts()

    def make() -> object:
        return pay_out.make_batch(acting=stage.staff["accountant"], now=stage.moment)

    first, second = race(stage.court.pk, dsn, make, make)

    assert first.error is None
    assert isinstance(second.error, Refused)
    assert second.error.reasons[0].code == "payout.nobody"
    with scope.of_court(stage.court.pk):
        assert Payout.objects.count() == 1
        assert funds.money_of([case.pk])[case.pk].with_payees == 0
    assert verify(dsn).findings == []


def test_a_plan_is_carried_out_once(stage: Stage, dsn: str, race: Race) -> None:
    case = case_with_money(stage, 1_000_000)
    plan = confirmed_plan(stage, case)

    def carry_out() -> object:
        mine = DistributionPlan.objects.get(pk=plan.pk)
        return plans.carry_out(acting=stage.staff["accountant"], plan=mine, on=stage.today, now=stage.moment)

    first, second = race(stage.court.pk, dsn, carry_out, carry_out)

    assert first.error is None
    assert isinstance(second.error, Refused)
    with scope.of_court(stage.court.pk):
        assert Posting.objects.filter(act="distribute").count() == 1
        assert funds.on_account(case.pk) == 0
    assert verify(dsn).findings == []


def test_a_receipt_is_identified_for_one_case_only(stage: Stage, dsn: str, race: Race) -> None:
    one, other = (stage.file(draft_of(n, f"申请人{n}", "货款", 5_000_000, DEBTOR)) for n in (1, 2))
    stage.pay_in(700_000, payer=DEBTOR)
    (waiting,) = stage.import_statement().waiting

    def identify(case: Case) -> object:
        return identify_receipt(
            acting=stage.staff["accountant"],
            receipt=Receipt.objects.get(pk=waiting.pk),
            case=Case.objects.get(pk=case.pk),
            reasons=[],
            on=stage.today,
            now=stage.moment,
        )

    first, second = race(stage.court.pk, dsn, lambda: identify(one), lambda: identify(other))

    assert first.error is None
    assert isinstance(second.error, Refused)
    assert second.error.reasons[0].code == "receipt.taken"
    with scope.of_court(stage.court.pk):
        assert (funds.on_account(one.pk), funds.on_account(other.pk)) == (700_000, 0)
    assert verify(dsn).findings == []


def test_of_two_plans_drafted_at_once_over_one_account_one_is_kept(stage: Stage, dsn: str, race: Race) -> None:
    case = case_with_money(stage, 1_000_000)
    debtor = stage.debtor_of(case)
    with scope.of_court(stage.court.pk):
        proposal = plan_distribution.propose(case_list=[case], debtor=debtor, on=stage.today)

    def draft() -> object:
        return plan_distribution.make_plan(acting=stage.staff["officer"], proposal=proposal, now=stage.moment)

    first, second = race(stage.court.pk, dsn, draft, draft)

    assert first.error is None
    assert isinstance(second.error, Refused)
    assert second.error.reasons[0].code == "plan.another_open"
    with scope.of_court(stage.court.pk):
        assert DistributionPlan.objects.count() == 1


def test_money_taken_back_while_its_plan_is_carried_out_is_not_there_twice(stage: Stage, dsn: str, race: Race) -> None:
    case = case_with_money(stage, 1_000_000)
    plan = confirmed_plan(stage, case)
    with scope.of_court(stage.court.pk):
        receipt = Receipt.objects.select_related("case").get()

    def carry_out() -> object:
        mine = DistributionPlan.objects.get(pk=plan.pk)
        return plans.carry_out(acting=stage.staff["accountant"], plan=mine, on=stage.today, now=stage.moment)

    def take_back() -> object:
        return take_back_receipt(
            acting=stage.staff["accountant"], receipt=receipt, reason="认领有误", on=stage.today, now=stage.moment
        )

    first, second = race(stage.court.pk, dsn, carry_out, take_back)

    assert first.error is None
    assert isinstance(second.error, Overdrawn)
    with scope.of_court(stage.court.pk):
        assert funds.on_account(case.pk) == 0
        assert Receipt.objects.get().case == case
    assert verify(dsn).findings == []


def test_a_case_closed_while_money_is_identified_for_it_does_not_get_it(stage: Stage, dsn: str, race: Race) -> None:
    case = stage.file(draft_of(1, "申请人1", "货款", 5_000_000, DEBTOR))
    stage.waive_fee(case, "诉讼费用交纳办法第四十七条")
    with scope.of_court(stage.court.pk):
        owed = debt_of(case, on=stage.today).remaining
    stage.pay_in(owed, payer=DEBTOR, case=case)
    stage.import_statement()
    stage.carry_out(confirmed_plan(stage, case))
    stage.pay_out()
    stage.pay_in(100, payer="某人")
    receipt = stage.import_statement().waiting[0]

    def close() -> object:
        return close_case(acting=stage.staff["officer"], case=case, on=stage.today, now=stage.moment)

    def identify() -> object:
        return identify_receipt(
            acting=stage.staff["accountant"], receipt=receipt, case=case, reasons=[], on=stage.today, now=stage.moment
        )

    first, second = race(stage.court.pk, dsn, close, identify)

    assert first.error is None
    assert isinstance(second.error, Refused)
    assert second.error.reasons[0].code == "receipt.case_closed"
    assert verify(dsn).findings == []


def test_two_postings_racing_on_one_account_never_overdraw_it(stage: Stage, dsn: str, race: Race) -> None:
    case = case_with_money(stage, 100)
    with scope.of_court(stage.court.pk):
        of_case = Account.objects.get(kind=AccountKind.CASE, case=case)
        fee = Account.objects.create(court=stage.court, kind=AccountKind.FEE)

    def take(key: str) -> object:
        return ledger.post(
            court_id=stage.court.pk,
            act="distribute",
            on=stage.today,
            now=stage.moment,
            key=key,
            legs=((of_case.pk, 60), (fee.pk, -60)),
        )

    first, second = race(stage.court.pk, dsn, lambda: take("a"), lambda: take("b"))

    assert first.error is None
    assert isinstance(second.error, Overdrawn)
    with scope.of_court(stage.court.pk):
        assert Account.objects.get(pk=of_case.pk).balance_fen == 40


def test_one_key_posted_by_two_posts_once(stage: Stage, dsn: str, race: Race) -> None:
    case = case_with_money(stage, 1_000)
    with scope.of_court(stage.court.pk):
        of_case = Account.objects.get(kind=AccountKind.CASE, case=case)
        fee = Account.objects.create(court=stage.court, kind=AccountKind.FEE)

    def take() -> object:
        return ledger.post(
            court_id=stage.court.pk,
            act="distribute",
            on=stage.today,
            now=stage.moment,
            key="same",
            legs=((of_case.pk, 60), (fee.pk, -60)),
        )

    first, second = race(stage.court.pk, dsn, take, take)

    assert first.error is None
    assert isinstance(second.error, AlreadyPosted)
    with scope.of_court(stage.court.pk):
        assert Account.objects.get(pk=of_case.pk).balance_fen == 940


def test_two_cases_filed_at_once_get_two_numbers_without_a_gap(stage: Stage, dsn: str, race: Race) -> None:
    def file(number: int) -> Case:
        draft = draft_of(number, f"申请人{number}", "货款", 100_00, f"债务人{number}")
        nameless = tuple(type(p)(p.name, p.role, p.kind, p.printed_role) for p in draft.parties)
        return file_case(
            acting=stage.staff["officer"],
            draft=type(draft)(**{f: getattr(draft, f) for f in draft.__dataclass_fields__} | {"parties": nameless}),
            filed_on=DAY,
            now=stage.moment,
        )

    first, second = race(stage.court.pk, dsn, lambda: file(1), lambda: file(2))

    assert [first.value.serial, second.value.serial] == [1, 2]


def test_one_file_imported_by_two_at_once_is_booked_once(stage: Stage, dsn: str, race: Race) -> None:
    stage.pay_in(1_000, payer=DEBTOR)
    data = stage.statement()

    def take_in() -> ImportReport:
        return import_statement(acting=stage.staff["accountant"], data=data, file_name="a.xml", now=stage.moment)

    first, second = race(stage.court.pk, dsn, take_in, take_in)

    assert (first.error, second.error) == (None, None)
    assert (first.value.repeated, second.value.repeated) == (False, True)
    with scope.of_court(stage.court.pk):
        assert Receipt.objects.count() == 1
    assert verify(dsn).findings == []
