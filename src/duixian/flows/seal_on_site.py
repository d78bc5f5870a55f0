"""Seal, impound, renew and release on the spot what no agency holds: machines, stock, a car in a yard.

An officer drafts with the list, the chief approves, two officers go and draw up the list with who is there (民诉法
255, 256). It counts
against what the case may hold from the draft on, like every control; what becomes superfluous is put down for release
of itself, and officers carry that out as well. A renewal is the ruling served on the spot before the last day.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.assets import things
from duixian.domain.assets.models import Asset, Control, ControlKind, OnSiteAct
from duixian.domain.assets.selectors import objections
from duixian.domain.assets.services import controls, onsite, subjects
from duixian.domain.assets.services import watch as writing
from duixian.domain.assets.services.onsite import Visit
from duixian.domain.cases.models import Case
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import release_excess
from duixian.flows.living import livings
from duixian.flows.renew_controls import practice_of
from duixian.law import control as law
from duixian.law.control import HoldingKind
from duixian.law.control.terms import last_day, renewal
from duixian.law.procedure.case_life import State as CaseState
from duixian.law.procedure.control_life import CONTROL_LIFE, ControlAct, ControlFacts, ControlState
from duixian.law.procedure.order_gate import Asked, not_open

__all__ = ["Visit", "approve", "cancel", "carry_out", "draft", "draft_renewal", "nothing_there"]

GROUND: Final = "《民事诉讼法》第255条、第256条；《查封扣押冻结规定》第1条、第10条"
_KINDS: Final[Mapping[ControlKind, frozenset[HoldingKind]]] = {
    ControlKind.SEAL: frozenset({HoldingKind.THING, HoldingKind.VEHICLE, HoldingKind.LAND}),
    ControlKind.IMPOUND: frozenset({HoldingKind.THING, HoldingKind.VEHICLE}),
}
"""What may be held on the spot: a home is sealed in the register, a right at who keeps it."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_Listed = Sequence[Mapping[str, Any]]


def draft(
    *,
    acting: Acting,
    case: Case,
    asset: Asset,
    kind: ControlKind,
    inventory: _Listed,
    on: date,
    now: datetime,
    until: date | None = None,
    reason: str = "",
) -> OnSiteAct:
    """Draft the sealing or impounding of a thing, with the list of what is meant. Its value has to be stated before.

    Raises `BadInput` for a list that names nothing, or a day beyond the law; `Refused` with every reason: not a thing
    of a debtor of the case, held by an agency, exempt, an outsider's, more than the case needs.
    """
    require(acting, "control.propose", of_court=case.court_id)
    _refuse_list(inventory)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        case = Case.objects.select_related("court", "title").get(pk=case.pk)
        asset = Asset.objects.select_related("person").get(pk=asset.pk)
        faults = list(_unfit(case, asset, kind, on))
        if faults:
            raise Refused(*faults)
        release_excess.refresh(case=case, acting=acting, on=on, now=now)
        why = [{"code": "control.officer", "template": reason.strip(), "data": {}, "text": reason.strip()}]
        control = controls.order_control(
            acting=acting,
            case=case,
            asset=asset,
            limit=things.thing_of(asset).worth or 0,
            kind=kind,
            standing=False,
            until=last_day(HoldingKind(asset.kind), on, asked=until),
            why=why if reason.strip() else [],
            on=on,
        )
        return onsite.make_out(
            acting=acting,
            control=control,
            act=onsite.Kind.SEAL,
            ground=GROUND,
            now=now,
            until=until,
            inventory=inventory,
        )


