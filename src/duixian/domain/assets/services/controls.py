"""The life of one control: ordered, in force or waiting, released bit by bit, deducted, ended.

What an agency tells is recorded as it is, also when it did more than it was asked: what a case may not hold is put down
as being released in the same statement, so that no committed instant shows more than the need. Each function takes the
court's turn and the row's lock, and refuses what the control's state does not open. Sums are fen.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen, display
from duixian.domain.assets.models import Asset, Control, ControlKind, ControlState, OrderState
from duixian.domain.assets.services import budgets
from duixian.domain.assets.services.refusals import refusing
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.ports.agencies import Act

S = ControlState
STANDING_STATES = (S.ORDERED, S.IN_FORCE, S.WAITING)
"""States in which a control is alive."""


def order_control(
    *,
    acting: Acting,
    case: Case,
    asset: Asset,
    limit: Fen,
    kind: ControlKind,
    standing: bool,
    until: date,
    why: Sequence[Mapping[str, Any]],
    on: date,
    rank: int = 1,
) -> Control:
    """Begin a control: from this moment `limit` counts against what the case may hold, whatever the agency will answer.
    With a `rank` above 1 it asks for a place in a queue: nothing of it counts, or is held, before it is known how much
    the case may still hold then.

    Raises `Refused` above the need, on exempt property, on a thing the case controls already.
    """
    require(acting, "control.propose", of_court=case.court_id)
    trail.take_turn(case.court_id)
    with refusing():
        return Control.objects.create(
            court_id=case.court_id,
            case=case,
            person_id=asset.person_id,
            asset=asset,
            kind=kind,
            divisible=asset.divisible,
            limit_fen=limit,
            releasing_fen=limit if rank > 1 else 0,
            rank=rank,
            standing=standing,
            until=until,
            why=list(why),
            ordered_on=on,
        )


def confirm(
    control: Control, *, held: Fen | None, rank: int, reference: str, effective_on: date, until: date
) -> Control:
    """The agency holds it: `held` fen of a divisible thing (None: all that was ordered), a whole thing as a whole.

    Less than ordered frees the budget, unless the freeze is standing. More than ordered, or than is still needed by
    now, is put down as being released.
    """
    row = _row(control, S.ORDERED)
    told = row.limit_fen if held is None or not row.divisible else held
    limit = max(told, row.limit_fen) if row.standing else told
    grounded = _may_hold(row, limit, already=row.limit_fen - row.releasing_fen)
    _write(
        row,
        state=S.IN_FORCE,
        limit_fen=limit,
        held_fen=told,
        releasing_fen=limit - grounded,
        rank=rank,
        reference=reference,
        effective_on=effective_on,
        until=until,
    )
    _note_on_thing(row, available=-told)
    return row


def wait(control: Control, *, rank: int, reference: str, effective_on: date, until: date) -> Control:
    """The agency put it into the queue: it holds nothing and counts for nothing until it moves up."""
    row = _row(control, S.ORDERED)
    return _write(
        row,
        state=S.WAITING,
        held_fen=0,
        releasing_fen=0,
        rank=rank,
        reference=reference,
        effective_on=effective_on,
        until=until,
    )


def promote(control: Control, *, rank: int, held: Fen | None, on: date) -> Control:
    """A waiting control moved up. At rank 1 it is in force (查封规定 26): what the case may still hold of it is held,
    the rest is put down as being released. Told again, or of a control that is past it, it changes nothing."""
    row = _row(control, S.WAITING, S.IN_FORCE, S.RELEASED, S.LAPSED, S.ENDED)
    if row.state != S.WAITING:
        return row
    if rank > 1:
        return _write(row, rank=rank)
    told = row.limit_fen if held is None or not row.divisible else held
    limit = max(told, row.limit_fen) if row.standing else told
    grounded = _may_hold(row, limit, already=0)
    _write(
        row,
        state=S.IN_FORCE,
        limit_fen=limit,
        held_fen=told,
        releasing_fen=limit - grounded,
        rank=1,
        effective_on=on,
    )
    _note_on_thing(row, available=-told)
    return row


def hold_more(control: Control, *, held: Fen, on: date, told_at: datetime | None = None) -> Control:
    """Money came onto the account: the agency holds `held` now. What was not ordered, and is not needed, is put down
    as being released. News of less changes nothing, nor does news from before (`told_at`) a deduction or release of
    this control that was answered since: what it speaks of may be gone."""
    row = _row(control, *S)
    if row.state != S.IN_FORCE or held <= row.held_fen or not row.divisible:
        return row
    since = row.orders.filter(act__in=(Act.DEDUCT, Act.RELEASE), state=OrderState.ANSWERED)
    if told_at is not None and since.filter(answered_at__gte=told_at).exists():
        return row
    grounded = row.limit_fen - row.releasing_fen
    limit = max(row.limit_fen, held)
    if limit > row.limit_fen:
        grounded += min(limit - row.limit_fen, budgets.room(case_id=row.case_id, person_id=row.person_id))
    gained = held - row.held_fen
    _write(row, limit_fen=limit, held_fen=held, releasing_fen=limit - grounded)
    _note_on_thing(row, available=-gained)
    return row


def _may_hold(row: Control, size: Fen, *, already: Fen) -> Fen:
    """How much of a control that comes into force the case may hold; `already` of it is counted by now."""
    if row.divisible:
        return min(size, already + budgets.room(case_id=row.case_id, person_id=row.person_id))
    if already:
        return size
    return size if budgets.fits_whole(case_id=row.case_id, person_id=row.person_id, size=size) else 0


def refuse(control: Control, *, why: str, on: date) -> Control:
    """Nothing is held: the agency said no, had nothing, or the order was taken back before it went out."""
    row = _row(control, S.ORDERED)
    return _write(row, state=S.REFUSED, held_fen=0, releasing_fen=0, ended_on=on, ended_why=why[:200])


def start_release(control: Control, *, amount: Fen | None) -> Control:
    """Put a part (None: everything) down as being released; it counts no longer. A thing that cannot be divided is
    released as a whole or not at all."""
    row = _row(control, *STANDING_STATES)
    left = row.limit_fen - row.releasing_fen
    amount = left if amount is None else amount
    if not 0 <= amount <= left or (not row.divisible and amount not in (0, row.limit_fen)):
        raise Refused(
            Fault(
                "control.release_amount",
                "该项控制尚可解除 {left}，不可分割的财产只能整体解除",
                "请核对解除金额",
                field="解除金额",
                value=display(amount),
                data={"left": display(left)},
            )
        )
    return _write(row, releasing_fen=row.releasing_fen + amount)


def released(control: Control, *, amount: Fen | None, on: date, why: str = "已解除") -> Control:
    """The agency let go of `amount` (None: of everything). Where nothing is left, the control is over.

    A freeze that waited for money to come waits no longer once a part of it was released: that is how agencies carry
    such an order out, and a sum nobody holds must not be counted as cover.
    """
    row = _row(control, *S)
    if row.state == S.ENDED:
        return _write(row, releasing_fen=0)  # the agency struck out the seal of a thing that was sold
    if row.state not in STANDING_STATES:
        return row  # two orders crossed: the other one let go of everything
    left = 0 if amount is None else max(0, row.held_fen - amount)
    _note_on_thing(row, available=row.held_fen - left)
    if left == 0:
        return _over(row, S.RELEASED, on=on, why=why)
    return _write(
        row,
        limit_fen=left,
        held_fen=left,
        releasing_fen=min(left, max(0, row.releasing_fen - (amount or 0))),
        standing=False,
    )


def deducted(control: Control, *, amount: Fen, on: date) -> Control:
    """The agency paid `amount` of what is held towards the case's account: it is in transit until it arrives. Raises
    `Refused` when more was taken than was held.

    Of a control that is over it was taken before the agency let go of the rest, and is only told of later.
    """
    row = _row(control, S.IN_FORCE, S.RELEASED, S.LAPSED, S.ENDED)
    if row.state != S.IN_FORCE:
        return _write(row, transit_fen=row.transit_fen + amount, deducted_fen=row.deducted_fen + amount)
    if not 0 < amount <= row.held_fen:
        raise Refused(
            Fault(
                "control.deducted_amount",
                "扣划 {amount}，而该项控制只冻结 {held}",
                "请与协助单位核对",
                field="扣划金额",
                value=display(amount),
                data={"amount": display(amount), "held": display(row.held_fen)},
            )
        )
    limit = row.limit_fen - amount
    over: dict[str, Any] = {"state": S.ENDED, "ended_on": on, "ended_why": "已扣划"} if limit == 0 else {}
    _write(
        row,
        limit_fen=limit,
        held_fen=row.held_fen - amount,
        releasing_fen=min(row.releasing_fen, limit),
        transit_fen=row.transit_fen + amount,
        deducted_fen=row.deducted_fen + amount,
        **over,
    )
    _note_on_thing(row, balance=-amount)
    return row


def arrived(control: Control, *, amount: Fen) -> Control:
    """So much of what was deducted has come in."""
    row = _row(control, *S)
    return _write(row, transit_fen=max(0, row.transit_fen - amount))


def set_out_again(control: Control, *, amount: Fen) -> Control:
    """Money that had come in was given to the case by mistake: so much is in transit again."""
    row = _row(control, *S)
    return _write(row, transit_fen=min(row.deducted_fen, row.transit_fen + amount))


def renewed(control: Control, *, until: date) -> Control:
    """The control runs on to `until`; never shorter than it did."""
    row = _row(control, S.IN_FORCE, S.WAITING)
    if row.until is not None and until < row.until:
        raise Refused(
            Fault(
                "control.renewed_shorter",
                "续行后的届满日早于原届满日 {until}",
                "请核对协助单位的答复",
                field="届满日",
                value=until.isoformat(),
                data={"until": row.until.isoformat()},
            )
        )
    return _write(row, until=until)


def lapse(control: Control, *, on: date, why: str) -> Control:
    """Its last day has gone by: it has no effect any more (查封规定 27)."""
    return _over(_row(control, S.IN_FORCE, S.WAITING), S.LAPSED, on=on, why=why)


def end(control: Control, *, on: date, why: str, still_there: bool = False) -> Control:
    """The thing was sold, or is gone: the control has done its work (查封规定 27). `still_there`: the agency keeps it
    registered until it is told; all of it stays put down as being released until the agency confirms."""
    row = _over(_row(control, S.IN_FORCE, S.WAITING), S.ENDED, on=on, why=why)
    return _write(row, releasing_fen=row.limit_fen) if still_there else row


def revalue(control: Control, *, size: Fen) -> Control:
    """An indivisible thing held as a whole is worth `size` now. Raises `Refused` when that makes others superfluous
    that are not being released."""
    row = _row(control, *STANDING_STATES)
    if row.divisible or size == row.limit_fen:
        return row
    all_of_it = row.limit_fen > 0 and row.releasing_fen == row.limit_fen
    return _write(
        row,
        limit_fen=size,
        held_fen=size if row.state == S.IN_FORCE else 0,
        releasing_fen=size if all_of_it else 0,
    )


# --- one row


def _row(control: Control, *states: ControlState) -> Control:
    """The control as it is now, under the court's turn and its own lock. Raises `Refused` in another state."""
    trail.take_turn(control.court_id)
    row = Control.objects.select_for_update().get(pk=control.pk)
    if row.state not in states:
        raise Refused(
            Fault(
                "control.state",
                "该项控制目前为“{state}”，不能这样办理",
                "请刷新后查看",
                field="控制",
                value=row.reference or str(row.pk),
                data={"state": row.get_state_display()},
            )
        )
    return row


def _write(row: Control, **changes: Any) -> Control:
    with refusing():
        Control.objects.filter(pk=row.pk).update(**changes)
    row.refresh_from_db()
    return row


def _over(row: Control, state: ControlState, *, on: date, why: str) -> Control:
    return _write(row, state=state, held_fen=0, releasing_fen=0, ended_on=on, ended_why=why[:200])


def _note_on_thing(row: Control, *, available: Fen = 0, balance: Fen = 0) -> None:
    """What our own act changed on an account, until the agency tells of it anew."""
    if not row.divisible or not (available or balance):
        return
    thing = Asset.objects.filter(pk=row.asset_id)
    if available:
        thing.filter(available_fen__isnull=False).update(available_fen=Greatest(F("available_fen") + available, 0))
    if balance:
        thing.filter(balance_fen__isnull=False).update(balance_fen=Greatest(F("balance_fen") + balance, 0))
