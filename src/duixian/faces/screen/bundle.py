"""The list as one signed text, to be used without the network until a stated day; and what changed since, likewise.

    <signature>                     detached JWS (`connectors.exchange.signing`) over the second line
    {"form": …, "sha256": …, …}     what it is: registers, lines of the publication log, month and key of the digests
    {"op": "set", …}                one entry a line, or {"op": "remove", "entry_id": …, "reason": …}

`sha256` is of everything after the second line. A delta goes on from the bundle whose `to` and `to_hash` are its `from`
and `from_hash`, the hashes of the publication log itself: who holds both can tell that nothing lies between.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from duixian.analytics.screening.model import ListedEntry, Op, Register
from duixian.base.faults import BadInput, Fault
from duixian.connectors.exchange.signing import Signer
from duixian.domain.lists.entries import Window, public_entry
from duixian.domain.lists.selectors import publication
from duixian.domain.lists.selectors.publication import FEED_LIMIT, Line
from duixian.faces.screen.epochs import Epochs, digests
from duixian.faces.screen.signed import CALL, FORM

USABLE: Final = timedelta(days=7)
"""How long a bundle may be used: who is taken off must not be held on a list for longer by somebody without network."""


def made(*, after: int, registers: Collection[Register], epochs: Epochs, signer: Signer, now: datetime) -> bytes:
    """The bundle of what stands (`after` 0), or of what changed after a line. Reads in the scope of all courts.

    Raises `BadInput` for a line that is not there, or one of another month: digests of two months do not go together.
    """
    on = now.date()
    epoch = epochs.of(on)
    start, end = publication.line(after), publication.line(publication.last_seq())
    if after and (start is None or epochs.of(start.at.astimezone(now.tzinfo).date()) != epoch):
        raise BadInput(
            Fault("bundle.after", "没有这条公布记录，或者密钥期已更换", "请重新取全部（after=0）", "after", str(after))
        )
    to = end.seq if end else 0
    key = epochs.key(epoch)
    lines = _changed(after, to, key) if after else _standing(key, now, to)
    wanted = {register.value for register in registers}
    body = b"".join(_text(line) for line in lines if line.pop("register") in wanted)
    head = {
        "form": FORM, "kind": "delta" if after else "full", "registers": sorted(wanted), "from": after,
        "from_hash": bytes(start.hash).hex() if start else "",
        "to": to, "to_hash": bytes(end.hash).hex() if end else "",
        "epoch": epoch, "key": key.hex(), "made_at": now.isoformat(timespec="seconds"),
        "usable_until": (on + USABLE).isoformat(), "sha256": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip
    told = _text(head)[:-1]
    return signer.sign_request(CALL, told, at=now).encode() + b"\n" + told + b"\n" + body


def feed_line(line: Line, key: bytes) -> dict[str, Any]:
    """A line of the publication log as an agency is told it. Of who is off the list nothing but the reason."""
    told: dict[str, Any] = {"seq": line.seq, "op": line.op.value, "entry_id": line.entry_id}
    told |= {"at": line.at.isoformat(), "register": line.register.value, "reason": line.reason}
    return told if line.entry is None else told | _particulars(line.entry, line.windows, key)


def _standing(key: bytes, now: datetime, to: int) -> Iterator[dict[str, Any]]:
    for one in publication.current(on=now.date()):
        if one.seq <= to:
            yield _set(one.entry, one.windows, key)


def _changed(after: int, to: int, key: bytes) -> Iterator[dict[str, Any]]:
    """The last line of every entry that a line after `after` speaks of."""
    last: dict[str, Line] = {}
    while after < to:
        lines = publication.after(after, FEED_LIMIT)
        for line in lines:
            if line.seq <= to:
                last[line.entry_id] = line
        after = lines[-1].seq
    for line in last.values():
        if line.op is Op.REMOVE or line.entry is None:
            yield {"op": "remove", "entry_id": line.entry_id, "reason": line.reason, "register": line.register.value}
        else:
            yield _set(line.entry, line.windows, key)


def _set(entry: ListedEntry, windows: Collection[Window], key: bytes) -> dict[str, Any]:
    told = {"op": "set", "entry_id": entry.entry_id, "register": entry.register.value}
    return told | {"list": entry.register.value} | _particulars(entry, windows, key)


def _particulars(entry: ListedEntry, windows: Collection[Window], key: bytes) -> dict[str, Any]:
    return {
        "kind": entry.identity.kind.value,
        "public": public_entry(entry),
        "digests": digests(key, entry.identity),
        "last_day": entry.expires_on.isoformat() if entry.expires_on else "",
        "exempt": [{"since": w.since.isoformat(), "until": w.until.isoformat()} for w in windows],
    }


def _text(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
