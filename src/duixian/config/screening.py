"""The screening server of a court, as granian serves it: agencies, list and publication log are those of the database.

Its files lie in `screen` of the data folder: the list it starts from, the journal of calls, files handed in.
"""

import os
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from duixian.config.wiring import EXCHANGE_KEY, exchange_signer, screening_secret  # noqa: E402
from duixian.faces.screen.service import Service  # noqa: E402


def _clock() -> datetime:
    return timezone.localtime()


application = Service(
    settings.HOME / "screen",
    clock=_clock,
    secret=screening_secret(),
    signer=exchange_signer if EXCHANGE_KEY else None,
)
