"""One act for many cases (集约): each row in a savepoint of its own, its result in the journal with what it did.

A batch is two kinds of entries of the trail: the order (who, which act, which rows, on which terms), and one result a
row, written in the transaction that did it. So no row is half done, a worker that dies is taken up where it stopped,
and nobody can say afterwards that a row came out otherwise. The court's turn is taken for one row at a time: whoever
else acts waits for one row, never for the batch.
"""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.models import Entry
from duixian.flows import outbox
from duixian.flows.batch_acts import ACTS, NEEDS, BatchAct, Doing, Done, Item, faults_in_terms, named

__all__ = ["MOST", "NEEDS", "Batch", "BatchAct", "Item", "RowDone", "last", "new_key", "of_key", "order", "run"]

ORDERED, DONE = "batch.order", "batch.row"
MOST = 1000
"""Rows of one batch."""
_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class RowDone:
    """What became of one row: a sentence, or every reason why nothing was done. `place` from 0, in the order asked;
    `subject` what of the case it was about, in words; `made` the papers that came of it, by id."""

    place: int
    case_id: int
    number: str
    note: str
    faults: tuple[Mapping[str, str], ...]
    subject: str = ""
    made: tuple[int, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the act was done."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the journal has it. `rows`: results so far, in the order asked; empty where only counts were read."""

    key: str
    act: BatchAct
    made_by: str
    made_by_name: str
    made_at: datetime
    items: tuple[Item, ...]
    terms: Mapping[str, str]
    rows: tuple[RowDone, ...]
    over: int
    refused: int

    @property
    def running(self) -> bool:
        """Whether a row still waits for its turn."""
        return self.over < len(self.items)

    @property
    def done(self) -> int:
        """Rows for which it was done."""
        return self.over - self.refused

    @property
    def percent(self) -> int:
        """How far it is, whole percent, rounded down."""
        return 100 * self.over // len(self.items) if self.items else 100


@dataclass(frozen=True, slots=True)
class _Order:
    """What an order says."""

    act: BatchAct
    items: tuple[Item, ...]
    terms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def as_json(self) -> dict[str, Any]:
        return {
            "act": str(self.act),
            "terms": dict(self.terms),
            "items": [[one.case_id, one.subject, dict(one.own)] for one in self.items],
        }

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "_Order":
        items = payload["items"] if "items" in payload else [[case_id, "", {}] for case_id in payload["cases"]]
        return cls(
            BatchAct(payload["act"]), tuple(Item(*one) for one in items), MappingProxyType(payload.get("terms", {}))
        )


def new_key() -> str:
    """A key for a form: whoever sends the form twice orders one batch."""
    return secrets.token_hex(8)


def order(
    *,
    acting: Acting,
    act: BatchAct,
    items: Sequence[Item],
    on: date,
    now: datetime,
    terms: Mapping[str, str] | None = None,
    key: str = "",
) -> str:
    """Order a batch: kept in the journal, done by a worker after the commit. Returns its key; the same `key` again is
    the same batch, ordered once.

    Raises `Refused` for an office the act is not open to and for a key that is somebody else's; `BadInput` for no row,
    too many, rows of another court, or terms under which no row could be done.
    """
    require(acting, NEEDS[act])
    wanted = _Order(act, tuple(dict.fromkeys(items)), MappingProxyType(dict(terms or {})))
    faults = [*_faults_in_rows(wanted.items, acting), *faults_in_terms(act, wanted.terms, on=on)]
    if faults:
        raise BadInput.of(faults)
    key = key if _KEY.fullmatch(key) else new_key()
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        before = Entry.objects.filter(subject=f"batch:{key}", act=ORDERED).first()
        if before is not None:
            if before.actor != acting.code or _Order.of(before.payload).act is not act:
                raise Refused(Fault("batch.key", "该批次已由他人发起", "请重新打开页面后发起", field="批次", value=key))
            return key
        trail.record(acting=acting, act=ORDERED, now=now, subject=f"batch:{key}", payload=wanted.as_json())
        _defer(acting.court_id, key)
    return key


def _defer(court_id: int, key: str) -> None:
    """A job for what of a batch has no result yet."""
    outbox.later(outbox.BATCH, lock=f"batch:{key}", once=f"batch:{key}", court_id=court_id, key=key)


def _faults_in_rows(items: Sequence[Item], acting: Acting) -> list[Fault]:
    if not 0 < len(items) <= MOST:
        return [
            Fault(
                "batch.count",
                "一次办理 1 至 {most} 件",
                "请选择案件，或者分批办理",
                field="案件",
                value=str(len(items)),
                data={"most": MOST},
            )
        ]
    ids = {one.case_id for one in items}
    if Case.objects.filter(pk__in=ids, court_id=acting.court_id).count() != len(ids):
        return [Fault("batch.court", "只能办理本院的案件", "请重新选择", field="案件")]
    return []


def of_key(key: str) -> Batch | None:
    """A batch with its results so far; None where there is none in sight."""
    ordered: Entry | None = None
    rows: dict[int, RowDone] = {}
    for entry in Entry.objects.filter(subject=f"batch:{key}").order_by("seq"):
        if entry.act == ORDERED:
            ordered = entry
        elif entry.act == DONE:
            rows[entry.payload["place"]] = _row(entry.payload)
    if ordered is None:
        return None
    found = tuple(rows[place] for place in sorted(rows))
    return _batch(ordered, found, len(found), sum(not row.done for row in found))


def last(court_id: int, *, count: int, acts: Sequence[BatchAct] = tuple(BatchAct)) -> list[Batch]:
    """The newest batches of a court with their counts, without their rows; two queries."""
    wanted = [str(act) for act in acts]
    orders = Entry.objects.filter(court_id=court_id, act=ORDERED, payload__act__in=wanted).order_by("-seq")[:count]
    told = list(orders)
    counted = (
        Entry.objects.filter(subject__in=[one.subject for one in told], act=DONE)
        .order_by()
        .values("subject")
        .annotate(over=Count("pk"), refused=Count("pk", filter=~Q(payload__faults=[])))
    )
    counts = {row["subject"]: (row["over"], row["refused"]) for row in counted}
    return [_batch(one, (), *counts.get(one.subject, (0, 0))) for one in told]


def _batch(ordered: Entry, rows: tuple[RowDone, ...], over: int, refused: int) -> Batch:
    said = _Order.of(ordered.payload)
    return Batch(
        key=ordered.subject.removeprefix("batch:"),
        act=said.act,
        made_by=ordered.actor,
        made_by_name=ordered.actor_name,
        made_at=ordered.at,
        items=said.items,
        terms=said.terms,
        rows=rows,
        over=over,
        refused=refused,
    )


def _never() -> bool:
    return False


def run(
    *,
    court_id: int,
    key: str,
    clock: Callable[[], datetime],
    today: Callable[[datetime], date],
    stop: Callable[[], bool] = _never,
) -> Batch:
    """Do what was ordered, row by row, each in a transaction of its own, with what its officer may do at that moment.
    A row that has its result is not done again. Where it is told to `stop` between two rows, the rest is left to a job
    of its own. Raises `LookupError` for no such batch; what nobody foresaw in one row stops no other, and is raised
    when all have had their turn: the job is tried again for that row alone."""
    with scope.of_court(court_id):
        batch = of_key(key)
        if batch is None:
            raise LookupError(key)
    finished = {row.place for row in batch.rows}
    troubles: list[Exception] = []
    for place in range(len(batch.items)):
        if stop():
            with scope.of_court(court_id):
                _defer(court_id, key)
            break
        if place not in finished:
            now = clock()
            try:
                with scope.of_court(court_id):
                    _one(batch, place, court_id=court_id, on=today(now), now=now)
            except Exception as trouble:  # rolled back with all the row did
                troubles.append(trouble)
    if troubles:
        raise ExceptionGroup(f"{len(troubles)} rows of batch {key}", troubles)
    with scope.of_court(court_id):
        whole = of_key(key)
    assert whole is not None
    return whole


def _one(batch: Batch, place: int, *, court_id: int, on: date, now: datetime) -> None:
    trail.take_turn(court_id)
    if Entry.objects.filter(subject=f"batch:{batch.key}", act=DONE, payload__place=place).exists():
        return  # another worker did it while this one waited for the turn
    item = batch.items[place]
    officer = Officer.objects.get(username=batch.made_by, court_id=court_id)
    acting = officer.acting()
    case = Case.objects.select_related("court", "officer", "title").get(pk=item.case_id)
    done, faults = Done(""), tuple[Mapping[str, str], ...]()
    try:
        with transaction.atomic():
            if not officer.is_active:
                raise Refused(Fault("batch.left", "发起人已停用", "请由在岗人员重新发起", field="发起人"))
            done = ACTS[batch.act](Doing(acting, case, item, batch.terms, on, now))
    except Refused as refused:
        faults = tuple(_kept(one) for one in refused.reasons)
    except BadInput as bad:
        faults = tuple(_kept(one) for one in bad.faults)
    trail.record(
        acting=acting,
        act=DONE,
        now=now,
        subject=f"batch:{batch.key}",
        payload={
            "place": place,
            "case": item.case_id,
            "number": case.number,
            "subject": named(case, item),
            "note": done.note,
            "made": list(done.made),
            "faults": list(faults),
        },
    )


def _kept(fault: Fault) -> Mapping[str, str]:
    """A fault as it is kept: its sentences, and the step that mends it."""
    return {**fault.as_json(), "step": str(fault.data.get("step", ""))}


def _row(payload: Mapping[str, Any]) -> RowDone:
    return RowDone(
        place=payload["place"],
        case_id=payload["case"],
        number=payload["number"],
        note=payload["note"],
        faults=tuple(payload["faults"]),
        subject=payload.get("subject", ""),
        made=tuple(payload.get("made", ())),
    )
