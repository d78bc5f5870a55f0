"""Running a worker: one process, a few jobs at a time, until it is told to stop."""

import asyncio
import contextlib
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procrastinate import App

HEARTBEAT_SECONDS = float(os.environ.get("DUIXIAN_WORKER_HEARTBEAT", "5"))
STALLED_AFTER_SECONDS = HEARTBEAT_SECONDS * 4
"""A worker silent for so long is dead, and its jobs are given to another."""


STOPPING = "stopping"
"""Under this name a job finds the event that is set once the worker has been told to stop: a long job ends early."""


def run(*, concurrency: int = 4) -> None:
    """Work until SIGTERM or SIGINT. Django must have been set up."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        asyncio.run(_work(worker, concurrency))


async def _work(worker: "App", concurrency: int) -> None:
    stopping = asyncio.Event()
    async with worker.open_async():
        working = asyncio.create_task(
            worker.run_worker_async(
                concurrency=concurrency,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
                additional_context={STOPPING: stopping},
                install_signal_handlers=False,
            )
        )

        def stop() -> None:
            stopping.set()
            working.cancel()  # procrastinate takes no new jobs then, and waits for those it has

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        with contextlib.suppress(asyncio.CancelledError):
            await working
