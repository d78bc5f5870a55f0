"""The terms of a round, and whether the law bears them (网拍规定第五、十至十二、十六、十七、二十、二十六、二十七条)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from duixian.base.days import add_days
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.law.calendar import Calendar
from duixian.law.control.things import HoldingKind
from duixian.law.disposal.bidding import Bidder, Lot, Rules, opened
from duixian.law.disposal.pricing import ReferencePrice
from duixian.law.disposal.values import BEIJING, cited, number, numbers, platforms
from duixian.law.periods import rule

OPENING = time(10, 0)
"""When rounds open by default; the law leaves the hour open, the real rounds we have seen open at ten."""


class RoundKind(StrEnum):
    """Which round it is."""

    FIRST = "first"  # 一拍
    SECOND = "second"  # 二拍
    SALE = "sale"  # 网络司法变卖


def is_movable(thing: HoldingKind) -> bool:
    """Whether the shorter notice of movables applies; rights are noticed as immovables are (第十二条)."""
    return thing in (HoldingKind.VEHICLE, HoldingKind.THING)


def is_panel(members: int, *, on: date) -> bool:
    """Whether so many judges are a panel: enough of them, and an odd number (人民法院组织法 30; recalled)."""
    return members >= number("panel_members", on=on) and members % 2 == 1


@dataclass(frozen=True, slots=True)
class Notified:
    """A party or known pre-emptor and how he learnt of the sale (第十六条): told, posted because unreachable, or waived
    in writing (only a right can be waived: a pre-emptor's)."""

    name: str
    told_on: date | None = None
    posted_on: date | None = None
    waived: bool = False
    preemptor: bool = False


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """What the notice of a round says. Amounts in fen; times aware.

    `panel_on`: the day the panel fixed price, cut, increment, deposit and pre-emption (第二十七条).
    """

    kind: RoundKind
    thing: HoldingKind
    platform: str
    start: Fen
    increment: Fen
    deposit: Fen
    published_on: date
    opens_at: datetime
    ends_at: datetime
    notified: tuple[Notified, ...] = ()
    panel_on: date | None = None
    payment_days: int = 15
    leader_may_raise: bool = True
    whole_steps: bool = False


@dataclass(frozen=True, slots=True)
class PreviousRound:
    """The round before: `ended_on` the day it failed or its buyer defaulted; `first_published_on` the day of the first
    round's notice, on which the reference price had to be valid."""

    kind: RoundKind
    start: Fen
    platform: str
    ended_on: date
    first_published_on: date
    defaulted: bool = False


def notice_days(kind: RoundKind, thing: HoldingKind, *, on: date) -> int:
    """How many days the notice precedes the opening: 15 or 30, second 7 or 15, direct sale 7 or 15 (R)."""
    movable = is_movable(thing)
    if kind is RoundKind.SALE:
        return numbers("sale_notice_days", on=on)[not movable]
    name = f"{'auction' if kind is RoundKind.FIRST else 'auction2'}_notice_{'movable' if movable else 'immovable'}"
    return rule(name).limit.amount


def start_floor(kind: RoundKind, *, price: ReferencePrice, previous: PreviousRound | None, on: date) -> Fen:
    """The lowest lawful start price, rounded up to the fen: 70 % of the reference (第十条), four fifths of the failed
    first round (第二十六条: 56 % of the reference at the least), in a direct sale the price of the failed second (R).

    A round repeated because its buyer defaulted did not fail (第二十四条): nothing is cut, the floor is its own start.
    Raises `BadInput` (`terms.no_previous`).
    """
    if kind is RoundKind.FIRST:
        return round_up(price.amount * number("start_floor_percent", on=on), 100)
    if previous is None:
        raise BadInput(no_previous(kind))
    if kind is RoundKind.SALE or previous.defaulted:
        return previous.start
    return round_up(previous.start * (100 - number("second_cut_percent", on=on)), 100)


def default_terms(
    kind: RoundKind,
    thing: HoldingKind,
    *,
    price: ReferencePrice,
    previous: PreviousRound | None,
    platform: str,
    publish_on: date,
    calendar: Calendar,
    notified: Sequence[Notified] = (),
    panel_on: date | None = None,
) -> RoundTerms:
    """Terms the panel may start from: the lowest lawful start rounded up to the yuan, deposit and increment by the
    suggested values, opening at ten on the first working day the notice allows. Raises `BadInput`
    (`terms.no_previous`).
    """
    floor = start_floor(kind, price=price, previous=previous, on=publish_on)
    start = floor if kind is RoundKind.SALE else round_up(floor, 100) * 100
    first = add_days(publish_on, notice_days(kind, thing, on=publish_on))
    opens_at = datetime.combine(calendar.next_working(first), OPENING, BEIJING)
    lasts = (
        timedelta(days=number("sale_window_days", on=publish_on))
        if kind is RoundKind.SALE
        else timedelta(hours=rule("bidding").limit.amount)
    )
    return RoundTerms(
        kind,
        thing,
        platform if previous is None else previous.platform,
        start,
        _usual_increment(start, publish_on),
        usual_deposit(kind, start, publish_on),
        publish_on,
        opens_at,
        opens_at + lasts,
        tuple(notified),
        panel_on,
        number("payment_days", on=publish_on),
        bool(number("leader_may_raise", on=publish_on)),
        bool(number("whole_steps", on=publish_on)),
    )


def deposit_due(terms: RoundTerms, *, claim: Fen | None = None) -> Fen:
    """What a bidder deposits, fen. The applicant (`claim`: his claim) owes only what the deposit exceeds his claim by
    (第十七条第二款); in a direct sale the full price is deposited, and the same holds (R)."""
    return terms.deposit if claim is None else max(0, terms.deposit - claim)


def rules_of(terms: RoundTerms) -> Rules:
    """The terms as the judge of bids needs them."""
    on = terms.published_on
    contest = timedelta(hours=number("sale_contest_hours", on=on)) if terms.kind is RoundKind.SALE else None
    return Rules(
        terms.start,
        terms.increment,
        terms.opens_at,
        timedelta(minutes=number("extension_minutes", on=on)),
        contest,
        terms.leader_may_raise,
        terms.whole_steps,
    )


def lot_of(terms: RoundTerms, bidders: Iterable[Bidder] = ()) -> Lot:
    """The lot before its first bid."""
    return opened(rules_of(terms), terms.ends_at, bidders)


@dataclass(frozen=True, slots=True)
class PlatformChoice:
    """The platform and who chose it: the applicant, or the court because he did not or they disagree (第五条)."""

    platform: str
    by_court: bool


def choose_platform(wishes: Sequence[str], *, courts: str, on: date) -> PlatformChoice:
    """Whose platform it is. `wishes`: what each applicant asked for, empty where he did not; `courts`: the court's own.

    Raises `BadInput` (`platform.unlisted`) for a platform that is not on the list `on` that day.
    """
    named = {wish for wish in wishes if wish}
    for name in sorted({*named, courts}):
        if name not in platforms(on=on):
            raise BadInput(unlisted(name, on))
    if len(named) == 1 and all(wishes):
        return PlatformChoice(named.pop(), by_court=False)
    return PlatformChoice(courts, by_court=True)


def round_up(numerator: int, denominator: int) -> int:
    """The quotient of two non-negative whole numbers, rounded up: a floor is never undercut by a fraction of a fen."""
    return -(-numerator // denominator)


def _usual_increment(start: Fen, on: date) -> Fen:
    exact = start * number("increment_permille", on=on) // 1000
    step = 100_00 if exact >= 100_00 else 100
    return max(exact // step * step, 100)


def usual_deposit(kind: RoundKind, start: Fen, on: date) -> Fen:
    """The deposit suggested, fen: a whole yuan where that stays within the law; in a direct sale the full price."""
    if kind is RoundKind.SALE:
        return round_up(start * number("sale_deposit_percent", on=on), 100)
    exact = round_up(start * number("deposit_usual_percent", on=on), 100)
    whole = round_up(exact, 100) * 100
    return whole if whole * 100 <= start * numbers("deposit_percent", on=on)[1] else exact


def no_previous(kind: RoundKind) -> Fault:
    """The fault of a later round without the one before it."""
    return Fault(
        "terms.no_previous",
        "再次拍卖、变卖须有前次流拍（《网络司法拍卖规定》第二十六条）",
        "请先进行前次拍卖",
        field="轮次",
        value=kind.value,
    )


def unlisted(platform: str, on: date) -> Fault:
    """The fault of a platform that is not on the list."""
    return Fault(
        "platform.unlisted",
        "平台不在名单库内（{basis}）",
        "可选：{listed}",
        field="平台",
        value=platform,
        data={"basis": cited("platforms", on=on), "listed": "、".join(platforms(on=on).values())},
    )
