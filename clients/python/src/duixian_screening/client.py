"""Asking the court's server."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Any

import httpx

from duixian_screening.digests import digest

MOST_AT_ONCE = 1_000


class Refused(Exception):
    """The server did not answer. `status` as in HTTP; `faults` say what is wrong, where, and what to do about it."""

    def __init__(self, status: int, faults: list[dict[str, Any]]) -> None:
        said = "；".join(f"{fault.get('message', '')}。{fault.get('remedy', '')}" for fault in faults)
        super().__init__(f"{status} {said}".strip())
        self.status = status
        self.faults = faults


@dataclass(frozen=True)
class Who:
    """Somebody to ask about. `number_kind`: resident, uscc, passport, permit, other; `kind`: natural, organisation."""

    name: str
    number: str = ""
    number_kind: str = "resident"
    kind: str = "natural"
    born: date | None = None
    ref: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the server reads it."""
        numbers = [{"kind": self.number_kind, "text": self.number}] if self.number else []
        born = {"born": self.born.isoformat()} if self.born else {}
        return {"name": self.name, "kind": self.kind, "numbers": numbers, "ref": self.ref, **born}


@dataclass(frozen=True)
class Hit:
    """A listed entry that is or may be who was asked about."""

    entry_id: str
    register: str
    outcome: str
    reasons: tuple[str, ...]
    exempt: Mapping[str, str] | None


@dataclass(frozen=True)
class Answer:
    """What was found. `faults` instead of hits where this one could not be read."""

    call: str
    outcome: str
    hits: tuple[Hit, ...]
    as_of: int
    ref: str = ""
    faults: tuple[Mapping[str, Any], ...] = ()


class Client:
    """A connection to a server, for one purpose agreed with the court. Every call names a reference of your own."""

    def __init__(
        self, address: str, *, key: str, purpose: str, transport: httpx.BaseTransport | None = None, seconds: float = 20
    ) -> None:
        self._purpose = purpose
        self._http = httpx.Client(
            base_url=address, headers={"authorization": f"Bearer {key}"}, transport=transport, timeout=seconds
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def screen(self, who: Who, *, reference: str, exact: bool = False) -> Answer:
        """Ask about one. `exact`: by number alone. Raises `Refused`."""
        return _answer(self._post("/v1/screen", self._framed(who.as_json(), reference, exact)))

    def screen_many(self, who: Iterable[Who], *, reference: str, exact: bool = False) -> Iterator[Answer]:
        """Ask about many, a thousand a call; answers in their order. Raises `Refused`."""
        waiting = list(who)
        for first in range(0, len(waiting), MOST_AT_ONCE):
            some = [one.as_json() for one in waiting[first : first + MOST_AT_ONCE]]
            told = self._post("/v1/screen/many", self._framed(some, reference, exact))
            yield from (_answer({"call": told["call"], **one}) for one in told["answers"])

    def screen_privately(self, number: str, *, reference: str) -> bool:
        """Whether a number is on the list, without telling the court which. Raises `Refused`."""
        about = self._get("/v1/ranges", reference)
        wanted = digest(bytes.fromhex(about["key"]), number)
        prefix = int.from_bytes(wanted, "big") >> (128 - about["bits"])
        told = self._get(f"/v1/ranges/{prefix}", reference, epoch=about["epoch"])
        return wanted.hex() in {one["digest"] for one in told["range"]}

    def changes(self, *, after: int, reference: str) -> Iterator[Mapping[str, Any]]:
        """The lines of the publication log after one, to the last there is. Raises `Refused`."""
        more = True
        while more:
            told = self._get("/v1/changes", reference, after=after)
            yield from told["changes"]
            after, more = told["next"], told["more"]

    def entry(self, entry_id: str, *, reference: str) -> Mapping[str, Any]:
        """What is public of an entry. Raises `Refused` (404) when it is not on the list any more."""
        return self._get(f"/v1/entries/{entry_id}", reference)

    def bundle(self, *, after: int = 0, reference: str) -> bytes:
        """The signed list, or what changed after a line, for `Bundle`. Raises `Refused`."""
        given: dict[str, str | int] = {"purpose": self._purpose, "reference": reference, "after": after}
        return _good(self._http.get("/v1/bundle", params=given)).content

    def report(self, answer: Answer, hit: Hit, *, did: str, what: str = "", on: date | None = None) -> None:
        """Tell the court what was done: declined, restricted, warned, nothing, or not_same. Raises `Refused`."""
        day = (on or datetime.now().astimezone().date()).isoformat()
        self._post("/v1/feedback", {"call": answer.call, "entry": hit.entry_id, "did": did, "what": what, "on": day})

    def _framed(self, who: Any, reference: str, exact: bool) -> dict[str, Any]:
        return {"purpose": self._purpose, "reference": reference, "exact": exact, "who": who}

    def _post(self, path: str, body: Any) -> dict[str, Any]:
        told: dict[str, Any] = _good(self._http.post(path, json=body)).json()
        return told

    def _get(self, path: str, reference: str, **more: Any) -> dict[str, Any]:
        given = {"purpose": self._purpose, "reference": reference, **more}
        told: dict[str, Any] = _good(self._http.get(path, params=given)).json()
        return told


def _good(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    try:
        faults = response.json()["faults"]
    except (ValueError, KeyError, TypeError):
        faults = []
    raise Refused(response.status_code, faults)


def _answer(told: Mapping[str, Any]) -> Answer:
    hits = tuple(
        Hit(hit["entry_id"], hit["register"], hit["outcome"], tuple(hit["reasons"]), hit.get("exempt"))
        for hit in told.get("hits", ())
    )
    faults = tuple(told.get("faults", ()))
    return Answer(told["call"], told.get("outcome", ""), hits, told.get("as_of", 0), told.get("ref", ""), faults)
