"""Refresh the bundled front-end files: `python scripts/vendor.py` (all) or `python scripts/vendor.py htmx` (one).

The court has no internet and users need no Node, so the minified files are committed. Whoever updates them needs npm:
each package is packed at the version written here, the wanted files are taken out, and `manifest.json` notes version,
licence and fingerprint of every one. `python scripts/vendor.py --check` compares the files with the manifest, offline.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src/duixian/faces/desk/static/vendor"


@dataclass(frozen=True)
class Package:
    """What is taken from one npm package: path inside the package → file name here."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


PACKAGES = {
    "htmx": Package("htmx.org", "2.0.11", "0BSD", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE"}),
}
_SOURCE_MAP = re.compile(rb"\n?/[/*]# sourceMappingURL=[^\n]*\n?$")


def refresh(key: str, package: Package) -> dict[str, object]:
    """Pack one package, write its files, and return its entry for the manifest."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(folder).glob("*.tgz")
        hashes = {}
        with tarfile.open(archive) as bundle:
            declared = json.loads(_member(bundle, "package.json"))["license"]
            if declared != package.licence:
                raise SystemExit(f"{key}: the package now says licence {declared}, the list here {package.licence}")
            for inside, outside in package.files.items():
                content = _SOURCE_MAP.sub(b"\n", _member(bundle, inside))
                (VENDOR / outside).write_bytes(content)
                hashes[outside] = hashlib.sha256(content).hexdigest()
    return {"package": package.name, "version": package.version, "licence": package.licence, "sha256": hashes}


def differences(manifest: dict[str, dict[str, object]]) -> list[str]:
    """Files that are missing, changed or unknown to the manifest; empty when all agree."""
    found = []
    known = {"manifest.json"}
    for entry in manifest.values():
        hashes = entry["sha256"]
        assert isinstance(hashes, dict)
        for name, digest in hashes.items():
            known.add(name)
            file = VENDOR / name
            if not file.exists():
                found.append(f"{name}: missing")
            elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                found.append(f"{name}: not the file that was vendored")
    found += [f"{file.name}: not in the manifest" for file in sorted(VENDOR.iterdir()) if file.name not in known]
    return found


def _member(bundle: tarfile.TarFile, inside: str) -> bytes:
    stream = bundle.extractfile(f"package/{inside}")
    if stream is None:
        raise SystemExit(f"no {inside} in the package")
    return stream.read()


def main() -> int:
    """Command line; exit status 1 when --check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help=f"which of {', '.join(PACKAGES)}; all when none is named")
    parser.add_argument("--check", action="store_true", help="compare the committed files with the manifest")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(PACKAGES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    VENDOR.mkdir(parents=True, exist_ok=True)
    file = VENDOR / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if arguments.check:
        found = differences(manifest)
        print("\n".join(found) or f"{len(manifest)} packages as vendored")
        return 1 if found else 0
    for key in arguments.names or PACKAGES:
        manifest[key] = refresh(key, PACKAGES[key])
        print(f"{key} {PACKAGES[key].version}")
    file.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
