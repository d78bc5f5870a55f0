"""The reference price, from the method that is next to the price that stands (《确定财产处置参考价规定》)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import Disposal, DisposalState, DisposalStep, PriceInquiry, PriceObjection
from duixian.domain.disposal.models import PriceMethod as Method
from duixian.domain.disposal.services import prices
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import course, limits
from duixian.flows.instruments.disposal import issue_price_papers
from duixian.law import calendar
from duixian.law.disposal import (
    InquiryState,
    NextMethod,
    OnlineResult,
    PriceMethod,
    PricingFacts,
    appraisal_last_day,
    next_method,
    objection_last_day,
    online_inquiry,
    reference_price,
    served_by_posting,
)
from duixian.law.periods import deadline, rule
from duixian.law.procedure.auction_life import DisposalAct

UNOBJECTED = (PriceMethod.AGREED, PriceMethod.DIRECTED)
"""Methods whose price takes no objection (第二十五条): it is fixed as soon as it is there."""


def method_next(disposal: Disposal, facts: PricingFacts) -> NextMethod:
    """The method the rule puts next, with what was tried on this disposal since its price was last to be fixed."""
    return next_method(replace(facts, tried=facts.tried | _tried(disposal)))


def _tried(disposal: Disposal) -> frozenset[PriceMethod]:
    steps = selectors.steps_since_repricing(disposal).filter(act="ask_price")
    asked = [int(step.data["inquiry"]) for step in steps]
    failed = PriceInquiry.objects.filter(pk__in=asked, state=PriceInquiry.State.FAILED)
    return frozenset(PriceMethod(method) for method in failed.values_list("method", flat=True))


def ask(
    *,
    acting: Acting,
    disposal: Disposal,
    facts: PricingFacts,
    asked: Sequence[str],
    on: date,
    now: datetime,
    due_on: date | None = None,
) -> PriceInquiry:
    """Ask for the price by the method that is next. `asked`: the parties, the office, all platforms of the list, or
    the agency. `due_on`: the day the court sets where the rule sets none (agreement, directed inquiry).

    Raises `Refused` where no price is to be found, `BadInput` without a day.
    """
    require(acting, "disposal.price", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        disposal.refresh_from_db()
        if disposal.state != DisposalState.PRICING:
            raise Refused(
                Fault("price.not_open", "参考价已经确定", "需要重新确定的，请写明事由后重新询价", field="参考价")
            )
        chosen = method_next(disposal, facts)
        inquiry = prices.open_inquiry(
            acting=acting,
            disposal=disposal,
            method=Method(chosen.method.value),
            basis=chosen.basis,
            why="；".join(chosen.passed),
            asked=asked,
            entrusted_on=on,
            due_on=_due(chosen.method, on, due_on),
            now=now,
        )
        if disposal.control.effective_on is not None:
            limits.met(disposal, limits.START_PRICING, since=disposal.control.effective_on, on=on)
        issue_price_papers(acting=acting, inquiry=inquiry, asked=asked, on=on, now=now)
    return inquiry


def _due(method: PriceMethod, on: date, set_by_court: date | None) -> date:
    national = calendar.national()
    if method is PriceMethod.ONLINE:
        return deadline(rule("net_price"), on, calendar=national).day
    if method is PriceMethod.APPRAISAL:
        return appraisal_last_day(on, calendar=national)
    if set_by_court is None or set_by_court < on:
        raise BadInput(Fault("price.no_day", "须指定答复期限", "请填写今日以后的日期", field="答复期限"))
    return set_by_court


def extend(*, acting: Acting, inquiry: PriceInquiry, days: int, why: str, on: date, now: datetime) -> PriceInquiry:
    """Give an appraiser more time: twice at most, fifteen days each (第十九条). Raises `BadInput` beyond."""
    if inquiry.method != Method.APPRAISAL:
        raise Refused(Fault("price.no_extension", "只有评估可以延长期限", "网络询价的延长由系统计算", field="期限"))
    with transaction.atomic():
        trail.take_turn(inquiry.court_id)
        steps = DisposalStep.objects.filter(disposal=inquiry.disposal, act="extend_inquiry", data__inquiry=inquiry.pk)
        before = [int(step.data["days"]) for step in steps]
        due = appraisal_last_day(inquiry.entrusted_on, [*before, days], calendar=calendar.national())
        return prices.move_due(acting=acting, inquiry=inquiry, due_on=due, days=days, why=why, on=on, now=now)


def take_answer(
    *,
    acting: Acting,
    inquiry: PriceInquiry,
    quoted_by: str,
    amount: Fen,
    on: date,
    now: datetime,
    document_sha256: str = "",
) -> PriceInquiry:
    """Keep an answer, and conclude the inquiry where it is the last one needed."""
    with transaction.atomic():
        prices.answer(
            acting=acting,
            inquiry=inquiry,
            quoted_by=quoted_by,
            amount=amount,
            answered_on=on,
            late=on > inquiry.due_on,
            document_sha256=document_sha256,
        )
        return conclude(acting=acting, inquiry=inquiry, on=on, now=now)


def conclude(*, acting: Acting, inquiry: PriceInquiry, on: date, now: datetime) -> PriceInquiry:
    """Say what an inquiry has brought by `on`: a price, nothing, or not yet. An agreed or directed price is fixed at
    once; a report of platforms or an agency is served first."""
    with transaction.atomic():
        trail.take_turn(inquiry.court_id)
        inquiry.refresh_from_db()
        if inquiry.state != PriceInquiry.State.OPEN:
            return inquiry
        price, why = _outcome(inquiry, on)
        if price is None and not why:
            return inquiry
        if price is None:
            return prices.fail(acting=acting, inquiry=inquiry, why=why, on=on, now=now)
        inquiry = prices.report(acting=acting, inquiry=inquiry, price=price, explanation=[why], on=on, now=now)
        if PriceMethod(inquiry.method) in UNOBJECTED:
            return fix(acting=acting, inquiry=inquiry, on=on, now=now)
    return inquiry


def _outcome(inquiry: PriceInquiry, on: date) -> tuple[Fen | None, str]:
    """Price and explanation; None and the reason when it failed; None and nothing while it waits."""
    quotes = list(inquiry.quotes.order_by("pk"))
    answered = [quote for quote in quotes if quote.amount_fen is not None]
    method = PriceMethod(inquiry.method)
    if method is PriceMethod.ONLINE:
        found = online_inquiry(
            [OnlineResult(q.quoted_by, q.amount_fen or 0, q.answered_on or on) for q in answered],
            asked=[quote.quoted_by for quote in quotes],
            entrusted_on=inquiry.entrusted_on,
            on=on,
            calendar=calendar.national(),
        )
        if found.state is InquiryState.WAITING:
            return None, ""
        priced = found.state is InquiryState.PRICED
        return (found.amount, found.explanation) if priced else (None, "网络询价平台均未在期限内出具结果")
    if len(answered) < len(quotes):
        return None, "期限内未能全部答复" if on > inquiry.due_on else ""
    amounts = {quote.amount_fen for quote in answered}
    if len(amounts) > 1:
        return None, "双方议价不一致" if method is PriceMethod.AGREED else "报价不一致"
    amount = amounts.pop()
    return amount, {
        PriceMethod.AGREED: "双方当事人协商一致",
        PriceMethod.DIRECTED: "依据计税基准价、政府定价或者政府指导价",
    }.get(method, "评估机构出具评估报告")


def serve(
    *,
    acting: Acting,
    inquiry: PriceInquiry,
    now: datetime,
    served_on: date | None = None,
    posted_on: date | None = None,
) -> PriceInquiry:
    """The report was served on the last party, or was posted and counts as received fifteen days later (第二十一条)."""
    if (served_on is None) == (posted_on is None):
        raise BadInput(Fault("price.served_or_posted", "请填写送达日期或者公告日期之一", field="送达"))
    received = served_on if served_on is not None else served_by_posting(posted_on or date.max)
    with transaction.atomic():
        until = objection_last_day(PriceMethod(inquiry.method), received, calendar=calendar.national())
        return prices.serve(
            acting=acting, inquiry=inquiry, served_on=received, until=until, posted=posted_on is not None, now=now
        )


def object_to(
    *, acting: Acting, inquiry: PriceInquiry, objector: str, grounds: str, on: date, now: datetime
) -> PriceObjection:
    """Take in an objection; while it is open the price is not fixed."""
    with transaction.atomic():
        return prices.object_to(acting=acting, inquiry=inquiry, objector=objector, grounds=grounds, on=on, now=now)


def settle_objection(
    *,
    acting: Acting,
    objection: PriceObjection,
    answer: str,
    upheld: bool,
    on: date,
    now: datetime,
    corrected: Fen | None = None,
) -> PriceInquiry:
    """Answer an objection. Upheld with a corrected sum, the report is served anew; upheld without one, the inquiry has
    failed and the next agency or method follows (第二十三条、第二十四条)."""
    with transaction.atomic():
        prices.settle(acting=acting, objection=objection, answer=answer, upheld=upheld, on=on, now=now)
        inquiry = objection.inquiry
        inquiry.refresh_from_db()
        if upheld and corrected is not None:
            return prices.report(
                acting=acting,
                inquiry=inquiry,
                price=corrected,
                explanation=[*inquiry.explanation, answer],
                on=on,
                now=now,
            )
        if upheld:
            return prices.fail(acting=acting, inquiry=inquiry, why=answer, on=on, now=now)
    return inquiry


def fix(
    *, acting: Acting, inquiry: PriceInquiry, on: date, now: datetime, valid_until: date | None = None
) -> PriceInquiry:
    """Fix the price: at once where no objection is open to anybody, else when the five days are over and every
    objection is answered. Raises `Refused`, `BadInput` for a validity beyond a year (第二十七条)."""
    require(acting, "disposal.price", of_court=inquiry.court_id)
    with transaction.atomic():
        trail.take_turn(inquiry.court_id)
        inquiry.refresh_from_db()
        method = PriceMethod(inquiry.method)
        if inquiry.price_fen is None:
            raise Refused(Fault("price.none", "尚无询价或者评估结果", "请先取得结果", field="参考价"))
        if method not in UNOBJECTED and (inquiry.objections_until is None or on <= inquiry.objections_until):
            raise Refused(
                Fault(
                    "price.window_open",
                    "报告送达后五日的异议期未满",
                    "异议期满且异议处理完毕后再确定参考价",
                    field="参考价",
                    value=inquiry.objections_until.isoformat() if inquiry.objections_until else "",
                )
            )
        price = reference_price(inquiry.price_fen, method, fixed_on=on, valid_until=valid_until)
        inquiry = prices.fix(acting=acting, inquiry=inquiry, valid_until=price.valid_until, on=on, now=now)
        disposal = course.move(
            acting=acting,
            disposal=inquiry.disposal,
            act=DisposalAct.FIX_PRICE,
            on=on,
            now=now,
            data={"inquiry": inquiry.pk, "fen": price.amount},
            price_fixed=True,
        )
        limits.begin(disposal, limits.START_SALE, since=on)
    return inquiry


def reprice(*, acting: Acting, disposal: Disposal, reason: str, on: date, now: datetime) -> Disposal:
    """The price has to be fixed anew (expired, the thing changed): the rounds held on the old one count no longer."""
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        last = disposal.rounds.order_by("-pk").first()
        return course.move(
            acting=acting,
            disposal=disposal,
            act=DisposalAct.REPRICE,
            on=on,
            now=now,
            text=reason,
            data={"rounds_to": last.pk if last else 0},
            reason=reason,
        )
