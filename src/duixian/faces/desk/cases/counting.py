"""Facts an officer records that change how a debt is counted: the creditor's choice of renminbi, days left out."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case
from duixian.domain.cases.services import course
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases import acts
from duixian.faces.desk.days import need_day
from duixian.law.interest import Exchange

_MOST = Decimal(100_000)
"""No currency has a unit worth this many yuan."""


@require_POST
def elect_renminbi(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the creditor's choice, with a middle rate for each foreign currency of the title."""
    case = acts.own_case(request, pk)
    course.elect_renminbi(
        acting=officers.of(request).acting(),
        case=case,
        exchange=_rates(case, request.POST),
        ground=request.POST.get("ground", ""),
        now=localtime(),
    )
    return done(request, reverse("desk:case_tab", args=[pk, "debt"]), _("已登记申请执行人选择按人民币计算。"))


@require_POST
def exclude_period(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave days out of the doubled part; the form names the first and the last of them."""
    since = need_day(request.POST.get("since", ""), field="起始日")
    last = need_day(request.POST.get("last", ""), field="截止日")
    course.exclude_period(
        acting=officers.of(request).acting(),
        case=acts.own_case(request, pk),
        since=since,
        until=last + timedelta(days=1),
        reason=request.POST.get("reason", ""),
        now=localtime(),
    )
    return done(request, reverse("desk:case_tab", args=[pk, "debt"]), _("已登记不计加倍部分利息的期间。"))


def foreign_currencies(case: Case) -> list[str]:
    """The currencies of the title's sums that are not renminbi, each once."""
    return sorted({item.currency for item in cases.ordered_by(case.title).items} - {"CNY"})


def _rates(case: Case, posted: QueryDict) -> list[Exchange]:
    currencies = foreign_currencies(case)
    if not currencies:
        raise BadInput(Fault("case.no_foreign", "执行依据没有外币给付", "无须办理", field="币种", value=case.number))
    rates: list[Exchange] = []
    faults: list[Fault] = []
    for currency in currencies:
        try:
            on = need_day(posted.get(f"on:{currency}", ""), field="中间价日期")
            rates.append(Exchange(currency, on, _rate(posted.get(f"rate:{currency}", ""))))
        except BadInput as bad:
            faults += bad.faults
    if faults:
        raise BadInput.of(faults)
    return rates


def _rate(text: str) -> Decimal:
    """Yuan for one unit of the currency: the published table is for a hundred units."""
    try:
        rate = Decimal(text.strip())
    except InvalidOperation:
        rate = Decimal(0)
    if not (rate.is_finite() and 0 < rate < _MOST):
        raise BadInput(
            Fault(
                "case.rate",
                "不是有效的汇率",
                "请填写一个货币单位折合人民币的元数，如 7.1234；公布的中间价以一百单位计的，先除以一百",
                field="中间价",
                value=text,
            )
        )
    return rate
