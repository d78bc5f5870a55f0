"""A round ended by acting, in a court whose agencies are on no network: asked on paper, and signed."""

from datetime import timedelta

from duixian.connectors.typesetting import Kind
from duixian.domain.cases.models import Approval, Case, CaseRole
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.domain.courts import scope
from duixian.domain.courts.models import Officer, Role
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.flows.approve import approve
from duixian.flows.end_round.end import propose
from duixian.flows.end_round.record import hold_talk, record
from duixian.flows.issue_instrument import issue
from duixian.flows.lists import limit
from duixian.law.ending import EvidenceKind, Interest, QueryClass
from duixian.testing.scenes.stage import Stage

_OF_EACH = (
    (EvidenceKind.NOTICE_SERVED, "执行通知书直接送达被执行人住所地", "送达回证"),
    (EvidenceKind.REPORT_SERVED, "报告财产令直接送达被执行人住所地", "送达回证"),
    (EvidenceKind.REPORT_CHECKED, "报告无财产，经核查属实", "财产报告核查笔录"),
    (EvidenceKind.WHEREABOUTS, "到被执行人住所地核实其下落", "现场调查笔录"),
)
_OF_THE_CASE = (
    (EvidenceKind.ON_SITE, "到被执行人住所地及经营场所调查，未发现可供执行的财产", "现场调查笔录"),
    (EvidenceKind.OBSTRUCTION, "未发现妨害执行的行为", "核查笔录"),
    (EvidenceKind.APPLICANT_SIGNED, "申请执行人签字确认终结本次执行程序", "申请执行人确认书"),
)


def end_round(stage: Stage, case: Case, *, spoke_with: str) -> Case:
    """Papers, inquiries on paper, limits, the talk, the applicants' signature and the chief's: the round is ended on
    the stage's day. Raises `Refused` where something is missing."""
    officer, on = stage.staff["officer"], stage.today
    with scope.of_court(stage.court.pk):
        for kind in (Kind.EXECUTION_NOTICE, Kind.REPORT_ORDER):
            issue(acting=officer, case=case, kind=kind, on=on, now=stage.moment)
        for party in case.parties.filter(role=CaseRole.DEBTOR).select_related("person"):
            told_on = on - timedelta(days=30)
            said = [EvidenceIn(seen, told_on, what, paper, party.person) for seen, what, paper in _OF_EACH]
            topics: tuple[tuple[EvidenceKind, tuple[str, ...]], ...] = (
                (EvidenceKind.ASKED_OUTSIDE, tuple(QueryClass)),
                (EvidenceKind.INTEREST, tuple(Interest)),
            )
            said += [
                EvidenceIn(asked, on, "函询各协助单位，均无财产", "各协助单位回函", party.person, topics=classes)
                for asked, classes in topics
            ]
            for one in said:
                record(acting=officer, case=case, said=one, now=stage.moment)
            _limit(stage, case, party.person)
        hold_talk(
            acting=officer, case=case, spoke_with=spoke_with, answer="无财产线索，同意终本", on=on, now=stage.moment
        )
        for seen, what, paper in _OF_THE_CASE:
            record(acting=officer, case=case, said=EvidenceIn(seen, on, what, paper), now=stage.moment)
        approval = propose(acting=officer, case=case, on=on, now=stage.moment)
        approve(acting=stage.staff["chief"], approval=approval, approved=True, on=on, now=stage.moment)
        case.refresh_from_db()
    return case


def _limit(stage: Stage, case: Case, person: Person) -> None:
    """The president limits the consumption of the debtor."""
    wish = limit.Wish(case, person, "收到执行通知后未履行生效法律文书确定的义务")
    made = limit.propose_limit(acting=stage.staff["officer"], wish=wish, on=stage.today, now=stage.moment)
    waiting = Approval.objects.get(act=limit.LIMIT, subject=f"limit:{made.pk}")
    approve(acting=_president(stage), approval=waiting, approved=True, on=stage.today, now=stage.moment)


def _president(stage: Stage) -> Acting:
    """The president of the stage's court."""
    found, _ = Officer.objects.get_or_create(
        username="president", defaults={"name": "院长", "court": stage.court, "roles": [Role.PRESIDENT]}
    )
    return found.acting()
