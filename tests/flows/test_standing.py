"""Where a case stands, gathered from what was done to it."""

from collections.abc import Callable, Sequence
from datetime import date

from courthouse import FILED, CourtHouse, item
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duixian.domain.cases.models import Case
from duixian.flows.move_case import move_case
from duixian.flows.standing import Stood, standing_of, standings
from duixian.flows.state_debt import debt_of
from duixian.law.procedure.case_life import Act
from duixian.law.procedure.steps import StepId, Weight
from duixian.law.procedure.turn import Whose

SOON = date(2026, 3, 4)


def stood(case: Case, on: date = SOON) -> Stood:
    return standing_of(Case.objects.select_related("title", "officer", "court").get(pk=case.pk), on=on)


def ids(found: Stood) -> Sequence[StepId]:
    return [step.id for step in found.steps]


def test_a_filed_case_waits_for_its_notice(own: CourtHouse) -> None:
    case = own.file(item("一", 1_000_00, "洪春生", "黎明华"))

    found = stood(case)

    assert StepId.NOTIFY in ids(found)
    assert (found.standing.since, found.turn.whose) == (FILED, Whose.COURT)


def test_the_state_says_since_when_and_on_which_article(own: CourtHouse) -> None:
    case = own.file(item("一", 1_000_00, "洪春生", "黎明华"))
    moved = move_case(acting=own.officer, case=case, act=Act.NOTIFY, on=SOON, now=own.now)

    found = stood(moved)

    assert found.standing.state_basis.endswith("第四百八十条")
    assert StepId.NOTIFY not in ids(found)


def test_an_overdue_limit_comes_first(own: CourtHouse) -> None:
    case = own.file(item("一", 1_000_00, "洪春生", "黎明华"))

    found = stood(case, on=date(2026, 7, 1))

    assert found.steps[0].weight is Weight.OVERDUE


def test_money_on_the_account_is_to_be_given_out_and_nothing_is_asked_of_who_has_paid(own: CourtHouse) -> None:
    case = own.file(item("一", 1_000_00, "洪春生", "黎明华"))
    own.receive(case, 1_000_00 * 2, date(2026, 3, 3))

    found = stood(case)

    assert StepId.DISTRIBUTE in ids(found)
    assert StepId.LIMIT not in ids(found)


def test_a_payee_without_an_account_holds_the_case_up(own: CourtHouse) -> None:
    case = own.file(item("一", 1_000_00, "洪春生", "黎明华"))
    own.receive(case, 500_00, date(2026, 3, 3))
    own.distribute(case, on=date(2026, 3, 3))

    found = stood(case)

    assert found.standing.without_account == ("洪春生",)
    assert StepId.NAME_ACCOUNT in ids(found)


def test_a_page_of_cases_asks_as_much_as_one_but_for_their_debts(own: CourtHouse) -> None:
    cases = [own.file(item("一", 1_000_00, "洪春生", "黎明华")) for _ in range(4)]
    rows = list(Case.objects.select_related("title", "officer", "court").filter(pk__in=[case.pk for case in cases]))

    def asked(look: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as seen:
            look()
        return len(seen)

    one, four = asked(lambda: standings(rows[:1], on=SOON)), asked(lambda: standings(rows, on=SOON))
    debts = asked(lambda: [debt_of(case, on=SOON) for case in rows[1:]])

    assert four - one == debts
