"""Searching for many cases in one act: chosen by state, officer and age or pasted as numbers; shown, then launched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base import casenumber
from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import AssetSearch, Counterparty
from duixian.domain.assets.services import subjects
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts.models import Officer
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.flows.search_assets import search_many

MOST_AT_ONCE = 1_000
"""Cases searched for in one act."""

CHOOSABLE = [(state.value, state.label) for state in CaseState if state is not CaseState.CLOSED]
_BETWEEN = re.compile(r"[\n;；,，、\t]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The cases a form asks for, and what of it is no case of the court."""

    cases: Sequence[Case]
    faults: Sequence[Fault]


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Which cases would be searched, how many orders that makes, and which lines are no case: nothing is written."""
    officer = officers.of_office(request, "control.search")
    wanted = _pasted(officer, request.POST["numbers"]) if request.POST.get("numbers", "").strip() else _chosen(request)
    if not wanted.cases:
        raise BadInput.of(
            wanted.faults or [Fault("search.no_case", "没有符合条件的案件", "请放宽条件，或粘贴案号", field="案件")]
        )
    liable = subjects.liable([case.pk for case in wanted.cases])
    agencies = Counterparty.objects.filter(active=True).count()
    people = sum(len(found) for found in liable.values())
    shown = {
        "cases": [(case, liable.get(case.pk, [])) for case in wanted.cases],
        "wrong": wanted.faults,
        "chosen": ",".join(str(case.pk) for case in wanted.cases),
        "people": people,
        "agencies": agencies,
        "orders": people * agencies,
        "reason": request.POST.get("reason", ""),
        "title": request.POST.get("title", ""),
    }
    return render(request, "desk/control/launch.html", shown)


@require_POST
def launch(request: HttpRequest) -> HttpResponse:
    """Launch what was shown. Cases that cannot be searched stand in the batch with their reasons."""
    officer = officers.of_office(request, "control.search")
    ids = [int(text) for text in request.POST.get("cases", "").split(",") if text.isdigit()]
    _refuse_too_many(len(ids))
    cases = list(Case.objects.filter(pk__in=ids, court_id=officer.court_id).order_by("pk"))
    batch = search_many(
        cases=cases,
        acting=officer.acting(),
        now=localtime(),
        title=request.POST.get("title", ""),
        reason=request.POST.get("reason", ""),
    )
    note = _("已对 {n} 件案件发起网络查询。").format(n=batch.cases)
    if batch.left_out:
        note += _("另有 {n} 件未能发起，原因见下。").format(n=len(batch.left_out))
    return done(request, reverse("desk:control_batch", args=[batch.pk]), note)


def _pasted(officer: Officer, text: str) -> Wanted:
    """Numbers as people paste them: one a line or between commas. What is none, is twice or is another court's comes
    back with its line."""
    lines = [line.strip() for line in _BETWEEN.split(text) if line.strip()]
    _refuse_too_many(len(lines))
    numbers: dict[str, int] = {}
    faults = []
    for place, line in enumerate(lines, start=1):
        try:
            number = str(casenumber.parse(line))
        except BadInput as bad:
            faults += [_at(place, fault.template, fault.remedy, line, fault) for fault in bad.faults]
            continue
        if number in numbers:
            faults.append(_at(place, "案号重复", "已按一件计算", number))
        numbers.setdefault(number, place)
    found = {case.number: case for case in _of_court(officer).filter(number__in=numbers)}
    faults += [
        _at(place, "本院没有这个案号", "请核对案号；他院案件由该院办理", number)
        for number, place in numbers.items()
        if number not in found
    ]
    return Wanted([found[number] for number in numbers if number in found], faults)


def _at(place: int, template: str, remedy: str, value: str, of: Fault | None = None) -> Fault:
    where = _("第 {n} 个").format(n=place)
    return Fault("search.line", template, remedy, field="案号", value=value, place=where, data=of.data if of else {})


def _chosen(request: HttpRequest) -> Wanted:
    """Cases by state, officer, days since filing and days since the last search, the longest unsearched first."""
    officer, form = officers.of(request), request.POST
    rows = _of_court(officer).exclude(state=CaseState.CLOSED)
    states = [state for state in form.getlist("state") if state in dict(CHOOSABLE)]
    if states:
        rows = rows.filter(state__in=states)
    if form.get("officer", "").isdigit():
        rows = rows.filter(officer_id=int(form["officer"]))
    if form.get("age", "").isdigit():
        rows = rows.filter(filed_on__lte=localdate() - timedelta(days=min(int(form["age"]), 36_500)))
    if form.get("unsearched", "").isdigit():
        since = localtime() - timedelta(days=min(int(form["unsearched"]), 36_500))
        rows = rows.exclude(Exists(AssetSearch.objects.filter(case_id=OuterRef("pk"), made_at__gt=since)))
    most = int(form["most"]) if form.get("most", "").isdigit() else MOST_AT_ONCE
    _refuse_too_many(most)
    return Wanted(list(rows.order_by("filed_on", "pk")[:most]), [])


def _of_court(officer: Officer) -> QuerySet[Case]:
    last = AssetSearch.objects.filter(case_id=OuterRef("pk")).order_by().values("case_id")
    return (
        Case.objects.filter(court_id=officer.court_id)
        .select_related("officer")
        .annotate(searched_at=last.annotate(at=Max("made_at")).values("at"))
    )


def _refuse_too_many(count: int) -> None:
    if count > MOST_AT_ONCE:
        raise BadInput(
            Fault(
                "search.too_many",
                "一次最多查询 {most} 件",
                "请分批办理",
                field="案件",
                value=str(count),
                data={"most": MOST_AT_ONCE},
            )
        )
