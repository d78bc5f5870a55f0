"""The text of a document without white space and in one width, with the way back to every original character."""

from array import array
from dataclasses import dataclass

_WIDTHS = str.maketrans(
    "０１２３４５６７８９．％(),;:[]〔〕ＬＰＲ，﹪﹒∶",
    "0123456789.%（），；：（）（）LPR，%.：",
)
"""One character for one character: digits narrow, brackets and punctuation wide."""


@dataclass(frozen=True, slots=True)
class Normal:
    """`text` is what the rules read; `offsets[i]` is the place of its character i in the original."""

    text: str
    offsets: "array[int]"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the original that holds text[start:end]."""
        if start >= end or not self.offsets:
            place = self.offsets[start] if start < len(self.offsets) else (self.offsets[-1] + 1 if self.offsets else 0)
            return place, place
        return self.offsets[start], self.offsets[end - 1] + 1


def normalise(text: str) -> Normal:
    """Drop white space and control marks, unify widths; a comma between digits stays narrow (1,000)."""
    kept = array("I", (i for i, c in enumerate(text) if not c.isspace() and c not in "\u200b\ufeff\u3000\xa0"))
    characters = [text[i] for i in kept]
    plain = "".join(characters).translate(_WIDTHS)
    return Normal(_thousands(plain), kept)


def _thousands(text: str) -> str:
    """Narrow the commas of 3，171，500 so that they are not taken for the end of a clause."""
    out = list(text)
    at = text.find("，")
    while at != -1:
        after = text[at + 1 : at + 5]
        if at and text[at - 1].isdigit() and after[:3].isdigit() and len(after) >= 3 and not after[3:].isdigit():
            out[at] = ","
        at = text.find("，", at + 1)
    return "".join(out)
