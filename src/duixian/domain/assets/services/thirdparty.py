"""Writing debts that others owe the debtor: made out, approved by another, served, answered, paid (到期债权)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.assets.models import ThirdPartyDebt, ThirdPartyPayment
from duixian.domain.assets.selectors import thirdparty as reading
from duixian.domain.assets.services import budgets
from duixian.domain.assets.services.refusals import refusing
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import Receipt, ReceiptState
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

_S = ThirdPartyDebt.State
_GROUND = "执行规定（2020修正）第四十五条至第五十三条；民诉解释（2022）第四百九十九条"


def make_out(
    *,
    acting: Acting,
    case: Case,
    debtor: Person,
    third_party: Person,
    amount: Fen,
    basis: str,
    falls_due_on: date | None,
    now: datetime,
) -> ThirdPartyDebt:
    """Make out the ruling that freezes such a debt; it waits for another person's approval, and counts against what the
    case may hold from now on. Raises `Refused` above the need, and while none is stated."""
    require(acting, "third_party.draft", of_court=case.court_id)
    trail.take_turn(case.court_id)
    with refusing():
        debt = ThirdPartyDebt.objects.create(
            court_id=case.court_id,
            case=case,
            debtor=debtor,
            third_party=third_party,
            amount_fen=amount,
            basis=basis.strip()[:300],
            falls_due_on=falls_due_on,
            made_by=acting.code,
        )
    _note(acting, debt, "third_party.draft", now, {"fen": amount})
    return debt


def approve(*, acting: Acting, debt: ThirdPartyDebt, now: datetime) -> ThirdPartyDebt:
    """Approve the freeze: from now on the third party must not pay the debtor. Raises `Refused` for one's own."""
    require(acting, "third_party.approve", of_court=debt.court_id)
    if debt.made_by == acting.code:
        raise Refused(
            Fault("third_party.own", "不能审批自己提出的冻结", "请由另一名有审批权的人员办理", field="到期债权")
        )
    return _move(acting, debt, (_S.DRAFT,), "third_party.approve", now, state=_S.ORDERED, approved_by=acting.code)


def note_service(
    *, acting: Acting, debt: ThirdPartyDebt, on: date, answer_until: date, now: datetime
) -> ThirdPartyDebt:
    """The ruling and the notice to perform reached the third party."""
    require(acting, "third_party.record", of_court=debt.court_id)
    fields = {"state": _S.SERVED, "served_on": on, "answer_until": answer_until}
    return _move(acting, debt, (_S.ORDERED,), "third_party.serve", now, **fields)


def note_objection(
    *, acting: Acting, debt: ThirdPartyDebt, denied: Fen, in_time: bool, text: str, on: date, now: datetime
) -> ThirdPartyDebt:
    """The third party denies so much of the debt. In time and of all of it: enforcement ends here, without review; of a
    part: the rest goes on. Too late: it is kept, and stops nothing."""
    require(acting, "third_party.record", of_court=debt.court_id)
    fields: dict[str, Any] = {"objected_on": on, "objection": text.strip()[:500]}
    if in_time:
        fields["undisputed_fen"] = debt.amount_fen - denied
        fields["state"] = _S.OBJECTED if denied == debt.amount_fen else _S.SERVED
    states = (_S.SERVED,) if in_time else (_S.SERVED, _S.DUE)
    return _move(acting, debt, states, "third_party.object", now, denied_fen=denied, in_time=in_time, **fields)


def note_due(*, acting: Acting, debt: ThirdPartyDebt, now: datetime) -> ThirdPartyDebt:
    """The days passed: what was neither paid nor denied may be enforced."""
    return _move(acting, debt, (_S.SERVED,), "third_party.due", now, state=_S.DUE)


def note_payment(
    *, acting: Acting, debt: ThirdPartyDebt, receipt: Receipt, reason: str, now: datetime
) -> ThirdPartyDebt:
    """A receipt that lies on the case was paid on this debt. Once all that is not denied is paid, it is performed. What
    was let go when that money came in, because less was needed then, was let go for this very payment.

    Raises `Refused` for a receipt of another case, one that counted already, or more than the debt.
    """
    require(acting, "third_party.record", of_court=debt.court_id)
    trail.take_turn(debt.court_id)
    receipt.refresh_from_db()
    debt.refresh_from_db()
    if receipt.state != ReceiptState.IDENTIFIED or receipt.case_id != debt.case_id:
        raise Refused(Fault("third_party.other_receipt", "该到账未认领到本案", "请先将到账认领到本案", field="到账"))
    if ThirdPartyPayment.objects.filter(receipt=receipt).exists():
        raise Refused(Fault("third_party.receipt_twice", "该到账已计入到期债权", "每笔到账只计一次", field="到账"))
    total = reading.paid(debt) + receipt.amount_fen
    if total > debt.amount_fen:
        raise Refused(Fault("third_party.too_much", "到账合计超过该债权", "请核对第三人及其债权额", field="到账"))
    ThirdPartyPayment.objects.create(
        court_id=debt.court_id,
        debt=debt,
        receipt=receipt,
        amount_fen=receipt.amount_fen,
        noted_by=acting.code,
        noted_at=now,
    )
    fields: dict[str, Any] = {"paid_fen": total, "released_fen": max(0, debt.released_fen - receipt.amount_fen)}
    if _performed(debt, total):
        fields["state"] = _S.PAID
    states: tuple[str, ...] = (_S.ORDERED, _S.SERVED, _S.OBJECTED, _S.DUE)
    if debt.released_fen and debt.state == _S.ENDED:
        states = (_S.ENDED,)  # let go as a whole when this very money came in
    return _move(acting, debt, states, "third_party.pay", now, receipt=receipt.pk, reason=reason.strip(), **fields)


