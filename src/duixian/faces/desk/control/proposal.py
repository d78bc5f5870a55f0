"""The plan of control of a case: what it needs, what is proposed and why, what was ordered, what came of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.assets import things
from duixian.domain.assets.models import Budget, Control, ControlOrder, ControlState, OrderState
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts.policies import may
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases.acts import own_case
from duixian.faces.desk.control.ending import of_court
from duixian.faces.desk.control.lights import of_end, of_order, of_state
from duixian.faces.desk.days import read_day
from duixian.faces.desk.lights import Light
from duixian.flows import control_assets, deduct_money, release_excess, state_need
from duixian.flows.control_assets import Chosen, Offer
from duixian.flows.renew_controls import practice_of
from duixian.law.control import ClaimNature, Mode
from duixian.ports.agencies import Act

MODES = {
    Mode.AMOUNT: gettext_noop("按数额冻结"),
    Mode.WHOLE: gettext_noop("整体查封"),
    Mode.STANDING: gettext_noop("持续冻结"),
    Mode.WAITING: gettext_noop("轮候"),
}
CLAIMS = {
    ClaimNature.ORDINARY: gettext_noop("普通债权"),
    ClaimNature.MIGRANT_WAGES: gettext_noop("农民工工资"),
    ClaimNature.PROJECT: gettext_noop("工程款、材料款"),
}
MAY_STILL_BE_CHOSEN = ("choice.enough", "choice.trifle")
"""Why a thing was left out that an officer may take all the same, with a reason."""

COST_ROWS = 3


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A control of the case with its lights, every order about it, and what may be deducted of it now."""

    control: Control
    state: Light
    end: Light | None
    orders: Sequence[tuple[ControlOrder, Light]]
    deductible: Fen = 0
    why_not: Sequence[Fault] = ()


@dataclass(slots=True)
class Plan:
    """The proposal, or why there is none."""

    offer: Offer | None = None
    faults: Sequence[Fault] = ()
    choosable: list[control_assets.Aside] = field(default_factory=list)
    left_out: list[control_assets.Aside] = field(default_factory=list)


