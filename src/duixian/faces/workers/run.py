"""Running a worker: one process, a few jobs at a time, until it is told to stop."""

import os

HEARTBEAT_SECONDS = float(os.environ.get("DUIXIAN_WORKER_HEARTBEAT", "5"))
STALLED_AFTER_SECONDS = HEARTBEAT_SECONDS * 4
"""A worker silent for so long is dead, and its jobs are given to another."""


def run(*, concurrency: int = 4) -> None:
    """Work until SIGTERM or SIGINT. Django must have been set up."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(
            concurrency=concurrency,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_AFTER_SECONDS,
        )
