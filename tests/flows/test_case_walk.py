"""The life of a case in the database: from every state every move is tried on a real row, with its ground and without.

The walk takes as many steps as fit in a few seconds; all hundred thousand of them with
`DUIXIAN_WALK_STEPS=100000 pytest tests/flows/test_case_walk.py -k random`.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from courthouse import FILED, CourtHouse, item
from django.db import connection

from duixian.domain.cases.models import Case, ClosingKind
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, State
from duixian.law.procedure.grounds import NEEDS_GROUND

SQL = (Path(__file__).parent / "case_walk.sql").read_text(encoding="utf-8")
STEPS = int(os.environ.get("DUIXIAN_WALK_STEPS", "3000"))
STRETCH = 500
"""Steps of one case: decisions that were carried out stay, and nobody decides on a case ten thousand times."""
CLOSING = {
    ClosingKind.PERFORMED: Act.CLOSE,
    ClosingKind.TERMINATED: Act.TERMINATE,
    ClosingKind.WITHDRAWN: Act.STRIKE,
    ClosingKind.REFUSED: Act.REFUSE,
    ClosingKind.DISMISSED: Act.DISMISS,
}
OUTCOMES = [(state, "") for state in State if state is not State.CLOSED] + [
    (State.CLOSED, kind.value) for kind in CLOSING
]
_BARRED = {"round.resume_first", "round.end_stands"}


@dataclass(frozen=True)
class Tried:
    """One move that was tried, and what the database said."""

    source: State
    under_end: bool
    target: State
    closed_by: str
    grounded: bool
    accepted: bool

    @property
    def lawful(self) -> bool:
        """Whether the table of the law has an act for it, and what that act rests on was there."""
        return any(
            move.source == self.source and move.target == self.target and self._open(Act(move.act))
            for move in CASE_LIFE
        )

    def _open(self, act: Act) -> bool:
        if self.closed_by and act is not CLOSING[ClosingKind(self.closed_by)]:
            return False
        if self.under_end and self._barred(act):
            return False
        if act is Act.END_ROUND:
            return self.grounded
        if act is Act.REST:
            return self.under_end
        if self.target is State.NOTIFIED and self.under_end:  # under an end a case goes on by a resumption alone
            return act is Act.RESUME and self.grounded
        if act is Act.RESUME and self.source is State.PAYING:
            return self.under_end
        return self.grounded or act not in NEEDS_GROUND

    def _barred(self, act: Act) -> bool:
        """What the table says of an act under the end of a round, whatever else it asks."""
        facts = CaseFacts(on=FILED, filed_on=FILED, reason="依法办理", round_end_stands=self.source is State.PAYING)
        verdict = CASE_LIFE.judge(state=self.source, act=act, facts=facts)
        return bool(_BARRED & {reason.code for reason in getattr(verdict, "reasons", ())})


@dataclass
class Walker:
    """A case, and who proposes and signs what moves it."""

    house: CourtHouse
    case: Case
    turn: int = 0

    @property
    def people(self) -> list[object]:
        return [self.house.officer.officer_id, self.house.president.officer_id, self.house.moment]

    def tries(self, target: State, closed_by: str = "", *, grounded: bool, keep: bool = False) -> Tried:
        self.turn += 1
        with connection.cursor() as cursor:
            cursor.execute(
                "select source, under_end, accepted from pg_temp.try_move(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [self.case.pk, str(target), closed_by, grounded, keep, *self.people, self.turn],
            )
            source, under_end, accepted = cursor.fetchone()
        return Tried(State(source), under_end, target, closed_by, grounded, accepted)

    def brought(self, *path: State) -> "Walker":
        """The case goes this way, each move with its ground."""
        for state in path:
            made = self.tries(state, "terminated" if state is State.CLOSED else "", grounded=True, keep=True)
            assert made.accepted, made
        return self


_PATHS = {
    "filed": (),
    "notified": (State.NOTIFIED,),
    "paying": (State.PAYING,),
    "suspended": (State.SUSPENDED,),
    "stayed": (State.STAYED,),
    "settling": (State.SETTLING,),
    "entrusted": (State.ENTRUSTED,),
    "insolvency": (State.NOTIFIED, State.INSOLVENCY),
    "round_ended": (State.NOTIFIED, State.ROUND_ENDED),
    "paying under an end": (State.NOTIFIED, State.ROUND_ENDED, State.PAYING),
    "closed": (State.CLOSED,),
}


@pytest.fixture
def walker(own: CourtHouse) -> Walker:
    own.president  # noqa: B018 appointed before anybody walks
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    with connection.cursor() as cursor:
        cursor.execute(SQL)
    return Walker(own, case)


def test_from_every_state_the_database_allows_what_the_table_allows_and_refuses_all_else(own: CourtHouse) -> None:
    own.president  # noqa: B018
    with connection.cursor() as cursor:
        cursor.execute(SQL)
    tried = []
    for path in _PATHS.values():
        walker = Walker(own, own.file(item("1", 1_000_000, "洪春生", "黎明华"))).brought(*path)
        for target, closed_by in OUTCOMES:
            for grounded in (True, False):
                one = walker.tries(target, closed_by, grounded=grounded)
                tried += [] if one.source == target else [one]

    assert {one.source for one in tried} == set(State)
    assert [one for one in tried if one.accepted != one.lawful] == []
    assert sum(one.accepted for one in tried) > 60


def test_a_random_walk_never_reaches_what_the_table_forbids(walker: Walker) -> None:
    walked = []
    for first in range(0, STEPS, STRETCH):
        with connection.cursor() as cursor:
            cursor.execute(
                "select source, under_end, target, closed_by, grounded, accepted, times from pg_temp.walk"
                "(%s, %s, %s, %s, %s, %s)",
                [walker.case.pk, min(STRETCH, STEPS - first), first / STEPS, *walker.people],
            )
            walked += [(Tried(State(s), u, State(t), c, g, a), times) for s, u, t, c, g, a, times in cursor.fetchall()]
        walker.case = walker.house.file(item("1", 1_000_000, "洪春生", "黎明华"))

    assert sum(times for _, times in walked) > STEPS * 0.8
    assert {one.source for one, _ in walked} == set(State) - {State.CLOSED}
    assert [one for one, _ in walked if one.accepted != one.lawful] == []
