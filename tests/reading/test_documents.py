"""Files become text, or a message that says what to do."""

import io
import zipfile

import docx
import pytest

from duixian.base.faults import BadInput
from duixian.reading.documents import LARGEST_FILE, read_document

TEXT = "某市人民法院\n民事判决书\n一、被告甲偿还原告乙1000元。"


def code_of(data: bytes, name: str = "file") -> str:
    with pytest.raises(BadInput) as bad:
        read_document(data, name)
    assert bad.value.faults[0].remedy
    return bad.value.faults[0].code


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_from_every_encoding(codec: str) -> None:
    assert read_document(TEXT.encode(codec), "a.txt").text == TEXT


def test_a_docx_is_read_with_its_tables_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("判决如下：")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "本金", "1000元"
    document.add_paragraph("审判长")
    out = io.BytesIO()
    document.save(out)
    assert read_document(out.getvalue(), "a.docx").text.split("\n") == ["判决如下：", "本金\t1000元", "审判长"]
    assert code_of(out.getvalue()[: len(out.getvalue()) // 2]) == "docx.damaged"


def pdf_of(stream: bytes) -> bytes:
    """A PDF of one page with this content, made by hand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)


def test_a_pdf_with_text_is_read() -> None:
    assert (
        "Judgment 1000 yuan" in read_document(pdf_of(b"BT /F 12 Tf 50 200 Td (Judgment 1000 yuan) Tj ET"), "a.pdf").text
    )


def test_a_scan_and_a_cut_off_pdf_are_told_apart() -> None:
    whole = pdf_of(b"0 0 100 100 re f")
    assert code_of(whole) == "pdf.scanned"
    assert code_of(b"%PDF-1.4\n1 0 obj<</Type") == "pdf.damaged"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"\0" * 30_000_000)
    assert code_of(out.getvalue()) == "docx.bomb"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "file.format"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "file.format"),
        (b"{\\rtf1 abc}", "file.format"),
        (b"a" * (LARGEST_FILE + 1), "file.too_large"),
    ],
)
def test_other_files_are_refused_with_a_remedy(data: bytes, code: str) -> None:
    assert code_of(data) == code
