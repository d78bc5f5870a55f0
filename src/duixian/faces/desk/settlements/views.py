"""The list of settlements, one of them, and the tab of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from duixian.base.money import Fen
from duixian.domain.cases.models import Approval, ApprovalState, Case
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import Instalment, Settlement, SettlementState
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.lights import Light, Tone
from duixian.faces.desk.settlements import guaranteeing
from duixian.law import settlement as law
from duixian.law.procedure.settlement_life import SETTLEMENT_LIFE, SettlementAct
from duixian.law.procedure.settlement_life import SettlementState as LifeState

READS = ("settlement.enter", "settlement.resume", "promise.note", "funds.identify", "control.approve")
"""Any of these opens the pages of settlements for reading."""

GROUPS = {
    "live": (SettlementState.IN_FORCE,),
    "breached": (SettlementState.BREACHED,),
    "entered": (SettlementState.ENTERED,),
    "performed": (SettlementState.PERFORMED,),
    "over": (
        SettlementState.RESUMED,
        SettlementState.SUED,
        SettlementState.VOIDED,
        SettlementState.REPLACED,
        SettlementState.DROPPED,
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A settlement as a line: its light, what was paid of the money agreed, the next agreed day."""

    settlement: Settlement
    light: Light
    paid: Fen
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """An instalment as a line of the schedule."""

    instalment: Instalment
    row: law.Row
    light: Light


_TONES = {
    law.RowState.DONE: (Tone.GREEN, "已履行"),
    law.RowState.DONE_LATE: (Tone.GREEN, "已履行（迟延）"),
    law.RowState.WAITING: (Tone.GREY, "待条件成就"),
    law.RowState.OPEN: (Tone.GREY, "未到期"),
    law.RowState.DUE: (Tone.YELLOW, "今日到期或宽限期内"),
    law.RowState.LATE: (Tone.RED, "逾期"),
}


def settlement_list(request: HttpRequest) -> HttpResponse:
    """Settlements of the court, the newest first; broken promises nobody has answered above them."""
    officer = officers.of_office(request, *READS)
    today = localdate()
    chosen = request.GET.get("group", "")
    found = Settlement.objects.filter(court_id=officer.court_id).select_related("case", "creditor", "debtor")
    if chosen in GROUPS:
        found = found.filter(state__in=GROUPS[chosen])
    page = lists.page_of(found.order_by("-pk"), request)
    shown = {
        "page": page,
        "rows": rows_of(page.rows, on=today),
        "group": chosen,
        "groups": [
            ("", _("全部")),
            ("live", _("履行中")),
            ("breached", _("逾期未履行")),
            ("entered", _("待签认")),
            ("performed", _("履行完毕")),
            ("over", _("已了结")),
        ],
        "broken": list(selectors.broken_promises(officer.court_id)[:20]),
        "may_note": may(officer.acting(), "promise.note"),
    }
    return render(request, "desk/settlements/list.html", shown)


def settlement_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One settlement: terms and schedule at the left, what may be done now at the right."""
    officer = officers.of_office(request, *READS)
    settlement, today = of_court(officer, pk), localdate()
    standing = selectors.standing_of(settlement, on=today)
    acting = officer.acting()
    life = SETTLEMENT_LIFE.acts(LifeState(settlement.state))
    waiting = Approval.objects.filter(subject=f"settlement:{pk}", state=ApprovalState.WAITING).first()
    shown = {
        "settlement": settlement,
        "steps": steps_of(settlement, standing),
        "standing": standing,
        "light": light_of(settlement, standing),
        "paid": sum(row.paid for row in standing.rows),
        "signatories": list(settlement.signatories.select_related("person")),
        "guarantors": list(settlement.guarantors.select_related("person")),
        "limit": selectors.resume_limit(settlement, on=today) if settlement.state == SettlementState.BREACHED else None,
        "course": list(settlement.steps.all()),
        "waiting": waiting,
        "live": settlement.state in selectors.LIVE,
        "may_enter": may(acting, "settlement.enter"),
        "may_record": may(acting, "settlement.record"),
        "may_drop": SettlementAct.DROP in life and may(acting, "settlement.enter"),
        "may_change": SettlementAct.REPLACE in life and may(acting, "settlement.enter"),
        "may_void": SettlementAct.VOID in life and may(acting, "settlement.record"),
        "may_sue": SettlementAct.SUE in life and may(acting, "settlement.record"),
        "may_resume": SettlementAct.RESUME in life and may(acting, "settlement.resume"),
        "may_call": settlement.state == SettlementState.RESUMED and may(acting, "settlement.resume"),
        "may_sign": waiting is not None and may(acting, "control.approve"),
        "hands": officers.names_of(officer.court_id),
        "today": today,
    }
    return render(request, "desk/settlements/settlement.html", shown)


def fill(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the tab of a case needs."""
    officer = officers.of(request)
    own, acting, today = case.court_id == officer.court_id, officer.acting(), localdate()
    found = list(selectors.of_case(case.pk).select_related("case"))
    guarantees = guaranteeing.rows_of(case, acting, on=today)
    return {
        "settlements": rows_of(found, on=today),
        "promises": list(selectors.promises_of(case.pk)[:50]),
        "guarantees": guarantees,
        "may_offer": guaranteeing.may_offer(case, acting, guarantees),
        "over_paid": selectors.over_paid(case.pk),
        "people": list(case.parties.select_related("person")),
        "may_enter": own and may(acting, "settlement.enter") and case.state != "closed",
        "may_note": own and may(acting, "promise.note") and case.state != "closed",
    }


def rows_of(settlements: Sequence[Settlement], *, on: date) -> list[Row]:
    """The lines of one page, in two queries more."""
    standings = selectors.standings(settlements, on=on)
    return [_row(one, standings[one.pk]) for one in settlements]


def steps_of(settlement: Settlement, standing: law.Standing) -> list[Step]:
    """The schedule with how each step stands."""
    rows = {row.number: row for row in standing.rows}
    steps = []
    for one in settlement.instalments.order_by("number"):
        tone, words = _TONES[rows[one.number].state]
        steps.append(Step(one, rows[one.number], Light(tone, _(words))))
    return steps


def light_of(settlement: Settlement, standing: law.Standing) -> Light:
    """How a settlement stands, in colour and words."""
    words = _(settlement.get_state_display())
    if settlement.state == SettlementState.BREACHED or (
        settlement.state == SettlementState.IN_FORCE and standing.breached_on is not None
    ):
        return Light(Tone.RED, _("逾期未履行"))
    if settlement.state == SettlementState.IN_FORCE:
        due = any(row.state == law.RowState.DUE for row in standing.rows)
        return Light(Tone.YELLOW, _("到期")) if due else Light(Tone.GREEN, words)
    return Light(Tone.YELLOW if settlement.state == SettlementState.ENTERED else Tone.GREY, words)


def _row(settlement: Settlement, standing: law.Standing) -> Row:
    open_ = [row.last for row in standing.rows if row.missing and row.last is not None]
    live = settlement.state in selectors.LIVE
    return Row(
        settlement,
        light_of(settlement, standing),
        sum(row.paid for row in standing.rows),
        min(open_) if open_ and live else None,
    )


def of_court(officer: Officer, pk: int) -> Settlement:
    """A settlement of the officer's own court; 404 for any other."""
    found = Settlement.objects.select_related("case__court", "creditor", "debtor").filter(court_id=officer.court_id)
    settlement = found.filter(pk=pk).first()
    if settlement is None:
        raise Http404
    return settlement
