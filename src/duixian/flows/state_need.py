"""State what a case may hold. The need may rise and fall; what is above it is released in the same transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.count_need import Ceiling, Cost, Need, Part, expected_day, need_of
from duixian.flows.release_excess import costs_of, let_go_excess, write_down

__all__ = ["Ceiling", "Cost", "Need", "Part", "expected_day", "need_of", "state"]


def state(
    *,
    acting: Acting,
    case: Case,
    on: date,
    now: datetime,
    costs: Sequence[Cost] | None = None,
    expected_on: date | None = None,
) -> Need:
    """Count the need of a case and keep it. `costs` None: those stated before stand; `expected_on` None: the court's
    horizon. Raises `Refused` for a closed case, `BadInput` for an expected day gone by, a cost without a sum or basis,
    or a title that cannot be computed with."""
    require(acting, "control.state_need", of_court=case.court_id)
    _refuse_unusable(on, expected_on, costs or ())
    with transaction.atomic():
        trail.take_turn(case.court_id)
        case = Case.objects.select_related("court", "title").get(pk=case.pk)
        if case.state == CaseState.CLOSED:
            raise Refused(
                Fault(
                    "need.closed", "案件已结案，不再控制财产", "如需继续执行请先恢复", field="案号", value=case.number
                )
            )
        stated = costs_of(case) if costs is None else costs
        need = need_of(case, on=on, expected_on=expected_on, costs=stated)
        write_down(acting=acting, need=need, now=now)
        let_go_excess(case=case, on=on, now=now)
    return need


def _refuse_unusable(on: date, expected_on: date | None, costs: Sequence[Cost]) -> None:
    faults = []
    if expected_on is not None and expected_on < on:
        faults.append(
            Fault(
                "need.expected_past",
                "预计受偿日早于今天",
                "请填写今天或以后的日期",
                "预计受偿日",
                expected_on.isoformat(),
            )
        )
    for cost in costs:
        if cost.amount <= 0 or not cost.label.strip() or not cost.basis.strip():
            faults.append(
                Fault("need.cost", "费用须写明名目、大于零的金额和依据", "请补全后重试", field="费用", value=cost.label)
            )
    if faults:
        raise BadInput.of(faults)
