"""Many acts at once, chained by the same trigger as single ones."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from duixian.domain.trail.acting import Acting
from duixian.domain.trail.services import take_turn


@dataclass(frozen=True, slots=True)
class Deed:
    """One act to be recorded: what `services.record` takes."""

    acting: Acting
    act: str
    at: datetime
    ground: str = ""
    subject: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


_RECORD = """
insert into trail_entry (court_id, seq, at, actor, actor_name, act, ground, subject, payload, prev, hash)
select %s, 0, (d.deed->>'at')::timestamptz, d.deed->>'actor', d.deed->>'name', d.deed->>'act', d.deed->>'ground',
       d.deed->>'subject', d.deed->'payload', '', ''
from jsonb_array_elements(%s::jsonb) with ordinality as d (deed, place)
order by d.place
returning seq
"""


def record_many(deeds: Sequence[Deed]) -> list[int]:
    """Add the acts of one court to its chain in the order given; their sequence numbers, in that order.

    Raises `ValueError` when the acts are of several courts: each court has a chain of its own.
    """
    if not deeds:
        return []
    court_id = deeds[0].acting.court_id
    if any(deed.acting.court_id != court_id for deed in deeds):
        raise ValueError("record_many takes the acts of one court")
    take_turn(court_id)
    rows = [
        {
            "at": deed.at.isoformat(),
            "actor": deed.acting.code,
            "name": deed.acting.name,
            "act": deed.act,
            "ground": deed.ground,
            "subject": deed.subject,
            "payload": dict(deed.payload),
        }
        for deed in deeds
    ]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [court_id, json.dumps(rows, ensure_ascii=False, default=str)])
        return [int(seq) for (seq,) in cursor.fetchall()]
