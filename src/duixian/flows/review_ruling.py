"""The court above reviews a ruling below (执复): on an objection to an act, or on a change of party.

The upper court's row is its own; it learns of the ruling by a letter with the file, and answers by a letter.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import CourtLetter, LetterKind, Review
from duixian.domain.cases.services import letters, numbers
from duixian.domain.cases.services.moving import advance
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import deadline_of
from duixian.law.procedure.objection_life import REVIEW_LIFE, ReviewAct, ReviewFacts, ReviewOutcome, ReviewState

_PERIODS = {False: "review_decision", True: "change_review_decision"}
_EXTENDED = "review_extended"


def take_file(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Review:
    """Take up a file that came from below, under a number of one's own: thirty days (sixty on a change of party).

    Raises `Refused` for a letter to another court, of another kind, or taken up before.
    """
    require(acting, "review.file")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.REVIEW_FILE, on=on, now=now)
        said = letter.said
        period = _PERIODS[bool(said["change_of_party"])]
        review = Review.objects.create(
            court_id=acting.court_id,
            letter=letter,
            lower_court_id=letter.court_id,
            case_number=letter.case_number,
            of=said["of"],
            number=numbers.take(court_id=acting.court_id, word=numbers.REVIEW, on=on),
            applicant=said["applicant"][:120],
            filed_on=on,
            due_on=deadline_of(court_id=acting.court_id, rule=period, since=on).day,
            sent_back_before=bool(said["sent_back_before"]),
        )
        trail.record(
            acting=acting,
            act="review.file",
            now=now,
            ground="《执行程序解释》第七条、第八条",
            subject=f"review:{review.pk}",
            payload={"number": review.number, "of": review.of, "case": review.case_number},
        )
        return review


def extend(*, acting: Acting, review: Review, reason: str, on: date, now: datetime) -> Review:
    """The president lets a review of an objection take up to thirty days more, once (执行程序解释 8).

    Raises `Refused` for anybody else, and a second time."""
    require(acting, "review.extend", of_court=review.court_id)
    if not reason.strip():
        raise BadInput(Fault("review.extension_reason", "须写明延长的特殊情况", "请填写理由", field="理由"))
    with transaction.atomic():
        trail.take_turn(review.court_id)
        facts = ReviewFacts(on=on, extended=review.extended, extension_signed=True, reason=reason)
        due = deadline_of(court_id=review.court_id, rule=_EXTENDED, since=review.filed_on).day
        return _go(
            review,
            acting,
            ReviewAct.EXTEND,
            _judge(review, ReviewAct.EXTEND, facts),
            now,
            extended=True,
            extended_by_id=acting.officer_id,
            due_on=max(due, review.due_on),
        )


def decide(
    *,
    acting: Acting,
    review: Review,
    panel: Sequence[int],
    outcome: ReviewOutcome,
    reason: str,
    on: date,
    now: datetime,
    act_outcome: str = "",
) -> Review:
    """Decide a review, and tell the court below by a letter (异议复议规定 23; 变更追加规定 31). `act_outcome`: where
    the ruling below is revoked or changed, what becomes of the act it was about ("revoked", "changed", "dismissed"; of
    a change of party "granted", "rejected").

    Raises `Refused` for a panel that is not one, a second sending back, and without reasons; `BadInput` where nothing
    is said of the act.
    """
    require(acting, "review.decide", of_court=review.court_id)
    if outcome in (ReviewOutcome.REVOKED, ReviewOutcome.CHANGED) and not act_outcome:
        raise BadInput(
            Fault(
                "review.act_outcome",
                "撤销、变更原裁定的，应当同时写明对执行行为（当事人变更）的处理",
                "请选择处理结果（《异议复议规定》第二十三条）",
                field="处理结果",
            )
        )
    with transaction.atomic():
        trail.take_turn(review.court_id)
        facts = ReviewFacts(
            on=on, panel=tuple(panel), outcome=outcome, reason=reason, sent_back_before=review.sent_back_before
        )
        review = _go(
            review,
            acting,
            ReviewAct.DECIDE,
            _judge(review, ReviewAct.DECIDE, facts),
            now,
            panel=list(panel),
            outcome=outcome,
            ruling=reason.strip(),
            decided_on=on,
        )
        _tell(acting, review, str(outcome), act_outcome, reason, on, now)
        return review


def withdraw(*, acting: Acting, review: Review, reason: str, on: date, now: datetime) -> Review:
    """The applicant takes it back, and the court lets him: the ruling below stands. Raises `Refused`."""
    require(acting, "review.decide", of_court=review.court_id)
    with transaction.atomic():
        trail.take_turn(review.court_id)
        verdict = _judge(review, ReviewAct.WITHDRAW, ReviewFacts(on=on, reason=reason))
        review = _go(review, acting, ReviewAct.WITHDRAW, verdict, now, ruling=reason.strip(), decided_on=on)
        _tell(acting, review, "upheld", "", reason, on, now)
        return review


def _tell(
    acting: Acting, review: Review, outcome: str, act_outcome: str, reason: str, on: date, now: datetime
) -> CourtLetter:
    return letters.send(
        acting=acting,
        to_court=review.lower_court,
        kind=LetterKind.REVIEW_RULING,
        case_number=review.case_number,
        thread=review.letter,
        said={
            "of": review.of,
            "number": review.number,
            "outcome": outcome,
            "act_outcome": act_outcome,
            "reason": reason.strip(),
            "decided_on": on,
        },
        on=on,
        now=now,
    )


def _judge(review: Review, act: ReviewAct, facts: ReviewFacts) -> Allowed:
    return REVIEW_LIFE.judge(state=ReviewState(review.state), act=act, facts=facts).or_refuse()


def _go(review: Review, acting: Acting, act: ReviewAct, verdict: Allowed, now: datetime, **fields: object) -> Review:
    return advance(
        review,
        acting=acting,
        act=f"review.{act}",
        verdict=verdict,
        subject=f"review:{review.pk}",
        now=now,
        **fields,
    )
