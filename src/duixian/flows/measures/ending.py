"""How measures end: asked of the president, or by themselves once the debt is paid or the case is over."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseState
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import Measure, RecordKind
from duixian.domain.measures.selectors import measures as reading
from duixian.domain.measures.services import measures
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import measures as papers
from duixian.flows.measures.propose import against, lay_before, order_of
from duixian.law.measures import Grounds, MeasureKind, reason_to_lift, renewal_opens
from duixian.law.procedure.measure_life import MeasureAct

_S, _K = Measure.State, Measure.Kind


def ask_release(*, acting: Acting, measure: Measure, grounds: str, now: datetime) -> Approval:
    """Ask the president to end a detention early: the person has written a statement of repentance (具结悔过), or the
    custody house has let the person go. Raises `Refused` without either record, and for whoever is not detained."""
    require(acting, "measure.propose", of_court=measure.court_id)
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        measure.refresh_from_db()
        if measure.kind != _K.DETAIN or measure.state != _S.IN_FORCE:
            raise Refused(Fault("release.state", "该措施不是正在执行的拘留", "请核对措施", field="措施"))
        recorded = [reading.last_record_at(measure, kind) for kind in (RecordKind.REPENTED, RecordKind.RELEASED)]
        if not any(recorded):
            raise Refused(
                Fault(
                    "release.statement",
                    "没有具结悔过的记录",
                    "请先登记悔过书（民诉解释第一百八十二条）",
                    field="具结悔过",
                )
            )
        return lay_before(acting=acting, measure=measure, act="measure.release", grounds=grounds, now=now)


def ask_release_of_whoever_is_out(*, acting: Acting, measure: Measure, grounds: str, now: datetime) -> None:
    """The custody house was faster than the president: lay the early release before him, unless it waits there. In the
    caller's transaction and turn."""
    subject = f"measure:{measure.pk}"
    if not Approval.objects.filter(act="measure.release", subject=subject, state=ApprovalState.WAITING).exists():
        lay_before(acting=acting, measure=measure, act="measure.release", grounds=grounds, now=now)


def ask_lift(*, acting: Acting, measure: Measure, grounds: str, now: datetime) -> Approval:
    """Ask to lift a ban, a lookout or an eviction: security was given, or the applicant agrees (执行程序解释 25)."""
    return _ask(acting, measure, "measure.lift", grounds, now, but=(_K.DETAIN, _K.FINE))


def ask_revoke(*, acting: Acting, measure: Measure, grounds: str, now: datetime) -> Approval:
    """Ask to revoke a decision, as for a person who is not fit to be detained."""
    return _ask(acting, measure, "measure.revoke", grounds, now, but=())


def ask_renewal(*, acting: Acting, measure: Measure, until: date, grounds: str, on: date, now: datetime) -> Approval:
    """Ask to renew a ban or a lookout, within the month before it ends. Raises `Refused` earlier, later, and for a day
    beyond the longest term."""

    require(acting, "measure.propose", of_court=measure.court_id)
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        measure.refresh_from_db()
        kind = MeasureKind(measure.kind)
        if measure.state != _S.IN_FORCE or measure.until is None or measure.kind not in (_K.EXIT_BAN, _K.LOOKOUT):
            raise Refused(Fault("measure.no_term", "该措施目前不能续行", "请核对措施", field="措施"))
        opens = renewal_opens(kind, until=measure.until, on=on)
        if not opens <= on <= measure.until:
            raise Refused(
                Fault(
                    "measure.renewal_window",
                    "续行应在 {first} 至 {last} 之间办理",
                    "期满后须重新呈批",
                    field="续行",
                    value=on.isoformat(),
                    data={"first": opens.isoformat(), "last": measure.until.isoformat()},
                )
            )
        order = order_of(measure)
        faults = against(case=measure.case, person=measure.person, order=replace(order, until=until), on=on)
        if faults:
            raise Refused(*faults)
        measure = measures.set_renewal(measure=measure, until=until)
        return lay_before(acting=acting, measure=measure, act="measure.renew", grounds=grounds, now=now)


