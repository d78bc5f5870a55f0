"""A platform reached through a shared folder: packages out, daily files in.

outgoing/  court to platform: <round>.publish.json, .xlsx for people, .sig; <round>.withdraw.json, .sig
results/   platform to court: <platform>.<day>.<suffix>

A file appears whole or not at all. What went out is never overwritten.
"""

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from duixian.base.faults import Fault
from duixian.connectors.banks.drop import put
from duixian.connectors.platforms.packages import Sign, to_json, to_sheet, withdrawal_json
from duixian.ports.banks import Exchange
from duixian.ports.platforms import PlatformRefused, PlatformUnreachable, Publication, RawFile, Withdrawal

OUTGOING, RESULTS = "outgoing", "results"
_SAFE: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")


class FolderPlatform:
    """The platform `code` behind a folder. `sign` makes the court's signature; `record` is given every file that went
    out or was read, to be kept."""

    def __init__(
        self, root: Path, code: str, *, sign: Sign, record: Callable[[Exchange], None] = lambda exchange: None
    ) -> None:
        self._root = root
        self._code = code
        self._sign = sign
        self._record = record
        for name in (OUTGOING, RESULTS):
            (root / name).mkdir(parents=True, exist_ok=True)

    def publish(self, publication: Publication) -> None:
        """Leave the package. See `ports.platforms.Platform.publish`."""
        self._leave("publish", publication.round_ref, publication.platform, to_json(publication))
        try:
            sheet = self._root / OUTGOING / f"{publication.round_ref}.publish.xlsx"
            if not sheet.exists():
                put(sheet, to_sheet(publication))
        except OSError as error:
            raise PlatformUnreachable(str(error)) from error

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Leave the withdrawal. See `ports.platforms.Platform.withdraw`."""
        self._leave("withdraw", withdrawal.round_ref, withdrawal.platform, withdrawal_json(withdrawal))

    def result_files(self, *, known: Collection[str] = ()) -> tuple[RawFile, ...]:
        """The files there that are not known, by name. See `ports.platforms.Platform.result_files`."""
        try:
            paths = sorted(self._root.joinpath(RESULTS).glob(f"{self._code}.*"), key=lambda path: path.name)
            found = tuple(RawFile(path.name, path.read_bytes()) for path in paths if path.name not in known)
        except OSError as error:
            raise PlatformUnreachable(str(error)) from error
        for file in found:
            self._record(Exchange.of("results", file.name, attempt=1, request=b"", reply=file.data))
        return found

    def _leave(self, act: str, reference: str, platform: str, body: bytes) -> None:
        if platform != self._code or not _SAFE.fullmatch(reference):
            raise PlatformRefused(
                Fault(
                    "platform.not_here",
                    "拍卖编号或者平台不符，不能发布到 {code}",
                    "编号只能含字母、数字、- 和 _",
                    field="法院编号",
                    value=reference,
                    data={"code": self._code},
                )
            )
        path = self._root / OUTGOING / f"{reference}.{act}.json"
        try:
            if path.exists():
                before = path.read_bytes()
            else:
                put(path.with_suffix(".sig"), self._sign(body).hex().encode())
                put(path, body)  # last: whoever sees the body finds its signature beside it
                before = body
        except OSError as error:
            raise PlatformUnreachable(str(error)) from error
        if act == "publish" and before != body:
            raise PlatformRefused(reused(reference))
        self._record(Exchange.of(act, reference, attempt=1, request=body))


def reused(reference: str) -> Fault:
    """The fault of a reference that was used for other terms."""
    return Fault(
        "platform.reused",
        "该编号已发布过另一内容",
        "请以新的编号发布",
        field="法院编号",
        value=reference,
    )
