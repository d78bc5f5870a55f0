"""Where a case stands, in words: whose turn it is, why it is where it is, what may be done next and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Officer
from duixian.faces.desk.lights import Light, Tone
from duixian.faces.desk.workbench import deadlines
from duixian.faces.desk.workbench.steps import Way, way_of
from duixian.flows.standing import Stood, standing_of, standings
from duixian.law.procedure.steps import Step
from duixian.law.procedure.turn import Whose

WHOSE: Mapping[Whose, str] = {
    Whose.COURT: gettext_noop("法院（承办人）"),
    Whose.CHIEF: gettext_noop("执行局长"),
    Whose.PRESIDENT: gettext_noop("院长"),
    Whose.DEBTOR: gettext_noop("被执行人"),
    Whose.APPLICANT: gettext_noop("申请执行人"),
    Whose.AGENCY: gettext_noop("协助单位"),
    Whose.BANK: gettext_noop("银行"),
    Whose.OTHER_COURT: gettext_noop("其他法院"),
    Whose.NOBODY: gettext_noop("无人"),
}
SHOWN = 5
"""Steps shown at once; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step as it is shown: its light, if it has a day, and where it is taken; no way for who only reads."""

    step: Step
    light: Light | None
    way: Way | None


@dataclass(frozen=True, slots=True)
class Stands:
    """A case and its next steps, best first. `waits`: days since it is the turn of whoever has it."""

    stood: Stood
    whose: str
    waits: int
    steps: tuple[NextStep, ...]

    @property
    def first(self) -> tuple[NextStep, ...]:
        """The steps shown at once."""
        return self.steps[:SHOWN]

    @property
    def others(self) -> tuple[NextStep, ...]:
        """The rest."""
        return self.steps[SHOWN:]

    @property
    def best(self) -> NextStep | None:
        """The step that comes first."""
        return self.steps[0] if self.steps else None


def of_case(officer: Officer, case: Case, *, on: date) -> Stands:
    """One case, for the head of its page."""
    return _shown(officer, standing_of(case, on=on), on=on)


def of_cases(officer: Officer, cases: Iterable[Case], *, on: date) -> list[Stands]:
    """A page of cases, in the order given."""
    known = list(cases)
    found = standings(known, on=on)
    return [_shown(officer, found[case.pk], on=on) for case in known]


def _shown(officer: Officer, stood: Stood, *, on: date) -> Stands:
    own = stood.case.court_id == officer.court_id
    warn = deadlines.warn_days(officer, on=on)
    steps = tuple(
        NextStep(
            step,
            light_of_day(step.due, on=on, warn=warn) if step.due else None,
            way_of(step, case_id=stood.case.pk) if own else None,
        )
        for step in stood.steps
    )
    return Stands(stood, _(WHOSE[stood.turn.whose]), max(0, (on - stood.turn.since).days), steps)


def light_of_day(due: date, *, on: date, warn: int) -> Light:
    """The light of something that is due on a day, as seen on another."""
    left = (due - on).days
    if left < 0:
        return Light(Tone.RED, _("超期 {days} 天").format(days=-left))
    if left == 0:
        return Light(Tone.YELLOW, _("今日到期"))
    return Light(Tone.YELLOW if left <= warn else Tone.GREEN, _("剩 {days} 天").format(days=left))
