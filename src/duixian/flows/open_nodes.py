"""Start the time limits that an event sets running, under the law of the day and the court's own stricter values."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case
from duixian.domain.cases.services import course
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law import calendar, periods
from duixian.law.nodes import started_by_hand


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


def start_by_hand(
    *, acting: Acting, case: Case, rule: str, since: date, document: str, on: date, now: datetime
) -> None:
    """Start a limit whose event happened outside this program (a clue came in, the police took the papers), with the
    paper that shows it; `course.record_done` finishes it. Raises `BadInput` for a limit that flows start by themselves,
    a day to come, or no paper."""
    require(acting, "case.edit", of_court=case.court_id)
    faults = []
    if rule not in started_by_hand():
        faults.append(Fault("node.not_by_hand", "该期限由系统自动起算", "请选择可以登记的期限", "期限", rule))
    if since > on:
        faults.append(Fault("node.future", "起算日不能晚于今天", "请更正日期", "起算日", since.isoformat()))
    if not document.strip():
        faults.append(Fault("node.document", "须写明依据的材料", "请填写材料名称或者文号", field="材料"))
    if faults:
        raise BadInput(*faults)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        open_nodes(case=case, rules=[rule], since=since)
        trail.record(
            acting=acting,
            act="node.start",
            now=now,
            ground=str(periods.rule(rule).citation),
            subject=f"case:{case.pk}",
            payload={"rule": rule, "since": since.isoformat(), "document": document.strip()},
        )
