"""Writing what becomes of an outsider's objection to a thing (民诉法 238): who rules has not acted in the case."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.domain.assets.models import Asset, OutsiderObjection
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

_S = OutsiderObjection.State
_GROUND = "民事诉讼法（2023）第二百三十八条"


def enter(
    *, acting: Acting, case: Case, asset: Asset, objector: str, grounds: str, on: date, due_on: date, now: datetime
) -> OutsiderObjection:
    """Take an objection in: from this moment the thing is not disposed of."""
    require(acting, "objection.enter", of_court=case.court_id)
    trail.take_turn(case.court_id)
    objection = OutsiderObjection.objects.create(
        court_id=case.court_id,
        case=case,
        asset=asset,
        objector=objector.strip()[:120],
        grounds=grounds.strip()[:500],
        filed_on=on,
        due_on=due_on,
        entered_by=acting.code,
    )
    _note(acting, objection, "objection.enter", now)
    return objection


def rule(
    *, acting: Acting, objection: OutsiderObjection, upheld: bool, outcome: str, on: date, now: datetime
) -> OutsiderObjection:
    """Rule on it. Raises `Refused` for the officer of the case and whoever entered it (异议复议规定 11)."""
    require(acting, "objection.rule", of_court=objection.court_id)
    if acting.code == objection.entered_by or acting.officer_id == objection.case.officer_id:
        raise Refused(
            Fault(
                "objection.own_case",
                "办理该案执行的人员不得审查异议（异议复议规定第十一条）",
                "请由另一名人员审查",
                field="异议",
            )
        )
    return _move(
        acting,
        objection,
        (_S.FILED,),
        "objection.rule",
        now,
        state=_S.UPHELD if upheld else _S.REJECTED,
        ruled_on=on,
        outcome=outcome.strip()[:300],
        decided_by=acting.code,
    )


def note_service(
    *, acting: Acting, objection: OutsiderObjection, on: date, stops_until: date, now: datetime
) -> OutsiderObjection:
    """The ruling reached everybody: the days to sue run."""
    require(acting, "objection.record", of_court=objection.court_id)
    if objection.served_on is not None:
        raise Refused(Fault("objection.served", "裁定已送达", "无须再次登记", field="送达"))
    return _move(
        acting,
        objection,
        (_S.UPHELD, _S.REJECTED),
        "objection.serve",
        now,
        served_on=on,
        stops_until=stops_until,
    )


def note_suit(*, acting: Acting, objection: OutsiderObjection, suit: str, on: date, now: datetime) -> OutsiderObjection:
    """Somebody sued in time: the outsider whose objection was rejected, or the applicant where it was upheld."""
    require(acting, "objection.record", of_court=objection.court_id)
    return _move(
        acting,
        objection,
        (_S.UPHELD, _S.REJECTED),
        "objection.sue",
        now,
        state=_S.SUED,
        sued_on=on,
        suit=suit.strip()[:120],
    )


def note_judgment(
    *, acting: Acting, objection: OutsiderObjection, outsider_prevails: bool, outcome: str, on: date, now: datetime
) -> OutsiderObjection:
    """The suit ended by a final judgment."""
    require(acting, "objection.record", of_court=objection.court_id)
    state = _S.UPHELD if outsider_prevails else _S.ENDED
    return _move(acting, objection, (_S.SUED,), "objection.judged", now, state=state, outcome=outcome.strip()[:300])


def close(*, acting: Acting, objection: OutsiderObjection, now: datetime) -> OutsiderObjection:
    """Nothing of it waits any more: the control was lifted, or the days to sue passed."""
    return _move(acting, objection, (_S.UPHELD, _S.REJECTED), "objection.close", now, state=_S.ENDED)


def withdraw(*, acting: Acting, objection: OutsiderObjection, outcome: str, now: datetime) -> OutsiderObjection:
    """The outsider takes it back before it was ruled on, or gives the suit up."""
    require(acting, "objection.record", of_court=objection.court_id)
    if not outcome.strip():
        raise Refused(Fault("objection.withdraw", "须写明撤回的文书", "请填写撤回申请或裁定", field="撤回"))
    return _move(
        acting,
        objection,
        (_S.FILED, _S.SUED),
        "objection.withdraw",
        now,
        state=_S.ENDED,
        outcome=outcome.strip()[:300],
    )


def _move(
    acting: Acting, objection: OutsiderObjection, sources: Collection[str], act: str, now: datetime, **fields: Any
) -> OutsiderObjection:
    trail.take_turn(objection.court_id)
    changed = OutsiderObjection.objects.filter(pk=objection.pk, state__in=sources).update(**fields)
    objection.refresh_from_db()
    if not changed:
        raise Refused(
            Fault(
                "objection.state",
                "该异议目前为“{state}”，不能这样办理",
                "请刷新后查看",
                field="异议",
                value=str(objection.pk),
                data={"state": objection.get_state_display()},
            )
        )
    _note(acting, objection, act, now)
    return objection


def _note(acting: Acting, objection: OutsiderObjection, act: str, now: datetime) -> None:
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=_GROUND,
        subject=f"case:{objection.case_id}",
        payload={"objection": objection.pk, "asset": objection.asset_id, "state": objection.state},
    )
