"""Text of every encoding an office sends is read exactly, and what is damaged is named with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.reading.encodings import decode, too_large

SENTENCE = "（2024）苏0804执123号，被执行人张三应支付货款12345.67元。\r\n第二行：李四\r\n"


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_the_same_sentence_is_read_from_every_encoding(codec: str, named: str) -> None:
    assert decode(SENTENCE.encode(codec)) == (SENTENCE, named)


def test_a_rare_name_of_gb18030_is_read() -> None:
    assert decode("收款人：𠮷野䶮".encode("gb18030"))[0] == "收款人：𠮷野䶮"


def test_nothing_is_empty_text() -> None:
    assert decode(b"") == ("", "utf-8")


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_any_chinese_text_with_a_mark_comes_back(text: str) -> None:
    assert decode(text.encode("utf-8-sig"))[0] == text


def codes(data: bytes, **options: int) -> list[str]:
    with pytest.raises(BadInput) as caught:
        decode(data, **options)
    return [fault.code for fault in caught.value.faults]


def test_a_cut_last_character_is_named_as_truncation() -> None:
    assert codes(SENTENCE.rstrip("\r\n").encode()[:-1]) == ["text.truncated"]
    assert codes("户名：张三李四".encode("gb18030")[:-1]) == ["text.truncated"]


def test_one_bad_byte_in_good_text_is_named_with_its_line() -> None:
    data = bytearray(SENTENCE.encode())
    data[SENTENCE.encode().index("李".encode())] = 0xFF
    with pytest.raises(BadInput) as caught:
        decode(bytes(data))
    fault = caught.value.faults[0]
    assert (fault.code, fault.place) == ("text.damaged", "第 2 行")


def test_one_bad_byte_in_gb18030_is_named_with_its_line() -> None:
    data = SENTENCE.encode("gb18030")
    at = data.index("李".encode("gb18030"))
    with pytest.raises(BadInput) as caught:
        decode(data[:at] + b"\xff" + data[at:])
    fault = caught.value.faults[0]
    assert (fault.code, fault.place) == ("text.damaged", "第 2 行")


def test_bytes_that_are_no_text_are_refused() -> None:
    assert codes(bytes(range(256)) * 4) == ["text.binary"]
    assert codes(b"\xff\x81\xff\xff\x80\x20\xff") == ["text.encoding"]


def test_too_much_is_refused_before_it_is_read() -> None:
    assert codes(b"1" * 101, limit=100) == ["file.too_large"]
    fault = too_large(20 * 1024 * 1024 + 1, 20 * 1024 * 1024)
    assert fault.message == "文件有 20.1 MB，超过一次可读取的 20 MB"
