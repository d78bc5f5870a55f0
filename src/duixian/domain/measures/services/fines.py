"""Money paid on a fine. It goes into the treasury and is never money of a case: only the proof of it is kept here."""

from datetime import date, datetime

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import FinePayment, Measure
from duixian.domain.measures.selectors.measures import paid
from duixian.domain.measures.services import measures
from duixian.domain.measures.services.refusals import refusing
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.procedure.measure_life import MeasureAct


def note_payment(
    *, acting: Acting, measure: Measure, amount: Fen, paid_on: date, voucher: str, on: date, now: datetime
) -> FinePayment:
    """A part of a fine reached the treasury; with the last part the fine is done. Raises `BadInput` for no sum, no
    voucher or a day to come, `Refused` above the fine and for a voucher that counted already."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    if amount <= 0 or not voucher.strip() or paid_on > on:
        raise BadInput(
            Fault(
                "fine.payment",
                "须写明缴纳的金额、凭证号和不晚于今天的日期",
                "请按国库缴款凭证填写",
                field="缴纳",
                value=voucher.strip(),
            )
        )
    trail.take_turn(measure.court_id)
    with refusing():
        made = FinePayment.objects.create(
            court_id=measure.court_id,
            measure=measure,
            amount_fen=amount,
            paid_on=paid_on,
            voucher=voucher.strip()[:60],
            noted_by=acting.code,
            noted_at=now,
        )
    trail.record(
        acting=acting,
        act="fine.pay",
        now=now,
        subject=f"case:{measure.case_id}",
        payload={"measure": measure.pk, "fen": amount, "voucher": made.voucher},
    )
    if paid(measure) == measure.amount_fen:
        measures.advance(
            acting=acting,
            measure=measure,
            act=MeasureAct.FINISH,
            now=now,
            outcome_recorded=True,
            fields={"ended_at": now, "ended_why": "罚款已经缴清"},
        )
    return made
