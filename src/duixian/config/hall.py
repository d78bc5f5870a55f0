"""The ASGI application of the bidding hall."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
django.setup()

from django.conf import settings  # noqa: E402

from duixian.config.wiring import hall_public_key, hall_sign  # noqa: E402
from duixian.faces.hall.origins import Origins  # noqa: E402
from duixian.faces.hall.server import HallServer  # noqa: E402
from duixian.faces.hall.timekeeper import tick  # noqa: E402

application = HallServer(
    sign=hall_sign,
    public_key=hall_public_key(),
    tick=lambda: tick(sign=hall_sign),
    origins=Origins(settings.HALL_ORIGINS),
)
