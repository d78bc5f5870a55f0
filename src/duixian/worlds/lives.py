"""What happens to a case after it is filed: notices, money, plans, pauses, the end of a round, the closing.

A life is drawn forward from the day of filing, as if it had all the time; whoever plays it stops at the day of
looking, so that every stage is met in the proportions in which courts meet it. Sums are those the law gives: a debtor
who pays in full pays the debt of that very day and the execution fee.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from duixian.base.money import Fen
from duixian.law import calendar
from duixian.law.fees import execution_fee, execution_fee_without_amount
from duixian.law.interest import Payment, PaymentSource, calculate
from duixian.law.interest.resolve import facts_from
from duixian.law.obligations import Event, ItemKind, Ordered


class Route(StrEnum):
    """How a transfer says whose it is."""

    ACCOUNT = "account"  # paid to the account of the case
    NUMBER = "number"  # the case number stands in the remark
    NAME = "name"  # only the payer's name: a person has to decide


@dataclass(frozen=True, slots=True)
class Arrival:
    """Money that comes in for a case, and the days its plan is made, approved and carried out.

    `fee` of it is the execution fee, `given` goes to the applicants; `owed` is what the debtor had to pay in all on
    that day; fen. `bounces`: the first payout fails, with this
    reason code, because the payee's account is gone.
    """

    on: date
    amount: Fen
    fee: Fen
    given: Fen
    owed: Fen
    source: PaymentSource
    route: Route
    planned_on: date
    confirmed_on: date
    carried_on: date
    bounces: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """The story of one case. `closes`: the last arrival performs the title in full. `done`: steps finished on a day,
    by the rule of their time limit; what is missing there was never done."""

    notified_on: date | None
    arrivals: tuple[Arrival, ...] = ()
    closes: bool = False
    suspended_on: date | None = None
    suspended_why: str = ""
    round_ended_on: date | None = None
    done: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Debt:
    """What one title orders and the days it counts from, ready to be asked for the debt on a day."""

    ordered: Ordered
    effective_on: date
    claim: Fen
    filed_on: date

    def on(self, day: date, given: Sequence[Payment]) -> Fen:
        """What the applicants are owed on a day, after what they were given; fen."""
        items = tuple(item for item in self.ordered.items if item.kind is not ItemKind.COSTS_TO_COURT)
        known = dict.fromkeys((Event.EFFECTIVE, Event.SERVED, Event.SIGNED), self.effective_on)
        resolved = facts_from(
            Ordered(items, self.ordered.interests, (), self.ordered.set_off, self.ordered.acceleration),
            events=known,
            payments=given,
            calendar=calendar.national(),
        )
        return calculate(resolved.facts, on=day).total

    @property
    def fee(self) -> Fen:
        """The execution fee on the whole claim."""
        if not self.claim:
            return execution_fee_without_amount(on=self.filed_on).due
        return execution_fee(self.claim, on=self.filed_on).due


def working(day: date) -> date:
    """The day, or the next working day."""
    return calendar.national().next_working(day)


def last_working(day: date) -> date:
    """The day, or the working day before."""
    return calendar.national().previous_working(day)


def draw(dice: random.Random, debt: Debt) -> Life:
    """One life. A third pay at once, some in parts, many not at all."""
    kind = dice.choices(("pays", "parts", "partial", "nothing", "suspended", "idle"), weights=(36, 14, 12, 22, 5, 11))[
        0
    ]
    filed = debt.filed_on
    notified = working(filed + timedelta(days=dice.choices((2, 4, 6, 8, 15), weights=(30, 30, 25, 10, 5))[0]))
    arrivals: tuple[Arrival, ...] = ()
    ended: date | None = None
    if kind == "pays":
        arrivals = _arrivals(dice, debt, parts=1, in_full=True)
    elif kind == "parts":
        arrivals = _arrivals(dice, debt, parts=dice.choice((2, 2, 3, 4)), in_full=True)
    elif kind == "partial":
        arrivals = _arrivals(dice, debt, parts=dice.choice((1, 1, 2)), in_full=False)
    if kind in ("partial", "nothing"):
        last = max(filed + timedelta(days=95), (arrivals[-1].carried_on if arrivals else filed) + timedelta(days=45))
        ended = working(last + timedelta(days=dice.randrange(0, 90)))
    suspended = working(notified + timedelta(days=dice.randrange(10, 120))) if kind == "suspended" else None
    return Life(
        notified_on=notified,
        arrivals=arrivals,
        closes=kind in ("pays", "parts"),
        suspended_on=suspended,
        suspended_why=dice.choice(("案外人对执行标的提出确有理由的异议", "被执行人死亡，需等待继承人承担义务"))
        if suspended
        else "",
        round_ended_on=ended,
        done=_steps(dice, filed, notified, ended),
    )


def _steps(dice: random.Random, filed: date, notified: date, ended: date | None) -> tuple[tuple[str, date], ...]:
    """Steps the officer ticked off; one in thirty is forgotten, but none where the round ended: it does not end before
    they are done (法〔2016〕373号 art. 1)."""
    drawn = [
        ("report_order", notified),
        ("ask_clues", working(filed + timedelta(days=dice.randrange(1, 4)))),
        ("network_query", working(filed + timedelta(days=dice.randrange(0, 4)))),
    ]
    kept = [step for step in drawn if dice.random() > 1 / 30]
    if ended is None:
        return tuple(kept)
    looked = min(ended, working(filed + timedelta(days=60)))
    return (*drawn, ("inquiry_complete", looked), ("statutory_end", ended), ("round_end_earliest", ended))


def _arrivals(dice: random.Random, debt: Debt, *, parts: int, in_full: bool) -> tuple[Arrival, ...]:
    made: list[Arrival] = []
    given: list[Payment] = []
    day = debt.filed_on + timedelta(days=dice.randrange(14, 140))
    received = taken = 0
    for number in range(1, parts + 1):
        day = working(day)
        owed = debt.on(day, given)
        whole = owed + debt.fee - taken
        last = in_full and number == parts
        amount = whole if last else max(10_000, whole * dice.randrange(8, 45) // 100 // 10_000 * 10_000)
        if amount >= whole and not last:
            break
        received += amount
        executed = min(debt.claim, received)
        due = execution_fee(executed, on=debt.filed_on).due - taken if executed else debt.fee - taken
        fee = max(0, min(due, amount))
        source = dice.choices(list(PaymentSource), weights=(60, 34, 6))[0]
        planned = working(day + timedelta(days=dice.randrange(1, 6)))
        confirmed = working(planned + timedelta(days=dice.randrange(0, 3)))
        carried = working(confirmed + timedelta(days=dice.randrange(0, 4)))
        made.append(
            Arrival(
                on=day,
                amount=amount,
                fee=fee,
                given=amount - fee,
                owed=whole,
                source=source,
                route=dice.choices(list(Route), weights=(70, 22, 8))[0],
                planned_on=planned,
                confirmed_on=confirmed,
                carried_on=carried,
                bounces=dice.choice(("AC01", "AC04")) if dice.random() < 0.02 else "",
            )
        )
        taken += fee
        if amount > fee:
            given.append(Payment(day=day, amount=amount - fee, source=source))
        day = carried + timedelta(days=dice.randrange(35, 95))
    return tuple(made)
