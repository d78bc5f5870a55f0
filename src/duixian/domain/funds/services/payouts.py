"""Paying out: batches made, checked, approved and sent by different people, and what the bank says became of them.

Everything here is set-based: one payee or 200,000, the statements are the same.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import BankAccount, Payout, PayoutBatch, PayoutState
from duixian.domain.funds.services import ledger
from duixian.domain.parties.models import PayeeAccount
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

_MAKE = """
with payable as materialized (
    select a.id as account_id, a.case_id, a.person_id, a.balance_fen, p.holder, p.number, p.bank_name, p.bank_code
    from funds_account a
    join parties_payeeaccount p on p.person_id = a.person_id and not p.replaced
    join cases_case c on c.id = a.case_id and (c.state not in ('suspended', 'stayed', 'insolvency', 'entrusted') or (
        -- a stay holds back what the case pays, not what a bidder who is no party to it gets back
        exists (select 1 from funds_account d
                where d.kind = 'deposit' and d.case_id = a.case_id and d.person_id = a.person_id)
        and not exists (select 1 from funds_planline l where l.case_id = a.case_id and l.payee_id = a.person_id)))
    where a.court_id = %(court)s and a.kind = 'payee' and a.balance_fen > 0
      and (%(cases)s::bigint[] is null or a.case_id = any(%(cases)s::bigint[]))
    order by a.id
    limit %(limit)s
    for no key update of a
), due as materialized (
    select *, row_number() over (order by account_id) as place from payable
), batch as (
    insert into funds_payoutbatch (court_id, bank_account_id, message_id, state, count, total_fen, needs_approval,
                                   made_by, made_at, checked_by, approved_by)
    select %(court)s, %(bank)s, %(message)s, 'draft', count(*), sum(balance_fen),
           sum(balance_fen) >= %(threshold)s, %(by)s, %(now)s, '', ''
    from due having count(*) > 0
    returning id, total_fen
), payouts as (
    insert into funds_payout (court_id, batch_id, case_id, payee_id, amount_fen, holder, account_number, bank_name,
                              bank_code, end_to_end_id, state, reason)
    select %(court)s, batch.id, due.case_id, due.person_id, due.balance_fen, due.holder, due.number, due.bank_name,
           due.bank_code, %(message)s || '-' || due.place, 'draft', ''
    from due cross join batch order by due.place
    returning 1
)
select batch.id, batch.total_fen,
       (select array_agg(account_id order by place) from due), (select array_agg(balance_fen order by place) from due)