def _unfit(case: Case, asset: Asset, kind: ControlKind, on: date) -> list[Fault]:
    """Everything that stands against holding this thing on the spot for this case."""
    person, name = asset.person, asset.title
    faults = [fault for fault in (not_open(CaseState(case.state), Asked.SEAL),) if fault]
    try:
        subjects.subject_of(person)
    except Refused as refused:
        faults += refused.reasons
    if person not in subjects.liable([case.pk]).get(case.pk, ()):
        faults.append(subjects.not_liable_fault(person))
    if subjects.known_dead([person.pk]):
        faults.append(subjects.dead_fault(person))
    if HoldingKind(asset.kind) not in _KINDS.get(kind, frozenset()) or asset.divisible:
        faults.append(
            Fault("on_site.kind", "该类财产不能这样现场控制", "不动产查封、动产扣押，其余通知协助单位", "财产", name)
        )
    if asset.counterparty_id is not None:
        faults.append(Fault("on_site.networked", "该财产有协助单位，应当通知其办理", "请从控制建议办理", "财产", name))
    if asset.gone_on is not None:
        faults.append(Fault("on_site.gone", "该财产已不在：{why}", "请核对", "财产", name, "", {"why": asset.gone_why}))
    if asset.pk in objections.upheld([asset.pk]):
        faults.append(
            Fault("aside.theirs", "案外人异议成立，不得执行（《民事诉讼法》第238条）", "请改选其他财产", "财产", name)
        )
    thing = things.thing_of(asset)
    if asset.value_fen is None or not thing.worth:
        faults.append(
            Fault("on_site.value", "尚未载明价值，或者扣除担保和共有后没有价值", "请先填写价值及其来源", "价值", name)
        )
    living = livings(court_id=asset.court_id, person_ids=[person.pk], on=on).get(person.pk)
    found = law.exemption(thing, living, on=on)
    if not found.controllable:
        faults.append(
            Fault("on_site.exempt", "{why}", "请改选其他财产", "财产", name, "", {"why": f"{found.reason}，不得控制"})
        )
    return faults


def _refuse_list(listed: _Listed) -> None:
    if not listed or any(not str(one.get("name", "")).strip() for one in listed):
        raise BadInput(
            Fault("on_site.list", "查封扣押清单须逐项写明名称、数量", "请至少填写一项", field="查封扣押清单")
        )


def draft_renewal(*, acting: Acting, control: Control, on: date, now: datetime, asked: date | None = None) -> OnSiteAct:
    """Draft the renewal of what is held on the spot, within the window of the law and to its last day or the
    earlier one `asked`. Raises `Refused` for a control of an agency, one that is over or was let go; `BadInput`
    as the law does."""
    require(acting, "control.propose", of_court=control.court_id)
    with transaction.atomic():
        trail.take_turn(control.court_id)
        row = Control.objects.select_for_update(of=("self",)).select_related("asset").get(pk=control.pk)
        if row.asset.counterparty_id is not None:
            raise Refused(
                Fault(
                    "on_site.networked", "该财产有协助单位，应当通知其办理", "请发出续行指令", "财产", row.asset.title
                )
            )
        if row.lapse_confirmed_by:
            raise Refused(Fault("renew.let_go", "两人已决定不再续行：{reason}", "需要续行的，请先撤回该决定",
                                "控制", str(row.pk), "", {"reason": row.lapse_reason}))  # fmt: skip
        found = _renewal(row, on, asked)
        return onsite.make_out(
            acting=acting,
            control=row,
            act=onsite.Kind.RENEW,
            ground=str(found.citation),
            now=now,
            until=found.until,
        )


def _renewal(row: Control, on: date, asked: date | None) -> law.Renewal:
    facts = ControlFacts(on=on, until=row.until)
    CONTROL_LIFE.judge(state=ControlState(row.state), act=ControlAct.RENEW, facts=facts).or_refuse()
    assert row.until is not None, "what is alive has an end"
    ladder = practice_of(row.court_id, on=on).ladder
    return renewal(HoldingKind(row.asset.kind), until=row.until, on=on, asked=asked, practice=ladder)


def approve(*, acting: Acting, act: OnSiteAct, now: datetime) -> OnSiteAct:
    """Another person approves: officers may go. Raises `Refused` for one's own draft and in a case that has closed."""
    with transaction.atomic():
        trail.take_turn(act.court_id)
        case = Case.objects.get(pk=act.case_id)
        shut = not_open(CaseState(case.state), Asked(act.act))
        if shut is not None:
            raise Refused(shut)
        return onsite.approve(acting=acting, act=act, now=now)


def cancel(*, acting: Acting, act: OnSiteAct, reason: str, on: date, now: datetime) -> OnSiteAct:
    """Take back what was not carried out; what a sealing would have held is free again."""
    with transaction.atomic():
        cancelled = onsite.cancel(acting=acting, act=act, reason=reason, now=now)
        if act.act == onsite.Kind.SEAL:
            controls.refuse(act.control, why=f"撤销：{reason.strip()}", on=on)
        return cancelled


