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
from duixian.flows import decide_course, entrust_case, extend_limit
from duixian.flows.end_round import end
from duixian.flows.lists import correct, enter, exempt, limit, repair
from duixian.flows.measures import decide as decide_measure
from duixian.flows.refusal import refer
from duixian.flows.settle import guarantee, resume
from duixian.law.procedure.grounds import NEEDS_GROUND

Follow = Callable[..., None]
"""Called with `approval=`, `acting=`, `on=`, `now=` after the signature or the refusal; `approval.state` says which."""

_FOLLOWS: Mapping[str, Follow] = {
    end.ACT: end.after_signature,
    **{f"course.{act}": decide_course.follow for act in sorted(NEEDS_GROUND)},
    extend_limit.ACT: extend_limit.follow,
    entrust_case.ACT: entrust_case.follow,
    resume.RESUME: resume.follow_resume,
    resume.REFUSE: resume.follow_refuse,
    guarantee.STAY: guarantee.follow_stay,  # a stay of the course of a case, with its guarantee where it has one
    guarantee.CALL: guarantee.follow_call,
    **dict.fromkeys(decide_measure.ACTS, decide_measure.follow),
    limit.LIMIT: limit.follow,
    enter.ENTER: enter.follow,
    enter.EXTEND: enter.follow_extension,
    repair.LIFT: repair.follow_lift,
    repair.COMMIT: repair.follow_commitment,
    exempt.EXEMPT: exempt.follow,
    correct.CORRECT: correct.follow,
    refer.REFER: refer.follow,
}


def approve(*, acting: Acting, approval: Approval, approved: bool, note: str = "", on: date, now: datetime) -> Approval:
    """Decide a proposal and carry out what follows. Raises `Refused`: see `approvals.decide`, and whatever the
    act itself refuses; then nothing is signed."""
    with transaction.atomic():
        trail.take_turn(approval.court_id)
        decided = approvals.decide(acting=acting, approval=approval, approved=approved, note=note, now=now)
        _FOLLOWS[decided.act](approval=decided, acting=acting, on=on, now=now)
    return decided
