"""Whether the simulated bank pays one order, and if not, why: pure, so that a test can ask it everything."""

import re
import unicodedata

from duixian.base.money import Fen
from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.ports.banks import PaymentOrder

_AT_RANDOM = ("AC01", "AC04", "AC06", "BE01")


def verdict(order: PaymentOrder, account: tuple[str, str] | None, funds: Fen, behaviour: Behaviour) -> str:
    """The ISO 20022 reason for which `order` is refused, or nothing if it is paid.

    `account`: holder and state (open, closed, blocked) of the payee's account if the bank knows it; `funds`: what the
    payer has, in fen. The reasons are asked in the order a bank asks them: number, state, name, routing, funds.
    """
    if account is None and (behaviour.strict or not re.fullmatch(r"\d{8,32}", order.payee_account)):
        return "AC01"
    if account is not None:
        holder, state = account
        if state != "open":
            return "AC04" if state == "closed" else "AC06"
        if plain_name(holder) != plain_name(order.payee_name):
            return "BE01"
    if order.bank_code and not re.fullmatch(r"\d{12}", order.bank_code):
        return "RC01"
    if behaviour.hits(behaviour.reject, "reject", order.end_to_end_id):
        return _AT_RANDOM[behaviour.draw("reason", order.end_to_end_id) % len(_AT_RANDOM)]
    return "AM04" if funds < order.amount else ""


def plain_name(name: str) -> str:
    """A name as banks compare it: without spaces, full-width letters and brackets narrowed."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).replace("·", "")
