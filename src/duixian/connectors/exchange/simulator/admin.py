"""What may be done to the simulated agencies from the same machine: the side door of tests and demos, never of courts.

GET  /admin/counts                      calls, orders by outcome, problems, notices, of every agency
GET  /admin/truth, /admin/{code}/truth  every account and control, whatever the agency tells
GET  /admin/transfers                   deducted money and whether the court's bank has it
GET, POST /admin/{code}/behaviour       the switches of `behaviour.Behaviour`; {code} `all` sets every agency
POST /admin/day                         {"day": "2027-01-01"}; null: the real day
POST /admin/courts                      {"code": …, "public_key": …}: take orders from this court
POST /admin/{code}/people               {"subject": {…}, "holdings": [Holding …], "died_on": null}
POST /admin/{code}/arrivals             {"asset": …, "amount": fen}
POST /admin/{code}/deaths               {"subject": {…}}
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from duixian.base.faults import BadInput, Fault
from duixian.connectors.exchange import codec, wire
from duixian.connectors.exchange.signing import KeyRing
from duixian.connectors.exchange.simulator import SIMULATED
from duixian.connectors.exchange.simulator.clock import Clock
from duixian.connectors.exchange.simulator.counterparty import Counterparty
from duixian.connectors.exchange.simulator.ranks import Asset, State
from duixian.connectors.exchange.simulator.service import Request, Response, Service
from duixian.connectors.exchange.simulator.store import Row, Store
from duixian.connectors.exchange.simulator.transfers import Transfers
from duixian.ports.agencies import Holding, IdKind, Subject

EVERY = "all"
_NOWHERE = {"error": "没有该地址"}


class Admin:
    """The side door of one server."""

    def __init__(
        self, services: dict[str, Service], *, keys: KeyRing, clock: Clock, store: Store, transfers: Transfers
    ) -> None:
        self._services = services
        self._keys = keys
        self._clock = clock
        self._store = store
        self._transfers = transfers

    def restore(self) -> None:
        """The courts and the day that were set before."""
        for row in self._store.rows("court", ""):
            self._keys.add(row.id, row.body)
        for row in self._store.rows("day", ""):
            self._clock.day = date.fromisoformat(row.body) if row.body else None

    def answer(self, request: Request) -> Response:
        """Do it. Only for callers on the same machine."""
        if not request.local:
            return plain(403, {"error": "仅限本机"})
        try:
            data = _object(request.body) if request.method == "POST" else {}
            content = self._routed(request.method, request.path.split("?")[0].split("/")[2:], data)
        except BadInput as bad:
            return plain(400, {"error": str(bad), "faults": [fault.as_json() for fault in bad.faults]})
        except (KeyError, ValueError, TypeError) as error:
            return plain(400, {"error": f"{type(error).__name__}: {error}"})
        return plain(200, content) if content is not None else plain(404, _NOWHERE)

    def _routed(self, method: str, path: list[str], data: dict[str, Any]) -> dict[str, Any] | None:
        match method, path:
            case "GET", ["counts"]:
                return {code: self._counts(service) for code, service in self._services.items()}
            case "GET", ["truth"]:
                return {code: truth(service.party) for code, service in self._services.items()}
            case "GET", ["transfers"]:
                return {"transfers": [asdict(transfer) for transfer in self._transfers.every.values()]}
            case "POST", ["day"]:
                return self._set_day(data.get("day"))
            case "POST", ["courts"]:
                return self.trust(data["code"], data["public_key"])
            case _, [code, what] if code in self._services or code == EVERY:
                services = list(self._services.values()) if code == EVERY else [self._services[code]]
                return self._of_agency(method, what, services, data)
        return None

    def _of_agency(
        self, method: str, what: str, services: list[Service], data: dict[str, Any]
    ) -> dict[str, Any] | None:
        party = services[0].party
        match method, what:
            case "GET", "behaviour":
                return dict(party.behaviour.as_json())
            case "POST", "behaviour":
                for service in services:
                    service.party.behaviour = service.party.behaviour.changed(data)
                return dict(party.behaviour.as_json())
            case "GET", "truth":
                return truth(party)
            case "POST", "arrivals":
                asset = party.arrive(data["asset"], data["amount"])
                return {"asset": data["asset"], "balance": asset.balance, "held": asset.held}
            case "POST", "deaths":
                return {"known": party.die(_subject(data["subject"]))}
            case "POST", "people":
                died_on = date.fromisoformat(data["died_on"]) if data.get("died_on") else None
                person = party.add_person(_subject(data["subject"]), _holdings(data["holdings"]), died_on=died_on)
                return {"assets": person.assets}
        return None

    def trust(self, court: str, public_key: str) -> dict[str, Any]:
        """Take orders from a court from now on. Raises `BadInput`."""
        self._keys.add(court, public_key)
        self._store.save([Row("court", "", court, public_key)])
        return {"code": court}

    def _set_day(self, day: str | None) -> dict[str, Any]:
        self._clock.day = date.fromisoformat(day) if day else None
        self._store.save([Row("day", "", "", day or "")])
        for service in self._services.values():
            service.party.new_day()
        return {"day": self._clock.now().date().isoformat()}

    def _counts(self, service: Service) -> dict[str, Any]:
        return {"calls": service.calls, **service.party.counts}


def truth(party: Counterparty) -> dict[str, Any]:
    """Every thing of an agency with its figures (fen) and every control on it."""
    return {"assets": {reference: _asset(asset) for reference, asset in party.books.assets.items()}}


def _asset(asset: Asset) -> dict[str, Any]:
    return {
        "number": asset.subject.id_number,
        "name": asset.subject.name,
        "kind": str(asset.holding.kind),
        "earmark": str(asset.holding.earmark),
        "opening": _opening(asset),
        "arrived": asset.arrived,
        "moved": asset.moved,
        "deducted": asset.deducted,
        "balance": asset.balance,
        "held": asset.held,
        "controls": [
            {
                "reference": control.reference,
                "court": control.owner or control.court,
                "case_number": control.case_number,
                "order_key": control.order_key,
                "state": str(control.state),
                "rank": None if control.state is State.ENDED else asset.rank(control),
                "held": control.held,
                "ceiling": control.ceiling,
                "until": control.until.isoformat() if control.until else None,
            }
            for control in asset.queue
        ],
    }


def _opening(asset: Asset) -> int | None:
    return asset.holding.value if asset.holding.balance is None and asset.by_amount else asset.holding.balance


def _subject(data: dict[str, Any]) -> Subject:
    return Subject(data["name"], IdKind(data["id_kind"]), data["id_number"])


def _holdings(data: Iterable[Any]) -> tuple[Holding, ...]:
    """Holdings in the form of the exchange. Raises `BadInput`."""
    told = {
        "order_key": "GIVEN",
        "answer_id": "GIVEN",
        "act": "query",
        "outcome": "nothing",
        "answered_at": "2000-01-01T00:00:00Z",
        "holdings": list(data),
    }
    return codec.decode_answer(wire.write(told)).holdings


def _object(raw: bytes) -> dict[str, Any]:
    found = wire.parse(raw or b"{}")
    if not isinstance(found, dict):
        raise BadInput(Fault("json.broken", "应为 JSON 对象"))
    return found


def plain(status: int, content: dict[str, Any]) -> Response:
    """An unsigned answer in JSON, marked as simulated."""
    body = json.dumps({**content, "simulation": True, "notice": SIMULATED}, ensure_ascii=False).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8", "X-Simulation": "true"})
