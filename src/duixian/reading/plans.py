"""Plan files: PLAN.json or PLAN.xlsx into the facts of a distribution, or every reason why not, each with its place.

A plan is refused whole: to leave out a row that could not be read would change what everybody else gets.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from duixian.base.days import read_day
from duixian.base.faults import BadInput, Fault
from duixian.base.money import fen
from duixian.law.distribution import (
    Amounts,
    Claim,
    ClaimKind,
    Cost,
    CostKind,
    Part,
    PlanFacts,
    Practice,
    Proceeds,
    Rules,
    Security,
    SecurityKind,
    Setting,
)
from duixian.reading import sheets
from duixian.reading.encodings import decode
from duixian.reading.plan_columns import (
    CLAIMS,
    COSTS,
    FORMS,
    PLAN,
    PRACTICE,
    PROCEEDS,
    REMARK,
    SECURITIES,
    TABLES,
    Column,
    Form,
    Table,
)

_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How xlsx and xls begin; everything else is read as JSON."""

_YES = {"是", "有", "true", "1", "yes", "√"}
_NO = {"否", "无", "false", "0", "no"}


def read_plan(data: bytes, name: str = "", *, on: date | None = None) -> PlanFacts:
    """The facts in a plan file; `on` is the day of the plan where the file names none.

    Raises `BadInput` with every fault found: unreadable file, unknown or missing tables and columns, cells that cannot
    be read (with sheet, row and column, or the path in JSON), formulas, keys used twice, references to nothing.
    """
    if not data.strip():
        raise BadInput(Fault("file.empty", "文件是空的", "请核对文件", place=name))
    workbook = data.startswith(_WORKBOOKS)
    records = _from_workbook(data, name) if workbook else _from_json(decode(data)[0], name)
    return _Builder(records, name).facts(on)


@dataclass(frozen=True, slots=True)
class _Record:
    """One row as text by column name, and where each cell stands. `path` places the whole record."""

    path: str
    cells: Mapping[str, str]
    places: Mapping[str, str]
    broken: Mapping[str, Fault]

    def place(self, name: str) -> str:
        return self.places.get(name, self.path)


_Records = dict[str, list[_Record]]


# JSON


def _from_json(text: str, name: str) -> _Records:
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=str)
    except json.JSONDecodeError as error:
        where = f"{name}:{error.lineno}:{error.colno}" if name else f"第 {error.lineno} 行第 {error.colno} 列"
        raise BadInput(
            Fault("file.not_json", "不是有效的 JSON", "请核对该处的引号、逗号和括号", place=where)
        ) from error
    except RecursionError as error:
        raise BadInput(Fault("file.not_json", "括号嵌套过深", "请核对文件", place=name)) from error
    if not isinstance(document, dict):
        raise BadInput(Fault("plan.shape", "文件内容应为一个对象", "请写成 { … }", place=name))
    faults: list[Fault] = []
    records: _Records = {table.name: [] for table in TABLES}
    head = {key: value for key, value in document.items() if key not in records and key not in ("funds", "rules")}
    rules = document.get("rules") or {}
    if isinstance(rules, dict):
        head |= {key: ",".join(map(str, value)) if isinstance(value, list) else value for key, value in rules.items()}
    records["plan"].append(_json_record(PLAN, head, "", faults))
    if "funds" in document:
        funds = {"label": "案款", "amount": document["funds"]}
        records["proceeds"].append(_json_record(PROCEEDS, funds, "funds", faults))
    for table in TABLES[1:]:
        for number, item in enumerate(_list(document, table.name, faults)):
            path = f"{table.name}[{number}]"
            if not isinstance(item, dict):
                faults.append(
                    Fault(
                        "plan.shape",
                        "应为一个对象",
                        "请写成 { … }，栏目见模板（duixian split --template）",
                        field=table.sheet,
                        place=path,
                    )
                )
                continue
            if table is CLAIMS:
                nested = _list(item, "securities", faults)
                item = {key: value for key, value in item.items() if key != "securities"}
                owner = item.get("key") or item.get("case_number") or item.get("creditor") or ""
                for position, right in enumerate(nested):
                    inner = f"{path}.securities[{position}]"
                    if isinstance(right, dict):
                        records["securities"].append(_json_record(SECURITIES, {"claim": owner, **right}, inner, faults))
                    else:
                        faults.append(
                            Fault(
                                "plan.shape",
                                "应为一个对象",
                                "请写成 { … }，栏目见模板（duixian split --template）",
                                place=inner,
                            )
                        )
            records[table.name].append(_json_record(table, item, path, faults))
    if faults:
        raise BadInput.of(faults)
    return records


