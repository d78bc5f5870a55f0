"""One case of the scene as it goes on, and how its turns are taken: what is refused is told, never passed over."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.measures.models import Measure
from duixian.domain.parties.models import Person
from duixian.testing.scenes.hundred_days.courts import Bench, Province
from duixian.worlds.hundred_days import Life, Turn


@dataclass
class Dossier:
    """A life and what came of it so far: its case, its last measure, the settlement, objection … of its own, by id (0:
    none yet); the case another court took up; whether money of it came to the bank today."""

    life: Life
    bench: Bench
    case_id: int = 0
    measure_id: int = 0
    matter_id: int = 0
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
    """What was done, what was refused and with which codes, over the whole scene."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    forbidden_tried: int = 0
    forbidden_refused: int = 0


Act = Callable[[Province, Dossier, Turn], str | None]
"""Takes a turn in the scope of the court; returns what was left undone and why, None where it was done."""


def take(act: Act, province: Province, dossier: Dossier, turn: Turn, tally: Tally) -> None:
    """One turn in a transaction of its own. What the law refuses is counted under its codes."""

    def scoped() -> str | None:
        with dossier.bench.scope():
            return act(province, dossier, turn)

    _counted(scoped, turn, tally)


def take_between(act: Act, province: Province, dossier: Dossier, turn: Turn, tally: Tally) -> None:
    """The same for a turn that acts in several courts, each in a scope it opens itself."""
    _counted(lambda: act(province, dossier, turn), turn, tally)


def _counted(doing: Callable[[], str | None], turn: Turn, tally: Tally) -> None:
    try:
        left = doing()
    except (Refused, BadInput) as refusal:
        faults = refusal.reasons if isinstance(refusal, Refused) else refusal.faults
        tally.refused[turn.what.value, faults[0].code] += 1
        return
    if left:
        tally.refused[turn.what.value, left] += 1
    else:
        tally.done[turn.what.value] += 1


def must_refuse(tally: Tally, doing: Callable[[], object]) -> None:
    """Try what the law forbids, in a savepoint of its own; whether it was refused is counted and checked at the end."""
    tally.forbidden_tried += 1
    try:
        with transaction.atomic():
            doing()
            raise _WentThroughError
    except Refused:
        tally.forbidden_refused += 1
    except _WentThroughError:
        pass


class _WentThroughError(Exception):
    """What is forbidden was done: it is undone with its savepoint, and missed in the count."""


__all__ = ["Act", "Dossier", "Tally", "must_refuse", "take", "take_between"]
