"""A stay has a last day: the day after it the case goes on by itself (法发〔2002〕16号：暂缓期限届满后立即恢复执行)."""

from datetime import date, datetime

from duixian.domain.cases.models import Case, CaseState, CourseDecision
from duixian.domain.courts import scope
from duixian.domain.trail.acting import Acting
from duixian.flows.move_case import move_case
from duixian.law.procedure.case_life import Act


def end_stays(*, court_id: int, on: date, now: datetime) -> list[Case]:
    """Resume every case of a court whose stay ended before `on`; returns them."""
    acting = Acting.system(court_id, "stays")
    resumed = []
    with scope.of_court(court_id):
        for case in Case.objects.filter(court_id=court_id, state=CaseState.STAYED).select_related("court", "title"):
            stay = CourseDecision.objects.filter(case=case, act=Act.STAY, carried_on__isnull=False).first()
            if stay is None or stay.until is None or stay.until >= on:
                continue
            reason = f"暂缓执行期限于{stay.until.isoformat()}届满"
            resumed.append(move_case(acting=acting, case=case, act=Act.RESUME, on=on, now=now, reason=reason))
    return resumed