from batch
"""


def make_batch(
    *,
    acting: Acting,
    bank_account: BankAccount,
    message_id: str,
    threshold: Fen,
    cases: Sequence[int] | None,
    transit: int,
    on: date,
    now: datetime,
    limit: int = 200_000,
) -> PayoutBatch:
    """Put every payee with a balance and an account of their own into one batch, and set the money aside at once.

    Payees of a case that is suspended wait: what has not been handed over is not paid during a stay (民诉法 267).
    `threshold`: from this sum on the batch needs an approver besides the checker (the court's own amount, fen). `cases`
    limits the batch to some cases. `transit` is the ledger account of money on its way. Two batches made at the same
    time never hold one balance twice. Raises `Refused` when nobody can be paid.
    """
    require(acting, "payout.make", of_court=bank_account.court_id)
    trail.take_turn(acting.court_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _MAKE,
            {
                "court": acting.court_id,
                "cases": list(cases) if cases is not None else None,
                "bank": bank_account.pk,
                "message": message_id,
                "threshold": threshold,
                "by": acting.code,
                "now": now,
                "limit": limit,
            },
        )
        row = cursor.fetchone()
        if row is None:
            raise Refused(
                Fault("payout.nobody", "没有可发放的款项", "受领人须有应付余额并已登记收款账户", field="发放批次")
            )
        batch_id, total, accounts, amounts = row
        post(
            court_id=acting.court_id,
            act="set_aside",
            on=on,
            now=now,
            key=f"batch:{message_id}",
            accounts=[*accounts, transit],
            amounts=[*amounts, -total],
            memo=message_id,
        )
    trail.record(
        acting=acting,
        act="payout.make",
        now=now,
        ground="法发〔2017〕6号第十条",
        subject=f"batch:{batch_id}",
        payload={"message": message_id, "count": len(accounts), "fen": total},
    )
    return PayoutBatch.objects.get(pk=batch_id)


def post(
    *,
    court_id: int,
    act: str,
    on: date,
    now: datetime,
    key: str,
    accounts: Sequence[int],
    amounts: Sequence[Fen],
    memo: str,
) -> None:
    """Post what a set-based statement gave back as columns."""
    legs = list(zip(accounts, amounts, strict=True))
    ledger.post(court_id=court_id, act=act, on=on, now=now, key=key, legs=legs, memo=memo)


def advance(
    batch: PayoutBatch, source: PayoutState, target: PayoutState, *, payouts: bool = True, **changes: object
) -> PayoutBatch:
    """Move a batch from one state to the next, and its `payouts` with it unless they move on their own."""
    trail.take_turn(batch.court_id)  # before any row: whoever withdraws the batch at this moment takes it first as well
    changed = PayoutBatch.objects.filter(pk=batch.pk, state=source).update(state=target, **changes)
    if not changed:
        raise Refused(
            Fault(
                "payout.moved_on",
                "批次当前不是“{wanted}”状态",
                "请刷新后查看",
                field="发放批次",
                value=batch.message_id,
                data={"wanted": source.label},
            )
        )
    if payouts:
        batch.payouts.filter(state=source).update(state=target)
    batch.refresh_from_db()
    return batch


def _another(acting: Acting, batch: PayoutBatch, *others: str) -> None:
    if acting.code in others:
        raise Refused(
            Fault(
                "payout.same_hands",
                "制单、复核、审批须由不同的人办理",
                "请由另一名有权人员办理",
                field="经办人",
                value=acting.name,
            )
        )


def check_batch(*, acting: Acting, batch: PayoutBatch, now: datetime) -> PayoutBatch:
    """Second pair of eyes; never the maker's. Raises `Refused` where a payee has named another account meanwhile."""
    require(acting, "payout.check", of_court=batch.court_id)
    _another(acting, batch, batch.made_by)
    _accounts_stand(batch)
    batch = advance(batch, PayoutState.DRAFT, PayoutState.CHECKED, checked_by=acting.code, checked_at=now)
    _note(acting, "payout.check", batch, now)
    return batch


def approve_batch(*, acting: Acting, batch: PayoutBatch, now: datetime) -> PayoutBatch:
    """Third person, above the court's own amount; neither the maker nor the checker. Raises as `check_batch`."""
    require(acting, "payout.approve", of_court=batch.court_id)
    _another(acting, batch, batch.made_by, batch.checked_by)
    _accounts_stand(batch)
    batch = advance(batch, PayoutState.CHECKED, PayoutState.APPROVED, approved_by=acting.code, approved_at=now)
    _note(acting, "payout.approve", batch, now)
    return batch


def _accounts_stand(batch: PayoutBatch) -> None:
    """Money does not go to an account its owner has replaced since the batch was made."""
    in_force = PayeeAccount.objects.filter(
        person=OuterRef("payee"), replaced=False, number=OuterRef("account_number"), holder=OuterRef("holder")
    )
    replaced = Payout.objects.filter(batch=batch).exclude(Exists(in_force)).order_by("pk").first()
    if replaced is not None:
        raise Refused(
            Fault(
                "payout.account_replaced",
                "“{holder}”已更换收款账户",
                "请撤回本批次后重新制单",
                field="收款账户",
                value=f"…{replaced.account_number[-4:]}",
                data={"holder": replaced.holder},
            )
        )


def ready_to_send(batch: PayoutBatch) -> bool:
    """Whether every hand it needs has been on it."""
    if batch.needs_approval:
        return batch.state == PayoutState.APPROVED
    return batch.state in (PayoutState.CHECKED, PayoutState.APPROVED)


def mark_sent(*, acting: Acting, batch: PayoutBatch, now: datetime) -> PayoutBatch:
    """Note that the bank has taken the file. Repeating it is harmless: the bank knows the message by its id."""
    require(acting, "payout.send", of_court=batch.court_id)
    if batch.state == PayoutState.SENT:
        return batch
    if not ready_to_send(batch):
        raise Refused(
            Fault(
                "payout.not_ready",
                "批次尚未完成复核或审批",
                "请先完成复核、审批",
                field="发放批次",
                value=batch.message_id,
            )
        )
    batch = advance(batch, PayoutState(batch.state), PayoutState.SENT, sent_at=now)
    _note(acting, "payout.send", batch, now)
    return batch


_CANCEL = """
with undone as (
    update funds_payout set state = 'cancelled', reason = %(reason)s
    where batch_id = %(batch)s and state in ('draft', 'checked', 'approved')
    returning case_id, payee_id, amount_fen
)
select array_agg(a.id order by a.id), array_agg(-u.amount_fen order by a.id), sum(u.amount_fen)::bigint
from undone u join funds_account a on a.kind = 'payee' and a.case_id = u.case_id and a.person_id = u.payee_id
"""


def cancel_batch(
    *, acting: Acting, batch: PayoutBatch, reason: str, transit: int, on: date, now: datetime
) -> PayoutBatch:
    """Take a batch back before it went to the bank; the money returns to the payees' balances."""
    require(acting, "payout.make", of_court=batch.court_id)
    if batch.state not in (PayoutState.DRAFT, PayoutState.CHECKED, PayoutState.APPROVED):
        raise Refused(
            Fault(
                "payout.gone",
                "批次已提交银行",
                "已提交的付款不能撤回，请等待银行结果",
                field="发放批次",
                value=batch.message_id,
            )
        )
    if not reason.strip():
        raise Refused(Fault("payout.reason", "撤回须写明原因", "请填写原因", field="原因"))
    trail.take_turn(acting.court_id)
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, {"batch": batch.pk, "reason": reason.strip()[:200]})
        accounts, amounts, total = cursor.fetchone()
    advance(batch, PayoutState(batch.state), PayoutState.CANCELLED)
    post(
        court_id=acting.court_id,
        act="set_back",
        on=on,
        now=now,
        key=f"batch-cancel:{batch.message_id}",
        accounts=[*accounts, transit],
        amounts=[*amounts, total],
        memo=reason.strip()[:100],
    )
    _note(acting, "payout.cancel", batch, now, reason=reason.strip())
    return batch


def _note(acting: Acting, act: str, batch: PayoutBatch, now: datetime, **more: object) -> None:
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground="法发〔2017〕6号第十条",
        subject=f"batch:{batch.pk}",
        payload={"message": batch.message_id, "count": batch.count, "fen": batch.total_fen, **more},
    )
