"""Small acts on a case that must be right to the day."""

from datetime import UTC, date, datetime

from courthouse import CourtHouse, item

from duixian.domain.cases.models import Node
from duixian.domain.cases.services import course
from duixian.domain.courts.models import Officer
from duixian.domain.funds.models import Receipt
from duixian.flows.identify_receipt import PAYOUT_NODE, identify_receipt, take_back_receipt


def test_a_case_assigned_before_eight_in_the_morning_is_assigned_on_that_day(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    assert Node.objects.filter(case=case, rule="assign", done_on__isnull=True).exists()
    officer = Officer.objects.get(username=own.officer.code)

    half_past_seven = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # 3 March, 07:30 in China
    course.assign(acting=own.chief, case=case, officer=officer, now=half_past_seven)

    assert Node.objects.get(case=case, rule="assign").done_on == date(2026, 3, 3)


def test_money_taken_back_ends_the_limit_for_paying_it_out(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, date(2026, 4, 1))
    assert Node.objects.filter(case=case, rule=PAYOUT_NODE, cancelled=False, done_on__isnull=True).exists()

    take_back_receipt(
        acting=own.accountant, receipt=Receipt.objects.get(), reason="认领有误", on=date(2026, 4, 2), now=own.now
    )

    assert not Node.objects.filter(case=case, rule=PAYOUT_NODE, cancelled=False, done_on__isnull=True).exists()


def test_money_taken_back_leaves_the_limit_of_other_money_running(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, date(2026, 4, 1))
    own.receive(case, 200_000, date(2026, 4, 1))

    take_back_receipt(
        acting=own.accountant,
        receipt=Receipt.objects.get(amount_fen=200_000),
        reason="认领有误",
        on=date(2026, 4, 2),
        now=own.now,
    )

    assert Node.objects.filter(case=case, rule=PAYOUT_NODE, cancelled=False, done_on__isnull=True).exists()


def test_money_given_back_to_the_same_case_the_same_day_has_its_limit_again(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, date(2026, 4, 1))
    receipt = Receipt.objects.get()
    day = Node.objects.get(case=case, rule=PAYOUT_NODE).started_on
    take_back_receipt(acting=own.accountant, receipt=receipt, reason="认领有误", on=day, now=own.now)

    identify_receipt(acting=own.accountant, receipt=receipt, case=case, reasons=[], on=day, now=own.now)

    assert Node.objects.filter(case=case, rule=PAYOUT_NODE, cancelled=False, done_on__isnull=True).count() == 1
