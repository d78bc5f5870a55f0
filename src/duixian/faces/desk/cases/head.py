"""The head of a case's page: the same above every tab."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from duixian.base.money import Fen
from duixian.domain.cases.models import Case, Node, Party
from duixian.domain.courts.models import Officer
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.selectors import CaseMoney
from duixian.faces.desk.lights import OPENING, Light, of_node
from duixian.faces.desk.workbench import deadlines


@dataclass(frozen=True, slots=True)
class Step:
    """A node and its light of the day."""

    node: Node
    light: Light


@dataclass(frozen=True, slots=True)
class Head:
    """What is shown above every tab. `remaining_fen` is claim less identified receipts, without interest."""

    case: Case
    parties: tuple[Party, ...]
    steps: tuple[Step, ...]
    money: CaseMoney

    @property
    def remaining_fen(self) -> Fen:
        """The claim as filed less what arrived, at least nothing; interest since filing is on the debt page."""
        return max(0, self.case.claim_fen - self.money.received)

    @property
    def by_role(self) -> list[tuple[str, list[Party]]]:
        """Parties under the label of their role, applicants first."""
        grouped: dict[str, list[Party]] = defaultdict(list)
        for party in self.parties:
            grouped[party.get_role_display()].append(party)
        return list(grouped.items())

    @property
    def line(self) -> tuple[Step, ...]:
        """The steps of the node line: what was done and what is open, without what fell away."""
        return tuple(step for step in self.steps if not step.node.cancelled)

    @property
    def next_step(self) -> Step | None:
        """The open limit that comes first."""
        return next((step for step in self.steps if _waits(step.node)), None)


def _waits(node: Node) -> bool:
    return node.done_on is None and not node.cancelled and node.rule not in OPENING


def of_case(officer: Officer, pk: int, *, on: date) -> Head:
    """The head of a case the officer may see; anything else does not exist for the officer (404)."""
    case = Case.objects.select_related("court", "officer").filter(pk=pk).first()
    if case is None:
        raise Http404
    warn = deadlines.warn_days(officer, on=on)
    nodes = list(Node.objects.filter(case=case).order_by("due_on", "id"))
    return Head(
        case,
        tuple(Party.objects.filter(case=case).select_related("person").order_by("role", "position")),
        tuple(Step(node, of_node(node, state=case.state, on=on, warn_days=warn)) for node in nodes),
        funds.money_of([case.pk])[case.pk],
    )
