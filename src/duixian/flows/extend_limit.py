"""More time for a case: asked for by the officer, signed by the president, beyond three months reported to the high
court (审限规定 5)."""

from datetime import date, datetime

from django.db import transaction

from duixian.domain.cases.models import Approval, ApprovalState, Extension, Node
from duixian.domain.cases.services import approvals, pauses
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import pause_limits
from duixian.flows.instruments import course as papers

ACT = "course.extend"


def ask(
    *, acting: Acting, node: Node, months: int, reason: str, report: str = "", on: date, now: datetime
) -> Extension:
    """Lay an extension before the president. `report`: the number under which the high court has it on record, for what
    goes beyond what a president may grant. Raises `Refused`: see `pauses.ask_extension`."""
    with transaction.atomic():
        trail.take_turn(node.court_id)
        node.refresh_from_db()
        asked = pauses.ask_extension(
            acting=acting, node=node, months=months, reason=reason, report=report, on=on, now=now
        )
        approval = approvals.propose(
            acting=acting,
            case=node.case,
            act=ACT,
            subject=f"extension:{asked.pk}",
            title=f"{node.case.number} {node.title}延长{months}个月",
            grounds=asked.reason,
            now=now,
        )
        pauses.tie(extension=asked, approval=approval)
        asked.refresh_from_db()
        return asked


def follow(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """What a signature on an extension sets going: the node is counted anew, with the months on top."""
    asked = Extension.objects.select_related("node__case").get(approval=approval)
    if approval.state != ApprovalState.APPROVED:
        pauses.decline(extension=asked)
        return
    before = asked.node.due_on
    with transaction.atomic():
        granted = pauses.grant(
            extension=asked, from_day=before, to_day=pause_limits.extended_day(asked.node, asked.months), on=on
        )
        pause_limits.recount(case=asked.node.case, rules=[asked.node.rule])
        trail.record(
            acting=acting,
            act="case.extend",
            now=now,
            ground=approval.basis,
            subject=f"case:{asked.case_id}",
            payload={
                "node": asked.node.rule,
                "from": before.isoformat(),
                "months": granted.months,
                "report": granted.report,
            },
        )
        papers.issue_extension(acting=acting, extension=granted, approval=approval, on=on, now=now)


def withdraw(*, acting: Acting, extension: Extension, note: str, now: datetime) -> None:
    """Take back a request that still waits. Raises `Refused` for somebody else's."""
    assert extension.approval is not None
    with transaction.atomic():
        approvals.withdraw(acting=acting, approval=extension.approval, note=note, now=now)
        pauses.decline(extension=extension)