def _list(holder: Mapping[str, Any], key: str, faults: list[Fault]) -> list[Any]:
    found = holder.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        faults.append(Fault("plan.shape", "应为一个列表", "请写成 [ … ]", field=key, place=key))
        return []
    return found


def _json_record(table: Table, item: Mapping[str, Any], path: str, faults: list[Fault]) -> _Record:
    cells: dict[str, str] = {}
    for key, value in item.items():
        column = table.column(key)
        place = f"{path}.{key}" if path else key
        if column is None:
            if key != REMARK:
                faults.append(_unknown_column(table, key, place))
        elif isinstance(value, dict | list):
            faults.append(Fault("plan.shape", "应为一个值", "请写成文字或者数字", field=column.heading, place=place))
        elif value is not None:
            cells[column.name] = str(value).strip() if not isinstance(value, bool) else ("是" if value else "否")
    return _Record(path or "方案", cells, {name: f"{path}.{name}" if path else name for name in cells}, {})


def _unknown_column(table: Table, text: str, place: str) -> Fault:
    return Fault(
        "plan.unknown_column",
        "“{table}”没有这一栏",
        "可用的栏目：{columns}；说明文字请写在“备注”栏",
        field="栏目",
        value=text,
        place=place,
        data={"table": table.sheet, "columns": "、".join(column.heading for column in table.columns)},
    )


# workbooks


def _from_workbook(data: bytes, name: str) -> _Records:
    by_name = {sheet.name: sheet for sheet in sheets.rows(data, name)}
    faults: list[Fault] = []
    records: _Records = {table.name: [] for table in TABLES}
    if not any(sheet in by_name for sheet in (PLAN.sheet, CLAIMS.sheet)):
        raise BadInput(
            Fault(
                "plan.not_a_plan",
                "不是分配方案文件：没有工作表“方案”和“债权”",
                "请使用模板（duixian split --template PLAN.xlsx），或者提交 JSON",
                place=name,
            )
        )
    for table in TABLES:
        sheet = by_name.get(table.sheet)
        if sheet is None:
            continue
        faults.extend(sheet.faults)
        reader = _down if table.single else _across
        records[table.name] = list(reader(table, sheet, faults))
    if faults:
        raise BadInput.of(faults)
    return records


def _down(table: Table, sheet: sheets.Sheet, faults: list[Fault]) -> Iterator[_Record]:
    """A sheet of one record: the heading in the first column, the value in the second."""
    cells: dict[str, str] = {}
    places: dict[str, str] = {}
    broken: dict[str, Fault] = {}
    for row in sheet.rows:
        label = sheets.tidy(row.cell(0))
        if not label or label in ("项目", REMARK):
            continue
        column = table.column(label)
        if column is None:
            faults.append(_unknown_column(table, label, sheet.place(row, 0)))
            continue
        _cell(row, 1, column, sheet, (cells, places, broken))
    yield _Record(f"工作表“{sheet.name}”", cells, places, broken)


def _across(table: Table, sheet: sheets.Sheet, faults: list[Fault]) -> Iterator[_Record]:
    """A sheet with headings in its first row that is not blank."""
    rows = [row for row in sheet.rows if not row.blank]
    if not rows:
        return
    columns: dict[int, Column] = {}
    for position, text in enumerate(rows[0].cells):
        heading = sheets.tidy(text)
        column = table.column(heading) if heading else None
        if column is not None:
            columns[position] = column
        elif heading and heading != REMARK:
            faults.append(_unknown_column(table, heading, sheet.place(rows[0], position)))
    for row in rows[1:]:
        cells: dict[str, str] = {}
        places: dict[str, str] = {}
        broken: dict[str, Fault] = {}
        for position, column in columns.items():
            _cell(row, position, column, sheet, (cells, places, broken))
        if cells or broken:
            yield _Record(sheet.place(row), cells, places, broken)


