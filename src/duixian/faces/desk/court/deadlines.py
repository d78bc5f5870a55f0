"""Settings of deadlines: what the law says, on which article and how well that is known; the court's own stricter
value, dated and with its source; and what a value would change, before it is set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Node
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import CourtSetting
from duixian.domain.courts.policies import may
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.court.wording import UNITS
from duixian.faces.desk.days import need_day
from duixian.flows.set_court_value import set_court_value
from duixian.law import calendar, periods
from duixian.law.citations import Status
from duixian.law.periods import Deadline, Limit, LimitUnit, Rule, rules

KNOWN: Mapping[Status, str] = {
    Status.READ: gettext_noop("已核对全文"),
    Status.EXCERPT: gettext_noop("已核对节录"),
    Status.RECALLED: gettext_noop("未核对原文"),
    Status.DISPUTED: gettext_noop("各地不一或未查到"),
}


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit: its rule, how well it is known, the court's own value of today and those before and to come."""

    rule: Rule
    known: str
    current: CourtSetting | None
    history: tuple[CourtSetting, ...]


def page(request: HttpRequest) -> HttpResponse:
    """Every limit of the node table, in its order."""
    officer, today = officers.of(request), localdate()
    kept: dict[str, list[CourtSetting]] = {}
    for row in courts.settings_of(officer.court_id):
        kept.setdefault(row.key, []).append(row)
    rows = [_row(rule, kept.get(f"limit.{rule.id}", []), today) for rule in rules().values()]
    shown = {
        "rows": rows,
        "set": sum(row.current is not None for row in rows),
        "may_set": may(officer.acting(), "court.settings"),
        "today": today,
        "units": [(unit.value, label) for unit, label in UNITS.items()],
    }
    return render(request, "desk/court/deadlines.html", shown)


def preview(request: HttpRequest) -> HttpResponse:
    """The last day by the law and by the value typed in, for an event of its first day, and how many limits that run
    already keep the day they have. Writes nothing. Raises `BadInput` for a value looser than the law."""
    officer = officers.of(request)
    rule = _known(request.GET.get("rule", ""))
    since = need_day(request.GET.get("since", ""), field="生效日期")
    own = _limit(request.GET.get("value", ""), request.GET.get("unit", ""))
    open_now = Node.objects.filter(court_id=officer.court_id, rule=rule.id, done_on__isnull=True, cancelled=False)
    try:
        counted: Deadline | None = _counted(rule, since, own)
        faults: tuple[Fault, ...] = ()
    except BadInput as bad:
        counted, faults = None, bad.faults
    shown = {
        "rule": rule,
        "since": since,
        "national": _counted(rule, since, None),
        "own": counted,
        "faults": faults,
        "running": open_now.count(),
    }
    return render(request, "desk/court/deadline_preview.html", shown)


@require_POST
def set_limit(request: HttpRequest) -> HttpResponse:
    """Set the court's own value of one limit from a day on, on the ground of a paper."""
    officer = officers.of(request)
    rule = _known(request.POST.get("rule", ""))
    own = _limit(request.POST.get("value", ""), request.POST.get("unit", ""))
    since = need_day(request.POST.get("since", ""), field="生效日期")
    set_court_value(
        acting=officer.acting(),
        court=officer.court,
        key=f"limit.{rule.id}",
        value={"amount": own.amount, "unit": own.unit.value},
        since=since,
        source=request.POST.get("source", "").strip(),
        now=localtime(),
    )
    note = _("已设定“{title}”为 {limit}，自 {day} 起生效。").format(title=_(rule.title), limit=own, day=since)
    return done(request, reverse("desk:deadline_settings"), note)


def _row(rule: Rule, history: list[CourtSetting], today: date) -> LimitRow:
    current = next((row for row in history if row.since <= today), None)
    return LimitRow(rule, KNOWN[rule.status], current, tuple(history))


def _known(rule_id: str) -> Rule:
    if rule_id not in rules():
        raise Http404
    return rules()[rule_id]


def _limit(text: str, unit: str) -> Limit:
    """What was typed. Raises `BadInput` for what is no number or no unit."""
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5) or unit not in set(LimitUnit):
        raise BadInput(Fault("setting.limit", "期限应写明数目和单位", "例如 5 日", field="设定值", value=typed))
    return Limit(int(typed), LimitUnit(unit))


def _counted(rule: Rule, since: date, own: Limit | None) -> Deadline:
    return periods.deadline(rule, since, calendar=calendar.national(), court_override=own)
