"""A court with listed people and an agency with a key, on a database of its own, and its screening server."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from courthouse import CourtHouse, found, staff
from listed import CLAIM, DAY, Lists

from duixian.connectors.exchange.signing import Signer
from duixian.domain.courts import scope
from duixian.domain.courts.models import Role
from duixian.domain.lists.models import ConsumptionLimit, Listing, ScreeningAgency
from duixian.domain.lists.services import screening
from duixian.faces.screen.service import Service

SIGNER = Signer.generate("DUIXIAN")


class ScreeningCourt:
    """Two people: one on the list of the dishonest and limited, and what an agency may ask about them."""

    def __init__(self, folder: Path) -> None:
        self.house: CourtHouse = found("苏0804", "淮安市淮阴区人民法院")
        self.folder = folder
        with self.scope():
            self.lists = Lists(self.house)
            self.case = self.lists.case()
            self.listing: Listing = self.lists.listed(self.case)
            self.limit = ConsumptionLimit.objects.get(case=self.case)
            self.debtor = self.house.debtor(self.case)
            self.admin = staff(self.house.court, "screenadmin", Role.ADMIN)
            self.agency, self.key = self.enter_agency("BANK01", ["lending", "transport"])

    def scope(self) -> Any:
        return scope.of_court(self.house.court.pk)

    @property
    def now(self) -> datetime:
        return self.house.moment

    def enter_agency(self, code: str, purposes: list[str], **quota: int) -> tuple[ScreeningAgency, str]:
        agency = screening.enter(
            acting=self.admin, code=code, name=f"合成{code}", purposes=purposes, now=self.now,
            **({"daily_quota": 100, "minute_quota": 50} | quota),
        )  # fmt: skip
        _, key = screening.issue_key(acting=self.admin, agency=agency, name="柜面", days=30, now=self.now)
        return agency, key

    def asked(self, purpose: str = "lending", reference: str = "贷2026-1", **more: Any) -> dict[str, Any]:
        who = {
            "name": self.debtor.name, "kind": "natural",
            "numbers": [{"kind": "resident", "text": self.debtor.id_number}],
        }  # fmt: skip
        return {"purpose": purpose, "reference": reference, "who": who, **more}

    def serve(self, talk: "Callable[[Talk], Awaitable[Any]]") -> Any:
        """Start a server whose clock stands still, talk to it, stop it."""
        now = self.now

        async def run() -> Any:
            service = Service(self.folder, clock=lambda: now, secret=b"s" * 32, signer=lambda: SIGNER)
            server = await service.server()
            await server.start()
            try:
                return await talk(Talk(service, self.key))
            finally:
                await server.stop()

        return asyncio.run(run())


class Talk:
    """Talking to a server."""

    def __init__(self, app: Service, key: str) -> None:
        self.app = app
        self.key = key

    async def get(self, path: str, key: str | None = None) -> tuple[int, Any]:
        return await self._call("GET", path, b"", key)

    async def post(self, path: str, body: Any, key: str | None = None) -> tuple[int, Any]:
        return await self._call("POST", path, json.dumps(body).encode(), key)

    async def _call(self, method: str, path: str, body: bytes, key: str | None) -> tuple[int, Any]:
        path, _, query = path.partition("?")
        headers = {"authorization": f"Bearer {self.key if key is None else key}"}
        status, head, answer = await asgi(self.app, method, path, query, body, headers)
        return status, json.loads(answer) if head["content-type"].startswith("application/json") else answer

    async def until(self, seq: int) -> None:
        """Wait until the server has seen a line of the log; five seconds at most."""
        for _ in range(250):
            if (await self.get("/v1/health"))[1]["as_of"] >= seq:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"line {seq} was not seen within 5 seconds")


async def asgi(
    app: Any, method: str, path: str, query: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, dict[str, str], bytes]:
    told: list[Any] = []
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope_ = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": sent}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        told.append(message)

    await app(scope_, receive, send)
    head = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    return told[0]["status"], head, b"".join(message.get("body", b"") for message in told[1:])


def lift(court: ScreeningCourt) -> int:
    """The debtor pays everything, and the lists are reviewed as after every payment; the log's last line."""
    from duixian.domain.lists.selectors.publication import last_seq
    from duixian.flows.lists.review import review_case

    day = DAY + timedelta(days=1)
    with court.scope():
        court.lists.pay(court.case, CLAIM * 2, day)
        review_case(case_id=court.case.pk, on=day, now=court.lists.at(day))
        return last_seq()
