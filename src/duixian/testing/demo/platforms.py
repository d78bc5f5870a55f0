"""Where the demo court sells: its own hall, and the five simulated platforms."""

from typing import Final

from duixian.connectors.platforms.dialects import DIALECTS
from duixian.domain.disposal.models import Platform

HALL: Final = "hall"


def enter_platforms() -> Platform:
    """Enter those that are missing; the hall."""
    for code in DIALECTS:
        Platform.objects.get_or_create(
            code=code,
            defaults={"name": code, "listed": "最高人民法院名单库（演示）", "simulated": True},
        )
    hall, _ = Platform.objects.get_or_create(code=HALL, defaults={"name": "本院竞价大厅", "own": True})
    return hall
