"""Deduct what is held (扣划): approved by another person, never more than is owed, and followed until it has arrived.

The order's key goes out as the payment's reference and comes back with the money: `import_statement` knows the line by
it. Until then the sum stands on the control as being in transit, and is counted as covered.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from duixian.base.days import add_days
from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen, display
from duixian.domain.assets import things
from duixian.domain.assets.models import Asset, Control, ControlOrder, ControlState, OrderState
from duixian.domain.assets.services import orders
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import BankAccount, CaseAccount, Receipt
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.bars import bars
from duixian.flows.count_need import need_of
from duixian.flows.instruments.control import issue_for_orders
from duixian.flows.living import livings
from duixian.flows.release_excess import costs_of
from duixian.law import control as law
from duixian.law.procedure.control_life import CONTROL_LIFE, ControlAct, ControlFacts
from duixian.law.procedure.control_life import ControlState as LifeState
from duixian.ports.agencies import Act, Outcome

GROUND: Final = "《民事诉讼法》第253条；《民诉法解释》第484条"
ARRIVAL_DAYS: Final = 3
"""Days after which deducted money that has not arrived is shown as missing, unless the court has set less (status X,
ours: no rule says how fast a bank pays)."""

_KEY: Final = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{5}-[0-9A-Z]{26,34}(?![0-9A-Z-])")
"""As `orders.new_key` makes them, in any length it ever had; whether it is one is for the orders to say."""


@dataclass(frozen=True, slots=True)
class Deductible:
    """What may be deducted of one control, fen; `why_not` says what stands against it."""

    control: Control
    amount: Fen
    keep: Fen
    why_not: tuple[Fault, ...] = ()


def deductible(case: Case, *, on: date) -> list[Deductible]:
    """Every money control of a case in force, with what may be deducted of it now. Nothing is written."""
    rows = Control.objects.filter(case=case, state=ControlState.IN_FORCE, divisible=True, held_fen__gt=0)
    return [_look(control, on=on) for control in rows.select_related("asset", "case").order_by("pk")]


def _look(control: Control, *, on: date) -> Deductible:
    pending = things.deductions_under_way(control.case_id).get(control.pk, 0)
    free = max(0, min(control.held_fen, things.grounded(control)) - pending)
    amount = min(free, _still_open(control.case, on=on))
    keep = _keep(control)
    facts = ControlFacts(
        on=on,
        until=control.until,
        rank=control.rank,
        holds=free,
        asked=amount,
        takeable=_takeable(control.asset, on=on),
        barred=bars(control.asset, case_id=control.case_id, on=on),
        ground=GROUND,
    )
    verdict = CONTROL_LIFE.judge(state=LifeState(control.state), act=ControlAct.DEDUCT_PART, facts=facts)
    return Deductible(control, amount, keep, (*_must_be_sold(control.asset), *getattr(verdict, "reasons", ())))


def _must_be_sold(asset: Asset) -> tuple[Fault, ...]:
    """Shares and securities are held by value, and are no money: nobody can pay them over (执行规定 38, 39)."""
    if law.HoldingKind(asset.kind) not in (law.HoldingKind.EQUITY, law.HoldingKind.SECURITIES):
        return ()
    return (Fault("deduct.must_be_sold", "股权、证券不能扣划", "请办理处置变价", "财产", asset.title),)


def _still_open(case: Case, *, on: date) -> Fen:
    """What is owed by the day the money can be here, less what is on its way: nobody pays in advance."""
    arrives = add_days(on, ARRIVAL_DAYS)
    need = need_of(case, on=on, expected_on=arrives, costs=costs_of(case)).total
    moving = sum(things.in_transit(case.pk).values()) + sum(things.deductions_under_way(case.pk).values())
    return max(0, need - moving)


def _keep(control: Control) -> Fen:
    """What must stay free on the account: as the freeze left it, or what is exempt by now, whichever is more."""
    frozen = control.orders.filter(act=Act.FREEZE).order_by("pk").first()
    return max(control.asset.exempt_fen, frozen.keep_fen if frozen else 0)


def _takeable(asset: Asset, *, on: date) -> bool:
    living = livings(court_id=asset.court_id, person_ids=[asset.person_id], on=on).get(asset.person_id)
    return law.exemption(things.thing_of(asset), living, on=on, keep=0).takeable


def deduct(
    *, acting: Acting, control: Control, on: date, now: datetime, amount: Fen | None = None, reason: str = ""
) -> ControlOrder:
    """Draft the deduction of `amount` (None: all that may be) of what a control holds; another person approves it.

    Raises `Refused`: the control is not in force or has run out, its money is locked to a purpose, an outsider objects,
    it is more than is held or than is owed by the day it arrives, or the case has no account of its own.
    """
    require(acting, "control.deduct", of_court=control.court_id)
    with transaction.atomic():
        trail.take_turn(control.court_id)
        row = Control.objects.select_for_update(of=("self",)).select_related("asset__counterparty", "case", "person")
        current = row.get(pk=control.pk)
        look = _look(current, on=on)
        _refuse(look, amount)
        assert current.asset.counterparty is not None, "who holds money is an agency"
        return orders.draft(
            acting=acting,
            case=current.case,
            person=current.person,
            counterparty=current.asset.counterparty,
            act=Act.DEDUCT,
            ground=GROUND,
            now=now,
            amount=look.amount if amount is None else amount,
            keep=look.keep,
            asset=current.asset,
            control=current,
            reasons=[{"code": "deduct.reason", "template": reason.strip(), "data": {}, "text": reason.strip()}]
            if reason.strip()
            else (),
        )


def _refuse(look: Deductible, amount: Fen | None) -> None:
    case = look.control.case
    faults = list(look.why_not)
    if look.amount == 0:
        faults = [fault for fault in faults if fault.code != "control.beyond_held"]
        faults.append(Fault("deduct.nothing", "目前没有需要或者可以扣划的金额", "请核对欠款和在途款", "扣划金额"))
    elif amount is not None and not 0 < amount <= look.amount:
        faults.append(
            Fault(
                "deduct.amount",
                "最多可以扣划 {most}（不超过已冻结数额，也不超过到账时的欠款）",
                "请减少金额",
                field="扣划金额",
                value=display(amount),
                data={"most": display(look.amount)},
            )
        )
    if (
        not CaseAccount.objects.filter(case=case).exists()
        or not BankAccount.objects.filter(court=case.court_id).exists()
    ):
        faults.append(Fault("deduct.no_account", "本案没有案款账号", "请先开立一案一账户", "案款账号", case.number))
    if faults:
        raise Refused(*faults)


def approve(*, acting: Acting, drafts: Sequence[ControlOrder], on: date, now: datetime) -> list[ControlOrder]:
    """Approve deductions, all or none, looking once more: an objection that came in meanwhile, or money that was paid,
    stops them. Raises `Refused`."""
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        look_again(drafts, on=on)
        approved = orders.approve(acting=acting, orders=drafts, now=now)
        issue_for_orders(acting=acting, orders=approved, on=on, now=now)
        return approved


def look_again(drafts: Iterable[ControlOrder], *, on: date) -> None:
    """Whether deductions that were drafted may still be approved; by whatever door they come to be. In the caller's
    transaction, under the court's turn. Raises `Refused`."""
    for order in drafts:
        control = order.control
        assert control is not None, "a deduction is of a control"
        current = Control.objects.select_related("asset", "case").get(pk=control.pk)
        look = _look(current, on=on)
        faults = [fault for fault in look.why_not if fault.code != "control.beyond_held"]
        # what this very order takes is counted as being deducted already
        if order.amount_fen is not None and _over_owed(current.case, on=on) > 0:
            faults.append(
                Fault("deduct.paid_meanwhile", "所欠已经减少，扣划金额超过欠款", "请撤销后重新办理", value=order.key)
            )
        if faults:
            raise Refused(*faults)


