"""Keeping rows of the library with their entry on the trail, and settling what is expected in a state."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from duixian.base.faults import Fault, Refused
from duixian.domain.refusals.models import RefusalCase
from duixian.domain.refusals.services.guards import refusing
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

Row = TypeVar("Row", bound=Model)


def keep(
    *, acting: Acting, row: Row, refusal: RefusalCase, act: str, now: datetime, ground: str = "", **said: Any
) -> Row:
    """Keep a new row of a case. Raises `Refused` for what the database does not let in."""
    trail.take_turn(refusal.court_id)
    with refusing():
        row.save(force_insert=True)
    note(acting=acting, refusal=refusal, act=act, now=now, ground=ground, row=row.pk, **said)
    return row


def settle(
    *,
    acting: Acting,
    row: Row,
    refusal: RefusalCase,
    act: str,
    now: datetime,
    only_if: Mapping[str, Any],
    ground: str = "",
    **changes: Any,
) -> Row:
    """Change a row from the state it is expected in. Raises `Refused` when somebody was faster."""
    trail.take_turn(refusal.court_id)
    with refusing():
        changed = type(row)._default_manager.filter(pk=row.pk, **only_if).update(**changes)
    if not changed:
        raise Refused(Fault("refusal.settled", "该事项已经办理", "请刷新后查看", field="拒执记录"))
    row.refresh_from_db()
    note(acting=acting, refusal=refusal, act=act, now=now, ground=ground, row=row.pk)
    return row


def note(*, acting: Acting, refusal: RefusalCase, act: str, now: datetime, ground: str = "", **said: Any) -> None:
    """Put an act on the trail of the enforcement case. Never a reporter's name."""
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=ground,
        subject=f"case:{refusal.case_id}",
        payload={"refusal": refusal.pk, **said},
    )
