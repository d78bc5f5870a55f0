"""Orders to agencies: made out by full identity, approved by another person, sent once under a key of their own.

The officer in charge may ask (查询) alone. What takes hold of property needs a second person. What the program gives by
itself can only let go (an excess) or keep (a renewal under a standing order).
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.assets.models import Asset, AssetSearch, Control, ControlOrder, Counterparty, OrderState
from duixian.domain.assets.services import subjects
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.courts.policies import require
from duixian.domain.documents.models import Instrument
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.procedure.case_life import State
from duixian.law.procedure.order_gate import Asked, not_open
from duixian.ports.agencies import Act, Outcome

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ASKS_A_SUM: Final = frozenset({Act.FREEZE, Act.DEDUCT})
_ASKS_AN_END: Final = frozenset({Act.FREEZE, Act.SEAL, Act.RENEW})
_OPEN: Final = (OrderState.DRAFT, OrderState.APPROVED)


def key_head(court: Court, *, now: datetime) -> str:
    """How a key begins: the court's mark and the millisecond, so that keys sort by time. 16 characters."""
    mark = int.from_bytes(hashlib.sha256(court.name.encode()).digest()[:4])
    return f"{_letters(mark, 5)}-{_letters(int(now.timestamp() * 1000), 10)}"


def new_key(court: Court, *, now: datetime) -> str:
    """A key no order ever had: its head and eighty bits of chance in hex. 36 characters."""
    return key_head(court, now=now) + secrets.token_hex(10).upper()


def _letters(number: int, count: int) -> str:
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(count)))


def draft(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    counterparty: Counterparty,
    act: Act,
    ground: str,
    now: datetime,
    amount: Fen | None = None,
    keep: Fen = 0,
    standing: bool = False,
    until: date | None = None,
    asset: Asset | None = None,
    control: Control | None = None,
    search: AssetSearch | None = None,
    reasons: Iterable[Any] = (),
    automatic: bool = False,
    instrument: Instrument | None = None,
) -> ControlOrder:
    """Make out one order. A query, and what the program gives by itself, is ready to be sent; anything else waits for
    `approve`. `amount` and `keep` in fen; `until` the last day asked for. A minor needs `reasons`.

    Raises `Refused` with every reason: the person is not liable in this case, has no valid number, is known to be dead,
    is a minor without a reason; the case does not stand open to the act; the counterparty is not in use; the order does
    not fit its thing or does not say its sum or its end. Then nothing was made.
    """
    if not (automatic and act in (Act.RELEASE, Act.RENEW)):
        require(acting, "control.search" if act is Act.QUERY else "control.propose", of_court=case.court_id)
    trail.take_turn(case.court_id)
    on = timezone.localtime(now).date()
    case = Case.objects.select_related("court").get(pk=case.pk)  # as it stands under the lock
    subject = None
    try:
        subject = subjects.subject_of(person)
        faults: list[Fault] = []
    except Refused as refused:
        faults = list(refused.reasons)
    faults += _out_of_order(case, act, counterparty, ground, automatic)
    faults += _unfit(case, person, counterparty, act, asset, control)
    faults += _unstated(act, amount, keep, until, on)
    letting_go = act is Act.RELEASE
    if not letting_go:
        if person not in subjects.liable([case.pk]).get(case.pk, ()):
            faults.append(subjects.not_liable_fault(person))
        if subjects.known_dead([person.pk]) and act is not Act.RENEW:
            faults.append(subjects.dead_fault(person))
        if subject and subjects.is_minor(subject, on=on) and not any(reasons):
            faults.append(subjects.minor_fault(person))
    if faults or subject is None:
        raise Refused(*faults)
    alone = act is Act.QUERY or automatic
    order = ControlOrder.objects.create(
        court_id=case.court_id,
        case=case,
        person=person,
        counterparty=counterparty,
        search=search,
        asset=asset,
        control=control,
        key=new_key(case.court, now=now),
        act=act,
        name=subject.name,
        id_kind=subject.id_kind,
        id_number=subject.id_number,
        amount_fen=amount,
        keep_fen=keep,
        standing=standing,
        until=until,
        ground=ground.strip(),
        instrument=instrument,
        reasons=list(reasons),
        automatic=automatic,
        state=OrderState.APPROVED if alone else OrderState.DRAFT,
        made_by=acting.code,
        made_at=now,
        due_at=now if alone else None,
    )
    trail.record(
        acting=acting,
        act=f"order.{act}",
        now=now,
        ground=order.ground,
        subject=f"case:{case.pk}",
        payload={
            "order": order.key,
            "person": person.pk,
            "counterparty": counterparty.code,
            "asset": asset.pk if asset else None,
            "amount_fen": amount,
            "until": until.isoformat() if until else None,
            "automatic": automatic,
        },
    )
    return order


