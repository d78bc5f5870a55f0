"""A spreadsheet of many cases into filing drafts: good rows are kept, bad rows come back with their reasons.

One row is one case: one title, one sum or several, one debtor or several. Parties are separated by ；and their identity
numbers stand in the same order. The template is made here too, so that reader and template cannot drift apart.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from duixian.base.casenumber import CaseNumber, court_of
from duixian.base.casenumber import parse as parse_number
from duixian.base.faults import BadInput, Fault
from duixian.base.identity import check_resident_id, check_uscc
from duixian.base.money import Fen, fen
from duixian.law.obligations import (
    Event,
    InterestTerm,
    ItemKind,
    Liability,
    MoneyItem,
    Ordered,
    When,
)
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind, kind_of
from duixian.reading.judgments.normal import normalise
from duixian.reading.judgments.rates import find_rates
from duixian.reading.sheets import Row, Sheet, column_letters, rows

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template: its title, whether it must be filled, an example and a sentence of help."""

    title: str
    required: bool
    example: str
    help: str


COLUMNS = (
    Column("执行法院", True, "佛山市顺德区人民法院", "受理执行的法院全称"),
    Column("执行依据案号", True, "（2024）粤0606民初1234号", "判决书、调解书等的案号"),
    Column("执行依据种类", True, "判决书", "判决书、调解书、裁定书、支付令、仲裁裁决、公证债权文书"),
    Column("管辖依据", False, "", "执行依据由其他法院作出时填写，例如：财产所在地"),
    Column("案由", False, "民间借贷纠纷", ""),
    Column("生效日期", True, "2024-06-01", "YYYY-MM-DD"),
    Column("履行期限届满日", False, "2024-06-11", "文书指定的最后履行日，空白按生效日起算"),
    Column("申请执行人", True, "李明", "多人用；分隔"),
    Column("申请执行人证件号码", True, "11010519491231002X", "身份证或统一社会信用代码，顺序与姓名一致"),
    Column("申请执行人电话", False, "13800000000", ""),
    Column("申请执行人收款账号", False, "6222020000000000000", "以文本格式填写"),
    Column("被执行人", True, "王强；某某有限公司", "多人用；分隔"),
    Column("被执行人证件号码", False, "", "多人用；分隔，不知道的留空"),
    Column("责任方式", False, "连带", "共同、连带、按份、补充；一名被执行人时留空"),
    Column("本金", True, "100000.00", "元，两位小数"),
    Column("本金名称", False, "借款本金", ""),
    Column("已定利息", False, "5000.00", "文书已写明数额的利息"),
    Column("违约金", False, "", ""),
    Column("律师费等费用", False, "", ""),
    Column("诉讼费", False, "2300.00", "应付给申请执行人的诉讼费、保全费"),
    Column("利率", False, "一年期LPR四倍", "与文书写法相同：年利率6%、日万分之五、一年期LPR的1.5倍；空白为无"),
    Column("利息起算日", False, "2024-01-01", ""),
)
REASON = "退回原因"
LARGEST_ROWS = 100_000

_KINDS = {
    "判决书": TitleKind.JUDGMENT,
    "民事判决书": TitleKind.JUDGMENT,
    "调解书": TitleKind.MEDIATION,
    "民事调解书": TitleKind.MEDIATION,
    "裁定书": TitleKind.RULING,
    "支付令": TitleKind.PAYMENT_ORDER,
    "仲裁裁决": TitleKind.AWARD,
    "仲裁裁决书": TitleKind.AWARD,
    "仲裁调解书": TitleKind.AWARD,
    "公证债权文书": TitleKind.NOTARIAL,
    "执行证书": TitleKind.NOTARIAL,
    "决定书": TitleKind.DECISION,
}
_LIABILITY = {
    "": None,
    "共同": Liability.JOINT,
    "连带": Liability.JOINT_AND_SEVERAL,
    "按份": Liability.SEVERAL,
    "补充": Liability.SUPPLEMENTARY,
}
_SUMS = (
    ("本金", ItemKind.PRINCIPAL),
    ("已定利息", ItemKind.INTEREST),
    ("违约金", ItemKind.PENALTY),
    ("律师费等费用", ItemKind.FEE),
    ("诉讼费", ItemKind.COSTS),
)
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?$")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not become a draft: its number in the file, its cells, every reason."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class CaseRows:
    """The result: drafts with the numbers of their rows, bad rows, and the titles of the columns as found; `cells` are
    those of the drafts' rows by number, so that a row refused at filing can be returned as it came."""

    drafts: tuple[tuple[int, FilingDraft], ...]
    bad: tuple[BadRow, ...]
    titles: tuple[str, ...]
    cells: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class _Reader:
    """Reads the cells of one row and collects every fault, not only the first."""

    sheet: Sheet
    row: Row
    places: dict[str, int]
    faults: list[Fault] = field(default_factory=list)

    def text(self, title: str) -> str:
        return self.row.cell(self.places[title]) if title in self.places else ""

    def fail(self, title: str, fault: Fault) -> None:
        where = self.sheet.place(self.row, self.places.get(title))
        value = fault.value or self.text(title)
        self.faults.append(Fault(fault.code, fault.template, fault.remedy, title, value, where, fault.data))

    def read(self, title: str, how: Callable[[str], T]) -> T | None:
        """The cell read by `how`; None when it is empty, required and missing, or faulty (the fault is kept)."""
        text = self.text(title)
        if not text:
            if next(c.required for c in COLUMNS if c.title == title):
                self.fail(title, Fault("cell.missing", "必填项为空", "请补填该列"))
            return None
        try:
            return how(text)
        except BadInput as bad:
            for fault in bad.faults:
                self.fail(title, fault)
            return None


