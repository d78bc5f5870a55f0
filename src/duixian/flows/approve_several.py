"""Sign several proposals at once: each in a savepoint of its own, so that one the law refuses holds up no other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Approval
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.approve import approve


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of one proposal; `faults` empty when it was decided."""

    approval: Approval
    faults: tuple[Fault, ...] = ()


def approve_several(
    *, acting: Acting, approvals: Iterable[Approval], approved: bool, note: str, on: date, now: datetime
) -> list[Signed]:
    """Decide proposals of one court, in the order given. What cannot be signed is said row by row and changes
    nothing."""
    rows = list(approvals)
    done: list[Signed] = []
    with transaction.atomic():
        for court_id in sorted({row.court_id for row in rows}):
            trail.take_turn(court_id)
        for row in rows:
            try:
                with transaction.atomic():
                    done.append(
                        Signed(approve(acting=acting, approval=row, approved=approved, note=note, on=on, now=now))
                    )
            except Refused as refusal:
                done.append(Signed(row, refusal.reasons))
            except BadInput as bad:
                done.append(Signed(row, tuple(bad.faults)))
    return done
