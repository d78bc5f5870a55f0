"""Bytes into text: the encodings Chinese offices really send, recognised strictly, never by replacing characters."""

import codecs
from typing import Final

from duixian.base.faults import BadInput, Fault

LARGEST_TEXT: Final = 20 * 1024 * 1024
"""Bytes of text read in one piece; a caller that knows it needs more says so."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the one of UTF-16 LE
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SAMPLE: Final = 1 << 16


def decode(data: bytes, *, limit: int = LARGEST_TEXT) -> tuple[str, str]:
    """The text of `data` and the codec that read it: utf-8-sig, utf-8, utf-16(-le/-be), utf-32 or gb18030.

    A byte order mark decides; without one UTF-16 is told by its zero bytes, then strict UTF-8, then strict GB18030
    (which contains GBK and GB2312). The mark itself is not part of the text.

    Raises `BadInput`: `file.too_large` over `limit` bytes; `text.binary` if the bytes are no text at all;
    `text.truncated` if the last character is cut; `text.damaged` if single bytes of otherwise good text are wrong;
    `text.encoding` if no encoding fits.
    """
    if len(data) > limit:
        raise BadInput(too_large(len(data), limit))
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strict(data, codec), codec
    wide = _utf16_without_mark(data[:_SAMPLE])
    if wide:
        return _strict(data, wide), wide
    if b"\x00" in data[:_SAMPLE]:
        raise BadInput(
            Fault(
                "text.binary", "文件内容不是文字", "请确认文件类型；需要的是文本、CSV、Excel、Word 或带文字的 PDF 文件"
            )
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as flaw:
        if _mostly_utf8(data, flaw):
            raise BadInput(_flaw(data, "utf-8", flaw)) from flaw
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as flaw:
        if flaw.start > 0 and (flaw.end == len(data) or _mostly_gb18030(data, flaw)):
            raise BadInput(_flaw(data, "gb18030", flaw)) from flaw
        raise BadInput(_no_encoding(data, flaw)) from flaw
    if _is_noise(text):
        raise BadInput(_no_encoding(data, None))
    return text, "gb18030"


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as flaw:
        raise BadInput(_flaw(data, codec, flaw)) from flaw


def _utf16_without_mark(sample: bytes) -> str:
    """UTF-16 text of an office has line ends, digits and commas, whose other byte is zero, always on the same side."""
    even, odd = sample[0::2], sample[1::2]
    if len(odd) < 4:
        return ""
    if odd.count(0) > len(odd) // 10 and even.count(0) <= len(even) // 100:
        return "utf-16-le"
    if even.count(0) > len(even) // 10 and odd.count(0) <= len(odd) // 100:
        return "utf-16-be"
    return ""


def _mostly_utf8(data: bytes, flaw: UnicodeDecodeError) -> bool:
    """Whether this is UTF-8 with a few bad bytes rather than another encoding.

    Chinese in GB18030 practically never forms several valid three-byte UTF-8 sequences before its first invalid one.
    """
    before = data[: flaw.start].decode("utf-8")
    around = data[max(0, flaw.start - _SAMPLE) : flaw.start + _SAMPLE].decode("utf-8", "replace")
    good = sum(1 for character in around if "\u2e80" <= character <= "\uffef")
    bad = around.count("\ufffd")
    early = any(character >= "\u2e80" for character in before)
    return early and good >= 8 and bad <= max(3, good // 20)


def _mostly_gb18030(data: bytes, flaw: UnicodeDecodeError) -> bool:
    """Whether this is GB18030 with a few bad bytes: enough common Chinese characters around them, few errors."""
    around = data[max(0, flaw.start - _SAMPLE) : flaw.start + _SAMPLE].decode("gb18030", "replace")
    common = 0
    for character in around:
        if "\u4e00" <= character <= "\u9fff":
            lead = character.encode("gb18030")[0]
            common += 0xB0 <= lead <= 0xF7  # the characters of GB2312
    bad = around.count("\ufffd")
    return common >= 8 and bad <= max(3, common // 20)


def _is_noise(text: str) -> bool:
    """GB18030 maps almost any bytes to something; control characters and private-use characters give noise away."""
    sample = text[:_SAMPLE]
    odd = sum(
        1
        for character in sample
        if (character < " " and character not in "\t\r\n\f\x1a") or "\ue000" <= character <= "\uf8ff"
    )
    return odd * 50 > len(sample)


def _flaw(data: bytes, codec: str, flaw: UnicodeDecodeError) -> Fault:
    name = {"utf-8-sig": "UTF-8", "gb18030": "GB18030"}.get(codec, codec.upper())
    if flaw.end >= len(data) - 3 and flaw.start > 0 and "invalid" not in flaw.reason:
        return Fault(
            "text.truncated",
            "文件在第 {at} 个字节处中断，最后一个字符不完整（{name}）",
            "请重新导出或重新传送完整的文件",
            value=data[flaw.start :].hex(" "),
            data={"at": flaw.start + 1, "name": name},
        )
    line = data.count(b"\n", 0, flaw.start) + 1
    return Fault(
        "text.damaged",
        "第 {at} 个字节不是有效的 {name} 编码",
        "请用原系统重新导出，或另存为 UTF-8 后再导入",
        value=data[flaw.start : flaw.end].hex(" "),
        place=f"第 {line} 行",
        data={"at": flaw.start + 1, "name": name},
    )


def _no_encoding(data: bytes, flaw: UnicodeDecodeError | None) -> Fault:
    at = flaw.start if flaw else 0
    return Fault(
        "text.encoding",
        "无法识别文件的文字编码（已试 UTF-8、UTF-16、GB18030）",
        "请另存为 UTF-8 或 GB18030 编码后再导入",
        value=data[at : at + 8].hex(" "),
    )


def too_large(size: int, limit: int, *, place: str = "") -> Fault:
    """The fault of a file of `size` bytes where `limit` are read; a byte too many shows as a tenth of a megabyte."""
    return Fault(
        "file.too_large",
        "文件有 {size} MB，超过一次可读取的 {limit} MB",
        "请按月份或按账户拆分后再导入",
        value=str(size),
        place=place,
        data={"size": _megabytes(size), "limit": _megabytes(limit)},
    )


def _megabytes(size: int) -> str:
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
