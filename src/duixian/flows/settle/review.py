"""Look at a settlement on a day and draw what follows: breach, performance, or that it is in time again.

A breach punishes nobody: it opens the applicant's choice (执行和解规定 9), starts the two years to apply for resumption
on the last agreed day, and is a to-do for the officer.
"""

from datetime import date, datetime

from duixian.domain.cases.services import course
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import Settlement
from duixian.domain.settlements.services import agreements
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import open_nodes
from duixian.law.procedure.settlement_life import SETTLEMENT_LIFE, SettlementAct, SettlementFacts, SettlementState
from duixian.law.settlement import Standing
from duixian.law.settlement.resumption import RULE

_REVIEWED = (SettlementState.IN_FORCE, SettlementState.BREACHED, SettlementState.PERFORMED)


def review(*, acting: Acting, settlement: Settlement, on: date, now: datetime) -> Settlement:
    """Carry out what a day or a payment has changed. In the caller's transaction; does nothing where nothing has."""
    settlement.refresh_from_db()
    state = SettlementState(settlement.state)
    if state not in _REVIEWED:
        return settlement
    standing = selectors.standing_of(settlement, on=on)
    act = _what_follows(state, standing)
    if act is None:
        return settlement
    facts = SettlementFacts(breached=standing.breached_on is not None, fulfilled=standing.fulfilled)
    verdict = SETTLEMENT_LIFE.judge(state=state, act=act, facts=facts).or_refuse()
    days: dict[str, date | datetime | None] = {"ended_on": on if act is SettlementAct.PERFORM else None}
    if act is SettlementAct.BREACH:
        days |= {"breached_on": standing.breached_on, "asked_at": None}
    settlement = agreements.move(
        acting=acting, settlement=settlement, act=act, verdict=verdict, on=on, now=now, note=_said(standing), days=days
    )
    if act is SettlementAct.BREACH:
        begin_limit(settlement, on=on)
    else:
        end_limit(settlement)
    return settlement


def begin_limit(settlement: Settlement, *, on: date) -> None:
    """The two years to apply for resumption, from where they run now."""
    limit = selectors.resume_limit(settlement, on=on)
    if limit is not None:
        course.cancel_nodes(case=settlement.case, rule=RULE)
        open_nodes(case=settlement.case, rules=[RULE], since=limit.since)


def end_limit(settlement: Settlement) -> None:
    """Nothing is left to apply for, unless another settlement of the case is in breach."""
    others = (
        selectors.live_of(settlement.case_id).filter(state=SettlementState.BREACHED.value).exclude(pk=settlement.pk)
    )
    if not others.exists():
        course.cancel_nodes(case=settlement.case, rule=RULE)


def _what_follows(state: SettlementState, standing: Standing) -> SettlementAct | None:
    if standing.fulfilled:
        return None if state is SettlementState.PERFORMED else SettlementAct.PERFORM
    if standing.breached_on is not None:
        return None if state is SettlementState.BREACHED else SettlementAct.BREACH
    return None if state is SettlementState.IN_FORCE else SettlementAct.CURE


def _said(standing: Standing) -> str:
    late = [str(row.number) for row in standing.rows if row.state == "late"]
    return f"第 {'、'.join(late)} 期逾期" if late else ""
