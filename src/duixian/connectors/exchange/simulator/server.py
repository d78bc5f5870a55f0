"""Many simulated agencies behind one address: /{code}/exchange/v1/… for courts, /admin/… for the same machine.

GET /health says that the server is up. What else there is: `service` (the exchange) and `admin` (the side door).
"""

import asyncio
import contextlib
import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from duixian.connectors.exchange.signing import KeyRing
from duixian.connectors.exchange.simulator.admin import Admin, plain
from duixian.connectors.exchange.simulator.behaviour import Behaviour
from duixian.connectors.exchange.simulator.books import World
from duixian.connectors.exchange.simulator.clock import Clock
from duixian.connectors.exchange.simulator.counterparty import Counterparty
from duixian.connectors.exchange.simulator.http import Line
from duixian.connectors.exchange.simulator.service import Request, Response, Service, signer_of
from duixian.connectors.exchange.simulator.store import Store
from duixian.connectors.exchange.simulator.transfers import Transfers

WORLDS: Final = "duixian.worlds.holdings"
"""Where a world comes from unless told otherwise: a module with `open_world(seed=…, text=…)`, named and not imported:
adapters know no synthetic worlds, and this simulator takes any."""

BEIJING: Final = timezone(timedelta(hours=8))
DELAYS: Final[Mapping[str, int]] = {"prompt": 15, "ordinary": 80, "slow": 600}
"""Median milliseconds by the delay class that a world gives an agency, where delays are asked for."""

_TICK: Final = 0.05
_log = logging.getLogger(__name__)


def open_world(*, seed: int, file: Path | None = None, module: str = WORLDS) -> World:
    """The world of a seed or of a file, made by a module named at start."""
    world: World = import_module(module).open_world(seed=seed, text=file.read_text("utf-8") if file else "")
    return world


class Agencies:
    """Every agency of a world, or those of `only`; remembers in `data`, if given. `courts`: public keys by code."""

    def __init__(
        self,
        world: World,
        *,
        only: Collection[str] = (),
        data: Path | None = None,
        courts: Mapping[str, str] | None = None,
        bank: str = "",
        delays: bool = False,
    ) -> None:
        self.clock = Clock(lambda: datetime.now(BEIJING))
        self._store = Store(data)
        self._transfers = Transfers(self._store, bank=bank)
        keys = KeyRing()
        self.services: dict[str, Service] = {}
        for agency in world.agencies:
            if only and agency.code not in only:
                continue
            party = Counterparty(agency, world, clock=self.clock, store=self._store, transfers=self._transfers)
            signer = signer_of(agency.code, seed=world.seed)
            self.services[agency.code] = Service(party, signer=signer, keys=keys, real=self.clock.real)
            party.acts.behaviour = Behaviour(slow_ms=DELAYS[agency.delay] if delays else 0, seed=world.seed)
            party.restore()
        self.admin = Admin(self.services, keys=keys, clock=self.clock, store=self._store, transfers=self._transfers)
        self.admin.restore()
        for court, key in (courts or {}).items():
            self.admin.trust(court, key)

    def answer(self, request: Request) -> Response:
        """Hand a request to the agency it is for."""
        code, slash, rest = request.path.removeprefix("/").partition("/")
        if code == "admin":
            return self.admin.answer(request)
        if code == "health":
            return plain(200, {"state": "up", "agencies": len(self.services)})
        service = self.services.get(unquote(code))
        if service is None or not slash:
            return plain(404, {"error": "没有该机构"})
        try:
            return service.answer(Request(request.method, f"/{rest}", request.headers, request.body, request.local))
        except Exception:
            _log.exception("a simulated agency could not answer %s %s", request.method, request.path)
            return plain(500, {"error": "模拟机构内部错误"})

    async def serve(self, host: str, port: int) -> asyncio.Server:
        """Listen; `port` 0 takes a free one."""
        return await asyncio.get_running_loop().create_server(lambda: Line(self.answer), host, port, backlog=1024)

    async def work(self) -> None:
        """What happens by itself: put-off orders fall due, days end, money is sent. Until cancelled."""
        jobs = [asyncio.create_task(self._tick())]
        if self._transfers.bank:
            jobs.append(asyncio.create_task(self._transfers.send_all()))
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*jobs)

    async def _tick(self) -> None:
        today = None
        while True:
            for service in self.services.values():
                service.party.decide_due()
            if today != (today := self.clock.now().date()):
                for service in self.services.values():
                    service.party.new_day()
            await asyncio.sleep(_TICK)

    def close(self) -> None:
        """Close the file."""
        self._store.close()
