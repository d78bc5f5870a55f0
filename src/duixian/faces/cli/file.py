"""`duixian file`: file a case from a judgment, or many from a spreadsheet; the same act as the page."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duixian.base.days import read_day
from duixian.base.faults import BadInput, Fault, Refused
from duixian.faces.cli import place

if TYPE_CHECKING:
    from duixian.domain.courts.models import Officer
    from duixian.reading.cases import BadRow
    from duixian.reading.drafts import FilingDraft
    from duixian.reading.judgments import Reading

_SHEETS = (".xlsx", ".xls", ".csv")
_OK, _BAD = 0, 1


@dataclass(slots=True)
class Result:
    """What became of one document or one row."""

    source: str
    number: str = ""
    faults: Sequence[Fault] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        """Stable keys for `--json`."""
        faults = [fault.as_json() for fault in self.faults]
        return {"source": self.source, "ok": bool(self.number), "number": self.number or None, "faults": faults}


@click.command("file")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--officer", "username", envvar="DUIXIAN_OFFICER", required=True, help="立案人的登录名。")
@click.option("--court", help="执行法院代字，例如 苏0804；须为立案人所在法院。")
@click.option("--effective", metavar="日期", help="执行依据生效日期。")
@click.option("--on", "on_text", metavar="日期", help="立案日期；缺省为今天。")
@click.option("--id", "ids", multiple=True, metavar="姓名=号码", help="当事人的证件号码，可重复。")
@click.option("--yes", is_flag=True, help="不再询问，直接立案。")
@click.option("--returned", type=click.Path(dir_okay=False, path_type=Path), help="把退回的行写入此表格。")
@click.option("--home", type=click.Path(path_type=Path), help="演示法院的文件夹。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(
    files: tuple[Path, ...],
    username: str,
    court: str | None,
    effective: str | None,
    on_text: str | None,
    ids: tuple[str, ...],
    yes: bool,
    returned: Path | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """从裁判文书（.txt .docx .pdf）立案，或从表格（.xlsx .xls .csv）批量立案。

    先列出读到的和未能识别的内容，确认后立案；与网页立案是同一个操作，同样留痕。退出码：0 全部立案，1 有未立案的。
    """
    if as_json and not yes:
        raise click.UsageError("--json 不能询问，请同时给出 --yes")
    try:
        day = read_day(on_text, field="--on") if on_text else None
        effective_on = read_day(effective, field="--effective") if effective else None
        numbers = dict(_pair(text) for text in ids)
        place.set_up_django(home)
        results = _Filing(_officer(username, court), day, effective_on, numbers, yes, as_json).all(files, returned)
    except BadInput as bad:
        click.echo(str(bad), err=True)
        sys.exit(_BAD)
    if as_json:
        click.echo(json.dumps({"results": [one.as_json() for one in results]}, ensure_ascii=False, indent=2))
    else:
        for one in results:
            if one.number:
                click.echo(f"{one.source}：已立案 {one.number}")
            for fault in one.faults:
                click.echo(f"{one.source}：未立案：{fault}", err=True)
    sys.exit(_OK if all(one.number for one in results) else _BAD)


def _pair(text: str) -> tuple[str, str]:
    name, equals, number = text.partition("=")
    if not equals or not name.strip() or not number.strip():
        raise BadInput(Fault("flag.pair", "应写成 姓名=号码", "例如 --id 张三=320804199001011234", "--id", text))
    return name.strip(), number.strip()


def _officer(username: str, court: str | None) -> "Officer":
    from duixian.domain.courts.models import Officer

    found = Officer.objects.select_related("court").filter(username=username, is_active=True).first()
    if found is None:
        raise BadInput(Fault("staff.unknown", "没有这个登录名", "请核对登录名", "--officer", username))
    if court and court != found.court.code:
        raise BadInput(
            Fault(
                "case.other_court",
                "立案人属于{own}（代字“{code}”），不能为其他法院立案",
                "请由该院的人员立案",
                "--court",
                court,
                data={"own": found.court.name, "code": found.court.code},
            )
        )
    return found


class _Filing:
    """One officer files on one day."""

    def __init__(
        self,
        officer: "Officer",
        on: date | None,
        effective_on: date | None,
        ids: dict[str, str],
        yes: bool,
        quiet: bool,
    ) -> None:
        from django.utils import timezone

        self.officer = officer
        self.now = timezone.now()
        self.on = on or timezone.localdate()
        self.effective_on = effective_on
        self.ids = ids
        self.yes = yes
        self.quiet = quiet

    def all(self, files: Sequence[Path], returned: Path | None) -> list[Result]:
        """Every file, one after the other; what fails does not keep the others from being filed."""
        results: list[Result] = []
        for path in files:
            try:
                if path.suffix.lower() in _SHEETS:
                    results += self._sheet(path, returned)
                else:
                    results.append(self._document(path))
            except (BadInput, Refused) as error:
                results.append(Result(path.name, faults=_reasons(error)))
        return results

    def _document(self, path: Path) -> Result:
        from duixian.reading.documents import read_document
        from duixian.reading.judgments import read
        from duixian.reading.judgments.filing import draft_from

        document = read_document(path.read_bytes(), path.name)
        reading = read(document.text)
        draft = self._completed(draft_from(reading, source=path.name))
        if not self.quiet:
            from duixian.faces.cli.parse import show

            show(path.name, reading)
        if not self.yes and not click.confirm("按以上内容立案？"):
            fault = Fault("file.not_confirmed", "未确认，没有立案", "更正后重新运行，或在网页上逐项更正")
            return Result(path.name, faults=[fault])
        return Result(path.name, number=self._file(draft, document.text, reading))

    def _sheet(self, path: Path, returned: Path | None) -> list[Result]:
        from duixian.reading import cases

        read = cases.read_cases(path.read_bytes(), path.name, court_code=self.officer.court.code)
        results = [Result(f"{path.name} 第 {row.number} 行", faults=row.faults) for row in read.bad]
        bad: list[BadRow] = list(read.bad)
        if not self.quiet:
            click.echo(f"{path.name}：{len(read.drafts)} 行可以立案，{len(read.bad)} 行有误")
        if read.drafts and not self.yes and not click.confirm(f"为这 {len(read.drafts)} 行立案？"):
            fault = Fault("file.not_confirmed", "未确认，没有立案", "确认后重新运行")
            return results + [Result(f"{path.name} 第 {number} 行", faults=[fault]) for number, _ in read.drafts]
        for number, draft in read.drafts:
            source = f"{path.name} 第 {number} 行"
            try:
                results.append(Result(source, number=self._file(self._completed(draft))))
            except (BadInput, Refused) as error:
                results.append(Result(source, faults=_reasons(error)))
                bad.append(cases.BadRow(number, read.cells[number], tuple(_reasons(error))))
        if returned is not None and bad:
            kind = "csv" if returned.suffix.lower() == ".csv" else "xlsx"
            rows = tuple(sorted(bad, key=lambda row: row.number))
            returned.write_bytes(cases.returned(replace(read, drafts=(), bad=rows), kind=kind))
        return results

    def _completed(self, draft: "FilingDraft") -> "FilingDraft":
        """The draft with what the flags add."""
        parties = tuple(replace(party, id_number=self.ids.get(party.name, party.id_number)) for party in draft.parties)
        return replace(draft, parties=parties, effective_on=self.effective_on or draft.effective_on)

    def _file(self, draft: "FilingDraft", text: str = "", reading: "Reading | None" = None) -> str:
        from duixian.domain.courts import scope
        from duixian.domain.courts.models import Role
        from duixian.flows.file_case import file_case

        gaps = reading.not_understood if reading else ()
        with scope.of_officer(self.officer):
            case = file_case(
                acting=self.officer.acting(),
                draft=draft,
                filed_on=self.on,
                now=self.now,
                officer_id=self.officer.pk if Role.OFFICER in self.officer.roles else None,
                text=text,
                not_understood=[
                    {"start": gap.start, "end": gap.end, "text": gap.text, "reason": gap.reason.message} for gap in gaps
                ],
            )
        return case.number


def _reasons(error: BadInput | Refused) -> tuple[Fault, ...]:
    return error.faults if isinstance(error, BadInput) else error.reasons
