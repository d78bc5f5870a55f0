"""`duixian packetcheck`: the police check a packet with the court's public key and nothing else."""

import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duixian.faces.cli.packetcheck import command
from duixian.law.refusal.packet import pack, seal, signed_bytes

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
OTHER = base64.b64encode(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()).decode()


@pytest.fixture
def packet(tmp_path: Path) -> Path:
    made = pack(about={"case": "（2026）苏0804执1号", "person": "熊一明"}, files=[("移送函.pdf", b"letter")])
    file = tmp_path / "packet.zip"
    file.write_bytes(seal(made.packet, signature=KEY.sign(signed_bytes(made.manifest)), key=PUBLIC))
    return file


def test_a_good_packet_is_said_to_be_so(packet: Path) -> None:
    done = CliRunner().invoke(command, [str(packet), "--key", PUBLIC, "--json"])

    assert done.exit_code == 0
    assert json.loads(done.output) == {
        "good": True,
        "faults": [],
        "about": {"case": "（2026）苏0804执1号", "person": "熊一明"},
        "files": 1,
        "key": PUBLIC,
    }


def test_the_key_of_another_court_does_not_vouch_for_it(packet: Path) -> None:
    done = CliRunner().invoke(command, [str(packet), "--key", OTHER])

    assert done.exit_code == 1
    assert "签名与清单不符" in done.output


def test_what_is_no_packet_is_refused_with_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"no zip")

    done = CliRunner().invoke(command, [str(file), "--key", PUBLIC])

    assert done.exit_code == 1
    assert "请使用下载的原文件" in done.output
