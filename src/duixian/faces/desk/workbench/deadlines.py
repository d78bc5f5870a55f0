"""Open nodes with a legal time limit: whose they are, how many are due, in which order."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from duixian.domain.cases.models import Case, CaseState, Node
from duixian.domain.cases.selectors import WARNING_DAYS
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Officer, Role
from duixian.faces.desk.lights import AFTER_END, HALTED, OPENING

WARN_DAYS_KEY = "desk.warn_days"
"""Setting of a court: how many days before a limit its light turns yellow (practice, not law)."""
BELL_CAP = 99

WHOLE_COURT = frozenset({Role.CHIEF, Role.PRESIDENT, Role.INSPECTOR, Role.ADMIN, Role.REGISTRY})
"""Who watches over all cases of the court."""


class Due(StrEnum):
    """The lists the number cards open."""

    ALL = "all"  # 待办
    SOON = "soon"  # 预警
    OVERDUE = "overdue"  # 超期
    TODAY = "today"  # 今日


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many nodes are open, and of these how many are overdue, due today, due within the warning days."""

    all: int
    soon: int
    overdue: int
    today: int


def warn_days(officer: Officer, *, on: date) -> int:
    """How many days before a limit the officer's court wants to be warned; asked of the database once a request.

    The answer is kept on the officer's object, which lives as long as its request.
    """
    kept: dict[date, int] = officer.__dict__.setdefault("_desk_warn_days", {})
    if on not in kept:
        own = courts.setting(court_id=officer.court_id, key=WARN_DAYS_KEY, on=on, default=WARNING_DAYS)
        kept[on] = int(own)
    return kept[on]


def of_officer(officer: Officer) -> QuerySet[Node]:
    """Open nodes that are this officer's to watch: of the own cases, or of the whole court for those who lead it."""
    rows = Node.objects.filter(court_id=officer.court_id, done_on__isnull=True, cancelled=False)
    rows = rows.exclude(rule__in=OPENING)
    if not WHOLE_COURT & set(officer.roles):
        halted_own = Q(case__state__in=HALTED) & ~Q(case__state=CaseState.ROUND_ENDED, rule__in=AFTER_END)
        return rows.filter(case__officer_id=officer.pk).exclude(halted_own)
    # a closed case has no open node (closing cancels them), so the few halted cases are taken out by their own index:
    # half the time of joining every open node with its case
    halted = Case.objects.filter(
        court_id=officer.court_id, state__in=[state for state in HALTED if state != CaseState.CLOSED]
    )
    return rows.exclude(Q(case_id__in=halted.values("pk")) & ~Q(rule__in=AFTER_END))


def narrowed(rows: QuerySet[Node], due: Due, *, on: date, warn: int) -> QuerySet[Node]:
    """The rows of one list; `soon` reaches from today to `warn` days ahead."""
    return rows.filter(_condition(due, on, warn))


def count(officer: Officer, *, on: date) -> DueCount:
    """The numbers of the four cards, in one statement (and one for the court's setting)."""
    warn = warn_days(officer, on=on)
    found = of_officer(officer).aggregate(
        **{due.value: Count("pk", filter=_condition(due, on, warn)) for due in Due},
    )
    return DueCount(**found)


def pressing(officer: Officer, *, on: date) -> int:
    """The number at the bell: overdue or due within the warning days, counted up to BELL_CAP + 1.

    It stands on every page, so it must not grow with the court: a count that stops early.
    """
    last = on + timedelta(days=warn_days(officer, on=on))
    return of_officer(officer).filter(due_on__lte=last)[: BELL_CAP + 1].count()


def _condition(due: Due, on: date, warn: int) -> Q:
    match due:
        case Due.ALL:
            return Q(pk__isnull=False)
        case Due.OVERDUE:
            return Q(due_on__lt=on)
        case Due.TODAY:
            return Q(due_on=on)
        case Due.SOON:
            return Q(due_on__gte=on, due_on__lte=on + timedelta(days=warn))
