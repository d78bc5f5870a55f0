"""Writing reconsiderations (复议): asked, sent to the upper court, decided. They stay nothing, and never make worse."""

from datetime import date, datetime

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import Measure, Reconsideration, ReviewState
from duixian.domain.measures.services.refusals import refusing
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

_GROUND = "民诉法解释（2022）第一百八十五条"


def ask(
    *,
    acting: Acting,
    measure: Measure,
    grounds: str,
    upper_court: str,
    in_time: bool,
    on: date,
    now: datetime,
) -> Reconsideration:
    """Take in an application. Out of time it is kept, and sent nowhere. Raises `BadInput` without grounds."""
    require(acting, "measure.review", of_court=measure.court_id)
    if not grounds.strip():
        raise BadInput(Fault("review.grounds", "须写明复议的理由", "请按申请书填写", field="理由"))
    trail.take_turn(measure.court_id)
    with refusing():
        made = Reconsideration.objects.create(
            court_id=measure.court_id,
            measure=measure,
            state=ReviewState.ASKED if in_time else ReviewState.LATE,
            asked_on=on,
            grounds=grounds.strip()[:500],
            upper_court=upper_court[:80],
        )
    _note(acting, made, "review.ask", now, in_time=in_time)
    return made


def send(*, acting: Acting, review: Reconsideration, received_on: date, due_on: date, now: datetime) -> Reconsideration:
    """The upper court has it since `received_on`, and decides by `due_on`."""
    require(acting, "measure.review", of_court=review.court_id)
    _move(review, ReviewState.ASKED, state=ReviewState.SENT, received_on=received_on, due_on=due_on)
    _note(acting, review, "review.send", now)
    return review


def note_decision(
    *,
    acting: Acting,
    review: Reconsideration,
    outcome: ReviewState,
    number: str,
    on: date,
    now: datetime,
    amount: Fen | None = None,
    days: int | None = None,
) -> Reconsideration:
    """What the upper court decided. Raises `BadInput` without its number or for no outcome."""
    require(acting, "measure.review", of_court=review.court_id)
    if outcome not in (ReviewState.UPHELD, ReviewState.CHANGED, ReviewState.REVOKED) or not number.strip():
        raise BadInput(Fault("review.outcome", "须写明复议决定书的文号和结果", "请按复议决定书填写", field="复议结果"))
    if outcome is ReviewState.CHANGED and amount is None and days is None:
        raise BadInput(
            Fault("review.change", "变更的须写明变更后的金额或者日数", "请按复议决定书填写", field="复议结果")
        )
    _move(
        review,
        ReviewState.SENT,
        state=outcome,
        decided_on=on,
        number=number.strip()[:80],
        amount_fen=amount,
        days=days,
    )
    _note(acting, review, "review.decide", now, outcome=outcome.value, number=number.strip())
    return review


def reduce(*, measure: Measure, amount: Fen | None, days: int | None, must_end_at: datetime | None) -> Measure:
    """Write what is left of a fine or a detention. Raises `Refused` for more than was decided."""
    fields: dict[str, object] = {}
    if amount is not None and measure.amount_fen is not None:
        fields["amount_fen"] = amount
    if days is not None and measure.days is not None:
        fields |= {"days": days, "must_end_at": must_end_at}
    if not fields:
        raise Refused(Fault("review.change", "变更的内容与该措施不符", "请按复议决定书填写", field="复议结果"))
    with refusing():
        Measure.objects.filter(pk=measure.pk).update(**fields)
    measure.refresh_from_db()
    return measure


def _move(review: Reconsideration, source: ReviewState, **fields: object) -> None:
    trail.take_turn(review.court_id)
    if not Reconsideration.objects.filter(pk=review.pk, state=source).update(**fields):
        raise Refused(
            Fault("review.state", "该复议目前不能这样办理", "请刷新后查看", field="复议", value=str(review.pk))
        )
    review.refresh_from_db()


def _note(acting: Acting, review: Reconsideration, act: str, now: datetime, **payload: object) -> None:
    trail.record(
        acting=acting,
        act=f"measure.{act}",
        now=now,
        ground=_GROUND,
        subject=f"case:{review.measure.case_id}",
        payload={"measure": review.measure_id, "review": review.pk, **payload},
    )
