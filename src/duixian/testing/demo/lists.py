"""Who the flagship limited and listed: by signature of its president, some lifted since, exempted, promised."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from duixian.domain.cases.models import Case
from duixian.domain.lists.models import ConsumptionLimit, Exemption, Listing
from duixian.flows.lists import enter, exempt, limit, repair
from duixian.law.ending import EvidenceKind as Recorded
from duixian.law.lists import Condition, Evidence, EvidenceKind, ListingKind
from duixian.testing.demo.story import Pile, Story, debtor_of

SERVED, LIMITED, LISTED, LIFTED, GRACED, PROMISED, BREACHED, EXEMPTED, WAITING = 60, 45, 40, 20, 12, 10, 8, 2, 1
"""Days before the day of looking on which each was done."""
_HIDDEN: Final = "未如实报告名下车辆"
_ABLE, _REPORT, _VIOLENT = ListingKind.ABLE, ListingKind.REPORT, ListingKind.OBSTRUCTION


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes of one debtor: the kind he is listed as, if he is; whether he is limited; and what follows."""

    listed: ListingKind | None = None
    limited: bool = True
    then: str = ""


PARTS: Final = (
    Part(_ABLE, then="forgiven"), Part(_REPORT, then="promises"), Part(then="travels"), Part(then="breaks"),
    Part(limited=False, then="may be limited"), Part(limited=False, then="has a month"), Part(then="asks to travel"),
    Part(_VIOLENT), Part(limited=False, then="may be listed"), Part(_REPORT), Part(_ABLE), Part(), Part(), Part(),
    Part(limited=False, then="may be limited"), Part(limited=False, then="may be limited"),
    Part(limited=False, then="may be listed"), Part(),
)  # fmt: skip
"""What is to be shown most, first: where there are fewer cases, the last are missing."""


@dataclass
class Debtor:
    """One debtor of the story and what was decided about him."""

    part: Part
    case: Case
    limit: ConsumptionLimit | None = None
    listing: Listing | None = None


def play_lists(story: Story, cases: Pile) -> list[Case]:
    """Act it all, in the order of time: what is published is published in that order. Returns the cases."""
    story.at(SERVED)
    people = []
    for part in PARTS:
        if case := story.first(cases, lambda case: _notice(story, case)):
            people.append(Debtor(part, case))
    story.at(LIMITED)
    for one in people:
        if one.part.limited:
            one.limit = story.tried(lambda one=one: limited(story, one.case))  # type: ignore[misc]
    story.at(LISTED)
    for one in people:
        if one.part.listed is not None:
            one.listing = story.tried(lambda one=one: listed(story, one.case, one.part.listed))  # type: ignore[misc]
    for days_ago, then, act in _COURSE:
        story.at(days_ago)
        for one in people:
            if one.part.then == then:
                story.tried(lambda one=one, act=act: act(story, one))  # type: ignore[misc]
    return [one.case for one in people]


def _notice(story: Story, case: Case) -> Case:
    story.served(case, debtor_of(case), Recorded.NOTICE_SERVED)
    return case


def _propose_limit(story: Story, case: Case, *, grace_months: int = 0) -> ConsumptionLimit:
    wish = limit.Wish(case, debtor_of(case), "收到执行通知书后有能力履行而未履行", grace_months=grace_months)
    return limit.propose_limit(acting=story.officer, wish=wish, on=story.today, now=story.now)


def limited(story: Story, case: Case, *, grace_months: int = 0) -> ConsumptionLimit:
    """The debtor of a noticed case is limited by the president, today."""
    made = _propose_limit(story, case, grace_months=grace_months)
    story.sign(f"limit:{made.pk}")
    made.refresh_from_db()
    return made


_PROOF: Final = {
    ListingKind.REPORT: (EvidenceKind.FALSE_REPORT, _HIDDEN, "车辆登记查询结果（合成）"),
    ListingKind.ABLE: (EvidenceKind.PROPERTY, "名下另有存款", "网络查询结果（合成）"),
    ListingKind.OBSTRUCTION: (EvidenceKind.VIOLENCE, "推搡执行人员", "执法记录（合成）"),
}


def _propose_listing(story: Story, case: Case, kind: ListingKind) -> Listing:
    of, what, source = _PROOF[kind]
    shown = (Evidence(of, what, source, story.today - timedelta(days=3)),)
    wish = enter.Wish(case, debtor_of(case), kind, what, shown)
    return enter.propose_listing(acting=story.officer, wish=wish, on=story.today, now=story.now)


def listed(story: Story, case: Case, kind: ListingKind) -> Listing:
    """The debtor of a noticed case is listed by the president, today."""
    made = _propose_listing(story, case, kind)
    story.sign(f"listing:{made.pk}")
    made.refresh_from_db()
    return made


def _forgive(story: Story, one: Debtor) -> None:
    """The creditor agrees that the listing ends, and then the limit."""
    for decision in (one.listing, one.limit):
        if decision is not None:
            decision.refresh_from_db()
            _ask(story, decision)


def _ask(story: Story, decision: Listing | ConsumptionLimit) -> None:
    asked = repair.ask_to_lift(
        acting=story.staff["registry"],
        decision=decision,
        kind="consent",
        text="双方已达成一致，申请执行人同意解除",
        proof="申请执行人书面申请（合成）",
        on=story.today,
        now=story.now,
    )
    story.sign(f"lift:{asked.pk}")


def _travel(story: Story, one: Debtor) -> None:
    """A journey to a sick relative is granted, for days that go on."""
    row = _ask_to_travel(story, one)
    story.sign(f"exemption:{row.pk}")


def _ask_to_travel(story: Story, one: Debtor) -> Exemption:
    assert one.limit is not None
    return exempt.apply_exemption(
        acting=story.staff["registry"],
        limit=one.limit,
        purpose="探望病危的父亲",
        what="云川至临泽高铁往返一次",
        proof="医院病危通知书（合成）",
        since=story.today,
        until=story.day(-4),
        on=story.today,
        now=story.now,
    )


def _commit(story: Story, one: Debtor) -> None:
    """Off the list of the dishonest for a promise; the limit stays."""
    assert one.listing is not None
    promised = [
        Condition(story.day(-20), "第一期还款五千元", 500_000),
        Condition(story.day(-50), "第二期还款五千元", 500_000),
    ]
    row = repair.apply_commitment(
        acting=story.staff["registry"],
        listing=one.listing,
        conditions=promised,
        proof="工资流水（合成）",
        on=story.today,
        now=story.now,
    )
    story.sign(f"commitment:{row.pk}")


def _breach(story: Story, one: Debtor) -> None:
    assert one.limit is not None
    limit.note_breach(
        acting=story.officer,
        limit=one.limit,
        what="乘坐高铁一等座",
        source="铁路部门反馈（合成）",
        day=story.day(BREACHED + 1),
        on=story.today,
        now=story.now,
    )


_COURSE: Final[tuple[tuple[int, str, Callable[[Story, Debtor], object]], ...]] = (
    (LIFTED, "forgiven", _forgive),
    (GRACED, "has a month", lambda story, one: limited(story, one.case, grace_months=1)),
    (PROMISED, "promises", _commit),
    (BREACHED, "breaks", _breach),
    (EXEMPTED, "travels", _travel),
    (WAITING, "asks to travel", _ask_to_travel),
    (WAITING, "may be limited", lambda story, one: _propose_limit(story, one.case)),
    (WAITING, "may be listed", lambda story, one: _propose_listing(story, one.case, _REPORT)),
)
"""In the order of time."""
