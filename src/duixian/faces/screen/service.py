"""The screening server on a court's database, put together: who may ask, what stands, what is kept."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from duixian.analytics.screening.index import Index
from duixian.connectors.exchange.signing import Signer
from duixian.faces.screen.chain import ChainedJournal
from duixian.faces.screen.desk import Desk
from duixian.faces.screen.epochs import Epochs
from duixian.faces.screen.form import Form
from duixian.faces.screen.keyring import REFRESH_SECONDS, Keyring
from duixian.faces.screen.ranges import Ranges
from duixian.faces.screen.server import ScreenServer
from duixian.faces.screen.shipping import SHIP_SECONDS, Shipper
from duixian.faces.screen.standing import Standing
from duixian.faces.screen.wire import Receive, Scope, Send


class Service:
    """One process of screening on the database. `folder`: its list, its journal and files handed in.

    `signer` signs bundles; asked for when the first is made.

    The list is read when the server starts, not before: the database may come up later than this module.
    """

    def __init__(
        self, folder: Path, *, clock: Callable[[], datetime], secret: bytes, signer: Callable[[], Signer] | None = None
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._secret = secret
        self._signer = signer
        self._server: ScreenServer | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self.server())(scope, receive, send)

    async def server(self) -> ScreenServer:
        """The server; its list is read the first time."""
        if self._server is None:
            self._server = await self._made()
        return self._server

    async def _made(self) -> ScreenServer:
        standing = Standing()
        on = self._clock().date()
        index = Index(await asyncio.to_thread(standing.list_in, self._folder / "list", on=on))
        keyring, shipper = Keyring(self._clock), Shipper(self._folder / "journal")
        epochs = Epochs(self._secret)
        desk = Desk(
            gate=keyring, shipper=shipper, clock=self._clock, epochs=epochs, ranges=Ranges(index, epochs),
            signer=self._signer,
        )  # fmt: skip
        form = Form()
        server = ScreenServer(
            index,
            gate=keyring,
            journal=lambda: ChainedJournal(self._folder / "journal"),
            clock=self._clock,
            folder=self._folder / "files",
            feed=standing,
            exempt=standing.exempt,
            secret=self._secret,
            chores=((REFRESH_SECONDS, keyring.refresh), (SHIP_SECONDS, shipper.ship)),
            branches=(desk, form),
        )
        desk.keep = server.keep
        form.server = server
        return server
