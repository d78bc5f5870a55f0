"""The CSV of the official fields (names as the public site has them), out and in; and sheets of company rows as
business-information sites hand them out. A bad row comes back with its reasons; the others are kept."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.analytics.screening.model import ListedEntry, Register
from duixian.base.casenumber import parse
from duixian.base.days import read_day
from duixian.base.faults import BadInput, Fault
from duixian.base.identity import check_uscc, mask_id

_DISHONEST = (
    "iname", "sexy", "cardNum", "businessEntity", "courtName", "areaName", "partyTypeName", "gistId", "regDate",
    "caseCode", "gistUnit", "duty", "performance", "disruptTypeName", "publishDate",
)  # fmt: skip
_LIMITED = ("iname", "sex", "cardNum", "courtName", "areaName", "caseCode", "regDate", "publishDate")

_SHARED = {"案号": "caseCode", "执行法院": "courtName", "立案日期": "regDate"}
_SHEETS: Mapping[Register, Mapping[str, str]] = {
    Register.DISHONEST: {"失信被执行公司名称": "iname", "发布日期": "publishDate", **_SHARED},
    Register.LIMITED: {
        "限制高消费企业名称": "iname",
        "限高发布日期": "publishDate",
        "法定代表人": "businessEntity",
        **_SHARED,
    },
}
"""Heads of those sheets, and the official field each is."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be used: its line in the file (the head is 1), and why."""

    line: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held."""

    entries: tuple[ListedEntry, ...]
    bad: tuple[BadRow, ...]


def columns(register: Register) -> tuple[str, ...]:
    """The official fields of a list, in the order written."""
    return _DISHONEST if register is Register.DISHONEST else _LIMITED


def as_rows(entries: Iterable[ListedEntry], register: Register) -> Iterator[dict[str, str]]:
    """The entries of one list in the official fields, numbers masked as the site masks them."""
    for entry in entries:
        if entry.register is register:
            said = _said(entry)
            yield {name: said[name] for name in columns(register)}


def write_csv(entries: Iterable[ListedEntry], register: Register) -> str:
    """The file: comma separated, CRLF, no byte order mark. A cell that a spreadsheet would run as a formula gets an
    apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns(register), lineterminator="\r\n")
    writer.writeheader()
    for row in as_rows(entries, register):
        writer.writerow({name: f"'{cell}" if cell[:1] in "=+-@" and cell else cell for name, cell in row.items()})
    return out.getvalue()


def read_rows(text: str, register: Register) -> Read:
    """Read a file of official fields, or a sheet of company rows. Raises `BadInput` when its head is neither."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    heads = set(reader.fieldnames or ())
    names = {head: _SHEETS[register][head] for head in heads if head in _SHEETS[register]}
    if not names:
        names = {head: head for head in heads if head in columns(register)}
    missing = {"iname", "caseCode", "courtName"} - set(names.values())
    if missing:
        raise BadInput(
            Fault("lists.head", "表头缺少：{missing}", "请使用官方字段", data={"missing": "、".join(sorted(missing))})
        )
    entries: list[ListedEntry] = []
    bad: list[BadRow] = []
    for row in reader:
        said = {names[head]: _bare(cell or "") for head, cell in row.items() if head in names}
        try:
            entries.append(_entry(said, register))
        except BadInput as fault:
            bad.append(BadRow(reader.line_num, fault.faults))
    return Read(tuple(entries), tuple(bad))


def _bare(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in set("=+-@") else text


def _said(entry: ListedEntry) -> dict[str, str]:
    natural = entry.identity.kind is Kind.NATURAL
    number = entry.identity.numbers[0].text if entry.identity.numbers else ""
    sex = {"男": "男性", "女": "女性"}.get(entry.identity.sex, "") if natural else ""
    return {
        "iname": entry.identity.name,
        "sexy": sex,
        "sex": sex,
        "cardNum": mask_id(number),
        "businessEntity": entry.representative,
        "courtName": entry.court,
        "areaName": entry.area,
        "partyTypeName": "0" if natural else "1",
        "gistId": entry.title_number,
        "regDate": f"{entry.filed_on:%Y年%m月%d日}",
        "caseCode": entry.case_number,
        "gistUnit": entry.title_by,
        "duty": entry.duty,
        "performance": entry.performance,
        "disruptTypeName": ",".join(entry.conduct),
        "publishDate": f"{entry.published_on:%Y年%m月%d日}",
    }


def _entry(said: Mapping[str, str], register: Register) -> ListedEntry:
    faults: list[Fault] = []
    for name, label in (("iname", "名称"), ("courtName", "执行法院")):
        if not said.get(name):
            faults.append(Fault("lists.empty", "该栏为空", "请补充", field=label))
    natural = said.get("partyTypeName") == "0" or bool(said.get("sexy") or said.get("sex"))
    number = said.get("cardNum", "")
    days = {}
    try:
        case_number = str(parse(said.get("caseCode", "")))
    except BadInput as bad:
        faults += bad.faults
    for name in ("regDate", "publishDate"):
        try:
            days[name] = read_day(said.get(name, ""), field=name)
        except BadInput as bad:
            faults += bad.faults
    if number and not natural and "*" not in number and len(number) == 18:
        try:
            number = check_uscc(number)
        except BadInput as bad:
            faults += bad.faults
    if faults:
        raise BadInput.of(faults)
    kind = Kind.NATURAL if natural else Kind.ORGANISATION
    numbers = (Number(NumberKind.RESIDENT if natural else NumberKind.USCC, number),) if number else ()
    sex = (said.get("sexy") or said.get("sex") or "")[:1]
    key = f"{register}|{said['iname']}|{case_number}"
    return ListedEntry(
        entry_id=str(uuid5(NAMESPACE_URL, key)),
        register=register,
        identity=Identity(said["iname"], kind, numbers, sex=sex if sex in "男女" else ""),
        court=said["courtName"],
        area=said.get("areaName", ""),
        case_number=case_number,
        title_number=said.get("gistId", ""),
        title_by=said.get("gistUnit", ""),
        duty=said.get("duty", ""),
        performance=said.get("performance", ""),
        conduct=tuple(part for part in said.get("disruptTypeName", "").split(",") if part),
        filed_on=days["regDate"],
        published_on=days["publishDate"],
        representative=said.get("businessEntity", ""),
    )