def _out_of_order(case: Case, act: Act, counterparty: Counterparty, ground: str, automatic: bool) -> Iterable[Fault]:
    shut = not_open(State(case.state), Asked(act))
    if shut is not None:
        yield shut
    if not ground.strip():
        yield Fault("order.ground", "指令须写明依据", "请填写法律条文", field="依据")
    if not counterparty.active and act is not Act.RELEASE:
        yield Fault(
            "order.counterparty", "该协助单位已停用", "请选择其他协助单位", field="协助单位", value=counterparty.name
        )
    if automatic and act not in (Act.RELEASE, Act.RENEW):
        yield Fault("order.automatic", "系统只能自动解除或续行", "请由承办人发起并经审批", field="措施", value=act)


def _unfit(
    case: Case,
    person: Person,
    counterparty: Counterparty,
    act: Act,
    asset: Asset | None,
    control: Control | None,
) -> Iterable[Fault]:
    """An order about a thing is about this thing, of this person, at this place, under this case's control."""
    if act is not Act.QUERY and (asset is None or control is None):
        yield Fault("order.thing", "控制类指令须指明财产和控制措施", "请从财产页面发起", field="财产")
    elif asset is not None and (asset.person_id != person.pk or asset.counterparty_id != counterparty.pk):
        yield Fault("order.other_thing", "财产不属于该当事人或不在该单位", "请核对财产", "财产", asset.title)
    if control is not None and (control.case_id != case.pk or asset is None or control.asset_id != asset.pk):
        yield Fault(
            "order.other_control", "控制措施不属于本案或不是该财产的", "请核对控制措施", "控制", str(control.pk)
        )


def _unstated(act: Act, amount: Fen | None, keep: Fen, until: date | None, on: date) -> Iterable[Fault]:
    missing = amount is None and act in _ASKS_A_SUM
    if missing or (amount is not None and amount <= 0) or keep < 0:
        yield Fault("order.amount", "须写明大于零的金额", "请填写金额", field="金额", value=str(amount or ""))
    if act in _ASKS_AN_END and (until is None or until <= on):
        yield Fault("order.until", "须写明今天之后的届满日", "请填写期限届满日", field="届满日", value=str(until or ""))


def approve(
    *, acting: Acting, orders: Sequence[ControlOrder], now: datetime, instrument: Instrument | None = None
) -> list[ControlOrder]:
    """Approve drafts: all or none; they are then due to be sent. `instrument`: the ruling they rest on.

    Raises `Refused` for one's own draft, one that is no longer a draft, a case that has closed or a person who has
    died meanwhile.
    """
    for court_id in {order.court_id for order in orders}:
        require(acting, "control.approve", of_court=court_id)
    trail.take_turn(acting.court_id)
    current = list(
        ControlOrder.objects.select_for_update(of=("self",))
        .select_related("case", "person")
        .filter(pk__in=[order.pk for order in orders])
        .order_by("pk")
    )
    dead = subjects.known_dead({order.person_id for order in current})
    faults = [fault for order in current for fault in _not_approvable(order, acting, dead)]
    if faults:
        raise Refused(*faults)
    for order in current:
        order.state = OrderState.APPROVED
        order.approved_by, order.approved_at, order.due_at = acting.code, now, now
        order.instrument = instrument or order.instrument
        order.save(update_fields=["state", "approved_by", "approved_at", "due_at", "instrument"])
        trail.record(
            acting=acting,
            act="order.approve",
            now=now,
            ground=order.ground,
            subject=f"case:{order.case_id}",
            payload={"order": order.key, "act": order.act, "made_by": order.made_by, "amount_fen": order.amount_fen},
        )
    return current


