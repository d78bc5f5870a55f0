"""The flagship's people acting on one day after another: who acts, at what moment, and who signs what was proposed."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import AssetSearch
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseRole, CaseState, EvidenceRecord
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Officer
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail.acting import Acting
from duixian.flows.approve import approve
from duixian.flows.end_round.record import record
from duixian.flows.state_debt import nothing_owed
from duixian.law.ending import EvidenceKind

ZONE: Final = ZoneInfo("Asia/Shanghai")
MORNING: Final = time(9, 30)
BEFORE_NOW: Final = timedelta(minutes=20)
"""What is done on the day of looking was done by then: nothing stands in the books that has not happened."""

Made = TypeVar("Made")


@dataclass
class Story:
    """The flagship on one day. Each act takes a second of it; `at` moves the day."""

    court: Court
    staff: dict[str, Acting]
    as_of: datetime
    today: date = field(init=False)
    _moment: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.as_of = self.as_of.astimezone(ZONE)
        self.at(0)

    @property
    def now(self) -> datetime:
        """The moment of an act; the next one is a second later."""
        self._moment += timedelta(seconds=1)
        return self._moment

    @property
    def officer(self) -> Acting:
        """Who handles the cases of the story."""
        return self.staff["officer"]

    def day(self, days_ago: int) -> date:
        """The day so many days before the day of looking; below zero, after it."""
        return self.as_of.date() - timedelta(days=days_ago)

    def at(self, days_ago: int) -> None:
        """Move to the morning of a day; on the day of looking, to a little before now."""
        self.today = self.day(days_ago)
        morning = datetime.combine(self.today, MORNING, ZONE)
        midnight = datetime.combine(self.today, time(), ZONE)
        self._moment = morning if days_ago else min(morning, max(midnight, self.as_of - BEFORE_NOW))

    def tried(self, act: Callable[[], Made]) -> Made | None:
        """What was done; None where the law does not let it be done in this case: then nothing was."""
        with suppress(Refused, BadInput), scope.of_court(self.court.pk):
            return act()
        return None

    def first(self, things: "Pile", act: Callable[[Case], Made]) -> Made | None:
        """Do it in the first case in which it can be done."""
        while case := things.take():
            done = self.tried(lambda case=case: act(case))  # type: ignore[misc]
            if done is not None:
                return done
        return None

    def sign(self, subject: str, *, approved: bool = True, note: str = "") -> Approval:
        """Whoever must decides what waits on a subject."""
        waiting = Approval.objects.get(subject=subject, state=ApprovalState.WAITING)
        return approve(
            acting=self.staff[waiting.level],
            approval=waiting,
            approved=approved,
            note=note,
            on=self.today,
            now=self.now,
        )

    def served(self, case: Case, person: Person, kind: EvidenceKind) -> EvidenceRecord:
        """The officer signs that a paper was served today."""
        said = EvidenceIn(kind=kind, on=self.today, what="直接送达本人", document="送达回证（合成）", person=person)
        return record(acting=self.officer, case=case, said=said, now=self.now)


def open_story(court: Court, *, now: datetime) -> Story:
    """The flagship's people as of a moment."""
    staff = {officer.username.split(".")[1]: officer.acting() for officer in Officer.objects.filter(court=court)}
    return Story(court, staff, now)


class Pile:
    """Cases of one debtor, a person, and one applicant, that are open and untouched by the rest of the story."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.left = list(cases)

    def take(self) -> Case | None:
        """The next case."""
        return self.left.pop(0) if self.left else None


OLD_ENOUGH: Final = 75
"""Days a case of the story has been open at least: its first papers were served long ago."""
LOOKED_AT: Final = 250
"""Cases among which the story looks for its own."""


def pile(story: Story, *, searched: bool = False) -> Pile:
    """The cases the story may take, the youngest first; those whose property the flagship has looked for come last, or,
    with `searched`, alone."""
    with scope.of_court(story.court.pk):
        rows = Case.objects.filter(state=CaseState.NOTIFIED, filed_on__lt=story.day(OLD_ENOUGH))
        rows = rows.select_related("court", "title").order_by("-filed_on", "pk")
        asked = AssetSearch.objects.values("case_id")
        known, others = rows.filter(pk__in=asked)[:LOOKED_AT], rows.exclude(pk__in=asked)[:LOOKED_AT]
        taken = [*([] if searched else others), *known]
        # what was paid in full waits to be closed, and for nothing else
        return Pile([case for case in taken if _simple(case) and not nothing_owed(case, on=story.today)])


def _simple(case: Case) -> bool:
    people = {row.role: row.person.kind for row in case.parties.select_related("person")}
    alone = case.parties.count() == len(people) == 2
    return alone and CaseRole.APPLICANT in people and people.get(CaseRole.DEBTOR) == PersonKind.NATURAL


def debtor_of(case: Case) -> Person:
    """The debtor of a case of the story."""
    return case.parties.select_related("person").get(role=CaseRole.DEBTOR).person


def applicant_of(case: Case) -> Person:
    """The applicant of a case of the story."""
    return case.parties.select_related("person").get(role=CaseRole.APPLICANT).person
