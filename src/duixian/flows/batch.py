"""One act for many cases (集约): each case in a savepoint of its own, its result in the journal with what it did.

A batch is two kinds of entries of the trail: the order (who, which act, which cases), and one result a case, written in
the transaction that did it. So no row is half done, a worker that dies is taken up where it stopped, and nobody can
say afterwards that a row came out otherwise.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.connectors.typesetting import Kind
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.models import Entry
from duixian.flows import outbox
from duixian.flows.end_round.end import propose
from duixian.flows.issue_instrument import issue
from duixian.flows.search_assets import search

ORDERED, DONE = "batch.order", "batch.row"
MOST = 500
"""Cases of one batch."""


class BatchAct(StrEnum):
    """What may be done to many cases at once."""

    NOTIFY = "notify"  # 执行通知书和报告财产令
    SEARCH = "search"  # 网络查询
    END_ROUNDS = "end_rounds"  # 呈批终本


NEEDS: Mapping[BatchAct, str] = {
    BatchAct.NOTIFY: "case.notice",
    BatchAct.SEARCH: "control.search",
    BatchAct.END_ROUNDS: "round.propose",
}
"""The act of an office that each takes."""


@dataclass(frozen=True, slots=True)
class RowDone:
    """What became of one case: a sentence, or every reason why nothing was done. `place` from 0, in the order asked."""

    place: int
    case_id: int
    number: str
    note: str
    faults: tuple[Mapping[str, str], ...]

    @property
    def done(self) -> bool:
        """Whether the act was done."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the journal has it. `rows`: results so far, in the order asked."""

    key: str
    act: BatchAct
    made_by: str
    made_by_name: str
    made_at: datetime
    cases: tuple[int, ...]
    rows: tuple[RowDone, ...]

    @property
    def running(self) -> bool:
        """Whether a case still waits for its turn."""
        return len(self.rows) < len(self.cases)

    @property
    def done(self) -> int:
        """Cases for which it was done."""
        return sum(row.done for row in self.rows)

    @property
    def refused(self) -> int:
        """Cases for which it was not."""
        return len(self.rows) - self.done

    @property
    def percent(self) -> int:
        """How far it is, whole percent, rounded down."""
        return 100 * len(self.rows) // len(self.cases) if self.cases else 100


def order(*, acting: Acting, act: BatchAct, cases: Sequence[Case], now: datetime) -> str:
    """Order a batch: kept in the journal, done by a worker after the commit. Returns its key. Raises `Refused` for an
    office the act is not open to; `BadInput` for no case, too many, or one of another court."""
    require(acting, NEEDS[act])
    ids = list(dict.fromkeys(case.pk for case in cases))
    if not ids or len(ids) > MOST:
        raise BadInput(
            Fault(
                "batch.count",
                "一次办理 1 至 {most} 件",
                "请选择案件，或者分批办理",
                field="案件",
                value=str(len(ids)),
                data={"most": MOST},
            )
        )
    if any(case.court_id != acting.court_id for case in cases):
        raise BadInput(Fault("batch.court", "只能办理本院的案件", "请重新选择", field="案件"))
    key = secrets.token_hex(8)
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        trail.record(acting=acting, act=ORDERED, now=now, subject=f"batch:{key}", payload={"act": act, "cases": ids})
        outbox.later(outbox.BATCH, lock=f"batch:{key}", once=f"batch:{key}", court_id=acting.court_id, key=key)
    return key


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
    return Batch(
        key=key,
        act=BatchAct(ordered.payload["act"]),
        made_by=ordered.actor,
        made_by_name=ordered.actor_name,
        made_at=ordered.at,
        cases=tuple(ordered.payload["cases"]),
        rows=tuple(rows[place] for place in sorted(rows)),
    )


def run(*, court_id: int, key: str, clock: Callable[[], datetime], today: Callable[[datetime], date]) -> Batch:
    """Do what was ordered, case by case, each in a transaction of its own, with what its officer may do at that moment.
    A case that has its result is not done again. Raises `LookupError` for no such batch."""
    with scope.of_court(court_id):
        batch = of_key(key)
        if batch is None:
            raise LookupError(key)
    finished = {row.place for row in batch.rows}
    for place, case_id in enumerate(batch.cases):
        if place not in finished:
            now = clock()
            with scope.of_court(court_id):
                _one(batch, place, case_id, court_id=court_id, on=today(now), now=now)
    with scope.of_court(court_id):
        whole = of_key(key)
    assert whole is not None
    return whole


def _one(batch: Batch, place: int, case_id: int, *, court_id: int, on: date, now: datetime) -> None:
    trail.take_turn(court_id)
    if Entry.objects.filter(subject=f"batch:{batch.key}", act=DONE, payload__place=place).exists():
        return  # another worker did it while this one waited for the turn
    officer = Officer.objects.get(username=batch.made_by, court_id=court_id)
    acting = officer.acting()
    case = Case.objects.select_related("court", "officer", "title").get(pk=case_id)
    note, faults = "", tuple[Mapping[str, str], ...]()
    try:
        with transaction.atomic():
            if not officer.is_active:
                raise Refused(Fault("batch.left", "发起人已停用", "请由在岗人员重新发起", field="发起人"))
            note = _ACTS[batch.act](acting, case, on, now)
    except Refused as refused:
        faults = tuple(_kept(one) for one in refused.reasons)
    except BadInput as bad:
        faults = tuple(_kept(one) for one in bad.faults)
    trail.record(
        acting=acting,
        act=DONE,
        now=now,
        subject=f"batch:{batch.key}",
        payload={"place": place, "case": case_id, "number": case.number, "note": note, "faults": list(faults)},
    )


def _kept(fault: Fault) -> Mapping[str, str]:
    """A fault as it is kept: its sentences, and the step that mends it."""
    return {**fault.as_json(), "step": str(fault.data.get("step", ""))}


def _row(payload: Mapping[str, Any]) -> RowDone:
    return RowDone(payload["place"], payload["case"], payload["number"], payload["note"], tuple(payload["faults"]))


def _notify(acting: Acting, case: Case, on: date, now: datetime) -> str:
    """Both papers, of a case that has not been notified: a second notice would start no limit anew."""
    if case.state != "filed":
        raise Refused(
            Fault(
                "batch.notified",
                "案件不是“已立案”状态，执行通知已经发出或者无须发出",
                "请在案件文书页查看",
                field="案件",
                value=case.number,
                data={"step": "case"},
            )
        )
    made = issue(acting=acting, case=case, kind=Kind.EXECUTION_NOTICE, on=on, now=now)
    case.refresh_from_db()
    made += issue(acting=acting, case=case, kind=Kind.REPORT_ORDER, on=on, now=now)
    return f"{len(made)} 份文书"


def _search(acting: Acting, case: Case, on: date, now: datetime) -> str:
    found = search(case=case, acting=acting, now=now)
    return f"查询 {found.pk}"


def _end(acting: Acting, case: Case, on: date, now: datetime) -> str:
    return propose(acting=acting, case=case, on=on, now=now).title


_ACTS: Mapping[BatchAct, Callable[[Acting, Case, date, datetime], str]] = {
    BatchAct.NOTIFY: _notify,
    BatchAct.SEARCH: _search,
    BatchAct.END_ROUNDS: _end,
}
