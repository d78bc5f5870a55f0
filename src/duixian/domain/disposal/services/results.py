"""Daily files of outside platforms: each kept once, with what could not be used of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import Platform, ResultFile
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def imported(*, court_id: int, platform: Platform, sha256: str) -> ResultFile | None:
    """The file, if it was imported before."""
    return ResultFile.objects.filter(court_id=court_id, platform=platform, sha256=sha256).first()


def keep(
    *,
    acting: Acting,
    platform: Platform,
    name: str,
    sha256: str,
    rows: int,
    used: int,
    known: int,
    faults: Sequence[Mapping[str, Any]],
    now: datetime,
) -> ResultFile:
    """Keep what became of a file."""
    require(acting, "disposal.import")
    trail.take_turn(acting.court_id)
    kept = ResultFile.objects.create(
        court_id=acting.court_id,
        platform=platform,
        name=name[:200],
        sha256=sha256,
        rows=rows,
        used=used,
        known=known,
        faults=list(faults),
        imported_at=now,
        imported_by=acting.code,
    )
    trail.record(
        acting=acting,
        act="disposal.import",
        now=now,
        payload={"platform": platform.code, "sha256": sha256, "rows": rows, "used": used, "faults": len(faults)},
    )
    return kept
