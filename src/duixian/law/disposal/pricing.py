"""The reference price: by which method, valid how long, what it costs (《确定财产处置参考价规定》, 2018-09-01)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from duixian.base.days import add_days, add_months_clipped
from duixian.base.faults import BadInput, Fault
from duixian.base.money import LARGEST, Fen, display, half_up, largest_remainder
from duixian.law.calendar import Calendar
from duixian.law.disposal.values import cited, number, numbers
from duixian.law.periods import deadline, rule


class PriceMethod(StrEnum):
    """How a reference price is found, in the order of the rule (第二条)."""

    AGREED = "agreed"  # 当事人议价
    DIRECTED = "directed"  # 定向询价
    ONLINE = "online"  # 网络询价
    APPRAISAL = "appraisal"  # 委托评估


@dataclass(frozen=True, slots=True)
class ReferencePrice:
    """A reference price, fen. `fixed_on` the day it was fixed, `valid_until` its last day of validity (第二十七条)."""

    amount: Fen
    method: PriceMethod
    fixed_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class PricingFacts:
    """What decides the method. `tried`: methods that could not be used or brought no price.

    `wanted`: what both sides ask for together; `law_demands_appraisal`: a statute does;
    `benchmark`: there is a tax base price, a government price or guide price; `needs_visit`: somebody has to see or
    test the thing; `online_ready`: it can be priced online; `can_negotiate`: neither side refuses or is missing.
    """

    wanted: PriceMethod | None = None
    law_demands_appraisal: bool = False
    benchmark: bool = False
    needs_visit: bool = False
    online_ready: bool = True
    can_negotiate: bool = True
    tried: frozenset[PriceMethod] = frozenset()


@dataclass(frozen=True, slots=True)
class NextMethod:
    """The method that is next, on which article, and why those before it are passed over."""

    method: PriceMethod
    basis: str
    passed: tuple[str, ...] = ()


def next_method(facts: PricingFacts) -> NextMethod:
    """The method that the rule puts next; appraisal is always left (another agency of the list when one fails)."""
    if facts.law_demands_appraisal:
        return NextMethod(PriceMethod.APPRAISAL, f"{_INSTRUMENT}第十四条", ("法律、行政法规规定必须委托评估",))
    passed: list[str] = []
    if facts.wanted is not None:
        why_not = _why_not(facts.wanted, facts)
        if not why_not:
            return NextMethod(facts.wanted, _BASIS[facts.wanted], ("双方当事人一致要求",))
        passed.append(f"双方当事人一致要求{METHOD_WORDS[facts.wanted]}，但{why_not}")
    for method in (PriceMethod.AGREED, PriceMethod.DIRECTED, PriceMethod.ONLINE):
        why_not = _why_not(method, facts)
        if not why_not:
            return NextMethod(method, _BASIS[method], tuple(passed))
        passed.append(f"{METHOD_WORDS[method]}：{why_not}")
    return NextMethod(PriceMethod.APPRAISAL, _BASIS[PriceMethod.APPRAISAL], tuple(passed))


_INSTRUMENT = "《确定财产处置参考价规定》"

METHOD_WORDS: Mapping[PriceMethod, str] = {
    PriceMethod.AGREED: "当事人议价",
    PriceMethod.DIRECTED: "定向询价",
    PriceMethod.ONLINE: "网络询价",
    PriceMethod.APPRAISAL: "委托评估",
}

_BASIS: Mapping[PriceMethod, str] = {
    PriceMethod.AGREED: f"{_INSTRUMENT}第四条",
    PriceMethod.DIRECTED: f"{_INSTRUMENT}第五条",
    PriceMethod.ONLINE: f"{_INSTRUMENT}第七条",
    PriceMethod.APPRAISAL: f"{_INSTRUMENT}第十四条",
}


def _why_not(method: PriceMethod, facts: PricingFacts) -> str:
    if method is PriceMethod.APPRAISAL:
        return ""
    if method in facts.tried:
        return "不能或者不成"
    if method is PriceMethod.AGREED and not facts.can_negotiate:
        return "一方当事人拒绝议价或者下落不明"
    if method is PriceMethod.DIRECTED and not facts.benchmark:
        return "没有计税基准价、政府定价或者政府指导价"
    if method is PriceMethod.ONLINE and facts.needs_visit:
        return "财产须由专业人员现场勘验或者鉴定"
    if method is PriceMethod.ONLINE and not facts.online_ready:
        return "不具备网络询价条件"
    return ""


# --------------------------------------------------------------------------------------------------- online inquiry


@dataclass(frozen=True, slots=True)
class OnlineResult:
    """One platform's result, fen, and the day it came."""

    platform: str
    amount: Fen
    answered_on: date


