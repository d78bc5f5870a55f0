"""A whole province as plain values: courts, staff, people, cases and what happens to them. One seed, one province.

`as_of` is the day of looking: cases are filed in the twenty months before it, and lives run past it, so that whoever
loads the province meets every stage. Nothing here reads a clock or touches a database.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from duixian.base.casenumber import CaseNumber
from duixian.base.days import add_months_clipped
from duixian.base.money import Fen
from duixian.law.interest import PaymentSource
from duixian.law.obligations import ItemKind
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind
from duixian.worlds import courts, lives, titles
from duixian.worlds.courts import CourtOf, OfficerOf
from duixian.worlds.lives import Arrival, Debt, Life, Route, last_working, working
from duixian.worlds.people import PersonOf, Register, account_number

CASES = 3000
DAYS = 600
"""How far back the first cases were filed."""
BATCH_EVERY = 28
"""Days between two payouts of a court: who can be paid is paid within the 30 days of 法发〔2017〕6号 article 10."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Money of one debtor for several creditors: a plan that is served, waited for, perhaps objected to.

    `cases` are keys of the cases it divides among, the first of which the money came in for. `objects`: the creditor of
    that place among the lines objects to `disputed_percent` of the own line; 0 means nobody objects.
    """

    key: int
    court: str
    cases: tuple[int, ...]
    arrival: Arrival
    served_on: date
    objects: int = 0
    disputed_percent: int = 0


@dataclass(frozen=True, slots=True)
class Stray:
    """Money nobody can place at once: a payer the court knows nothing of, or a remark that says too little."""

    court: str
    on: date
    amount: Fen
    payer: str
    payer_account: str
    remark: str


@dataclass(frozen=True, slots=True)
class CaseOf:
    """A case: what is filed, by whom, on which title text, and its life. `people` stand in the order of the draft's
    parties."""

    key: int
    court: str
    officer: str
    filed_on: date
    draft: FilingDraft
    people: tuple[PersonOf, ...]
    text: str
    life: Life

    @property
    def claim(self) -> Fen:
        """What the title names for the applicants, fen; interest that runs is not in it."""
        return sum(item.amount or 0 for item in self.draft.ordered.items if item.kind is not ItemKind.COSTS_TO_COURT)


@dataclass(frozen=True, slots=True)
class Province:
    """Everything, in the order it is loaded: cases of a court by the day they were filed."""

    seed: int
    as_of: date
    courts: tuple[CourtOf, ...]
    staff: tuple[OfficerOf, ...]
    cases: tuple[CaseOf, ...]
    shared: tuple[Shared, ...]
    strays: tuple[Stray, ...]

    def of_court(self, code: str) -> tuple[CaseOf, ...]:
        """The cases of one court."""
        return tuple(case for case in self.cases if case.court == code)

    def batch_days(self, code: str) -> tuple[date, ...]:
        """The days a court paid out on, the last one at most `BATCH_EVERY` days before the day of looking."""
        first = self.as_of - timedelta(days=DAYS)
        place = [court.code for court in self.courts].index(code)
        last = working(self.as_of - timedelta(days=6 + place % 4))
        days = [last]
        while days[-1] > first:
            days.append(working(days[-1] - timedelta(days=BATCH_EVERY)))
        return tuple(sorted({day for day in days if day < self.as_of}))


def province(*, seed: int, as_of: date, cases: int = CASES) -> Province:
    """The province of a seed on a day. The same arguments give equal values."""
    staff = courts.staff()
    holding = [court for court in courts.COURTS if court.account]
    weights = [4 if court.code == courts.FLAGSHIP else 1 if court.level == 3 else 3 for court in holding]
    counts = _shares(cases, weights)
    made: list[CaseOf] = []
    shared: list[Shared] = []
    strays: list[Stray] = []
    for court, count in zip(holding, counts, strict=True):
        maker = _Maker(random.Random(f"{seed}/{court.code}"), court, staff, as_of)
        of_court, together = maker.make(count, first_key=len(made) + 1, first_shared=len(shared) + 1)
        made += of_court
        shared += together
        strays += maker.strays(6 if court.level == 4 else 3)
    return Province(seed, as_of, courts.COURTS, staff, tuple(made), tuple(shared), tuple(strays))


def _shares(total: int, weights: list[int]) -> list[int]:
    parts = [total * weight // sum(weights) for weight in weights]
    parts[0] += total - sum(parts)
    return parts


class _Maker:
    """Makes the cases of one court."""

    def __init__(self, dice: random.Random, court: CourtOf, staff: tuple[OfficerOf, ...], as_of: date) -> None:
        self.dice = dice
        self.court = court
        self.as_of = as_of
        self.register = Register(dice, born_before=as_of)
        self.officers = [o.username for o in staff if o.court == court.code and "officer" in o.roles]
        self.titles = 0
        self.lenders = [self.register.bank() for _ in range(3)]
        self.firms = [self.register.company() for _ in range(12)]

    def make(self, count: int, *, first_key: int, first_shared: int) -> tuple[list[CaseOf], list[Shared]]:
        """So many cases, of which about three in a hundred share the money of one debtor."""
        days = sorted(working(self.as_of - timedelta(days=self.dice.randrange(DAYS) + 1)) for _ in range(count))
        days = [min(day, self.as_of - timedelta(days=1)) for day in days]
        together: dict[int, list[int]] = {}
        for _ in range(count // 100):
            size = self.dice.choice((1, 3, 3, 4))
            start = self.dice.randrange(0, max(1, count - 4 * size))
            places = list(range(start, start + size))
            if not any(place in taken for taken in together.values() for place in places):
                together[start] = places
        common = {place: start for start, places in together.items() for place in places}
        debtors: dict[int, PersonOf] = {}
        made: list[CaseOf] = []
        for place, filed_on in enumerate(days):
            key = first_key + place
            if place not in common:
                made.append(self._case(key, filed_on))
                continue
            lead = common[place]
            if lead not in debtors:
                debtors[lead] = self.register.shop()
            debtor = debtors[lead]
            alone = len(together[lead]) == 1
            made.append(self._claim_on(key, filed_on, debtor, workers=self.dice.randrange(3, 7) if alone else 1))
        shared = []
        for number, places in enumerate(sorted(together.values()), start=first_shared):
            shared.append(self._shared(number, [made[place] for place in places]))
        return made, shared

    def strays(self, count: int) -> list[Stray]:
        """Money of the last two weeks that waits to be identified."""
        remarks = ("执行款", "案款", "法院扣划", "还款", "代付", "")
        made = []
        for place in range(count):
            payer = (
                self.register.natural(names_account=False) if place % 2 else self.register.company(names_account=False)
            )
            made.append(
                Stray(
                    court=self.court.code,
                    on=self._lately() if place > 1 else last_working(self.as_of - timedelta(days=1)),
                    amount=self.dice.randrange(10, 3000) * 10_000,
                    payer=payer.name,
                    payer_account=account_number(self.dice),
                    remark=self.dice.choice(remarks),
                )
            )
        return made

    def _lately(self) -> date:
        return last_working(self.as_of - timedelta(days=self.dice.randrange(2, 15)))

    def _shared(self, key: int, cases: list[CaseOf]) -> Shared:
        """Money for a third to two thirds of the claims."""
        claims = sum(case.claim for case in cases)
        day = working(cases[-1].filed_on + timedelta(days=self.dice.randrange(20, 90)))
        amount = claims * self.dice.randrange(30, 70) // 100
        planned = working(day + timedelta(days=self.dice.randrange(3, 12)))
        confirmed = working(planned + timedelta(days=self.dice.randrange(1, 4)))
        served = working(confirmed + timedelta(days=self.dice.randrange(2, 8)))
        arrival = Arrival(
            on=day,
            amount=amount,
            fee=0,  # the plan works it out: the pots of several cases bear it
            given=amount,
            owed=claims,
            source=PaymentSource.DEDUCTED,
            route=Route.ACCOUNT,
            planned_on=planned,
            confirmed_on=confirmed,
            carried_on=working(served + timedelta(days=25)),
        )
        objects = self.dice.random() < 0.4
        return Shared(
            key=key,
            court=self.court.code,
            cases=tuple(case.key for case in cases),
            arrival=arrival,
            served_on=served,
            objects=1 if objects else 0,
            disputed_percent=self.dice.choice((20, 50, 100)) if objects else 0,
        )

    def _amount(self) -> Fen:
        size: int = self.dice.choice((10**5, 10**6, 10**6, 10**6, 10**7))
        amount = self.dice.randrange(size * 5, size * 50)
        return amount if self.dice.random() < 0.4 else amount // 10_000 * 10_000

    def _sides(self, shape: object) -> tuple[tuple[PersonOf, ...], tuple[PersonOf, ...]]:
        dice, register = self.dice, self.register
        answers = dice.random() < 0.96  # the rest named no account: their money waits
        if shape is titles.bank_loan:
            return (dice.choice(self.lenders),), (register.natural(names_account=False),)
        if shape is titles.sale:
            return (dice.choice(self.firms),), (register.company(names_account=False),)
        if shape is titles.loan:
            debtors = [register.natural(names_account=False) for _ in range(dice.choice((1, 1, 1, 2, 3)))]
            return (register.natural(names_account=answers),), self._distinct(debtors)
        if shape is titles.wages:
            return (register.natural(names_account=answers),), (register.company(names_account=False),)
        return (register.natural(names_account=answers),), (register.natural(names_account=False),)

    def _distinct(self, people: list[PersonOf]) -> tuple[PersonOf, ...]:
        """Two debtors of one name would make the text ambiguous."""
        kept = {person.name: person for person in people}
        return tuple(kept.values())

    def _case(self, key: int, filed_on: date) -> CaseOf:
        shape = self.dice.choices(titles.SHAPES, weights=(30, 18, 16, 14, 6, 10, 6))[0]
        applicants, debtors = self._sides(shape)
        while {person.name for person in applicants} & {person.name for person in debtors}:
            applicants, debtors = self._sides(shape)
        return self._titled(key, filed_on, shape, applicants, debtors, self._amount())

    def _claim_on(self, key: int, filed_on: date, debtor: PersonOf, *, workers: int) -> CaseOf:
        people = self._distinct([self.register.natural() for _ in range(workers)])
        shape = titles.wages if workers > 1 else titles.damages
        filed = self._titled(key, filed_on, shape, people, (debtor,), self.dice.randrange(5, 60) * 100_000)
        quiet = Life(notified_on=filed.life.notified_on, done=filed.life.done)
        return replace(filed, life=quiet)

    def _titled(
        self,
        key: int,
        filed_on: date,
        shape: object,
        applicants: tuple[PersonOf, ...],
        debtors: tuple[PersonOf, ...],
        amount: Fen,
    ) -> CaseOf:
        assert callable(shape)
        dice = self.dice
        effective = filed_on - timedelta(days=dice.randrange(15, 320))
        made_on = effective - timedelta(days=dice.randrange(16, 40))
        writ: titles.Writ = shape(
            titles.Dispute(dice, tuple(p.name for p in applicants), tuple(p.name for p in debtors), amount, made_on)
        )
        if writ.mediated:
            effective = made_on
            if add_months_clipped(made_on, 1) > filed_on:
                made_on = effective = add_months_clipped(filed_on, -2)
                writ = shape(
                    titles.Dispute(
                        dice, tuple(p.name for p in applicants), tuple(p.name for p in debtors), amount, made_on
                    )
                )
        self.titles += 1
        draft = FilingDraft(
            court=self.court.name,
            title_number=CaseNumber(made_on.year, self.court.code, "民初", self.titles),
            title_kind=TitleKind.MEDIATION if writ.mediated else TitleKind.JUDGMENT,
            title_date=made_on,
            effective_on=effective,
            cause=writ.cause,
            parties=(*_parties(applicants, Role.APPLICANT, "原告"), *_parties(debtors, Role.DEBTOR, "被告")),
            ordered=writ.ordered,
        )
        claim = sum(item.amount or 0 for item in writ.ordered.items if item.kind is not ItemKind.COSTS_TO_COURT)
        life = lives.draw(dice, Debt(writ.ordered, effective, claim, filed_on))
        return CaseOf(
            key=key,
            court=self.court.code,
            officer=dice.choice(self.officers),
            filed_on=filed_on,
            draft=draft,
            people=(*applicants, *debtors),
            text=writ.text,
            life=life,
        )


def _parties(people: tuple[PersonOf, ...], role: Role, printed: str) -> tuple[DraftParty, ...]:
    return tuple(
        DraftParty(
            name=person.name,
            role=role,
            kind=PartyKind.PERSON if person.kind == "natural" else PartyKind.ORGANISATION,
            printed_role=printed,
            id_number=person.number,
            phone=person.phone,
            address=person.address,
        )
        for person in people
    )
