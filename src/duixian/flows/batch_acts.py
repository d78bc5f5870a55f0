"""What a batch may do to one row, and the terms that hold for all its rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from duixian.base.faults import BadInput, Fault, Refused
from duixian.connectors.typesetting import Kind
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.documents.models import Instrument
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.flows.end_round.end import propose
from duixian.flows.issue_instrument import issue
from duixian.flows.lists import enter, limit, review
from duixian.flows.search_assets import search
from duixian.flows.serve_papers import serve
from duixian.law.lists import EVIDENCE, ListingKind
from duixian.law.lists.facts import GATHERED
from duixian.law.service import Method, Said, faults_in, methods


class BatchAct(StrEnum):
    """What may be done to many cases at once."""

    NOTIFY = "notify"  # 执行通知书和报告财产令
    SERVE = "serve"  # 登记送达
    SEARCH = "search"  # 网络查询
    END_ROUNDS = "end_rounds"  # 呈批终本
    LIMIT = "limit"  # 呈批限制消费, a row a debtor
    LIST = "list"  # 呈批纳入失信, a row a debtor
    REVIEW = "review"  # 复查应否解除


NEEDS: Mapping[BatchAct, str] = {
    BatchAct.NOTIFY: "case.notice",
    BatchAct.SERVE: "case.notice",
    BatchAct.SEARCH: "control.search",
    BatchAct.END_ROUNDS: "round.propose",
    BatchAct.LIMIT: "list.propose",
    BatchAct.LIST: "list.propose",
    BatchAct.REVIEW: "list.propose",
}
"""The act of an office that each takes."""

LISTABLE = tuple(kind for kind in ListingKind if set(EVIDENCE[kind]) & set(GATHERED))
"""Kinds of listing whose proof the program finds in its own records: nothing is said by hand for many at once."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row: the case, what of it is meant ("person:7", "paper:12"; empty for the case), and what holds for it
    alone. Equal rows are the same case and subject."""

    case_id: int
    subject: str = ""
    own: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)


@dataclass(frozen=True, slots=True)
class Doing:
    """An act as it is done to one row."""

    acting: Acting
    case: Case
    item: Item
    terms: Mapping[str, str]
    on: date
    now: datetime

    def said(self, name: str) -> str:
        """What was said of this row, else of all."""
        return (self.item.own.get(name) or self.terms.get(name, "")).strip()

    @property
    def person(self) -> Person:
        """The debtor a row is about. Raises `Refused` for who is none of the case's."""
        key = self.item.subject.removeprefix("person:")
        found = self.case.parties.filter(role=CaseRole.DEBTOR, person_id=int(key) if key.isdigit() else 0)
        party = found.select_related("person").first()
        if party is None:
            raise Refused(Fault("batch.person", "不是本案被执行人", "请重新选择", field="被执行人"))
        return party.person


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to a row: a sentence, and the papers made or served, by id."""

    note: str
    made: tuple[int, ...] = ()


def named(case: Case, item: Item) -> str:
    """Whom or what of a case a row is about, in words; empty for the case itself."""
    kind, _colon, key = item.subject.partition(":")
    if not key.isdigit():
        return ""
    if kind == "person":
        party = case.parties.filter(person_id=int(key)).select_related("person").first()
        return party.person.name if party else ""
    return Instrument.objects.filter(case=case, pk=int(key)).values_list("title", flat=True).first() or ""


def faults_in_terms(act: BatchAct, terms: Mapping[str, str], *, on: date) -> list[Fault]:
    """What is wrong with the terms of a batch before any row is looked at."""
    return list(_faults(act, terms, on))


def _faults(act: BatchAct, terms: Mapping[str, str], on: date) -> Iterator[Fault]:
    if act in (BatchAct.LIMIT, BatchAct.LIST) and not terms.get("reason", "").strip():
        yield Fault("batch.reason", "须写明理由", "请填写呈批的理由", field="理由")
    if act is BatchAct.LIST and terms.get("kind") not in LISTABLE:
        yield Fault(
            "batch.kind",
            "批量呈批只办理系统已有记录证明的失信情形",
            "请选择情形；其他情形请逐案呈批",
            field="情形",
            value=terms.get("kind", ""),
        )
    if act is BatchAct.SERVE:
        if terms.get("method") not in set(Method):
            yield Fault(
                "service.method", "请选择送达方式", "从列表中选择", field="送达方式", value=terms.get("method", "")
            )
            return
        said = _said(lambda name: terms.get(name, ""))
        # a receipt of its own may stand beside each paper: only the day is judged for all
        yield from (one for one in faults_in(said, today=on) if one.code not in ("service.proof", "service.taker"))


def _said(get: Callable[[str], str]) -> Said:
    """The record of service as it was typed. Raises `BadInput` for a day that is none."""
    try:
        day = date.fromisoformat(get("day"))
    except ValueError:
        fault = Fault(
            "date.unreadable", "不是有效的日期", "请按 2026-11-22 的格式填写", field="送达日期", value=get("day")
        )
        raise BadInput(fault) from None
    return Said(Method(get("method")), day, get("taker"), get("proof"))


def _notify(doing: Doing) -> Done:
    """Both papers, of a case that has not been notified: a second notice would start no limit anew."""
    case = doing.case
    if case.state != "filed":
        raise Refused(
            Fault(
                "batch.notified",
                "案件不是“已立案”状态，执行通知已经发出或者无须发出",
                "请在案件文书页查看",
                field="案件",
                value=case.number,
                data={"step": "case"},
            )
        )
    acting, on, now = doing.acting, doing.on, doing.now
    made = issue(acting=acting, case=case, kind=Kind.EXECUTION_NOTICE, on=on, now=now)
    case.refresh_from_db()
    made += issue(acting=acting, case=case, kind=Kind.REPORT_ORDER, on=on, now=now)
    return Done(f"{len(made)} 份文书", made=tuple(row.pk for row in made))


def _serve(doing: Doing) -> Done:
    key = doing.item.subject.removeprefix("paper:")
    rows = Instrument.objects.filter(case=doing.case, pk=int(key) if key.isdigit() else 0)
    paper = rows.select_related("case").defer("pdf").first()
    if paper is None:
        raise Refused(Fault("batch.paper", "本案没有该文书", "请重新选择", field="文书", value=key))
    said = _said(doing.said)
    made = serve(acting=doing.acting, instrument=paper, said=said, on=doing.on, now=doing.now)
    names = "、".join(one.addressee for one in made)
    return Done(f"{methods()[said.method].title}：{names}，{made[0].served_on.isoformat()}", (paper.pk,))


def _search(doing: Doing) -> Done:
    found = search(case=doing.case, acting=doing.acting, now=doing.now)
    return Done(f"查询 {found.pk}")


def _end(doing: Doing) -> Done:
    return Done(propose(acting=doing.acting, case=doing.case, on=doing.on, now=doing.now).title)


def _limit(doing: Doing) -> Done:
    wish = limit.Wish(doing.case, doing.person, doing.said("reason"))
    limit.propose_limit(acting=doing.acting, wish=wish, on=doing.on, now=doing.now)
    return Done("已呈请限制消费，待院长审批")


def _list(doing: Doing) -> Done:
    wish = enter.Wish(doing.case, doing.person, ListingKind(doing.said("kind")), doing.said("reason"))
    enter.propose_listing(acting=doing.acting, wish=wish, on=doing.on, now=doing.now)
    return Done("已呈请纳入失信名单，待院长审批")


def _review(doing: Doing) -> Done:
    """What the nightly round does by itself, at once: whoever should be off a list goes off it."""
    found = review.review_case(case_id=doing.case.pk, on=doing.on, now=doing.now)
    parts = [
        f"{words} {len(what)} 条"
        for words, what in (
            ("已解除、删除", found.lifted),
            ("已公布", found.published),
            ("恢复公布", found.relapsed),
            ("待决定", found.waiting),
        )
        if what
    ]
    return Done("；".join(parts) or "没有应当解除的记录")


ACTS: Mapping[BatchAct, Callable[[Doing], Done]] = {
    BatchAct.NOTIFY: _notify,
    BatchAct.SERVE: _serve,
    BatchAct.SEARCH: _search,
    BatchAct.END_ROUNDS: _end,
    BatchAct.LIMIT: _limit,
    BatchAct.LIST: _list,
    BatchAct.REVIEW: _review,
}
