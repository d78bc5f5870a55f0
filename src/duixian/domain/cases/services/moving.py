"""Moving a row of a proceeding along its table, by a verdict: one conditional update and one entry of the trail."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from duixian.base.faults import Fault, Refused
from duixian.base.procedure import Allowed
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

Row = TypeVar("Row", bound=Model)


def advance(row: Row, *, acting: Acting, act: str, verdict: Allowed, subject: str, now: datetime, **fields: Any) -> Row:
    """Carry out what the table allowed, with the fields that go with it. Raises `Refused` if the row moved meanwhile.

    `act` is what the trail calls it ("objection.rule"), `subject` whom it is about ("case:12").
    """
    kept: Any = row
    trail.take_turn(acting.court_id)
    manager = type(kept)._default_manager
    changed = manager.filter(pk=kept.pk, state=kept.state).update(state=str(verdict.target), **fields)
    if not changed:
        raise Refused(Fault("proceeding.moved_on", "该事项已被他人办理", "请刷新后查看", field="事项"))
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=verdict.basis,
        subject=subject,
        payload={"row": kept.pk, "from": kept.state, "to": str(verdict.target)},
    )
    kept.refresh_from_db()
    return row
