"""Standard output and error that can write every sign: consoles in GBK know no ¥, pipes may be plain ASCII."""

import codecs
import io
import sys

_LIKE = {"¥": "￥", "–": "-", "•": "·"}
"""Signs GBK does not have, and what a Chinese reader takes for the same."""


def make_legible() -> None:
    """Let both streams write a like sign, or its code, where theirs has no such sign, instead of ending in an error."""
    codecs.register_error("duixian.legible", _legible)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="duixian.legible")


def _legible(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_written(sign, error.encoding) for sign in error.object[error.start : error.end]), error.end


def _written(sign: str, encoding: str) -> str:
    for form in (sign, _LIKE.get(sign, sign)):
        try:
            form.encode(encoding)
        except UnicodeEncodeError:
            continue
        return form
    return sign.encode("ascii", "backslashreplace").decode("ascii")
