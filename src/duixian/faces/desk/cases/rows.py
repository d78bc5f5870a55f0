"""The rows of the case list: what the eye needs of a case, for a page of them, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from duixian.domain.cases.models import Case, CaseRole, Node, Party
from duixian.domain.funds.models import Receipt
from duixian.faces.desk.lights import OPENING, Light, of_node


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. `received_fen`: identified receipts; `node`: the open time limit that comes first."""

    case: Case
    applicants: tuple[str, ...]
    debtors: tuple[str, ...]
    received_fen: int
    node: Node | None
    light: Light | None


def of_cases(cases: Sequence[Case], *, on: date, warn: int) -> list[CaseRow]:
    """Rows in the order given; three statements however many cases."""
    keys = [case.pk for case in cases]
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    for case_id, role, label in (
        Party.objects.filter(case_id__in=keys).order_by("position").values_list("case_id", "role", "label")
    ):
        names[case_id, role].append(label)
    received = dict(
        Receipt.objects.filter(case_id__in=keys)
        .values("case_id")
        .annotate(fen=Sum("amount_fen"))
        .order_by()
        .values_list("case_id", "fen")
    )
    first = {
        node.case_id: node
        for node in Node.objects.filter(case_id__in=keys, done_on__isnull=True, cancelled=False)
        .exclude(rule__in=OPENING)
        .order_by("case_id", "due_on", "id")
        .distinct("case_id")
        .defer("explanation")
    }
    return [
        CaseRow(
            case,
            tuple(names[case.pk, CaseRole.APPLICANT]),
            tuple(names[case.pk, CaseRole.DEBTOR]),
            received.get(case.pk, 0),
            first.get(case.pk),
            _light(case, first.get(case.pk), on, warn),
        )
        for case in cases
    ]


def _light(case: Case, node: Node | None, on: date, warn: int) -> Light | None:
    if node is None:
        return None
    return of_node(node, state=case.state, on=on, warn_days=warn)
