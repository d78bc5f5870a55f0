"""Take a round up again: on the applicant's word at any time, or because something came to light (民诉解释 517 II)."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Case, Resumption, RoundEndQuery
from duixian.domain.cases.services import course, ending
from duixian.domain.courts.policies import require
from duixian.domain.funds import selectors as funds
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.follow_money import wake
from duixian.flows.instruments.ending import issue_resumption
from duixian.flows.move_case import go
from duixian.flows.open_nodes import open_nodes
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, State

FRESH = ("statutory_end", "network_query", "round_end_earliest")
"""Limits that run anew from the resumption."""


def resume(
    *,
    acting: Acting,
    case: Case,
    ground: Resumption.Ground,
    reason: str,
    on: date,
    now: datetime,
    query: RoundEndQuery | None = None,
) -> Resumption:
    """Resume a round that was ended, under a number of its own and with fresh limits. No time bars it. Raises `Refused`
    where no round was ended, or nothing says why it goes on."""
    require(acting, "round.resume", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        current = Case.objects.select_related("court", "officer", "title").get(pk=case.pk)
        ended = rounds.standing_end(current.pk)
        if ended is None:
            raise Refused(
                Fault(
                    "round.not_ended",
                    "案件没有终结本次执行程序",
                    "请核对案件状态",
                    field="案号",
                    value=current.number,
                    data={"step": "case"},
                )
            )
        verdict = CASE_LIFE.judge(
            state=State(current.state),
            act=Act.RESUME,
            facts=CaseFacts(on=on, filed_on=current.filed_on, reason=reason, round_end_stands=True),
        ).or_refuse()
        made = ending.resume(acting=acting, ended=ended, ground=ground, reason=reason, query=query, on=on, now=now)
        go(acting=acting, case=current, act=Act.RESUME, verdict=verdict, on=on, now=now, reason=made.number)
        if funds.money_of([current.pk])[current.pk].waiting:
            wake(acting=acting, case=current, on=on, now=now)
        course.cancel_nodes(case=current, rule=rounds.REQUERY_NODE)
        open_nodes(case=current, rules=FRESH, since=on)
        issue_resumption(acting=acting, resumption=made, on=on, now=now)
    return made
