"""The signed list, read and used without the network."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duixian_screening.digests import digest
from duixian_screening.ed25519 import verify

_FORM = "duixian-screening/1"
_FOR = "FILE /exchange/v1/screening-bundle"


class NotGenuine(ValueError):
    """Not signed by the court's key, or changed since."""


class NotNext(ValueError):
    """A delta that does not go on from the list it was given to. Fetch the whole list."""


class Expired(RuntimeError):
    """The list is too old to be used. Fetch what changed."""


@dataclass(frozen=True)
class Listed:
    """An entry: which list, what is public of it (numbers masked), and whether an exemption is open."""

    entry_id: str
    register: str
    public: Mapping[str, str]
    exempt: bool


class Bundle:
    """A list in memory. `to` is the last line of the court's publication log that is in it."""

    def __init__(self, head: Mapping[str, Any], public_key: str) -> None:
        self.to: int = head["to"]
        self.usable_until = date.fromisoformat(head["usable_until"])
        self._head = head
        self._public_key = public_key
        self._entries: dict[str, Mapping[str, Any]] = {}
        self._by_digest: dict[str, set[str]] = {}

    @classmethod
    def read(cls, text: bytes, *, public_key: str) -> "Bundle":
        """A whole list. `public_key`: the court's, 32 bytes in base64, got by another way than the list.

        Raises `NotGenuine`, or `NotNext` for a delta.
        """
        head, lines = _verified(text, public_key)
        if head["kind"] != "full":
            raise NotNext("this is a delta; read a whole list first")
        made = cls(head, public_key)
        made._take(lines)
        return made

    def apply(self, delta: bytes) -> None:
        """Take in what changed. Raises `NotGenuine` or `NotNext`; then nothing has changed."""
        head, lines = _verified(delta, self._public_key)
        held = self._head
        goes_on = (
            head["kind"] == "delta"
            and (head["from"], head["from_hash"]) == (held["to"], held["to_hash"])
            and (head["epoch"], head["registers"]) == (held["epoch"], held["registers"])
        )
        if not goes_on:
            raise NotNext(f"the delta begins after line {head['from']}, the list ends with line {held['to']}")
        self._take(lines)
        self._head, self.to = head, head["to"]
        self.usable_until = date.fromisoformat(head["usable_until"])

    def find(self, number: str, *, on: date | None = None) -> list[Listed]:
        """The entries of a number on a day. Raises `Expired`, and `ValueError` for a number with hidden places.

        Exact numbers only: by name one asks the court, who can compare what a digest cannot.
        """
        day = on or datetime.now().astimezone().date()
        if day > self.usable_until:
            raise Expired(f"the list may be used until {self.usable_until}")
        wanted = digest(bytes.fromhex(self._head["key"]), number).hex()
        found = [self._entries[entry_id] for entry_id in sorted(self._by_digest.get(wanted, ()))]
        return [
            Listed(entry["entry_id"], entry["list"], entry["public"], _exempt(entry, day))
            for entry in found
            if not entry["last_day"] or day <= date.fromisoformat(entry["last_day"])
        ]

    def __len__(self) -> int:
        return len(self._entries)

    def _take(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            gone = self._entries.pop(line["entry_id"], None)
            for value in gone["digests"] if gone else ():
                self._by_digest[value].discard(line["entry_id"])
            if line["op"] == "set":
                self._entries[line["entry_id"]] = line
                for value in line["digests"]:
                    self._by_digest.setdefault(value, set()).add(line["entry_id"])


def _exempt(entry: Mapping[str, Any], day: date) -> bool:
    return any(date.fromisoformat(w["since"]) <= day <= date.fromisoformat(w["until"]) for w in entry["exempt"])


def _verified(text: bytes, public_key: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    signature, _, rest = text.partition(b"\n")
    told, _, body = rest.partition(b"\n")
    protected, dots, seal = signature.partition(b"..")
    try:
        said = json.loads(_decoded(protected))
        sealed, key = _decoded(seal), base64.b64decode(public_key)
    except ValueError as trouble:
        raise NotGenuine("no signature") from trouble
    if not dots or said.get("alg") != "EdDSA" or said.get("for") != _FOR:
        raise NotGenuine("signed for something else")
    if not verify(key, protected + b"." + told, sealed):
        raise NotGenuine("not signed by the court's key")
    head: dict[str, Any] = json.loads(told)
    if head.get("form") != _FORM or hashlib.sha256(body).hexdigest() != head.get("sha256"):
        raise NotGenuine("changed after it was signed")
    return head, [json.loads(line) for line in body.splitlines()]


def _decoded(text: bytes) -> bytes:
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
