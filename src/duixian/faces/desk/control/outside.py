"""Acts about others: debts that third parties owe the debtor, and what outsiders claim of the debtor's things."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import Asset, ThirdPartyDebt
from duixian.domain.assets.services import subjects
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import Receipt
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import PersonKind
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases.acts import own_case
from duixian.faces.desk.control.assets import objection_of
from duixian.faces.desk.days import need_day, read_day
from duixian.flows import object_to_asset, third_party_debt

# --- debts of third parties


@require_POST
def draft_debt(request: HttpRequest, pk: int) -> HttpResponse:
    """Make out the freeze of a debt: whose, owed by whom, how much, resting on what."""
    officer, case = officers.of(request), own_case(request, pk)
    acting, form = officer.acting(), request.POST
    debtor = next((one for one in subjects.liable([pk]).get(pk, []) if str(one.pk) == form.get("debtor")), None)
    if debtor is None:
        raise BadInput(Fault("third_party.debtor", "请选择被执行人", "从本案被执行人中选择", field="被执行人"))
    require(acting, "third_party.draft", of_court=case.court_id)  # before the third party is entered
    kind = form.get("kind", "")
    third = parties.enter(
        acting=acting,
        kind=kind if kind in PersonKind.values else PersonKind.COMPANY,
        name=form.get("name", ""),
        id_number=form.get("number", ""),
    )
    third_party_debt.draft(
        acting=acting,
        case=case,
        debtor=debtor,
        third_party=third,
        amount=money.fen(form.get("amount", ""), field="债权额"),
        basis=form.get("basis", ""),
        on=localdate(),
        now=localtime(),
        falls_due_on=read_day(form.get("falls_due_on", ""), field="到期日"),
    )
    return _back(request, pk, "debts", _("已拟定冻结到期债权，待审批。"))


@require_POST
def debt_act(request: HttpRequest, pk: int, debt_id: int, act: str) -> HttpResponse:
    """Approve, serve, take in an objection, note a payment, or end."""
    officer, case = officers.of(request), own_case(request, pk)
    debt = ThirdPartyDebt.objects.select_related("case", "third_party", "debtor").filter(pk=debt_id, case=case).first()
    if debt is None:
        raise Http404
    acting, form, now = officer.acting(), request.POST, localtime()
    match act:
        case "approve":
            third_party_debt.approve(acting=acting, debt=debt, on=localdate(), now=now)
            note = _("已裁定冻结，请送达第三人。")
        case "serve":
            on = need_day(form.get("on", ""), field="送达日期")
            served = third_party_debt.serve(acting=acting, debt=debt, on=on, now=now)
            note = _("已登记送达，第三人可在 {day} 前履行或者提出异议。").format(day=served.answer_until)
        case "object":
            text = form.get("denied", "").strip()
            third_party_debt.object_to(
                acting=acting,
                debt=debt,
                denied=money.fen(text, field="异议金额") if text else None,
                text=form.get("text", ""),
                on=need_day(form.get("on", ""), field="异议日期"),
                now=now,
            )
            note = _("已登记第三人异议。")
        case "pay":
            receipt = Receipt.objects.filter(case=case, pk=_number(form.get("receipt", ""))).first()
            if receipt is None:
                raise BadInput(Fault("third_party.receipt", "请选择已认领到本案的到账", "先认领到账", field="到账"))
            third_party_debt.pay(
                acting=acting, debt=debt, receipt=receipt, reason=form.get("reason", ""), on=localdate(), now=now
            )
            note = _("已登记第三人付款。")
        case "end":
            third_party_debt.end(acting=acting, debt=debt, why=form.get("reason", ""), on=localdate(), now=now)
            note = _("已终止，冻结解除。")
        case _:
            raise Http404
    return _back(request, pk, "debts", note)


# --- objections of outsiders


@require_POST
def enter_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """File an outsider's objection to a controlled thing: disposal stops at once."""
    officer, case = officers.of(request), own_case(request, pk)
    asset = Asset.objects.filter(pk=_number(request.POST.get("asset", "")), court_id=case.court_id).first()
    if asset is None:
        raise BadInput(Fault("objection.asset", "请选择被控制的财产", "从本案控制的财产中选择", field="财产"))
    made = object_to_asset.enter(
        acting=officer.acting(),
        case=case,
        asset=asset,
        objector=request.POST.get("objector", ""),
        grounds=request.POST.get("grounds", ""),
        on=need_day(request.POST.get("on", ""), field="提出日期"),
        now=localtime(),
    )
    return _back(request, pk, "objections", _("已登记异议，应于 {day} 前审查。").format(day=made.due_on))


@require_POST
def objection_act(request: HttpRequest, pk: int, objection_id: int, act: str) -> HttpResponse:
    """Rule, serve, note a suit or its judgment, or take the objection back."""
    officer, case = officers.of(request), own_case(request, pk)
    objection = objection_of(case, objection_id)
    if objection is None:
        raise Http404
    acting, form, now = officer.acting(), request.POST, localtime()
    on = need_day(form.get("on", ""), field="日期")
    match act:
        case "rule":
            upheld = _choice(form.get("result", ""), yes="upheld", no="rejected")
            object_to_asset.rule(
                acting=acting, objection=objection, upheld=upheld, outcome=form.get("outcome", ""), on=on, now=now
            )
            note = _("已登记异议裁定。")
        case "serve":
            object_to_asset.serve(acting=acting, objection=objection, on=on, now=now)
            note = _("已登记送达，十五日内可以起诉。")
        case "suit":
            object_to_asset.note_suit(acting=acting, objection=objection, suit=form.get("outcome", ""), on=on, now=now)
            note = _("已登记异议之诉，判决生效前不得处分。")
        case "judgment":
            prevails = _choice(form.get("result", ""), yes="prevails", no="fails")
            object_to_asset.note_judgment(
                acting=acting,
                objection=objection,
                outsider_prevails=prevails,
                outcome=form.get("outcome", ""),
                on=on,
                now=now,
            )
            note = _("已登记判决结果。")
        case "withdraw":
            object_to_asset.withdraw(
                acting=acting, objection=objection, outcome=form.get("outcome", ""), on=on, now=now
            )
            note = _("异议已撤回。")
        case _:
            raise Http404
    return _back(request, pk, "objections", note)


def _choice(text: str, *, yes: str, no: str) -> bool:
    if text not in (yes, no):
        raise BadInput(Fault("objection.result", "请选择结果", "成立或者驳回", field="结果", value=text))
    return text == yes


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _back(request: HttpRequest, pk: int, place: str, note: str) -> HttpResponse:
    return done(request, f"{reverse('desk:case_tab', args=[pk, 'assets'])}#{place}", note)
