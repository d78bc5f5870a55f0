"""The characters of a name: what is left out, and which characters are one and the same to whoever writes them.

`FOLD` is the table for columns: an array of code points, 0 where a character is left out. `fold` is the same for one
name; a test holds them together. Tables: `fold.txt` (OpenCC, Apache-2.0, and variants.txt).
"""

import re
from importlib import resources
from typing import Final
from unicodedata import category, combining, normalize

import numpy as np
import numpy.typing as npt

DOTS: Final = "·•・･‧∙⋅᛫．.。｡﹒"
"""What stands between the parts of a name in other languages (买买提·艾力), as keyboards and printers give it."""
HYPHENS: Final = "-‐‑‒–—―－﹣_"
APOSTROPHES: Final = "'’‘ʼʻ`´＇ʹ"
OPENING: Final = "(（[［【〔「『﹙<《〈"
CLOSING: Final = ")）]］】〕」』﹚>》〉"
_LEFT_OUT: Final = DOTS + HYPHENS + APOSTROPHES + OPENING + CLOSING + ',，、;；:："“”„*＊/\\|?!&'
_CHANGING: Final = (
    (0x80, 0x250),
    (0x1E00, 0x2000),
    (0x2000, 0x3400),
    (0xA000, 0xAB70),
    (0xF900, 0x10000),
    (0x2F800, 0x2FA20),
)
"""Where compatibility forms and accents are."""
HIGHEST: Final = 0x110000


def _folded_forms() -> dict[int, int]:
    table = {}
    lines = resources.files("duixian.analytics.names").joinpath("fold.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            kept, forms = line.split("\t")
            table.update(dict.fromkeys(map(ord, forms), ord(kept)))
    return table


def _table() -> dict[int, int | None]:
    """Code point → code point, or None to leave out; only where something changes."""
    folded: dict[int, int | None] = {**_folded_forms()}
    for low, high in _CHANGING:
        for code in range(low, high):
            character = chr(code)
            if character.isspace() or category(character) in {"Cf", "Mn", "Zs"}:
                folded[code] = None
                continue
            plain = normalize("NFKC", character).upper()
            plain = "".join(c for c in normalize("NFD", plain) if not combining(c)) if plain < "\u3000" else plain
            if len(plain) == 1 and plain != character:
                folded[code] = folded.get(ord(plain), ord(plain))
    folded.update({ord(c): ord(c.upper()) for c in "abcdefghijklmnopqrstuvwxyz"})
    folded.update(dict.fromkeys(map(ord, _LEFT_OUT), None))
    folded.update(dict.fromkeys([*range(0x21), *range(0x7F, 0xA1), *range(0x300, 0x370)], None))
    folded.update({ord("ø"): ord("O"), ord("Ø"): ord("O"), ord("ł"): ord("L"), ord("Ł"): ord("L"), ord("ı"): ord("I")})
    return folded


_FOLD: Final = _table()
_PLAIN: Final = {code: None for code, kept in _FOLD.items() if kept is None}
_BRACKETED: Final = {
    **_FOLD,
    **dict.fromkeys(map(ord, OPENING), ord("(")),
    **dict.fromkeys(map(ord, CLOSING), ord(")")),
}
_PARTED: Final = {**_FOLD, **dict.fromkeys(map(ord, DOTS), ord("·"))}


def _column() -> npt.NDArray[np.uint32]:
    column = np.arange(HIGHEST, dtype=np.uint32)
    column[np.fromiter(_FOLD, dtype=np.int64)] = [kept or 0 for kept in _FOLD.values()]
    column.flags.writeable = False
    return column


FOLD: Final = _column()
"""Code point → code point after folding; 0: left out (spaces, dots, brackets, marks). 4.5 MB.

A name is folded on columns by `FOLD[codes]` and dropping zeros. It equals `fold` for every name whose compatibility
characters stand for one character each (all but the likes of ㈱ and ﬁ)."""


_HAN: Final = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\u3007\U00020000-\U0003ffff]+")


_USUAL: Final = re.compile("[\u4e00-\u9fffA-Z0-9]*")
_SETTLED: Final = re.compile(
    "[A-Z0-9" + "".join(chr(code) for code in range(0x4E00, 0xA000) if code not in _FOLD) + "]*"
)
"""Names that `plain` and `fold` leave as they are: most of them, told at once."""


def plain(name: str) -> str:
    """The name as filed under NAME: compatibility forms as usual ones, capitals, no spaces, dots or brackets."""
    return name if _USUAL.fullmatch(name) else normalize("NFKC", name).upper().translate(_PLAIN)


def fold(name: str) -> str:
    """The name as filed under FOLDED: `plain`, with traditional and variant characters as simplified ones."""
    return name if _SETTLED.fullmatch(name) else normalize("NFKC", name).translate(_FOLD)


def fold_bracketed(name: str) -> str:
    """`fold`, with the brackets left in, all as ( and )."""
    return normalize("NFKC", name).translate(_BRACKETED)


def fold_parts(name: str) -> str:
    """`fold`, with one dot left in wherever the parts of a name were set apart."""
    return normalize("NFKC", name).translate(_PARTED)


def is_han(text: str) -> bool:
    """Whether every character is a Chinese one; False for an empty text."""
    return _HAN.fullmatch(text) is not None
