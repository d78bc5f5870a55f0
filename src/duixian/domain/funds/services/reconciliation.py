"""The daily comparison with the bank, kept and signed by two."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import BankAccount, Reconciliation
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def keep(
    *,
    acting: Acting,
    bank_account: BankAccount,
    day: date,
    bank: Fen,
    book: Fen,
    differences: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Reconciliation:
    """Keep the comparison of a day. Raises `Refused` when the differences listed do not explain the gap to the fen, or
    when the day has been signed."""
    require(acting, "reconcile.sign", of_court=bank_account.court_id)
    explained = sum(int(row["fen"]) for row in differences)
    if bank - book != explained:
        raise Refused(
            Fault(
                "reconcile.unexplained",
                "银行与账面相差 {gap} 分，已说明 {explained} 分",
                "逐笔查明差额后再提交",
                field="对账日期",
                value=day.isoformat(),
                data={"gap": bank - book, "explained": explained},
            )
        )
    found = Reconciliation.objects.filter(bank_account=bank_account, day=day).first()
    if found is not None and found.signed_by:
        raise Refused(Fault("reconcile.signed", "该日对账已复核", "已复核的对账不能更改", value=day.isoformat()))
    kept, _ = Reconciliation.objects.update_or_create(
        bank_account=bank_account,
        day=day,
        defaults={
            "court_id": acting.court_id,
            "bank_fen": bank,
            "book_fen": book,
            "differences": list(differences),
            "made_by": acting.code,
            "made_at": now,
        },
    )
    trail.record(
        acting=acting, act="reconcile.keep", now=now, payload={"day": day.isoformat(), "bank": bank, "book": book}
    )
    return kept


def sign(*, acting: Acting, reconciliation: Reconciliation, now: datetime) -> Reconciliation:
    """Sign what another made."""
    require(acting, "reconcile.sign", of_court=reconciliation.court_id)
    if reconciliation.made_by == acting.code:
        raise Refused(Fault("reconcile.own", "不能复核自己编制的对账", "请由另一人复核", value=acting.name))
    changed = Reconciliation.objects.filter(pk=reconciliation.pk, signed_by="").update(
        signed_by=acting.code, signed_at=now
    )
    if not changed:
        raise Refused(Fault("reconcile.signed", "该日对账已复核", "无须再次办理", value=reconciliation.day.isoformat()))
    trail.record(acting=acting, act="reconcile.sign", now=now, payload={"day": reconciliation.day.isoformat()})
    reconciliation.refresh_from_db()
    return reconciliation
