"""The glossary speaks of what exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_identifier_of_the_glossary_is_in_the_code() -> None:
    wanted = re.findall(
        r"`(\w+)`", "\n".join(line for line in (ROOT / "GLOSSARY.md").read_text().split("\n") if line.startswith("| "))
    )
    code = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))

    missing = [name for name in wanted if not re.search(rf"\b{name}\b", code)]

    assert len(wanted) > 40
    assert missing == []
