"""What the prosecutor and the criminal court decided, on paper."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.refusals.models import Charge, RefusalCase, Verdict
from duixian.domain.refusals.selectors import library
from duixian.domain.refusals.services import library as writes
from duixian.domain.refusals.services import rows
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.refusal.gather import facts_of
from duixian.law.procedure.refusal_life import Act

_GROUND = "《刑法》第三百一十三条；法释〔2024〕13号第十一条"
_ACTS = {
    Charge.Kind.INDICTED: Act.INDICT,
    Charge.Kind.NOT_INDICTED: Act.NOT_INDICT,
    Charge.Kind.TAKEN_BACK: Act.DROP,
}


def take_charge(
    *,
    acting: Acting,
    refusal: RefusalCase,
    kind: Charge.Kind,
    office: str,
    number: str,
    day: date,
    on: date,
    now: datetime,
    reason: str = "",
) -> Charge:
    """The prosecutor indicted, did not, or took an indictment back. Raises `Refused` in another state, without a paper,
    and without a reason where there is no indictment."""
    require(acting, "refusal.record", of_court=refusal.court_id)
    if day > on or not office.strip() or not number.strip():
        raise Refused(Fault("refusal.charge", "须写明机关、文号，日期不得晚于今天", "请按文书填写", field="检察机关"))
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal = library.whole(refusal.pk)
        facts = facts_of(refusal, on=on, paper=f"{office.strip()}{number.strip()}", reason=reason)
        charge = Charge(
            court_id=refusal.court_id,
            refusal=refusal,
            kind=kind,
            on=day,
            office=office.strip()[:120],
            number=number.strip()[:80],
            reason=reason.strip()[:500],
            noted_by=acting.code,
            noted_at=now,
        )
        if kind != Charge.Kind.INDICTED and not reason.strip():
            raise Refused(Fault("refusal.reason", "须写明理由", "请按文书填写理由", field="理由"))
        rows.keep(acting=acting, row=charge, refusal=refusal, act="refusal.charge", now=now, ground=_GROUND)
        writes.advance(acting=acting, refusal=refusal, act=_ACTS[kind], facts=facts, now=now, why=reason)
    return charge


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a judgment says: who made it, its number and day, the penalty in months, probation in months, fine in
    fen."""

    made_by: str
    number: str
    on: date
    penalty: Verdict.Penalty
    months: int = 0
    probation_months: int = 0
    fine_fen: Fen = 0


def take_verdict(*, acting: Acting, refusal: RefusalCase, sentence: Sentence, on: date, now: datetime) -> Verdict:
    """The criminal court judged what was indicted. Raises `Refused` in another state, for a penalty beyond the statute,
    a day to come."""
    require(acting, "refusal.record", of_court=refusal.court_id)
    if sentence.on > on:
        raise Refused(Fault("refusal.verdict", "判决日期不得晚于今天", "请按判决书填写", field="判决"))
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal = library.whole(refusal.pk)
        facts = facts_of(refusal, on=on, paper=sentence.number)
        row = verdict_row(acting, refusal, sentence, private=False, now=now)
        rows.keep(acting=acting, row=row, refusal=refusal, act="refusal.verdict", now=now, ground=_GROUND)
        writes.advance(acting=acting, refusal=refusal, act=Act.JUDGE, facts=facts, now=now, why=sentence.number)
    return row


def verdict_row(acting: Acting, refusal: RefusalCase, sentence: Sentence, *, private: bool, now: datetime) -> Verdict:
    """A judgment as a row, not yet kept."""
    return Verdict(
        court_id=refusal.court_id,
        refusal=refusal,
        private=private,
        made_by=sentence.made_by.strip()[:80],
        number=sentence.number.strip()[:80],
        on=sentence.on,
        penalty=sentence.penalty,
        months=sentence.months,
        probation_months=sentence.probation_months,
        fine_fen=sentence.fine_fen,
        noted_by=acting.code,
        noted_at=now,
    )
