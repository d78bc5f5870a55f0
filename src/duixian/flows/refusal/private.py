"""The private road (自诉): when it is open the creditor is told; whether he goes is his affair."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.services import course
from duixian.domain.courts.policies import require
from duixian.domain.refusals.models import AnswerKind, PrivateProsecution, RefusalCase, Verdict
from duixian.domain.refusals.selectors import library
from duixian.domain.refusals.services import library as writes
from duixian.domain.refusals.services import rows
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import refusal as papers
from duixian.flows.refusal.court import Sentence, verdict_row
from duixian.flows.refusal.gather import facts_of, silence_of
from duixian.law.procedure.refusal_life import Act, PrivateGround, State
from duixian.law.refusal import silence_ends

_GROUND = "法释〔2024〕13号第十四条；《刑事诉讼法》第二百一十条第三项"
_O = PrivateProsecution.Outcome
_ENDS = {_O.SETTLED: Act.SETTLE_PRIVATE, _O.WITHDRAWN: Act.WITHDRAW_PRIVATE}


def open_private(
    *,
    acting: Acting,
    refusal: RefusalCase,
    ground: PrivateGround,
    on: date,
    now: datetime,
    complained_on: date | None = None,
    complaint: str = "",
) -> PrivateProsecution:
    """Note that the creditor may prosecute himself, and tell him. `complained_on` with `complaint`: his own complaint
    and its receipt, where the court referred nothing. Raises `Refused` while the days run, or where nobody refused."""
    require(acting, "refusal.work", of_court=refusal.court_id)
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal = library.whole(refusal.pk)
        given_on, paper = _given(refusal, complained_on, complaint)
        if ground is PrivateGround.REFUSED:
            _refuse_without_answer(refusal)
        last = None
        if ground is PrivateGround.SILENCE:
            if given_on is None:
                raise Refused(Fault("refusal.not_sent", "没有公安机关接受材料的回执", "先登记回执", field="自诉"))
            last = silence_ends(given_on, on=on, court=silence_of(refusal.court_id, on=on))
        facts = facts_of(refusal, on=on, private=ground, silent_until=last)
        kept = PrivateProsecution(
            court_id=refusal.court_id,
            refusal=refusal,
            ground=ground.value,
            complained_on=given_on,
            complaint=paper[:160],
            silent_until=last,
            opened_on=on,
        )
        rows.keep(acting=acting, row=kept, refusal=refusal, act="refusal.private", now=now, ground=_GROUND)
        writes.advance(acting=acting, refusal=refusal, act=Act.OPEN_PRIVATE, facts=facts, now=now)
        course.finish_node(case=refusal.case, rule="private_prosecution", on=on)
        made = papers.issue_private_notice(acting=acting, prosecution=kept, on=on, now=now)
        if made is not None:
            PrivateProsecution.objects.filter(pk=kept.pk).update(paper=made)
            kept.refresh_from_db()
    return kept


def file_private(
    *,
    acting: Acting,
    refusal: RefusalCase,
    number: str,
    day: date,
    harm: str,
    on: date,
    now: datetime,
    new_evidence: str = "",
) -> PrivateProsecution:
    """A criminal court took the private suit on. After one that was withdrawn there is a new one, on new evidence only.
    Raises `Refused` without a number, a proof of harm, or in another state."""
    require(acting, "refusal.record", of_court=refusal.court_id)
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal = library.whole(refusal.pk)
        last = refusal.prosecutions.first()
        facts = facts_of(refusal, on=on, paper=number, harm=bool(harm.strip()), new_evidence=bool(new_evidence.strip()))
        if last is None or day > on or day < last.opened_on:
            raise Refused(Fault("refusal.private_day", "自诉立案日期有误", "请按立案通知填写", field="自诉"))
        said = {
            "outcome": _O.FILED,
            "filed_on": day,
            "number": number.strip()[:80],
            "harm": harm.strip()[:300],
            "new_evidence": new_evidence.strip()[:300],
        }
        if last.outcome == _O.WITHDRAWN:
            last = rows.keep(
                acting=acting,
                row=PrivateProsecution(
                    court_id=refusal.court_id,
                    refusal=refusal,
                    ground=last.ground,
                    complained_on=last.complained_on,
                    complaint=last.complaint,
                    silent_until=last.silent_until,
                    opened_on=day,
                    **said,
                ),
                refusal=refusal,
                act="refusal.private_again",
                now=now,
                ground=_GROUND,
            )
        else:
            rows.settle(
                acting=acting,
                row=last,
                refusal=refusal,
                act="refusal.private_filed",
                now=now,
                ground=_GROUND,
                only_if={"outcome": _O.OPEN},
                **said,
            )
        writes.advance(acting=acting, refusal=refusal, act=Act.FILE_PRIVATE, facts=facts, now=now)
    return last


def end_private(
    *,
    acting: Acting,
    prosecution: PrivateProsecution,
    outcome: PrivateProsecution.Outcome,
    paper: str,
    day: date,
    on: date,
    now: datetime,
    sentence: Sentence | None = None,
) -> PrivateProsecution:
    """Judged (with its sentence), settled or withdrawn before judgment, each by a paper. Raises `Refused` otherwise."""
    require(acting, "refusal.record", of_court=prosecution.court_id)
    judged = outcome == _O.JUDGED
    if not paper.strip() or day > on or (sentence is None) is judged or (not judged and outcome not in _ENDS):
        raise Refused(Fault("refusal.private_end", "须写明结案文书、日期和结果", "请按文书填写", field="自诉"))
    with transaction.atomic():
        trail.take_turn(prosecution.court_id)
        refusal = library.whole(prosecution.refusal_id)
        rows.settle(
            acting=acting,
            row=prosecution,
            refusal=refusal,
            act="refusal.private_ended",
            now=now,
            ground=_GROUND,
            only_if={"outcome": _O.FILED},
            outcome=outcome,
            ended_on=day,
            ending=paper.strip()[:160],
        )
        if sentence is not None:
            row: Verdict = verdict_row(acting, refusal, sentence, private=True, now=now)
            rows.keep(acting=acting, row=row, refusal=refusal, act="refusal.verdict", now=now, ground=_GROUND)
        act = Act.JUDGE_PRIVATE if judged else _ENDS[outcome]
        facts = facts_of(refusal, on=on, paper=paper)
        writes.advance(acting=acting, refusal=refusal, act=act, facts=facts, now=now, why=paper)
    return prosecution


def _given(refusal: RefusalCase, complained_on: date | None, complaint: str) -> tuple[date | None, str]:
    """Since when the police have the material, and on which receipt: the court's referral, else his own complaint."""
    referral = library.last_referral(refusal.pk)
    if referral is not None and referral.received_on is not None:
        return referral.received_on, referral.receipt
    if complained_on is not None and not complaint.strip():
        raise Refused(Fault("refusal.complaint", "须写明控告的回执", "请填写受案回执", field="自诉"))
    return complained_on, complaint.strip()


def _refuse_without_answer(refusal: RefusalCase) -> None:
    if refusal.state != State.POLICE_REFUSED and not refusal.answers.filter(kind=AnswerKind.REFUSED).exists():
        raise Refused(Fault("refusal.no_refusal", "没有公安机关不予立案的文书", "先登记公安机关的答复", field="自诉"))
