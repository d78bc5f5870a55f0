"""Release what is held beyond the need, without anybody asking (查封规定 19): after every answer, receipt and notice.

`settle` counts the need anew, puts the excess down as being released in the same transaction, and gives the orders for
it as soon as the agency's own reference of the control is known. An agency that did more than it was asked is told so
in the same way.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction
from django.db.models import Sum

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.assets import things
from duixian.domain.assets.models import (
    Budget,
    Control,
    ControlOrder,
    ControlState,
    Exemption,
    OrderState,
    ThirdPartyDebt,
)
from duixian.domain.assets.selectors import onsite as on_the_spot
from duixian.domain.assets.selectors import thirdparty as debts
from duixian.domain.assets.services import budgets, controls, onsite, orders, thirdparty
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors as disposals
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.count_need import Cost, Need, expected_day, kept_costs, need_of, practice_of
from duixian.flows.instruments.control import issue_if_printable
from duixian.law.control import Liable, excess
from duixian.ports.agencies import Act

GROUND: Final = "《查封扣押冻结规定》第19条：超出清偿债权和费用的部分应当解除"
_NOT_NEEDED: Final = "其余控制已足以清偿，不再需要"
_ENOUGH: Final = "已冻结的款项足以清偿，超出部分的到期债权解除冻结（《查封扣押冻结规定》第19条）"
_EXEMPT: Final = "财产依法豁免执行，解除控制（《查封扣押冻结规定》第3条）"


def settle(*, case: Case, acting: Acting, on: date, now: datetime) -> list[ControlOrder]:
    """Count the need of a case anew and release what is above it; the orders given, which need nobody's approval.

    A case whose need was never stated holds nothing. Where the debt cannot be counted, the need last stated stands.
    Asking again gives nothing new.
    """
    with transaction.atomic():
        trail.take_turn(case.court_id)
        case = Case.objects.select_related("court", "title").get(pk=case.pk)  # as it stands under the lock
        budget = budgets.of_case(case)
        if budget is None:
            return []
        _note_arrivals(case)
        expected = budget.expected_on if budget.expected_on >= on else expected_day(case, on=on)
        try:
            need = need_of(case, on=on, expected_on=expected, costs=kept_costs(budget.parts))
        except BadInput:
            _note_payments(case, acting, now)
            return let_go_excess(case=case, on=on, now=now)
        write_down(acting=acting, need=need, now=now)
        _note_payments(case, acting, now)
        return let_go_excess(case=case, on=on, now=now)


def refresh(*, case: Case, acting: Acting, on: date, now: datetime) -> None:
    """Count the need of a case as it is today and write it down, also where none was stated yet, and let go what is
    above it. In the caller's transaction. Raises `BadInput` where the debt cannot be counted and none was stated."""
    if budgets.of_case(case) is None:
        write_down(acting=acting, need=need_of(case, on=on), now=now)
    settle(case=case, acting=acting, on=on, now=now)


def write_down(*, acting: Acting, need: Need, now: datetime) -> list[Budget]:
    """Keep a need with its parts. The caller lets go what is above it, in the same transaction."""
    stated = [budgets.Stated(need.total, [part.as_json() for part in need.parts])]
    stated += [
        budgets.Stated(ceiling.amount, [part.as_json() for part in ceiling.parts], ceiling.person)
        for ceiling in need.ceilings
    ]
    return budgets.state_need(
        acting=acting, case=need.case, stated=stated, stated_on=need.on, expected_on=need.expected_on, now=now
    )


def let_go_excess(*, case: Case, on: date, now: datetime) -> list[ControlOrder]:
    """Put what is held above the stated need down as being released, and give the orders that are due for it. Raises
    `Refused` if after that anything would be held without a ground."""
    why: dict[int, list[Mapping[str, Any]]] = {}
    _end_sold(case, on)
    _let_go_exempt(case, why)
    _let_go_above_need(case, on, now, why)
    given = _orders_due(case, on, now, why)
    budgets.check()
    return given


def make_room(*, case: Case, control: Control, size: Fen, on: date, now: datetime) -> None:
    """Let go what becomes superfluous once an indivisible thing that is held is worth `size`, fen; of the thing itself
    everything, where others suffice. The orders are given by the `settle` that follows."""
    _let_go_above_need(case, on, now, {}, sizes={control.pk: size})


def let_go(*, acting: Acting, control: Control, why: str, on: date, now: datetime) -> list[ControlOrder]:
    """Release one control as a whole, because the law says so and not to make room: a thing given back, an objection
    upheld. `why` names ground and article. The orders given, none while the agency has not answered yet."""
    require(acting, "control.release", of_court=control.court_id)
    if not why.strip():
        raise Refused(Fault("control.no_ground", "须写明解除的事由", "请填写事由和依据", field="事由"))
    with transaction.atomic():
        trail.take_turn(control.court_id)
        controls.start_release(control, amount=None)
        trail.record(
            acting=acting,
            act="control.let_go",
            now=now,
            ground=why.strip(),
            subject=f"case:{control.case_id}",
            payload={"control": control.pk},
        )
        reasons = {control.pk: [{"code": "release.ordered", "template": why.strip(), "data": {}, "text": why.strip()}]}
        given = _orders_due(control.case, on, now, reasons)
        budgets.check()
        return given


