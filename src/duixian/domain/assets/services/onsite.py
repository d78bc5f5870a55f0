"""Writing acts on the spot: drafted, approved by another, carried out by two officers, or taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.domain.assets.models import Control, OnSiteAct
from duixian.domain.assets.services.refusals import refusing
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

State = OnSiteAct.State
Kind = OnSiteAct.Kind


@dataclass(frozen=True, slots=True)
class Visit:
    """What was done on the spot, and by whom: `officers` are two of the court, by their names to log in; `present` the
    debtor or a grown relative, or a witness; `found` the list as it was drawn up; `photographs` and `record` SHA-256 in
    hex (民诉法 256; 查封规定 10)."""

    on: date
    officers: tuple[str, str]
    record: str
    present: str = ""
    custodian: str = ""
    found: Sequence[Mapping[str, Any]] = ()
    photographs: Sequence[str] = ()


def make_out(
    *,
    acting: Acting,
    control: Control,
    act: Kind,
    ground: str,
    now: datetime,
    until: date | None = None,
    inventory: Sequence[Mapping[str, Any]] = (),
    automatic: bool = False,
) -> OnSiteAct:
    """Draft an act on a controlled thing. A release of what is not needed (`automatic`) waits for nobody's approval.
    Raises `Refused` while one of the same kind is open."""
    if not (automatic and act is Kind.RELEASE):
        require(acting, "control.propose", of_court=control.court_id)
    trail.take_turn(control.court_id)
    with refusing():
        row = OnSiteAct.objects.create(
            court_id=control.court_id,
            case_id=control.case_id,
            asset_id=control.asset_id,
            control=control,
            act=act,
            state=State.APPROVED if automatic else State.DRAFT,
            ground=ground.strip()[:200],
            until=until,
            inventory=list(inventory),
            automatic=automatic,
            made_by=acting.code,
            made_at=now,
        )
    _note(acting, row, f"on_site.{act}", now, {"until": str(until or ""), "things": len(row.inventory)})
    return row


def approve(*, acting: Acting, act: OnSiteAct, now: datetime) -> OnSiteAct:
    """Another person approves. Raises `Refused` for one's own draft, and for what is no draft."""
    require(acting, "control.approve", of_court=act.court_id)
    if act.made_by == acting.code:
        raise Refused(
            Fault("on_site.own", "不能审批自己拟定的现场事项", "请由另一名有审批权的人员办理", field="现场办理")
        )
    return _move(acting, act, State.APPROVED, "on_site.approve", now, approved_by=acting.code, approved_at=now)


def done(*, acting: Acting, act: OnSiteAct, visit: Visit, now: datetime) -> OnSiteAct:
    """Record that it was carried out. Raises `Refused` for one officer, without a record, or unless approved."""
    require(acting, "control.on_site", of_court=act.court_id)
    return _move(acting, act, State.DONE, "on_site.done", now, **_of(visit))


def failed(*, acting: Acting, act: OnSiteAct, visit: Visit, why: str, now: datetime) -> OnSiteAct:
    """Record that the officers were there and it could not be done."""
    require(acting, "control.on_site", of_court=act.court_id)
    return _move(acting, act, State.FAILED, "on_site.failed", now, outcome=why.strip()[:300], **_of(visit))


def cancel(*, acting: Acting, act: OnSiteAct, reason: str, now: datetime) -> OnSiteAct:
    """Take back what was not carried out yet. Raises `Refused` without a reason, and for the release of an excess."""
    require(acting, "control.cancel", of_court=act.court_id)
    if not reason.strip():
        raise Refused(Fault("on_site.cancel_reason", "撤销须写明理由", "请填写理由", field="理由"))
    if act.automatic:
        raise Refused(Fault("control.release_stands", "超标的部分的解除不能撤销", "请现场办理解除", field="现场办理"))
    return _move(acting, act, State.CANCELLED, "on_site.cancel", now, outcome=reason.strip()[:300])


def _of(visit: Visit) -> dict[str, Any]:
    return {
        "carried_out_on": visit.on,
        "first_officer": visit.officers[0].strip(),
        "second_officer": visit.officers[1].strip(),
        "present": visit.present.strip()[:120],
        "custodian": visit.custodian.strip()[:120],
        "found": list(visit.found),
        "photographs": list(visit.photographs),
        "record_sha256": visit.record,
    }


def _move(acting: Acting, act: OnSiteAct, state: State, what: str, now: datetime, **columns: Any) -> OnSiteAct:
    trail.take_turn(act.court_id)
    with refusing():
        OnSiteAct.objects.filter(pk=act.pk).update(state=state, **columns)
    act.refresh_from_db()
    told = {"by": [act.first_officer, act.second_officer], "record": act.record_sha256, "outcome": act.outcome}
    _note(acting, act, what, now, {**told, "photographs": act.photographs})
    return act


def _note(acting: Acting, act: OnSiteAct, what: str, now: datetime, payload: Mapping[str, Any]) -> None:
    trail.record(
        acting=acting,
        act=what,
        now=now,
        ground=act.ground,
        subject=f"case:{act.case_id}",
        payload={"act": act.pk, "kind": act.act, "control": act.control_id, **payload},
    )