def read_cases(data: bytes, name: str = "", *, court_code: str = "") -> CaseRows:
    """Read a spreadsheet (.xlsx, .xls, .csv in any usual encoding) of cases.

    `court_code`: the filing court's code. With it, a row whose 执行法院 is another court is refused, and
    so is a judgment of a court that is neither this one nor above it, unless 管辖依据 is filled.
    Raises `BadInput` only where no row can be read: the file itself, missing columns, more than `LARGEST_ROWS` rows.
    """
    sheet, head, places = _head(rows(data, name), name)
    drafts: list[tuple[int, FilingDraft]] = []
    bad: list[BadRow] = []
    body = [row for row in sheet.rows if row.number > head.number and not row.blank]
    if len(body) > LARGEST_ROWS:
        raise BadInput(
            Fault(
                "cases.too_many", f"有 {len(body)} 行，超过一次可导入的 {LARGEST_ROWS} 行", "请拆分后导入", "文件", name
            )
        )
    seen: dict[tuple[object, ...], int] = {}
    for row in body:
        reader = _Reader(sheet, row, places)
        draft = _draft(reader, name, court_code)
        if draft is not None:
            mark = (draft.title_number, tuple(p.name for p in draft.parties))
            if mark in seen:
                reader.fail("执行依据案号", Fault("cases.repeated", f"与第 {seen[mark]} 行重复", "请删除重复的行"))
            seen.setdefault(mark, row.number)
        if reader.faults or draft is None:
            bad.append(BadRow(row.number, row.cells, tuple(reader.faults)))
        else:
            drafts.append((row.number, draft))
    good = {number for number, _ in drafts}
    cells = {row.number: row.cells for row in body if row.number in good}
    return CaseRows(tuple(drafts), tuple(bad), head.cells, cells)


def _head(sheets: list[Sheet], name: str) -> tuple[Sheet, Row, dict[str, int]]:
    """The first sheet and row that hold the titles of the required columns."""
    missing: list[str] = []
    for sheet in sheets:
        for row in sheet.rows[:10]:
            places = {re.sub(r"[*＊\s]", "", cell): at for at, cell in enumerate(row.cells) if cell}
            lacking = [c.title for c in COLUMNS if c.required and c.title not in places]
            if not lacking:
                return sheet, row, places
            if len(lacking) < sum(c.required for c in COLUMNS) and not missing:
                missing = lacking
    what = "缺少列：" + "、".join(missing) if missing else "没有找到表头"
    raise BadInput(Fault("cases.columns", what, "请下载模板，保留第一行的列名", "文件", name))


def _draft(reader: _Reader, name: str, court_code: str) -> FilingDraft | None:
    for at in sorted(reader.row.formulas):
        title = next((t for t, p in reader.places.items() if p == at), column_letters(at))
        reader.fail(title, Fault("cell.formula", "单元格是公式，不能导入", "请复制后“选择性粘贴—数值”"))
    for at in sorted(reader.row.errors):
        title = next((t for t, p in reader.places.items() if p == at), column_letters(at))
        reader.fail(title, Fault("cell.error", "单元格是错误值", "请更正公式或填写数值"))
    for at in sorted(reader.row.inexact):
        title = next((t for t, p in reader.places.items() if p == at), "")
        if "号" in title:
            reader.fail(title, Fault("cell.inexact", "长号码按数字存放，末位已丢失", "请把该列设为文本格式后重新填写"))
    if reader.faults:
        return None
    court = reader.text("执行法院")
    reader.read("执行法院", str)
    own = court_of(court_code) if court_code else None
    if own and court and own.name != court and not own.name.endswith(court):
        reader.fail("执行法院", Fault("cases.other_court", f"不是本院（{own.name}）的案件", "请移至该法院的表格"))
    number = reader.read("执行依据案号", parse_number)
    kind = reader.read("执行依据种类", _kind)
    _other_court(reader, number, kind, court_code)
    effective = reader.read("生效日期", _day)
    expiry = reader.read("履行期限届满日", _day)
    if effective and expiry and expiry < effective:
        reader.fail("履行期限届满日", Fault("date.order", "早于生效日期", "请核对两个日期"))
    parties = _parties(reader)
    ordered = _ordered(reader, parties, effective, expiry)
    if reader.faults or number is None or kind is None:
        return None
    return FilingDraft(
        court,
        number,
        kind,
        None,
        effective,
        reader.text("案由"),
        tuple(parties),
        ordered,
        reader.sheet.place(reader.row) + (f"（{name}）" if name else ""),
    )


