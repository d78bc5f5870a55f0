"""The reference price: asked for, answered, served, objected to, fixed."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.faults import BadInput, Fault
from duixian.domain.disposal.models import Disposal, PriceInquiry, PriceObjection
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.days import need_day, read_day
from duixian.faces.desk.disposal.views import of_court
from duixian.flows.dispose import price
from duixian.law.disposal import METHOD_WORDS, PriceMethod, PricingFacts


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask by the method that the facts make the next one."""
    officer = officers.of(request)
    form = request.POST
    wanted = form.get("wanted", "")
    facts = PricingFacts(
        wanted=PriceMethod(wanted) if wanted in set(PriceMethod) else None,
        law_demands_appraisal=form.get("law_demands") == "1",
        benchmark=form.get("benchmark") == "1",
        needs_visit=form.get("needs_visit") == "1",
        online_ready=form.get("not_online") != "1",
        can_negotiate=form.get("cannot_negotiate") != "1",
    )
    made = price.ask(
        acting=officer.acting(),
        disposal=of_court(officer, pk),
        facts=facts,
        asked=[line.strip() for line in form.get("asked", "").splitlines() if line.strip()],
        on=localdate(),
        now=localtime(),
        due_on=read_day(form.get("due_on", ""), field="答复期限"),
    )
    note = _("已按“{method}”询价，期限至 {day}。").format(
        method=_(METHOD_WORDS[PriceMethod(made.method)]), day=made.due_on.isoformat()
    )
    return done(request, reverse("desk:disposal", args=[pk]), note)


Doing = Callable[[HttpRequest, Acting, PriceInquiry, date, datetime], str]


@require_POST
def act(request: HttpRequest, pk: int, inquiry_id: int, name: str) -> HttpResponse:
    """One act on an inquiry of this disposal."""
    doing = ACTS.get(name)
    officer = officers.of(request)
    inquiry = _of(of_court(officer, pk), inquiry_id)
    if doing is None:
        raise Http404
    note = doing(request, officer.acting(), inquiry, localdate(), localtime())
    return done(request, reverse("desk:disposal", args=[pk]), note)


def _of(disposal: Disposal, inquiry_id: int) -> PriceInquiry:
    found = PriceInquiry.objects.select_related("disposal__asset", "disposal__control", "disposal__case")
    inquiry = found.filter(pk=inquiry_id, disposal=disposal).first()
    if inquiry is None:
        raise Http404
    return inquiry


def _answer(request: HttpRequest, acting: Acting, inquiry: PriceInquiry, on: date, now: datetime) -> str:
    upload = request.FILES.get("report")
    inquiry = price.take_answer(
        acting=acting,
        inquiry=inquiry,
        quoted_by=request.POST.get("quoted_by", ""),
        amount=money.fen(request.POST.get("amount", ""), field="报价"),
        on=on,
        now=now,
        document_sha256=hashlib.sha256(upload.read()).hexdigest() if upload else "",
    )
    return _("已记载报价，询价目前为“{state}”。").format(state=_(inquiry.get_state_display()))


def _conclude(request: HttpRequest, acting: Acting, inquiry: PriceInquiry, on: date, now: datetime) -> str:
    inquiry = price.conclude(acting=acting, inquiry=inquiry, on=on, now=now)
    return _("询价目前为“{state}”。").format(state=_(inquiry.get_state_display()))


def _extend(request: HttpRequest, acting: Acting, inquiry: PriceInquiry, on: date, now: datetime) -> str:
    days = request.POST.get("days", "").strip()
    if not (days.isascii() and days.isdigit() and len(days) < 4):
        raise BadInput(Fault("price.days", "须为天数", "请填写 1 至 15", field="延长", value=days))
    inquiry = price.extend(
        acting=acting, inquiry=inquiry, days=int(days), why=request.POST.get("why", "").strip(), on=on, now=now
    )
    return _("评估期限延长至 {day}。").format(day=inquiry.due_on.isoformat())


def _serve(request: HttpRequest, acting: Acting, inquiry: PriceInquiry, on: date, now: datetime) -> str:
    day = need_day(request.POST.get("day", ""), field="送达")
    posted = request.POST.get("posted") == "1"
    inquiry = price.serve(
        acting=acting,
        inquiry=inquiry,
        now=now,
        served_on=None if posted else day,
        posted_on=day if posted else None,
    )
    until = inquiry.objections_until.isoformat() if inquiry.objections_until else ""
    return _("已登记送达，异议期至 {day}。").format(day=until)


def _object(request: HttpRequest, acting: Acting, inquiry: PriceInquiry, on: date, now: datetime) -> str:
    price.object_to(
        acting=acting,
        inquiry=inquiry,
        objector=request.POST.get("objector", ""),
        grounds=request.POST.get("grounds", ""),
        on=on,
        now=now,
    )
    return _("已登记异议；处理前不能确定参考价。")


def _settle(request: HttpRequest, acting: Acting, inquiry: PriceInquiry, on: date, now: datetime) -> str:
    key = request.POST.get("objection", "")
    found = PriceObjection.objects.filter(inquiry=inquiry, pk=int(key)).first() if key.isdigit() else None
    if found is None:
        raise Http404
    corrected = request.POST.get("corrected", "").strip()
    price.settle_objection(
        acting=acting,
        objection=found,
        answer=request.POST.get("answer", ""),
        upheld=request.POST.get("upheld") == "1",
        on=on,
        now=now,
        corrected=money.fen(corrected, field="更正后的金额") if corrected else None,
    )
    return _("异议已处理。")


def _fix(request: HttpRequest, acting: Acting, inquiry: PriceInquiry, on: date, now: datetime) -> str:
    until = read_day(request.POST.get("valid_until", ""), field="有效期")
    inquiry = price.fix(acting=acting, inquiry=inquiry, on=on, now=now, valid_until=until)
    return _("参考价已确定，有效期至 {day}。").format(
        day=inquiry.valid_until.isoformat() if inquiry.valid_until else ""
    )


ACTS: Mapping[str, Doing] = {
    "answer": _answer,
    "conclude": _conclude,
    "extend": _extend,
    "serve": _serve,
    "object": _object,
    "settle": _settle,
    "fix": _fix,
}
"""By their place in the address."""