class InquiryState(StrEnum):
    """Where an online inquiry stands."""

    WAITING = "waiting"
    PRICED = "priced"
    FAILED = "failed"  # nobody answered in the period nor in its extension: 网络询价不成


@dataclass(frozen=True, slots=True)
class OnlineInquiry:
    """What an online inquiry has brought. `amount`: the mean of the results in time, rounded half up to the fen once.

    `used` and `late` name platforms; `last_day`: up to when results count; `extended`: because none had answered.
    """

    state: InquiryState
    amount: Fen
    used: tuple[str, ...]
    late: tuple[str, ...]
    last_day: date
    extended: bool
    explanation: str = ""


def online_inquiry(
    results: Iterable[OnlineResult], *, asked: Sequence[str], entrusted_on: date, on: date, calendar: Calendar
) -> OnlineInquiry:
    """The outcome on day `on`. `asked`: all platforms of the list, asked at once (第十条).

    The period is extended only if not one of them answered in it (第十二条); then a result in the extension counts.
    While some are still silent within the period the inquiry waits. Raises `BadInput`: `inquiry.not_asked`,
    `inquiry.twice`, `inquiry.amount`.
    """
    answers = sorted(results, key=lambda r: (r.answered_on, r.platform))
    _check_results(answers, asked)
    answers = [answer for answer in answers if answer.answered_on <= on]
    more = numbers("inquiry_days", on=entrusted_on)[1]
    limit = deadline(rule("net_price"), entrusted_on, calendar=calendar)
    first_last = limit.day
    last = calendar.next_working(add_days(limit.counted_to, more))
    extended = not any(answer.answered_on <= first_last for answer in answers) and on > first_last
    last_day = last if extended else first_last
    used = [answer for answer in answers if answer.answered_on <= last_day]
    late = tuple(answer.platform for answer in answers if answer.answered_on > last_day)
    if on <= last_day and len(used) < len(asked):
        names = tuple(answer.platform for answer in used)
        return OnlineInquiry(InquiryState.WAITING, 0, names, late, last_day, extended)
    if not used:
        return OnlineInquiry(InquiryState.FAILED, 0, (), late, last_day, extended)
    total = sum(answer.amount for answer in used)
    amount = half_up(Fraction(total, len(used)))
    said = "＋".join(display(answer.amount) for answer in used)
    explanation = (
        f"（{said}）÷ {len(used)} ＝ {display(amount)}，四舍五入到分（{cited('inquiry_days', on=entrusted_on)}）"
    )
    names = tuple(answer.platform for answer in used)
    return OnlineInquiry(InquiryState.PRICED, amount, names, late, last_day, extended, explanation)


def _check_results(answers: Sequence[OnlineResult], asked: Sequence[str]) -> None:
    faults: list[Fault] = []
    seen: set[str] = set()
    for answer in answers:
        if answer.platform not in asked:
            faults.append(
                Fault("inquiry.not_asked", "未向该平台发出询价委托", "请核对平台", field="平台", value=answer.platform)
            )
        if answer.platform in seen:
            faults.append(
                Fault("inquiry.twice", "同一平台有两份结果", "更正的，以更正后的一份为准", value=answer.platform)
            )
        if not 0 < answer.amount <= LARGEST:
            faults.append(
                Fault(
                    "inquiry.amount",
                    "询价结果须为正的金额",
                    "请平台三日内补正",
                    field=answer.platform,
                    value=display(answer.amount),
                )
            )
        seen.add(answer.platform)
    if faults:
        raise BadInput.of(faults)


# -------------------------------------------------------------------------------------------- appraisal, objections


def appraisal_last_day(entrusted_on: date, extensions: Sequence[int] = (), *, calendar: Calendar) -> date:
    """The last day of the report: thirty days and at most two extensions of at most fifteen days each (第十九条).

    Raises `BadInput` (`appraisal.extensions`).
    """
    _, longest, most = numbers("appraisal_days", on=entrusted_on)
    if len(extensions) > most or any(not 0 < days <= longest for days in extensions):
        raise BadInput(
            Fault(
                "appraisal.extensions",
                "延长不得超过 {most} 次，每次不超过 {longest} 日（{basis}）",
                "期限届满仍未出具的，委托顺序在后的评估机构",
                field="延长",
                value="、".join(map(str, extensions)),
                data={"most": most, "longest": longest, "basis": cited("appraisal_days", on=entrusted_on)},
            )
        )
    first = deadline(rule("appraisal"), entrusted_on, calendar=calendar)
    return calendar.next_working(add_days(first.counted_to, sum(extensions)))