def _cell(
    row: sheets.Row,
    position: int,
    column: Column,
    sheet: sheets.Sheet,
    into: tuple[dict[str, str], dict[str, str], dict[str, Fault]],
) -> None:
    cells, places, broken = into
    text = sheets.tidy(row.cell(position))
    place = sheet.place(row, position)
    places[column.name] = place
    if position in row.formulas:
        broken[column.name] = Fault(
            "cell.formula",
            "单元格是公式，不读取公式的结果",
            "请复制后“选择性粘贴为数值”",
            field=column.heading,
            value=text,
            place=place,
        )
    elif position in row.errors or position in row.inexact:
        broken[column.name] = Fault(
            "cell.unusable",
            "单元格是错误值，或者数字已被截断",
            "请以文字格式重新填写",
            field=column.heading,
            value=text,
            place=place,
        )
    elif text:
        cells[column.name] = text


# building


class _Builder:
    """Records into facts. Every cell is read even when another was bad, so that all faults come at once."""

    def __init__(self, records: _Records, name: str) -> None:
        self.records = records
        self.name = name
        self.faults: list[Fault] = []

    def facts(self, on: date | None) -> PlanFacts:
        head = self.records[PLAN.name][0] if self.records[PLAN.name] else _Record(self.name, {}, {}, {})
        values = self._read(PLAN, head)
        day = values["on"] or on
        if day is None and not head.cells.get("on"):
            self._fault("plan.no_day", "没有分配日期", "请填写分配日期", head, PLAN.columns[2])
        proceeds = tuple(
            Proceeds(v["key"] or v["label"] or "", v["label"] or "", v["amount"] or 0) for _, v in self._rows(PROCEEDS)
        )
        if not self.records[PROCEEDS.name]:
            self.faults.append(
                Fault("plan.no_funds", "没有可分配的款项", "请填写款项表", field="款项", place=self.name)
            )
        costs = tuple(self._cost(v) for _, v in self._rows(COSTS))
        claims = tuple(self._claims())
        practice = self._practice()
        rules = self._rules(values, head)
        if self.faults or day is None:
            raise BadInput.of(self.faults)
        return PlanFacts(
            values["debtor"],
            values["debtor_kind"],
            day,
            proceeds,
            claims,
            costs,
            practice,
            rules,
            values["finished_on"],
        )

    def _rows(self, table: Table) -> Iterator[tuple[_Record, dict[str, Any]]]:
        for record in self.records[table.name]:
            yield record, self._read(table, record)

    def _cost(self, v: Mapping[str, Any]) -> Cost:
        kind = v["kind"] or CostKind.OTHER
        return Cost(
            v["key"] or v["label"] or "",
            v["label"] or "",
            v["amount"] or 0,
            kind,
            v["proceeds"] or "",
            v["payee"] or "",
        )

    def _claims(self) -> Iterator[Claim]:
        rights = self._securities()
        seen: dict[str, str] = {}
        for record, v in self._rows(CLAIMS):
            key = v["key"] or v["case_number"] or v["creditor"] or ""
            if key in seen:
                self._twice(record, key, seen[key])
            seen[key] = record.path
            names = ("principal", "interest", "fees", "doubled")
            if all(v[name] is None for name in names) and not any(name in record.broken for name in names):
                self._fault(
                    "claim.no_amount",
                    "没有填写任何金额",
                    "请填写本金、利息、费用或者加倍部分",
                    record,
                    CLAIMS.columns[3],
                )
            amounts = Amounts(*(v[name] or 0 for name in names))
            yield Claim(
                key=key,
                creditor=v["creditor"] or "",
                amounts=amounts,
                case_number=v["case_number"] or "",
                kind=v["kind"] or ClaimKind.ORDINARY,
                securities=tuple(rights.pop(key, ())),
                title=v["title"] or "",
                control_rank=v["control_rank"],
                controlled_on=v["controlled_on"],
                applied_on=v["applied_on"],
                titled=v["titled"] is not False,
            )
        for key in rights:
            place = next(r.place("claim") for r in self.records[SECURITIES.name] if r.cells.get("claim") == key)
            self.faults.append(
                Fault(
                    "security.no_claim",
                    "债权表中没有这个编号",
                    "请核对债权编号",
                    field="债权编号",
                    value=key,
                    place=place,
                )
            )

    def _twice(self, record: _Record, key: str, first: str) -> None:
        self.faults.append(
            Fault(
                "plan.key_twice",
                "与{first}的编号相同",
                "请给每一行填写不同的编号",
                field="编号",
                value=key,
                place=record.place("key"),
                data={"first": first},
            )
        )

    def _securities(self) -> dict[str, list[Security]]:
        rights: dict[str, list[Security]] = {}
        for _, v in self._rows(SECURITIES):
            kind = v["kind"] or SecurityKind.MORTGAGE
            rank = 1 if v["rank"] is None else v["rank"]
            right = Security(v["proceeds"] or "", kind, rank, v["limit"], bool(v["covers_doubled"]))
            rights.setdefault(v["claim"] or "", []).append(right)
        return rights

    def _practice(self) -> Practice:
        settings = []
        for _, v in self._rows(PRACTICE):
            if None in (v["key"], v["value"], v["province"], v["since"], v["source"]):
                continue
            settings.append(
                Setting(
                    v["key"],
                    v["value"],
                    v["province"],
                    v["since"],
                    v["until"],
                    v["source"],
                    v["article"] or "",
                    v["status"] or "X",
                )
            )
        try:
            return Practice(tuple(settings))
        except BadInput as bad:
            self.faults.extend(replace(fault, place=self.records[PRACTICE.name][0].path) for fault in bad.faults)
            return Practice()

    def _rules(self, values: Mapping[str, Any], head: _Record) -> Rules:
        rules = Rules(doubled_agreed=bool(values["doubled_agreed"]))
        if values["execution_fee"]:
            rules = replace(rules, execution_fee=values["execution_fee"])
        if values["set_off"]:
            words = [word.strip() for word in values["set_off"].replace("，", ",").replace("、", ",").split(",")]
            named = {"费用": Part.FEES, "利息": Part.INTEREST, "本金": Part.PRINCIPAL, **{p.value: p for p in Part}}
            if len(words) == len(Part) == len({named.get(word) for word in words} - {None}):
                rules = replace(rules, set_off=tuple(named[word] for word in words))
            else:
                self._fault(
                    "rules.set_off", "应为费用、利息、本金各一次", "例如 费用、利息、本金", head, PLAN.columns[6]
                )
        return rules

    # cells

    def _read(self, table: Table, record: _Record) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column in table.columns:
            text = record.cells.get(column.name, "")
            values[column.name] = None
            if column.name in record.broken:
                self.faults.append(record.broken[column.name])
            elif text:
                values[column.name] = self._value(column, text, record)
            elif column.required:
                self._fault("cell.empty", "没有填写", "此栏必填", record, column)
        return values

    def _value(self, column: Column, text: str, record: _Record) -> Any:
        place = record.place(column.name)
        try:
            if column.form is Form.MONEY:
                amount = fen(text, field=column.heading)
                if amount < 0:
                    self._fault("amount.negative", "金额不能为负数", "请核对正负号", record, column)
                return max(0, amount)
            if column.form is Form.DAY:
                return read_day(
                    text.removesuffix(" 00:00:00").removesuffix("T00:00:00"), field=column.heading, place=place
                )
        except BadInput as bad:
            self.faults.extend(replace(fault, place=place) for fault in bad.faults)
            return None
        if column.form is Form.CHOICE:
            return self._choice(column, text, record)
        if column.form is Form.FLAG and text.lower() in _YES | _NO:
            return text.lower() in _YES
        if column.form is Form.NUMBER and text.isascii() and text.isdigit() and len(text) < 7:
            return int(text)
        if column.form in (Form.FLAG, Form.NUMBER):
            self._fault("cell.unreadable", "不能识别", f"请填写{FORMS[column.form]}", record, column)
            return None
        return text

    def _choice(self, column: Column, text: str, record: _Record) -> Any:
        found = column.choices.get(text) or next((v for v in column.choices.values() if v == text), None)
        if found is None:
            self._fault("cell.choice", "不在可选的值之中", f"请从中选择：{'、'.join(column.choices)}", record, column)
        return found

    def _fault(self, code: str, template: str, remedy: str, record: _Record, column: Column) -> None:
        text = record.cells.get(column.name, "")
        self.faults.append(
            Fault(code, template, remedy, field=column.heading, value=text, place=record.place(column.name))
        )
