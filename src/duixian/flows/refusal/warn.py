"""Warn before anything goes to the police (预告知): the letter, its service, and what happened within its days."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.services import course
from duixian.domain.courts import scope
from duixian.domain.courts.policies import require
from duixian.domain.refusals.models import PerformanceKind, RefusalCase, RefusalState, WarningLetter, WarningOutcome
from duixian.domain.refusals.selectors import library
from duixian.domain.refusals.services import library as writes
from duixian.domain.refusals.services import rows
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import refusal as papers
from duixian.flows.open_nodes import court_limit
from duixian.flows.refusal.gather import facts_of, judged
from duixian.flows.refusal.performance import OUTCOMES, close_letter, count
from duixian.law import calendar, periods
from duixian.law.disposal.values import day_of
from duixian.law.procedure.refusal_life import Act
from duixian.law.refusal import check_warning_days

NODE = "refusal_warning"
_GROUND = "法释〔2024〕13号第十一条（预告知为地方做法，日数由本院设定）"


def days_of(court_id: int, *, on: date) -> int:
    """The days a warning of this court gives: its own value (`limit.refusal_warning`) or the default of the table.
    Raises `BadInput` for a value that is not in days, or gives too few."""
    limit = court_limit(court_id=court_id, rule=NODE, on=on) or periods.rule(NODE).limit
    if limit.unit is not periods.LimitUnit.DAY:
        raise BadInput(
            Fault("refusal.warning_days", "告知书的期限以日计", "请更正本院的设定", field="限期", value=str(limit))
        )
    check_warning_days(limit.amount, on=on)
    return limit.amount


def warn(*, acting: Acting, refusal: RefusalCase, found: str, on: date, now: datetime) -> WarningLetter:
    """Set the letter: `found` says in one sentence what shows the ability and the refusal. Raises `Refused` for what
    the law closes, `BadInput` without a finding or for what cannot be printed."""
    require(acting, "refusal.work", of_court=refusal.court_id)
    if not found.strip():
        raise BadInput(Fault("refusal.found", "须写明查明的事实", "请写明有履行能力而拒不履行的事实", field="告知书"))
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal = library.whole(refusal.pk)
        against = judged(refusal, on=on).against
        if against:
            raise Refused(*against)
        days = days_of(refusal.court_id, on=on)
        paper = papers.issue_warning(acting=acting, refusal=refusal, found=found, days=days, on=on, now=now)
        letter = rows.keep(
            acting=acting,
            row=WarningLetter(
                court_id=refusal.court_id,
                refusal=refusal,
                paper=paper,
                days=days,
                issued_on=on,
                made_by=acting.code,
                made_at=now,
            ),
            refusal=refusal,
            act="refusal.warning",
            now=now,
            ground=_GROUND,
        )
        facts = facts_of(refusal, on=on)
        writes.advance(acting=acting, refusal=refusal, act=Act.WARN, facts=facts, now=now)
    return letter


def serve(*, acting: Acting, letter: WarningLetter, how: str, day: date, on: date, now: datetime) -> WarningLetter:
    """The letter reached the person: its days run from then, and a node of the case with them. Raises `Refused` for a
    day before the letter or to come, or without proof."""
    require(acting, "refusal.work", of_court=letter.court_id)
    if not how.strip() or not letter.issued_on <= day <= on:
        raise Refused(Fault("refusal.service", "送达日期有误，或者没有写明送达方式", "请按回证填写", field="送达"))
    with transaction.atomic():
        trail.take_turn(letter.court_id)
        refusal = library.whole(letter.refusal_id)
        counted = periods.deadline(
            periods.rule(NODE),
            day,
            calendar=calendar.national(),
            court_override=periods.Limit(letter.days, periods.LimitUnit.DAY),
        )
        rows.settle(
            acting=acting,
            row=letter,
            refusal=refusal,
            act="refusal.warning_served",
            now=now,
            ground=_GROUND,
            only_if={"served_on": None},
            served_on=day,
            served_how=how.strip()[:160],
            until=counted.day,
        )
        node = course.NodeIn(
            rule=NODE,
            title=f"{counted.rule.title}（{refusal.person.name}）"[:60],
            basis=str(counted.rule.citation),
            started_on=day,
            due_on=counted.day,
            explanation=(*counted.steps, *counted.notes),
        )
        course.open_nodes(case=refusal.case, nodes=[node])
    return letter


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened after a warning; `faults` where it could not be counted."""

    letter: WarningLetter
    faults: tuple[Fault, ...] = ()


def after_warning(*, court_id: int, now: datetime) -> list[Outcome]:
    """Every night: who has paid or settled is done with; of whom the days are over, what came in is counted, and the
    case stands among those to be referred or let go. Each in a savepoint of its own."""
    acting = Acting.system(court_id, "refusals")
    on = day_of(now)
    done = []
    with scope.of_court(court_id), transaction.atomic():
        trail.take_turn(court_id)
        for letter in list(library.running_warnings(court_id)):
            try:
                with transaction.atomic():
                    settled = close(acting=acting, letter=letter, on=on, now=now)
            except (Refused, BadInput) as bad:
                reasons = bad.reasons if isinstance(bad, Refused) else bad.faults
                done.append(Outcome(letter, reasons))
                continue
            if settled:
                done.append(Outcome(letter))
    return done


def close(*, acting: Acting, letter: WarningLetter, on: date, now: datetime) -> bool:
    """Count what a warning brought, if its days are over or everything is performed; whether it was closed. In the
    caller's transaction."""
    refusal = library.whole(letter.refusal_id)
    if refusal.state != RefusalState.WARNED or letter.until is None or letter.served_on is None:
        return False
    over = letter.until < on
    counted = None
    facts = facts_of(refusal, on=on)
    if over or facts.performed:
        counted = count(acting=acting, refusal=refusal, on=on, until=min(on, letter.until) if over else on, now=now)
    if not over and counted is None:
        return False
    outcome = OUTCOMES[PerformanceKind(counted.kind)] if counted else WarningOutcome.IGNORED
    close_letter(acting=acting, refusal=refusal, outcome=outcome, on=on, now=now)
    return True
