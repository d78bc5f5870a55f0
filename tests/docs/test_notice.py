"""What others made is named, with the version that is really here."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
VENDOR = ROOT / "src/duixian/faces/desk/static/vendor"
FONTS = ROOT / "src/duixian/connectors/typesetting/fonts"


def test_every_vendored_package_is_named_with_its_version() -> None:
    packages = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))

    assert packages
    for name, package in packages.items():
        assert f"{name} {package['version']}" in NOTICE
        for file in package["sha256"]:
            assert f"{VENDOR.relative_to(ROOT)}/{file}" in NOTICE


def test_every_font_family_is_named() -> None:
    fonts = json.loads((FONTS / "manifest.json").read_text(encoding="utf-8"))["fonts"]

    assert {font["file"] for font in fonts} == {path.name for path in FONTS.glob("*.ttf")}
    assert all(font["family"] in NOTICE for font in fonts)


def test_the_holiday_calendar_carries_its_licence_in_full() -> None:
    assert "Copyright (c) 2019 NateScarlet" in NOTICE
    assert "The above copyright notice and this permission notice shall be included in all" in NOTICE


def test_the_sample_statements_are_of_the_commit_named() -> None:
    own = (ROOT / "tests/data/statements/NOTICE").read_text(encoding="utf-8")
    commit = re.search(r"commit (\w{7})", own)

    assert commit is not None
    assert f"commit {commit[1]}" in NOTICE


def test_files_named_exist() -> None:
    paths = re.findall(r"(?:src|tests|scripts)/[\w./*-]+[\w*]", NOTICE)

    assert len(paths) > 8
    assert [path for path in paths if not any(ROOT.glob(path))] == []
