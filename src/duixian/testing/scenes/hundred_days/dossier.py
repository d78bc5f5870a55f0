"""One case of the scene as it goes on, and how its turns are taken: what is refused is never passed over."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.measures.models import Measure
from duixian.domain.parties.models import Person
from duixian.domain.trail.models import Entry
from duixian.testing.scenes.hundred_days.courts import Bench, Province
from duixian.worlds.hundred_days import UNLAWFUL, Life, Turn


@dataclass
class Dossier:
    """A life and what came of it so far: its case, its last measure, the settlement, objection … of its own, by id (0:
    none yet); the task and the case (by a dossier of its own) that another court took up; whether money of it came to
    the bank today."""

    life: Life
    bench: Bench
    case_id: int = 0
    measure_id: int = 0
    matter_id: int = 0
    taken_id: int = 0
    taker: "Dossier | None" = None
    paying: bool = False

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.bench.case(self.case_id)

    @property
    def debtor(self) -> Person:
        """The debtor the title names."""
        return self._party(CaseRole.DEBTOR)

    @property
    def applicant(self) -> Person:
        """The applicant."""
        return self._party(CaseRole.APPLICANT)

    def measure(self) -> Measure:
        """The measure of the last proposal. Raises `Refused` where there was none."""
        if not self.measure_id:
            raise Refused(Fault("scene.no_measure", "没有呈批过措施", "此前的呈批未通过"))
        return Measure.objects.select_related("case__court", "case__officer", "case__title", "person").get(
            pk=self.measure_id
        )

    def _party(self, role: CaseRole) -> Person:
        return self.case.parties.filter(role=role).select_related("person").order_by("position", "pk")[0].person


@dataclass
class Tally:
    """What was done; what was refused or left undone though the story did not say so; how often each unlawful thing
    was tried, and how often it was refused with the fault it must be refused with, leaving nothing behind. Over the
    whole scene."""

    done: Counter[str] = field(default_factory=Counter)
    unforeseen: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def fail(self, what: str, why: str) -> None:
        """Something the story wants done was not done."""
        self.unforeseen[f"{what}：{why}"] += 1


Act = Callable[[Province, Dossier, Turn], str | None]
"""Takes a turn in the scope of the court; returns what was left undone and why, None where it was done."""

Attempt = Callable[[Dossier], Callable[[], object]]
"""Prepares something unlawful in the scope of the court; returns what must be refused."""


def take(act: Act, province: Province, dossier: Dossier, turn: Turn, tally: Tally) -> None:
    """One turn in a transaction of its own. What is refused is counted as a failure of the scene."""

    def scoped() -> str | None:
        with dossier.bench.scope():
            return act(province, dossier, turn)

    _counted(scoped, dossier, turn, tally)


def take_between(act: Act, province: Province, dossier: Dossier, turn: Turn, tally: Tally) -> None:
    """The same for a turn that acts in several courts, each in a scope it opens itself."""
    _counted(lambda: act(province, dossier, turn), dossier, turn, tally)


def _counted(doing: Callable[[], str | None], dossier: Dossier, turn: Turn, tally: Tally) -> None:
    try:
        left = doing()
    except (Refused, BadInput) as refusal:
        left = faults_of(refusal)[0].code
    if left:
        tally.fail(f"{dossier.life.fate}/{turn.what}", left)
    else:
        tally.done[turn.what.value] += 1


def faults_of(refusal: Refused | BadInput) -> tuple[Fault, ...]:
    """Why."""
    return refusal.reasons if isinstance(refusal, Refused) else refusal.faults


def attempt(trying: Attempt, dossier: Dossier, turn: Turn, tally: Tally) -> None:
    """Try what the law forbids, in a transaction of its own."""
    with dossier.bench.scope():
        try:
            must_refuse(tally, turn.ground, dossier.bench, trying(dossier))
        except (Refused, BadInput) as refusal:  # it was not even possible to prepare it
            tally.fail(f"{dossier.life.fate}/{turn.ground}", faults_of(refusal)[0].code)


def must_refuse(tally: Tally, name: str, bench: Bench, doing: Callable[[], object]) -> None:
    """Try it in the caller's scope: the fault that is due must come back, and nothing may be written. Whatever was
    written all the same is undone."""
    tally.tried[name] += 1
    before = _written(bench)
    try:
        with transaction.atomic():
            try:
                doing()
            except (Refused, BadInput) as refusal:
                codes = {fault.code for fault in faults_of(refusal)}
                if UNLAWFUL[name] not in codes:
                    tally.fail(name, "、".join(sorted(codes)))
                elif _written(bench) != before:
                    tally.fail(name, "已留下记录")
                else:
                    tally.refused[name] += 1
            else:
                tally.fail(name, "未被拒绝")
            raise _UndoneError
    except _UndoneError:
        pass


def _written(bench: Bench) -> int | None:
    """The last line of the court's trail: every act leaves one."""
    lines = Entry.objects.filter(court_id=bench.court.pk).order_by("-seq")
    return lines.values_list("seq", flat=True).first()


class _UndoneError(Exception):
    """Rolls a savepoint back."""


__all__ = ["Act", "Attempt", "Dossier", "Tally", "attempt", "faults_of", "must_refuse", "take", "take_between"]
