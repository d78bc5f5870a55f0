"""The demo court in the database: everything agrees, and it is what acting case by case would have made."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from duixian.domain.cases.models import Case, CaseRole, CaseState, Node
from duixian.domain.cases.terms import to_json
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Officer
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import (
    AccountKind,
    BankAccount,
    BankTransfer,
    DistributionPlan,
    PayoutBatch,
    PlanLine,
    PlanState,
)
from duixian.domain.funds.services import receipts
from duixian.domain.funds.services.accounts import account
from duixian.domain.trail.models import Entry
from duixian.flows import issue_instrument, open_nodes, plan_distribution
from duixian.flows.file_case import file_case
from duixian.flows.identify_receipt import identify_receipt
from duixian.flows.state_debt import debt_of
from duixian.testing.demo import Loaded, house, load
from duixian.testing.demo.plans import Given, plan_for
from duixian.worlds.courts import FLAGSHIP
from duixian.worlds.province import Province, province

ZONE = ZoneInfo("Asia/Shanghai")
AS_OF = date(2026, 11, 22)
PASSWORD = "for tests only"


def aim(cluster: Any, database: str) -> None:
    """Let this process's connections go to another database of the test run's server."""
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = database


@dataclass
class Demo:
    world: Province
    loaded: Loaded


@pytest.fixture(scope="module")
def world() -> Province:
    return province(seed=3, as_of=AS_OF, cases=240)


@pytest.fixture(scope="module")
def demo(world: Province, cluster: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Demo]:
    """One small province, loaded once for this file, in a database of its own."""
    from django.db import connections

    with django_db_blocker.unblock():
        connections.close_all()
        cluster.ensure_database("duixian_demo_test", template="duixian_template")
        aim(cluster, "duixian_demo_test")
        try:
            yield Demo(world, load(world, password=PASSWORD))
        finally:
            connections.close_all()
            aim(cluster, "duixian_tests")
            cluster.drop_database("duixian_demo_test")


def each_court() -> list[Court]:
    return [bank.court for bank in _banks()]


def _banks() -> list[BankAccount]:
    with scope.of_all_courts():
        return list(BankAccount.objects.select_related("court").order_by("court_id"))


def test_every_case_of_the_world_stands_on_the_books(demo: Demo) -> None:
    with scope.of_all_courts():
        assert Case.objects.count() == len(demo.world.cases) == demo.loaded.cases
        assert set(Case.objects.values_list("state", flat=True)) >= {
            CaseState.FILED,
            CaseState.NOTIFIED,
            CaseState.PAYING,
            CaseState.SUSPENDED,
            CaseState.ROUND_ENDED,
            CaseState.CLOSED,
        }
        assert Officer.objects.count() == 40


def test_books_balance_in_every_court(demo: Demo) -> None:
    for court in each_court():
        with scope.of_court(court.pk):
            books = funds.trial_balance(court_id=court.pk, on=AS_OF)
            assert books.balanced, court.name
            assert books.have > 0, court.name


def test_bank_and_books_agree_on_the_last_statement(demo: Demo) -> None:
    for bank in _banks():
        with scope.of_court(bank.court_id):
            day = funds.last_statement_day(bank)
            assert day is not None
            comparison = funds.compare_with_bank(bank_account=bank, day=day)
            assert comparison.bank == comparison.book, bank.court.name
            assert comparison.unexplained == 0


def test_what_every_case_received_went_somewhere(demo: Demo) -> None:
    with scope.of_all_courts():
        fees: dict[int, int] = {}
        for case_id, fen in DistributionPlan.objects.filter(state=PlanState.EFFECTIVE).values_list(
            "sources__case_id", "sources__fee_fen"
        ):
            fees[case_id] = fees.get(case_id, 0) + fen
        alone = Case.objects.exclude(parties__person__kind="organisation").values_list("pk", flat=True)
        for case_id, money in funds.money_of(alone).items():
            assert money.received == money.waiting + money.paid + money.unclaimed + fees.get(case_id, 0)


def test_a_closed_case_owes_nothing_and_holds_nothing(demo: Demo) -> None:
    with scope.of_all_courts():
        closed = list(Case.objects.filter(state=CaseState.CLOSED).select_related("title", "court"))
        assert closed
        for case in closed:
            assert case.closed_on is not None
            assert debt_of(case, on=case.closed_on).to_pay == 0, case.number
            assert funds.money_of([case.pk])[case.pk].waiting == 0
            assert not Node.objects.filter(case=case, done_on__isnull=True, cancelled=False).exists()


def test_limits_are_counted_as_the_flow_counts_them(demo: Demo) -> None:
    with scope.of_all_courts():
        nodes = list(Node.objects.order_by("pk")[::37])
        assert {node.rule for node in nodes} >= {"notice", "assign", "payout"}
        for node in nodes:
            counted = open_nodes.deadline_of(court_id=node.court_id, rule=node.rule, since=node.started_on)
            assert (node.due_on, node.basis) == (counted.day, str(counted.rule.citation))
            assert node.explanation == [*counted.steps, *counted.notes]


def test_the_flagship_keeps_its_stricter_limit(demo: Demo) -> None:
    with scope.of_all_courts():
        node = Node.objects.filter(court__code=FLAGSHIP, rule="notice").first()
        assert node is not None
        assert (node.due_on - node.started_on).days < 10


def test_every_plan_comes_out_again_as_it_was_kept(demo: Demo) -> None:
    with scope.of_all_courts():
        plans = list(DistributionPlan.objects.all())
        assert plans
        for plan in plans:
            assert issue_instrument.plan_of(plan).amounts() == plan.outcome["amounts"]


def test_acts_are_chained_in_the_order_of_their_time(demo: Demo) -> None:
    for court in each_court():
        with scope.of_court(court.pk):
            moments = list(Entry.objects.filter(court_id=court.pk).order_by("seq").values_list("at", flat=True))
            assert moments == sorted(moments), court.name


def test_every_batch_went_through_different_hands(demo: Demo) -> None:
    with scope.of_all_courts():
        batches = list(PayoutBatch.objects.all())
        assert {batch.state for batch in batches} >= {"paid", "draft"}
        for batch in batches:
            hands = [who for who in (batch.made_by, batch.checked_by, batch.approved_by) if who]
            assert len(set(hands)) == len(hands)


def test_some_money_waits_to_be_identified_and_some_has_no_payee(demo: Demo) -> None:
    with scope.of_all_courts():
        assert funds.receipts_waiting().exists()
        court = Court.objects.get(code=FLAGSHIP)
        assert funds.receipts_waiting(on=AS_OF, older_than_days=3).filter(court=court).exists()
        assert demo.loaded.at_the_bank[FLAGSHIP][1], "this morning's statement is not empty"


def test_the_same_seed_loads_the_same_rows(demo: Demo, real_db: str, world: Province, cluster: Any) -> None:
    """Two loads, two databases: every row equal but for what is random on purpose."""
    load(world, password=PASSWORD)
    again = _digests()
    connection.close()
    aim(cluster, "duixian_demo_test")
    first = _digests()
    connection.close()
    assert sum(count for count, _ in first.values()) > 5000
    assert again == first


_RANDOM = {"courts_officer": ("password",), "django_migrations": ("applied",)}
_NOT_OURS = ("procrastinate_", "django_", "auth_", "account_", "mfa_", "axes_")


def _digests() -> dict[str, tuple[int, str]]:
    """Rows and digest of every table of ours. Hashes are left out by name; what they cover is in."""
    found: dict[str, tuple[int, str]] = {}
    with scope.of_all_courts(), connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(_NOT_OURS)]
        for table in sorted(tables):
            if table in ("trail_chain", "cases_index", "lists_publication_head"):
                continue
            left_out = {"hash", "prev", *_RANDOM.get(table, ())}
            cursor.execute(f"select * from {table} limit 0")
            columns = [column.name for column in cursor.description if column.name not in left_out]
            quoted = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(f"select {quoted} from {table}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


@pytest.mark.parametrize("cause", ["民间借贷纠纷", "买卖合同纠纷", "金融借款合同纠纷", "劳动争议"])
def test_a_plan_computed_from_the_world_is_the_plan_the_flow_proposes(db: None, world: Province, cause: str) -> None:
    of = next(c for c in world.cases if c.draft.cause == cause and c.life.arrivals and c.life.arrivals[0].given)
    arrival = of.life.arrivals[0]
    founded = house.found(world, password=PASSWORD, now=house.founded_at(world, ZONE))
    here = next(one for one in founded if one.spec.code == of.court)
    assert here.bank is not None
    now = datetime.combine(of.filed_on, time(9), tzinfo=ZONE)
    with scope.of_court(here.court.pk):
        officer = here.staff[of.officer]
        case = file_case(
            acting=officer.acting(), draft=of.draft, filed_on=of.filed_on, now=now, officer_id=officer.pk, text=of.text
        )
        line = receipts.TransferIn("print", arrival.on, None, True, arrival.amount)
        _, [transfer] = receipts.keep_statement(
            acting=here.who("accountant"), bank_account=here.bank, file_name="a.xml", sha256="0" * 64,
            layout="camt.053", transfers=[line], faults=[], closing=None, closing_on=None, now=now,
        )  # fmt: skip
        receipt = receipts.receive(transfer=transfer, candidates=[], now=now, source=arrival.source)
        identify_receipt(acting=here.who("accountant"), receipt=receipt, case=case, reasons=[], on=arrival.on, now=now)
        people = {party.role: party.person for party in case.parties.order_by("-position")}
        proposal = plan_distribution.propose(
            case_list=[Case.objects.get(pk=case.pk)], debtor=people[CaseRole.DEBTOR], on=arrival.planned_on
        )
        assert of.draft.effective_on is not None
        mine = plan_for(
            case=case,
            creditor=people[CaseRole.APPLICANT],
            debtor=people[CaseRole.DEBTOR],
            ordered=of.draft.ordered,
            effective_on=of.draft.effective_on,
            before=[],
            now_in=Given(arrival.on, arrival.amount, arrival.source),
            fee=arrival.fee,
            on=arrival.planned_on,
        )

    assert proposal.waived
    assert to_json(mine.facts) == to_json(proposal.plan.facts)
    assert mine.amounts() == proposal.plan.amounts()


_OF_A_FILING = (
    "cases_case", "cases_party", "cases_title", "cases_obligation", "funds_caseaccount", "parties_person",
)  # fmt: skip


def test_cases_filed_together_are_the_cases_filed_one_by_one(real_db: str, world: Province, cluster: Any) -> None:
    """The first weeks of a court, by the window and by the flow: the same rows in every table that filing writes."""
    from duixian.testing.demo.court import _Player

    founded = house.found(world, password=PASSWORD, now=house.founded_at(world, ZONE))
    here = next(one for one in founded if one.spec.code == FLAGSHIP)
    last = world.of_court(FLAGSHIP)[11].filed_on
    until = datetime.combine(last, time(9), tzinfo=ZONE) + timedelta(seconds=1)
    first = [case for case in world.of_court(FLAGSHIP) if case.filed_on <= last]

    def rows() -> dict[str, list[tuple[Any, ...]]]:
        found = {}
        with connection.cursor() as cursor:
            for table in _OF_A_FILING:
                cursor.execute(f"select * from {table} order by id")
                names = [column.name for column in cursor.description]
                ids = {"id", "case_id", "person_id", "title_id", "account_id", "confirmed_by_id", "state"}
                keep = [place for place, name in enumerate(names) if name not in ids]
                found[table] = [tuple(repr(row[place]) for place in keep) for row in cursor.fetchall()]
            cursor.execute(
                "select rule, title, basis, started_on, due_on, explanation from cases_node where rule <> 'payout'"
                " order by case_id, rule"
            )
            found["cases_node"] = [tuple(map(repr, row)) for row in cursor.fetchall()]
        return found

    with scope.of_court(here.court.pk):
        player = _Player(world, here, datetime.combine(AS_OF, time(8), tzinfo=ZONE))
        player.window(until)
        together = rows()
        transaction.set_rollback(True)
    with scope.of_court(here.court.pk):
        for of in first:
            officer = here.staff[of.officer]
            now = datetime.combine(of.filed_on, time(9), tzinfo=ZONE)
            file_case(
                acting=officer.acting(), draft=of.draft, filed_on=of.filed_on, now=now, officer_id=officer.pk,
                text=of.text,
            )  # fmt: skip
        one_by_one = rows()
    assert len(together["cases_case"]) == len(first) >= 12
    for table in together:
        if table == "cases_case":  # the number does not depend on the way either
            assert sorted(together[table]) == sorted(one_by_one[table])
        else:
            assert together[table] == one_by_one[table], table


def test_money_accounts_of_a_court_are_the_ones_the_flows_use(demo: Demo) -> None:
    for court in each_court():
        with scope.of_court(court.pk):
            transit = account(court_id=court.pk, kind=AccountKind.IN_TRANSIT)
            waiting = PayoutBatch.objects.filter(state__in=("draft", "checked", "approved", "sent"))
            assert transit.balance_fen == sum(batch.total_fen for batch in waiting)
            lines = PlanLine.objects.filter(plan__state=PlanState.EFFECTIVE)
            assert all(line.held_fen <= line.amount_fen for line in lines)
            assert not BankTransfer.objects.filter(balance_fen__lt=0).exists()
