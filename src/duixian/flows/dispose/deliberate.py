"""The panel fixes the terms of a round: each of its members for himself, on the same terms (网拍规定 27)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import Disposal
from duixian.domain.disposal.services import disposals
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import Notified, RoundKind, RoundTerms, is_panel

BASIS = "《网络司法拍卖规定》第二十七条"


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
                    "said": _said(terms),
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
    whole = is_panel(len(members), on=terms.published_on)
    return tuple(sorted(members)), max(members.values()) if whole else None


@dataclass(slots=True)
class Proposal:
    """Terms somebody put before the panel, and who agreed to them so far. `digest` names them."""

    digest: str
    terms: RoundTerms
    members: dict[str, date] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether a panel has decided them."""
        return is_panel(len(self.members), on=self.terms.published_on)


def proposals(disposal: Disposal) -> list[Proposal]:
    """What lies before the panel where the disposal stands, the newest first. Two queries."""
    found: dict[str, Proposal] = {}
    for step in selectors.steps_since_repricing(disposal).filter(act="panel", target=disposal.state).order_by("pk"):
        if "said" in step.data:
            one = found.setdefault(step.data["terms"], Proposal(step.data["terms"], _terms(step.data["said"])))
            one.members[step.who] = step.on
    return list(reversed(found.values()))


def proposal(disposal: Disposal, digest: str) -> Proposal:
    """The proposal of this name. Raises `Refused` where none such lies before the panel."""
    for one in proposals(disposal):
        if one.digest == digest:
            return one
    raise Refused(Fault("panel.unknown", "没有这份竞价条件", "请刷新后查看", field="合议庭"))


def _said(terms: RoundTerms) -> dict[str, Any]:
    return {
        "kind": terms.kind.value,
        "thing": terms.thing.value,
        "platform": terms.platform,
        "start": terms.start,
        "increment": terms.increment,
        "deposit": terms.deposit,
        "published_on": terms.published_on.isoformat(),
        "opens_at": terms.opens_at.isoformat(),
        "ends_at": terms.ends_at.isoformat(),
        "payment_days": terms.payment_days,
        "leader_may_raise": terms.leader_may_raise,
        "whole_steps": terms.whole_steps,
        "preemptors": [one.name for one in terms.notified if one.preemptor],
    }


def _terms(said: Mapping[str, Any]) -> RoundTerms:
    return RoundTerms(
        kind=RoundKind(said["kind"]),
        thing=HoldingKind(said["thing"]),
        platform=said["platform"],
        start=said["start"],
        increment=said["increment"],
        deposit=said["deposit"],
        published_on=date.fromisoformat(said["published_on"]),
        opens_at=datetime.fromisoformat(said["opens_at"]),
        ends_at=datetime.fromisoformat(said["ends_at"]),
        notified=tuple(Notified(name, preemptor=True) for name in said["preemptors"]),
        payment_days=said["payment_days"],
        leader_may_raise=said["leader_may_raise"],
        whole_steps=said["whole_steps"],
    )
