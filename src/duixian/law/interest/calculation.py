"""The debt on a day: 法释〔2014〕8号, the rules before it, and the title's own interest, to the fen and step by step.

Time is cut at every payment day and at the day asked for. Between two cuts every base stands still; the days of each
item and each interest are counted there, summed exactly and rounded half up once (convention `rounding`), and the rows
show how that sum grew, so they add up to it. Then the money of the cut is set off.

Which days count. Ordinary interest: from its first day up to the day before the payment (算头不算尾). The doubled part:
from the day after the last day for performing up to and including the day of payment. Both make end - start days; with
`both_ends` one more day is counted once, at the beginning of the doubled part or the end of ordinary interest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from duixian.base.days import ONE_DAY, Period, merged, without
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, half_up, yuan
from duixian.law.citations import Citation, Status, law_article_for_double_interest
from duixian.law.interest.balances import NEW_RULE, Balance, claimable, in_order, opening, place_in
from duixian.law.interest.conventions import CountDays, PaymentDates, Rounding, SetOffOrder
from duixian.law.interest.currency import in_one_currency
from duixian.law.interest.facts import DebtFacts, DebtItem, DebtTerm, Payment, day_fault, faults_in
from duixian.law.interest.rates import LPR_START, Piece, benchmark_series, lending_ceiling, pieces, same_term
from duixian.law.interest.statement import Line, LineKind, SetOff, Statement, Step
from duixian.law.obligations import BaseMode, ItemKind, Liability, RateSource
from duixian.law.params import series

_ART = {n: Citation("法释〔2014〕8号", "2014-08-01", f"第{n}条") for n in "一二三四五七"}
_SHARED = Citation("法释〔2009〕6号", "2009-05-18", "批复及附件公式")
_ORDER = (Citation("《民法典》", "2021-01-01", "第五百六十条"), Citation("《民法典》", "2021-01-01", "第五百六十一条"))
_INSOLVENT = Citation("《破产法解释（三）》", "2021-01-01", "第三条")


def calculate(facts: DebtFacts, *, on: date) -> Statement:
    """The debt on the day `on` (the end of that day: payments of the day are set off, the day's doubled part counted).

    Raises `BadInput` with every fault of the facts, or where a rate has no value for a day needed. Facts in several
    currencies without an election have to be split first (`by_currency`).
    """
    faults = faults_in(facts)
    if (fault := day_fault(on, "计算日")) is not None:
        faults = (*faults, fault)
    if faults:
        raise BadInput.of(faults)
    facts, notes = in_one_currency(facts)
    return _Run(facts, on, notes).statement()


class _Run:
    """One calculation from the first day to the last; holds the balances while they move."""

    def __init__(self, facts: DebtFacts, on: date, notes: Sequence[Fault]) -> None:
        self.facts = facts
        self.on = on
        self.conventions = facts.conventions
        self.items: list[DebtItem] = claimable(facts)
        balances = opening(facts)
        self.parts, self.terms = balances.parts, balances.terms
        self.doubled, self.old = balances.doubled, balances.old
        self.parts_of: dict[str, list[Balance]] = {item.key: [] for item in facts.items}
        for part in self.parts:
            self.parts_of[part.key].append(part)
        self.delay_money = [
            Balance(f"delay-{number}", money.label, LineKind.DELAY_MONEY, number, opening=money.amount)
            for number, money in enumerate(facts.delay_money, 1)
            if money.fixed_on <= on
        ]
        self.excluded = merged(facts.excluded)
        self.steps: list[Step] = []
        self.set_offs: list[SetOff] = []
        self.overpaid: Fen = 0
        self.missed_on: date | None = None
        self.warnings: dict[str, Fault] = {}
        for note in notes:
            self._warn(note)

    # -- the whole run ------------------------------------------------------------------------------------------

    def statement(self) -> Statement:
        payments = [payment for payment in self.facts.payments if payment.day <= self.on]
        self._warn_about_facts(payments)
        by_day: dict[date, list[Payment]] = {}
        for payment in payments:
            by_day.setdefault(payment.day, []).append(payment)
        if self.conventions.payment_dates is PaymentDates.IGNORED:
            self._set_off(self.on, payments)
            self._accrue(self.on)
            held, self.overpaid = self.overpaid, 0
            if held:
                self._pay_in_order(self.on, held)
        else:
            for day in sorted({*by_day, self.on}):
                self._accrue(day)
                if day in by_day:
                    self._set_off(day, by_day[day])
        return Statement(
            on=self.on,
            currency=self.items[0].currency if self.items else "CNY",
            lines=tuple(self._lines()),
            steps=tuple(self.steps),
            set_offs=tuple(self.set_offs),
            received=sum(payment.amount for payment in payments),
            overpaid=self.overpaid,
            excluded=self.excluded,
            conventions=self.conventions,
            warnings=tuple(self.warnings.values()),
        )

    def _lines(self) -> Iterator[Line]:
        for item in self.items:
            parts = self.parts_of[item.key]
            yield Line(item.key, item.label, parts[0].kind, item.amount, 0, sum(part.paid for part in parts))
        for balance in (*self.terms, *self.old.values(), *self.doubled.values(), *self.delay_money):
            yield Line(balance.key, balance.label, balance.kind, balance.opening, balance.accrued, balance.paid)

    # -- days that count ----------------------------------------------------------------------------------------

    def _accrue(self, cut: date) -> None:
        """Count every interest up to the cut, on what was open before the money of that day."""
        missed = [part.due for part in self.parts if part.due is not None and part.due < cut and part.remaining]
        if missed and self.missed_on is None:
            self.missed_on = min(missed)
            if self.facts.acceleration:
                self._accelerate(self.missed_on)
        ceilings: list[tuple[frozenset[str], list[Piece]]] = []
        for balance in self.terms:
            self._accrue_term(balance, cut, ceilings)
        for item in self.items:
            self._accrue_delay(item, cut)

    def _accrue_term(self, balance: Balance, cut: date, charged: list[tuple[frozenset[str], list[Piece]]]) -> None:
        term = balance.term
        assert term is not None
        if cut <= term.start or (term.conditional and self.missed_on is None):
            return
        shift = ONE_DAY if self.conventions.count_days is CountDays.BOTH_ENDS else ONE_DAY * 0
        until = cut + shift
        if term.end is not None:
            until = min(until, term.end + shift)
        if self.facts.insolvent_on is not None:
            until = min(until, self.facts.insolvent_on)
        first = balance.counted_to or term.start
        if until <= first:
            return
        balance.counted_to = until
        base = self._base(term)
        if base == 0:
            return
        stretches: list[Piece] = []
        for start, end in without(first, until, self._replaced_by_old_rule(term)):
            stretches += pieces(term, start, end, whole=self._whole(term), conventions=self.conventions)
        if self.facts.lending is not None:
            stretches = self._under_ceiling(term, stretches, charged)
        self._grow(balance, [(base, piece, (_ART["一"], piece.citation)) for piece in stretches], cap=term.cap)

    def _accrue_delay(self, item: DebtItem, cut: date) -> None:
        """The doubled part of an item, and for days before 2014-08-01 the old delay interest."""
        stretches: dict[tuple[date, date], Fen] = {}
        due_days: dict[tuple[date, date], date] = {}
        shift = 0 if self.conventions.doubled_count_days is CountDays.BOTH_ENDS else 1
        for part in self.parts_of[item.key]:
            if part.due is None or cut <= part.due:
                continue
            first = part.counted_to or part.due + shift * ONE_DAY
            until = cut + ONE_DAY
            if self.facts.insolvent_on is not None:
                until = min(until, self.facts.insolvent_on)
            if until <= first:
                continue
            part.counted_to = until
            if part.remaining:
                stretches[first, until] = stretches.get((first, until), 0) + part.remaining
                due_days.setdefault((first, until), part.due)
        old_rows: list[tuple[Fen, Piece, tuple[Citation, ...]]] = []
        new_rows: list[tuple[Fen, Piece, tuple[Citation, ...]]] = []
        for (first, until), base in sorted(stretches.items()):
            if first < NEW_RULE and item.key in self.old:
                upto = min(until, NEW_RULE)
                whole = min(self.on + ONE_DAY, NEW_RULE)
                for piece in self._old_rule(first, upto, due_days[first, until], whole):
                    old_rows.append((base, piece, (piece.citation, _ART["七"])))
            if item.key in self.doubled and until > NEW_RULE:
                for start, end in without(max(first, NEW_RULE), until, self.excluded):
                    new_rows.append((base, _doubled_piece(start, end), self._doubled_articles()))
        if old_rows:
            self._grow(self.old[item.key], old_rows)
        if new_rows:
            self._grow(self.doubled[item.key], new_rows)

    def _grow(
        self,
        balance: Balance,
        rows: Sequence[tuple[Fen, Piece, tuple[Citation, ...]]],
        *,
        cap: Fen | None = None,
    ) -> None:
        """Add stretches to a balance, rounding by convention; every row carries its share of the rounded sum."""
        exact = Fraction(0)
        shown = 0
        for base, piece, citations in rows:
            days = (piece.until - piece.first).days
            exact += base * piece.daily * days
            if self.conventions.rounding is Rounding.SEGMENT:
                exact = Fraction(shown + half_up(exact - shown))
            amount = half_up(exact) - shown
            shown += amount
            note = piece.note
            if note:
                self._warn(Fault("rates.carried", note, "请在新报价收录后复核", field="利率", value=piece.text))
            if cap is not None and balance.accrued + amount > cap:
                amount = cap - balance.accrued
                note = "已达执行依据载明的上限"
            balance.accrued += amount
            self.steps.append(
                Step(
                    balance.key,
                    balance.label,
                    balance.kind,
                    base,
                    piece.text,
                    piece.first,
                    piece.until - ONE_DAY,
                    days,
                    f"{yuan(base)} × {piece.how} × {days}",
                    amount,
                    citations,
                    note,
                )
            )

    def _base(self, term: DebtTerm) -> Fen:
        parts = [part for key in term.items for part in self.parts_of[key]]
        remaining = sum(part.remaining for part in parts)
        if term.base_amount is None and term.base_mode is BaseMode.REMAINING:
            return remaining
        if parts and remaining == 0:
            return 0
        opening = sum(part.opening for part in parts) if term.base_amount is None else term.base_amount
        if term.base_mode is BaseMode.FIXED:
            return opening
        return max(0, opening - sum(part.paid for part in parts))

    def _whole(self, term: DebtTerm) -> date:
        """The end of the whole run of a term, by which 同期 is chosen."""
        return self.on if term.end is None else min(self.on, term.end)

    def _under_ceiling(
        self, term: DebtTerm, stretches: list[Piece], charged: list[tuple[frozenset[str], list[Piece]]]
    ) -> list[Piece]:
        """Cut a loan's rates to what is lawful, together with what earlier terms on the same items already take."""
        lending = self.facts.lending
        assert lending is not None
        basis = str(term.year_basis) if term.year_basis else self.conventions.year_basis.value
        keys = frozenset(term.items)
        others = [piece for items, taken in charged if items & keys for piece in taken]
        limited: list[Piece] = []
        for piece in stretches:
            for ceiling in lending_ceiling(lending, piece.first, piece.until, basis):
                marks = {ceiling.first, ceiling.until}
                marks |= {day for o in others for day in (o.first, o.until) if ceiling.first < day < ceiling.until}
                edges = sorted(marks)
                for first, until in pairwise(edges):
                    taken = sum((o.daily for o in others if o.first <= first < o.until), Fraction(0))
                    room = max(Fraction(0), ceiling.daily - taken)
                    if piece.daily <= room:
                        limited.append(replace(piece, first=first, until=until))
                        continue
                    how = ceiling.how if not taken else f"({ceiling.how} - 已计利率)"
                    note = f"超过民间借贷利率司法保护上限，按上限计算（原为{piece.text}）"
                    limited.append(Piece(first, until, room, ceiling.text, how, ceiling.citation, ""))
                    self._warn(Fault("debt.capped", note, "", field=term.label, value=""))
        charged.append((keys, limited))
        return limited

    # -- rules before 2014-08-01 --------------------------------------------------------------------------------

    def _old_rule(self, first: date, until: date, due: date, whole: date) -> Iterator[Piece]:
        """Benchmark rate of the same term, doubled (法释〔2009〕6号; before 2009-05-18 民诉意见 294).

        The term is chosen by the whole delay under the old rules. Year basis by convention.
        """
        multiples = series("interest.old_delay_multiple")
        rates = benchmark_series(same_term(due, whole))
        year = 360 if self.conventions.year_basis == "360" else 365
        for start, end, multiple in multiples.between(first, until):
            if multiple.status is not Status.READ:
                self._warn(
                    Fault(
                        "debt.highest_rate",
                        "2009年5月18日前的标准为银行同期贷款最高利率的双倍，未收录最高利率，按基准利率计算",
                        "请以承办法院掌握的当时利率复核",
                    )
                )
            for left, right, rate in rates.between(start, end):
                daily = Fraction(rate.decimal * multiple.decimal) / 100 / year
                text = f"{rates.title} {rate.raw}% × {multiple.raw}"
                yield Piece(left, right, daily, text, f"{rate.raw}% × {multiple.raw} ÷ {year}", multiple.citation)

    def _replaced_by_old_rule(self, term: DebtTerm) -> tuple[Period, ...]:
        """Days before 2014-08-01 on which the old delay interest stands in place of ordinary interest."""
        if not self.conventions.old_rule_replaces_ordinary or term.start >= NEW_RULE:
            return ()
        dues = [part.due for key in term.items for part in self.parts_of[key] if part.due is not None]
        if not dues or min(dues) + ONE_DAY >= NEW_RULE:
            return ()
        return (Period(min(dues) + ONE_DAY, NEW_RULE),)

    # -- set-off ------------------------------------------------------------------------------------------------

    def _set_off(self, day: date, payments: Sequence[Payment]) -> None:
        """Set the money of one day off. What a payer marked goes there first; the rest of the day's money is one sum,
        so the order in which payments of a day are listed changes nothing."""
        pool = sum(payment.amount for payment in payments if not payment.marked)
        for payment in sorted((p for p in payments if p.marked), key=lambda p: (p.marked, p.amount)):
            rest = payment.amount
            for mark in payment.marked:
                for balance in in_order(self._all(), self.facts):
                    if mark in (balance.key, balance.label) and balance.kind not in (
                        LineKind.DOUBLED,
                        LineKind.OLD_DELAY,
                    ):
                        rest -= self._pay(day, balance, rest, marked=True)
            pool += rest
        if pool and day < NEW_RULE and any(balance.remaining for balance in self.old.values()):
            pool = self._pay_pro_rata(day, pool)
        if pool:
            self._pay_in_order(day, pool)

    def _pay_in_order(self, day: date, amount: Fen) -> None:
        for balance in in_order(self._all(), self.facts):
            amount -= self._pay(day, balance, amount, marked=False)
        self.overpaid += amount

    def _pay_pro_rata(self, day: date, amount: Fen) -> Fen:
        """并还 (法释〔2009〕6号, annex): a payment P clears C = P ÷ (1 + 2rt) of the debt and the delay interest on C.

        What has grown on the open debt D is A = D × 2rt, so C = P × D ÷ (D + A). Returns what is left over.
        """
        late = [part for part in self.parts if part.due is not None and part.due < day and part.key in self.old]
        debt = sum(part.remaining for part in late)
        grown = sum(balance.remaining for balance in self.old.values())
        used = min(amount, debt + grown)
        cleared = min(debt, half_up(Fraction(used * debt, debt + grown)))
        for share, balances in ((cleared, late), (used - cleared, list(self.old.values()))):
            for balance in in_order(balances, self.facts):
                share -= self._pay(day, balance, share, marked=False, citations=(_SHARED,))
        return amount - used

    def _pay(
        self,
        day: date,
        balance: Balance,
        amount: Fen,
        *,
        marked: bool,
        citations: tuple[Citation, ...] | None = None,
    ) -> Fen:
        taken = min(amount, balance.remaining)
        if taken > 0:
            balance.paid += taken
            basis = citations or ((_ORDER[0],) if marked else (*_ORDER, _ART["四"]))
            self.set_offs.append(SetOff(day, balance.key, balance.label, balance.kind, taken, marked, basis))
        return max(taken, 0)

    def _all(self) -> list[Balance]:
        return [*self.parts, *self.terms, *self.old.values(), *self.doubled.values(), *self.delay_money]

    # -- what kind of debt this is ------------------------------------------------------------------------------

    def _accelerate(self, missed: date) -> None:
        later = [part for part in self.parts if part.due is None or part.due > missed]
        for part in later:
            part.due = missed
        if later:
            self._warn(
                Fault(
                    "debt.accelerated",
                    "{day} 到期的款项未付清，其余未到期款项按执行依据一并到期，加倍部分自该日届满后起算",
                    "如申请执行人未主张加速到期，请取消该选项",
                    data={"day": missed.isoformat()},
                )
            )

    def _doubled_articles(self) -> tuple[Citation, ...]:
        return (_ART["一"], _ART["二"], _ART["三"], law_article_for_double_interest(self.on))

    def _warn(self, fault: Fault) -> None:
        self.warnings.setdefault(f"{fault.code}|{fault.field}|{fault.value}", fault)

    def _warn_about_facts(self, payments: Sequence[Payment]) -> None:
        facts = self.facts
        if len(payments) < len(facts.payments):
            self._warn(Fault("debt.later_payment", "计算日之后的付款未计入", "如需计入，请推后计算日"))
        if self.conventions.payment_dates is PaymentDates.IGNORED and payments:
            self._warn(Fault("debt.dates_ignored", "未按付款日期分段计算，结果仅供核对", "正式计算请使用付款日期"))
        for item in facts.items:
            if item.kind is ItemKind.COSTS_TO_COURT:
                self._warn(Fault("debt.to_court", "应向法院交纳，不计入申请执行人的债权", "", field=item.label))
            elif any(part.due is None for part in item.parts) and item.key in self.doubled:
                self._warn(
                    Fault(
                        "debt.no_due", "未填履行期间届满日，未计加倍部分", "请填写履行期间的最后一日", field=item.label
                    )
                )
            if item.liability is Liability.SUPPLEMENTARY:
                self._warn(Fault("debt.supplementary", "补充责任：仅对前一债务人不能清偿的部分", "", field=item.label))
        for term in facts.terms:
            if term.penalty:
                self._warn(
                    Fault(
                        "debt.running_penalty",
                        "按日累计的违约金作为一般债务利息处理，不计入加倍部分的基数",
                        "",
                        field=term.label,
                    )
                )
            if term.conditional and not any(
                part.due is not None and part.due < self.on for key in term.items for part in self.parts_of[key]
            ):
                self._warn(
                    Fault("debt.condition_open", "以逾期为条件的利息，截至计算日条件未成就", "", field=term.label)
                )
            if (
                term.rate.source is RateSource.BENCHMARK
                and term.rate.pinned_on is None
                and self._whole(term) > LPR_START
            ):
                self._warn(
                    Fault(
                        "rates.benchmark_ended",
                        "2019年8月20日后无贷款基准利率，按所选约定（{choice}）接续，未见全国统一规定",
                        "可在计算约定中改选",
                        field=term.label,
                        data={"choice": self.conventions.benchmark_after_2019.value},
                    )
                )
        if self.conventions.set_off is SetOffOrder.TITLE:
            for name in facts.set_off:
                if all(place_in((name,), balance) is None for balance in self._all()):
                    self._warn(
                        Fault(
                            "debt.set_off_unmatched",
                            "抵充顺序中的名称没有对应的项目",
                            "请核对名称",
                            field="抵充顺序",
                            value=name,
                        )
                    )
        if facts.insolvent_on is not None and facts.insolvent_on <= self.on:
            self._warn(
                Fault(
                    "debt.insolvent",
                    "{day} 受理破产申请，利息与加倍部分计至前一日（{basis}）",
                    "",
                    data={"day": facts.insolvent_on.isoformat(), "basis": str(_INSOLVENT)},
                )
            )


def _doubled_piece(first: date, until: date) -> Piece:
    value = series("interest.doubled_rate").at(first)
    return Piece(first, until, Fraction(value.decimal), "日万分之一点七五", "0.0175%", value.citation)