def _over_owed(case: Case, *, on: date) -> Fen:
    arrives = add_days(on, ARRIVAL_DAYS)
    need = need_of(case, on=on, expected_on=arrives, costs=costs_of(case)).total
    moving = sum(things.in_transit(case.pk).values()) + sum(things.deductions_under_way(case.pk).values())
    return moving - need


# --- the money comes


def keys_in(texts: Iterable[str]) -> list[str]:
    """Keys of orders in the texts of a line of a statement, each once; banks change the case of letters."""
    return list(dict.fromkeys(key for text in texts for key in _KEY.findall(text.upper())))


def note_arrival(*, acting: Acting, receipt: Receipt, now: datetime) -> ControlOrder | None:
    """A receipt was given to a case: if it carries the key of a deduction of that case that has no money yet, it is
    that money. The sum in transit falls with the next `settle`; a sum that differs is kept on the trail."""
    line = receipt.transfer
    keys = keys_in((line.remark, line.reference, line.end_to_end_id))
    if not keys or receipt.case_id is None:
        return None
    order = ControlOrder.objects.filter(
        key__in=keys, act=Act.DEDUCT, case_id=receipt.case_id, receipt__isnull=True
    ).first()
    if order is None:
        return None
    ControlOrder.objects.filter(pk=order.pk).update(receipt=receipt)
    trail.record(
        acting=acting,
        act="control.money_arrived",
        now=now,
        ground=GROUND,
        subject=f"case:{order.case_id}",
        payload={"order": order.key, "receipt": receipt.pk, "fen": receipt.amount_fen, "told_fen": order.done_fen},
    )
    return order


