"""Money that nobody claims or that cannot be paid: set apart in its own ledger, brought back when the payee appears.

No national period was found for it (rulebook MON-06, status X): from when on money counts as unclaimed is a setting of
the court, handed in by the caller.
"""

from datetime import date, datetime

from duixian.base.faults import Fault, Refused
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import Account, AccountKind
from duixian.domain.funds.services import ledger
from duixian.domain.funds.services.accounts import account
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def set_apart(*, acting: Acting, payee: Account, reason: str, on: date, now: datetime) -> Account:
    """Move a payee's whole balance to the ledger of unclaimed money, with the reason on record."""
    return _turn_over(acting, payee, AccountKind.PAYEE, AccountKind.UNCLAIMED, "set_apart", reason, on, now)


def bring_back(*, acting: Acting, unclaimed: Account, reason: str, on: date, now: datetime) -> Account:
    """The payee has appeared: the money is theirs to be paid again."""
    return _turn_over(acting, unclaimed, AccountKind.UNCLAIMED, AccountKind.PAYEE, "bring_back", reason, on, now)


def _turn_over(
    acting: Acting,
    source: Account,
    wanted: AccountKind,
    target_kind: AccountKind,
    act: str,
    reason: str,
    on: date,
    now: datetime,
) -> Account:
    require(acting, "payout.make", of_court=source.court_id)
    if not reason.strip():
        raise Refused(Fault("unclaimed.reason", "须写明原因", "请填写原因", field="原因"))
    trail.take_turn(source.court_id)
    held = Account.objects.select_for_update().get(pk=source.pk)
    if held.kind != wanted or held.balance_fen == 0:
        raise Refused(
            Fault("unclaimed.nothing", "该账户没有可转出的款项", "请刷新后查看", field="账户", value=str(held.pk))
        )
    target = account(court_id=held.court_id, kind=target_kind, case_id=held.case_id, person_id=held.person_id)
    turn = trail.record(
        acting=acting,
        act=f"funds.{act}",
        now=now,
        ground=reason.strip(),
        subject=f"case:{held.case_id}",
        payload={"person": held.person_id, "fen": held.balance_fen},
    )
    ledger.post(
        court_id=held.court_id,
        act=act,
        on=on,
        now=now,
        key=f"{act}:{held.pk}:{turn}",
        legs=((held.pk, held.balance_fen), (target.pk, -held.balance_fen)),
        memo=reason.strip()[:100],
    )
    target.refresh_from_db()
    return target
