"""Reading cases."""

from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from duixian.domain.cases.models import Case, CaseRole, CaseState, Node, Title
from duixian.domain.cases.terms import ordered_of
from duixian.law.obligations import Ordered
from duixian.law.periods import Counting, rules


class Light(StrEnum):
    """How a limit stands on a day; shown with a word and a shape, never by colour alone."""

    GREEN = "green"  # in time
    YELLOW = "yellow"  # due within the warning days
    RED = "red"  # overdue
    GREY = "grey"  # suspended, done or cancelled


WARNING_DAYS = 3

OPENING = tuple(rule.id for rule in rules().values() if rule.counting is Counting.EARLIEST)
"""Rules whose day is the first on which an act is open: nothing is overdue when it has passed."""


def light_of(node: Node, *, on: date, warning_days: int = WARNING_DAYS) -> Light:
    """The light of one node on a day."""
    if node.done_on is not None or node.cancelled:
        return Light.GREY
    if node.rule in OPENING:
        return Light.GREEN if on >= node.due_on else Light.GREY
    if on > node.due_on:
        return Light.RED
    return Light.YELLOW if on >= node.due_on - timedelta(days=warning_days) else Light.GREEN


def found(words: str, *, court_id: int | None = None) -> Q:
    """A condition for cases whose numbers or parties contain `words` (two characters or more), by index; `court_id`
    where the search is within one court, so that a common word costs no more than that court has cases."""
    wanted = "".join(words.split())
    if len(wanted) < 2:
        return Q(search__contains=wanted) if wanted else Q()
    return Q(pk__in=RawSQL("select cases_found(%s, %s::integer)", [wanted, court_id]))


def open_nodes(*, due_until: date | None = None, since: date | None = None) -> QuerySet[Node]:
    """Nodes that wait, soonest first; of all visible courts."""
    nodes = Node.objects.filter(done_on__isnull=True, cancelled=False)
    if due_until is not None:
        nodes = nodes.filter(due_on__lte=due_until)
    if since is not None:
        nodes = nodes.filter(due_on__gte=since)
    return nodes.order_by("due_on", "pk")


def ordered_by(title: Title) -> Ordered:
    """Everything a title orders, as the law's own classes."""
    return ordered_of(
        title.obligations.all(),
        set_off=title.set_off,
        acceleration=title.acceleration,
        doubled_clause=title.doubled_clause,
    )


def open_cases_of_debtor(person_id: int) -> QuerySet[Case]:
    """Cases not closed in which the person is a debtor."""
    return Case.objects.filter(parties__person_id=person_id, parties__role=CaseRole.DEBTOR).exclude(
        state=CaseState.CLOSED
    )
