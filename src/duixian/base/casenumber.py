"""Case numbers: reading them as people print them, and writing them in one form.

Since 2016-01-01 a number is （收案年度）+ court code + type + serial + 号 (法〔2015〕137号); before, courts printed a
word of their own choice with 字第. Both are read here, with any brackets, spaces, line breaks, page numbers and lists.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from duixian.base import chinese
from duixian.base.faults import BadInput, Fault


@dataclass(frozen=True, slots=True, order=True)
class CaseNumber:
    """One case number. Equal numbers are equal however they were printed (leading zeros do not count).

    `court` is the court code (粤0606, 最高法) or, for `old` numbers, the court's word (信中法); it is empty where an
    old number prints none (the Supreme People's Court: （2014）民提字第…号). `kind` is the type (民初, 执恢) without
    字; `part` is the N of 之N or of -N.
    """

    year: int
    court: str
    kind: str
    serial: int
    part: int | None = None
    old: bool = False

    def __str__(self) -> str:
        """The canonical form: （2024）粤0606执恢12号之一, （2004）商执字第21-1号."""
        if self.old:
            tail = f"-{self.part}" if self.part else ""
            return f"（{self.year}）{self.court}{self.kind}字第{self.serial}{tail}号"
        tail = f"之{chinese.numeral(self.part)}" if self.part else ""
        return f"（{self.year}）{self.court}{self.kind}{self.serial}号{tail}"

    @property
    def enforcement(self) -> bool:
        """Whether it numbers an enforcement case (执, 执恢, 执异 …) rather than a trial."""
        return self.kind.startswith("执")


@dataclass(frozen=True, slots=True)
class Court:
    """A court and its code in case numbers. The code is not the administrative code: 8 % of them differ."""

    code: str
    name: str


_PROVINCES = "京津冀晋内蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云藏陕甘青宁新兵军"
_REFORM = 2016  # 法〔2015〕137号 applies to cases received from 2016-01-01
_LONGEST_RUN = 500  # serials one printed run (12-80号) may stand for

_OPEN, _CLOSE = r"[（(〔\[【﹝［〈<{]", r"[）)〕\]】﹞］〉>}]"
_GAP = r"(?:\s*\n\s*\d{1,4}\s*\n\s*|\s*)"  # white space, or the number of a page alone on its line
_HAN = r"[\u4e00-\u9fff]"
_DASH = r"[-－—–﹣‐]"
_SERIAL = rf"\d{{1,9}}(?:\s*{_DASH}\s*\d{{1,7}})?"
_NUMERAL = f"[{chinese.NUMERAL_CHARACTERS}]"
_PART = rf"(?:\s*之\s*(?:\d{{1,3}}|{_NUMERAL}{{1,4}}))"
_NUMBER = re.compile(
    rf"{_OPEN}\s*(?P<year>\d{{4}})\s*(?:年度?)?\s*{_CLOSE}{_GAP}年?\s*"
    rf"(?P<court>最\s*高\s*法|[{_PROVINCES}](?:\s*(?:\d{{4}}|\d{{2}})(?!\d))?|)"
    rf"(?P<body>(?:{_GAP}(?!第){_HAN}|\s*[（(]\s*{_HAN}{{1,3}}\s*[）)]){{0,16}}?)"
    rf"{_GAP}(?P<word>字?{_GAP}第?)\s*"
    rf"(?P<serials>{_SERIAL}(?:\s*(?:号{_PART}?)?\s*[、，,及和]\s*第?\s*{_SERIAL}(?=[^。；]{{0,80}}号))*)"
    rf"\s*号(?P<part>{_PART})?",
)
_LOOSE = re.compile(rf"{_OPEN}\s*\d{{4}}\s*{_CLOSE}[^。；\n]{{0,40}}?号")
_ONE_SERIAL = re.compile(rf"(\d+)(?:\s*{_DASH}\s*(\d+))?(?:\s*号\s*之\s*(\d+|{_NUMERAL}+))?")
_KIND_TAIL = re.compile(
    r"(?:[民刑行经商知执破赔委督催辖仲证海再终初申监提抗复异保恢他认协撤特调减假更审清确算公内外交少赡速简刑没核请请示"
    r"一二三四五六七八九]|告|裁|案|决|议|（[\u4e00-\u9fff]{1,3}）)+$"
)
_PLACES_LIKE_KINDS = "商海经"  # 商（丘）执字: the first character is the court's when a procedure follows it


def parse(text: str) -> CaseNumber:
    """Read the one case number that `text` is.

    Raises `BadInput`: `case_number.missing`, `.several`, `.court`, `.year`, `.unreadable`, `.extra` (text around it).
    """
    found = find_all(text)
    if not found:
        raise BadInput(why_not(text))
    if len(found) > 1:
        listed = "、".join(str(number) for _, _, number in found[:3])
        raise BadInput(
            Fault("case_number.several", f"含有 {len(found)} 个案号（{listed}）", "请一次只填一个案号", "案号", text)
        )
    start, end, number = found[0]
    if text[:start].strip() or text[end:].strip(" \t\r\n。，；;,."):
        raise BadInput(Fault("case_number.extra", "案号前后有其他文字", f"请只保留案号：{number}", "案号", text))
    return number


def find_all(text: str) -> list[tuple[int, int, CaseNumber]]:
    """Every case number in `text` with its span, in order.

    Where one printed number stands for several (455、456号), the first span holds the head and the first serial, the
    others their own serial only; a run (120-124号) gives every number the same span.
    """
    return [found for match in _NUMBER.finditer(_widths(text)) for found in _numbers(match)]


def find_unreadable(text: str) -> list[tuple[int, int, Fault]]:
    """What looks like a case number but cannot be read, with its span and the reason."""
    narrow = _widths(text)
    taken = [(start, end) for start, end, _ in find_all(text)]
    return [
        (m.start(), m.end(), why_not(m.group()))
        for m in _LOOSE.finditer(narrow)
        if not any(start < m.end() and m.start() < end for start, end in taken)
    ]


def why_not(text: str) -> Fault:
    """Why `text` is not a case number, and what to do."""
    narrow = _widths(text)
    remedy = "请按“（2024）粤0606执123号”的格式填写"
    if not re.search(r"\d{4}", narrow):
        return Fault("case_number.missing", "没有找到案号", remedy, "案号", text)
    match = _NUMBER.search(narrow)
    if match and not _year_ok(int(match["year"])):
        return Fault("case_number.year", "案号中的年度不可能", "年度应为 1950 年以后的四位数字", "案号", text)
    if re.search(rf"{_OPEN}\s*\d{{4}}\s*{_CLOSE}\s*(?:\d|字|第)", narrow) or (match and not match["court"]):
        return Fault("case_number.court", "案号缺少法院代字", "请补上法院代字，例如“粤0606”", "案号", text)
    if not re.search(rf"{_OPEN}\s*\d{{4}}\s*{_CLOSE}", narrow):
        return Fault("case_number.brackets", "案号的年度没有写在括号内", remedy, "案号", text)
    return Fault("case_number.unreadable", "不是可识别的案号", remedy, "案号", text)


@cache
def courts() -> dict[str, Court]:
    """The courts whose codes are known here, by code (a table of facts, not complete)."""
    source = resources.files("duixian.base").joinpath("courts.csv").read_text(encoding="utf-8")
    return {row["code"]: Court(row["code"], row["name"]) for row in csv.DictReader(source.splitlines())}


def court_of(code: str) -> Court | None:
    """The court of a code; None when the table does not know it (which does not make the code wrong)."""
    return courts().get(code)


_WIDTHS = str.maketrans("０１２３４５６７８９", "0123456789")


def _widths(text: str) -> str:
    """Full-width digits to ASCII; every character keeps its place."""
    return text.translate(_WIDTHS)


def _year_ok(year: int) -> bool:
    return 1950 <= year <= 2099


def _numbers(match: re.Match[str]) -> Iterator[tuple[int, int, CaseNumber]]:
    year = int(match["year"])
    court = re.sub(r"\s", "", match["court"])
    body = re.sub(r"\s*\n\s*\d{1,4}\s*\n\s*|\s", "", match["body"]).replace("(", "（").replace(")", "）")
    old = not court[1:].isdigit() and court != "最高法" and (bool(match["word"].strip()) or year < _REFORM)
    if old:
        court, kind = _split(court + body.removesuffix("字"))
    else:
        kind = body.removesuffix("字")
        if not court and "仲" in kind:  # commissions number on their own: （2022）深国仲裁3425号
            court, kind = kind[: kind.index("仲")], kind[kind.index("仲") :]
    if not kind or not _year_ok(year) or (not old and not court):
        return
    offset = match.start("serials")
    pieces = list(_ONE_SERIAL.finditer(match["serials"]))
    for position, piece in enumerate(pieces):
        start = match.start() if position == 0 else offset + piece.start()
        end = match.end() if position == len(pieces) - 1 else offset + piece.end()
        serial, second = int(piece[1]), int(piece[2]) if piece[2] else None
        if second is not None and _is_run(piece[1], piece[2]):
            for one in range(serial, second + 1):
                yield start, end, CaseNumber(year, court, kind, one, None, old)
            continue
        printed = piece[3] or (re.sub(r"[\s之]", "", match["part"] or "") if position == len(pieces) - 1 else "")
        part = second or (int(printed) if printed.isdigit() else chinese.integer(printed) if printed else None)
        yield start, end, CaseNumber(year, court, kind, serial, part or None, old)


def _is_run(first: str, second: str) -> bool:
    """120-124 is a run of cases; 1229-4 is the fourth document of one case; 2-3 is read as the latter."""
    return len(first) == len(second) >= 3 and 0 < int(second) - int(first) <= _LONGEST_RUN


def _split(word: str) -> tuple[str, str]:
    """The court's word and the type of an old number: 信中法执 → 信中法, 执; 民提 → (none), 民提."""
    tail = _KIND_TAIL.search(word)
    if tail is None:
        return (word[:-1], word[-1]) if len(word) > 1 else ("", word)
    court, kind = word[: tail.start()], tail.group()
    if not court and len(kind) > 1 and kind[0] in _PLACES_LIKE_KINDS and kind[1] in "民刑行执经商知":
        return kind[0], kind[1:]
    return court, kind