def served_by_posting(posted_on: date) -> date:
    """The day a report counts as received that could not be served: posted for fifteen days (第二十一条)."""
    return add_days(posted_on, number("report_posting_days", on=posted_on))


def objection_last_day(method: PriceMethod, received_on: date, *, calendar: Calendar) -> date:
    """The last day to object to a price received `received_on`: five days (第二十二条、第二十三条).

    Raises `BadInput` (`objection.not_open`): an agreed or directed price takes no objection (第二十五条).
    """
    if method in (PriceMethod.AGREED, PriceMethod.DIRECTED):
        raise BadInput(
            Fault(
                "objection.not_open",
                "对{method}结果提出异议的，人民法院不予受理（{basis}）",
                "认为损害他人合法权益的，另行主张",
                field="异议",
                value=METHOD_WORDS[method],
                data={"method": METHOD_WORDS[method], "basis": f"{_INSTRUMENT}第二十五条"},
            )
        )
    return deadline(rule("price_objection"), received_on, calendar=calendar).day


# ------------------------------------------------------------------------------------------------- validity and fees


def reference_price(
    amount: Fen, method: PriceMethod, *, fixed_on: date, valid_until: date | None = None
) -> ReferencePrice:
    """A reference price; without `valid_until` it is valid as long as the rule allows, one year (第二十七条).

    Raises `BadInput`: `price.amount`, `price.validity`.
    """
    longest = add_months_clipped(fixed_on, numbers("validity_months", on=fixed_on)[0])
    until = longest if valid_until is None else valid_until
    if not 0 < amount <= LARGEST:
        raise BadInput(Fault("price.amount", "参考价须为正的金额", "请核对金额", field="参考价", value=display(amount)))
    if not fixed_on <= until <= longest:
        raise BadInput(
            Fault(
                "price.validity",
                "参考价有效期最长不得超过一年，至 {longest}（{basis}）",
                "请缩短有效期",
                field="有效期",
                value=until.isoformat(),
                data={"longest": longest.isoformat(), "basis": cited("validity_months", on=fixed_on)},
            )
        )
    return ReferencePrice(amount, method, fixed_on, until)


def usable_until(price: ReferencePrice, *, first_published_on: date | None) -> date:
    """The last day on which a round may still open on this price: six months longer if the first notice was published
    while it was valid (第二十七条)."""
    if first_published_on is None or not price.fixed_on <= first_published_on <= price.valid_until:
        return price.valid_until
    return add_months_clipped(price.valid_until, numbers("validity_months", on=price.fixed_on)[1])


def start_sale_by(price: ReferencePrice, *, calendar: Calendar) -> date:
    """The last day to start the sale: ten days after the price was fixed (第三十条)."""
    return deadline(rule("start_sale"), price.fixed_on, calendar=calendar).day


def online_fee_shares(results: Iterable[OnlineResult], *, sale_price: Fen, fee: Fen) -> dict[str, Fen]:
    """Who is paid for an online inquiry: the platform whose result lies nearest the sale price; equally near ones share
    the fee, a fen left over goes to the first by name (第三十一条). Platforms with nothing are left out."""
    distance = {result.platform: abs(result.amount - sale_price) for result in results}
    if not distance:
        return {}
    nearest = sorted(name for name, away in distance.items() if away == min(distance.values()))
    return dict(zip(nearest, largest_remainder(fee, [1] * len(nearest)), strict=True))


@dataclass(frozen=True, slots=True)
class AppraisalFee:
    """What an appraisal fee is counted on: `base` fen, or None for the agency's actual reasonable cost."""

    base: Fen | None
    basis: str


def appraisal_fee(appraisal: Fen, *, sale_price: Fen | None) -> AppraisalFee:
    """Counted on the smaller of appraisal and sale price; on actual cost where nothing was sold (第三十二条). The
    applicant advances it, the debtor bears it (第三十三条)."""
    basis = f"{_INSTRUMENT}第三十二条"
    return AppraisalFee(None if sale_price is None else min(appraisal, sale_price), basis)


def redo_fee(fee: Fen, *, on: date) -> Fen:
    """The fee of an appraisal done again: 30 % of the fee, rounded half up to the fen (第三十二条)."""
    return half_up(Fraction(fee * number("redo_fee_percent", on=on), 100))
