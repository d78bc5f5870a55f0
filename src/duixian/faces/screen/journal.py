"""What was asked, by whom, for what, and what was answered: written down before the answer leaves."""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol


class Journal(Protocol):
    """Keeps calls. A call that cannot be kept is not answered."""

    async def write(self, line: Mapping[str, Any]) -> None:
        """Come back when the line is kept. Raises `OSError` when it is not."""

    async def close(self) -> None:
        """Nothing more is written."""


def as_text(line: Mapping[str, Any]) -> bytes:
    """A line as it is written."""
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


class FileJournal:
    """One JSON object a line, appended and brought to the disk. Calls that come while the disk is busy go together."""

    def __init__(self, file: Path) -> None:
        self._handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        self._good = os.fstat(self._handle).st_size
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._waiting: list[tuple[Mapping[str, Any], asyncio.Future[None]]] = []
        self._busy: asyncio.Task[None] | None = None

    async def write(self, line: Mapping[str, Any]) -> None:
        """See `Journal`."""
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[None] = loop.create_future()
        self._waiting.append((line, kept))
        if self._busy is None:
            self._busy = loop.create_task(self._flush())
        await kept

    async def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            taken, self._waiting = self._waiting, []
            try:
                await loop.run_in_executor(self._disk, self._keep, [line for line, _ in taken])
            except OSError as trouble:
                for _, kept in taken:
                    if not kept.done():
                        kept.set_exception(trouble)
            else:
                for _, kept in taken:
                    if not kept.done():
                        kept.set_result(None)
        self._busy = None

    def _keep(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """All of them or none: what a full disk cut short is taken off again before the next."""
        text = b"".join(self._line(line) for line in lines)
        if os.fstat(self._handle).st_size != self._good:
            os.ftruncate(self._handle, self._good)
        left = text
        while left:
            left = left[os.write(self._handle, left) :]
        os.fdatasync(self._handle) if hasattr(os, "fdatasync") else os.fsync(self._handle)
        self._good += len(text)

    def _line(self, line: Mapping[str, Any]) -> bytes:
        return as_text(line) + b"\n"

    async def close(self) -> None:
        """See `Journal`."""
        while self._busy is not None:
            await self._busy
        self._disk.shutdown()
        os.close(self._handle)
