"""Renew controls before their last day, one or two hundred in one act (民诉解释 485; 查封规定 27).

An officer proposes, the chief approves; what the program has prepared needs the chief alone, since nothing in it is
chosen: the new last day is the law's. In a batch every control has a result of its own, and none is half done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.assets.models import Control, ControlOrder
from duixian.domain.assets.selectors import watch as reading
from duixian.domain.assets.services import orders
from duixian.domain.assets.services import watch as writing
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import may, require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments.control import issue_for_orders
from duixian.law.control.practice import RenewalPractice
from duixian.law.control.terms import renewal
from duixian.law.control.things import HoldingKind
from duixian.law.control.watch import WatchPractice, standing_default
from duixian.law.procedure.control_life import CONTROL_LIFE, ControlAct, ControlFacts, ControlState
from duixian.ports.agencies import Act

MOST_AT_ONCE = 500
"""Controls renewed in one act: a batch holds the court's one lock while it runs."""

STANDING = "control.standing_renewal"
_OFFICER, _CHIEF, _LAST = "control.alarm_officer", "control.alarm_chief", "control.renew_ex_officio"


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of one control of a batch: its order, or why there is none. `order.state` says whether it is approved
    or waits for that."""

    control: Control
    order: ControlOrder | None = None
    faults: tuple[Fault, ...] = ()


def practice_of(court_id: int, *, on: date) -> WatchPractice:
    """The alarms of a court on a day and whether its standing order stands. Settings are made one by one: where a later
    alarm was set before an earlier one, the earlier moves up with it."""
    default = RenewalPractice()

    def days(key: str, least: int) -> int:
        return max(least, int(courts.setting(court_id=court_id, key=key, on=on, default=least)))

    last = days(_LAST, default.ex_officio)
    chief = max(days(_CHIEF, default.chief), last + 1)
    officer = max(days(_OFFICER, default.officer), chief + 1)
    standing = courts.setting(court_id=court_id, key=STANDING, on=on, default=standing_default(on))
    return WatchPractice(RenewalPractice(officer=officer, chief=chief, ex_officio=last), standing=bool(standing))


def make_out(
    *,
    acting: Acting,
    control: Control,
    on: date,
    now: datetime,
    ladder: RenewalPractice,
    asked: date | None = None,
    basis: str = "",
    automatic: bool = False,
) -> ControlOrder:
    """The order that renews a control, to its new last day by the law of `on` or to the earlier day `asked`. In the
    caller's transaction; `basis` says more than the article. Raises `Refused` and `BadInput` as the law and
    `orders.draft` do; also for a thing no agency holds, which is renewed by serving the ruling on the spot."""
    _open(control, on)
    asset = control.asset
    if asset.counterparty is None:
        raise Refused(
            Fault(
                "renew.no_agency",
                "该财产没有联网的协助单位，不能发出续行指令",
                "请现场送达续行裁定，并登记新的届满日",
                field="财产",
                value=asset.title,
            )
        )
    assert control.until is not None
    found = renewal(HoldingKind(asset.kind), until=control.until, on=on, asked=asked, practice=ladder)
    order = orders.draft(
        acting=acting,
        case=control.case,
        person=control.person,
        counterparty=asset.counterparty,
        act=Act.RENEW,
        ground="；".join(part for part in (str(found.citation), basis) if part)[:200],
        now=now,
        until=found.until,
        asset=asset,
        control=control,
        reasons=[{"code": "renewal", "template": found.reason, "data": {}, "text": found.reason}],
        automatic=automatic,
    )
    if automatic:
        writing.overtake_decision(acting=acting, control=control, now=now)
    return order


def renew(*, acting: Acting, control: Control, on: date, now: datetime, asked: date | None = None) -> ControlOrder:
    """Renew one control: an officer's order waits for approval, a chief's is approved at once. The chief approves what
    an officer or the program has prepared; where there is nothing, the program prepares it now.

    Raises `Refused`: no longer alive, too early, over, already under way, one's own draft, let go by two people;
    `BadInput` for a day beyond the law.
    """
    approves = may(acting, "control.approve")
    require(acting, "control.approve" if approves else "control.propose", of_court=control.court_id)
    with transaction.atomic():
        trail.take_turn(control.court_id)
        row = _as_it_is(control)
        _open(row, on)
        draft = reading.drafts([row.pk]).first()
        if not approves:
            if draft is not None:
                raise Refused(
                    Fault("renew.drafted", "续行已拟好，等待审批", "请由审批人办理", field="控制", value=str(row.pk))
                )
            return _made(acting, row, on, now, asked)
        if draft is not None and asked is not None and draft.until != asked:
            orders.cancel(acting=acting, order=draft, reason="改按审批人指定的届满日", now=now)
            draft = None
        if draft is None:
            draft = _made(Acting.system(row.court_id, "renew"), row, on, now, asked)
        approved = orders.approve(acting=acting, orders=[draft], now=now)[0]
        writing.overtake_decision(acting=acting, control=row, now=now)
        issue_for_orders(acting=acting, orders=[approved], on=on, now=now)
        return approved


def renew_many(*, acting: Acting, controls: Sequence[Control], on: date, now: datetime) -> list[Renewed]:
    """Renew many in one act, each by itself: a result for every control, in the order given. Raises `BadInput` for more
    than `MOST_AT_ONCE`, `Refused` for somebody who may not renew at all."""
    if len(controls) > MOST_AT_ONCE:
        raise BadInput(
            Fault(
                "renew.too_many",
                "一次最多续行 {most} 项",
                "请分批办理",
                field="控制",
                value=str(len(controls)),
                data={"most": MOST_AT_ONCE},
            )
        )
    if not may(acting, "control.approve"):
        require(acting, "control.propose")
    return [_one_of_many(acting, control, on, now) for control in controls]


def _one_of_many(acting: Acting, control: Control, on: date, now: datetime) -> Renewed:
    try:
        return Renewed(control, renew(acting=acting, control=control, on=on, now=now))
    except Refused as refused:
        return Renewed(control, faults=refused.reasons)
    except BadInput as bad:
        return Renewed(control, faults=bad.faults)


def _made(acting: Acting, row: Control, on: date, now: datetime, asked: date | None) -> ControlOrder:
    ladder = practice_of(row.court_id, on=on).ladder
    return make_out(acting=acting, control=row, on=on, now=now, ladder=ladder, asked=asked)


def _as_it_is(control: Control) -> Control:
    """The control under the court's lock, alive and free to be renewed."""
    row = (
        Control.objects.select_for_update(of=("self",))
        .select_related("case__court", "asset__counterparty", "person")
        .get(pk=control.pk)
    )
    if row.lapse_confirmed_by:
        raise Refused(
            Fault(
                "renew.let_go",
                "两人已决定不再续行：{reason}",
                "需要续行的，请先撤回该决定",
                field="控制",
                value=str(row.pk),
                data={"reason": row.lapse_reason},
            )
        )
    if reading.under_way(row.pk).exists():
        raise Refused(Fault("renew.under_way", "续行已在办理", "请等待协助单位答复", field="控制", value=str(row.pk)))
    return row


def row_end(row: Control) -> date:
    """The last day of a control that is alive; the database holds that there is one."""
    return row.until or date.min


def _open(row: Control, on: date) -> None:
    """Whether the life of a control opens a renewal on a day: alive, and its last day not gone by."""
    facts = ControlFacts(on=on, until=row.until)
    CONTROL_LIFE.judge(state=ControlState(row.state), act=ControlAct.RENEW, facts=facts).or_refuse()


def cancel_drafts(*, acting: Acting, control_ids: Iterable[int], reason: str, now: datetime) -> int:
    """Take back the renewals of these controls that wait for approval; returns how many."""
    waiting = list(reading.drafts(control_ids))
    for order in waiting:
        orders.cancel(acting=acting, order=order, reason=reason, now=now)
    return len(waiting)
