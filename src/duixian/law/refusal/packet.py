"""The packet for the police as one file: a zip with a manifest of SHA-256 fingerprints, signed with Ed25519.

What is signed is `duixian.packet.v1`, a line feed, and the manifest's bytes as they stand in the file. Anybody checks
it with the court's public key and nothing else; equal files give equal bytes.
"""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from duixian.base.faults import BadInput, Fault

FORMAT: Final = "duixian.packet.v1"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "signature.json"
_RESERVED: Final = frozenset({MANIFEST, SIGNATURE})
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)

Verify = Callable[[bytes, bytes], bool]
"""Whether (signed, signature) is a signature under the key asked about."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A packet without its signature: the zip, the manifest's text and its SHA-256 (hex)."""

    packet: bytes
    manifest: str
    sha256: str


def pack(*, about: Mapping[str, Any], files: Sequence[tuple[str, bytes]]) -> Packed:
    """Put files together under a manifest that says `about` what they are. Raises `BadInput` for two of one name, or a
    name that is the manifest's or leads out of the packet."""
    names = [name for name, _ in files]
    wrong = [name for name in names if name in _RESERVED or name.startswith("/") or ".." in name.split("/") or not name]
    if wrong or len(set(names)) < len(names):
        raise BadInput(
            Fault("packet.names", "移送包内的文件名重复或者不合法", "请更正文件名", value="、".join(wrong or names))
        )
    listed = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in sorted(files)
    ]
    manifest = json.dumps(
        {"format": FORMAT, "about": dict(about), "files": listed}, ensure_ascii=False, sort_keys=True, indent=1
    )
    packet = _zip([(MANIFEST, manifest.encode()), *sorted(files)])
    return Packed(packet, manifest, hashlib.sha256(manifest.encode()).hexdigest())


def signed_bytes(manifest: str) -> bytes:
    """What the court signs of a packet."""
    return f"{FORMAT}\n{manifest}".encode()


def seal(packet: bytes, *, signature: bytes, key: str) -> bytes:
    """The packet with its signature inside; `key` is the public half, base64."""
    said = json.dumps({"format": FORMAT, "key": key, "signature": base64.b64encode(signature).decode()}, indent=1)
    with zipfile.ZipFile(io.BytesIO(packet)) as old:
        files = [(name, old.read(name)) for name in old.namelist()]
    return _zip([*files, (SIGNATURE, said.encode())])


@dataclass(frozen=True, slots=True)
class PacketReport:
    """What a check found: nothing in `faults` when every file is as it was signed. `key`: under which it claims to
    be."""

    faults: tuple[Fault, ...]
    about: Mapping[str, Any]
    files: int
    key: str


def check(data: bytes, *, verify: Verify) -> PacketReport:
    """Check a sealed packet: the signature over the manifest, each file by its fingerprint, none added, none gone.
    Raises `BadInput` (`packet.unreadable`) for what is no packet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            inside = {name: archive.read(name) for name in names}
        manifest = json.loads(inside[MANIFEST])
        said = json.loads(inside[SIGNATURE])
        if manifest["format"] != FORMAT:
            raise ValueError(manifest["format"])
        signature = base64.b64decode(said["signature"], validate=True)
        listed = {row["name"]: row for row in manifest["files"]}
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise BadInput(
            Fault("packet.unreadable", "不是可核验的移送包", "请使用下载的原文件", value=str(error)[:80])
        ) from error
    faults = []
    if len(set(names)) < len(names):
        faults.append(Fault("packet.twice", "包内有重名的文件", "请使用下载的原文件"))
    if not verify(signed_bytes(inside[MANIFEST].decode()), signature):
        faults.append(Fault("packet.signature", "签名与清单不符", "请向移送法院核对公钥和文件"))
    for name in sorted(set(listed) | (set(inside) - _RESERVED)):
        if name not in inside:
            faults.append(Fault("packet.gone", "清单所列文件缺失", "请重新取得完整的文件", value=name))
        elif name not in listed:
            faults.append(Fault("packet.added", "文件不在清单内", "不作为移送材料", value=name))
        elif hashlib.sha256(inside[name]).hexdigest() != listed[name]["sha256"]:
            faults.append(Fault("packet.changed", "文件内容与清单不符", "该文件已被改动", value=name))
    return PacketReport(tuple(faults), manifest["about"], len(listed), str(said.get("key", "")))


def _zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()
