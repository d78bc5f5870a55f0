"""What to control: enough, no more, cash first, few things, the least harm (rulebook CTL-07, CTL-08).

`propose` decides about what was found, `release.excess` about what is held; both weigh by `cover.cover`. By the
convention `cash_first` (see `practice.ChoicePractice`) everything divisible is taken first, up to the need; only for
the remainder is anything taken whole, and for as little beyond it as can be. Money that is locked (presale, margin,
provident fund) comes after things that can be sold and before the only home. So less is held beyond the need than the
smallest indivisible thing held. With the convention off, money is lowered where a thing covers more than was missing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.law.control import words
from duixian.law.control.cover import Piece, cheapest, cover
from duixian.law.control.exempt import Exemption, allowances, exemption
from duixian.law.control.facts import MONEY, ClaimNature, Held, Liable, Thing, out_of_range
from duixian.law.control.practice import ChoicePractice, locked
from duixian.law.control.proposal import LeftOut, Mode, Proposal, ProposedLine, Reason, Why
from duixian.law.control.things import Earmark, HoldingKind


def propose(
    need: Fen,
    things: Sequence[Thing],
    *,
    debtors: Sequence[Liable],
    practice: ChoicePractice,
    on: date,
    held: Held | None = None,
    claim: ClaimNature = ClaimNature.ORDINARY,
) -> Proposal:
    """What to control so that `need` is covered, by the law of the day `on`.

    `need`, fen: debt, costs and what accrues until the expected day, less what `held` covers or has in flight (what
    standing freezes still wait for is not taken off). Things of people who are not in `debtors` are never taken. The
    answer does not depend on the order of `things`. Raises `BadInput`: `control.amount`, `control.key_twice`,
    `control.share`, `control.no_living` (a natural person without the local minimum of living).
    """
    _refuse_unusable(need, things, debtors)
    return _Choice(need, things, debtors, held or Held(), practice, on, claim).proposal()


class _Choice:
    """One proposal in the making."""

    def __init__(
        self,
        need: Fen,
        things: Sequence[Thing],
        debtors: Sequence[Liable],
        held: Held,
        practice: ChoicePractice,
        on: date,
        claim: ClaimNature,
    ) -> None:
        self.need, self.held, self.practice, self.on, self.claim = need, held, practice, on, claim
        self.things = {thing.key: thing for thing in sorted(things, key=lambda thing: thing.key)}
        self.debtors = {debtor.key: debtor for debtor in debtors}
        self.rooms = {debtor.key: self._room(debtor) for debtor in debtors}
        self.keep = self._allowances()
        self.left_out: dict[str, LeftOut] = {}
        self.exempt: dict[str, Exemption] = {}
        self.sizes: dict[str, Fen] = {}
        for thing in self.things.values():
            self._sort(thing)
        usable = {key: self._piece(self.things[key], size) for key, size in self.sizes.items() if size}
        self.queue = {key: piece for key, piece in usable.items() if self.things[key].rank > 1}
        self.open = {key: piece for key, piece in usable.items() if key not in self.queue}
        self.found = cover(
            need, list(self.open.values()), self.rooms, trifle=practice.trifle, cash_first=practice.cash_first
        )

    # what may be taken, and how much of it

    def _room(self, debtor: Liable) -> Fen:
        """What may still be controlled of a debtor."""
        if debtor.ceiling is None:
            return self.need
        return min(self.need, max(0, debtor.ceiling - self.held.counts.get(debtor.key, 0)))

    def _allowances(self) -> dict[str, Fen]:
        """What stays free for living, account by account."""
        keep: dict[str, Fen] = {}
        for debtor in self.debtors.values():
            if debtor.living is not None:
                mine = [t for t in self.things.values() if t.debtor == debtor.key and t.key not in self.held.keys]
                kept = self.held.kept.get(debtor.key, 0)
                keep |= allowances((t for t in mine if t.rank == 1), debtor.living, on=self.on, kept=kept)
        return keep

    def _sort(self, thing: Thing) -> None:
        """Say how much of a thing may be taken, or why nothing."""
        debtor = self.debtors.get(thing.debtor)
        if debtor is None:
            return self._leave(thing, Why.NOT_LIABLE, words.not_liable(self.on))
        if thing.key in self.held.keys:
            return self._leave(thing, Why.HELD, words.held_already(self.on))
        exempt = exemption(thing, debtor.living, on=self.on, claim=self.claim, keep=self.keep.get(thing.key, 0))
        self.exempt[thing.key] = exempt
        if not exempt.controllable:
            return self._leave(thing, Why.EXEMPT, words.exempt(exempt))
        if not self.need:
            return self._leave(thing, Why.ENOUGH, words.enough(self.on))
        if not self.rooms[thing.debtor]:
            return self._leave(thing, Why.BEYOND_CEILING, words.beyond_ceiling(self.on))
        worth = thing.worth if thing.rank == 1 else thing.potential
        if worth is None:
            return self._leave(thing, Why.UNKNOWN, words.unknown(thing, self.on))
        size = max(0, worth - (exempt.amount or 0))
        size -= size % (thing.part or 1)
        self.sizes[thing.key] = size
        if worth and not size and exempt.amount:
            self._leave(thing, Why.EXEMPT, words.exempt(exempt))
        elif not size:
            self._leave(thing, Why.WORTHLESS, words.worthless(thing, self.on))
        return None

    def _leave(self, thing: Thing, why: Why, reason: Reason) -> None:
        self.left_out[thing.key] = LeftOut(thing.key, thing.debtor, why, reason)

    def _piece(self, thing: Thing, size: Fen) -> Piece:
        share = self.practice.home_share if self.practice.cash_first and thing.kind is HoldingKind.HOME else 0
        return Piece(
            key=thing.key,
            group=thing.debtor,
            size=size,
            harm=self.practice.harm_of(thing),
            unit=thing.part,
            last_resort=thing.only_home and thing.home_exception is None,
            late=locked(thing) or not self.exempt[thing.key].takeable,
            floor=-(-size * share // 100),
        )

    # the answer

    def proposal(self) -> Proposal:
        """The lines chosen, a standing freeze and waiting controls for what they leave uncovered, and the rest."""
        waits_already = sum(self.held.open.values())
        account = self._standing_account()
        standing = self._standing(account, self.found.uncovered - waits_already)
        parts = dict(self.found.parts)
        lines = []
        if account is not None and standing:
            lines.append(self._standing_line(account, parts.pop(account.key, 0), standing))
        lines += [self._line(self.things[key], part) for key, part in parts.items()]
        lines += [self._waiting_line(self.things[key], part) for key, part in self._waiting().items()]
        taken = {line.key for line in lines}
        for key in (key for key in (*self.open, *self.queue) if key not in taken):
            self._leave(self.things[key], Why.ENOUGH, self._why_not(self.things[key]))
        return Proposal(
            need=self.need,
            lines=tuple(sorted(lines, key=lambda line: (_ORDER[line.mode], line.harm, -line.amount, line.key))),
            left_out=tuple(self.left_out[key] for key in sorted(self.left_out) if key not in taken),
            covered=self.need - self.found.uncovered,
            uncovered=self.found.uncovered,
            excess=self.found.excess,
            standing=standing,
            lower=max(0, waits_already - self.found.uncovered),
        )

    def _covered(self, debtor: str) -> Fen:
        return sum(part for key, part in self.found.parts.items() if self.things[key].debtor == debtor)

    def _rooms_left(self) -> dict[str, Fen]:
        return {debtor: max(0, room - self._covered(debtor)) for debtor, room in self.rooms.items()}

    def _standing_account(self) -> Thing | None:
        """The account most likely to receive money: most came in, then wages, then the largest balance."""
        left = self._rooms_left()
        accounts = [
            thing
            for key in self.sizes
            if (thing := self.things[key]).kind in MONEY
            and thing.rank == 1
            and self.exempt[key].takeable
            and (self.practice.standing_beyond_living or not self.keep.get(key))
            and left[thing.debtor] > self.held.open.get(thing.debtor, 0)
        ]
        return min(
            accounts,
            key=lambda t: (-t.arrives, t.earmark is not Earmark.WAGES, -(t.available or 0), t.key),
            default=None,
        )

    def _standing(self, account: Thing | None, missing: Fen) -> Fen:
        if account is None or missing <= 0:
            return 0
        return min(missing, self._rooms_left()[account.debtor] - self.held.open.get(account.debtor, 0))

    def _waiting(self) -> dict[str, Fen]:
        """Places in the queue, as few as could cover what is missing at present."""
        due = [piece for piece in self.queue.values() if not self._too_little(piece)]
        pieces = sorted(due, key=lambda piece: (piece.harm, -piece.size, piece.key))
        loose = [Piece(p.key, p.group, p.size, p.harm, 1) for p in pieces]
        return cheapest(self.found.uncovered, loose, self._rooms_left())

    # lines

    def _line(self, thing: Thing, part: Fen) -> ProposedLine:
        whole = thing.part is None
        reasons = [words.taken(thing, part, self.exempt[thing.key], self.on)]
        if whole:
            remainder = self.need - self.found.cash if self.practice.cash_first else None
            reasons += words.indivisible(thing, self.found, remainder, self.on)
        return self._made(thing, Mode.WHOLE if whole else Mode.AMOUNT, part, part, reasons)

    def _standing_line(self, thing: Thing, part: Fen, standing: Fen) -> ProposedLine:
        reasons = [words.taken(thing, part, self.exempt[thing.key], self.on)] if part else []
        reasons.append(words.standing(thing, standing, self.on))
        return self._made(thing, Mode.STANDING, part + standing, part, reasons)

    def _waiting_line(self, thing: Thing, part: Fen) -> ProposedLine:
        amount = self.queue[thing.key].size if thing.part is None else part
        return self._made(thing, Mode.WAITING, amount, 0, [words.waiting(thing, self.found.uncovered, self.on)])

    def _made(self, thing: Thing, mode: Mode, amount: Fen, counts: Fen, reasons: list[Reason]) -> ProposedLine:
        exempt = self.exempt[thing.key]
        reasons += words.particulars(thing, exempt, self.on)
        units = amount // thing.unit if thing.unit and thing.unit > 1 else None
        return ProposedLine(
            key=thing.key,
            debtor=thing.debtor,
            mode=mode,
            amount=amount,
            counts=counts,
            harm=self.practice.harm_of(thing),
            keep=self.keep.get(thing.key, 0),
            units=units,
            takeable=exempt.takeable,
            reasons=tuple(reasons),
        )

    def _why_not(self, thing: Thing) -> Reason:
        too_little = self._too_little(self.open.get(thing.key) or self.queue[thing.key])
        if too_little is not None:
            return too_little
        if self.practice.cash_first and thing.part is None and self.found.cash >= self.need:
            return words.cash_suffices(self.on)
        return words.enough(self.on)

    def _too_little(self, piece: Piece) -> Reason | None:
        """Why a whole piece, or a place in the queue for it, is not taken for what is missing."""
        missing = self.found.uncovered
        if not missing or piece.unit is not None:
            return None
        if missing <= self.practice.trifle:
            return words.trifle(missing, self.on)
        if piece.floor > self.need - self.found.cash:
            return words.disproportionate(missing, self.practice.home_share, self.on)
        return None


_ORDER: Mapping[Mode, int] = {Mode.AMOUNT: 0, Mode.STANDING: 0, Mode.WHOLE: 1, Mode.WAITING: 2}


# --- what cannot be worked with


def _refuse_unusable(need: Fen, things: Sequence[Thing], debtors: Sequence[Liable]) -> None:
    faults = [*_amounts(need, things, debtors), *_keys(things), *_debtors(debtors), *_shares(things)]
    if faults:
        raise BadInput.of(faults)


def _amounts(need: Fen, things: Iterable[Thing], debtors: Iterable[Liable]) -> Iterable[Fault]:
    found = [("需要控制的金额", "", need)]
    found += [("责任限额", debtor.key, debtor.ceiling or 0) for debtor in debtors]
    for thing in things:
        amounts = (thing.available, thing.value, thing.charged, thing.ahead, thing.unit, thing.arrives)
        found += [("财产金额", thing.key, amount) for amount in amounts if amount is not None]
    return [fault for name, key, amount in found if (fault := out_of_range(name, key, amount))]


def _keys(things: Iterable[Thing]) -> Iterable[Fault]:
    for key, times in Counter(thing.key for thing in things).items():
        if times > 1 or not key:
            yield Fault(
                "control.key_twice", "财产编号为空或者重复", "每一项财产使用不同的编号", field="财产", value=key
            )


def _debtors(debtors: Iterable[Liable]) -> Iterable[Fault]:
    for debtor in debtors:
        if debtor.natural and debtor.living is None:
            yield Fault(
                "control.no_living",
                "被执行人为自然人，未设定当地最低生活保障标准，不能确定应当保留的生活费用",
                "请先填写本院的低保标准、家庭人口和保留月数",
                field="生活保障",
                value=debtor.key,
            )


def _shares(things: Iterable[Thing]) -> Iterable[Fault]:
    for thing in things:
        if not 0 < thing.share <= 1 or thing.rank < 1 or thing.unit == 0:
            yield Fault(
                "control.share",
                "份额须大于 0 且不超过 1，顺位和最小单位须为正整数",
                "请按登记填写份额、顺位和最小单位",
                field="财产",
                value=thing.key,
            )
