"""Dividing money among creditors: costs, priorities, then ordinary claims, to the fen.

民诉解释 506–508 (natural persons and organisations: pro rata), 514 (companies: in the order of control), 执行规定 55
(ranks of security; one title with many creditors), 法释〔2014〕8号 4 (the doubled part last). Rounding, which no text
settles, is by largest remainder; among equal remainders the larger claim, then the smaller key (DIS-10).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from duixian.base.faults import BadInput
from duixian.base.money import Fen, largest_remainder
from duixian.law.distribution import bases
from duixian.law.distribution.bases import Basis
from duixian.law.distribution.facts import (
    Amounts,
    Claim,
    ClaimKind,
    Cost,
    CostKind,
    DebtorKind,
    FeePosition,
    Part,
    PlanFacts,
    SecurityKind,
)
from duixian.law.distribution.plan import LeftOut, Line, Payee, Plan, Step, StepKind
from duixian.law.distribution.practice import PracticeKey
from duixian.law.distribution.validity import no_order, no_place_in_queue, reason_to_leave_out, refuse_unusable

_STANDING = {SecurityKind.CONSTRUCTION: 0, SecurityKind.LIEN: 1}
"""Rights that stand before registered security whatever their rank; all others stand together and go by rank."""

_STANDING_BASES = {0: bases.CONSTRUCTION, 1: bases.LIEN}

_SECURITY_NAMES = {
    SecurityKind.CONSTRUCTION: "建设工程价款优先受偿权",
    SecurityKind.LIEN: "留置权",
    SecurityKind.MORTGAGE: "抵押权",
    SecurityKind.PLEDGE: "质权",
    SecurityKind.OTHER: "优先权",
}


_Entry: TypeAlias = tuple[str, Fen, int]
"""Key, fen owed and weight of a claim or cost in one step: a bare tuple, since a plan may have 200,000 of them."""


def divide(facts: PlanFacts) -> Plan:
    """The plan that follows from the facts. Pure: a what-if is another call.

    Holds for every input: amounts sum to the funds to the fen; nobody gets more than he claims; the order of claims,
    costs and pots does not matter. With more free money every payee gets at least as much, less one fen at most for
    each pro rata step he stands in (that fen is what largest remainder may move). Raises `BadInput`.
    """
    refuse_unusable(facts)
    plan = _Division(facts).run()
    broken = [check for check in plan.checks() if not check.holds]
    if broken:
        raise AssertionError(f"plan does not add up: {broken}")
    return plan


def _shares(pool: Fen, entries: Sequence[_Entry]) -> tuple[Line, ...]:
    """Pay in full if the pool reaches, else in proportion to weight; whoever would pass his claim stops at it."""
    if pool >= sum([owed for _, owed, _ in entries]):
        return tuple(Line(key, owed, weight, owed) for key, owed, weight in entries)
    if pool == 0:
        return tuple(Line(key, owed, weight, 0) for key, owed, weight in entries)
    capped: dict[str, Line] = {}
    waiting = entries
    while True:
        weights = [weight for _, _, weight in waiting]
        whole = sum(weights)
        parts = largest_remainder(pool, weights)
        over = [entry for entry, part in zip(waiting, parts, strict=True) if part > entry[1]]
        if not over:
            break
        for key, owed, weight in over:
            capped[key] = Line(key, owed, weight, owed, capped=True)
            pool -= owed
        waiting = [entry for entry in waiting if entry[0] not in capped]
    shared = [
        Line(key, owed, weight, part, part - pool * weight // whole)
        for (key, owed, weight), part in zip(waiting, parts, strict=True)
    ]
    return (*shared, *capped.values())


class _Division:
    """One run: the money left in each pot and the debt left of each claim, while the waterfall goes down."""

    def __init__(self, facts: PlanFacts) -> None:
        self.facts = facts
        self.steps: list[Step] = []
        self.left_out: list[LeftOut] = []
        self.notes: list[str] = []
        self.claims: list[Claim] = []
        self.sorted_claims = sorted(facts.claims, key=lambda c: c.key)
        for claim in self.sorted_claims:
            reason = reason_to_leave_out(claim, facts)
            if reason:
                self.left_out.append(LeftOut(claim.key, claim.creditor, claim.amounts.total, reason))
            else:
                self.claims.append(claim)
        self.title = {claim.key: claim.amounts.title for claim in self.claims}
        self.doubled = {claim.key: claim.amounts.doubled for claim in self.claims}
        self.money = {pot.key: pot.amount for pot in sorted(facts.proceeds, key=lambda p: p.key)}
        self.pot_label = {pot.key: pot.label for pot in facts.proceeds}
        self.bound = sorted({s.proceeds for claim in self.claims for s in claim.securities})
        self.set_off = [(Part.PRINCIPAL, Part.INTEREST, Part.FEES).index(part) for part in facts.rules.set_off]
        self.company = facts.debtor_kind is DebtorKind.COMPANY
        self.queue: list[tuple[str, tuple[Basis, ...], list[str]]] = []

    def run(self) -> Plan:
        last = self.facts.rules.execution_fee is FeePosition.LAST
        costs = sorted(self.facts.costs, key=lambda c: c.key)
        fees = [cost for cost in costs if last and cost.kind is CostKind.EXECUTION_FEE]
        self._costs([cost for cost in costs if cost not in fees] if fees else costs)
        for pot in self.bound:
            self._secured(pot)
        self.bound = []  # what the securities left over is free money from here on
        self._wages_and_taxes()
        if self.company:
            self.queue = self._line_up()
        self._ordinary()
        if not self.facts.rules.doubled_agreed:
            self._doubled()
        if fees:
            self._shared_costs([(cost, cost.amount) for cost in fees], StepKind.FEE_LAST, "申请执行费（后收）")
        return self._plan()

    # costs

    def _costs(self, costs: list[Cost]) -> None:
        """Costs spent on one thing come out of its price; what it cannot bear, and common costs, out of everything."""
        shared = [(cost, cost.amount) for cost in costs if not cost.proceeds]
        for pot in self.money:
            own = [cost for cost in costs if cost.proceeds == pot]
            if not own:
                continue
            lines = self._pay_from_pot(
                pot, [(c.key, c.amount, c.amount) for c in own], StepKind.COSTS, "执行费用", self._cost_bases()
            )
            shared += [(c, line.owed - line.paid) for c, line in zip(own, lines, strict=True) if line.paid < line.owed]
        self._shared_costs(shared, StepKind.COSTS, "共同执行费用")

    def _cost_bases(self) -> tuple[Basis, ...]:
        return (bases.COSTS_COMPANY if self.company else bases.COSTS,)

    def _shared_costs(self, owed: list[tuple[Cost, Fen]], kind: StepKind, label: str) -> None:
        """Free money first, then the pots under a security in proportion to what is in them."""
        entries = [(cost.key, rest, rest) for cost, rest in sorted(owed, key=lambda o: o[0].key) if rest]
        if not entries:
            return
        available = sum(self.money.values())
        lines = _shares(available, entries)
        paid = sum(line.paid for line in lines)
        from_free = min(paid, self._free())
        self._take_free(from_free)
        if paid > from_free:
            bound = [pot for pot in self.money if pot in self.bound]
            for pot, part in zip(
                bound, largest_remainder(paid - from_free, [self.money[p] for p in bound]), strict=True
            ):
                self.money[pot] -= part
        grounds = self._cost_bases() if kind is StepKind.COSTS else (bases.FEE_POSITION,)
        self._record(kind, label, grounds, "全部案款", available, lines)

    # priorities

    def _secured(self, pot: str) -> None:
        """Rights over one thing, by standing and rank; what is left of its price becomes free money."""
        ranks: dict[tuple[int, int], list[Claim]] = defaultdict(list)
        for claim in self.claims:
            for security in claim.securities:
                if security.proceeds == pot:
                    ranks[_STANDING.get(security.kind, 2), security.rank].append(claim)
        for place, claims in sorted(ranks.items()):
            names = {_SECURITY_NAMES[s.kind] for c in claims for s in c.securities if s.proceeds == pot}
            grounds = [bases.PRIORITY_COMPANY if self.company else bases.PRIORITY, bases.SECURITY_RANKS]
            if place[0] in _STANDING_BASES:
                grounds.append(_STANDING_BASES[place[0]])
            entries = [(claim.key, owed, owed) for claim in claims if (owed := self._secured_debt(claim, pot))]
            label = f"{'、'.join(sorted(names))}（第{place[1]}顺位）"
            lines = self._pay_from_pot(pot, entries, StepKind.SECURED, label, tuple(grounds))
            covering = {c.key for c in claims for s in c.securities if s.proceeds == pot and s.covers_doubled}
            self._credit(lines, covering)

    def _secured_debt(self, claim: Claim, pot: str) -> Fen:
        security = next(s for s in claim.securities if s.proceeds == pot)
        debt = self.title[claim.key] + (self.doubled[claim.key] if security.covers_doubled else 0)
        return debt if security.limit is None else min(debt, security.limit)

    def _wages_and_taxes(self) -> None:
        wages = self.facts.practice.setting(PracticeKey.WAGES_FIRST, self.facts.on)
        if wages and wages.value:
            local = Basis(wages.cited, wages.article, wages.status, "职工工资先于普通债权")
            self._from_free(StepKind.WAGES, "职工工资（地方规定）", (local,), self._kind(ClaimKind.WAGES))
        self._from_free(StepKind.TAX, "税款", (bases.TAX,), self._kind(ClaimKind.TAX))

    def _kind(self, kind: ClaimKind) -> list[_Entry]:
        return [
            (claim.key, self.title[claim.key], self.title[claim.key])
            for claim in self.claims
            if claim.kind is kind and self.title[claim.key]
        ]

    # ordinary claims and the doubled part

    def _ordinary(self) -> None:
        together = self.facts.rules.doubled_agreed
        owed = self.title
        if together:
            owed = {key: rest + self.doubled[key] for key, rest in self.title.items()}
        name = "普通债权（含加倍部分，当事人约定）" if together else "普通债权"
        self._in_mode(StepKind.ORDINARY, name, owed, (bases.DOUBLED_LAST,) if together else ())

    def _doubled(self) -> None:
        self._in_mode(StepKind.DOUBLED, "加倍部分债务利息", self.doubled, (bases.DOUBLED_LAST,))

    def _in_mode(self, kind: StepKind, name: str, owed: dict[str, Fen], extra: tuple[Basis, ...]) -> None:
        if self.company:
            self._by_control(kind, name, owed, extra)
        else:
            self._pro_rata(kind, name, owed, extra)

    def _pro_rata(self, kind: StepKind, name: str, owed: dict[str, Fen], extra: tuple[Basis, ...]) -> None:
        setting = self.facts.practice.setting(PracticeKey.FIRST_SEIZER_PERCENT, self.facts.on)
        percent = setting.value if setting and kind is StepKind.ORDINARY else 0
        first = self._first_seizers() if percent else set()
        entries = [(key, rest, rest) for key, rest in owed.items() if rest]  # in the order of keys, as the claims are
        if first:
            entries = [(key, rest, rest * (100 + percent if key in first else 100)) for key, rest, _ in entries]
        grounds: tuple[Basis, ...] = (bases.PRO_RATA, bases.ROUNDING, *extra)
        if first and setting:
            grounds = (*grounds, Basis(setting.cited, setting.article, setting.status, f"首封债权按{100 + percent}%计"))
        self._from_free(kind, f"{name}（按比例）", grounds, entries)

    def _first_seizers(self) -> set[str]:
        """The claims of the title that seized first; all of its creditors share the place."""
        places = self._places(self.claims)
        return places[min(places)] if places else set()

    def _places(self, claims: Iterable[Claim]) -> dict[int, set[str]]:
        """Place in the queue → keys. A title takes the best place any of its creditors has (执行规定 55(3))."""
        best: dict[str, int] = {}
        own: dict[str, int | None] = {}
        for claim in claims:
            place = claim.control_rank
            if place is None and claim.controlled_on is not None:
                place = claim.controlled_on.toordinal()
            own[claim.key] = place
            if place is not None and claim.title:
                best[claim.title] = min(place, best.get(claim.title, place))
        places: dict[int, set[str]] = defaultdict(set)
        for claim in claims:
            place = best.get(claim.title, own[claim.key]) if claim.title else own[claim.key]
            if place is not None:
                places[place].add(claim.key)
        return places

    def _by_control(self, kind: StepKind, name: str, owed: dict[str, Fen], extra: tuple[Basis, ...]) -> None:
        """One step a place. Once the money is gone the places behind are one step: they get nothing alike."""
        for number, (place, grounds, keys) in enumerate(self.queue):
            dry = number > 0 and not self._free()
            behind = [key for _, _, later in self.queue[number:] for key in later] if dry else keys
            entries = [(key, owed[key], owed[key]) for key in behind if owed[key]]
            self._from_free(kind, f"{name}（{place}{'起，款项已分配完毕' if dry else ''}）", grounds + extra, entries)
            if dry:
                break

    def _line_up(self) -> list[tuple[str, tuple[Basis, ...], list[str]]]:
        """The queue of a company's creditors: name, grounds and keys of each place.

        Order matters only where the money is short of all debts and there is more than one title; then a claim without
        control is left out, and a queue in which nobody has a place is refused (`plan.no_order`).
        """
        debts = {claim.key: rest for claim in self.claims if (rest := self.title[claim.key] + self.doubled[claim.key])}
        free = self._free()
        if not free or free >= sum(debts.values()):
            return [("足以清偿全部债务" if free else "款项已分配完毕", (bases.BY_CONTROL,), list(debts))]
        places = self._places(self.claims)
        if not places:
            titles = {claim.title or claim.key for claim in self.claims if claim.key in debts}
            if len(titles) > 1:
                raise BadInput(no_order(len(titles)))
            return [("同一执行依据", (bases.ONE_TITLE, bases.ROUNDING), list(debts))]
        queued = {key for keys in places.values() for key in keys}
        for claim in self.claims:
            if claim.key in debts and claim.key not in queued:
                rest = debts[claim.key]
                self.left_out.append(LeftOut(claim.key, claim.creditor, rest, no_place_in_queue(claim, rest)))
        return [
            (
                f"控制第{number}顺位",
                (bases.BY_CONTROL, bases.BY_CONTROL_TITLES)
                + ((bases.ONE_TITLE, bases.ROUNDING) if len(places[place]) > 1 else ()),
                sorted(places[place]),
            )
            for number, place in enumerate(sorted(places), start=1)
        ]

    # money

    def _free(self) -> Fen:
        """Money under no security."""
        return sum(amount for pot, amount in self.money.items() if pot not in self.bound)

    def _take_free(self, amount: Fen) -> None:
        for pot in self.money:
            if pot not in self.bound and amount:
                part = min(amount, self.money[pot])
                self.money[pot] -= part
                amount -= part

    def _pay_from_pot(
        self, pot: str, entries: Sequence[_Entry], kind: StepKind, label: str, grounds: tuple[Basis, ...]
    ) -> tuple[Line, ...]:
        available = self.money[pot]
        lines = _shares(available, entries)
        self.money[pot] -= sum(line.paid for line in lines)
        if lines:
            self._record(kind, label, grounds, self.pot_label[pot], available, lines)
        return lines

    def _from_free(self, kind: StepKind, label: str, grounds: tuple[Basis, ...], entries: Sequence[_Entry]) -> None:
        """Pay claims out of all money that is left; every security has been served by now."""
        if not entries:
            return
        available = self._free()
        lines = _shares(available, entries)
        self._take_free(sum(line.paid for line in lines))
        self._record(kind, label, grounds, "可供普通分配的款项", available, lines)
        if kind is StepKind.DOUBLED:
            for line in lines:
                self.doubled[line.key] -= line.paid
        else:
            covers = {line.key for line in lines} if self.facts.rules.doubled_agreed else set()
            self._credit(lines, covers)

    def _credit(self, lines: Iterable[Line], covers_doubled: set[str]) -> None:
        """Count payments against the title debt first, the doubled part after it where the step covers it."""
        for line in lines:
            if not line.paid:
                continue
            rest = self.title[line.key]
            to_title = line.paid if line.paid < rest else rest
            self.title[line.key] = rest - to_title
            if line.key in covers_doubled:
                self.doubled[line.key] -= line.paid - to_title

    def _record(
        self,
        kind: StepKind,
        label: str,
        grounds: tuple[Basis, ...],
        source: str,
        available: Fen,
        lines: tuple[Line, ...],
    ) -> None:
        lines = tuple(sorted(lines, key=lambda line: line.key))
        owed = sum([line.owed for line in lines])
        paid = sum([line.paid for line in lines])
        self.steps.append(Step(len(self.steps) + 1, kind, label, grounds, source, available, owed, paid, lines))

    # the outcome

    def _plan(self) -> Plan:
        payees = tuple(self._payees())
        costs = sum(s.paid for s in self.steps if s.kind in (StepKind.COSTS, StepKind.FEE_LAST))
        residue = sum(self.money.values())
        self._note(payees, residue)
        return Plan(
            facts=self.facts,
            steps=tuple(self.steps),
            payees=payees,
            costs_paid=costs,
            claims_paid=sum(s.paid for s in self.steps) - costs,
            residue=residue,
            left_out=tuple(self.left_out),
            notes=tuple(self.notes),
        )

    def _payees(self) -> Iterator[Payee]:
        """Every claim with what it got; a payment covers the parts of its title in the order of set-off."""
        nothing = Amounts()
        for claim in self.sorted_claims:
            amounts, rest = claim.amounts, self.title.get(claim.key)
            if rest is None:
                yield Payee(claim, nothing, 0)
                continue
            doubled_rest = self.doubled[claim.key]
            if not rest and not doubled_rest:
                yield Payee(claim, amounts, amounts.total)
                continue
            owed = (amounts.principal, amounts.interest, amounts.fees)
            covered = [0, 0, 0]
            title_paid = left = sum(owed) - rest
            for i in self.set_off:
                covered[i] = part = owed[i] if owed[i] < left else left
                left -= part
            doubled_paid = amounts.doubled - doubled_rest
            parts = Amounts(covered[0], covered[1], covered[2], doubled_paid)
            yield Payee(claim, parts, title_paid + doubled_paid)

    def _note(self, payees: Sequence[Payee], residue: Fen) -> None:
        unpaid = any(payee.rest for payee in payees)
        if unpaid and self.company:
            self.notes.append(
                "被执行人为企业法人且案款不足以清偿全部债务：可以告知当事人执行转破产（民诉解释第511条）。"
            )
        elif unpaid:
            self.notes.append("未受偿部分，被执行人应当继续清偿；发现其他财产可以随时请求执行（民诉解释第508条）。")
        if residue and self.left_out:
            self.notes.append("尚有债权未列入分配而案款有余，退还被执行人之前请先处理未列入的债权。")
        if any(claim.kind is ClaimKind.WAGES for claim in self.claims) and not self.facts.practice.value(
            PracticeKey.WAGES_FIRST, self.facts.on
        ):
            self.notes.append("全国性规定没有工资在参与分配中优先的条文；本院未设置地方规定，工资按普通债权计算。")
