"""The watch is sent round every court every hour, once, and the round of a court does all that waits for a day."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import psycopg
import pytest
from django.utils import timezone

from duixian.domain.courts.models import Level
from duixian.domain.courts.services import found_court
from duixian.embedded import Cluster
from duixian.faces.workers import tasks
from duixian.flows import object_to_asset, settle_daily, third_party_debt, watch_controls


@pytest.fixture
def dsn(real_db: str, cluster: Cluster) -> str:
    return cluster.dsn(real_db)


def _jobs(dsn: str) -> list[tuple[str, str, int]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(
            "select task_name, lock, (args->>'court_id')::int from procrastinate_jobs order by id"
        ).fetchall()


def test_every_court_has_one_round_waiting_however_often_it_is_sent(dsn: str) -> None:
    courts = [
        found_court(code=code, name=name, level=Level.BASIC, parent=None)
        for code, name in (("苏0804", "淮安市淮阴区人民法院"), ("苏0812", "淮安市清江浦区人民法院"))
    ]

    tasks.watch_courts.func(timestamp=0)
    tasks.watch_courts.func(timestamp=3600)

    assert _jobs(dsn) == [("control.watch", f"watch:{court.pk}", court.pk) for court in courts]


@pytest.mark.django_db
def test_a_round_looks_at_ends_outsiders_and_third_parties_on_the_day_in_china(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    court = found_court(code="苏0804", name="淮安市淮阴区人民法院", level=Level.BASIC, parent=None)
    late = datetime(2026, 3, 31, 18, 10, tzinfo=UTC)  # already the first of April in China
    seen: list[tuple[str, int, str]] = []

    def note(name: str) -> object:
        def noted(*, court_id: int, on: date, now: datetime) -> SimpleNamespace:
            seen.append((name, court_id, on.isoformat()))
            return SimpleNamespace(failed=[])

        return noted

    monkeypatch.setattr(timezone, "now", lambda: late)
    monkeypatch.setattr(watch_controls, "watch", note("ends"))
    monkeypatch.setattr(object_to_asset, "lift_due", note("outsiders"))
    monkeypatch.setattr(third_party_debt, "open_due", note("third parties"))
    monkeypatch.setattr(settle_daily, "settle_all", note("what may be held"))

    tasks.watch_court.func.__wrapped__(court_id=court.pk)  # without the closing of stale connections

    assert seen == [
        (name, court.pk, "2026-04-01") for name in ("ends", "outsiders", "third parties", "what may be held")
    ]
