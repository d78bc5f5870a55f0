"""One simulated agency: takes each order once, answers it alike ever after, tells courts what happens unasked."""

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from duixian.base.money import Fen
from duixian.connectors.exchange import codec
from duixian.connectors.exchange.simulator.acts import Acts
from duixian.connectors.exchange.simulator.behaviour import Behaviour
from duixian.connectors.exchange.simulator.books import AgencyNamed, Books, Person, World
from duixian.connectors.exchange.simulator.clock import Clock
from duixian.connectors.exchange.simulator.ranks import Asset, Change
from duixian.connectors.exchange.simulator.store import Row, Store, asset_body, restore_asset
from duixian.connectors.exchange.simulator.transfers import Transfers
from duixian.ports.agencies import (
    Act,
    Answer,
    Holding,
    IdKind,
    Notice,
    NoticeKind,
    Order,
    Outcome,
    Subject,
)


class KeyReused(Exception):
    """The court used this key for another order; nothing was done."""


@dataclass(slots=True)
class Record:
    """An order that came: the hash of its content and its answer; the order itself as long as it is pending."""

    digest: str
    answer: Answer
    pending: Order | None = None
    due_at: datetime | None = None
    polls_left: int = 0


class Counterparty:
    """An agency with its books. Every method that changes something remembers it before it returns."""

    def __init__(self, agency: AgencyNamed, world: World, *, clock: Clock, store: Store, transfers: Transfers) -> None:
        self.agency = agency
        self.books = Books(agency, world, now=clock.now)
        self.acts = Acts(self.books, number=self._next)
        self.counts: Counter[str] = Counter()
        self.records: dict[tuple[str, str], Record] = {}
        self.waiting: dict[tuple[str, str], Record] = {}
        self.last_answers: tuple[Answer, ...] = ()
        self.sandbox: frozenset[str] = frozenset()
        """References of things whose money goes nowhere when it is deducted."""
        self._notices: defaultdict[str, list[Notice]] = defaultdict(list)
        self._numbers = 0
        self._clock = clock
        self._store = store
        self._transfers = transfers

    @property
    def behaviour(self) -> Behaviour:
        """How it behaves now."""
        return self.acts.behaviour

    @behaviour.setter
    def behaviour(self, changed: Behaviour) -> None:
        self.acts.behaviour = changed
        self._save([self._row("behaviour", "", json.dumps(changed.as_json()))])

    # --------------------------------------------------------------------------------------------------------- orders

    def take(self, order: Order, court: str) -> Answer:
        """Carry an order out, once, and answer it. Raises `KeyReused`."""
        place, digest = (court, order.key), codec.digest(order)
        known = self.records.get(place)
        if known and known.digest != digest:
            raise KeyReused(order.key)
        if known and not self.behaviour.ignores_idempotency:
            self.counts["repeated"] += 1
            return self._asked_again(place, known)
        if self.behaviour.hits(self.behaviour.late, "late", order.key):
            return self._put_off(order, place, digest)
        return self._carry_out(order, place, digest)

    def answer_of(self, court: str, key: str) -> Answer | None:
        """What became of a court's order; None if none of this key came."""
        known = self.records.get((court, key))
        return self._asked_again((court, key), known) if known else None

    def decide_due(self) -> int:
        """Carry out what was put off and is due; how many orders."""
        now = self._clock.real()
        due = [(place, record) for place, record in self.waiting.items() if record.due_at and record.due_at <= now]
        for place, record in due:
            self._decide(place, record)
        return len(due)

    def _asked_again(self, place: tuple[str, str], record: Record) -> Answer:
        if record.pending is None:
            return record.answer
        record.polls_left -= 1
        over = record.due_at is not None and record.due_at <= self._clock.real()
        if over or (record.due_at is None and record.polls_left <= 0):
            return self._decide(place, record)
        return record.answer

    def _decide(self, place: tuple[str, str], record: Record) -> Answer:
        assert record.pending is not None
        self.waiting.pop(place, None)
        return self._carry_out(record.pending, place, record.digest)

    def _put_off(self, order: Order, place: tuple[str, str], digest: str) -> Answer:
        behaviour = self.behaviour
        answer = Answer(
            order_key=order.key,
            answer_id=f"{self.agency.code}-P{self._next():09d}",
            act=order.act,
            outcome=Outcome.PENDING,
            answered_at=self._clock.now(not_before=order.made_at),
            currency=order.currency,
            simulated=True,
        )
        due = self._clock.real() + timedelta(milliseconds=behaviour.late_ms) if behaviour.late_ms else None
        record = Record(digest, answer, order, due, behaviour.late_polls)
        self.records[place] = self.waiting[place] = record
        self.counts["pending"] += 1
        self._save([self._record_row(place, record)] if self._store.durable else ())
        return answer

    def _carry_out(self, order: Order, place: tuple[str, str], digest: str) -> Answer:
        court = place[0]
        done = self.acts.carry_out(order, court, at=self._clock.now(not_before=order.made_at))
        record = self.records[place] = Record(digest, done.answer)
        self.counts[f"{order.act}.{done.answer.outcome}"] += 1
        self.last_answers = (*self.last_answers[-1:], done.answer)
        if done.payment and done.payment.asset.holding.reference not in self.sandbox:
            self._transfers.add(self.agency, order, done.payment)
        self._remember([(place, record)], [done.touched] if done.touched else [], done.changes)
        return done.answer

    # -------------------------------------------------------------------------------------------------------- notices

    def notices(self, court: str, *, after: str, limit: int) -> tuple[tuple[Notice, ...], bool]:
        """A court's notices with an id above `after`, oldest first, and whether there are more."""
        every = self._notices[court]
        first = bisect_right(every, after, key=lambda notice: notice.id)
        return tuple(every[first : first + limit]), len(every) > first + limit

    def _tell(self, asset: Asset, change: Change) -> list[Row]:
        """News for the court of a control; a court outside the exchange is not told here."""
        control = change.control
        if not control.owner:
            return []
        notice = Notice(
            id="",
            kind=change.kind,
            at=self._clock.now(),
            asset=asset.holding.reference,
            control=control.reference,
            order_key=control.order_key,
            rank=change.rank,
            amount=change.amount,
            until=control.until,
            reason=change.reason,
            subject_number=asset.subject.id_number,
        )
        return [self._post(control.owner, notice)]

    def _post(self, court: str, notice: Notice) -> Row:
        numbered = replace(notice, id=f"{self._next():012d}")
        self._notices[court].append(numbered)
        self.counts[f"notice.{notice.kind}"] += 1
        page = codec.encode_notices(codec.NoticePage((numbered,))).decode()
        return self._row("notice", numbered.id, json.dumps({"court": court, "page": page}))

    # ----------------------------------------------------------------------------------------------- what else happens

    def arrive(self, reference: str, amount: Fen) -> Asset:
        """Money comes onto an account; standing freezes catch it. Raises `KeyError`; `ValueError` for what is no
        account or an amount not above zero."""
        asset = self.books.assets[reference]
        if asset.balance is None or amount <= 0:
            raise ValueError(reference)
        asset.arrive(amount)
        self._remember((), [asset], [(asset, change) for change in asset.settle(at=self._clock.now(), let_go=False)])
        return asset

    def die(self, subject: Subject) -> bool:
        """The register learns of a death today; courts with a control on the person's things are told."""
        person = self.books.person(subject)
        if person is None:
            return False
        person.died_on = self._clock.now().date()
        owners = {control.owner for ref in person.assets for control in self.books.assets[ref].alive if control.owner}
        number = person.subject.id_number
        told = Notice(id="", kind=NoticeKind.SUBJECT_DIED, at=self._clock.now(), subject_number=number)
        self._save([self._person_row(person), *(self._post(court, told) for court in sorted(owners))])
        return True

    def new_day(self) -> None:
        """End what is past its last day."""
        changes = self.books.expire()
        rows = [row for asset, change in changes for row in self._tell(asset, change)]
        touched = {asset.holding.reference: asset for asset, _ in changes}
        self._save([*rows, *(self._asset_row(asset) for asset in touched.values())])

    def add_person(self, subject: Subject, holdings: Iterable[Holding], *, died_on: date | None = None) -> Person:
        """Let the agency know somebody by hand, with what it holds of them."""
        given = tuple(holdings)
        person = self.books.add(subject, given, died_on=died_on)
        person.given += given
        self._save([self._person_row(person)])
        return person

    def reset(self, references: Iterable[str]) -> None:
        """Things as at the beginning: opening balance, no control. For the sandbox."""
        assets = [self.books.assets[reference] for reference in references]
        for asset in assets:
            for control in asset.alive:
                asset.end(control)
            asset.balance, asset.arrived, asset.moved, asset.deducted = asset.holding.balance, 0, 0, 0
        self._save([self._asset_row(asset) for asset in assets])

    # -------------------------------------------------------------------------------------------------- remembering

    def restore(self) -> None:
        """Come back to what was remembered."""
        for row in self._store.rows("person", self.agency.code):
            self._restore_person(json.loads(row.body))
        for row in self._store.rows("asset", self.agency.code):
            asset = self.books.assets[row.id]
            restore_asset(asset, json.loads(row.body))
            self.books.controls.update({control.reference: (control, asset) for control in asset.queue})
        for row in self._store.rows("record", self.agency.code):
            self._restore_record(json.loads(row.body))
        for row in self._store.rows("notice", self.agency.code):
            body = json.loads(row.body)
            self._notices[body["court"]] += codec.decode_notices(body["page"].encode()).notices
        for row in self._store.rows("behaviour", self.agency.code):
            self.acts.behaviour = Behaviour().changed(json.loads(row.body))
        for row in self._store.rows("counter", self.agency.code):
            self._numbers = int(row.body)

    def _restore_person(self, body: dict[str, Any]) -> None:
        subject = Subject(body["name"], IdKind(body["id_kind"]), body["id_number"])
        if body["drawn"]:
            self.books.person(subject)
        given = codec.decode_answer(body["given"].encode()).holdings
        person = self.books.add(subject, given)
        person.given = given
        person.died_on = date.fromisoformat(body["died_on"]) if body["died_on"] else None
        self.books.met.clear()

    def _restore_record(self, body: dict[str, Any]) -> None:
        pending = codec.decode_order(body["pending"].encode()) if body["pending"] else None
        record = Record(
            body["digest"],
            codec.decode_answer(body["answer"].encode()),
            pending,
            datetime.fromisoformat(body["due_at"]) if body["due_at"] else None,
            body["polls_left"],
        )
        place = (body["court"], record.answer.order_key)
        self.records[place] = record
        if pending:
            self.waiting[place] = record

    def _remember(
        self,
        records: Iterable[tuple[tuple[str, str], Record]],
        assets: Iterable[Asset],
        changes: Iterable[tuple[Asset, Change]],
    ) -> None:
        rows = [row for asset, change in changes for row in self._tell(asset, change)]
        if self._store.durable:
            rows += [self._record_row(place, record) for place, record in records]
            rows += [self._person_row(person) for person in self.books.met]
            rows += [self._asset_row(asset) for asset in assets]
            self._save([*rows, *self._transfers.unsaved()])
        self.books.met.clear()

    def _record_row(self, place: tuple[str, str], record: Record) -> Row:
        body = {
            "court": place[0],
            "digest": record.digest,
            "answer": codec.encode_answer(record.answer).decode(),
            "pending": codec.encode_order(record.pending).decode() if record.pending else "",
            "due_at": record.due_at.isoformat() if record.due_at else "",
            "polls_left": record.polls_left,
        }
        return self._row("record", "/".join(place), json.dumps(body, ensure_ascii=False))

    def _person_row(self, person: Person) -> Row:
        subject = person.subject
        body = {
            "name": subject.name,
            "id_kind": subject.id_kind,
            "id_number": subject.id_number,
            "died_on": person.died_on.isoformat() if person.died_on else "",
            "drawn": person.drawn,
            "given": _written(person.given),
        }
        return self._row("person", subject.id_number, json.dumps(body, ensure_ascii=False))

    def _asset_row(self, asset: Asset) -> Row:
        return self._row("asset", asset.holding.reference, asset_body(asset))

    def _save(self, rows: Iterable[Row]) -> None:
        """Remember, and how far the numbers have got: no number is ever given twice."""
        if self._store.durable:
            self._store.save([*rows, self._row("counter", "", str(self._numbers))])

    def _row(self, kind: str, name: str, body: str) -> Row:
        return Row(kind, self.agency.code, name, body)

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers


def _written(holdings: tuple[Holding, ...]) -> str:
    """Holdings in the form of the exchange, as part of an answer."""
    since = max((holding.as_of for holding in holdings), default=datetime(2000, 1, 1, tzinfo=UTC))
    answer = Answer("GIVEN", "GIVEN", Act.QUERY, Outcome.NOTHING, since, holdings=holdings)
    return codec.encode_answer(answer).decode()
