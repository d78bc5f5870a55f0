"""Opening the accounts at the simulated bank: the courts' with what lies on them, and those of payees whose payment is
under way. Every other account is one of another bank to it, which it pays by its number."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import httpx

from duixian.base.money import Fen, yuan
from duixian.worlds.courts import COURTS

if TYPE_CHECKING:
    from duixian.reading.statements.model import Transfer


def open_accounts(address: str, *, at_the_bank: Mapping[str, tuple[Fen, Sequence["Transfer"]]]) -> int:
    """Tell the bank of every account; telling it twice changes nothing. Returns how many it now knows."""
    opened = 0
    with httpx.Client(base_url=address, timeout=20, trust_env=False) as client:
        for court in COURTS:
            if not court.account:
                continue
            before, lines = at_the_bank.get(court.code, (0, ()))
            balance = (lines[-1].balance or 0) if lines else before
            _put(client, court.account, court.holder, balance=yuan(balance), own=True)
            opened += 1
        for number, holder in _payees_under_way():
            _put(client, number, holder)
            opened += 1
    return opened


def _payees_under_way() -> list[tuple[str, str]]:
    """Accounts of payees whose money is on its way; the bank compares names with these."""
    from duixian.domain.courts import scope
    from duixian.domain.funds.models import Payout
    from duixian.domain.funds.selectors import PENDING

    with scope.of_all_courts():
        return sorted(set(Payout.objects.filter(state__in=PENDING).values_list("account_number", "holder")))


def _put(client: httpx.Client, number: str, name: str, **more: object) -> None:
    answer = client.post("/admin/accounts", json={"number": number, "name": name, **more})
    answer.raise_for_status()
