"""The typst compiler behind one function: a template's name and facts in, the bytes of a PDF or of page pictures out.

Facts travel as JSON in `sys.inputs` and are shown as strings, so nothing a party is called can become markup. Only the
fonts in this package are used; equal input gives equal bytes, since the time in the file is the one passed in.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from duixian.base.faults import BadInput, Fault
from duixian.connectors.typesetting.theme import Theme

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATES = HERE / "templates"

_CHINA = timedelta(hours=8)


def pdf(template: str, facts: Mapping[str, Any], *, theme: Theme, dated: date) -> bytes:
    """A PDF/A-2b of one template. `dated` becomes the creation time (midnight in China), never the clock.

    Raises `BadInput` (`glyph.missing`, `text.control`) when a fact holds a character that cannot be printed.
    """
    return cast(bytes, _compile(template, facts, theme=theme, dated=dated, format="pdf", pdf_standards="a-2b"))


def pictures(template: str, facts: Mapping[str, Any], *, theme: Theme, dated: date, ppi: float = 110) -> list[bytes]:
    """The same pages as PNG, one per page."""
    made = _compile(template, facts, theme=theme, dated=dated, format="png", ppi=ppi)
    return cast(list[bytes], made if isinstance(made, list) else [made])


def unprintable(text: str) -> list[str]:
    """The characters of a text for which no shipped font has a glyph, in order of appearance, each once."""
    starts, ends = _coverage()
    missing = []
    for character in dict.fromkeys(text):
        place = bisect_right(starts, ord(character)) - 1
        if place < 0 or ord(character) > ends[place]:
            missing.append(character)
    return missing


def _compile(template: str, facts: Mapping[str, Any], *, theme: Theme, dated: date, **how: Any) -> Any:
    _refuse_unprintable(facts)
    midnight = datetime(dated.year, dated.month, dated.day, tzinfo=UTC) - _CHINA
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False), "theme": json.dumps(theme.as_data())},
        timestamp=midnight,
        **how,
    )


def _refuse_unprintable(facts: Mapping[str, Any]) -> None:
    faults = []
    for field, text in _strings(facts, ""):
        if any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in text):
            faults.append(
                Fault(
                    "text.control",
                    "含有换行或控制字符",
                    "请删去后重试",
                    field=field,
                    value=text.encode("unicode_escape").decode(),
                )
            )
        elif missing := unprintable(text):
            faults.append(
                Fault(
                    "glyph.missing",
                    "字库中没有“{characters}”，印出来会成为空白",
                    "请核对该字；确有其字的，请更新字库（scripts/fonts.py）",
                    field=field,
                    value=text,
                    data={"characters": "".join(missing)},
                )
            )
    if faults:
        raise BadInput.of(faults)


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every string in the facts with its path; the QR picture is ours and is not text."""
    if isinstance(value, str):
        if not path.endswith("svg"):
            yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, start=1):
            yield from _strings(inner, f"{path}[{number}]")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _coverage() -> tuple[list[int], list[int]]:
    ranges = [line.split("-") for line in (FONTS / "coverage.txt").read_text(encoding="ascii").split()]
    return [int(first, 16) for first, _ in ranges], [int(last, 16) for _, last in ranges]
