"""Time limits of a demo court: each pair of a rule and a day is counted once, for however many cases it is the same."""

from collections.abc import Mapping
from datetime import date

from duixian.base.days import add_months_clipped
from duixian.domain.cases.rounds import REQUERY_NODE
from duixian.domain.cases.services.course import NodeIn
from duixian.law import calendar, periods


class Deadlines:
    """The nodes of a court under the values it has set for itself."""

    def __init__(self, own: Mapping[str, periods.Limit]) -> None:
        self.own = own
        self.counted: dict[tuple[str, date], NodeIn] = {}

    def node(self, rule: str, since: date) -> NodeIn:
        """The node of a rule from a day."""
        found = self.counted.get((rule, since))
        if found is None:
            counted = periods.deadline(
                periods.rule(rule), since, calendar=calendar.national(), court_override=self.own.get(rule)
            )
            found = NodeIn(
                rule=rule,
                title=counted.rule.title,
                basis=str(counted.rule.citation),
                started_on=since,
                due_on=counted.day,
                explanation=(*counted.steps, *counted.notes),
            )
            self.counted[rule, since] = found
        return found


def searched_since(ended: date, *, on: date) -> date:
    """The start of the half-year after an end that runs on the day of looking: the searches of those before it were
    made before the court came to this program, and are not on its books."""
    months = periods.rule(REQUERY_NODE).limit.amount
    past = 0
    while add_months_clipped(ended, (past + 1) * months) < on:
        past += 1
    return add_months_clipped(ended, past * months)
