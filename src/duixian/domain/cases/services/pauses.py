"""Days that do not count: when they begin and end, what was granted on top, and the limits counted anew."""

from collections.abc import Sequence
from datetime import date, datetime

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Approval, Case, Extension, Node, Pause
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law import pauses as law


def begin(*, acting: Acting, case: Case, kind: str, subject: str, since: date, now: datetime, note: str = "") -> Pause:
    """Limits stand still from `since`; one that runs already for the same subject goes on as it is."""
    trail.take_turn(case.court_id)
    running = Pause.objects.filter(case=case, kind=kind, subject=subject, until__isnull=True).first()
    if running is not None:
        return running
    pause = Pause.objects.create(
        court_id=case.court_id, case=case, kind=kind, subject=subject, since=since, note=note.strip()[:160]
    )
    _note(acting, case, "pause.begin", kind, since, now)
    return pause


def end(*, acting: Acting, case: Case, kind: str, until: date, now: datetime, subject: str = "") -> int:
    """The limits run again from `until`. How many pauses ended; `subject` where only the one of it does."""
    trail.take_turn(case.court_id)
    running = Pause.objects.filter(case=case, kind=kind, until__isnull=True)
    if subject:
        running = running.filter(subject=subject)
    ended = 0
    for pause in running:
        ended += Pause.objects.filter(pk=pause.pk).update(until=max(until, pause.since))
    if ended:
        _note(acting, case, "pause.end", kind, until, now)
    return ended


def record(
    *, acting: Acting, case: Case, kind: str, since: date, until: date | None, subject: str, note: str, now: datetime
) -> Pause:
    """Put on record days that only an officer knows of: service by public notice, a dispute of jurisdiction.

    Raises `BadInput` for another kind, for days out of order, and without a document.
    """
    require(acting, "case.edit", of_court=case.court_id)
    known = law.kinds().get(kind)
    if known is None or known.state or known.derived:
        raise BadInput(Fault("pause.kind", "此类期间由系统依记录计算，不能登记", "可登记公告、管辖争议", "种类", kind))
    if not note.strip():
        raise BadInput(Fault("pause.note", "须写明依据的文书", "请填写公告或者裁定的文号", field="依据"))
    if until is not None and until <= since:
        raise BadInput(Fault("pause.order", "终日应晚于始日", "请核对日期", field="终日", value=until.isoformat()))
    pause = begin(acting=acting, case=case, kind=kind, subject=subject, since=since, now=now, note=note)
    if until is not None:
        end(acting=acting, case=case, kind=kind, until=until, now=now, subject=subject)
        pause.refresh_from_db()
    return pause


def set_due(*, node: Node, due_on: date, explanation: Sequence[str]) -> None:
    """Write down the day a node was counted to anew."""
    Node.objects.filter(pk=node.pk).update(due_on=due_on, explanation=list(explanation))


def ask_extension(
    *, acting: Acting, node: Node, months: int, reason: str, report: str, on: date, now: datetime
) -> Extension:
    """Ask for more time (审限规定 5). Raises `Refused` for what the law does not extend, or not so far."""
    require(acting, "case.close", of_court=node.court_id)
    trail.take_turn(node.court_id)
    faults = [] if reason.strip() else [Fault("extension.reason", "须写明延长的事由", "请填写事由", field="事由")]
    if node.done_on is not None or node.cancelled:
        faults.append(Fault("extension.closed", "该节点已办结或已取消", "请刷新后查看", "节点", node.title))
    granted = Extension.objects.filter(node=node, state=Extension.State.GRANTED)
    already = sum(granted.values_list("months", flat=True))
    faults += law.refuse_extension(node.rule, months, already=already, report=report, due=node.due_on, on=on)
    if Extension.objects.filter(node=node, state=Extension.State.PROPOSED).exists():
        faults.append(Fault("extension.waits", "延长申请已在审批中", "请等待审批", field="节点", value=node.title))
    if faults:
        raise Refused(*faults)
    return Extension.objects.create(
        court_id=node.court_id,
        case_id=node.case_id,
        node=node,
        months=months,
        reason=reason.strip()[:300],
        report=report.strip()[:120],
        proposed_on=on,
    )


def tie(*, extension: Extension, approval: Approval) -> None:
    """Tie a request to the proposal that waits for a signature."""
    Extension.objects.filter(pk=extension.pk).update(approval=approval)


def grant(*, extension: Extension, from_day: date, to_day: date, on: date) -> Extension:
    """The request was signed: from the day that was the last to the one that is now."""
    Extension.objects.filter(pk=extension.pk).update(
        state=Extension.State.GRANTED, granted_on=on, from_day=from_day, to_day=to_day
    )
    extension.refresh_from_db()
    return extension


def decline(*, extension: Extension) -> Extension:
    """The request was declined or taken back."""
    Extension.objects.filter(pk=extension.pk).update(state=Extension.State.DECLINED)
    extension.refresh_from_db()
    return extension


def _note(acting: Acting, case: Case, act: str, kind: str, day: date, now: datetime) -> None:
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=str(law.kinds()[kind].citation),
        subject=f"case:{case.pk}",
        payload={"kind": kind, "day": day.isoformat()},
    )
