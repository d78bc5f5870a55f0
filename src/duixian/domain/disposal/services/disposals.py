"""The course of a disposal: begun, approved, moved along its table, and what was found or said on the way."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.base.procedure import Allowed
from duixian.domain.assets.models import Asset, Control
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import Disposal, DisposalState, DisposalStep, Platform
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.procedure.auction_life import DisposalAct as Act

OVER = (DisposalState.HANDED_OVER, DisposalState.SET_OFF, DisposalState.RETURNED, DisposalState.WITHDRAWN)
"""States in which another disposal of the same thing may begin, as the database has it."""

POLICY: Mapping[Act, str] = {
    Act.FIX_PRICE: "disposal.price",
    Act.REPRICE: "disposal.price",
    Act.ANNOUNCE: "disposal.announce",
    Act.ANNOUNCE_SECOND: "disposal.announce",
    Act.ANNOUNCE_SALE: "disposal.announce",
    Act.OPEN: "disposal.run",
    Act.KNOCK_DOWN: "disposal.run",
    Act.FAIL: "disposal.run",
    Act.PAY: "funds.identify",
    Act.DEFAULT: "disposal.default",
    Act.RULE: "disposal.serve",
    Act.HAND_OVER: "disposal.serve",
    Act.SET_OFF: "disposal.start",
    Act.RETURN: "disposal.return",
    Act.ANNUL: "disposal.rule",
    Act.WITHDRAW: "disposal.stop",
    Act.STOP: "disposal.stop",
}
"""What opens each act; resuming is opened by what stops."""


def policy_of(act: Act) -> str:
    """The policy that opens an act."""
    return POLICY.get(act, "disposal.stop")


def start(
    *,
    acting: Acting,
    case: Case,
    asset: Asset,
    control: Control,
    basis: str,
    why: str,
    data: Mapping[str, Any],
    on: date,
    now: datetime,
) -> Disposal:
    """Begin to sell a thing. Raises `Refused` while another disposal of it runs."""
    require(acting, "disposal.start", of_court=case.court_id)
    trail.take_turn(case.court_id)
    if Disposal.objects.filter(asset=asset).exclude(state__in=OVER).exists():
        raise Refused(
            Fault("disposal.running", "该财产正在处置中", "请在原处置程序中办理", field="财产", value=asset.title)
        )
    made = Disposal.objects.create(
        court_id=case.court_id, case=case, asset=asset, control=control, started_on=on, made_by=acting.code
    )
    note(acting=acting, disposal=made, act="start", basis=basis, on=on, now=now, text=why, data=data)
    return made


def approve(*, acting: Acting, disposal: Disposal, now: datetime, on: date) -> Disposal:
    """Approve the sale (拍卖裁定); never by the one who began it."""
    require(acting, "disposal.approve", of_court=disposal.court_id)
    trail.take_turn(disposal.court_id)
    disposal.refresh_from_db()
    if disposal.made_by == acting.code:
        raise Refused(
            Fault("disposal.own", "不能审批自己提出的处置", "请由另一名有权人员审批", field="审批人", value=acting.name)
        )
    changed = Disposal.objects.filter(pk=disposal.pk, approved_by="").exclude(state__in=OVER)
    if not changed.update(approved_by=acting.code):
        raise Refused(Fault("disposal.approved", "该处置已经审批或者已经终结", "请刷新后查看", value=str(disposal.pk)))
    disposal.refresh_from_db()
    note(
        acting=acting,
        disposal=disposal,
        act="approve",
        basis="《拍卖、变卖财产的规定》第一条",
        on=on,
        now=now,
    )
    return disposal


def move(
    *,
    acting: Acting,
    disposal: Disposal,
    act: Act,
    verdict: Allowed,
    on: date,
    now: datetime,
    text: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Disposal:
    """Carry out what the table allowed, with its step and the trail. Raises `Refused` when the disposal moved on
    meanwhile."""
    require(acting, policy_of(act), of_court=disposal.court_id)
    trail.take_turn(disposal.court_id)
    target = DisposalState(verdict.target.value)
    if target in OVER or target == DisposalState.HANDED_OVER:
        changes.setdefault("ended_on", on)
    changed = Disposal.objects.filter(pk=disposal.pk, state=disposal.state).update(state=target, **changes)
    if not changed:
        raise Refused(
            Fault("disposal.moved_on", "处置状态已变更", "请刷新后查看", field="处置", value=str(disposal.pk))
        )
    disposal.refresh_from_db()
    note(
        acting=acting,
        disposal=disposal,
        act=act.value,
        basis=verdict.basis,
        on=on,
        now=now,
        text=text,
        data=data,
    )
    return disposal


def note(
    *,
    acting: Acting,
    disposal: Disposal,
    act: str,
    basis: str,
    on: date,
    now: datetime,
    text: str = "",
    data: Mapping[str, Any] | None = None,
) -> DisposalStep:
    """Put an act on the timeline where the disposal stands. `text` may name people: it is kept in the step, and not in
    the trail."""
    step = DisposalStep.objects.create(
        court_id=disposal.court_id,
        disposal=disposal,
        act=act,
        target=disposal.state,
        on=on,
        at=now,
        basis=basis[:200],
        who=acting.code,
        note=text.strip()[:300],
        data=dict(data or {}),
    )
    trail.record(
        acting=acting,
        act=f"disposal.{act}",
        now=now,
        ground=basis[:200],
        subject=f"case:{disposal.case_id}",
        payload={"disposal": disposal.pk, "state": disposal.state, "step": step.pk},
    )
    return step


def choose_platform(
    *, acting: Acting, disposal: Disposal, platform: Platform, by: str, why: str, basis: str, on: date, now: datetime
) -> Disposal:
    """Note where the thing will be sold, and who chose. Raises `Refused` once a round was announced: all rounds of a
    thing are held on one platform (网拍规定 26)."""
    require(acting, "disposal.platform", of_court=disposal.court_id)
    trail.take_turn(disposal.court_id)
    changed = Disposal.objects.filter(
        pk=disposal.pk, state__in=(DisposalState.PRICING, DisposalState.PRICED), rounds__isnull=True
    )
    if not changed.update(platform=platform, platform_chosen_by=by[:80], platform_why=why[:200]):
        raise Refused(
            Fault(
                "disposal.platform_fixed",
                "已发布过公告，不能更换平台",
                "再次拍卖、变卖应当在同一平台进行（《网络司法拍卖规定》第二十六条）",
                field="平台",
                value=platform.name,
            )
        )
    disposal.refresh_from_db()
    note(
        acting=acting,
        disposal=disposal,
        act="choose_platform",
        basis=basis,
        on=on,
        now=now,
        text=f"{platform.name}：{why}",
        data={"platform": platform.code, "by": by},
    )
    return disposal
