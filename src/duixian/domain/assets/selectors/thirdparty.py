"""Reading debts that others owe the debtor (到期债权)."""

from datetime import date
from typing import Final

from django.db.models import F, QuerySet, Sum

from duixian.base.money import Fen
from duixian.domain.assets.models import ThirdPartyDebt, ThirdPartyPayment

_S = ThirdPartyDebt.State

LIVE: Final = (_S.DRAFT, _S.ORDERED, _S.SERVED, _S.OBJECTED, _S.DUE)
"""Debts that are, or will be, frozen: an objection ends enforcement and not the freeze (民诉解释 499)."""


def of_case(case_id: int) -> QuerySet[ThirdPartyDebt]:
    """Every such debt of a case, newest first, with the people."""
    return ThirdPartyDebt.objects.filter(case_id=case_id).select_related("debtor", "third_party").order_by("-pk")


def frozen(case_id: int, *, without: int | None = None) -> Fen:
    """What a case holds of others' debts to its debtors, or is about to hold, and was neither paid nor let go, fen."""
    rows = ThirdPartyDebt.objects.filter(case_id=case_id, state__in=LIVE)
    if without is not None:
        rows = rows.exclude(pk=without)
    total: Fen | None = rows.aggregate(fen=Sum(F("amount_fen") - F("paid_fen") - F("released_fen")))["fen"]
    return total or 0


def live(case_id: int) -> list[ThirdPartyDebt]:
    """The debts of which a case holds something, or is about to, oldest first, with the third party."""
    rows = ThirdPartyDebt.objects.filter(case_id=case_id, state__in=LIVE).select_related("third_party")
    return [debt for debt in rows.order_by("pk") if holds(debt)]


def holds(debt: ThirdPartyDebt) -> Fen:
    """What is frozen of a debt, or about to be, fen. The database counts the same."""
    return max(0, debt.amount_fen - debt.paid_fen - debt.released_fen) if debt.state in LIVE else 0


def with_payments(case_id: int) -> list[ThirdPartyDebt]:
    """The debts of a case on which a receipt was ever counted, oldest first."""
    return list(ThirdPartyDebt.objects.filter(case_id=case_id, payments__isnull=False).distinct().order_by("pk"))


def paid(debt: ThirdPartyDebt) -> Fen:
    """What came in on a debt and lies, or lay, on the case it was paid for: a receipt that was taken back from the case
    counts no longer. Fen."""
    rows = ThirdPartyPayment.objects.filter(debt=debt, receipt__case_id=debt.case_id)
    total: Fen | None = rows.aggregate(fen=Sum("amount_fen"))["fen"]
    return total or 0


def running_out(court_id: int, *, on: date) -> QuerySet[ThirdPartyDebt]:
    """Served, and the days to answer are over."""
    return ThirdPartyDebt.objects.filter(court_id=court_id, state=_S.SERVED, answer_until__lt=on).order_by("pk")
