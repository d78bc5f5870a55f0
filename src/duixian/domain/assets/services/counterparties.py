"""The agencies the courts talk to: entering them, and noting who answers and who does not.

One row for all courts. Whether an agency is left alone for a while is a fact of the line and not an act of an officer,
so it stands in the table and not in the trail of a court.
"""

from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db.models import F
from django.db.models.functions import Greatest

from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import Counterparty
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.ports.agencies import AgencyKind

RESTS_AFTER: Final = 3
"""So many failures in a row, and an agency is left alone for a while."""

LONGEST_REST: Final = timedelta(minutes=5)
_SHORTEST_REST: Final = timedelta(seconds=2)
_KEY_BYTES: Final = 32


def enter(
    *,
    acting: Acting,
    code: str,
    name: str,
    kind: AgencyKind,
    url: str,
    public_key: str,
    now: datetime,
    simulated: bool = False,
    active: bool = True,
) -> Counterparty:
    """Enter an agency, or correct where it listens and by which key it is known. Raises `BadInput` when something
    without which nobody can speak to it is missing or cannot be right: an address other than https (a simulated agency
    may be spoken to over http), a key that is none."""
    require(acting, "control.counterparty")
    missing = [
        Fault("counterparty.missing", "协助单位的资料不完整", "请补全", field=field)
        for field, value in (("代码", code), ("名称", name), ("地址", url), ("公钥", public_key))
        if not value.strip()
    ]
    wrong = missing or [*_wrong_address(url.strip(), simulated=simulated), *_wrong_key(public_key.strip())]
    if wrong:
        raise BadInput.of(wrong)
    trail.take_turn(acting.court_id)
    counterparty, _ = Counterparty.objects.update_or_create(
        code=code.strip(),
        defaults={
            "name": name.strip(),
            "kind": kind,
            "url": url.strip(),
            "public_key": public_key.strip(),
            "simulated": simulated,
            "active": active,
        },
    )
    trail.record(
        acting=acting,
        act="counterparty.enter",
        now=now,
        subject=f"counterparty:{counterparty.pk}",
        payload={"code": code, "name": name, "url": url, "public_key": public_key, "active": active},
    )
    return counterparty


def _wrong_address(url: str, *, simulated: bool) -> Iterator[Fault]:
    """An order names a person by number: it goes over an encrypted line, to a host, and nowhere by a detour."""
    try:
        parts = urlsplit(url)
        sound = bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.username or parts.query or parts.fragment or "\\" in url or not url.isprintable():
        yield Fault(
            "counterparty.url", "地址不成立", "请填写如 https://bank.example/NZ-BANK-01 的地址", "地址", url[:80]
        )
    elif parts.scheme != "https" and not (simulated and parts.scheme == "http"):
        yield Fault(
            "counterparty.not_encrypted", "指令含有身份信息，须经加密通道传送", "请使用 https 地址", "地址", url[:80]
        )


def _wrong_key(key: str) -> Iterator[Fault]:
    try:
        sound = len(b64decode(key, validate=True)) == _KEY_BYTES
    except ValueError:
        sound = False
    if not sound:
        yield Fault("counterparty.key", "公钥不成立", "请填写 Ed25519 公钥（32 字节，base64）", "公钥", key[:80])


def note_failure(*, counterparty_id: int, now: datetime, retry_after: int | None = None) -> None:
    """Nothing it was sent was answered. From the third time in a row it is left alone: 2, 4, 8 … seconds, at the most
    five minutes, or for as many seconds as it asked for."""
    Counterparty.objects.filter(pk=counterparty_id).update(failures=F("failures") + 1)
    failures = Counterparty.objects.values_list("failures", flat=True).get(pk=counterparty_id)
    rest = min(LONGEST_REST, _SHORTEST_REST * 2 ** min(max(0, failures - RESTS_AFTER), 10))
    if retry_after is not None:
        rest = min(LONGEST_REST, timedelta(seconds=retry_after))
    elif failures < RESTS_AFTER:
        return
    Counterparty.objects.filter(pk=counterparty_id).update(rest_until=Greatest(F("rest_until"), now + rest))


def note_answer(*, counterparty_id: int, now: datetime) -> None:
    """It answered: whatever it failed before is forgotten."""
    Counterparty.objects.filter(pk=counterparty_id).update(failures=0, rest_until=None, last_answer_at=now)


def take_cursor(*, counterparty_id: int, cursor: str) -> None:
    """Everything up to this notice has been taken, at every court."""
    Counterparty.objects.filter(pk=counterparty_id).update(notice_cursor=cursor)
