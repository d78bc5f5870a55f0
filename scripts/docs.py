"""Write the pages of docs/ that are made from the program; with --check only say which of them have drifted."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from pages import (
    auction_log,
    coercion,
    commands,
    control,
    disposal,
    distribution,
    fees,
    interest,
    json_output,
    limits,
    overview,
    procedures,
    rates,
)

DOCS = Path(__file__).parents[1] / "docs"

PAGES: Mapping[str, Callable[[], str]] = {
    "law/README.md": overview.write,
    "law/interest.md": interest.write,
    "law/rates.md": rates.write,
    "law/fees.md": fees.write,
    "law/limits.md": limits.write,
    "law/distribution.md": distribution.write,
    "law/control.md": control.write,
    "law/disposal.md": disposal.write,
    "law/coercion.md": coercion.write,
    "law/procedures.md": procedures.write,
    "reference/commands.md": commands.write,
    "reference/json-output.md": json_output.write,
    "reference/examples/auction.jsonl": auction_log.lines,
    "reference/examples/auction.pub": auction_log.public_key,
}


def drifted() -> list[str]:
    """The pages whose file is missing or says something else than the program."""
    return [name for name, write in PAGES.items() if _there(name) != write()]


def _there(name: str) -> str | None:
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def main() -> int:
    """Exit status 1 when --check finds a page that has drifted."""
    changed = drifted()
    for name in changed:
        if "--check" in sys.argv[1:]:
            print(f"docs/{name} 与程序不一致，请运行 make docs")
        else:
            (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
            (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
            print(f"docs/{name}")
    return int(bool(changed) and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
