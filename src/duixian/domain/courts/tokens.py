"""Keys for the API: shown once when made, kept as a hash, valid for a time, revoked by their owner."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import QuerySet

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.courts.models import ApiToken, Officer
from duixian.domain.trail import services as trail

PREFIX = "dx_"
"""So that a key that leaks into a log or a repository is recognised as one."""

LONGEST_DAYS = 365
_MOST = 20
_NOTED_EVERY = timedelta(minutes=10)


def _sha256(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def issue(*, officer: Officer, name: str, days: int, now: datetime) -> tuple[ApiToken, str]:
    """A new key for the officer's own programs; the second value is the key itself, shown once and not kept.

    Raises `BadInput` for an empty name or a life outside 1 to 365 days, `Refused` above twenty living keys.
    """
    faults = []
    if not 1 <= len(name.strip()) <= 60:
        faults.append(Fault("token.name", "名称须为 1 至 60 个字", "请写明用途", field="名称", value=name[:80]))
    if not 1 <= days <= LONGEST_DAYS:
        faults.append(
            Fault(
                "token.days",
                "有效期须为 1 至 {most} 天",
                "请缩短有效期",
                field="有效期",
                value=str(days),
                data={"most": LONGEST_DAYS},
            )
        )
    if faults:
        raise BadInput.of(faults)
    if of(officer).filter(expires_at__gt=now).count() >= _MOST:
        raise Refused(Fault("token.too_many", "有效的密钥过多", "请先撤销不用的密钥"))
    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        officer=officer,
        name=name.strip(),
        sha256=_sha256(key),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    trail.record(
        acting=officer.acting(),
        act="staff.issue_token",
        now=now,
        payload={"token": token.pk, "name": token.name, "expires_at": token.expires_at.isoformat()},
    )
    return token, key


def of(officer: Officer) -> QuerySet[ApiToken]:
    """The officer's keys that were not revoked."""
    return ApiToken.objects.filter(officer=officer, revoked_at__isnull=True)


def revoke(*, officer: Officer, token_id: int, now: datetime) -> bool:
    """End a key of the officer's own; False when there is no such key."""
    changed = of(officer).filter(pk=token_id).update(revoked_at=now)
    if changed:
        trail.record(acting=officer.acting(), act="staff.revoke_token", now=now, payload={"token": token_id})
    return bool(changed)


def officer_of(*, key: str, now: datetime) -> Officer | None:
    """Whose key this is; None when it is unknown, revoked, expired, or its owner has left. Notes the use."""
    if not key.startswith(PREFIX):
        return None
    found = ApiToken.objects.select_related("officer__court").filter(sha256=_sha256(key)).first()
    if found is None or found.revoked_at is not None or found.expires_at <= now or not found.officer.is_active:
        return None
    if found.last_used_at is None or now - found.last_used_at > _NOTED_EVERY:
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found.officer
