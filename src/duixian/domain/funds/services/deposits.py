"""Money of bidders: kept for each of them, and then applied to the price, sent back, or forfeited.

Until then it is on no case's account and counts against no debt. Whose deposit suffices, who bought and who defaulted
is not known here: the caller says what is to be done with whose money.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import AccountKind, Credit, CreditKind, Receipt, ReceiptState
from duixian.domain.funds.services import ledger
from duixian.domain.funds.services.accounts import account
from duixian.domain.funds.services.receipts import codes_of
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def take(
    *,
    acting: Acting,
    receipt: Receipt,
    case: Case,
    person: Person,
    reasons: Sequence[Mapping[str, Any]],
    on: date,
    now: datetime,
) -> Receipt:
    """Keep a receipt for a bidder. Raises `Refused` when somebody else identified it first, or the case or the bidder
    is another court's."""
    require(acting, "funds.identify", of_court=receipt.court_id)
    if {case.court_id, person.court_id} != {receipt.court_id}:
        raise Refused(Fault("receipt.other_court", "案件不属于本院", "请核对案号", field="案号", value=case.number))
    trail.take_turn(receipt.court_id)
    changed = Receipt.objects.filter(pk=receipt.pk, state=ReceiptState.UNIDENTIFIED).update(
        state=ReceiptState.DEPOSIT,
        case=case,
        depositor=person,
        reasons=list(reasons),
        identified_at=now,
        identified_by=acting.code,
    )
    if not changed:
        raise Refused(Fault("receipt.taken", "该笔到账已被认领", "请刷新后查看", field="到账", value=str(receipt.pk)))
    turn = trail.record(
        acting=acting,
        act="funds.deposit",
        now=now,
        ground="《网络司法拍卖规定》第十七条",
        subject=f"case:{case.pk}",
        payload={
            "receipt": receipt.pk,
            "person": person.pk,
            "fen": receipt.amount_fen,
            "reasons": codes_of(reasons),
        },
    )
    waiting = account(court_id=receipt.court_id, kind=AccountKind.UNIDENTIFIED)
    ledger.post(
        court_id=receipt.court_id,
        act="deposit",
        on=on,
        now=now,
        key=f"deposit:{receipt.pk}:{turn}",
        legs=((waiting.pk, receipt.amount_fen), (_kept(case, person), -receipt.amount_fen)),
        memo=case.number,
    )
    receipt.refresh_from_db()
    return receipt


def take_back(*, acting: Acting, receipt: Receipt, reason: str, on: date, now: datetime) -> Receipt:
    """Undo a wrong identification while the money is still kept for that bidder; else `Overdrawn`."""
    require(acting, "funds.identify", of_court=receipt.court_id)
    if not reason.strip():
        raise Refused(Fault("receipt.reason", "撤回认领须写明原因", "请填写原因", field="原因"))
    trail.take_turn(receipt.court_id)
    receipt.refresh_from_db()
    case, person = receipt.case, receipt.depositor
    if receipt.state != ReceiptState.DEPOSIT or case is None or person is None:
        raise Refused(
            Fault("receipt.not_deposit", "该笔到账不是竞买人交款", "请刷新后查看", field="到账", value=str(receipt.pk))
        )
    Receipt.objects.filter(pk=receipt.pk).update(
        state=ReceiptState.UNIDENTIFIED, case=None, depositor=None, reasons=[], identified_at=None, identified_by=""
    )
    turn = trail.record(
        acting=acting,
        act="funds.deposit_back",
        now=now,
        ground=reason.strip(),
        subject=f"case:{case.pk}",
        payload={"receipt": receipt.pk, "person": person.pk, "fen": receipt.amount_fen},
    )
    waiting = account(court_id=receipt.court_id, kind=AccountKind.UNIDENTIFIED)
    ledger.post(
        court_id=receipt.court_id,
        act="deposit_back",
        on=on,
        now=now,
        key=f"deposit_back:{receipt.pk}:{turn}",
        legs=((_kept(case, person), receipt.amount_fen), (waiting.pk, -receipt.amount_fen)),
        memo=case.number,
    )
    receipt.refresh_from_db()
    return receipt


