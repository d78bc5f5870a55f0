"""Matters between the flagship and other courts: tasks asked and taken, a case a court of another province entrusted to
it, an idle case the court above orders to be enforced."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Counterparty
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseState, CourtLetter, LetterKind, TaskRequest
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Officer, Role
from duixian.domain.courts.services import take_on
from duixian.domain.trail.acting import Acting
from duixian.flows import entrust_case, request_task, search_assets, supervise, take_entrusted
from duixian.flows.approve import approve
from duixian.flows.file_case import file_case
from duixian.law.procedure.task_life import TaskKind
from duixian.reading.drafts import FilingDraft
from duixian.testing.demo.story import Pile, Story, applicant_of

Made = TypeVar("Made")
ASKED, ANSWERED, ORDERED = 12, 10, 6
FILED_OUTSIDE, PROPOSED_OUTSIDE = 30, 2
IDLE_DAYS = 300
"""Days before the day of looking."""


def play_between(story: Story, cases: Pile, outside: Court, draft: FilingDraft | None) -> None:
    """Act it all."""
    _tasks(story, cases)
    if draft is not None:
        _entrusted_here(story, outside, draft)
    _ordered_from_above(story)


def _at(court_id: int, act: Callable[[], Made]) -> Made | None:
    """What another court did; None where the law did not let it."""
    with suppress(Refused, BadInput), scope.of_court(court_id):
        return act()
    return None


def _someone(court: Court, *roles: str) -> Acting | None:
    found = Officer.objects.filter(court=court, roles__overlap=list(roles)).order_by("pk").first()
    return found.acting() if found else None


# --- single tasks


def _tasks(story: Story, cases: Pile) -> None:
    """One asked and accepted there, one just sent; one another court asked, received here; and its letter of today."""
    others = list(Court.objects.filter(parent_id=story.court.parent_id).exclude(pk=story.court.pk)[:2])
    if not others:
        return
    first, last = others[0], others[-1]
    story.at(ASKED)
    sent = story.first(cases, lambda case: _ask(story.officer, case, first, TaskKind.INVESTIGATE, story))
    story.at(ANSWERED)
    if sent is not None:
        _accepted_there(story, first, sent.letter_id)
    story.first(cases, lambda case: _ask(story.officer, case, last, TaskKind.SERVE, story))
    for days_ago, kind in ((ASKED, TaskKind.QUERY), (0, TaskKind.ASSIST_ON_SITE)):
        story.at(days_ago)
        _asked_from(story, last, kind)


_WHAT = {
    TaskKind.INVESTIGATE: "请到被执行人户籍所在村（合成）调查居住情况和可供执行的财产",
    TaskKind.SERVE: "请向被执行人的暂住地（合成）送达限制消费令",
    TaskKind.QUERY: "请查询被执行人在贵院辖区内的集体土地收益（合成）",
    TaskKind.ASSIST_ON_SITE: "请协助到被执行人的厂房（合成）现场张贴公告",
}


def _ask(acting: Acting, case: Case, to_court: Court, kind: TaskKind, story: Story) -> TaskRequest:
    return request_task.ask(
        acting=acting, case=case, to_court=to_court, kind=kind, what=_WHAT[kind], on=story.today, now=story.now
    )


def _accepted_there(story: Story, court: Court, letter_id: int) -> None:
    """The other court takes the task up and accepts it; the flagship takes its answer up."""
    acting = _someone(court, Role.OFFICER)
    if acting is None:
        return

    def accept() -> None:
        letter = CourtLetter.objects.get(pk=letter_id)
        task = request_task.receive(acting=acting, letter=letter, on=story.today, now=story.now)
        request_task.accept(acting=acting, task=task, on=story.today, now=story.now)

    _at(court.pk, accept)
    story.tried(lambda: _take(story, LetterKind.TASK_ACCEPTED, request_task.take_answer))


def _asked_from(story: Story, court: Court, kind: TaskKind) -> None:
    """Another court asks; the older letter is taken up at the flagship, the one of today waits."""
    acting = _someone(court, Role.OFFICER)
    case = _at(court.pk, lambda: Case.objects.filter(court=court, state=CaseState.NOTIFIED).order_by("-pk").first())
    if acting is None or case is None:
        return
    asked = _at(court.pk, lambda: _ask(acting, case, story.court, kind, story))
    if asked is not None and story.today != story.day(0):
        story.tried(lambda: _take(story, LetterKind.TASK, request_task.receive))


def _take(story: Story, kind: LetterKind, take: Callable[..., Made]) -> Made:
    """The flagship takes up the letter of a kind that came last."""
    letter = CourtLetter.objects.filter(to_court=story.court, kind=kind).order_by("-pk")[0]
    return take(acting=story.officer, letter=letter, on=story.today, now=story.now)


# --- a case from another province


def _entrusted_here(story: Story, outside: Court, draft: FilingDraft) -> None:
    """Its people file it, look for property there, and give it to the flagship; which has taken the letter up."""
    system = Acting.system(outside.pk, "demo")

    def somebody(post: str, name: str, role: Role) -> Acting:
        return take_on(
            username=f"gangbei.{post}",
            name=name,
            court=outside,
            roles=[role],
            password=secrets.token_urlsafe(),  # nobody logs in at that court
            acting=system,
            now=story.now,
        ).acting()

    story.at(FILED_OUTSIDE)
    officer = _at(outside.pk, lambda: somebody("officer", "海承志", Role.OFFICER))
    chief = _at(outside.pk, lambda: somebody("chief", "江远帆", Role.CHIEF))
    if officer is None or chief is None:
        return

    def filed() -> Case:
        case = file_case(
            acting=officer, draft=draft, filed_on=story.today, now=story.now, officer_id=officer.officer_id
        )
        register = list(Counterparty.objects.filter(active=True).order_by("code")[:1])
        search_assets.search(case=case, acting=officer, now=story.now, counterparties=register)
        return case

    case = _at(outside.pk, filed)
    if case is None:
        return
    story.at(PROPOSED_OUTSIDE)
    _at(outside.pk, lambda: _given(story, case, officer, chief))
    story.tried(lambda: _take(story, LetterKind.ENTRUST, take_entrusted.receive))


def _given(story: Story, case: Case, officer: Acting, chief: Acting) -> None:
    entrust_case.propose(
        acting=officer,
        case=Case.objects.select_related("court", "officer", "title").get(pk=case.pk),
        to_court=story.court,
        assets_there="云川市东湖区商铺一间（合成）",
        there=(),
        reason="本辖区无可供执行的财产，被执行人在贵院辖区有商铺",
        papers=("application", "report", "applicant", "debtor"),
        on=story.today,
        now=story.now,
    )
    waiting = Approval.objects.get(case=case, act=entrust_case.ACT, state=ApprovalState.WAITING)
    approve(acting=chief, approval=waiting, approved=True, on=story.today, now=story.now)


# --- supervision


def _ordered_from_above(story: Story) -> None:
    """An applicant complained to the court above; its order waits at the flagship."""
    above = story.court.parent
    clerk, chief = (_someone(above, Role.REGISTRY), _someone(above, Role.CHIEF)) if above else (None, None)
    if above is None or clerk is None or chief is None:
        return
    with scope.of_court(story.court.pk):
        rows = Case.objects.filter(state=CaseState.NOTIFIED, filed_on__lt=story.day(IDLE_DAYS)).order_by("-filed_on")
        idle = Pile(list(rows.select_related("court")[:20]))
    story.at(ORDERED)
    reader = Officer.objects.get(username=clerk.code)
    while case := idle.take():
        with suppress(Refused, BadInput), scope.of_officer(reader):
            made = supervise.enter(
                acting=clerk,
                case=case,
                applicant=applicant_of(case).name,
                grounds="立案后长期没有执行措施，请求责令限期执行",
                idle_since=case.filed_on,
                on=story.today,
                now=story.now,
            )
            supervise.order(
                acting=chief,
                supervision=made,
                until=story.today + timedelta(days=45),
                reason="执行法院超过六个月未采取执行措施",
                on=story.today,
                now=story.now,
            )
            return
