"""The court's two lists as they stand or stood on any day, and one decision with everything around it."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_noop

from duixian.analytics.screening.model import Register
from duixian.domain.cases.models import Approval
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.lists.entries import public_entry
from duixian.domain.lists.models import (
    AgencyFeedback,
    ConsumptionLimit,
    CorrectionRequest,
    Exemption,
    LiftRequest,
    Listing,
)
from duixian.domain.lists.selectors import decisions, publication
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.days import read_day
from duixian.faces.desk.punish import rows as shown_as
from duixian.faces.desk.punish.forms import open_acts
from duixian.faces.desk.punish.rows import MODELS, Decision
from duixian.flows.lists import publish
from duixian.flows.lists.papers import REASONS
from duixian.law.lists import CONDUCT

OPENS = ("list.propose", "list.receive", "list.notice", "approval.sign")
REGISTERS = {"limited": gettext_noop("限制消费"), "dishonest": gettext_noop("失信被执行人")}
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "in_force": (gettext_noop("在名单上"), ("in_force",)),
    "proposed": (gettext_noop("呈批中"), ("proposed",)),
    "between": (gettext_noop("宽限期、暂停"), ("grace", "suspended")),
    "over": (gettext_noop("已解除、删除"), ("lifted", "expired", "revoked", "spared", "declined")),
}
REASON_WORDS = {
    "limit": gettext_noop("限制消费"),
    "published": gettext_noop("公布"),
    "updated": gettext_noop("履行情况变化"),
    "exempted": gettext_noop("单次解除"),
    "exemption_over": gettext_noop("单次解除结束"),
    "extended": gettext_noop("期限延长"),
    "corrected": gettext_noop("更正"),
    "commitment": gettext_noop("信用承诺，暂停"),
    "relapse": gettext_noop("违背承诺，恢复"),
}


def list_page(request: HttpRequest) -> HttpResponse:
    """One of the two lists by state, the newest decision first; with `day`, as it stood at the end of that day."""
    officer = officers.of_office(request, *OPENS)
    today = localdate()
    register = request.GET.get("register", "limited")
    register = register if register in MODELS else "limited"
    state = request.GET.get("state", "in_force")
    state = state if state in STATES else "in_force"
    asked = request.GET.get("q", "").strip()
    day = read_day(request.GET.get("day", ""), field="日期")
    shown: dict[str, Any] = {
        "register": register,
        "registers": REGISTERS.items(),
        "state": state,
        "states": [(key, label) for key, (label, _) in STATES.items()],
        "q": asked,
        "day": day,
        "today": today,
        "waiting": _waiting(officer, on=today),
        "may_propose": may(officer.acting(), "list.propose"),
    }
    if day is not None:
        page = _stood(day, Register(register), asked, request)
        shown |= {"page": page, "stood": page.rows}
    else:
        page = lists.page_of(_decided(officer, register, state, asked), request)
        shown |= {"page": page, "rows": [{"one": row, "light": shown_as.light_of(row)} for row in page.rows]}
    return render(request, "desk/punish/list.html", shown)


def decision_page(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """One decision: what was decided and why, what the public sees, every line of the log, what was asked around it."""
    officer = officers.of_office(request, *OPENS)
    decision = of_court(officer, register, pk)
    today, acting = localdate(), officer.acting()
    day = read_day(request.GET.get("day", ""), field="日期")
    seen = publication.entry_on(decision.entry, day or today)
    own = shown_as.of(decision)
    corrections = list(CorrectionRequest.objects.filter(**own))
    exemptions = [] if isinstance(decision, Listing) else list(decision.exemptions.all())
    shown = {
        "decision": decision,
        "register": register,
        "listing": isinstance(decision, Listing),
        "light": shown_as.light_of(decision),
        "lifted": shown_as.lifted(decision),
        "public": public_entry(seen.entry if seen else publish.entry_of(decision, on=today)),
        "windows": seen.windows if seen else (),
        "stands": seen is not None,
        "day": day,
        "today": today,
        "log": [(line, _why(line.reason)) for line in publication.of_entry(decision.entry)],
        "approvals": _approvals(decision),
        "lift_requests": list(LiftRequest.objects.filter(**own)),
        "corrections": [(one, shown_as.due(one.due_on, on=today)) for one in corrections],
        "exemptions": exemptions,
        "commitments": list(decision.commitments.all()) if isinstance(decision, Listing) else [],
        "breaches": [] if isinstance(decision, Listing) else list(decision.breaches.all()),
        "feedback": list(AgencyFeedback.objects.filter(entry=decision.entry).select_related("agency")[:50]),
        "acts": open_acts(decision, acting, corrections=corrections, exemptions=exemptions),
        "hands": officers.names_of(officer.court_id),
        "now": localtime(),
    }
    return render(request, "desk/punish/decision.html", shown)


def _why(reason: str) -> str:
    """A line of the log in words: what was done, the conduct it rests on, or the ground that ended it."""
    known = {str(ground): words for ground, words in REASONS.items()}
    known |= {str(kind): words for kind, words in CONDUCT.items()}
    known |= {str(key): str(label) for key, label in ConsumptionLimit.Capacity.choices} | REASON_WORDS
    return known.get(reason, reason)


def of_court(officer: Officer, register: str, pk: int) -> Decision:
    """A decision of the officer's own court; 404 for any other."""
    model = MODELS.get(register)
    found: Decision | None = None
    if model is not None:
        rows = model.objects.select_related("case__court", "case__title", "person", "paper", "approval")
        found = rows.filter(pk=pk, court_id=officer.court_id).first()
    if found is None:
        raise Http404
    return found


