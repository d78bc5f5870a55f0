"""The one agency that a demo court lets screen, and its key, kept in a file so that every start can print it."""

import os
from datetime import datetime
from pathlib import Path

from duixian.worlds.courts import FLAGSHIP

CODE = "DEMOBANK"
NAME = "合成省演示银行"
PURPOSES = ("lending", "procurement", "tendering", "transport", "lodging")
_FILE = "screening.key"


def demo_key(folder: Path, *, now: datetime) -> str:
    """The key of the demo's agency; the agency is entered, and a key made, where there is none that opens anything.

    `folder`: the keys of the demo court. The database must be open (`Home.open`).
    """
    from duixian.domain.courts import scope
    from duixian.domain.courts.models import Court, Officer, Role
    from duixian.domain.lists.selectors import screening as reads
    from duixian.domain.lists.services import screening

    file = folder / _FILE
    if file.exists():
        kept = file.read_text(encoding="ascii").strip()
        if reads.living_keys(now=now).filter(sha256=screening.digest_of(kept)).exists():
            return kept
    court_id = Court.objects.get(code=FLAGSHIP).pk
    with scope.of_court(court_id):
        admin = Officer.objects.filter(court_id=court_id, roles__contains=[Role.ADMIN]).order_by("pk")[0].acting()
        agency = screening.enter(
            acting=admin, code=CODE, name=NAME, purposes=PURPOSES, daily_quota=100_000, minute_quota=600, now=now
        )
        _, key = screening.issue_key(acting=admin, agency=agency, name="演示", days=365, now=now)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(key)
    return key
