"""Courts and staff, and the dated settings of a court."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.courts import selectors as courts
from duixian.domain.courts import services
from duixian.domain.courts.models import CourtSetting, Role
from duixian.domain.courts.policies import may
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.court.wording import UNITS
from duixian.flows.set_court_value import KEYS, Key, set_court_value
from duixian.law.periods import rules


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A value the court may set, what is in force on the day, and what was set before."""

    name: str
    key: Key
    shape: str
    current: CourtSetting | None
    history: tuple[CourtSetting, ...]
    unit: str = ""


def staff_page(request: HttpRequest) -> HttpResponse:
    """The courts an officer sees, and the staff of one of them."""
    officer = officers.of(request)
    tree = list(courts.subtree(officer.court).order_by("path"))
    asked = request.GET.get("court", "")
    chosen = next((court for court in tree if str(court.pk) == asked), officer.court)
    depth = officer.court.path.count("/")
    shown = {
        "tree": [(court, court.path.count("/") - depth) for court in tree],
        "chosen": chosen,
        "page": lists.page_of(courts.staff(chosen.pk).order_by("username"), request, size=50),
        "may_add": may(officer.acting(), "court.staff") and chosen.pk == officer.court_id,
        "roles": Role.choices,
        "labels": dict(Role.choices),
    }
    return render(request, "desk/court/staff.html", shown)


@require_POST
@sensitive_post_parameters("password")
def take_on(request: HttpRequest) -> HttpResponse:
    """A new member of staff of the own court."""
    officer = officers.of(request)
    password = request.POST.get("password", "")
    if len(password) < 10:
        raise BadInput(Fault("staff.password", "初始密码至少 10 位", "请设置更长的密码", field="初始密码"))
    made = services.take_on(
        username=request.POST.get("username", "").strip(),
        name=request.POST.get("name", "").strip(),
        court=officer.court,
        roles=request.POST.getlist("roles"),
        password=password,
        acting=officer.acting(),
        now=localtime(),
    )
    return done(request, reverse("desk:staff"), _("已增加人员 {name}。").format(name=made.name))


def settings_page(request: HttpRequest) -> HttpResponse:
    """Every value the court may set: the law's, the court's own of today, and what was set before."""
    officer = officers.of(request)
    today = localdate()
    kept: dict[str, list[CourtSetting]] = {}
    for row in courts.settings_of(officer.court_id):
        kept.setdefault(row.key, []).append(row)
    group = request.GET.get("group", "money")
    rows = [_row(name, key, kept.get(name, []), today) for name, key in KEYS.items() if _group(name) == group]
    shown = {
        "rows": rows,
        "group": group,
        "groups": GROUPS,
        "units": [(unit.value, _(label)) for unit, label in UNITS.items()],
        "may_set": may(officer.acting(), "court.settings"),
        "today": today,
    }
    return render(request, "desk/court/settings.html", shown)


@require_POST
def set_value(request: HttpRequest) -> HttpResponse:
    """Set one value from a day on, on the ground of a paper."""
    officer = officers.of(request)
    name = request.POST.get("key", "")
    since = _since(request.POST.get("since", ""))
    set_court_value(
        acting=officer.acting(),
        court=officer.court,
        key=name,
        value=_value(name, request.POST),
        since=since,
        source=request.POST.get("source", "").strip(),
        now=localtime(),
    )
    return done(request, reverse("desk:settings"), _("已设定，自 {day} 起生效。").format(day=since))


GROUPS = (
    ("money", gettext_noop("案款")),
    ("limit", gettext_noop("期限")),
    ("distribution", gettext_noop("分配")),
)


def _group(name: str) -> str:
    """On which tab a value is set."""
    head = name.partition(".")[0]
    return head if head in ("limit", "distribution") else "money"


def _row(name: str, key: Key, history: list[CourtSetting], today: date) -> KeyRow:
    current = next((row for row in history if row.since <= today), None)
    unit = rules()[name.removeprefix("limit.")].limit.unit.value if name.startswith("limit.") else ""
    return KeyRow(name, key, _shape(name), current, tuple(history), unit)


def _shape(name: str) -> str:
    """How a value is typed in: a limit (number and unit), a practice (number and province), or a number."""
    if name.startswith("limit."):
        return "limit"
    return "practice" if name.startswith("distribution.") else "number"


def _value(name: str, posted: Mapping[str, str]) -> Any:
    """The value as the flow wants it; what is no number goes on as it was typed, for the flow to name."""
    text = posted.get("value", "").strip()
    number: Any = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text
    match _shape(name):
        case "limit":
            return {"amount": number, "unit": posted.get("unit", "")}
        case "practice":
            return {"value": number, "province": posted.get("province", ""), "source": posted.get("source", "")}
        case _:
            return number


def _since(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fault = Fault("date.unreadable", "不是有效的日期", "请按 2026-11-22 的格式填写", field="生效日期", value=text)
        raise BadInput(fault) from None
