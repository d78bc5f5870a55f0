"""Writing the trail."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from duixian.domain.trail.acting import Acting


def record(
    *,
    acting: Acting,
    act: str,
    now: datetime,
    ground: str = "",
    subject: str = "",
    payload: Mapping[str, Any] | None = None,
) -> int:
    """Add one act to the chain of the actor's court, in the caller's transaction; returns its sequence number.

    The chain's head is locked until the transaction ends, so acts of one court are in one order.
    """

    who = (acting.court_id, now, acting.code, acting.name)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into trail_entry (court_id, seq, at, actor, actor_name, act, ground, subject, payload, prev, hash)"
            " values (%s, 0, %s, %s, %s, %s, %s, %s, %s, '', '') returning seq",
            [*who, act, ground, subject, json.dumps(dict(payload or {}), ensure_ascii=False, default=str)],
        )
        row = cursor.fetchone()
    return int(row[0])


def take_turn(court_id: int) -> None:
    """Take the court's one lock before touching money, and hold it to the end of the transaction: acts of one court
    then never wait for each other in a circle."""
    with connection.cursor() as cursor:
        cursor.execute("select trail_take_turn(%s)", [court_id])