def _decided(officer: Officer, register: str, state: str, asked: str) -> QuerySet[Any]:
    rows = MODELS[register].objects.filter(court_id=officer.court_id, state__in=STATES[state][1])
    if asked:
        rows = rows.filter(Q(person__name__icontains=asked) | Q(case__number__icontains=asked))
    return rows.select_related("case", "person").order_by("-pk")


def _stood(day: date, register: Register, asked: str, request: HttpRequest) -> lists.Page[Any]:
    """The list as it stood, by the place in the log: by no quality of anybody."""
    found = [one for one in publication.as_of(day).values() if one.entry.register is register]
    if asked:
        found = [one for one in found if asked in one.entry.identity.name or asked in one.entry.case_number]
    found.sort(key=lambda one: one.seq)
    last = max(1, -(-len(found) // lists.pages.SIZE))
    text = request.GET.get("page", "1")
    number = min(max(int(text), 1), last) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    rows = [
        {"entry": one.entry, "public": public_entry(one.entry)}
        for one in found[(number - 1) * lists.pages.SIZE : number * lists.pages.SIZE]
    ]
    return lists.Page(rows, number, last, len(found), capped=False)


def _waiting(officer: Officer, *, on: date) -> list[dict[str, Any]]:
    """What the court has to answer, the soonest due first."""
    asked: list[dict[str, Any]] = [
        {"what": gettext_noop("申请纳入失信名单"), "who": one.debtor.name, "case": one.case, "due": one.due_on,
         "url": shown_as.address_of("", one.case)}
        for one in decisions.requests_waiting(officer.court_id)[:20]
    ]  # fmt: skip
    for one in decisions.corrections_waiting(officer.court_id)[:20]:
        decision = one.listing or one.limit
        assert decision is not None, "the database holds that it is about one entry"
        asked.append(
            {"what": str(one.get_about_display()), "who": decision.person.name, "case": decision.case,
             "due": one.due_on, "url": shown_as.address_of(f"correction:{one.pk}", decision.case)}
        )  # fmt: skip
    return [row | {"light": shown_as.due(row["due"], on=on)} for row in sorted(asked, key=lambda row: row["due"])]


def _approvals(decision: Decision) -> list[Approval]:
    own = shown_as.of(decision)
    kind = "listing" if isinstance(decision, Listing) else "limit"
    subjects = [f"{kind}:{decision.pk}"]
    subjects += [f"lift:{pk}" for pk in LiftRequest.objects.filter(**own).values_list("pk", flat=True)]
    subjects += [f"correction:{pk}" for pk in CorrectionRequest.objects.filter(**own).values_list("pk", flat=True)]
    if isinstance(decision, Listing):
        subjects += [f"commitment:{pk}" for pk in decision.commitments.values_list("pk", flat=True)]
        longer = Q(subject__startswith=f"listing:{decision.pk}+")
    else:
        opened = Exemption.objects.filter(limit=decision).values_list("pk", flat=True)
        subjects += [f"exemption:{pk}" for pk in opened]
        longer = Q(pk__in=[])
    rows = Approval.objects.filter(Q(subject__in=subjects) | longer, case_id=decision.case_id)
    return list(rows.select_related("proposed_by", "decided_by").order_by("pk"))
