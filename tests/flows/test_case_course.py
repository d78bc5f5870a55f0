"""Small acts on a case that must be right to the day."""

from datetime import UTC, date, datetime

from courthouse import CourtHouse, item

from duixian.domain.cases.models import Node
from duixian.domain.cases.services import course
from duixian.domain.courts.models import Officer


def test_a_case_assigned_before_eight_in_the_morning_is_assigned_on_that_day(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    assert Node.objects.filter(case=case, rule="assign", done_on__isnull=True).exists()
    officer = Officer.objects.get(username=own.officer.code)

    half_past_seven = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # 3 March, 07:30 in China
    course.assign(acting=own.chief, case=case, officer=officer, now=half_past_seven)

    assert Node.objects.get(case=case, rule="assign").done_on == date(2026, 3, 3)
