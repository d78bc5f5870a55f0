"""Make good what is wrong on a list: revoke within three working days, correct data, decide requests, take them to the
upper court (失信规定 9, 11, 12)."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import Approval, ApprovalState
from duixian.domain.cases.services import approvals, course
from duixian.domain.courts.policies import require
from duixian.domain.lists.models import ConsumptionLimit, CorrectionRequest, Listing
from duixian.domain.lists.services import requests
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.lists import publish
from duixian.flows.lists.ending import end
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.lists import Ground, Verdict

CORRECT = "list.correct"
DECISION_NODE = "listing_correction_decision"
CORRECT_NODE = "listing_correct"
REVIEW_RULE = "listing_review_apply"
REVIEW_DECISION_RULE = "listing_review_decision"
_BASIS = "《失信被执行人名单规定》第九条"


def request_correction(
    *, acting: Acting, decision: ConsumptionLimit | Listing, about: str, text: str, on: date, now: datetime
) -> CorrectionRequest:
    """Take in a request; the fifteen days to decide it start. Raises `Refused` where one waits already."""
    require(acting, "list.receive", of_court=decision.court_id)
    own = {"listing": decision} if isinstance(decision, Listing) else {"limit": decision}
    if not text.strip() or about not in CorrectionRequest.About.values:
        raise Refused(Fault("correct.text", "须写明申请纠正的事项和理由", "请补充", field="理由"))
    if CorrectionRequest.objects.filter(**own, state="open").exists():
        raise Refused(Fault("correct.open", "该事项的纠正申请正在审查", "请在期限内决定"))
    with transaction.atomic():
        trail.take_turn(decision.court_id)
        row = CorrectionRequest(
            court_id=decision.court_id,
            **own,
            about=about,
            text=text.strip()[:500],
            received_on=on,
            due_on=deadline_of(court_id=decision.court_id, rule=DECISION_NODE, since=on).day,
        )
        requests.keep(acting=acting, row=row, act="list.correction_asked", case_id=decision.case_id, now=now)
        open_nodes(case=decision.case, rules=[DECISION_NODE], since=on)
    return row


def propose_answer(*, acting: Acting, request: CorrectionRequest, reason: str, on: date, now: datetime) -> Approval:
    """Lay the revocation or correction before who signs it; found wrong, it is made good within three working days."""
    require(acting, "list.propose", of_court=request.court_id)
    decision = _of(request)
    with transaction.atomic():
        trail.take_turn(request.court_id)
        open_nodes(case=decision.case, rules=[CORRECT_NODE], since=on)
        return approvals.propose(
            acting=acting,
            case=decision.case,
            act=CORRECT,
            subject=f"correction:{request.pk}",
            title=f"{decision.person.name}：{request.get_about_display()}",
            grounds=reason,
            now=now,
        )


def follow(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """Signed: the entry is revoked, deleted or said anew, at once; declined: the request is refused with the reason."""
    request = _request(int(approval.subject.partition(":")[2]))
    decision = _of(request)
    upheld = approval.state == ApprovalState.APPROVED
    _settle(acting, request, upheld=upheld, answer=approval.note or approval.grounds, on=on, now=now, by=approval)
    if not upheld:
        return
    if request.about == CorrectionRequest.About.DATA:
        publish.say_anew(decision=decision, reason="corrected", on=on, now=now)
    elif decision.state in ("grace", "in_force", "suspended"):
        ground = Ground.WRONG if request.about == CorrectionRequest.About.WRONG else Ground.EARLY
        end(acting=acting, decision=decision, verdict=Verdict(ground, _BASIS), on=on, now=now)
    course.finish_node(case=decision.case, rule=CORRECT_NODE, on=on)


def refuse_correction(
    *, acting: Acting, request: CorrectionRequest, answer: str, on: date, now: datetime
) -> CorrectionRequest:
    """Decide that nothing is wrong, and why; the debtor may go to the upper court within ten days of service."""
    require(acting, "list.propose", of_court=request.court_id)
    if not answer.strip():
        raise Refused(Fault("correct.answer", "驳回须写明理由", "请填写理由", field="理由"))
    with transaction.atomic():
        return _settle(acting, request, upheld=False, answer=answer, on=on, now=now)


def record_answer_served(
    *, acting: Acting, request: CorrectionRequest, day: date, on: date, now: datetime
) -> CorrectionRequest:
    """Record when the refusal was served: the ten days for review run from it."""
    require(acting, "list.notice", of_court=request.court_id)
    if request.decided_on is None or not request.decided_on <= day <= on:
        raise Refused(Fault("correct.served", "送达日期应在决定之后、今日以前", "请核对日期", field="送达日期"))
    with transaction.atomic():
        return requests.settle(
            acting=acting, row=request, act="list.correction_served", case_id=_of(request).case_id, now=now,
            only_if={"state": "refused", "served_on": None}, served_on=day,
        )  # fmt: skip


def ask_review(*, acting: Acting, request: CorrectionRequest, on: date, now: datetime) -> CorrectionRequest:
    """The debtor takes the refusal to the upper court. Raises `Refused` after ten days."""
    require(acting, "list.receive", of_court=request.court_id)
    if request.state != "refused" or request.served_on is None:
        raise Refused(Fault("review.not_served", "驳回决定尚未送达，或者申请未被驳回", "请先登记送达"))
    last = deadline_of(court_id=request.court_id, rule=REVIEW_RULE, since=request.served_on).day
    if on > last:
        raise Refused(
            Fault(
                "review.late",
                "申请复议的期间至 {day} 届满",
                "逾期的，可以申诉",
                field="申请日期",
                value=on.isoformat(),
                data={"day": last.isoformat()},
            )
        )
    due = deadline_of(court_id=request.court_id, rule=REVIEW_DECISION_RULE, since=on).day
    with transaction.atomic():
        return requests.settle(
            acting=acting, row=request, act="list.review_asked", case_id=_of(request).case_id, now=now,
            ground="《失信被执行人名单规定》第十二条", only_if={"review_on": None}, review_on=on, review_due_on=due,
        )  # fmt: skip


def take_review(
    *, acting: Acting, request: CorrectionRequest, upheld: bool, answer: str, on: date, now: datetime
) -> CorrectionRequest:
    """Enter what the upper court decided; upheld, the entry is revoked at once, without another signature."""
    require(acting, "list.review_answer", of_court=request.court_id)
    if request.review_on is None or not answer.strip():
        raise Refused(Fault("review.answer", "没有复议申请，或者未写明上级法院决定的文号和内容", "请核对并补充"))
    decision = _of(request)
    with transaction.atomic():
        row = requests.settle(
            acting=acting, row=request, act="list.review_decided", case_id=decision.case_id, now=now,
            ground="《失信被执行人名单规定》第十二条", only_if={"review_upheld": None},
            review_upheld=upheld, review_answer=answer.strip()[:500],
        )  # fmt: skip
        if upheld and decision.state in ("grace", "in_force", "suspended"):
            verdict = Verdict(Ground.WRONG, "《失信被执行人名单规定》第十二条")
            end(acting=acting, decision=decision, verdict=verdict, on=on, now=now)
    return row


def _settle(
    acting: Acting,
    request: CorrectionRequest,
    *,
    upheld: bool,
    answer: str,
    on: date,
    now: datetime,
    by: Approval | None = None,
) -> CorrectionRequest:
    decision = _of(request)
    row = requests.settle(
        acting=acting,
        row=request,
        act="list.correction",
        case_id=decision.case_id,
        now=now,
        ground="《失信被执行人名单规定》第十一条",
        only_if={"state": "open"},
        state="granted" if upheld else "refused",
        answer=answer[:500],
        approval=by,
        decided_on=on,
    )
    course.finish_node(case=decision.case, rule=DECISION_NODE, on=on)
    return row


def _request(request_id: int) -> CorrectionRequest:
    rows = CorrectionRequest.objects.select_related("listing__case", "listing__person", "limit__case", "limit__person")
    return rows.get(pk=request_id)


def _of(request: CorrectionRequest) -> ConsumptionLimit | Listing:
    decision = request.listing or request.limit
    assert decision is not None, "the database holds that it is about one entry"
    return decision