def fill(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the tab shows; nothing is written."""
    officer, today = officers.of(request), localdate()
    acting = officer.acting()
    own = case.court_id == officer.court_id
    budgets = list(Budget.objects.filter(case=case).select_related("person").order_by("person_id"))
    budget = next((row for row in budgets if row.person_id is None), None)
    supplementary = bool(request.GET.get("supplementary"))
    claim = _claim(request.GET.get("claim", ""))
    plan = plan_of(case, on=today, claim=claim, supplementary=supplementary) if budget else Plan()
    rows = held_rows(case, on=today)
    drafts = [order for row in rows for order, _light in row.orders if order.state == OrderState.DRAFT]
    taken = budget.divisible_fen + budget.whole_fen if budget else 0
    return {
        "budget": budget,
        "costs": [part for part in budget.parts if part["kind"] == "cost"] if budget else [],
        "cost_rows": range(COST_ROWS),
        "ceilings": [row for row in budgets if row.person_id is not None],
        "taken": taken,
        "room": max(0, budget.need_fen - taken) if budget else 0,
        "plan": plan,
        "modes": MODES,
        "claims": CLAIMS.items(),
        "claim": claim,
        "supplementary": supplementary,
        "controls": rows,
        "drafts": [(order, of_order(order)) for order in drafts],
        "hands": officers.names_of(case.court_id),
        "me": acting.code,
        "open": case.state != CaseState.CLOSED,
        "may_state": own and may(acting, "control.state_need"),
        "may_propose": own and may(acting, "control.propose"),
        "may_approve": own and may(acting, "control.approve"),
        "may_cancel": own and may(acting, "control.cancel"),
        "may_deduct": own and may(acting, "control.deduct"),
        "may_release": own and may(acting, "control.release"),
        "pulse": pulse_of(case.pk),
        "running": own and any(order.state in ("approved", "sent") for row in rows for order, _light in row.orders),
    }


def pulse_of(case_id: int) -> str:
    """A word that changes when any order about a thing of the case moves on."""
    counted = (
        ControlOrder.objects.filter(case_id=case_id)
        .exclude(act=Act.QUERY)
        .aggregate(
            last=Max("pk"),
            draft=Count("pk", filter=Q(state=OrderState.DRAFT)),
            out=Count("pk", filter=Q(state__in=(OrderState.APPROVED, OrderState.SENT))),
            again=Count("pk", filter=Q(attempts__gt=1, state=OrderState.SENT)),
        )
    )
    return "-".join(str(counted[name] or 0) for name in ("last", "draft", "out", "again"))


def plan_of(case: Case, *, on: date, claim: ClaimNature, supplementary: bool) -> Plan:
    """What could be controlled now, or the reasons why nothing can be proposed."""
    try:
        offer = control_assets.propose(case, on=on, claim=claim, supplementary=supplementary)
    except Refused as refused:
        return Plan(faults=refused.reasons)
    except BadInput as bad:
        return Plan(faults=bad.faults)
    held = set(Control.objects.filter(case=case, state__in=things.ALIVE).values_list("asset_id", flat=True))
    aside = [out for out in offer.aside if out.asset.pk not in held]
    return Plan(
        offer,
        choosable=[out for out in aside if out.code in MAY_STILL_BE_CHOSEN],
        left_out=[out for out in aside if out.code not in MAY_STILL_BE_CHOSEN],
    )


def held_rows(case: Case, *, on: date) -> list[HeldRow]:
    """Every control the case has or had, those alive first, with their orders."""
    rows = list(Control.objects.filter(case=case).select_related("asset__counterparty", "person", "case"))
    rows.sort(key=lambda row: (row.state not in things.ALIVE, row.pk))
    orders: dict[int | None, list[tuple[ControlOrder, Light]]] = defaultdict(list)
    for order in (
        ControlOrder.objects.filter(control__in=[row.pk for row in rows]).select_related("asset").order_by("pk")
    ):
        orders[order.control_id].append((order, of_order(order)))
    ladder = practice_of(case.court_id, on=on).ladder
    open_to = _deductible(case, on=on) if any(row.state == ControlState.IN_FORCE for row in rows) else {}
    return [
        HeldRow(
            row,
            of_state(row, drafted=any(order.state == OrderState.DRAFT for order, _light in orders[row.pk])),
            of_end(row, on=on, ladder=ladder),
            orders[row.pk],
            open_to[row.pk].amount if row.pk in open_to and not open_to[row.pk].why_not else 0,
            open_to[row.pk].why_not if row.pk in open_to else (),
        )
        for row in rows
    ]


def _deductible(case: Case, *, on: date) -> Mapping[int, deduct_money.Deductible]:
    try:
        return {look.control.pk: look for look in deduct_money.deductible(case, on=on)}
    except BadInput:  # a title that cannot be computed with; the tab of the debt says why
        return {}


# --- acts


@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Count what the case needs and keep it; what is above it is released at once."""
    officer, form = officers.of(request), request.POST
    costs = [
        state_need.Cost(label.strip(), money.fen(amount, field="费用") if amount.strip() else 0, basis.strip())
        for label, amount, basis in zip(
            form.getlist("cost_label"), form.getlist("cost_amount"), form.getlist("cost_basis"), strict=False
        )
        if label.strip() or amount.strip() or basis.strip()
    ]
    need = state_need.state(
        acting=officer.acting(),
        case=own_case(request, pk),
        on=localdate(),
        now=localtime(),
        costs=costs,
        expected_on=read_day(form.get("expected_on", ""), field="预计受偿日"),
    )
    return _back(request, pk, "plan", _("已核定本案需控制 {sum}。").format(sum=money.display(need.total)))


@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Make out the drafts of what is chosen; another person approves them."""
    officer, form = officers.of(request), request.POST
    chosen = [
        Chosen(int(text), _amount(form.get(f"amount-{text}", ""))) for text in form.getlist("asset") if text.isdigit()
    ]
    made = control_assets.order(
        acting=officer.acting(),
        case=own_case(request, pk),
        chosen=chosen,
        on=localdate(),
        now=localtime(),
        reason=form.get("reason", ""),
        claim=_claim(form.get("claim", "")),
        supplementary=bool(form.get("supplementary")),
    )
    return _back(request, pk, "drafts", _("已拟制 {n} 条指令，待审批。").format(n=len(made)))


@require_POST
def deduct(request: HttpRequest, pk: int, control_id: int) -> HttpResponse:
    """Draft the deduction of what a control holds; another person approves it."""
    officer = officers.of(request)
    control = of_court(officer, control_id)
    made = deduct_money.deduct(
        acting=officer.acting(),
        control=control,
        on=localdate(),
        now=localtime(),
        amount=_amount(request.POST.get("amount", "")),
        reason=request.POST.get("reason", ""),
    )
    note = _("已拟制扣划 {sum}，待审批。").format(sum=money.display(made.amount_fen or 0))
    return _back(request, control.case_id, "drafts", note)


@require_POST
def release(request: HttpRequest, pk: int, control_id: int) -> HttpResponse:
    """Release a control as a whole, with ground and article."""
    officer = officers.of(request)
    control = of_court(officer, control_id)
    given = release_excess.let_go(
        acting=officer.acting(),
        control=control,
        why=request.POST.get("reason", ""),
        on=localdate(),
        now=localtime(),
    )
    note = _("已发出解除指令。") if given else _("已登记解除；控制尚未答复，答复后立即解除。")
    return _back(request, control.case_id, "controls", note)


def _amount(text: str) -> Fen | None:
    return money.fen(text, field="金额") if text.strip() else None


def _claim(text: str) -> ClaimNature:
    return ClaimNature(text) if text in set(ClaimNature) else ClaimNature.ORDINARY


def _back(request: HttpRequest, pk: int, place: str, note: str) -> HttpResponse:
    return done(request, f"{reverse('desk:case_tab', args=[pk, 'control'])}#{place}", note)
