"""Files into text: .txt in every encoding offices send, .docx with its tables, .pdf with a text layer.

What cannot be read says why and what to do: a scan, an old .doc, a password, a cut-off file, a zip bomb.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import docx
import pypdfium2
from docx.document import Document as Docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from duixian.base.faults import BadInput, Fault
from duixian.reading.encodings import decode

LARGEST_FILE: Final = 50 * 1024 * 1024
"""Bytes of a file as it arrives."""
LARGEST_UNPACKED: Final = 200 * 1024 * 1024
"""Bytes a .docx may unpack to."""
LARGEST_TEXT: Final = 20 * 1024 * 1024
MOST_PAGES: Final = 1000
_HIGHEST_RATIO: Final = 200  # one byte packed to so many unpacked: no office file does that


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file and what it was read as: txt (with the encoding), docx or pdf."""

    name: str
    text: str
    format: str
    encoding: str = ""


def read_document(data: bytes, name: str) -> Document:
    """The text of a file; its first bytes tell the format, the name only helps the message.

    Raises `BadInput`: `file.empty`, `file.too_large`, `file.format`, `docx.damaged`, `docx.bomb`, `pdf.damaged`,
    `pdf.password`, `pdf.scanned`, and the faults of `encodings.decode`.
    """
    if not data.strip():
        raise BadInput(Fault("file.empty", "文件是空的", "请重新导出或上传完整的文件", "文件", name))
    if len(data) > LARGEST_FILE:
        raise BadInput(
            Fault(
                "file.too_large",
                f"文件超过 {LARGEST_FILE >> 20} MB",
                "请只提交判决主文部分，或拆分后再传",
                "文件",
                name,
            )
        )
    if data.startswith(b"%PDF"):
        return Document(name, _pdf(data, name), "pdf")
    if data.startswith(b"PK"):
        return Document(name, _docx(data, name), "docx")
    if refusal := _foreign(data):
        raise BadInput(Fault("file.format", refusal, "请另存为 .docx、.txt 或带文字的 .pdf", "文件", name))
    text, encoding = decode(data, limit=LARGEST_FILE)
    if len(text) > LARGEST_TEXT:
        raise BadInput(
            Fault("file.too_large", f"文字超过 {LARGEST_TEXT >> 20} 百万字", "请只提交判决主文部分", "文件", name)
        )
    return Document(name, text, "txt", encoding)


def _foreign(data: bytes) -> str:
    """Formats that are known and not read here."""
    for mark, what in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "这是旧版 Word（.doc）或 Excel（.xls）文件"),
        (b"{\\rtf", "这是 RTF 文件"),
        (b"\xff\xd8\xff", "这是图片（JPEG），不含可读文字"),
        (b"\x89PNG", "这是图片（PNG），不含可读文字"),
        (b"II*\x00", "这是图片（TIFF），不含可读文字"),
        (b"Rar!", "这是压缩包（RAR）"),
        (b"7z\xbc\xaf", "这是压缩包（7z）"),
    ):
        if data.startswith(mark):
            return what
    return ""


def _pdf(data: bytes, name: str) -> str:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as flaw:
        if "password" in str(flaw).lower():
            raise BadInput(Fault("pdf.password", "PDF 设有密码", "请去除密码后再上传", "文件", name)) from flaw
        raise BadInput(Fault("pdf.damaged", "PDF 文件损坏或不完整", "请重新下载或导出", "文件", name)) from flaw
    try:
        if len(pdf) > MOST_PAGES:
            raise BadInput(Fault("file.too_large", f"PDF 有 {len(pdf)} 页", "请只提交判决书本身", "文件", name))
        pages = []
        for page in pdf:
            layer = page.get_textpage()
            pages.append(layer.get_text_bounded())
            layer.close()
            page.close()
    finally:
        pdf.close()
    text = "\n".join(pages).replace("\r\n", "\n").replace("\r", "\n")
    if len("".join(text.split())) < 5 * len(pages):
        raise BadInput(
            Fault(
                "pdf.scanned",
                "PDF 是扫描件，没有文字层",
                "请先用文字识别（OCR）软件处理，或改传 .docx、.txt",
                "文件",
                name,
            )
        )
    return text


def _docx(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > LARGEST_UNPACKED or unpacked > _HIGHEST_RATIO * len(data):
                raise BadInput(
                    Fault("docx.bomb", "文件解压后大得不正常", "请确认文件来源，重新另存为 .docx", "文件", name)
                )
            if "word/document.xml" not in packed.namelist():
                raise BadInput(
                    Fault("file.format", "不是 Word 文档（.docx）", "请另存为 .docx、.txt 或 .pdf", "文件", name)
                )
        document = docx.Document(io.BytesIO(data))
        return "\n".join(_blocks(document))
    except BadInput:
        raise
    except Exception as flaw:  # python-docx and lxml raise many kinds for a broken package
        raise BadInput(Fault("docx.damaged", "Word 文档损坏或不完整", "请用 Word 打开后另存", "文件", name)) from flaw


def _blocks(document: Docx) -> Iterator[str]:
    """Paragraphs and table rows in the order of the document."""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(dict.fromkeys(cell.text.strip() for cell in row.cells))