def _note_arrivals(case: Case) -> None:
    """What is in transit is what was deducted and has no receipt: the answer and the money come in any order, and a
    receipt may be taken back."""
    for control in Control.objects.filter(case=case, deducted_fen__gt=0).order_by("pk"):
        unpaid = control.orders.filter(act=Act.DEDUCT, state=OrderState.ANSWERED, receipt__isnull=True)
        due = min(control.deducted_fen, unpaid.aggregate(fen=Sum("done_fen", default=0))["fen"])
        if control.transit_fen > due:
            controls.arrived(control, amount=control.transit_fen - due)
        elif control.transit_fen < due:
            controls.set_out_again(control, amount=due - control.transit_fen)


def _note_payments(case: Case, acting: Acting, now: datetime) -> None:
    """What third parties paid is what lies on the case: after the need, which a receipt taken back has raised again."""
    for debt in debts.with_payments(case.pk):
        thirdparty.recount_paid(acting=acting, debt=debt, now=now)


# --- what is above the need


def _end_sold(case: Case, on: date) -> None:
    """What the court sold or gave for the debt is somebody else's: every control on it has done its work (查封规定 27),
    and the agency is told to strike it out. One that is still under way follows when its answer has come."""
    rows = things.alive(case.pk)
    passed = disposals.title_passed(control.asset_id for control in rows)
    for control in rows:
        found = passed.get(control.asset_id)
        if found is None or control.ordered_on > found.on:
            continue
        if control.state == ControlState.ORDERED:
            controls.start_release(control, amount=None)
        else:
            controls.end(control, on=on, why=found.why, still_there=control.asset.counterparty_id is not None)


def _let_go_exempt(case: Case, why: dict[int, list[Mapping[str, Any]]]) -> None:
    """Things that turned out to be exempt are let go, needed or not."""
    for control in things.alive(case.pk):
        if things.grounded(control) and control.asset.exemption == Exemption.WHOLE:
            controls.start_release(control, amount=None)
            why[control.pk] = [{"code": "release.exempt", "template": _EXEMPT, "data": {}, "text": _EXEMPT}]


def _let_go_above_need(
    case: Case,
    on: date,
    now: datetime,
    why: dict[int, list[Mapping[str, Any]]],
    *,
    sizes: Mapping[int, Fen] = MappingProxyType({}),
) -> None:
    """`sizes`: what controls of whole things are worth by now, where that is not written down yet."""
    budget = Budget.objects.get(case=case, person=None)
    pinned = _pinned(case, budget, now)
    transit = things.in_transit(case.pk)
    rows = things.alive(case.pk)
    homes = things.only_homes(control.asset for control in rows)
    held = [
        things.held_thing_of(
            control,
            pinned=pinned.get(control.pk, 0),
            only_home=control.asset_id in homes,
            size=sizes.get(control.pk),
        )
        for control in rows
        if things.grounded(control) or control.state == ControlState.WAITING
    ]
    by_key = {str(control.pk): control for control in rows}
    gone = sum(transit.values()) + sum(pinned.values())
    money = sum(thing.counts for thing in held if thing.unit == 1 and not thing.waiting)
    _let_go_debts(case, max(0, budget.need_fen - gone - money), now)
    owed = {things.debt_key(debt.pk): debt for debt in debts.live(case.pk)}
    held += [things.held_debt_of(debt, since=debt.served_on or case.filed_on) for debt in owed.values()]
    for line in excess(
        max(0, budget.need_fen - gone),
        held,
        practice=practice_of(case, on=on),
        on=on,
        debtors=_ceilings(case, transit, pinned, rows),
    ):
        if line.key in owed:
            system = Acting.system(case.court_id, "release")
            thirdparty.let_go(acting=system, debt=owed[line.key], amount=line.amount, why=str(line.reason), now=now)
            continue
        control = by_key[line.key]
        bound = pinned.get(control.pk, 0)  # the law sees nothing of it, and would let an empty account go
        left = things.grounded(control) - bound
        if left <= 0:
            continue
        whole = line.whole and not bound
        controls.start_release(control, amount=None if whole else min(left, line.amount + line.open))
        why.setdefault(control.pk, []).append(things.told(line.reason))


def _let_go_debts(case: Case, room: Fen, now: datetime) -> None:
    """Of others' debts so much stays as money that is held leaves open (`room`, fen): a debt is a hope, an account is
    not. What cannot be enforced goes first, then the latest."""
    doubtful = (ThirdPartyDebt.State.DRAFT, ThirdPartyDebt.State.OBJECTED)
    live = debts.live(case.pk)
    over = sum(map(debts.holds, live)) - room
    for debt in sorted(live, key=lambda one: (one.state not in doubtful, -one.pk)):
        if over <= 0:
            return
        held = debts.holds(debt)
        system = Acting.system(case.court_id, "release")
        thirdparty.let_go(acting=system, debt=debt, amount=min(over, held), why=_ENOUGH, now=now)
        over -= min(over, held)