def _other_court(reader: _Reader, number: CaseNumber | None, kind: TitleKind | None, code: str) -> None:
    """A judgment of a court that is neither this one nor above it needs a ground of jurisdiction (民事诉讼法 235)."""
    if number is None or not code or number.old or kind in (TitleKind.AWARD, TitleKind.NOTARIAL):
        return
    if number.court == "最高法" or code.startswith(number.court) or reader.text("管辖依据"):
        return
    issuer = court_of(number.court)
    whose = issuer.name if issuer else f"代字为“{number.court}”的法院"
    remedy = "请核对案号；如因财产所在地由本院执行，请在“管辖依据”列写明"
    reader.fail("执行依据案号", Fault("cases.other_court", f"是{whose}的案号，不是本院或其上级法院的", remedy))


def _kind(text: str) -> TitleKind:
    if text not in _KINDS:
        raise BadInput(
            Fault(
                "title.kind",
                "不是可执行的文书种类",
                "请填写：" + "、".join(k for k in _KINDS if not k.startswith("民事")),
            )
        )
    return _KINDS[text]


def _day(text: str) -> date:
    match = _DATE.match(text)
    if not match:
        raise BadInput(Fault("date.format", "日期格式不对", "请按 2024-06-01 填写"))
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as flaw:
        raise BadInput(Fault("date.impossible", "日期不存在", "请核对年月日，例如平年没有 2 月 29 日")) from flaw


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split("[；;\n]", text)] if text else []


def _parties(reader: _Reader) -> list[DraftParty]:
    """Applicants and debtors with checked numbers; one number may stand for one party only."""
    out: list[DraftParty] = []
    holders: dict[str, str] = {}
    for side, role in (("申请执行人", Role.APPLICANT), ("被执行人", Role.DEBTOR)):
        names = [name for name in _listed(reader.text(side)) if name]
        ids = _listed(reader.text(side + "证件号码"))
        if not names:
            reader.read(side, str)
            continue
        if role is Role.APPLICANT and not any(ids):
            reader.read(side + "证件号码", str)
        if any(ids) and len(ids) != len(names):
            what = f"有 {len(names)} 个姓名、{len(ids)} 个证件号码"
            reader.fail(side + "证件号码", Fault("party.count", what, "请用；分隔，数量和顺序与姓名一致，不知道的留空"))
            continue
        phones, accounts = _listed(reader.text("申请执行人电话")), _listed(reader.text("申请执行人收款账号"))
        for index, name in enumerate(names):
            identity, kind = _identity(reader, side, ids[index] if index < len(ids) else "", name)
            if identity and holders.setdefault(identity, name) != name:
                fault = Fault(
                    "party.same_id",
                    f"“{holders[identity]}”与“{name}”的证件号码相同",
                    "请核对两人的证件号码",
                    value=identity,
                )
                reader.fail(side + "证件号码", fault)
            own = role is Role.APPLICANT
            out.append(
                DraftParty(
                    name,
                    role,
                    kind,
                    id_number=identity,
                    phone=phones[index] if own and index < len(phones) else "",
                    bank_account=accounts[index] if own and index < len(accounts) else "",
                )
            )
    applicants = {p.name for p in out if p.role is Role.APPLICANT}
    for party in out:
        if party.role is Role.DEBTOR and party.name in applicants:
            reader.fail("被执行人", Fault("party.both_sides", f"“{party.name}”同时是申请执行人", "请核对当事人"))
    return out


def _identity(reader: _Reader, side: str, text: str, name: str) -> tuple[str, PartyKind]:
    """A checked number and the kind it proves; passports and permits are kept as they are."""
    guess = kind_of(name)
    if not text:
        return "", guess
    bare = re.sub(r"\s", "", text).upper()
    try:
        if len(bare) == 18 and re.match(r"\d{17}[\dX]$", bare) and guess is PartyKind.PERSON:
            return check_resident_id(bare).number, PartyKind.PERSON
        if guess is PartyKind.ORGANISATION and len(bare) >= 15:
            return check_uscc(bare), PartyKind.ORGANISATION
        if re.fullmatch(r"[A-Z]{1,2}\d{7,9}|\d{8}(?:\d\d)?", bare):  # passport, permits of Hong Kong, Macao, Taiwan
            return bare, guess
        return check_resident_id(bare).number, PartyKind.PERSON
    except BadInput as bad:
        for fault in bad.faults:
            reader.fail(side + "证件号码", fault)
        return "", guess


