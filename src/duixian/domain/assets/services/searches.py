"""Launching searches: for each case, one query to every counterparty about everyone who has to pay.

A thousand cases are some seventy thousand orders, so they are made out by one statement: the cross product of who is
asked about and who is asked, each order with a key of its own. Whom an order may name is `subjects`' to say.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from duixian.domain.assets.models import AssetSearch, ControlOrder, Counterparty, OrderState, SearchBatch
from duixian.domain.assets.services.orders import key_head
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed, record_many
from duixian.ports.agencies import Subject


@dataclass(frozen=True, slots=True)
class SearchIn:
    """A search to be launched: the case, who is asked about (person id and full identity), who is left out and why."""

    case: Case
    subjects: Sequence[tuple[int, Subject]]
    left_out: Sequence[Mapping[str, Any]]


_ORDERS = """
insert into assets_controlorder (court_id, case_id, person_id, counterparty_id, search_id, key, act, name, id_kind,
    id_number, keep_fen, standing, ground, reasons, automatic, state, outcome, answer_reason, made_by, made_at,
    approved_by, attempts, due_at)
select %(court)s, (s.row->>'case')::bigint, (s.row->>'person')::bigint, c.id, (s.row->>'search')::bigint,
       %(head)s || upper(left(replace(gen_random_uuid()::text, '-', ''), 20)), 'query', s.row->>'name',
       s.row->>'id_kind', s.row->>'id_number', 0, false, %(ground)s, %(reasons)s::jsonb, false, 'approved', '', '',
       %(made_by)s, %(now)s, '', 0, %(now)s
from jsonb_array_elements(%(subjects)s::jsonb) with ordinality as s (row, place)
cross join unnest(%(counterparties)s::int[]) with ordinality as c (id, turn)
order by s.place, c.turn
"""
"""Left of a version-4 UUID: 76 bits of chance, and the head's millisecond before them; `key` is unique besides."""


def open_batch(
    *, acting: Acting, court: Court, title: str, cases: int, left_out: Sequence[Mapping[str, Any]], now: datetime
) -> SearchBatch:
    """The batch that searches for many cases belong to, with the cases it leaves out."""
    require(acting, "control.search", of_court=court.pk)
    trail.take_turn(court.pk)
    batch = SearchBatch.objects.create(
        court=court, title=title.strip()[:80], cases=cases, left_out=list(left_out), made_by=acting.code, made_at=now
    )
    trail.record(
        acting=acting,
        act="search.batch",
        now=now,
        subject=f"search_batch:{batch.pk}",
        payload={"title": batch.title, "cases": cases, "left_out": len(left_out)},
    )
    return batch


def launch(
    *,
    acting: Acting,
    court: Court,
    searches: Sequence[SearchIn],
    counterparties: Sequence[Counterparty],
    ground: str,
    reason: str,
    batch: SearchBatch | None,
    now: datetime,
) -> list[AssetSearch]:
    """Make the searches and all their orders, ready to be sent. The caller has looked at every subject."""
    require(acting, "control.search", of_court=court.pk)
    trail.take_turn(court.pk)
    made = AssetSearch.objects.bulk_create(
        [
            AssetSearch(
                court=court,
                case=one.case,
                batch=batch,
                ground=ground,
                reason=reason,
                orders_count=len(one.subjects) * len(counterparties),
                left_out=list(one.left_out),
                made_by=acting.code,
                made_at=now,
            )
            for one in searches
        ],
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _ORDERS,
            {
                "court": court.pk,
                "head": key_head(court, now=now),
                "ground": ground,
                "reasons": json.dumps([reason] if reason else [], ensure_ascii=False),
                "made_by": acting.code,
                "now": now,
                "subjects": _rows(made, searches),
                "counterparties": [counterparty.pk for counterparty in counterparties],
            },
        )
    record_many(
        [
            Deed(
                acting,
                "search.launch",
                now,
                ground=ground,
                subject=f"case:{one.case.pk}",
                payload={
                    "search": search.pk,
                    "persons": [person_id for person_id, _ in one.subjects],
                    "counterparties": len(counterparties),
                    "orders": search.orders_count,
                    "reason": reason,
                },
            )
            for search, one in zip(made, searches, strict=True)
        ]
    )
    return made


def _rows(made: Sequence[AssetSearch], searches: Sequence[SearchIn]) -> str:
    rows = [
        {
            "case": one.case.pk,
            "search": search.pk,
            "person": person_id,
            "name": subject.name,
            "id_kind": subject.id_kind,
            "id_number": subject.id_number,
        }
        for search, one in zip(made, searches, strict=True)
        for person_id, subject in one.subjects
    ]
    return json.dumps(rows, ensure_ascii=False)


def finish_searches(*, search_ids: Sequence[int], acting: Acting, now: datetime) -> list[AssetSearch]:
    """Note which of these searches have heard from everybody, or have given up on those that did not answer."""
    over = AssetSearch.objects.filter(pk__in=search_ids, finished_at__isnull=True).exclude(
        pk__in=ControlOrder.objects.filter(
            search_id__in=search_ids, state__in=(OrderState.APPROVED, OrderState.SENT)
        ).values("search_id")
    )
    finished = list(over.select_related("case"))
    if not finished:
        return []
    AssetSearch.objects.filter(pk__in=[search.pk for search in finished]).update(finished_at=now)
    for search in finished:
        search.finished_at = now
    record_many(
        [
            Deed(
                acting,
                "search.finish",
                now,
                ground=search.ground,
                subject=f"case:{search.case_id}",
                payload={"search": search.pk, "orders": search.orders_count},
            )
            for search in finished
        ]
    )
    return finished
