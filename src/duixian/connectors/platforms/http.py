"""A platform spoken to over HTTP: signed bodies out, daily files in (the protocol of `simulator.server`).

PUT /rounds/{ref}, POST /rounds/{ref}/withdrawal, GET /results → names, GET /results/{name} → the file.
"""

from collections.abc import Callable, Collection
from urllib.parse import quote

import httpx

from duixian.base.faults import Fault
from duixian.connectors.platforms.folder import reused
from duixian.connectors.platforms.packages import SIGNATURE, Sign, to_json, withdrawal_json
from duixian.ports.banks import Exchange
from duixian.ports.platforms import PlatformRefused, PlatformUnreachable, Publication, RawFile, Withdrawal


class HttpPlatform:
    """The platform behind an address. Never repeats a call by itself. `timeout` in seconds; `record` is given every
    exchange, to be kept."""

    def __init__(
        self,
        url: str,
        *,
        sign: Sign,
        timeout: float = 30.0,
        record: Callable[[Exchange], None] = lambda exchange: None,
    ) -> None:
        self._client = httpx.Client(base_url=url, timeout=timeout, trust_env=False)
        self._sign = sign
        self._record = record

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def publish(self, publication: Publication) -> None:
        """Send the package. See `ports.platforms.Platform.publish`."""
        path = f"/rounds/{quote(publication.round_ref, safe='')}"
        self._send("publish", publication.round_ref, "PUT", path, to_json(publication))

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Send the withdrawal. See `ports.platforms.Platform.withdraw`."""
        path = f"/rounds/{quote(withdrawal.round_ref, safe='')}/withdrawal"
        self._send("withdraw", withdrawal.round_ref, "POST", path, withdrawal_json(withdrawal))

    def result_files(self, *, known: Collection[str] = ()) -> tuple[RawFile, ...]:
        """Fetch what is new. See `ports.platforms.Platform.result_files`."""
        status, reply = self._call("results", "", "GET", "/results")
        if status != 200:
            raise PlatformUnreachable(f"results: HTTP {status}")
        return tuple(self._file(name) for name in reply.decode().split() if name not in known)

    def _file(self, name: str) -> RawFile:
        status, reply = self._call("results", name, "GET", f"/results/{quote(name, safe='')}")
        if status != 200:
            raise PlatformUnreachable(f"{name}: HTTP {status}")
        return RawFile(name, reply)

    def _send(self, act: str, reference: str, method: str, path: str, body: bytes) -> None:
        status, reply = self._call(act, reference, method, path, body)
        if status in (200, 201):
            return
        if status == 409:
            raise PlatformRefused(reused(reference))
        if 400 <= status < 500 and status != 429:
            raise PlatformRefused(
                Fault(
                    "platform.refused",
                    "平台未受理（{status}）：{said}",
                    "请按平台说明更正后重新发布",
                    field="法院编号",
                    value=reference,
                    data={"status": str(status), "said": reply.decode("utf-8", "replace")[:200]},
                )
            )
        raise PlatformUnreachable(f"{act} {reference}: HTTP {status}")

    def _call(self, act: str, key: str, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        headers = {SIGNATURE: self._sign(body).hex(), "Content-Type": "application/json"} if body else {}
        try:
            reply = self._client.request(method, path, content=body or None, headers=headers)
        except httpx.HTTPError as error:
            self._record(Exchange.of(act, key, attempt=1, request=body, error=repr(error)))
            raise PlatformUnreachable(f"{act} {key}: {error!r}") from error
        self._record(Exchange.of(act, key, attempt=1, request=body, reply=reply.content, status=reply.status_code))
        return reply.status_code, reply.content