def _ordered(reader: _Reader, parties: Sequence[DraftParty], effective: date | None, expiry: date | None) -> Ordered:
    creditors = tuple(p.name for p in parties if p.role is Role.APPLICANT)
    debtors = tuple(p.name for p in parties if p.role is Role.DEBTOR)
    due = When(on=expiry) if expiry else When(on=effective) if effective else When(event=Event.EFFECTIVE)
    liability = reader.read("责任方式", _liability)
    if liability is Liability.SEVERAL:
        reader.fail("责任方式", Fault("cases.shares", "按份责任需要逐人金额", "请按人拆成多行，每行一名被执行人"))
    chosen = liability or (Liability.JOINT if len(debtors) > 1 else Liability.SOLE)
    behind = debtors[:1] if chosen is Liability.SUPPLEMENTARY else ()
    items = []
    for position, (title, kind) in enumerate(_SUMS, start=1):
        amount = reader.read(title, _positive)
        if amount is not None:
            label = reader.text("本金名称") or title if kind is ItemKind.PRINCIPAL else title
            items.append(MoneyItem(str(position), label, kind, amount, creditors, debtors, chosen, behind, due=due))
    interests = _interest(reader, items, due)
    return Ordered(tuple(items), interests)


def _liability(text: str) -> Liability | None:
    if text not in _LIABILITY:
        raise BadInput(Fault("cases.liability", "不是责任方式", "请填写：共同、连带、按份、补充，或留空"))
    return _LIABILITY[text]


def _positive(text: str) -> Fen:
    amount = fen(text)
    if amount < 0:
        raise BadInput(Fault("amount.negative", "金额为负数", "请填写正数；已付部分请在立案后登记"))
    return amount


def _interest(reader: _Reader, items: Sequence[MoneyItem], due: When) -> tuple[InterestTerm, ...]:
    text = reader.text("利率")
    start = reader.read("利息起算日", _day)
    if not text:
        if start:
            reader.fail("利率", Fault("cases.rate_missing", "填写了利息起算日，没有利率", "请填写利率，或清空起算日"))
        return ()
    wording = normalise(text).text
    if re.fullmatch(r"0\.\d+", wording):  # a spreadsheet shows 6% and keeps 0.06
        percent = format((Decimal(wording) * 100).normalize(), "f")
        wording = f"年利率{percent}%"
    found = find_rates(
        wording if "率" in wording or "LPR" in wording.upper() or "分" in wording else "年利率" + wording
    )
    if len(found) != 1:
        reader.fail("利率", Fault("cases.rate", "不能识别的利率", "请按“年利率6%”“日万分之五”“一年期LPR四倍”填写"))
        return ()
    principal = tuple(item.key for item in items if item.kind is ItemKind.PRINCIPAL)
    return (InterestTerm("i1", principal, found[0].rate, When(on=start) if start else due),)


def template() -> bytes:
    """The .xlsx template: titles (required ones marked *), one example, a sheet of help; number columns as text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "案件"
    for at, column in enumerate(COLUMNS, start=1):
        head = sheet.cell(1, at, column.title + ("*" if column.required else ""))
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DDE6F0")
        example = sheet.cell(2, at, column.example)
        example.number_format = "@"
        letter = column_letters(at - 1)
        sheet.column_dimensions[letter].width = max(12, 2 * len(column.title) + 4)
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("填写说明")
    notes.append(["列", "必填", "示例", "说明"])
    for column in COLUMNS:
        notes.append([column.title, "是" if column.required else "", column.example, column.help])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def returned(result: CaseRows, *, kind: str = "xlsx") -> bytes:
    """The bad rows as a file with a column of reasons, ready to be corrected and sent again (`kind`: xlsx or csv)."""
    width = len(result.titles)
    lines = [(*result.titles, REASON)]
    for row in result.bad:
        cells = (*row.cells[:width], *[""] * (width - len(row.cells)))
        lines.append((*cells, "；".join(f"{fault.field}：{fault.message}（{fault.remedy}）" for fault in row.faults)))
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows([_inert(cell) for cell in line] for line in lines)
        return b"\xef\xbb\xbf" + text.getvalue().encode()
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("退回")
    from openpyxl.cell import WriteOnlyCell

    for line in lines:
        printed = []
        for value in line:
            cell = WriteOnlyCell(sheet, value=value)
            cell.data_type = "s"  # a formula comes back as its text, it is not run again
            cell.number_format = "@"
            printed.append(cell)
        sheet.append(printed)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _inert(cell: str) -> str:
    """A CSV cell that a spreadsheet will not run as a formula."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@")) else cell
