"""The search form above the case list, and what it means as a query."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duixian.base import casenumber, money
from duixian.base.faults import BadInput
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseState, Node
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Officer
from duixian.faces.desk.lights import HALTED, OPENING

_LIGHTS = [("", _("全部")), ("overdue", _("超期")), ("soon", _("预警")), ("today", _("今日到期"))]


class Yuan(forms.CharField):
    """An amount in yuan as people write it; cleans to fen, None when empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return money.fen(text, field=str(self.label))
        except BadInput as bad:
            raise forms.ValidationError([fault.message for fault in bad.faults]) from bad


class CaseSearch(forms.Form):
    """What an officer may look for. A wrong field is named and left out; the others still narrow."""

    q = forms.CharField(label=_("案号/当事人"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("案件状态"), required=False)
    light = forms.ChoiceField(label=_("期限"), required=False, choices=_LIGHTS)
    officer = forms.TypedChoiceField(label=_("承办人"), required=False, coerce=int, empty_value=None)
    court = forms.TypedChoiceField(label=_("法院"), required=False, coerce=int, empty_value=None)
    year = forms.IntegerField(label=_("立案年度"), required=False, min_value=1990, max_value=2099)
    at_least = Yuan(label=_("标的不低于（元）"), required=False, max_length=24)
    at_most = Yuan(label=_("标的不高于（元）"), required=False, max_length=24)
    filed_from = forms.DateField(label=_("立案日期自"), required=False)
    filed_to = forms.DateField(label=_("立案日期至"), required=False)

    def __init__(self, data: Any, *, officer: Officer) -> None:
        super().__init__(data)
        self.searcher = officer
        below = list(courts.subtree(officer.court).values_list("pk", "name"))
        chosen = str(data.get("court", "")) if data else ""
        within = int(chosen) if chosen.isdigit() and int(chosen) in dict(below) else officer.court_id
        self._choices("state", [("", _("全部")), *((s.value, _said(s.label)) for s in CaseState)])
        self._choices("officer", [("", _("全部")), *courts.staff(within).values_list("pk", "name")])
        self._choices("court", [("", officer.court.name), *((k, n) for k, n in below if k != officer.court_id)])
        if len(below) == 1:
            del self.fields["court"]

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def queryset(self, *, on: date, warn: int) -> QuerySet[Case]:
        """Cases that match, newest first, of the chosen court (the officer's own unless one below is chosen)."""
        self.is_valid()
        wanted = self.cleaned_data
        court_id = wanted.get("court") or self.searcher.court_id
        rows = Case.objects.filter(court_id=court_id)
        rows = _found(rows, (wanted.get("q") or "").strip(), court_id=court_id)
        equal = {"state": "state", "officer": "officer_id", "year": "year"}
        bounds = {
            "at_least": "claim_fen__gte",
            "at_most": "claim_fen__lte",
            "filed_from": "filed_on__gte",
            "filed_to": "filed_on__lte",
        }
        for field, lookup in (equal | bounds).items():
            if wanted.get(field) not in (None, ""):
                rows = rows.filter(**{lookup: wanted[field]})
        if wanted.get("light"):
            due = _due(court_id, wanted["light"], on=on, warn=warn)
            rows = rows.exclude(state__in=HALTED).filter(pk__in=due.order_by().values("case_id"))
        return rows.order_by("-filed_on", "-id")

    def clean_q(self) -> str:
        """At least two characters: one finds nothing that helps."""
        text = str(self.cleaned_data["q"]).strip()
        if len(text) == 1:
            raise forms.ValidationError(_("请至少输入两个字"))
        return text

    def clean(self) -> dict[str, Any]:
        """Bounds in order."""
        wanted = super().clean() or self.cleaned_data
        for low, high in (("at_least", "at_most"), ("filed_from", "filed_to")):
            if wanted.get(low) is not None and wanted.get(high) is not None and wanted[low] > wanted[high]:
                self.add_error(high, _("终点小于起点，请核对"))
        return wanted


def _found(rows: QuerySet[Case], text: str, *, court_id: int) -> QuerySet[Case]:
    """A whole case number finds its case however it was typed; anything else is looked for in numbers and names."""
    if not text:
        return rows
    try:
        return rows.filter(number=str(casenumber.parse(text)))
    except BadInput:
        return rows.filter(cases.found(text, court_id=court_id))


def _due(court_id: int, light: str, *, on: date, warn: int) -> QuerySet[Node]:
    """Open nodes of a court under that light; asked by the index of open nodes, not case by case."""
    nodes = Node.objects.filter(court_id=court_id, done_on__isnull=True, cancelled=False).exclude(rule__in=OPENING)
    if light == "overdue":
        return nodes.filter(due_on__lt=on)
    if light == "today":
        return nodes.filter(due_on=on)
    return nodes.filter(due_on__gte=on, due_on__lte=on + timedelta(days=warn))


def _said(label: Any) -> Any:
    return _(str(label))