def _ceilings(
    case: Case, transit: Mapping[int, Fen], pinned: Mapping[int, Fen], rows: Sequence[Control]
) -> list[Liable]:
    taken = dict(transit)
    for control in rows:
        taken[control.person_id] = taken.get(control.person_id, 0) + pinned.get(control.pk, 0)
    return [
        Liable(
            key=things.person_key(row.person_id),
            natural=False,
            ceiling=max(0, row.need_fen - taken.get(row.person_id, 0)),
        )
        for row in Budget.objects.filter(case=case, person__isnull=False)
        if row.person_id is not None
    ]


def _pinned(case: Case, budget: Budget, now: datetime) -> dict[int, Fen]:
    """What is being deducted of each control, and so not to be let go. Where even that is more than is owed, orders
    that no agency can have received are taken back; what is left of the problem is released like anything else, and
    the agency carries out whichever order comes first."""
    free = budget.need_fen - sum(things.in_transit(case.pk).values())
    pinned = things.deductions_under_way(case.pk)
    if sum(pinned.values()) <= free:
        return pinned
    system = Acting.system(case.court_id, "release")
    open_orders = ControlOrder.objects.filter(
        case=case, act=Act.DEDUCT, state__in=(OrderState.DRAFT, OrderState.APPROVED), attempts=0
    )
    for order in open_orders.order_by("-pk"):
        if sum(pinned.values()) > free:
            orders.cancel(acting=system, order=order, reason="所欠已经减少，不再需要扣划", now=now)
            pinned = things.deductions_under_way(case.pk)
    return pinned if sum(pinned.values()) <= free else {}


# --- the orders


def _orders_due(
    case: Case, on: date, now: datetime, why: Mapping[int, Sequence[Mapping[str, Any]]]
) -> list[ControlOrder]:
    """Release orders for everything that is being released and that no order is under way for."""
    under_way = things.releases_under_way(case.pk)
    refused = things.releases_refused(case.pk, on=on)
    given = []
    over = things.to_strike_out(case.pk)
    passed = disposals.title_passed(control.asset_id for control in over)
    for control in (*over, *things.alive(case.pk)):
        if control.state == ControlState.ORDERED:
            _take_back(control, on, now)
            continue
        if control.asset.counterparty is None:
            _send_there(control, now)
            continue
        if control.pk in refused:
            continue
        everything, parts = under_way.get(control.pk, (False, 0))
        sold = passed.get(control.asset_id) if things.still_there(control) else None
        left = things.grounded(control)
        amount = None if left == 0 else max(0, control.held_fen - left - parts)
        if everything or amount == 0 or (control.state == ControlState.WAITING and amount is not None):
            continue
        given.append(
            orders.draft(
                acting=Acting.system(case.court_id, "release"),
                case=case,
                person=control.person,
                counterparty=control.asset.counterparty,
                act=Act.RELEASE,
                ground=sold.ground if sold else GROUND,
                now=now,
                amount=amount,
                asset=control.asset,
                control=control,
                reasons=why.get(control.pk, ()),
                automatic=True,
            )
        )
    issue_if_printable(acting=Acting.system(case.court_id, "release"), orders=given, on=on, now=now)
    return given


def _send_there(control: Control, now: datetime) -> None:
    """What no agency holds is released by officers who go there: put down for them once, with nobody's approval."""
    open_acts = on_the_spot.of_control(control.pk).filter(act=onsite.Kind.RELEASE, state__in=on_the_spot.OPEN)
    if things.grounded(control) or open_acts.exists():
        return
    onsite.make_out(
        acting=Acting.system(control.court_id, "release"),
        control=control,
        act=onsite.Kind.RELEASE,
        ground=GROUND,
        now=now,
        automatic=True,
    )


def _take_back(control: Control, on: date, now: datetime) -> None:
    """An order nobody can have received is taken back once nothing of it is needed; one that is out is followed by its
    release when the answer has come. Places in a queue count for nothing and stay."""
    if things.grounded(control) or control.rank > 1:
        return
    for act in on_the_spot.of_control(control.pk).filter(act=onsite.Kind.SEAL, state__in=on_the_spot.OPEN):
        onsite.cancel(acting=Acting.system(control.court_id, "release"), act=act, reason=_NOT_NEEDED, now=now)
        controls.refuse(control, why="尚未办理，已不需要", on=on)
    order = control.orders.filter(
        act__in=(Act.FREEZE, Act.SEAL), state__in=(OrderState.DRAFT, OrderState.APPROVED), attempts=0
    ).first()
    if order is not None:
        system = Acting.system(control.court_id, "release")
        orders.cancel(acting=system, order=order, reason=_NOT_NEEDED, now=now)
        controls.refuse(control, why="尚未发出，已不需要", on=on)


def costs_of(case: Case) -> tuple[Cost, ...]:
    """The costs stated for a case."""
    budget = Budget.objects.filter(case=case, person__isnull=True).first()
    return kept_costs(budget.parts) if budget else ()
