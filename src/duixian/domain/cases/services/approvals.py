"""Proposals and the signatures on them. Who may sign is `duixian.law.approvals`; nobody signs what he proposed."""

from datetime import datetime

from django.utils import timezone

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import Approval, ApprovalState, Case
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Role
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law import approvals as law


def _court_level(approval_act: str, *, court_id: int, now: datetime) -> law.Office | None:
    own = courts.setting(court_id=court_id, key=f"approval.{approval_act}", on=timezone.localdate(now), default=None)
    return None if own is None else law.Office(own)


def propose(
    *,
    acting: Acting,
    case: Case,
    act: str,
    subject: str,
    title: str,
    grounds: str,
    now: datetime,
    level: law.Office | None = None,
) -> Approval:
    """Lay an act before those who sign it. The caller has asked whether the actor may propose it (`policies.require`)
    and takes the court's turn. `level` asks for a higher office than the law's lowest, never a lower one.

    Raises `Refused` when the same proposal waits already.
    """
    rule = law.rule(act)
    trail.take_turn(case.court_id)
    if acting.officer_id is None:
        raise Refused(Fault("approval.system", "系统不能呈批", "请由承办人呈批", field="呈批人", value=acting.code))
    if Approval.objects.filter(act=act, subject=subject, state=ApprovalState.WAITING).exists():
        raise Refused(Fault("approval.waits", "同一事项已在审批中", "请等待审批，或先撤回", field="事项", value=title))
    offices = rule.offices(court_level=_court_level(act, court_id=case.court_id, now=now))
    lowest = max((offices[0], level), key=list(law.Office).index) if level else offices[0]
    approval = Approval.objects.create(
        court_id=case.court_id,
        case=case,
        act=act,
        subject=subject,
        title=title[:160],
        level=lowest,
        basis=str(rule.citation),
        grounds=grounds,
        proposed_by_id=acting.officer_id,
        proposed_at=now,
    )
    trail.record(
        acting=acting,
        act="approval.propose",
        now=now,
        ground=approval.basis,
        subject=f"case:{case.pk}",
        payload={"act": act, "of": subject, "title": title, "approval": approval.pk},
    )
    return approval


def decide(*, acting: Acting, approval: Approval, approved: bool, note: str, now: datetime) -> Approval:
    """Sign or decline a proposal. Raises `Refused` for an office too low, another court, the own proposal, one that no
    longer waits, and for a refusal that gives no reason."""
    trail.take_turn(approval.court_id)
    _may_sign(acting, approval)
    if not approved and not note.strip():
        raise Refused(Fault("approval.reason", "不予批准须写明理由", "请填写理由", field="审批意见"))
    return _finish(
        acting, approval, ApprovalState.APPROVED if approved else ApprovalState.DECLINED, note=note.strip(), now=now
    )


def withdraw(*, acting: Acting, approval: Approval, note: str, now: datetime) -> Approval:
    """Take back one's own proposal. Raises `Refused` for somebody else's, or one that no longer waits."""
    trail.take_turn(approval.court_id)
    if acting.officer_id != approval.proposed_by_id:
        raise Refused(
            Fault("approval.withdraw", "只能撤回自己呈批的事项", "请由呈批人撤回", field="事项", value=approval.title)
        )
    return _finish(acting, approval, ApprovalState.WITHDRAWN, note=note.strip(), now=now)


def _may_sign(acting: Acting, approval: Approval) -> None:
    if acting.court_id != approval.court_id:
        raise Refused(
            Fault("policy.court", "只能办理本院的事项", "请由该院人员办理", field="事项", value=approval.title)
        )
    ladder = list(law.Office)
    if not any(office in acting.roles for office in ladder[ladder.index(law.Office(approval.level)) :]):
        raise Refused(
            Fault(
                "approval.office",
                "此事项须由{office}以上签批",
                "请由{office}审批",
                field="审批人",
                value=acting.name,
                data={"office": Role(approval.level).label},
            )
        )
    if acting.officer_id == approval.proposed_by_id:
        raise Refused(
            Fault("approval.own", "不能审批自己呈批的事项", "请由其他有权人员审批", field="审批人", value=acting.name)
        )


def _finish(acting: Acting, approval: Approval, state: ApprovalState, *, note: str, now: datetime) -> Approval:
    changed = Approval.objects.filter(pk=approval.pk, state=ApprovalState.WAITING).update(
        state=state, decided_by_id=acting.officer_id, decided_at=now, note=note[:300]
    )
    if not changed:
        raise Refused(
            Fault("approval.decided", "该事项已经审批或撤回", "请刷新后查看", field="事项", value=approval.title)
        )
    trail.record(
        acting=acting,
        act=f"approval.{state}",
        now=now,
        ground=approval.basis,
        subject=f"case:{approval.case_id}",
        payload={"act": approval.act, "of": approval.subject, "note": note, "approval": approval.pk},
    )
    approval.refresh_from_db()
    return approval
