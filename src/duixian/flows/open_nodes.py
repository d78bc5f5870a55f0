"""Start the time limits that an event sets running, under the law of the day and the court's own stricter values."""

from collections.abc import Iterable
from datetime import date

from duixian.domain.cases.models import Case
from duixian.domain.cases.services import course
from duixian.domain.courts import selectors as courts
from duixian.law import calendar, periods


def court_limit(*, court_id: int, rule: str, on: date) -> periods.Limit | None:
    """The court's own value for a limit on a day, None when it keeps to the national one."""
    own = courts.setting(court_id=court_id, key=f"limit.{rule}", on=on, default=None)
    return None if own is None else periods.Limit(int(own["amount"]), periods.LimitUnit(own["unit"]))


def deadline_of(*, court_id: int, rule: str, since: date) -> periods.Deadline:
    """The last day of a limit that starts on `since`, with how it was counted."""
    return periods.deadline(
        periods.rule(rule),
        since,
        calendar=calendar.national(),
        court_override=court_limit(court_id=court_id, rule=rule, on=since),
    )


def open_nodes(*, case: Case, rules: Iterable[str], since: date) -> None:
    """Open one node for each rule, counted from `since`."""
    nodes = []
    for name in rules:
        counted = deadline_of(court_id=case.court_id, rule=name, since=since)
        nodes.append(
            course.NodeIn(
                rule=name,
                title=counted.rule.title,
                basis=str(counted.rule.citation),
                started_on=since,
                due_on=counted.day,
                explanation=(*counted.steps, *counted.notes),
            )
        )
    course.open_nodes(case=case, nodes=nodes)