def _performed(debt: ThirdPartyDebt, paid: Fen) -> bool:
    """Whether so much settles the debt; of one denied as a whole, all that is paid counts."""
    return paid >= (debt.undisputed_fen or debt.amount_fen)


def _state_before(debt: ThirdPartyDebt) -> ThirdPartyDebt.State:
    """Where a debt stands by what happened to it, payments left aside. Silence that opened enforcement is found
    again by the next night."""
    if debt.undisputed_fen == 0:
        return _S.OBJECTED
    return _S.ORDERED if debt.served_on is None else _S.SERVED


def recount_paid(*, acting: Acting, debt: ThirdPartyDebt, now: datetime) -> ThirdPartyDebt:
    """Bring what was paid on a debt into line with the receipts that lie on its case: one may be taken back from it, or
    given to it again. What is frozen again is within what the case may hold; the rest stays let go."""
    trail.take_turn(debt.court_id)
    debt.refresh_from_db()
    total = reading.paid(debt)
    if total == debt.paid_fen:
        return debt
    fields: dict[str, Any] = {"paid_fen": total}
    if total > debt.paid_fen:
        fields["released_fen"] = max(0, debt.released_fen - (total - debt.paid_fen))
        if debt.state in reading.LIVE and _performed(debt, total):
            fields["state"] = _S.PAID
    else:
        back = debt.state == _S.PAID
        before = reading.holds(debt)
        after = debt.amount_fen - total - debt.released_fen if back or debt.state in reading.LIVE else 0
        over = max(0, after - before - budgets.room(case_id=debt.case_id, person_id=debt.debtor_id))
        fields["released_fen"] = debt.released_fen + over
        if back:
            fields["state"] = _state_before(debt)
    return _move(acting, debt, tuple(_S), "third_party.recount", now, **fields)


def let_go(*, acting: Acting, debt: ThirdPartyDebt, amount: Fen, why: str, now: datetime) -> ThirdPartyDebt:
    """Let go of `amount` fen of a debt because other things suffice (查封规定 19). Of one that nobody approved yet
    everything goes: it is made out anew if it is needed. Where nothing is left, it has ended. Raises `Refused` for more
    than is frozen."""
    trail.take_turn(debt.court_id)
    debt.refresh_from_db()
    held = reading.holds(debt)
    if not 0 < amount <= held:
        raise Refused(
            Fault("third_party.let_go", "解除的数额超过已冻结的部分", "请刷新后重试", "解除金额", str(debt.pk))
        )
    amount = held if debt.state == _S.DRAFT else amount
    fields: dict[str, Any] = {"released_fen": debt.released_fen + amount}
    if amount == held:
        fields |= {"state": _S.ENDED, "ended_why": why.strip()[:200]}
    return _move(acting, debt, reading.LIVE, "third_party.let_go", now, fen=amount, why=why.strip(), **fields)


def end(*, acting: Acting, debt: ThirdPartyDebt, why: str, now: datetime) -> ThirdPartyDebt:
    """Lift the freeze. Raises `Refused` without a reason, or when it is over."""
    require(acting, "third_party.approve", of_court=debt.court_id)
    if not why.strip():
        raise Refused(Fault("third_party.end_reason", "终止须写明理由", "请填写理由", field="理由"))
    fields = {"state": _S.ENDED, "ended_why": why.strip()[:200]}
    return _move(acting, debt, reading.LIVE, "third_party.end", now, **fields)


_COLUMNS = frozenset(field.attname for field in ThirdPartyDebt._meta.concrete_fields)


def _move(
    acting: Acting, debt: ThirdPartyDebt, sources: Collection[str], act: str, now: datetime, **given: Any
) -> ThirdPartyDebt:
    """Change a debt that stands in one of `sources`; what is no column goes into the trail alone."""
    trail.take_turn(debt.court_id)
    columns = {name: value for name, value in given.items() if name in _COLUMNS}
    with refusing():
        changed = ThirdPartyDebt.objects.filter(pk=debt.pk, state__in=sources).update(**columns)
    if not changed:
        debt.refresh_from_db()
        raise Refused(
            Fault(
                "third_party.state",
                "该到期债权目前为“{state}”，不能这样办理",
                "请刷新后查看",
                field="到期债权",
                value=str(debt.pk),
                data={"state": debt.get_state_display()},
            )
        )
    _note(acting, debt, act, now, {name: value for name, value in given.items() if name not in ("objection",)})
    debt.refresh_from_db()
    return debt


def _note(acting: Acting, debt: ThirdPartyDebt, act: str, now: datetime, payload: Mapping[str, Any]) -> None:
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=_GROUND,
        subject=f"case:{debt.case_id}",
        payload={"debt": debt.pk, **payload},
    )
