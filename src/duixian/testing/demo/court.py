"""One court's time, from its first filing on, in windows that end with a payout.

Inside a window acts lie on an agenda in the order of their time. They are judged one after the other in memory, by the
same table of the law that judges single acts; then their rows are written together.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from duixian.base.money import Fen
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.cases.rounds import REQUERY_NODE
from duixian.domain.cases.services import bulk as cases
from duixian.domain.cases.services.course import NodeIn
from duixian.domain.cases.services.filing import PartyIn, TitleIn
from duixian.domain.courts import scope
from duixian.domain.funds.models import Receipt
from duixian.domain.funds.services import bulk as funds
from duixian.domain.parties import bulk as parties
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed, record_many
from duixian.flows.identify_receipt import PAYOUT_NODE
from duixian.law import periods
from duixian.law.procedure.case_life import Act, State
from duixian.reading.statements import claims as matching
from duixian.reading.statements.model import Transfer
from duixian.testing.demo import lines, payouts
from duixian.testing.demo.bankdays import BankDays
from duixian.testing.demo.deadlines import Deadlines, searched_since
from duixian.testing.demo.dossier import Dossier
from duixian.testing.demo.drafts import draft
from duixian.testing.demo.house import House
from duixian.testing.demo.moves import Moves
from duixian.testing.demo.plans import Given
from duixian.testing.demo.together import Together
from duixian.worlds.lives import Arrival, working
from duixian.worlds.province import CaseOf, Province

_STARTED_BY_FILING = frozenset({"filed", "officer_received", "application_received"})
_RANK = {"file": 0, "account": 1, "import": 2, "identify": 3, "draft": 5, "confirm": 6, "carry": 7}
_OPEN = frozenset({State.NOTIFIED, State.PAYING})


@dataclass(frozen=True, slots=True)
class Played:
    """A court played to the end: how many cases, how many acts of each kind, the balance at the bank as far as
    statements told, and the lines that no statement has brought yet."""

    cases: int
    acts: Mapping[str, int]
    balance: Fen
    not_imported: tuple[Transfer, ...]


def play(province: Province, house: House, *, moment: datetime, progress: Callable[[int], None]) -> Played:
    """Play one court up to `moment`."""
    player = _Player(province, house, moment)
    for day in province.batch_days(house.spec.code):
        until = datetime.combine(day, payouts.MADE_AT, tzinfo=moment.tzinfo)
        with scope.of_court(house.court.pk):
            player.window(until)
            player.pay_out(day)
        progress(len(player.dossiers))
    with scope.of_court(house.court.pk):
        player.window(moment)
    progress(len(player.dossiers))
    return player.played()


class _Player:
    def __init__(self, province: Province, house: House, moment: datetime) -> None:
        assert house.bank is not None
        assert moment.tzinfo is not None
        self.house = house
        self.bank = house.bank
        self.moment = moment
        self.zone: tzinfo = moment.tzinfo
        self.to_file = list(reversed(province.of_court(house.spec.code)))
        self.dossiers: dict[int, Dossier] = {}
        self.people: dict[int, Person] = {}
        self.by_payer: dict[str, list[Dossier]] = defaultdict(list)
        self.by_case: dict[int, Dossier] = {}
        self.agenda: list[tuple[datetime, int, int, int, str, Any]] = []
        self.turn = 0
        strays = [one for one in province.strays if one.court == house.spec.code and one.on < province.as_of]
        self.books = BankDays(account=house.spec.account, strays=strays)
        self.together = Together(house, [s for s in province.shared if s.court == house.spec.code], self.zone)
        for shared in self.together.expected:
            self.books.expect(shared.cases[0], shared.arrival)
        self.payout = payouts.Payouts(house, self.zone, last=province.batch_days(house.spec.code)[-1])
        self.deadlines = Deadlines(house.limits)
        self.acts: Counter[str] = Counter()
        self.deeds: list[tuple[datetime, int, int, Deed]] = []
        self.postings: list[tuple[datetime, int, funds.PostingIn]] = []
        self.moves = Moves(house)
        self.nodes: list[tuple[int, NodeIn, date | None]] = []

    # ------------------------------------------------------------------------------------------------------ a window

    def window(self, until: datetime) -> None:
        """Everything before `until` that has not happened yet."""
        self.deeds, self.postings, self.nodes = [], [], []
        self._file(until)
        self._import(until)
        identified: list[funds.IdentifyIn] = []
        drafts: list[tuple[Dossier, funds.PlanIn]] = []
        confirmed: list[tuple[Dossier, datetime]] = []
        carried: list[tuple[Dossier, datetime]] = []
        ended: list[tuple[int, date]] = []
        closed: list[int] = []
        while self.agenda and self.agenda[0][0] < until:
            at, _, key, _, kind, what = heapq.heappop(self.agenda)
            dossier = self.dossiers[key]
            if kind == "notify":
                self.moves.move(dossier, Act.NOTIFY, at)
            elif kind == "identify":
                identified.append(self._identify(dossier, at, *what))
            elif kind == "draft":
                drafts.append((dossier, draft(dossier, what, acting=self.house.acting(dossier.of.officer), at=at)))
            elif kind == "confirm":
                confirmed.append((dossier, at))
            elif kind == "carry":
                carried.append((dossier, at))
                dossier.fee_taken += what.fee
                dossier.held -= what.fee
                dossier.given.append(Given(what.on, what.given, what.source))
            elif kind == "suspend":
                self.moves.suspend(dossier, at, what)
            elif kind == "end_round" and self.moves.move(dossier, Act.END_ROUND, at):
                ended.append((dossier.case.pk, at.date()))
                since = searched_since(at.date(), on=self.moment.date())
                self.nodes.append((dossier.case.pk, self.deadlines.node(REQUERY_NODE, since), None))
            elif kind == "close" and self.moves.move(dossier, Act.CLOSE, at):
                closed.append(dossier.case.pk)
        self._plans(drafts, confirmed, carried)
        self._write(identified)
        if ended:
            for rule in ("statutory_end", "round_end_earliest"):
                cases.finish_nodes_of(rule=rule, done=ended)
        if closed:
            cases.cancel_nodes_of(case_ids=closed)

    def _write(self, identified: list[funds.IdentifyIn]) -> None:
        """Acts, postings, moves and nodes of the window, each kind in the order of time."""
        if identified:
            for place, deed in enumerate(funds.identify_many(identified)):
                self.deeds.append((identified[place].at, _RANK["identify"], place, deed))
        self.deeds += self.moves.write()
        self.deeds.sort(key=lambda row: row[:3])
        turns = record_many([deed for *_, deed in self.deeds])
        if identified:
            own = {place: turn for (_, rank, place, _), turn in zip(self.deeds, turns, strict=True) if rank == 3}
            of_case = {one.case.pk: self.by_case[one.case.pk].account.account_id for one in identified}
            postings = funds.identified_postings(
                identified,
                turns=[own[place] for place in range(len(identified))],
                waiting=self.house.waiting,
                of_case=of_case,
            )
            self.postings += [(posting.at, _RANK["identify"], posting) for posting in postings]
        self.postings.sort(key=lambda row: row[:2])
        funds.post_many(court_id=self.house.court.pk, postings=[posting for *_, posting in self.postings])
        cases.open_nodes_of(court_id=self.house.court.pk, nodes=self.nodes)
        self.acts.update(deed.act for *_, deed in self.deeds)

    def _note(self, rank: str, deeds: Iterable[Deed]) -> None:
        for place, deed in enumerate(deeds):
            self.deeds.append((deed.at, _RANK[rank], place, deed))

    def _plan_act(self, at: datetime, kind: str, key: int, what: Any = None) -> None:
        """Put an act on the agenda; what comes after the day of looking never happens."""
        if at < self.moment:
            self.turn += 1
            heapq.heappush(self.agenda, (at, 0, key, self.turn, kind, what))

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone)

    # -------------------------------------------------------------------------------------------------------- filing

    def _file(self, until: datetime) -> None:
        due: list[CaseOf] = []
        while self.to_file and self._at(self.to_file[-1].filed_on, 9) < until:
            due.append(self.to_file.pop())
        if not due:
            return
        self._enter(due)
        filings = [self._filing(one) for one in due]
        made, deeds = cases.put_many_on_books(court=self.house.court, filings=filings)
        self._note("file", deeds)
        accounts = funds.open_case_accounts(bank=self.bank, cases=made)
        for of, case in zip(due, made, strict=True):
            people = tuple(self.people[person.key] for person in of.people)
            dossier = Dossier(of, case, people, accounts[case.pk])
            self.dossiers[of.key] = self.by_case[case.pk] = dossier
            self.by_payer[dossier.debtor.name].append(dossier)
            self._expect(dossier)
            self._open_nodes(dossier)

    def _enter(self, due: list[CaseOf]) -> None:
        fresh = {person.key: person for of in due for person in of.people if person.key not in self.people}
        acting = self.house.who("officer")
        entered = parties.enter_many(
            acting=acting,
            people=[
                parties.PersonIn(person.kind, person.name, person.number, person.phone, person.address)
                for person in fresh.values()
            ],
        )
        self.people |= dict(zip(fresh, entered, strict=True))
        named: dict[int, parties.AccountIn] = {}
        for of in due:
            for person in of.people:
                account = person.account
                if person.key in fresh and person.key not in named and account is not None:
                    named[person.key] = parties.AccountIn(
                        person=self.people[person.key],
                        holder=person.name,
                        number=account.number,
                        bank_name=account.bank_name,
                        bank_code=account.bank_code,
                        at=self._at(of.filed_on, 9),
                    )
        self._note("account", parties.name_accounts(acting=acting, accounts=list(named.values())))

    def _filing(self, of: CaseOf) -> cases.FilingIn:
        draft = of.draft
        assert draft.effective_on is not None
        roles = [CaseRole.APPLICANT if party.printed_role == "原告" else CaseRole.DEBTOR for party in draft.parties]
        officer = self.house.staff[of.officer]
        return cases.FilingIn(
            acting=officer.acting(),
            parties=[
                PartyIn(self.people[person.key], role, person.name)
                for person, role in zip(of.people, roles, strict=True)
            ],
            title=TitleIn(
                kind=draft.title_kind,
                made_by=draft.court,
                number=str(draft.title_number),
                made_on=draft.title_date,
                effective_on=draft.effective_on,
                text=of.text,
                ordered=draft.ordered,
                conventions={},
            ),
            cause=draft.cause,
            claim=of.claim,
            filed_on=of.filed_on,
            officer_id=officer.pk,
            at=self._at(of.filed_on, 9),
        )

    def _expect(self, dossier: Dossier) -> None:
        """What the life of a case has in store that depends on nothing else."""
        life, key = dossier.of.life, dossier.of.key
        if life.notified_on is not None:
            self._plan_act(self._at(life.notified_on, 10, 30), "notify", key)
        if life.suspended_on is not None:
            self._plan_act(self._at(life.suspended_on, 15), "suspend", key, life.suspended_why)
        if life.round_ended_on is not None:
            self._plan_act(self._at(life.round_ended_on, 16), "end_round", key)
        for arrival in life.arrivals:
            self.books.expect(key, arrival)

    def _open_nodes(self, dossier: Dossier) -> None:
        filed, life = dossier.of.filed_on, dossier.of.life
        done = dict(life.done) | {"assign": filed}
        if life.notified_on is not None:
            done["notice"] = life.notified_on
        for rule in periods.default_rules():
            if rule.event in _STARTED_BY_FILING:
                day = done.get(rule.id) if rule.id not in ("statutory_end", "round_end_earliest") else None
                finished = day if day is not None and self._at(day, 10, 30) < self.moment else None
                self.nodes.append((dossier.case.pk, self.deadlines.node(rule.id, filed), finished))

    # --------------------------------------------------------------------------------------------------------- money

    def _import(self, until: datetime) -> None:
        statements: list[funds.StatementIn] = []
        rows: list[tuple[Transfer, Dossier | None, Arrival | None, datetime]] = []
        for day in self.books.untold(lambda day: self._at(working(day + timedelta(days=1)), 8, 40) < until):
            self.books.told.add(day)
            of_day = self.books.tell(day, self.dossiers)
            at = self._at(working(day + timedelta(days=1)), 8, 40)
            transfers = [line for line, *_ in of_day]
            statements.append(
                funds.StatementIn(
                    file_name=f"合成银行对账单{day:%Y%m%d}.xml",
                    sha256=lines.digest(transfers),
                    layout="camt.053",
                    transfers=[lines.as_input(line, zone=self.zone) for line in transfers],
                    closing=self.books.balance,
                    closing_on=day,
                    at=at,
                )
            )
            rows += [(line, dossier, arrival, at) for line, dossier, arrival in of_day]
        if not statements:
            return
        kept, deeds = funds.keep_statements(
            acting=self.house.who("accountant"), bank_account=self.bank, statements=statements
        )
        self._note("import", deeds)
        incoming = [(transfer, *row) for transfer, row in zip(kept, rows, strict=True) if transfer.incoming]
        results = [self._match(line, dossier, arrival) for _, line, dossier, arrival, _ in incoming]
        received, postings = funds.receive_many(
            receipts=[
                funds.ReceiptIn(
                    transfer,
                    [
                        {"number": m.number, "score": m.score, "reasons": [r.as_json() for r in m.reasons]}
                        for m in result.candidates
                    ],
                    at,
                    arrival.source if arrival else "voluntary",
                )
                for (transfer, _, _, arrival, at), result in zip(incoming, results, strict=True)
            ],
            waiting=self.house.waiting,
        )
        self.postings += [(posting.at, _RANK["import"], posting) for posting in postings]
        for receipt, (_, _, dossier, arrival, at), result in zip(received, incoming, results, strict=True):
            if dossier is not None and arrival is not None:
                self._await_identification(receipt, dossier, arrival, at, result)

    def _match(self, line: Transfer, dossier: Dossier | None, arrival: Arrival | None) -> matching.Result:
        near = {d.case.pk: d for d in self.by_payer.get(line.counterparty, ()) if d.state is not State.CLOSED}
        named = line.sub_account or matching.numbers_in(line.remark)
        if dossier is not None and named:
            near[dossier.case.pk] = dossier
        candidates = [
            matching.Candidate(
                number=one.case.number,
                account=one.account.number,
                debtors=(one.debtor.name,),
                debtor_ids=(one.debtor.id_number,),
                applicants=(one.applicant.name,),
                owed=arrival.owed if arrival is not None and one is dossier else None,
                open=one.state is not State.CLOSED,
            )
            for _, one in sorted(near.items())
        ]
        return matching.match(line, candidates, court_code=self.house.spec.code)

    def _await_identification(
        self, receipt: Receipt, dossier: Dossier, arrival: Arrival, at: datetime, result: matching.Result
    ) -> None:
        sure = result.certain
        if sure is not None and sure.number == dossier.case.number:
            who = Acting.system(self.house.court.pk, "identify")
            reasons = [reason.as_json() for reason in sure.reasons]
        else:
            who = self.house.who("accountant")
            mine = [match for match in result.candidates if match.number == dossier.case.number]
            reasons = [reason.as_json() for match in mine for reason in match.reasons]
            at = self._at(working(at.date() + timedelta(days=1 + receipt.pk % 3)), 11)
        self._plan_act(at, "identify", dossier.of.key, (receipt, arrival, who, reasons))

    def _identify(
        self, dossier: Dossier, at: datetime, receipt: Receipt, arrival: Arrival, who: Acting, reasons: list[Any]
    ) -> funds.IdentifyIn:
        on = at.date()
        dossier.held += arrival.amount
        dossier.arrived += 1
        if dossier.state not in (State.PAYING, State.SUSPENDED):
            self.moves.move(dossier, Act.RECEIVE, at, acting=who)
        self.nodes.append((dossier.case.pk, self.deadlines.node(PAYOUT_NODE, on), None))
        if not self.together.arrived(dossier.of.key, arrival):
            planned = working(max(arrival.planned_on, on))
            confirmed = max(arrival.confirmed_on, planned)
            carried = max(arrival.carried_on, confirmed)
            for day, hour, kind in ((planned, 14, "draft"), (confirmed, 15, "confirm"), (carried, 16, "carry")):
                self._plan_act(self._at(day, hour), kind, dossier.of.key, arrival)
        return funds.IdentifyIn(who, receipt, dossier.case, reasons, on, at)

    # --------------------------------------------------------------------------------------------------------- plans

    def _plans(
        self,
        drafts: list[tuple[Dossier, funds.PlanIn]],
        confirmed: list[tuple[Dossier, datetime]],
        carried: list[tuple[Dossier, datetime]],
    ) -> None:
        if drafts:
            made, deeds = funds.draft_plans([plan for _, plan in drafts])
            self._note("draft", deeds)
            for (dossier, _), plan in zip(drafts, made, strict=True):
                dossier.plan = plan
        chief = self.house.who("chief")
        if confirmed:
            steps = [self._step(chief, dossier, at) for dossier, at in confirmed]
            self._note("confirm", funds.confirm_plans(steps))
        if carried:
            steps = [self._step(self.house.acting(d.of.officer), d, at) for d, at in carried]
            of_case = {d.case.pk: d.account.account_id for d, _ in carried}
            postings, deeds = funds.carry_out_plans(steps, of_case=of_case, fee_account=self.house.fees)
            self._note("carry", deeds)
            self.postings += [(posting.at, _RANK["carry"], posting) for posting in postings]

    @staticmethod
    def _step(acting: Acting, dossier: Dossier, at: datetime) -> funds.PlanStep:
        assert dossier.plan is not None
        return funds.PlanStep(acting, dossier.plan, at.date(), at)

    # ------------------------------------------------------------------------------------------------------- payouts

    def pay_out(self, day: date) -> None:
        """The shared plans that are due, then the batch of the day; what was paid lets cases go on."""
        self.together.act(day, self.dossiers)
        bouncing = {d.case.pk: reason for d in self.dossiers.values() if (reason := self._bounces(d))}
        paid, failed = self.payout.batch(day, bouncing)
        for case_id in failed:
            self.by_case[case_id].bounces = "told"
        self.books.pay(day, [row.line for row in paid])
        states = dict(Case.objects.filter(pk__in={row.case_id for row in paid}).values_list("pk", "state"))
        for row in paid:
            dossier = self.by_case[row.case_id]
            dossier.held -= row.line.amount
            dossier.state = State(states[row.case_id])  # where all was given out, the program has moved it on
            last = dossier.arrived == len(dossier.of.life.arrivals)
            if dossier.state in _OPEN and dossier.held == 0 and dossier.of.life.closes and last:
                after = 2 + dossier.of.key % 4
                self._plan_act(self._at(working(day + timedelta(days=after)), 16, 30), "close", dossier.of.key)

    @staticmethod
    def _bounces(dossier: Dossier) -> str:
        if dossier.bounces == "told" or not dossier.of.life.arrivals:
            return ""
        return dossier.of.life.arrivals[0].bounces

    def played(self) -> Played:
        """The court as it stands now."""
        rest: list[Transfer] = []
        balance = self.books.balance
        for day in self.books.untold(lambda day: day < self.moment.date()):
            rest += [line for line, *_ in self.books.tell(day, self.dossiers)]
        return Played(len(self.dossiers), dict(self.acts + self.moves.refused), balance, tuple(rest))
