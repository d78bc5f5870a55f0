"""Who may ask, as the court entered it: agencies, their keys, purposes and quotas, held in memory and read anew.

What was read too long ago admits nobody: a key revoked while the database is away must not live on.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import close_old_connections
from django.utils import timezone

from duixian.analytics.screening.model import Register
from duixian.base.faults import Fault
from duixian.domain.lists.models import ScreeningAgency
from duixian.domain.lists.selectors import screening
from duixian.faces.screen.gate import Caller, NotAdmitted, digest_of, nobody_known, not_for_this, used_up
from duixian.law.screening import purposes

REFRESH_SECONDS: Final = 2.0
STALE: Final = timedelta(seconds=60)
LONGEST_REFERENCE: Final = 60


@dataclass(frozen=True, slots=True)
class _Held:
    """A key that opened something when it was read."""

    key: int
    expires: datetime
    agency: ScreeningAgency


class Keyring:
    """A `Gate` on the court's own table of agencies.

    The quota of a day counts what this process admitted or, where that is more, what all processes have shipped.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._held: Mapping[str, _Held] = {}
        self._read_at: datetime | None = None
        self._today: dict[tuple[int, date], int] = {}
        self._minute: dict[tuple[int, datetime], int] = {}
        self._counting = threading.Lock()

    def refresh(self) -> None:
        """Read the keys and what was asked today. To be called every `REFRESH_SECONDS`."""
        close_old_connections()
        now = self._clock()
        held = {row.sha256: _Held(row.pk, row.expires_at, row.agency) for row in screening.living_keys(now=now)}
        midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
        used = screening.usage(since=midnight, until=now)
        day = timezone.localdate(now)
        with self._counting:
            self._today = {
                (agency, day): max(self._today.get((agency, day), 0), said.identities)
                for agency, said in {**{one.agency.pk: screening.Usage() for one in held.values()}, **used}.items()
            }
            self._minute = {at: count for at, count in self._minute.items() if at[1] >= now - timedelta(minutes=2)}
        self._held, self._read_at = held, now

    def who(self, *, key: str) -> Caller:
        """See `Gate`."""
        known = self._known(key, self._clock())
        return Caller(known.agency.name, known.agency.pk, known.key, frozenset())

    def admit(self, *, key: str, purpose: str, reference: str, asked: int, at: datetime) -> Caller:
        """See `Gate`. Besides a known key it takes a purpose agreed with the agency and named by the law, a reference,
        and room in both quotas."""
        known = self._known(key, at)
        agency, law = known.agency, purposes().get(purpose)
        if law is None or purpose not in agency.purposes:
            raise not_for_this(agency.purposes)
        if not reference.strip() or len(reference) > LONGEST_REFERENCE:
            raise NotAdmitted(
                400,
                Fault(
                    "screen.reference",
                    "每次查询须写明业务编号（1 至 {most} 个字符）",
                    "请填写本单位办理该业务的编号",
                    field="reference",
                    value=reference[:40],
                    data={"most": LONGEST_REFERENCE},
                ),
            )
        self._count(agency, asked, at)
        return Caller(agency.name, agency.pk, known.key, frozenset(Register(one) for one in law.registers))

    def _known(self, key: str, at: datetime) -> _Held:
        if self._read_at is None or at - self._read_at > STALE:
            raise NotAdmitted(503, Fault("screen.closed", "暂时无法核对密钥，因此不予受理", "请稍后重试"))
        known = self._held.get(digest_of(key))
        if known is None or known.expires <= at:
            raise nobody_known()
        return known

    def _count(self, agency: ScreeningAgency, asked: int, at: datetime) -> None:
        day = (agency.pk, timezone.localdate(at))
        minute = (agency.pk, at.replace(second=0, microsecond=0))
        with self._counting:
            used, calls = self._today.get(day, 0), self._minute.get(minute, 0)
            if used + asked > agency.daily_quota:
                raise used_up(used=used, daily=agency.daily_quota, asked=asked)
            if calls >= agency.minute_quota:
                raise NotAdmitted(
                    429,
                    Fault(
                        "screen.too_fast",
                        "每分钟至多 {most} 次调用",
                        "请在下一分钟继续；多个主体请合并为一次调用",
                        data={"most": agency.minute_quota},
                    ),
                )
            self._today[day] = used + asked
            self._minute[minute] = calls + 1
