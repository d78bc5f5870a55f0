"""What waits for each act of the batch desk: the officer's own cases, the court's for who watches over all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base.identity import mask_id
from duixian.domain.assets.models import AssetSearch
from duixian.domain.cases.models import Case, CaseRole, CaseState, EvidenceRecord, Node, Party
from duixian.domain.courts.models import Officer
from duixian.domain.documents import selectors as documents
from duixian.domain.documents.models import Instrument
from duixian.domain.lists.models import ConsumptionLimit, LimitBreach, Listing
from duixian.domain.lists.models.decisions import OPEN
from duixian.domain.lists.selectors import limits
from duixian.domain.settlements.models import Settlement, SettlementState
from duixian.faces.desk import lists
from duixian.faces.desk.lists import Page
from duixian.faces.desk.workbench.deadlines import WHOLE_COURT
from duixian.flows import batch
from duixian.flows.batch_acts import LISTABLE, BatchAct
from duixian.flows.issue_instrument import REPORT_DAYS
from duixian.flows.serve_papers import addressees_of
from duixian.law.ending import EvidenceKind
from duixian.law.lists import ListingKind
from duixian.law.procedure.steps import SEARCH_AGAIN_DAYS

PAGE = 200
"""Rows shown, and chosen, at once."""
_OPEN = (CaseState.FILED, CaseState.NOTIFIED, CaseState.PAYING)

LISTS: Mapping[BatchAct, tuple[str, str]] = {
    # act: its name, what its list is
    BatchAct.NOTIFY: (gettext_noop("发出执行通知书和报告财产令"), gettext_noop("已立案、尚未通知的案件")),
    BatchAct.SERVE: (gettext_noop("登记送达"), gettext_noop("已制作、没有送达记录的文书")),
    BatchAct.SEARCH: (gettext_noop("发起网络查询"), gettext_noop("三个月内没有查询的在办案件")),
    BatchAct.END_ROUNDS: (gettext_noop("呈批终结本次执行程序"), gettext_noop("已满终本最短期限的案件")),
    BatchAct.LIMIT: (gettext_noop("呈批限制消费"), gettext_noop("在办案件中尚未限制消费的被执行人")),
    BatchAct.LIST: (gettext_noop("呈批纳入失信名单"), gettext_noop("系统记录已证明失信情形的被执行人")),
    BatchAct.REVIEW: (gettext_noop("复查应否解除、删除"), gettext_noop("有限制消费、失信记录的案件")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row to choose: what is sent back for it, its case, what of the case is meant."""

    value: str
    case: Case
    what: str = ""
    to: str = ""
    made_on: date | None = None
    paper: Instrument | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows a list beside the act: the batch that made the papers, the kind of paper or of listing."""

    made_in: str = ""
    kind: str = ""


def filter_of(request: HttpRequest, act: BatchAct) -> Filter:
    """As the address says it; unknown words narrow nothing."""
    kind = request.GET.get("kind", "")
    if act is BatchAct.LIST:
        return Filter(kind=kind if kind in LISTABLE else LISTABLE[0])
    if act is BatchAct.SERVE:
        return Filter(request.GET.get("batch", ""), kind if kind in documents.SERVED else "")
    return Filter()


def page_of(officer: Officer, act: BatchAct, asked: Filter, request: HttpRequest) -> "tuple[Page[Any], list[Row]]":
    """A page of the list of an act, and its rows as shown."""
    if act is BatchAct.SERVE:
        papers = lists.page_of(_papers(officer, asked), request, size=PAGE)
        return papers, [_paper(one) for one in papers.rows]
    if act in (BatchAct.LIMIT, BatchAct.LIST):
        people = lists.page_of(_debtors(officer, act, asked), request, size=PAGE)
        return people, [
            Row(f"{one.case_id}/person:{one.person_id}", one.case, one.person.name, mask_id(one.person.id_number))
            for one in people.rows
        ]
    cases = lists.page_of(_cases(officer, act, on=localdate()), request, size=PAGE)
    return cases, [Row(f"{one.pk}/", one) for one in cases.rows]


def _paper(one: Instrument) -> Row:
    names = "、".join(addressees_of(one))
    return Row(f"{one.case_id}/paper:{one.pk}", one.case, _(one.title), names, localdate(one.issued_at), one)


def _own(officer: Officer) -> "QuerySet[Case]":
    rows = Case.objects.filter(court_id=officer.court_id)
    return rows if WHOLE_COURT & set(officer.roles) else rows.filter(officer_id=officer.pk)


def _cases(officer: Officer, act: BatchAct, *, on: date) -> "QuerySet[Case]":
    rows = _own(officer)
    match act:
        case BatchAct.NOTIFY:
            rows = rows.filter(state=CaseState.FILED)
        case BatchAct.SEARCH:
            since = localtime() - timedelta(days=SEARCH_AGAIN_DAYS)
            recent = AssetSearch.objects.filter(case_id=OuterRef("pk"), made_at__gt=since)
            rows = rows.filter(state__in=_OPEN).exclude(Exists(recent))
        case BatchAct.END_ROUNDS:
            ripe = Node.objects.filter(case_id=OuterRef("pk"), rule="round_end_earliest", due_on__lte=on)
            rows = rows.filter(Exists(ripe), state=CaseState.NOTIFIED)
        case _:
            rows = rows.filter(pk__in=limits.cases_open())
    return rows.select_related("officer").defer("search", "officer__password").order_by("filed_on", "pk")


def _papers(officer: Officer, asked: Filter) -> "QuerySet[Instrument]":
    rows = documents.unserved(officer.court_id).filter(case__in=_own(officer))
    if asked.made_in:
        made = batch.of_key(asked.made_in)
        rows = rows.filter(pk__in=[pk for row in made.rows for pk in row.made] if made else [])
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    rows = rows.select_related("case__officer").prefetch_related("case__parties__person")
    return rows.defer("pdf", "case__search", "case__officer__password")


def _debtors(officer: Officer, act: BatchAct, asked: Filter) -> "QuerySet[Party]":
    rows = Party.objects.filter(case__in=_own(officer).filter(state__in=_OPEN), role=CaseRole.DEBTOR)
    same = {"case_id": OuterRef("case_id"), "person_id": OuterRef("person_id"), "state__in": OPEN}
    if act is BatchAct.LIMIT:
        rows = rows.exclude(Exists(ConsumptionLimit.objects.filter(**same)))
    else:
        rows = _PROVED[ListingKind(asked.kind)](rows.exclude(Exists(Listing.objects.filter(**same))))
    rows = rows.select_related("case__officer", "person").defer("case__search", "case__officer__password")
    return rows.order_by("case__filed_on", "case_id", "position")


def _silent(rows: "QuerySet[Party]") -> "QuerySet[Party]":
    """Told to report, and the days are over without a report that was checked."""
    of = EvidenceRecord.objects.filter(
        case_id=OuterRef("case_id"), person_id=OuterRef("person_id"), void=False, replaced_by__isnull=True
    )
    served = of.filter(kind=EvidenceKind.REPORT_SERVED, on__lt=localdate() - timedelta(days=REPORT_DAYS))
    return rows.filter(Exists(served)).exclude(Exists(of.filter(kind=EvidenceKind.REPORT_CHECKED)))


def _spent(rows: "QuerySet[Party]") -> "QuerySet[Party]":
    return rows.filter(
        Exists(LimitBreach.objects.filter(limit__case_id=OuterRef("case_id"), limit__person_id=OuterRef("person_id")))
    )


def _broke_his_word(rows: "QuerySet[Party]") -> "QuerySet[Party]":
    broken = Settlement.objects.filter(
        case_id=OuterRef("case_id"),
        debtor_id=OuterRef("person_id"),
        breached_on__isnull=False,
        state__in=(SettlementState.BREACHED, SettlementState.RESUMED, SettlementState.SUED),
    )
    return rows.filter(Exists(broken))


_PROVED: Mapping[ListingKind, "Callable[[QuerySet[Party]], QuerySet[Party]]"] = {
    ListingKind.REPORT: _silent,
    ListingKind.LIMIT_BREACH: _spent,
    ListingKind.SETTLEMENT_BREACH: _broke_his_word,
}
