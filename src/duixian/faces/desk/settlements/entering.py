"""Entering a settlement: equal instalments from a rule, or step by step, a line each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.days import read_day
from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.settlements.models import Form as FormChoice
from duixian.domain.settlements.models import Settlement, SettlementState
from duixian.domain.settlements.selectors import LIVE
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.settlements.sureties import limit_of, person_of
from duixian.flows.settle import agree
from duixian.flows.state_debt import debt_of
from duixian.law.settlement import Form, Guarantor, Instalment, Kind, Side, Signer, Terms, equal

SURETIES = (1, 2, 3)
"""Places for guarantors on the form."""
_CONDITION = re.compile(r"^条件[：:\s]+(?P<words>.+?)\s+(?P<days>\d{1,4})\s*日\s+(?P<rest>.+)$")


def entering(request: HttpRequest, case_id: int) -> HttpResponse:
    """The form, with what the title orders today beside it."""
    officer = officers.of_office(request, "settlement.enter")
    case = _case(case_id, officer.court_id)
    shown = {
        "case": case,
        "creditors": _people(case, CaseRole.APPLICANT),
        "debtors": _people(case, CaseRole.DEBTOR),
        "forms": FormChoice.choices,
        "debt": debt_of(case, on=localdate()).remaining,
        "today": localdate(),
        "people": [one.person for one in case.parties.select_related("person").order_by("role", "position")],
        "kinds": PersonKind.choices,
        "sureties": SURETIES,
        "changes": _changed(case, request.GET.get("changes", "")),
    }
    return render(request, "desk/settlements/enter.html", shown)


@require_POST
def enter(request: HttpRequest, case_id: int) -> HttpResponse:
    """Enter what was agreed; faults name the line they are in."""
    officer = officers.of_office(request, "settlement.enter")
    case = _case(case_id, officer.court_id)
    posted, today = request.POST, localdate()
    creditor, debtor = _party(case, posted, "creditor"), _party(case, posted, "debtor")
    acting = officer.acting()
    sureties = _sureties(acting, case, posted)
    made = agree.enter(
        acting=acting,
        case=case,
        creditor=creditor,
        debtor=debtor,
        terms=_terms(posted, creditor, debtor, sureties),
        others={one.person.name: one.person for one in sureties},
        suspends=posted.get("suspends") == "1",
        clauses=posted.get("clauses", ""),
        replaces=agree.in_force(case, creditor, debtor) if posted.get("replaces") == "1" else None,
        on=today,
        now=localtime(),
    )
    waits = made.state == SettlementState.ENTERED
    note = _("已录入，待各方签认后生效。") if waits else _("和解协议已生效。")
    return done(request, reverse("desk:settlement", args=[made.pk]), note)


@dataclass(frozen=True, slots=True)
class _Surety:
    """Somebody who guarantees the agreement, as typed."""

    person: Person
    terms: Guarantor
    signed: bool


def _sureties(acting: Acting, case: Case, posted: QueryDict) -> list[_Surety]:
    """Those written down; a place nobody wrote into is nobody."""
    typed, found = Typed(posted), []
    for place in SURETIES:
        prefix = f"surety{place}_"
        if not (typed.text(f"{prefix}party") or typed.text(f"{prefix}name")):
            continue
        person = person_of(acting, case, typed, prefix)
        thing, direct = typed.text(f"{prefix}thing")[:200], typed.ticked(f"{prefix}direct")
        terms = Guarantor(person.name, direct, limit_of(typed, prefix), thing)
        found.append(_Surety(person, terms, typed.ticked(f"{prefix}signed")))
    return found


def _changed(case: Case, asked: str) -> Settlement | None:
    """The settlement that the new one is to change."""
    rows = Settlement.objects.filter(case=case, pk=int(asked) if asked.isdigit() else 0)
    return rows.filter(state__in=LIVE).first()


def _terms(posted: QueryDict, creditor: Person, debtor: Person, sureties: Sequence[_Surety]) -> Terms:
    signed_on = read_day(posted.get("signed_on", ""), field="签订日期")
    if posted.get("form", "") not in set(Form):
        raise BadInput(
            Fault("settlement.form", "不是和解形式", "请从列表中选择", field="和解形式", value=posted.get("form", ""))
        )
    signers = []
    for side, person in ((Side.CREDITOR, creditor), (Side.DEBTOR, debtor)):
        name = side.value
        signed = signed_on if posted.get(f"{name}_signed") == "1" else None
        agent, authority = posted.get(f"{name}_agent", "").strip(), posted.get(f"{name}_authority", "").strip()
        signers.append(Signer(person.name, side, signed, agent, authority))
    signers += [Signer(one.terms.name, Side.GUARANTOR, signed_on if one.signed else None) for one in sureties]
    return Terms(
        form=Form(posted.get("form", "")),
        signed_on=signed_on,
        instalments=_instalments(posted),
        signers=tuple(signers),
        guarantors=tuple(one.terms for one in sureties),
        grace_days=_whole(posted, "grace_days", "宽限期", 0),
        acceleration=posted.get("acceleration") == "1",
        whole=posted.get("whole") == "1",
    )


def _instalments(posted: QueryDict) -> tuple[Instalment, ...]:
    lines = [line.strip() for line in posted.get("lines", "").splitlines() if line.strip()]
    if lines:
        return read_lines(lines)
    return equal(
        total=money.fen(posted.get("total", ""), field="总金额"),
        count=_whole(posted, "count", "期数", 1),
        first=read_day(posted.get("first", ""), field="首期日期"),
        months=_whole(posted, "months", "间隔月数", 1),
    )


def read_lines(lines: list[str]) -> tuple[Instalment, ...]:
    """Steps written a line each: `2026-05-08 3000`, `2026-05-08 交付 苏H12345轿车`, `条件：车辆过户 10日 1000`.

    Raises `BadInput` with the faults of every line."""
    steps, faults = [], []
    for number, line in enumerate(lines, start=1):
        try:
            steps.append(_step(number, line))
        except BadInput as bad:
            faults += [
                Fault(one.code, one.template, one.remedy, one.field, one.value, f"第 {number} 行") for one in bad.faults
            ]
    if faults:
        raise BadInput.of(faults)
    return tuple(steps)


def _step(number: int, line: str) -> Instalment:
    found = _CONDITION.match(line)
    if found:
        kind, amount, what = _what(found["rest"])
        return Instalment(number, kind, amount, None, found["words"], int(found["days"]), what)
    day, _sep, rest = line.partition(" ")
    kind, amount, what = _what(rest)
    return Instalment(number, kind, amount, _day(day), what=what)


def _day(text: str) -> date:
    return read_day(text, field="履行日期")


def _what(rest: str) -> tuple[Kind, int, str]:
    head, _sep, words = rest.strip().partition(" ")
    if head in ("交付", "履行"):
        return (Kind.THING if head == "交付" else Kind.ACT), 0, f"{head}{words.strip()}" if words.strip() else ""
    return Kind.MONEY, money.fen(rest), ""


def _whole(posted: QueryDict, name: str, field: str, least: int) -> int:
    text = posted.get(name, "").strip() or str(least)
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) >= least):
        raise BadInput(Fault("settlement.number", "须为整数", "请填写数字", field=field, value=text))
    return int(text)


def _party(case: Case, posted: QueryDict, name: str) -> Person:
    text = posted.get(name, "")
    found = case.parties.select_related("person").filter(person_id=int(text)).first() if text.isdigit() else None
    if found is None:
        raise BadInput(Fault("settlement.party", "不是本案当事人", "请从列表中选择", field="当事人", value=text))
    return found.person


def _people(case: Case, role: CaseRole) -> list[Person]:
    return [one.person for one in case.parties.filter(role=role).select_related("person").order_by("position")]


def _case(pk: int, court_id: int) -> Case:
    found = Case.objects.select_related("court", "title").filter(pk=pk, court_id=court_id).first()
    if found is None:
        raise Http404
    return found
