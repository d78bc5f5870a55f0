"""The screening server as granian serves it. Settings are files: it can stand on a machine without the database.

DUIXIAN_SCREEN_LIST      folder of the list (`analytics.screening.snapshot.build`)
DUIXIAN_SCREEN_KEYS      JSON: {"sha-256 of a key": {"name": "…", "purposes": ["…"], "daily": 100000}}
DUIXIAN_SCREEN_JOURNAL   file to which calls are appended
DUIXIAN_SCREEN_FILES     folder for files handed in
"""

import json
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from duixian.analytics.screening.index import Index
from duixian.analytics.screening.snapshot import Snapshot
from duixian.faces.screen.gate import Admission, KeyedGate
from duixian.faces.screen.journal import FileJournal
from duixian.faces.screen.server import ScreenServer

_ZONE = ZoneInfo("Asia/Shanghai")


def _gate(file: Path) -> KeyedGate:
    held = json.loads(file.read_text(encoding="utf-8"))
    return KeyedGate(
        {key: Admission(who["name"], frozenset(who["purposes"]), int(who["daily"])) for key, who in held.items()}
    )


application = ScreenServer(
    Index(Snapshot.open(Path(os.environ["DUIXIAN_SCREEN_LIST"]))),
    gate=_gate(Path(os.environ["DUIXIAN_SCREEN_KEYS"])),
    journal=lambda: FileJournal(Path(os.environ["DUIXIAN_SCREEN_JOURNAL"])),
    clock=lambda: datetime.now(_ZONE),
    folder=Path(os.environ["DUIXIAN_SCREEN_FILES"]),
)