def carry_out(*, acting: Acting, act: OnSiteAct, visit: Visit, on: date, now: datetime) -> Control:
    """Record what two officers did on the spot; the control follows, and what is superfluous is put down for
    release.

    Raises `BadInput` for a day that cannot be, hashes that are none, a list or custodian that is missing; `Refused` for
    fewer than two officers of the court, what nobody approved, and a renewal after the last day.
    """
    require(acting, "control.on_site", of_court=act.court_id)
    with transaction.atomic():
        trail.take_turn(act.court_id)
        act = OnSiteAct.objects.select_for_update(of=("self",)).select_related("control__asset", "case").get(pk=act.pk)
        _refuse_visit(act, visit, on)
        if act.act == onsite.Kind.RENEW:
            assert act.until is not None, "the database holds it"
            _renewal(act.control, visit.on, act.until)  # after the last day nothing is left to renew
        onsite.done(acting=acting, act=act, visit=visit, now=now)
        control = _follow(acting, act, visit, now)
        release_excess.settle(case=act.case, acting=acting, on=on, now=now)
        control.refresh_from_db()
        return control


def nothing_there(*, acting: Acting, act: OnSiteAct, visit: Visit, why: str, on: date, now: datetime) -> OnSiteAct:
    """Two officers were there and it could not be done: gone, not the debtor's, another court's seal. A sealing then
    holds nothing. Raises `BadInput` without a reason, otherwise as `carry_out`."""
    require(acting, "control.on_site", of_court=act.court_id)
    if not why.strip():
        raise BadInput(Fault("on_site.why", "须写明未能办理的原因", "请按笔录填写", field="原因"))
    with transaction.atomic():
        trail.take_turn(act.court_id)
        act = OnSiteAct.objects.select_related("control", "case").get(pk=act.pk)
        _refuse_visit(act, visit, on, empty=True)
        act = onsite.failed(acting=acting, act=act, visit=visit, why=why, now=now)
        if act.act == onsite.Kind.SEAL:
            controls.refuse(act.control, why=why, on=on)
        release_excess.settle(case=act.case, acting=acting, on=on, now=now)
        return act


def _follow(acting: Acting, act: OnSiteAct, visit: Visit, now: datetime) -> Control:
    control = act.control
    if act.act == onsite.Kind.RELEASE:
        return controls.released(control, amount=None, on=visit.on)
    if act.act == onsite.Kind.RENEW:
        assert act.until is not None, "the database holds it"
        writing.overtake_decision(acting=acting, control=control, now=now)
        return controls.renewed(control, until=act.until)
    return controls.confirm(
        control,
        held=None,
        rank=1,
        reference=f"现场-{act.pk}",
        effective_on=visit.on,
        until=last_day(HoldingKind(control.asset.kind), visit.on, asked=act.until),
    )


def _refuse_visit(act: OnSiteAct, visit: Visit, on: date, *, empty: bool = False) -> None:
    since = timezone.localtime(act.approved_at or act.made_at).date()
    faults = []
    if not since <= visit.on <= on:
        faults.append(
            Fault("on_site.day", "办理日应在批准之后、今天以前", "请按笔录填写", "办理日", visit.on.isoformat())
        )
    if not all(map(_SHA256.fullmatch, (visit.record, *visit.photographs))):
        faults.append(Fault("on_site.hash", "笔录和照片须附其 SHA-256", "请重新上传", field="笔录和照片"))
    if act.act == onsite.Kind.SEAL and not empty:
        if not visit.photographs or not visit.custodian.strip() or not visit.present.strip():
            faults.append(Fault("on_site.sealed", "须写明在场人、保管人并附照片", "请按笔录补全", field="现场情况"))
        if not visit.found or any(not str(one.get("name", "")).strip() for one in visit.found):
            faults.append(Fault("on_site.list", "查封扣押清单须逐项写明名称、数量", "请至少填写一项", "查封扣押清单"))
    if faults:
        raise BadInput.of(faults)
    names = {name.strip() for name in visit.officers}
    ours = set(courts.staff(act.court_id).filter(username__in=names).values_list("username", flat=True))
    if len(names) != 2 or names != ours:
        raise Refused(
            Fault(
                "on_site.two_officers", "现场执行须由本院两名不同的执行人员办理", "请填写两名本院人员", "执行人员",
                "、".join(sorted(names)),
            )
        )  # fmt: skip
