"""The lines of a court's bank statements: what came in on a day, what the payouts of that day took out."""

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from duixian.base.money import Fen
from duixian.domain.funds.services.receipts import TransferIn
from duixian.reading.statements.model import Direction, Transfer, with_fingerprints
from duixian.worlds.lives import Arrival, Route
from duixian.worlds.people import account_number
from duixian.worlds.province import CaseOf, Stray

REMARKS = ("执行款", "履行判决", "还款", "案款")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One payment the bank carried out."""

    end_to_end_id: str
    holder: str
    account_number: str
    amount: Fen


def arrival_line(
    case: CaseOf, arrival: Arrival, *, number: str, account: str, day: date, place: int, tail: str
) -> Transfer:
    """The line of one arrival. It names the case by its account, by its number, or not at all."""
    dice = random.Random(f"{case.key}/{arrival.on}")
    payer = next(
        person for person, party in zip(case.people, case.draft.parties, strict=True) if party.printed_role == "被告"
    )
    return Transfer(
        booked_on=day,
        amount=arrival.amount,
        direction=Direction.CREDIT,
        booked_time=_time(place),
        counterparty=payer.name,
        counterparty_account=account_number(dice),
        remark=f"{number}执行款" if arrival.route is Route.NUMBER else dice.choice(REMARKS),
        reference=_reference(day, place, tail),
        sub_account=account if arrival.route is Route.ACCOUNT else "",
    )


def stray_line(stray: Stray, *, place: int, tail: str) -> Transfer:
    """The line of money nobody can place."""
    return Transfer(
        booked_on=stray.on,
        amount=stray.amount,
        direction=Direction.CREDIT,
        booked_time=_time(place),
        counterparty=stray.payer,
        counterparty_account=stray.payer_account,
        remark=stray.remark,
        reference=_reference(stray.on, place, tail),
    )


def outgoing_line(paid: Outgoing, *, day: date, place: int, tail: str) -> Transfer:
    """The line of one payment of ours."""
    return Transfer(
        booked_on=day,
        amount=paid.amount,
        direction=Direction.DEBIT,
        booked_time=time(18, 0, 0),
        counterparty=paid.holder,
        counterparty_account=paid.account_number,
        remark="执行案款",
        reference=_reference(day, place, tail),
        end_to_end_id=paid.end_to_end_id,
    )


def with_balances(lines: Sequence[Transfer], *, opening: Fen, account: str) -> list[Transfer]:
    """The lines with the balance after each, and their fingerprints."""
    balance = opening
    made = []
    for line in lines:
        balance += line.signed
        made.append(replace(line, balance=balance))
    return list(with_fingerprints(made, account=account))


def as_input(line: Transfer, *, zone: tzinfo) -> TransferIn:
    """A line as `receipts.keep_statement` takes it."""
    at = datetime.combine(line.booked_on, line.booked_time, tzinfo=zone) if line.booked_time else None
    return TransferIn(
        fingerprint=line.fingerprint,
        booked_on=line.booked_on,
        booked_at=at,
        incoming=line.direction is Direction.CREDIT,
        amount=line.amount,
        balance=line.balance,
        counterparty=line.counterparty,
        counterparty_account=line.counterparty_account,
        sub_account=line.sub_account,
        remark=line.remark,
        reference=line.end_to_end_id or line.reference,
        end_to_end_id=line.end_to_end_id,
    )


def digest(lines: Iterable[Transfer]) -> str:
    """What stands for the sum of a statement file that was never written."""
    return hashlib.sha256("\n".join(line.fingerprint for line in lines).encode()).hexdigest()


def _time(place: int) -> time:
    return (datetime(2000, 1, 1, 9, 2, 11) + timedelta(minutes=7 * (place % 60), seconds=13 * place % 60)).time()  # noqa: DTZ001 a time of day


def _reference(day: date, place: int, tail: str) -> str:
    return f"{day:%Y%m%d}{tail}{place:05d}"
