"""What must be let go once more is held than is owed (rulebook CTL-07): of itself, at once, never below the need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duixian.base.faults import BadInput
from duixian.base.money import Fen
from duixian.law.control import words
from duixian.law.control.cover import Piece, cover
from duixian.law.control.facts import MONEY, HeldThing, Liable, out_of_range
from duixian.law.control.practice import ChoicePractice, locked
from duixian.law.control.proposal import Reason


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """What is let go of one control: `amount` fen of what it covers, `open` of what a standing freeze waits for;
    `whole`: nothing of it remains."""

    key: str
    amount: Fen
    open: Fen
    whole: bool
    reason: Reason


def excess(
    need: Fen,
    held: Sequence[HeldThing],
    *,
    practice: ChoicePractice,
    on: date,
    debtors: Sequence[Liable] = (),
) -> tuple[ReleaseLine, ...]:
    """What to release so that what stays covers `need` (all that is still to be covered, fen) and no more.

    Kept is what would be chosen today out of what is held (`ChoicePractice`): with `cash_first` the money, the least
    harmful and older first, and things held whole only for what it leaves open, with the least excess over that; locked
    money only for what things leave open. So what stays is above the need by less than its smallest indivisible piece,
    and by nothing where money alone covers. Standing freezes are lowered to what is missing; waiting ones go once
    effective cover suffices. `debtors` with a ceiling are kept within it. Money first in the answer, the most harmful
    and latest first. Asking again about what stays gives nothing. Raises `BadInput` (`control.amount`).
    """
    faults = [
        fault
        for name, key, amount in [("应控制金额", "", need)]
        + [("控制金额", thing.key, part) for thing in held for part in (thing.counts, thing.open)]
        if (fault := out_of_range(name, key, amount))
    ]
    if faults:
        raise BadInput.of(faults)
    rooms = _rooms(need, held, debtors)
    effective = [thing for thing in held if not thing.waiting]
    pieces = [_piece(thing, practice) for thing in effective]
    kept = cover(need, pieces, rooms, cash_first=practice.cash_first)
    lowered = _open_kept(kept.uncovered, effective, rooms, kept.parts, practice)
    enough = not kept.uncovered
    lines = [line for thing in effective if (line := _line(thing, kept.parts, lowered, enough, on))]
    if enough:
        lines += [_queue_line(thing, on) for thing in held if thing.waiting]
    order = {thing.key: _urgency(thing, practice) for thing in held}
    return tuple(sorted(lines, key=lambda line: order[line.key]))


def _rooms(need: Fen, held: Sequence[HeldThing], debtors: Sequence[Liable]) -> dict[str, Fen]:
    ceilings = {debtor.key: debtor.ceiling for debtor in debtors if debtor.ceiling is not None}
    return {thing.debtor: min(need, ceilings.get(thing.debtor, need)) for thing in held}


def _piece(thing: HeldThing, practice: ChoicePractice) -> Piece:
    return Piece(
        key=thing.key,
        group=thing.debtor,
        size=thing.counts,
        harm=practice.harm_of(thing),
        unit=_part(thing),
        last_resort=thing.only_home,
        since=thing.since.toordinal(),
        late=locked(thing),
    )


def _part(thing: HeldThing) -> Fen | None:
    return 1 if thing.unit is None and thing.kind in MONEY else thing.unit


def _urgency(thing: HeldThing, practice: ChoicePractice) -> tuple[bool, bool, int, int, str]:
    return (thing.waiting, _part(thing) is None, -practice.harm_of(thing), -thing.since.toordinal(), thing.key)


def _open_kept(
    missing: Fen,
    held: Sequence[HeldThing],
    rooms: Mapping[str, Fen],
    kept: Mapping[str, Fen],
    practice: ChoicePractice,
) -> dict[str, Fen]:
    """How much each standing freeze may still wait for: together no more than is missing, the least harmful first."""
    left = {
        debtor: room - min(room, sum(kept.get(thing.key, 0) for thing in held if thing.debtor == debtor))
        for debtor, room in rooms.items()
    }
    found: dict[str, Fen] = {}
    for thing in sorted(held, key=lambda t: (practice.harm_of(t), t.since, t.key)):
        found[thing.key] = min(thing.open, missing, left[thing.debtor])
        missing -= found[thing.key]
        left[thing.debtor] -= found[thing.key]
    return found


def _line(
    thing: HeldThing, kept: Mapping[str, Fen], lowered: Mapping[str, Fen], enough: bool, on: date
) -> ReleaseLine | None:
    amount = thing.counts - kept.get(thing.key, 0)
    open_ = thing.open - lowered[thing.key]
    if enough and amount == thing.counts and open_ == thing.open:  # an empty account is let go too
        return ReleaseLine(thing.key, amount, open_, True, words.released(thing, on))
    if not amount and not open_:
        return None
    reason = words.released_part(thing, amount, on) if amount else words.released_open(thing, open_, on)
    return ReleaseLine(thing.key, amount, open_, False, reason)


def _queue_line(thing: HeldThing, on: date) -> ReleaseLine:
    return ReleaseLine(thing.key, 0, thing.open, True, words.released_waiting(thing, on))
