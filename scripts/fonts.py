"""Refresh the fonts of the instruments from their npm packages: fetch, subset, rename, write the manifest.

    python scripts/fonts.py          needs npm and fonttools; works in a temporary folder

The regular, bold and sans faces carry GB 2312 with Latin and punctuation; the rare face carries every other character
of the regular one, so that an uncommon name is printed and not a box. Output is the same bytes for the same packages.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src/duixian/connectors/typesetting/fonts"
SERIF = "@expo-google-fonts/noto-serif-sc@0.4.3"
SANS = "@expo-google-fonts/noto-sans-sc@0.4.3"


@dataclass(frozen=True)
class Face:
    """One file we ship: where it comes from, what it is called, which characters it keeps."""

    file: str
    package: str
    source: str
    family: str
    style: str
    rare: bool = False


FACES = (
    Face("DuixianSerif-Regular.ttf", SERIF, "400Regular/NotoSerifSC_400Regular.ttf", "Duixian Serif", "Regular"),
    Face("DuixianSerif-Bold.ttf", SERIF, "700Bold/NotoSerifSC_700Bold.ttf", "Duixian Serif", "Bold"),
    Face("DuixianSans-Regular.ttf", SANS, "400Regular/NotoSansSC_400Regular.ttf", "Duixian Sans", "Regular"),
    Face("DuixianRare-Regular.ttf", SERIF, "400Regular/NotoSerifSC_400Regular.ttf", "Duixian Rare", "Regular", True),
)


def common() -> set[int]:
    """GB 2312, Latin-1, circled numbers, full-width forms and the punctuation of instruments."""
    codes = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2460, 0x2474), *range(0x3000, 0x3020)}
    codes |= {*range(0x2010, 0x2027), *range(0xFF01, 0xFF5F), 0x2212, 0x20AC, 0x3231, 0x25A1, 0x2611}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                codes.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return codes


def main() -> None:
    """Fetch both packages once and write every face, the licence and the manifest."""
    FONTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packages = {name: _fetch(name, Path(folder)) for name in sorted({face.package for face in FACES})}
        entries = [_make(face, packages[face.package] / face.source) for face in FACES]
        licence = (packages[SERIF] / "LICENSE_FONT").read_text(encoding="utf-8")
    (FONTS / "coverage.txt").write_text(_coverage(), encoding="ascii")
    (FONTS / "OFL.txt").write_text(licence, encoding="utf-8")
    manifest = {
        "licence": "OFL-1.1",
        "licence_file": "OFL.txt",
        "made_by": "scripts/fonts.py",
        "how": "subset with fontTools, hinting dropped, family renamed; outlines unchanged",
        "fonts": entries,
    }
    (FONTS / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _fetch(package: str, folder: Path) -> Path:
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    target = folder / packed.removesuffix(".tgz")
    with tarfile.open(folder / packed) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def _make(face: Face, source: Path) -> dict[str, str | int]:
    options = subset.Options()
    options.layout_features = ["ccmp", "locl", "vert", "mark", "mkmk"]
    options.hinting = False
    options.recalc_timestamp = False
    options.name_IDs = ["*"]
    font = subset.load_font(str(source), options)
    version = str(font["name"].getDebugName(5))
    everything = set(font.getBestCmap())
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=everything - common() if face.rare else everything & common())
    subsetter.subset(font)
    _rename(font, face)
    target = FONTS / face.file
    subset.save_font(font, str(target), options)
    return {
        "file": face.file,
        "family": face.family,
        "style": face.style,
        "package": face.package,
        "source": face.source,
        "source_version": version,
        "characters": len(font.getBestCmap()),
        "bytes": target.stat().st_size,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
    }


def _coverage() -> str:
    """Every character that the body face or the rare face can print, as hexadecimal ranges, one a line: the
    typesetter refuses what is not in it, without needing fontTools at run time."""
    serif = [FONTS / face.file for face in FACES if face.package == SERIF and face.style == "Regular"]
    codes = sorted({code for file in serif for code in TTFont(file).getBestCmap()})
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{first:X}-{last:X}\n" for first, last in ranges)


def _rename(font: TTFont, face: Face) -> None:
    """A changed font gets a name of its own, so that nobody takes it for the original."""
    full = f"{face.family} {face.style}"
    names = {1: face.family, 2: face.style, 3: f"{full} subset", 4: full, 6: full.replace(" ", "")}
    table = font["name"]
    for record in list(table.names):
        if record.nameID in (16, 17, 21, 22, 25):
            table.removeNames(nameID=record.nameID)
        elif record.nameID in names:
            record.string = names[record.nameID]


if __name__ == "__main__":
    main()
