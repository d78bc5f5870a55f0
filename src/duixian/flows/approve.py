"""The one queue of approvals: sign or decline, and what follows at once, in one transaction.

What a signature sets going is a function of the flow that proposed the act; `_FOLLOWS` is the list of them.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import transaction

from duixian.domain.cases.models import Approval
from duixian.domain.cases.services import approvals
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

Follow = Callable[..., None]
"""Called with `approval=`, `acting=`, `on=`, `now=` after the signature or the refusal; `approval.state` says which."""

_FOLLOWS: Mapping[str, Follow] = {}


def approve(*, acting: Acting, approval: Approval, approved: bool, note: str = "", on: date, now: datetime) -> Approval:
    """Decide a proposal and carry out what follows. Raises `Refused`: see `approvals.decide`, and whatever the
    act itself refuses; then nothing is signed."""
    with transaction.atomic():
        trail.take_turn(approval.court_id)
        decided = approvals.decide(acting=acting, approval=approval, approved=approved, note=note, now=now)
        _FOLLOWS[decided.act](approval=decided, acting=acting, on=on, now=now)
    return decided
