"""Files a newcomer can try the pages with: this morning's statements, a bank's CSV, judgments nobody has filed."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from duixian.base.money import Fen, yuan
from duixian.connectors.banks import camt053
from duixian.worlds.courts import COURTS, FLAGSHIP
from duixian.worlds.judgments import papers

if TYPE_CHECKING:
    from duixian.reading.statements.model import Transfer


def write(
    folder: Path,
    *,
    seed: int,
    as_of: date,
    now: datetime,
    at_the_bank: Mapping[str, tuple[Fen, Sequence["Transfer"]]],
) -> list[Path]:
    """Write every sample; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for court in COURTS:
        opening, lines = at_the_bank.get(court.code, (0, ()))
        if lines:
            place = folder / f"对账单-{court.name.removeprefix('合成省')}-camt053.xml"
            with place.open("wb") as out:
                camt053.write(
                    out,
                    statement_id=f"SIM{court.account[-4:]}{lines[0].booked_on:%Y%m%d}",
                    created_at=now,
                    account=court.account,
                    holder=court.holder,
                    first=lines[0].booked_on,
                    last=lines[-1].booked_on,
                    opening=opening,
                    closing=lines[-1].balance or opening,
                    transfers=lines,
                    remark="合成数据，仅供演示",
                )
            files.append(place)
    files.append(_bank_csv(folder, as_of, at_the_bank))
    for paper in papers(seed=seed, as_of=as_of):
        place = folder / f"{paper.name}.txt"
        place.write_text(paper.text, encoding="utf-8")
        files.append(place)
    files.append(_docx(folder, seed=seed, as_of=as_of))
    return files


def _docx(folder: Path, *, seed: int, as_of: date) -> Path:
    """The first judgment once more as a Word document."""
    from docx import Document

    paper = papers(seed=seed, as_of=as_of)[0]
    document = Document()
    for paragraph in paper.text.splitlines():
        document.add_paragraph(paragraph)
    place = folder / f"{paper.name}.docx"
    document.save(str(place))
    return place


def _bank_csv(folder: Path, as_of: date, at_the_bank: Mapping[str, tuple[Fen, Sequence["Transfer"]]]) -> Path:
    """The flagship's account on the day itself, as a bank's counter exports it: GB18030, Chinese headings. One line
    names its case, one only half of the number, one nothing at all."""
    from duixian.domain.cases.models import Case, CaseRole, Party
    from duixian.domain.courts import scope
    from duixian.domain.courts.models import Court

    court = next(one for one in COURTS if one.code == FLAGSHIP)
    opening, lines = at_the_bank.get(FLAGSHIP, (0, ()))
    balance = (lines[-1].balance or 0) if lines else opening
    with scope.of_court(Court.objects.get(code=FLAGSHIP).pk):
        open_cases = list(Case.objects.filter(state="notified", filed_on__lt=as_of).order_by("-filed_on", "pk")[:3])
        payers = [
            Party.objects.filter(case=case, role=CaseRole.DEBTOR).select_related("person").order_by("position")[0]
            for case in open_cases
        ]
    rows = []
    remarks = [
        f"{open_cases[0].number}案款" if open_cases else "案款",
        f"执{open_cases[1].serial}号还款" if len(open_cases) > 1 else "还款",
        "法院",
    ]
    moment = datetime.combine(as_of, time(9, 12, 30))
    for place, (case, payer, remark) in enumerate(zip(open_cases, payers, remarks, strict=False)):
        amount = min(case.claim_fen or 100_000, 3_000_000 + 500_000 * place)
        balance += amount
        at = moment + timedelta(minutes=23 * place)
        rows.append(
            [
                f"{at:%Y%m%d}", f"{at:%H:%M:%S}", "", yuan(amount), yuan(balance), payer.person.name,
                f"6499880012345670{place:03d}", remark, f"{at:%Y%m%d}{court.account[-4:]}9{place:04d}",
            ]
        )  # fmt: skip
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(["账号", f"\t{court.account}", "户名", court.holder])
    headings = "交易日期 交易时间 支出金额 收入金额 账户余额 对方户名 对方账号 附言 交易流水号"
    out.writerow(headings.split())
    out.writerows(rows)
    place_of = folder / f"对账单-{court.name.removeprefix('合成省')}-银行导出.csv"
    place_of.write_bytes(text.getvalue().encode("gb18030"))
    return place_of