def measures_to_lift(case: Case, *, paid: bool, free: Collection[int] = ()) -> list[tuple[Measure, str]]:
    """The measures of a case that have lost their ground, each with why. `paid`: all the title orders is performed;
    `free`: debtors who answer for a part and have performed it."""
    closed = case.state == CaseState.CLOSED
    live = reading.of_case(case.pk).filter(state__in=reading.LIVE)
    return [
        (row, why)
        for row in live
        if (
            why := reason_to_lift(
                MeasureKind(row.kind),
                Grounds(paid=paid or (row.represents_id or row.person_id) in free, closed=closed),
            )
        )
    ]


def lift_for_case(*, case: Case, paid: bool, free: Collection[int] = (), on: date, now: datetime) -> list[Measure]:
    """End every measure of a case that has lost its ground, by the program, with the paper to whoever watches. Called
    when the debt is paid, or the part of one debtor, and when a case is closed, in the caller's transaction. What only
    waits for a signature is left to whoever signs: the law refuses the signature in a closed case."""
    acting = Acting.system(case.court_id, "measures")
    ended = []
    for measure, why in measures_to_lift(case, paid=paid, free=free):
        if measure.state in (_S.PROPOSED, _S.URGENT):
            continue
        lifted = measures.advance(
            acting=acting,
            measure=measure,
            act=MeasureAct.LIFT,
            now=now,
            reason=why,
            fields={"ended_at": now, "ended_why": why},
        )
        papers.issue_lifting(acting=acting, measure=lifted, why=why, on=on, now=now)
        ended.append(lifted)
    return ended


def end_dependents(*, acting: Acting, measure: Measure, on: date, now: datetime) -> None:
    """A lookout for somebody ends with the last compelled appearance, detention or exit ban it looked out for."""
    if measure.kind not in (_K.COMPEL, _K.DETAIN, _K.EXIT_BAN):
        return
    same = Measure.objects.filter(case_id=measure.case_id, person_id=measure.person_id)
    if same.filter(kind__in=(_K.COMPEL, _K.DETAIN, _K.EXIT_BAN), state__in=(*reading.LIVE,)).exists():
        return
    for lookout in same.filter(kind=_K.LOOKOUT, state__in=(_S.DECIDED, _S.IN_FORCE)).select_related(
        "case__court", "case__officer", "case__title", "person", "represents"
    ):
        why = f"{measure.get_kind_display()}已经结束"
        ended = measures.advance(
            acting=acting,
            measure=lookout,
            act=MeasureAct.LIFT,
            now=now,
            reason=why,
            fields={"ended_at": now, "ended_why": why},
        )
        papers.issue_lifting(acting=acting, measure=ended, why=why, on=on, now=now)


def _ask(acting: Acting, measure: Measure, act: str, grounds: str, now: datetime, *, but: tuple[str, ...]) -> Approval:
    require(acting, "measure.propose", of_court=measure.court_id)
    if not grounds.strip():
        raise BadInput(Fault("measure.reason", "须写明事由", "请填写事由和依据", field="事由"))
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        measure.refresh_from_db()
        if measure.kind in but or measure.state not in (_S.DECIDED, _S.DEFERRED, _S.IN_FORCE):
            raise Refused(Fault("measure.not_liftable", "该措施目前不能这样解除", "请核对措施", field="措施"))
        if (
            act == "measure.lift"
            and Approval.objects.filter(
                act="measure.renew", subject=f"measure:{measure.pk}", state=ApprovalState.WAITING
            ).exists()
        ):
            raise Refused(Fault("approval.waits", "续行正在审批中", "请先撤回续行", field="措施"))
        return lay_before(acting=acting, measure=measure, act=act, grounds=grounds, now=now)
