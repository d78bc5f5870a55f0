"""Service of papers (送达): the ways the law knows, what the record of each must name, and the day on which it counts.

民事诉讼法 87 (回证), 88 to 95. A paper counts as served on the day of its receipt; one served by public notice when the
days of the notice are over, not when it was put up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from duixian.base.days import ONE_DAY, add_days
from duixian.base.faults import Fault
from duixian.law.citations import Citation
from duixian.law.params import citation, document, series


class Method(StrEnum):
    """How a paper is served."""

    DIRECT = "direct"
    LEFT = "left"
    ELECTRONIC = "electronic"
    ENTRUSTED = "entrusted"
    MAIL = "mail"
    PASSED_ON = "passed_on"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A way of service as `params/service.yaml` has it. `taker`: who or what the record has to name."""

    method: Method
    title: str
    english: str
    taker: str
    citation: Citation


@cache
def methods() -> Mapping[Method, MethodRow]:
    """The ways of service, in the order of a form."""
    return {
        Method(row["id"]): MethodRow(Method(row["id"]), row["title"], row["english"], row["taker"], citation(row))
        for row in document("service")["methods"]
    }


@dataclass(frozen=True, slots=True)
class Said:
    """What the record of service says. `on`: the day on the receipt; for a public notice, the day it was put up.
    `taker`: see `MethodRow`; `proof`: the number or name of the receipt (送达回证、邮单、网址)."""

    method: Method
    on: date
    taker: str
    proof: str


def served_on(said: Said) -> date:
    """The day on which it counts as served."""
    if said.method is not Method.NOTICE:
        return said.on
    return add_days(said.on, int(series("service.public_notice_days").at(said.on).raw)) + ONE_DAY


def faults_in(said: Said, *, today: date, issued_on: date | None = None) -> tuple[Fault, ...]:
    """Everything that keeps this from being a record of service on a day; `issued_on`: of the paper, where one is
    meant."""
    return tuple(_faults(said, today, issued_on))


def _faults(said: Said, today: date, issued_on: date | None) -> Iterator[Fault]:
    row = methods()[said.method]
    if not said.proof.strip():
        yield Fault(
            "service.proof",
            "送达须有送达回证或者其他凭据",
            "请填写回证、邮单的编号或者公告网址（民事诉讼法第八十七条）",
            field="送达凭据",
        )
    if not said.taker.strip():
        yield Fault(
            "service.taker",
            "{method}须写明：{taker}",
            "请按回证填写",
            field="签收情况",
            data={"method": row.title, "taker": row.taker},
        )
    if said.on > today or (issued_on is not None and said.on < issued_on):
        yield Fault(
            "service.day",
            "送达日期应在文书制作之日与今天之间",
            "请按回证填写",
            field="送达日期",
            value=said.on.isoformat(),
        )
    elif served_on(said) > today:
        yield Fault(
            "service.notice_runs",
            "公告期未满，{day} 起视为送达",
            "公告期满后再登记（民事诉讼法第九十五条）",
            field="送达日期",
            value=said.on.isoformat(),
            data={"day": served_on(said).isoformat()},
        )
