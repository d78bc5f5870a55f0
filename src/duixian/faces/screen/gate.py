"""Who may ask: a key for each agency, a purpose on every call, a quota for each day."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from duixian.analytics.screening.model import Register
from duixian.base.faults import Fault


@dataclass(frozen=True, slots=True)
class Caller:
    """An agency that was admitted. `registers`: what its purpose lets it learn of; None: every register.

    `agency` and `key` are their rows in the court's database, 0 without one.
    """

    name: str
    agency: int = 0
    key: int = 0
    registers: frozenset[Register] | None = None


class NotAdmitted(Exception):
    """A call that is not answered. `status` as in HTTP: 401 nobody we know, 403 not for this purpose, 429 quota."""

    def __init__(self, status: int, fault: Fault) -> None:
        super().__init__(str(fault))
        self.status = status
        self.fault = fault


class Gate(Protocol):
    """Admits calls. Must not wait: it is asked before every look-up."""

    def admit(self, *, key: str, purpose: str, reference: str, asked: int, at: datetime) -> Caller:
        """Admit a call about so many identities, for a purpose and a business (`reference`) of the asker's own.

        Raises `NotAdmitted`; then nothing is counted against the quota.
        """

    def who(self, *, key: str) -> Caller:
        """Whose key this is, for what has no purpose of its own (fetching one's results). Raises `NotAdmitted`."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What one agency may do. `purposes` are codes agreed with it; `daily` identities a day at most."""

    name: str
    purposes: frozenset[str]
    daily: int


class KeyedGate:
    """Admissions by key, in memory: for a single process. Only digests of keys are held."""

    def __init__(self, admissions: Mapping[str, Admission]) -> None:
        """`admissions` by the SHA-256 of the key, hexadecimal."""
        self._admissions = dict(admissions)
        self._asked: dict[tuple[str, date], int] = {}

    def who(self, *, key: str) -> Caller:
        """See `Gate`."""
        return Caller(self._known(key).name)

    def admit(self, *, key: str, purpose: str, reference: str, asked: int, at: datetime) -> Caller:
        """See `Gate`."""
        known = self._known(key)
        if purpose not in known.purposes:
            raise not_for_this(known.purposes)
        today = (known.name, at.date())
        used = self._asked.get(today, 0)
        if used + asked > known.daily:
            raise used_up(used=used, daily=known.daily, asked=asked)
        self._asked = {kept: count for kept, count in self._asked.items() if kept[1] == at.date()}
        self._asked[today] = used + asked
        return Caller(known.name)

    def _known(self, key: str) -> Admission:
        digest = digest_of(key)
        known = next((who for held, who in self._admissions.items() if hmac.compare_digest(held, digest)), None)
        if known is None:
            raise nobody_known()
        return known


def nobody_known() -> NotAdmitted:
    """The key opens nothing: unknown, revoked, expired, or its agency is shut out. Which of them is not said."""
    return NotAdmitted(
        401,
        Fault(
            "screen.key",
            "没有这个接口密钥，或者密钥已经停用",
            "请在请求头 Authorization: Bearer 中填写法院发给的密钥",
        ),
    )


def not_for_this(known: Iterable[str]) -> NotAdmitted:
    """The purpose is none of the agency's; `known` are its own."""
    return NotAdmitted(
        403,
        Fault(
            "screen.purpose",
            "每次查询须写明约定的用途",
            "可用的用途：{purposes}",
            field="purpose",
            data={"purposes": "、".join(sorted(known))},
        ),
    )


def used_up(*, used: int, daily: int, asked: int) -> NotAdmitted:
    """The quota of the day does not hold what is asked."""
    return NotAdmitted(
        429,
        Fault(
            "screen.quota",
            "今日已查询 {used} 个主体，额度为 {daily} 个，本次 {asked} 个超出额度",
            "请次日再查，或向法院申请提高额度；大批量请提交文件",
            data={"used": used, "daily": daily, "asked": asked},
        ),
    )


def digest_of(key: str) -> str:
    """How a key is held."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
