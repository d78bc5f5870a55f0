"""Writing what is asked and answered about the lists: requests, corrections, exemptions, promises, certificates."""

from datetime import datetime
from typing import Any, TypeVar

from duixian.base.faults import Fault, Refused
from duixian.domain.lists.models import (
    Certificate,
    CorrectionRequest,
    CreditCommitment,
    Exemption,
    LiftRequest,
    LimitBreach,
    ListingRequest,
    ListNotice,
)
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

Row = TypeVar(
    "Row",
    Certificate,
    CorrectionRequest,
    CreditCommitment,
    Exemption,
    LiftRequest,
    LimitBreach,
    ListNotice,
    ListingRequest,
)


def keep(*, acting: Acting, row: Row, act: str, case_id: int, now: datetime, ground: str = "") -> Row:
    """Keep a new row with its entry in the trail."""
    trail.take_turn(row.court_id)
    row.save(force_insert=True)
    _record(acting, row, act, case_id, now, ground)
    return row


def settle(
    *,
    acting: Acting,
    row: Row,
    act: str,
    case_id: int,
    now: datetime,
    ground: str = "",
    only_if: dict[str, Any] | None = None,
    **changes: Any,
) -> Row:
    """Change a row from the state it is expected in. Raises `Refused` when somebody was faster."""
    trail.take_turn(row.court_id)
    if not type(row).objects.filter(pk=row.pk, **(only_if or {})).update(**changes):
        raise Refused(Fault("list.settled", "该事项已经办理", "请刷新后查看"))
    row.refresh_from_db()
    _record(acting, row, act, case_id, now, ground)
    return row


def _record(acting: Acting, row: Row, act: str, case_id: int, now: datetime, ground: str) -> None:
    state = getattr(row, "state", "")
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=ground[:200],
        subject=f"case:{case_id}",
        payload={"of": f"{type(row).__name__.lower()}:{row.pk}", "state": str(state)},
    )
