"""The panel fixes the terms of a round: each of its members for himself, on the same terms (网拍规定 27)."""

import hashlib
import json
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import Disposal
from duixian.domain.disposal.services import disposals
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.disposal import RoundTerms

BASIS = "《网络司法拍卖规定》第二十七条"
MEMBERS = 3
"""A panel has three members at the least, and an odd number (民事诉讼法 40; recalled, not read: status R)."""


def digest_of(terms: RoundTerms) -> str:
    """What the panel decides of a round, as a hash: two sets of terms that differ in it were not decided together."""
    decided = {
        "kind": terms.kind.value,
        "platform": terms.platform,
        "start": terms.start,
        "increment": terms.increment,
        "deposit": terms.deposit,
        "opens_at": terms.opens_at.isoformat(),
        "ends_at": terms.ends_at.isoformat(),
        "payment_days": terms.payment_days,
        "preemptors": sorted(one.name for one in terms.notified if one.preemptor),
    }
    text = json.dumps(decided, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def agree(*, acting: Acting, disposal: Disposal, terms: RoundTerms, on: date, now: datetime) -> int:
    """One member of the panel agrees to the terms; returns how many have. Agreeing twice counts once."""
    require(acting, "disposal.panel", of_court=disposal.court_id)
    if acting.officer_id is None:
        raise Refused(Fault("panel.nobody", "合议须由法官本人表决", "请本人登录后办理", field="合议庭"))
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        digest = digest_of(terms)
        if acting.code not in panel_of(disposal, digest):
            disposals.note(
                acting=acting,
                disposal=disposal,
                act="panel",
                basis=BASIS,
                on=on,
                now=now,
                data={
                    "terms": digest,
                    "start": terms.start,
                    "increment": terms.increment,
                    "deposit": terms.deposit,
                },
            )
        return len(panel_of(disposal, digest))


def panel_of(disposal: Disposal, digest: str) -> dict[str, date]:
    """Who of the court's people agreed to these terms, and when, since the disposal came to where it stands."""
    steps = selectors.steps_since_repricing(disposal).filter(act="panel", data__terms=digest, target=disposal.state)
    staff = set(courts.staff(disposal.court_id).values_list("username", flat=True))
    return {step.who: step.on for step in steps if step.who in staff}


def decided(disposal: Disposal, terms: RoundTerms) -> tuple[tuple[str, ...], date | None]:
    """The panel that decided these terms, and the day on which the last of them agreed; None where it is no panel."""
    members = panel_of(disposal, digest_of(terms))
    whole = len(members) >= MEMBERS and len(members) % 2 == 1
    return tuple(sorted(members)), max(members.values()) if whole else None
