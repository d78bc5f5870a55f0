"""Duties to act on record as performed: what closing a case asks for beside the money (执行规定 64)."""

from datetime import date, datetime

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import ActPerformance, Case, CaseState, Obligation, ObligationKind
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def record_act_performed(
    *, acting: Acting, case: Case, key: str, performed_on: date, how: str, document: str, on: date, now: datetime
) -> ActPerformance:
    """Record that the duty to act `key` of the title was performed. Raises `BadInput` for an unknown duty, a day that
    cannot be, or nothing that proves it; `Refused` when it is on record already or the case is closed."""
    require(acting, "case.close", of_court=case.court_id)
    assert acting.officer_id is not None, "only an officer records it"
    trail.take_turn(case.court_id)
    duty = Obligation.objects.filter(title__case=case, kind=ObligationKind.ACT, key=key).first()
    faults = []
    if duty is None:
        faults.append(Fault("performance.duty", "执行依据没有这项行为义务", "请从行为义务中选择", "行为义务", key))
    if not how.strip() or not document.strip():
        faults.append(Fault("performance.proof", "须写明履行情况和证明材料", "请填写交接笔录等", field="履行情况"))
    if performed_on > on:
        faults.append(
            Fault("performance.day", "履行日期不能晚于今天", "请更正日期", "履行日期", performed_on.isoformat())
        )
    if faults:
        raise BadInput(*faults)
    if Case.objects.filter(pk=case.pk, state=CaseState.CLOSED).exists():
        raise Refused(Fault("performance.closed", "案件已结案", "已结案件不再登记", field="案号", value=case.number))
    if ActPerformance.objects.filter(obligation=duty, revoked="").exists():
        raise Refused(Fault("performance.twice", "该项义务已登记履行", "登记有误的请先撤销", "行为义务", key))
    assert duty is not None
    kept = ActPerformance.objects.create(
        court_id=case.court_id,
        case=case,
        obligation=duty,
        performed_on=performed_on,
        how=how.strip()[:300],
        document=document.strip()[:200],
        recorded_by_id=acting.officer_id,
        recorded_at=now,
    )
    trail.record(
        acting=acting,
        act="case.act_performed",
        now=now,
        ground="《执行工作若干问题的规定（试行）》第64条",
        subject=f"case:{case.pk}",
        payload={"duty": key, "on": performed_on.isoformat(), "document": document.strip()},
    )
    return kept


def revoke(*, acting: Acting, performance: ActPerformance, why: str, now: datetime) -> ActPerformance:
    """Take back a record that was wrong; it stays, with why. Raises `Refused` without a reason or when it was."""
    require(acting, "case.close", of_court=performance.court_id)
    trail.take_turn(performance.court_id)
    if not why.strip():
        raise Refused(Fault("performance.why", "须写明更正的原因", "请填写原因", field="原因"))
    if not ActPerformance.objects.filter(pk=performance.pk, revoked="").update(revoked=why.strip()[:300]):
        raise Refused(Fault("performance.revoked", "该登记已撤销", "请刷新后查看", field="行为义务"))
    trail.record(
        acting=acting,
        act="case.act_performance_revoked",
        now=now,
        ground=why.strip(),
        subject=f"case:{performance.case_id}",
        payload={"performance": performance.pk},
    )
    performance.refresh_from_db()
    return performance


def open_duties(case: Case) -> list[Obligation]:
    """Duties to act of a case that are not on record as performed."""
    duties = Obligation.objects.filter(title__case=case, kind=ObligationKind.ACT)
    return list(duties.exclude(pk__in=ActPerformance.objects.filter(case=case, revoked="").values("obligation_id")))
