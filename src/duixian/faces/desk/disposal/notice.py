"""The terms of a round, from the suggestion over the panel to the notice, with the law's limits beside each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.days import add_days
from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import Disposal
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.days import need_day, read_day
from duixian.faces.desk.disposal.hands import of_hall
from duixian.faces.desk.disposal.views import of_court
from duixian.flows.dispose import announce, deliberate
from duixian.law import calendar
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import (
    Notified,
    PreviousRound,
    ReferencePrice,
    RoundKind,
    RoundTerms,
    check_terms,
    notice_days,
    start_floor,
)
from duixian.law.disposal.values import BEIJING, cited, numbers
from duixian.law.periods import rule

TEXTS: Final = ("describe", "flaws", "rights", "viewing", "taxes", "contact")
"""Parts of the notice in the officer's own words (网拍规定 13, 14)."""

_NOT_YET: Final = {"terms.no_panel", "terms.nobody_notified", "terms.not_notified", "platform.unlisted"}
"""Not asked of terms that are only proposed; our own hall stands on no list."""

_NAMES: Final = ("start", "increment", "deposit", "opens_at", "ends_at", "payment_days", "preemptors")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the law allows, in words; shown beside the fields."""

    start: str
    deposit: str
    opens_at: str
    ends_at: str


def terms_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose terms to the panel: the suggestion, or what was typed with everything the law has against it."""
    officer = officers.of(request)
    require(officer.acting(), "disposal.panel")
    disposal = of_court(officer, pk)
    kind = next_kind(selectors.previous_of(disposal))
    suggested = announce.suggest(disposal=disposal, kind=kind, publish_on=localdate())
    typed: Mapping[str, str] = _typed(suggested)
    faults: Sequence[Fault] = ()
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in _NAMES}
        try:
            terms = _read(suggested, request.POST)
            faults = _against(disposal, terms)
            if not faults:
                count = deliberate.agree(
                    acting=officer.acting(), disposal=disposal, terms=terms, on=localdate(), now=localtime()
                )
                note = _("已提交合议庭，{n} 人同意。").format(n=count)
                return done(request, reverse("desk:disposal", args=[pk]), note)
        except BadInput as bad:
            faults = bad.faults
    shown = {
        "disposal": disposal,
        "kind": kind,
        "typed": typed,
        "faults": faults,
        "beside": {fault.field: fault for fault in faults},
        "limits": _limits(disposal, kind, localdate()),
        "price": selectors.price_of(disposal),
    }
    return render(request, "desk/disposal/terms.html", shown, status=422 if faults else 200)


