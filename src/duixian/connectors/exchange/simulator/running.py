"""Simulated agencies for tests and demos, started and stopped by a `with`, in a thread or as a process."""

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Self

import httpx

from duixian.base.money import Fen
from duixian.connectors.exchange.simulator.server import Agencies, open_world
from duixian.connectors.exchange.simulator.service import signer_of
from duixian.ports.agencies import Subject


class SimulatedAgencies:
    """A running server. `world`: a world as JSON text instead of `seed`; `courts`: public keys by code of the court;
    `process`: in a process of its own (it can be killed), else in a thread."""

    def __init__(
        self,
        *,
        seed: int = 1,
        world: str = "",
        counterparties: Collection[str] = (),
        courts: Mapping[str, str] | None = None,
        court_bank: str = "",
        data: Path | None = None,
        delays: bool = False,
        process: bool = False,
    ) -> None:
        self.seed = json.loads(world)["seed"] if world else seed
        self._files = tempfile.TemporaryDirectory(prefix="dx-agencies-")
        folder = Path(self._files.name)
        self._world = folder / "world.json" if world else None
        if self._world:
            self._world.write_text(world, "utf-8")
        (folder / "courts.json").write_text(json.dumps(dict(courts or {})), "utf-8")
        self._only, self._bank, self._data, self._delays = tuple(counterparties), court_bank, data, delays
        self._in_process = process
        self._process: subprocess.Popen[str] | None = None
        self._stop: Any = None
        self.url = ""

    def __enter__(self) -> Self:
        if self._in_process:
            self._start_process()
        else:
            self._start_thread()
        self.http = httpx.Client(base_url=self.url, timeout=30, trust_env=False)
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        if self._process:
            self._process.terminate()
            self._process.wait()
        elif self._stop:
            self._stop()
        self._files.cleanup()

    # ----------------------------------------------------------------------------------------------------------- where

    def url_of(self, code: str) -> str:
        """The base address of one agency."""
        return f"{self.url}/{code}"

    def key_of(self, code: str) -> str:
        """The public key of one agency, as a court would be given it on paper."""
        return signer_of(code, seed=self.seed).public_key

    # ------------------------------------------------------------------------------------------------------ side door

    def behave(self, code: str, **switches: int | bool | str) -> None:
        """Change how one agency behaves (`all`: every one). See `behaviour.Behaviour`."""
        self._post(f"/admin/{code}/behaviour", switches)

    def truth(self, code: str = "") -> dict[str, Any]:
        """Every account and control as it is, of one agency or of all by code; fen."""
        found = self._get(f"/admin/{code}/truth" if code else "/admin/truth")
        return {name: value for name, value in found.items() if name not in ("simulation", "notice")}

    def assets(self, code: str) -> dict[str, dict[str, Any]]:
        """The things of one agency by reference, as `truth` tells them."""
        assets: dict[str, dict[str, Any]] = self.truth(code)["assets"]
        return assets

    def counts(self, code: str) -> dict[str, int]:
        """How often what happened at one agency."""
        found: dict[str, int] = self._get("/admin/counts")[code]
        return found

    def transfers(self) -> list[dict[str, Any]]:
        """Deducted money; `sent` once the court's bank has it."""
        found: list[dict[str, Any]] = self._get("/admin/transfers")["transfers"]
        return found

    def set_day(self, day: date | None) -> None:
        """Make it another day for all agencies."""
        self._post("/admin/day", {"day": day.isoformat() if day else None})

    def trust(self, court: str, public_key: str) -> None:
        """Take orders from a court."""
        self._post("/admin/courts", {"code": court, "public_key": public_key})

    def add_person(
        self, code: str, subject: Subject, holdings: list[dict[str, Any]], *, died_on: date | None = None
    ) -> None:
        """Let one agency know a person with holdings in the form of the exchange."""
        died = died_on.isoformat() if died_on else None
        self._post(f"/admin/{code}/people", {"subject": _named(subject), "holdings": holdings, "died_on": died})

    def arrive(self, code: str, asset: str, amount: Fen) -> None:
        """Money comes onto an account."""
        self._post(f"/admin/{code}/arrivals", {"asset": asset, "amount": amount})

    def die(self, code: str, subject: Subject) -> None:
        """One register learns of a death."""
        self._post(f"/admin/{code}/deaths", {"subject": _named(subject)})

    def kill(self) -> None:
        """SIGKILL, and start again on the same books. Only of a process with `data`."""
        if self._process is None or self._data is None:
            raise RuntimeError("only a process with books of its own can be killed and come back")
        self._process.kill()
        self._process.wait()
        self._start_process(port=int(self.url.rsplit(":", 1)[1]))

    # --------------------------------------------------------------------------------------------------------- starting

    def _start_process(self, port: int = 0) -> None:
        command = [sys.executable, "-m", "duixian.connectors.exchange.simulator", "--port", str(port)]
        command += ["--seed", str(self.seed), "--courts", str(Path(self._files.name) / "courts.json")]
        command += ["--only", ",".join(self._only), "--court-bank", self._bank]
        command += ["--world", str(self._world)] if self._world else []
        command += ["--data", str(self._data)] if self._data else []
        command += ["--delays"] if self._delays else []
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if "http://" not in line:
            raise RuntimeError("the simulated agencies did not start")
        self.url = line.split()[-1]

    def _start_thread(self) -> None:
        agencies = Agencies(
            open_world(seed=self.seed, file=self._world),
            only=self._only,
            data=self._data,
            courts=json.loads((Path(self._files.name) / "courts.json").read_text("utf-8")),
            bank=self._bank,
            delays=self._delays,
        )
        ready = threading.Event()
        state: dict[str, Any] = {}

        async def run() -> None:
            server = await agencies.serve("127.0.0.1", 0)
            stop = asyncio.Event()
            work = asyncio.create_task(agencies.work())
            state.update(port=server.sockets[0].getsockname()[1], loop=asyncio.get_running_loop(), stop=stop)
            ready.set()
            await stop.wait()
            work.cancel()
            server.close()

        thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        thread.start()
        if not ready.wait(30):
            raise RuntimeError("the simulated agencies did not start")
        self.url = f"http://127.0.0.1:{state['port']}"

        def stop() -> None:
            state["loop"].call_soon_threadsafe(state["stop"].set)
            thread.join(10)
            agencies.close()

        self._stop = stop

    def _get(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get(path).raise_for_status().json()
        return found

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.http.post(path, json=body).raise_for_status().json()
        return found


def _named(subject: Subject) -> dict[str, str]:
    return {"name": subject.name, "id_kind": str(subject.id_kind), "id_number": subject.id_number}