def refund(
    *, acting: Acting, case: Case, person: Person, amount: Fen, origin: str, ground: str, on: date, now: datetime
) -> None:
    """Owe a bidder's money back to him: the next batch pays it out. `origin` names what he bid for ("round:7").

    Raises `Overdrawn` when less than `amount` fen is kept for him.
    """
    require(acting, "deposit.refund", of_court=case.court_id)
    trail.take_turn(case.court_id)
    turn = trail.record(
        acting=acting,
        act="funds.refund",
        now=now,
        ground=ground,
        subject=f"case:{case.pk}",
        payload={"person": person.pk, "fen": amount, "origin": origin},
    )
    payee = account(court_id=case.court_id, kind=AccountKind.PAYEE, case_id=case.pk, person_id=person.pk)
    ledger.post(
        court_id=case.court_id,
        act="refund",
        on=on,
        now=now,
        key=f"refund:{person.pk}:{turn}",
        legs=((_kept(case, person), amount), (payee.pk, -amount)),
        memo=case.number,
    )


def to_case(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    amount: Fen,
    kind: CreditKind,
    origin: str,
    thing: str,
    of_thing: bool,
    ground: str,
    on: date,
    now: datetime,
) -> Credit:
    """Move what is kept for a bidder to the case's account: the price whose ruling was served `on` that day, or a
    forfeited deposit. It counts against the debt from that day, and can be distributed from now on.

    Raises `Overdrawn` when less than `amount` fen is kept for him, `Refused` for a `kind` that moves no money.
    """
    require(acting, "funds.credit", of_court=case.court_id)
    if kind == CreditKind.SET_OFF:
        raise Refused(Fault("credit.no_money", "抵债不发生资金划转", "请办理以物抵债", field="款项"))
    trail.take_turn(case.court_id)
    credit = _credited(case, person, amount, kind, origin, thing, of_thing, on)
    turn = trail.record(
        acting=acting,
        act=f"funds.{kind.value}",
        now=now,
        ground=ground,
        subject=f"case:{case.pk}",
        payload={"credit": credit.pk, "person": person.pk, "fen": amount, "origin": origin},
    )
    of_case = account(court_id=case.court_id, kind=AccountKind.CASE, case_id=case.pk)
    ledger.post(
        court_id=case.court_id,
        act=kind.value,
        on=on,
        now=now,
        key=f"{kind.value}:{credit.pk}:{turn}",
        legs=((_kept(case, person), amount), (of_case.pk, -amount)),
        memo=case.number,
    )
    return credit


def set_off(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    amount: Fen,
    origin: str,
    thing: str,
    ground: str,
    on: date,
    now: datetime,
) -> Credit:
    """The debt to `person` falls by `amount` fen on the day the ruling was served, and no money moves: he took the
    thing, or bought it and owed so much less."""
    require(acting, "funds.credit", of_court=case.court_id)
    trail.take_turn(case.court_id)
    credit = _credited(case, person, amount, CreditKind.SET_OFF, origin, thing, True, on)
    trail.record(
        acting=acting,
        act="funds.set_off",
        now=now,
        ground=ground,
        subject=f"case:{case.pk}",
        payload={"credit": credit.pk, "person": person.pk, "fen": amount, "origin": origin},
    )
    return credit


def _kept(case: Case, person: Person) -> int:
    return account(court_id=case.court_id, kind=AccountKind.DEPOSIT, case_id=case.pk, person_id=person.pk).pk


def _credited(
    case: Case, person: Person, amount: Fen, kind: CreditKind, origin: str, thing: str, of_thing: bool, on: date
) -> Credit:
    if amount <= 0:
        raise Refused(Fault("credit.amount", "金额须大于零", "请核对金额", field="金额", value=str(amount)))
    known = Credit.objects.filter(origin=origin, kind=kind, person=person, of_thing=of_thing)
    if known.exists():
        raise Refused(Fault("credit.known", "该笔款项已经计入", "无须再次办理", field="款项", value=origin))
    return Credit.objects.create(
        court_id=case.court_id,
        case=case,
        kind=kind,
        person=person,
        amount_fen=amount,
        on=on,
        origin=origin,
        thing=thing[:160],
        of_thing=of_thing,
    )
