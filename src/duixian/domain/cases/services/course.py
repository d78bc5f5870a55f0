"""Moving a case along: its state by a verdict of the table, its nodes, its officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import Case, CaseState, ExcludedPeriod, Node, Title
from duixian.domain.cases.terms import to_json
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.interest import Exchange


@dataclass(frozen=True, slots=True)
class NodeIn:
    """A node to open: which rule, from which day, until when, and how that was counted."""

    rule: str
    title: str
    basis: str
    started_on: date
    due_on: date
    explanation: Sequence[str]


def move(
    *,
    acting: Acting,
    case: Case,
    act: str,
    verdict: Allowed,
    now: datetime,
    closing: str = "",
    closed_on: date | None = None,
    note: str = "",
) -> Case:
    """Carry out what the table allowed, by a conditional update: if the case moved meanwhile, `Refused`."""
    trail.take_turn(case.court_id)
    changed = Case.objects.filter(pk=case.pk, state=case.state).update(
        state=verdict.target,
        closing=closing,
        closing_basis=verdict.basis if closing else "",
        closed_on=closed_on,
    )
    if not changed:
        raise Refused(Fault("case.moved_on", "案件状态已被他人变更", "请刷新后重试", field="案件", value=case.number))
    trail.record(
        acting=acting,
        act=f"case.{act}",
        now=now,
        ground=verdict.basis,
        subject=f"case:{case.pk}",
        payload={"from": case.state, "to": verdict.target, "note": note},
    )
    case.refresh_from_db()
    return case


def open_nodes(*, case: Case, nodes: Sequence[NodeIn]) -> None:
    """Start nodes; one that already started on that day stays as it is, and waits again if it had been cancelled."""
    for node in nodes:
        began = Node.objects.filter(case=case, rule=node.rule, started_on=node.started_on)
        began.filter(cancelled=True, done_on__isnull=True).update(cancelled=False)
    Node.objects.bulk_create(
        [
            Node(
                court_id=case.court_id,
                case=case,
                rule=node.rule,
                title=node.title,
                basis=node.basis,
                started_on=node.started_on,
                due_on=node.due_on,
                explanation=list(node.explanation),
            )
            for node in nodes
        ],
        ignore_conflicts=True,
    )


def finish_node(*, case: Case, rule: str, on: date, since: date | None = None) -> None:
    """Mark the open node of that rule as done on a day; `since`: only the one that started then."""
    nodes = Node.objects.filter(case=case, rule=rule, done_on__isnull=True, cancelled=False)
    (nodes if since is None else nodes.filter(started_on=since)).update(done_on=on)


def record_done(*, acting: Acting, node: Node, on: date, note: str, now: datetime) -> Node:
    """Record that the step of a node was taken outside this program, on a day, and what was done. Raises `Refused` for
    a day that cannot be, an empty note, or a node that no longer waits."""
    require(acting, "case.edit")
    if not note.strip():
        raise Refused(Fault("node.note", "须写明办理情况", "请填写做了什么、文书或记录的编号", field="办理情况"))
    if not node.started_on <= on <= timezone.localtime(now).date():
        raise Refused(
            Fault("node.day", "办理日期应在起算日与今天之间", "请更正日期", field="办理日期", value=on.isoformat())
        )
    changed = Node.objects.filter(pk=node.pk, done_on__isnull=True, cancelled=False).update(done_on=on)
    if not changed:
        raise Refused(Fault("node.closed", "该节点已办结或已取消", "请刷新后查看", field="节点", value=node.title))
    trail.record(
        acting=acting,
        act="node.done",
        now=now,
        ground=node.basis,
        subject=f"case:{node.case_id}",
        payload={"rule": node.rule, "on": on.isoformat(), "note": note.strip()},
    )
    node.refresh_from_db()
    return node


def cancel_nodes(*, case: Case, rule: str = "") -> None:
    """A closed case waits for nothing any more; with `rule`, the case no longer waits for that one step."""
    nodes = Node.objects.filter(case=case, done_on__isnull=True)
    (nodes.filter(rule=rule) if rule else nodes).update(cancelled=True)


def waive_fee(*, acting: Acting, case: Case, basis: str, now: datetime) -> Case:
    """Free the debtor of the execution fee (诉讼费用交纳办法 45, 47, 51: the court decides on an application)."""
    require(acting, "case.waive_fee", of_court=case.court_id)
    if not basis.strip():
        raise Refused(Fault("case.waive_basis", "免交执行费须写明依据", "请填写审批文书及条款", field="依据"))
    trail.take_turn(case.court_id)
    Case.objects.filter(pk=case.pk).update(fee_waived_basis=basis.strip())
    trail.record(acting=acting, act="case.waive_fee", now=now, ground=basis.strip(), subject=f"case:{case.pk}")
    case.refresh_from_db()
    return case


def elect_renminbi(*, acting: Acting, case: Case, exchange: Sequence[Exchange], ground: str, now: datetime) -> None:
    """Note the creditor's choice to have a foreign-currency debt counted in RMB (法释〔2014〕8号 art. 5)."""
    require(acting, "case.edit", of_court=case.court_id)
    if not ground.strip():
        raise Refused(Fault("case.election", "须写明申请执行人选择人民币的书面申请", "请填写依据", field="依据"))
    trail.take_turn(case.court_id)
    Title.objects.filter(case=case).update(exchange=[to_json(rate) for rate in exchange])
    trail.record(
        acting=acting,
        act="case.elect_renminbi",
        now=now,
        ground=ground.strip(),
        subject=f"case:{case.pk}",
        payload={"exchange": [to_json(rate) for rate in exchange]},
    )


