"""The packet for the police: one file that anybody can check."""

import base64
import io
import zipfile

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duixian.base.faults import BadInput
from duixian.law.refusal.packet import check, pack, seal, signed_bytes

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
FILES = [("移送函.pdf", b"letter"), ("证据/流水.csv", b"1,2,3")]


def verify(signed: bytes, signature: bytes) -> bool:
    try:
        KEY.public_key().verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def sealed() -> bytes:
    made = pack(about={"case": "（2026）苏0804执1号"}, files=FILES)
    return seal(made.packet, signature=KEY.sign(signed_bytes(made.manifest)), key=PUBLIC)


def mended(data: bytes, **changes: bytes | None) -> bytes:
    """The packet with files put in, changed or taken out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in {**files, **changes}.items():
            if body is not None:
                archive.writestr(name, body)
    return out.getvalue()


def codes(data: bytes) -> list[str]:
    return [fault.code for fault in check(data, verify=verify).faults]


def test_a_packet_as_it_was_signed_is_good_and_says_of_what_it_is() -> None:
    report = check(sealed(), verify=verify)

    assert report.faults == ()
    assert (report.files, report.key) == (2, PUBLIC)
    assert report.about == {"case": "（2026）苏0804执1号"}


def test_equal_files_give_equal_bytes_in_any_order() -> None:
    assert pack(about={}, files=FILES) == pack(about={}, files=FILES[::-1])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"移送函.pdf": b"other"}, "packet.changed"),
        ({"移送函.pdf": None}, "packet.gone"),
        ({"新增.pdf": b"x"}, "packet.added"),
    ],
)
def test_a_file_changed_gone_or_added_is_named(changes: dict[str, bytes | None], code: str) -> None:
    assert codes(mended(sealed(), **changes)) == [code]


def test_a_manifest_written_anew_is_not_the_one_that_was_signed() -> None:
    other = pack(about={"case": "（2026）苏0804执2号"}, files=FILES)

    assert codes(mended(sealed(), **{"manifest.json": other.manifest.encode()})) == ["packet.signature"]


def test_what_is_no_packet_is_refused() -> None:
    for data in (b"", b"PK", pack(about={}, files=FILES).packet):  # the last one is not signed
        with pytest.raises(BadInput):
            check(data, verify=verify)


@pytest.mark.parametrize("name", ["manifest.json", "../x", "/x", ""])
def test_a_name_that_leads_out_of_the_packet_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        pack(about={}, files=[(name, b"")])
