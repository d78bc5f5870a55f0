"""Many rounds in one act: proposed, or signed, each in a savepoint of its own, with a result per row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Approval, Case
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.approve import approve
from duixian.flows.end_round.end import propose


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one case: its approval, or every reason why not."""

    case_id: int
    number: str
    approval: Approval | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.approval is not None


def end_rounds(*, acting: Acting, cases: Sequence[Case], on: date, now: datetime) -> list[RowResult]:
    """Propose the end of many rounds; what cannot be proposed is told with its reasons, and the others go on."""
    return _each(acting, cases, lambda case: propose(acting=acting, case=case, on=on, now=now))


def sign_ends(
    *, acting: Acting, approvals: Sequence[Approval], on: date, now: datetime, note: str = ""
) -> list[RowResult]:
    """Sign many proposals; each ends its round on the evidence of this day, or says what has come up."""
    by_case = {one.case_id: one for one in approvals}
    return _each(
        acting,
        [one.case for one in approvals],
        lambda case: approve(acting=acting, approval=by_case[case.pk], approved=True, note=note, on=on, now=now),
    )


def _each(acting: Acting, cases: Sequence[Case], act: Callable[[Case], Approval]) -> list[RowResult]:
    rows = []
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        for case in cases:
            try:
                with transaction.atomic():
                    rows.append(RowResult(case.pk, case.number, approval=act(case)))
            except Refused as refused:
                rows.append(RowResult(case.pk, case.number, faults=refused.reasons))
            except BadInput as bad:
                rows.append(RowResult(case.pk, case.number, faults=bad.faults))
    return rows
