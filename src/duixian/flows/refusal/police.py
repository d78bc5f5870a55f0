"""What the police answered, on paper: to the referral of the court, or to the creditor's own complaint."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.services import course
from duixian.domain.courts.policies import require
from duixian.domain.refusals.models import AnswerKind, PoliceAnswer, RefusalCase
from duixian.domain.refusals.selectors import library
from duixian.domain.refusals.services import library as writes
from duixian.domain.refusals.services import rows
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import open_nodes
from duixian.flows.refusal.gather import facts_of
from duixian.law.procedure.refusal_life import Act, State

_ACTS = {AnswerKind.FILED: Act.POLICE_FILE, AnswerKind.REFUSED: Act.POLICE_REFUSE, AnswerKind.DROPPED: Act.DROP}
_OWN = frozenset({State.FOUND, State.STUDIED, State.WARNED})
_GROUND = "法发〔2025〕8号第1-6条"


def take_police_answer(
    *,
    acting: Acting,
    refusal: RefusalCase,
    kind: AnswerKind,
    day: date,
    office: str,
    number: str,
    reason: str = "",
    own_complaint: bool = False,
    on: date,
    now: datetime,
) -> PoliceAnswer:
    """Record an answer and what it does to the case. Raises `Refused` for a case that is not there, a refusal without a
    reason, a day to come. To the creditor's own complaint a refusal moves nothing, and is a ground of the private
    road."""
    require(acting, "refusal.record", of_court=refusal.court_id)
    if day > on or not office.strip() or not number.strip():
        raise Refused(
            Fault("refusal.answer", "须写明机关、文号，日期不得晚于今天", "请按收到的文书填写", field="公安机关答复")
        )
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal = library.whole(refusal.pk)
        answer = rows.keep(
            acting=acting,
            row=PoliceAnswer(
                court_id=refusal.court_id,
                refusal=refusal,
                kind=kind,
                on=day,
                office=office.strip()[:120],
                number=number.strip()[:80],
                reason=reason.strip()[:500],
                own_complaint=own_complaint,
                noted_by=acting.code,
                noted_at=now,
            ),
            refusal=refusal,
            act="refusal.answer",
            now=now,
            ground=_GROUND,
            kind=kind.value,
        )
        if kind == AnswerKind.COMPLEX:
            _longer(refusal, on=day)
            return answer
        if kind == AnswerKind.REFUSED and own_complaint and State(refusal.state) in _OWN:
            return answer
        ordered = refusal.ordered_by.filter(state="ordered").exists()
        facts = facts_of(
            refusal, on=on, paper=f"{office.strip()}{number.strip()}", reason=reason, outside=own_complaint or ordered
        )
        writes.advance(acting=acting, refusal=refusal, act=_ACTS[kind], facts=facts, now=now, why=reason)
        _finish(refusal, kind, day)
    return answer


def _longer(refusal: RefusalCase, *, on: date) -> None:
    referral = library.last_referral(refusal.pk)
    if refusal.state != State.REFERRED or referral is None or referral.received_on is None:
        raise Refused(Fault("refusal.not_sent", "公安机关尚未接受移送材料", "先登记回执", field="公安机关答复"))
    course.finish_node(case=refusal.case, rule="police_filing", on=on, since=referral.received_on)
    open_nodes(case=refusal.case, rules=["police_filing_complex"], since=referral.received_on)


def _finish(refusal: RefusalCase, kind: AnswerKind, day: date) -> None:
    for rule in ("police_filing", "police_filing_complex", "supervision_filing"):
        course.finish_node(case=refusal.case, rule=rule, on=day)
    if kind != AnswerKind.DROPPED:
        course.cancel_nodes(case=refusal.case, rule="private_prosecution")
    if kind in (AnswerKind.REFUSED, AnswerKind.DROPPED):
        open_nodes(case=refusal.case, rules=["police_explains"], since=day)
