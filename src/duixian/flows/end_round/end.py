"""Propose the end of a round on its evidence, and end it when it is signed, if the evidence still stands that day."""

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from duixian.base.days import add_months_clipped
from duixian.base.faults import Refused
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Approval, ApprovalState, Case, RoundEnd
from duixian.domain.cases.services import approvals, course, ending
from duixian.domain.cases.terms import to_json
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.end_round.gather import EARLIEST, gather
from duixian.flows.instruments.ending import issue_ruling
from duixian.flows.move_case import go
from duixian.flows.open_nodes import open_nodes
from duixian.law.approvals import Office
from duixian.law.ending import RoundEndFacts, Verdict, judge
from duixian.law.params import series
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, State

ACT: Final = "round.end"
OPENED: Final = ("requery", "round_end_entry")
"""The limits that start with the end: the first search after it, the entry in the database."""
_OVER: Final = ("statutory_end", "non_litigation_end", "idle_complaint", EARLIEST)
"""Limits of a running case that the end meets (执行规定 64: it closes the case for the time being)."""


def look(case: Case, *, on: date) -> tuple[RoundEndFacts, Verdict]:
    """The facts of a case and the table of conditions as a proposal would be judged today. Reads only."""
    facts = gather(case, on=on)
    return facts, judge(facts, proposing=True)


def propose(*, acting: Acting, case: Case, on: date, now: datetime, grounds: str = "") -> Approval:
    """Lay the end of a round before those who sign it: the president, or the chief where the applicant signed (民诉解释
    517). Raises `Refused` with every condition that is missing, each with the act that does it."""
    require(acting, "round.propose", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        current = _whole(case.pk)
        _state_open(current, on)
        facts, verdict = look(current, on=on)
        if not verdict.open:
            raise Refused(*verdict.missing)
        return approvals.propose(
            acting=acting,
            case=current,
            act=ACT,
            subject=f"round_end:{current.pk}",
            title=f"{current.number}终结本次执行程序",
            grounds=grounds.strip()
            or "；".join(f"{one.row.title}：{one.text}" for one in verdict.findings if one.text),
            now=now,
            level=None if facts.applicant_signed is not None else Office.PRESIDENT,
        )


def after_signature(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """What a decision on the proposal sets going: declined, nothing; signed, the end, on the evidence of this day.
    Raises `Refused` where something has come up since: then nothing is signed."""
    if approval.state != ApprovalState.APPROVED:
        return
    case = _whole(approval.case_id)
    facts = gather(case, on=on, approval=approval)
    verdict = CASE_LIFE.judge(
        state=State(case.state),
        act=Act.END_ROUND,
        facts=CaseFacts(on=on, filed_on=case.filed_on, round_end=facts, round_end_stands=_stands(case)),
    ).or_refuse()
    ruling = issue_ruling(acting=acting, case=case, facts=facts, on=on, now=now)
    consent = RoundEnd.Consent.APPLICANT if facts.applicant_signed is not None else RoundEnd.Consent.PANEL
    ending.end(
        acting=acting,
        case=case,
        approval=approval,
        consent=consent,
        evidence=evidence_of(facts, judge(facts)),
        remaining=facts.remaining,
        ruling=ending.RulingMade(ruling.number, ruling.sha256, ruling.verify_code),
        search_until=search_until(on),
        on=on,
        now=now,
    )
    go(acting=acting, case=case, act=Act.END_ROUND, verdict=verdict, on=on, now=now, reason=ruling.number)
    for rule in _OVER:
        course.finish_node(case=case, rule=rule, on=on)
    open_nodes(case=case, rules=OPENED, since=on)


def evidence_of(facts: RoundEndFacts, verdict: Verdict) -> dict[str, Any]:
    """What is frozen with the end: every fact, and the table it was judged by."""
    kept: dict[str, Any] = {"facts": to_json(facts), "checks": verdict.as_json()}
    return kept


def search_until(ended_on: date) -> date:
    """The last day of the half-yearly searches (法〔2016〕373号 art. 9)."""
    return add_months_clipped(ended_on, 12 * int(series("ending.requery_years").at(ended_on).raw))


def _whole(case_id: int) -> Case:
    return Case.objects.select_related("court", "officer", "title").get(pk=case_id)


def _stands(case: Case) -> bool:
    return rounds.standing_end(case.pk) is not None


def _state_open(case: Case, on: date) -> None:
    """A case from which no round is ended refuses before anything is gathered: by its state, or since an end stands."""
    stands = _stands(case)
    if stands or Act.END_ROUND not in CASE_LIFE.acts(State(case.state)):
        facts = CaseFacts(on=on, filed_on=case.filed_on, round_end_stands=stands)
        CASE_LIFE.judge(state=State(case.state), act=Act.END_ROUND, facts=facts).or_refuse()
