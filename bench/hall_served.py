"""The hall for `bench.hall`: the program's own server; with BENCH_RIVAL, each bid in a transaction of its own."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
django.setup()

from duixian.config.wiring import hall_public_key, hall_sign  # noqa: E402
from duixian.faces.hall import engine  # noqa: E402
from duixian.faces.hall.server import HallServer  # noqa: E402

if os.environ.get("BENCH_RIVAL"):
    engine.LARGEST_GATHERING = 1  # type: ignore[misc]

application = HallServer(sign=hall_sign, public_key=hall_public_key(), tick=lambda: None)
