"""What the bank says became of payouts: paid, failed, refused as a batch, or come back after they were paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import AccountKind, Payout, PayoutBatch, PayoutState
from duixian.domain.funds.services import ledger
from duixian.domain.funds.services.accounts import account
from duixian.domain.funds.services.payouts import advance, post
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the bank says of one payout; only final answers are taken."""

    end_to_end_id: str
    paid: bool
    reason: str
    settled_on: date


_TAKE = """
with said as (
    select * from unnest(%(ids)s::text[], %(paid)s::boolean[], %(reasons)s::text[], %(days)s::date[])
        as s (end_to_end_id, paid, reason, settled_on)
), done as (
    update funds_payout p
    set state = case when s.paid then 'paid' else 'failed' end, reason = s.reason, settled_on = s.settled_on
    from said s
    where p.batch_id = %(batch)s and p.end_to_end_id = s.end_to_end_id and p.state = 'sent'
    returning p.case_id, p.payee_id, p.amount_fen, p.state, p.settled_on
)"""
_REFUSED = """
with done as (
    update funds_payout set state = 'failed', reason = %(reason)s, settled_on = %(day)s
    where batch_id = %(batch)s and state in ('checked', 'approved')
    returning case_id, payee_id, amount_fen, state, settled_on
)"""
_BOOKED = """
select d.settled_on, d.state, count(*), sum(d.amount_fen)::bigint,
       array_agg(a.id order by a.id), array_agg(d.amount_fen order by a.id)
from done d join funds_account a on a.kind = 'payee' and a.case_id = d.case_id and a.person_id = d.payee_id
group by d.settled_on, d.state order by d.settled_on, d.state
"""


def take_results(
    *, acting: Acting, batch: PayoutBatch, outcomes: Iterable[Outcome], transit: int, now: datetime
) -> tuple[int, int]:
    """Take the bank's final answers: paid money leaves the books, failed money returns to the payee with the reason.

    An answer for a payout that already has its final state changes nothing, so a result file may come twice, late or in
    pieces. Returns how many became paid and how many failed now.
    """
    require(acting, "payout.send", of_court=batch.court_id)
    said = list(outcomes)
    trail.take_turn(batch.court_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE + _BOOKED,
            {
                "ids": [o.end_to_end_id for o in said],
                "paid": [o.paid for o in said],
                "reasons": [o.reason[:200] for o in said],
                "days": [o.settled_on for o in said],
                "batch": batch.pk,
            },
        )
        groups = cursor.fetchall()
    paid, failed = _book_results(acting, batch, groups, transit, now)
    if groups and not batch.payouts.filter(state=PayoutState.SENT).exists():
        PayoutBatch.objects.filter(pk=batch.pk, state=PayoutState.SENT).update(state=PayoutState.PAID)
    batch.refresh_from_db()
    return paid, failed


def take_refusal(
    *, acting: Acting, batch: PayoutBatch, reason: str, transit: int, on: date, now: datetime
) -> PayoutBatch:
    """The bank took nothing of a batch: all of its money returns to the payees with the bank's reason.

    Only for a batch the bank does not know: what it knows it may have paid.
    """
    require(acting, "payout.send", of_court=batch.court_id)
    advance(batch, PayoutState(batch.state), PayoutState.FAILED, payouts=False)
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED + _BOOKED, {"reason": reason[:200], "day": on, "batch": batch.pk})
        groups = cursor.fetchall()
    _book_results(acting, batch, groups, transit, now)
    batch.refresh_from_db()
    return batch


def _book_results(
    acting: Acting,
    batch: PayoutBatch,
    groups: Sequence[tuple[date, str, int, Fen, list[int], list[Fen]]],
    transit: int,
    now: datetime,
) -> tuple[int, int]:
    """Move the money of payouts that have just become final; returns how many were paid and how many failed."""
    bank = batch.bank_account.account_id
    paid = failed = 0
    turn = 0
    if groups:
        turn = trail.record(
            acting=acting,
            act="payout.results",
            now=now,
            subject=f"batch:{batch.pk}",
            payload={
                "message": batch.message_id,
                "groups": [[day.isoformat(), state, count, int(total)] for day, state, count, total, _, _ in groups],
            },
        )
    for day, state, count, total, accounts, amounts in groups:
        if state == PayoutState.PAID:
            paid += count
            post(
                court_id=batch.court_id,
                act="paid",
                on=day,
                now=now,
                key=f"paid:{batch.message_id}:{turn}:{day}",
                accounts=[transit, bank],
                amounts=[total, -total],
                memo=batch.message_id,
            )
        else:
            failed += count
            post(
                court_id=batch.court_id,
                act="payout_failed",
                on=day,
                now=now,
                key=f"failed:{batch.message_id}:{turn}:{day}",
                accounts=[transit, *accounts],
                amounts=[total, *(-amount for amount in amounts)],
                memo=batch.message_id,
            )
    return paid, failed


def take_return(
    *, acting: Acting, payout: Payout, reason: str, bank: int, fingerprint: str, on: date, now: datetime
) -> bool:
    """A settled payment came back (退汇): the bank has the money again and so has the payee's balance. False when the
    return was taken before."""
    trail.take_turn(payout.court_id)
    changed = Payout.objects.filter(pk=payout.pk, state=PayoutState.PAID).update(
        state=PayoutState.RETURNED, reason=reason[:200]
    )
    if not changed:
        return False
    payee = account(court_id=payout.court_id, kind=AccountKind.PAYEE, case_id=payout.case_id, person_id=payout.payee_id)
    ledger.post(
        court_id=payout.court_id,
        act="payout_returned",
        on=on,
        now=now,
        key=f"returned:{fingerprint}",
        legs=((bank, payout.amount_fen), (payee.pk, -payout.amount_fen)),
        memo=payout.end_to_end_id,
    )
    trail.record(
        acting=acting,
        act="payout.returned",
        now=now,
        subject=f"case:{payout.case_id}",
        payload={"payout": payout.end_to_end_id, "fen": payout.amount_fen},  # the bank's words may name the payee
    )
    return True