def note_taken_back(receipt: Receipt) -> None:
    """A receipt was taken back from its case: the deduction it belonged to has no money again."""
    ControlOrder.objects.filter(receipt=receipt).update(receipt=None)


def deductions_of(court_id: int, keys: Collection[str]) -> dict[str, ControlOrder]:
    """The orders to deduct of a court that have one of these keys."""
    if not keys:
        return {}
    rows = ControlOrder.objects.filter(key__in=keys, act=Act.DEDUCT, court_id=court_id)
    return {order.key: order for order in rows.select_related("case")}


def why_not(order: ControlOrder | None, *, key: str, amount: Fen, of_number: int | None) -> Fault | None:
    """Why a line under `key` is not simply the money of the order of that key. `of_number`: the case under whose number
    it came in, if under any."""
    if order is None:
        return Fault(
            "receipt.unknown_order",
            "附言中的指令编号不是本院的扣划指令",
            "请向付款行核实后认领或者退回",
            field="附言",
            value=key,
        )
    if order.receipt_id is not None:
        return Fault(
            "receipt.deducted_twice",
            "该扣划指令的款项已经到账，疑为重复付款",
            "请与协助单位核实，重复的应予退回",
            field="附言",
            value=key,
        )
    if sum_differs(order, amount):
        told = order.done_fen if order.done_fen is not None else order.amount_fen or 0
        return Fault(
            "receipt.deducted_sum",
            "到账 {amount}，与扣划指令的 {told} 不符",
            "请与协助单位核实后认领",
            field="金额",
            value=key,
            data={"amount": display(amount), "told": display(told)},
        )
    if of_number is not None and of_number != order.case_id:
        return Fault(
            "receipt.deducted_elsewhere",
            "款项记入了另一案件的账号，附言中的扣划指令属于 {number}",
            "请核实后认领",
            field="附言",
            value=key,
            data={"number": order.case.number},
        )
    if order.case.state == CaseState.CLOSED:
        return Fault(
            "receipt.case_closed", "案件已结案，不能认领到账", "请退还，或先恢复执行", "案号", order.case.number
        )
    return None


def sum_differs(order: ControlOrder, amount: Fen) -> bool:
    """Whether money under an order's key is not what the agency said it paid, or, before that, more than it may pay."""
    if order.state == OrderState.ANSWERED:
        return order.done_fen != amount
    return amount > (order.amount_fen or 0)


def missing(court_id: int, *, on: date) -> QuerySet[ControlOrder]:
    """Deductions the agency says it paid and whose money has not come within the days, the oldest first."""
    days = courts.setting(court_id=court_id, key="control.arrival_days", on=on, default=ARRIVAL_DAYS)
    before = timezone.make_aware(datetime.combine(on - timedelta(days=int(days)), datetime.min.time()))
    return (
        ControlOrder.objects.filter(
            court_id=court_id,
            act=Act.DEDUCT,
            state=OrderState.ANSWERED,
            outcome__in=(Outcome.DONE, Outcome.PARTIAL),
            done_fen__gt=0,
            receipt__isnull=True,
            answered_at__lt=before,
        )
        .select_related("case", "person", "counterparty")
        .order_by("answered_at", "pk")
    )