def _not_approvable(order: ControlOrder, acting: Acting, dead: frozenset[int]) -> Iterable[Fault]:
    if order.state != OrderState.DRAFT:
        yield Fault(
            "order.not_draft",
            "该指令当前是“{state}”，不能审批",
            "请刷新后重试",
            field="指令",
            value=order.key,
            data={"state": order.get_state_display()},
        )
    if order.made_by == acting.code:
        yield Fault("order.own", "不能审批自己发起的指令", "请由另一名有审批权的人员办理", "指令", order.key)
    shut = not_open(State(order.case.state), Asked(order.act))
    if shut is not None:
        yield shut
    if order.person_id in dead and order.act not in (Act.RELEASE, Act.RENEW):
        yield subjects.dead_fault(order.person)


def cancel(*, acting: Acting, order: ControlOrder, reason: str, now: datetime) -> ControlOrder:
    """Take an order back that no agency can have received. Raises `Refused` once a worker has taken it up: nobody knows
    then whether it was carried out."""
    require(acting, "control.cancel", of_court=order.court_id)
    if not reason.strip():
        raise Refused(Fault("order.cancel_reason", "撤销须写明理由", "请填写理由", field="理由"))
    trail.take_turn(order.court_id)
    changed = ControlOrder.objects.filter(pk=order.pk, state__in=_OPEN, attempts=0).update(
        state=OrderState.CANCELLED, answer_reason=reason.strip()[:300], due_at=None
    )
    if not changed:
        raise Refused(
            Fault(
                "order.under_way",
                "指令已经发出或已有结果，不能撤销",
                "已控制的，请办理解除",
                field="指令",
                value=order.key,
            )
        )
    trail.record(
        acting=acting,
        act="order.cancel",
        now=now,
        ground=reason.strip(),
        subject=f"case:{order.case_id}",
        payload={"order": order.key, "act": order.act},
    )
    order.refresh_from_db()
    return order


def again(*, acting: Acting, order: ControlOrder, reason: str, now: datetime) -> ControlOrder:
    """Take an order up again that failed without an answer, under its own key: the agency carries a key out once.

    Raises `Refused` for an order that did not fail, or that the agency would not take: that one has to be made anew.
    """
    require(acting, "control.propose", of_court=order.court_id)
    if not reason.strip():
        raise Refused(Fault("order.again_reason", "重新发送须写明理由", "请填写理由", field="理由"))
    trail.take_turn(order.court_id)
    current = ControlOrder.objects.select_related("case").get(pk=order.pk)
    shut = not_open(State(current.case.state), Asked(current.act))
    if shut is not None:
        raise Refused(shut)
    changed = ControlOrder.objects.filter(
        pk=order.pk, state=OrderState.FAILED, outcome__in=["", Outcome.PENDING]
    ).update(state=OrderState.SENT, due_at=now, sent_at=now)
    if not changed:
        raise Refused(
            Fault("order.not_failed", "只有未获答复的指令可以重新发送", "请另行发起指令", field="指令", value=order.key)
        )
    trail.record(
        acting=acting,
        act="order.again",
        now=now,
        ground=reason.strip(),
        subject=f"case:{order.case_id}",
        payload={"order": order.key, "act": order.act},
    )
    order.refresh_from_db()
    return order