@require_POST
def agree(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """A member of the panel agrees to a proposal."""
    officer = officers.of(request)
    disposal = of_court(officer, pk)
    found = deliberate.proposal(disposal, digest)
    count = deliberate.agree(
        acting=officer.acting(), disposal=disposal, terms=found.terms, on=localdate(), now=localtime()
    )
    return done(request, reverse("desk:disposal", args=[pk]), _("{n} 人同意。").format(n=count))


def publish_page(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The notice of terms the panel decided; refused, the form comes back whole with every reason."""
    officer = officers.of(request)
    require(officer.acting(), "disposal.announce")
    disposal = of_court(officer, pk)
    found = deliberate.proposal(disposal, digest)
    names = list(dict.fromkeys([*announce.parties_to_tell(disposal), *(one.name for one in found.terms.notified)]))
    faults: Sequence[Fault] = ()
    if request.method == "POST":
        try:
            made = announce.announce(
                acting=officer.acting(),
                disposal=disposal,
                terms=_to_publish(found.terms, names, request.POST),
                title=request.POST.get("title", "").strip() or disposal.asset.title,
                on=localdate(),
                now=localtime(),
                notice={name: request.POST.get(name, "").strip()[:2000] for name in TEXTS if request.POST.get(name)},
                costs=money.fen(request.POST.get("costs", "").strip() or "0", field="拍卖费用"),
                debtor_agrees=request.POST.get("debtor_agrees") == "1",
                **of_hall(),
            )
            return done(request, reverse("desk:disposal", args=[pk]), _("已发布公告：{code}。").format(code=made.code))
        except Refused as refused:
            faults = refused.reasons
        except BadInput as bad:
            faults = bad.faults
    preemptors = {one.name for one in found.terms.notified if one.preemptor}
    shown = {
        "disposal": disposal,
        "proposal": found,
        "hands": officers.names_of(officer.court_id),
        "faults": faults,
        "typed": request.POST,
        "today": localdate(),
        "people": [
            (
                name,
                name in preemptors,
                {key: request.POST.get(f"{key}:{place}", "") for key in ("told", "posted", "waived")},
            )
            for place, name in enumerate(names)
        ],
        "prior": announce.prior_claims(disposal),
        "unknown": announce.unknown_charges(disposal.asset),
        "notice_days": notice_days(found.terms.kind, found.terms.thing, on=localdate()),
    }
    return render(request, "desk/disposal/publish.html", shown, status=409 if faults else 200)


def next_kind(previous: PreviousRound | None) -> RoundKind:
    """The round that follows: after a default the same again."""
    if previous is None:
        return RoundKind.FIRST
    if previous.defaulted:
        return previous.kind
    return RoundKind.SECOND if previous.kind is RoundKind.FIRST else RoundKind.SALE


def _typed(terms: RoundTerms) -> dict[str, str]:
    return {
        "start": money.yuan(terms.start),
        "increment": money.yuan(terms.increment),
        "deposit": money.yuan(terms.deposit),
        "opens_at": terms.opens_at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": terms.ends_at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M"),
        "payment_days": str(terms.payment_days),
        "preemptors": "",
    }


def _read(suggested: RoundTerms, form: QueryDict) -> RoundTerms:
    days = form.get("payment_days", "").strip()
    if not (days.isascii() and days.isdigit() and 0 < int(days) < 1000):
        raise BadInput(Fault("terms.days", "须为天数", "请填写正整数", field="尾款期限", value=days))
    names = [line.strip() for line in form.get("preemptors", "").splitlines() if line.strip()]
    return replace(
        suggested,
        start=money.fen(form.get("start", ""), field="起拍价"),
        increment=money.fen(form.get("increment", ""), field="增价幅度"),
        deposit=money.fen(form.get("deposit", ""), field="保证金"),
        opens_at=_moment(form.get("opens_at", ""), "竞价开始"),
        ends_at=_moment(form.get("ends_at", ""), "竞价结束"),
        payment_days=int(days),
        notified=tuple(Notified(name, preemptor=True) for name in dict.fromkeys(names)),
    )


def _moment(text: str, field: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=BEIJING)
    except ValueError:
        fault = Fault("time.unreadable", "不是有效的时间", "请填写日期和时间", field=field, value=text)
        raise BadInput(fault) from None


def _against(disposal: Disposal, terms: RoundTerms) -> list[Fault]:
    """What the law has against proposed terms already; the notice asks for everything."""
    price = _price(disposal)
    found = check_terms(
        terms,
        price=price,
        previous=selectors.previous_of(disposal),
        on=terms.published_on,
        calendar=calendar.national(),
    )
    return [fault for fault in found if fault.code not in _NOT_YET]


def _price(disposal: Disposal) -> ReferencePrice:
    price = selectors.price_of(disposal)
    if price is None:
        raise Refused(Fault("disposal.no_price", "参考价尚未确定", "请先确定参考价", field="参考价"))
    return price


def _limits(disposal: Disposal, kind: RoundKind, on: date) -> Limits:
    floor = start_floor(kind, price=_price(disposal), previous=selectors.previous_of(disposal), on=on)
    low, high = numbers("deposit_percent", on=on)
    thing = HoldingKind(disposal.asset.kind)
    days = notice_days(kind, thing, on=on)
    return Limits(
        start=_("不低于 {floor}").format(floor=money.display(floor)),
        deposit=_("起拍价的 {low}% 至 {high}%（{basis}）").format(
            low=low, high=high, basis=cited("deposit_percent", on=on)
        )
        if kind is not RoundKind.SALE
        else _("变卖价全额（{basis}）").format(basis=cited("sale_deposit_percent", on=on)),
        opens_at=_("今日公告的，不早于 {day}（公告 {days} 日）").format(day=add_days(on, days).isoformat(), days=days),
        ends_at=_("竞价不少于 {hours} 小时（《网络司法拍卖规定》第二十条）").format(hours=rule("bidding").limit.amount),
    )


def _to_publish(terms: RoundTerms, names: Sequence[str], form: QueryDict) -> RoundTerms:
    preemptors = {one.name for one in terms.notified if one.preemptor}
    told = tuple(
        Notified(
            name,
            told_on=read_day(form.get(f"told:{place}", ""), field="通知日期"),
            posted_on=read_day(form.get(f"posted:{place}", ""), field="公示日期"),
            waived=form.get(f"waived:{place}") == "1",
            preemptor=name in preemptors,
        )
        for place, name in enumerate(names)
    )
    return replace(terms, published_on=need_day(form.get("published_on", ""), field="公告日"), notified=told)
