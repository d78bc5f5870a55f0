"""Count what was performed after a warning, a referral or a filing: money by receipts, agreements by settlements."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.services import course
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import Receipt
from duixian.domain.refusals.models import Performance, PerformanceKind, RefusalCase, WarningLetter, WarningOutcome
from duixian.domain.refusals.selectors import library
from duixian.domain.refusals.services import library as writes
from duixian.domain.refusals.services import rows
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.refusal.gather import facts_of, paid_between, performed, settled_since
from duixian.law.procedure.refusal_life import REFUSAL_LIFE, Act, State

_GROUND = "法释〔2024〕13号第十一条"
OUTCOMES: Mapping[PerformanceKind, WarningOutcome] = {
    PerformanceKind.WHOLE: WarningOutcome.PERFORMED,
    PerformanceKind.SETTLED: WarningOutcome.SETTLED,
    PerformanceKind.PART: WarningOutcome.PARTLY,
}
"""What a warning brought, by what was performed."""


def count(
    *, acting: Acting, refusal: RefusalCase, on: date, now: datetime, until: date | None = None, note: str = ""
) -> Performance | None:
    """Keep what came in since it was counted last, up to `until` (today where not said); None where there is nothing.
    A case whose whole debt is performed or settled ends with it while the court or nobody has it; what the police, the
    prosecutor or the criminal court have, they end, and the performance is kept for them to weigh. In the caller's
    transaction."""
    trail.take_turn(refusal.court_id)
    since = _since(refusal)
    until = until or on
    receipts = paid_between(refusal, since=since, until=max(since, until))
    kind = _kind(refusal, receipts, since=since, on=on)
    if kind is not None and kind is not PerformanceKind.PART and _known(refusal, kind):
        kind = PerformanceKind.PART if receipts else None  # more came in on what was settled before
    if kind is None:
        return None
    kept = rows.keep(
        acting=acting,
        row=Performance(
            court_id=refusal.court_id,
            refusal=refusal,
            kind=kind,
            stage=refusal.state,
            since=since,
            until=max(since, until),
            paid_fen=sum(receipt.amount_fen for receipt in receipts),
            receipts=[str(receipt.pk) for receipt in receipts],
            note=note.strip()[:300],
            noted_by=acting.code,
            noted_at=now,
        ),
        refusal=refusal,
        act="refusal.performance",
        now=now,
        ground=_GROUND,
    )
    if kind is not PerformanceKind.PART:
        close_letter(acting=acting, refusal=refusal, outcome=OUTCOMES[kind], on=on, now=now)
    if kind is not PerformanceKind.PART and Act.PERFORM in REFUSAL_LIFE.acts(State(refusal.state)):
        facts = facts_of(refusal, on=on, performed=True)
        why = PerformanceKind(kind).label
        writes.advance(acting=acting, refusal=refusal, act=Act.PERFORM, facts=facts, now=now, why=why)
    return kept


def close_letter(
    *, acting: Acting, refusal: RefusalCase, outcome: WarningOutcome, on: date, now: datetime
) -> WarningLetter | None:
    """Write what a warning brought, where one that was served is still open; its node is done. In the caller's
    transaction."""
    letter = library.last_warning(refusal.pk)
    if letter is None or letter.outcome != WarningOutcome.OPEN or letter.served_on is None:
        return None
    rows.settle(
        acting=acting,
        row=letter,
        refusal=refusal,
        act="refusal.warning_over",
        now=now,
        ground=_GROUND,
        only_if={"outcome": WarningOutcome.OPEN},
        outcome=outcome,
        closed_on=on,
    )
    course.finish_node(case=refusal.case, rule="refusal_warning", on=on, since=letter.served_on)
    return letter


def note_performance(*, acting: Acting, refusal: RefusalCase, on: date, now: datetime, note: str = "") -> Performance:
    """The officer asks for the count now. Raises `Refused` where nothing came in and nothing was agreed."""
    require(acting, "refusal.work", of_court=refusal.court_id)
    with transaction.atomic():
        kept = count(acting=acting, refusal=refusal, on=on, now=now, note=note)
        if kept is None:
            raise Refused(
                Fault("refusal.not_performed", "告知、移送以后没有到账，也没有和解", "到账认领后再登记", field="履行")
            )
    return kept


def _since(refusal: RefusalCase) -> date:
    """From when money counts: the warning was served, or at least set; without one the case was referred; before
    either, since it was opened, which no funnel counts as brought about by a warning."""
    warning = library.last_warning(refusal.pk)
    if warning is not None:
        return warning.served_on or warning.issued_on
    referral = library.last_referral(refusal.pk)
    return referral.made_on if referral is not None else refusal.opened_on


def _kind(refusal: RefusalCase, receipts: Sequence[Receipt], *, since: date, on: date) -> PerformanceKind | None:
    if performed(refusal, on=on):
        return PerformanceKind.WHOLE
    if settled_since(refusal, since=since):
        return PerformanceKind.SETTLED
    return PerformanceKind.PART if receipts else None


def _known(refusal: RefusalCase, kind: PerformanceKind) -> bool:
    return refusal.performances.filter(kind=kind).exists()