def exclude_period(
    *, acting: Acting, case: Case, since: date, until: date, reason: str, now: datetime
) -> ExcludedPeriod:
    """Leave the days from `since` up to, not including, `until` out of the doubled part: enforcement was suspended or
    stayed, and not at the debtor's asking (法释〔2014〕8号 art. 3(3)).

    Raises `BadInput` for a period without a day, without a reason, or that overlaps one on record, and `Refused` when
    the case is closed: its debt was counted for the last time.
    """
    require(acting, "case.edit", of_court=case.court_id)
    if not reason.strip():
        raise BadInput(Fault("excluded.reason", "须写明不计的事由和依据", "请填写裁定书文号和事由", field="事由"))
    if until <= since:
        raise BadInput(
            Fault("excluded.empty", "截止日早于起始日", "请核对日期", field="截止日", value=until.isoformat())
        )
    trail.take_turn(case.court_id)
    if Case.objects.filter(pk=case.pk, state=CaseState.CLOSED).exists():
        raise Refused(Fault("excluded.closed", "案件已结案", "已结案件的债务不再变更", field="案号", value=case.number))
    other = ExcludedPeriod.objects.filter(case=case, since__lt=until, until__gt=since).order_by("since").first()
    if other is not None:
        raise BadInput(
            Fault(
                "excluded.overlap",
                "与已登记的期间（自 {since} 起）重叠",
                "请只登记尚未登记的日期",
                field="起始日",
                value=since.isoformat(),
                data={"since": other.since.isoformat()},
            )
        )
    period = ExcludedPeriod.objects.create(
        court_id=case.court_id, case=case, since=since, until=until, reason=reason.strip()[:120]
    )
    trail.record(
        acting=acting,
        act="case.exclude_period",
        now=now,
        ground="法释〔2014〕8号第三条第三款",
        subject=f"case:{case.pk}",
        payload={"since": since.isoformat(), "until": until.isoformat(), "reason": reason.strip()},
    )
    return period


def assign(*, acting: Acting, case: Case, officer: Officer, now: datetime) -> None:
    """Give the case to an officer of its own court."""
    require(acting, "case.assign", of_court=case.court_id)
    if officer.court_id != case.court_id:
        raise Refused(
            Fault(
                "case.officer_of_another_court",
                "承办人不属于本院",
                "请选择本院人员",
                field="承办人",
                value=officer.name,
            )
        )
    trail.take_turn(case.court_id)
    Case.objects.filter(pk=case.pk).update(officer=officer)
    finish_node(case=case, rule="assign", on=timezone.localtime(now).date())
    trail.record(
        acting=acting, act="case.assign", now=now, subject=f"case:{case.pk}", payload={"officer": officer.username}
    )
