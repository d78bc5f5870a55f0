"""The lives of a disposal and of its rounds as tables: which act leads where, on which article.

A disposal is the sale of one thing from its pricing to its hand-over; a round is one publication of it. The values are
those of the database. Articles of 《拍卖、变卖财产的规定》 are numbered as in the text in force since 2021-01-01.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.base.procedure import Condition, Move, Procedure
from duixian.law.disposal.terms import RoundKind


class DisposalState(StrEnum):
    """Where the sale of a thing stands."""

    PRICING = "pricing"  # 确定参考价
    PRICED = "priced"
    ANNOUNCED = "announced"  # 一拍已公告
    BIDDING = "bidding"  # 一拍竞价中
    SOLD = "sold"  # 成交，待付款
    PAID = "paid"  # 价款付清
    RULED = "ruled"  # 成交（抵债）裁定已送达，所有权转移
    HANDED_OVER = "handed_over"
    SECOND = "second"  # 二拍，自公告起
    DIRECT_SALE = "direct_sale"  # 网络司法变卖，自公告起
    FAILED = "failed"  # 流拍
    SET_OFF = "set_off"  # 以物抵债，待补差价和裁定
    RETURNED = "returned"  # 解除查封，退还被执行人
    STOPPED = "stopped"  # 暂缓、中止
    WITHDRAWN = "withdrawn"  # 撤回


class DisposalAct(StrEnum):
    """What may be done to a disposal."""

    FIX_PRICE = "fix_price"
    REPRICE = "reprice"
    ANNOUNCE = "announce"
    ANNOUNCE_SECOND = "announce_second"
    ANNOUNCE_SALE = "announce_sale"
    OPEN = "open"
    KNOCK_DOWN = "knock_down"
    FAIL = "fail"
    PAY = "pay"
    DEFAULT = "default"
    RULE = "rule"
    HAND_OVER = "hand_over"
    SET_OFF = "set_off"
    RETURN = "return"
    STOP = "stop"
    RESUME_PRICED = "resume_priced"
    RESUME_ANNOUNCED = "resume_announced"
    RESUME_BIDDING = "resume_bidding"
    RESUME_SECOND = "resume_second"
    RESUME_SALE = "resume_sale"
    WITHDRAW = "withdraw"
    ANNUL = "annul"


RESUMES: dict[DisposalState, DisposalAct] = {
    DisposalState.PRICED: DisposalAct.RESUME_PRICED,
    DisposalState.ANNOUNCED: DisposalAct.RESUME_ANNOUNCED,
    DisposalState.BIDDING: DisposalAct.RESUME_BIDDING,
    DisposalState.SECOND: DisposalAct.RESUME_SECOND,
    DisposalState.DIRECT_SALE: DisposalAct.RESUME_SALE,
}
"""Which act resumes a disposal that was stopped in a state (第二十八条)."""


@dataclass(frozen=True, slots=True)
class DisposalFacts:
    """What the table needs to know, gathered on `on`; amounts in fen.

    `round_kind`: the last round that counts, or None: rounds annulled, withdrawn or held before the price was fixed
    anew do not. `round_faults`: what `terms.check_terms` has against the round to be announced. `round_defaulted`: the
    last round was sold and its buyer defaulted. `creditors_asked`: they were asked about taking the thing for the debt;
    `taker`: one takes it; `top_up_open`: the difference he still owes.
    """

    on: date
    price_fixed: bool = False
    price_objections_open: bool = False
    round_kind: RoundKind | None = None
    round_faults: tuple[Fault, ...] = ()
    round_defaulted: bool = False
    round_over: bool = False
    has_bid: bool = False
    price: Fen = 0
    paid: Fen = 0
    paid_on: date | None = None
    payment_due: date | None = None
    ruling_served_on: date | None = None
    creditors_asked: bool = False
    taker: str = ""
    top_up_open: Fen = 0
    stopped_from: DisposalState | None = None
    barred: Fault | None = None  # what keeps the thing from being sold for now
    annulled_by: str = ""
    reason: str = ""


class RoundState(StrEnum):
    """Where a round stands."""

    ANNOUNCED = "announced"
    OPEN = "open"
    SUSPENDED = "suspended"
    SOLD = "sold"
    PAID = "paid"
    DEFAULTED = "defaulted"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"


class RoundAct(StrEnum):
    """What may be done to a round."""

    OPEN = "open"
    SUSPEND = "suspend"
    RESUME = "resume"
    RESUME_NOTICE = "resume_notice"
    KNOCK_DOWN = "knock_down"
    FAIL = "fail"
    PAY = "pay"
    DEFAULT = "default"
    WITHDRAW = "withdraw"
    ANNUL = "annul"


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What the table of rounds needs to know at `at`; amounts in fen. `ends_at` with all extensions so far."""

    at: datetime
    opens_at: datetime
    ends_at: datetime
    has_bid: bool = False
    opened: bool = False
    price: Fen = 0
    paid: Fen = 0
    payment_due: date | None = None
    on: date | None = None
    annulled_by: str = ""
    reason: str = ""


# ------------------------------------------------------------------------------------------------------ conditions


def _needs(code: str, template: str, remedy: str, held: Callable[[DisposalFacts], bool]) -> Condition[DisposalFacts]:
    def condition(facts: DisposalFacts) -> Fault | None:
        return None if held(facts) else Fault(f"disposal.{code}", template, remedy)

    return condition


def _round_needs(code: str, template: str, remedy: str, held: Callable[[RoundFacts], bool]) -> Condition[RoundFacts]:
    def condition(facts: RoundFacts) -> Fault | None:
        return None if held(facts) else Fault(f"round.{code}", template, remedy)

    return condition


def _lawful_terms(facts: DisposalFacts) -> Fault | None:
    """The first thing the law has against the round; the caller shows the others from `check_terms` itself."""
    return facts.round_faults[0] if facts.round_faults else None


def _repeats_or(kind: RoundKind, after: RoundKind | None) -> Condition[DisposalFacts]:
    def condition(facts: DisposalFacts) -> Fault | None:
        if facts.round_defaulted and facts.round_kind is kind:
            return None
        if not facts.round_defaulted and facts.round_kind is after:
            return None
        return Fault(
            "disposal.wrong_round",
            "前次为{before}，不能发布{kind}公告（《网络司法拍卖规定》第二十四条、第二十六条）",
            "流拍后依次为二拍、变卖；悔拍后重新进行同一轮次",
            data={"before": ROUND_WORDS[facts.round_kind], "kind": ROUND_WORDS[kind]},
        )

    return condition


ROUND_WORDS: dict[RoundKind | None, str] = {
    None: "（无）",
    RoundKind.FIRST: "一拍",
    RoundKind.SECOND: "二拍",
    RoundKind.SALE: "变卖",
}


def _paid_in_full(facts: DisposalFacts | RoundFacts) -> Fault | None:
    if facts.paid >= facts.price > 0:
        return None
    return Fault(
        "disposal.unpaid",
        "价款 {price}，已付 {paid}，尚未付清",
        "付清全部价款后再办理",
        data={"price": display(facts.price), "paid": display(facts.paid)},
    )


def _overdue(facts: DisposalFacts | RoundFacts) -> Fault | None:
    if facts.payment_due is not None and facts.on is not None and facts.on > facts.payment_due:
        return None
    due = facts.payment_due.isoformat() if facts.payment_due else "（未确定）"
    return Fault(
        "disposal.not_overdue",
        "付款期限至 {due}，尚未届满，不能认定悔拍",
        "期限届满后仍未付清的，再予认定",
        data={"due": due},
    )


def _not_paid_in_full(facts: DisposalFacts | RoundFacts) -> Fault | None:
    if facts.paid < facts.price:
        return None
    return Fault("disposal.paid", "价款已付清，不能认定悔拍", "请办理成交裁定")


_FIXED = _needs(
    "no_price", "参考价尚未确定", "请先确定参考价（《确定财产处置参考价规定》第二条）", lambda f: f.price_fixed
)
_NO_PRICE_OBJECTION = _needs(
    "price_objection",
    "对参考价的异议尚未处理完毕",
    "请先处理异议（《确定财产处置参考价规定》第二十二条至第二十五条）",
    lambda f: not f.price_objections_open,
)


def _not_barred(facts: DisposalFacts) -> Fault | None:
    return facts.barred


_HAS_BID = _needs("no_bid", "没有有效出价", "无人出价的，按流拍办理", lambda f: f.has_bid)
_NO_BID = _needs("has_bid", "已有有效出价，不是流拍", "按成交办理", lambda f: not f.has_bid)
_OVER = _needs("not_over", "竞价尚未结束", "竞价结束后再办理", lambda f: f.round_over)
_SERVED = _needs(
    "not_served",
    "裁定尚未送达，所有权未转移",
    "请先送达裁定（《网络司法拍卖规定》第二十二条）",
    lambda f: f.ruling_served_on is not None,
)
_TAKER = _needs("no_taker", "没有债权人接受抵债", "请先询问债权人", lambda f: bool(f.taker))
_TOPPED_UP = _needs(
    "top_up",
    "承受人尚未补交差价",
    "补足差价后再作裁定（《拍卖、变卖财产的规定》第十六条）",
    lambda f: f.top_up_open == 0,
)
_LAST_ROUND = _needs(
    "rounds_left",
    "尚可再次拍卖或者变卖，不能退还",
    "二拍、变卖均流拍且债权人不接受抵债的，再解除查封退还（《拍卖、变卖财产的规定》第二十四条、第二十五条）",
    lambda f: f.round_kind is RoundKind.SALE,
)
_ASKED = _needs(
    "not_asked",
    "尚未询问债权人是否接受抵债",
    "请先询问申请执行人和其他执行债权人（法明传〔2017〕455号，未核对原文）",
    lambda f: f.creditors_asked,
)
_NOBODY_TAKES = _needs("taker", "有债权人接受抵债", "请办理以物抵债", lambda f: not f.taker)
_REASON = _needs("reason", "须写明事由", "请填写事由和依据", lambda f: bool(f.reason.strip()))
_RULING = _needs(
    "no_ruling",
    "没有撤销拍卖的裁定",
    "撤销须经异议审查，有第三十一条所列情形之一（《网络司法拍卖规定》第三十一条）",
    lambda f: bool(f.annulled_by),
)


def _stopped_from(state: DisposalState) -> Condition[DisposalFacts]:
    return _needs(
        "stopped_elsewhere", "不是在这一阶段暂缓、中止的", "请恢复到停止前的阶段", lambda f: f.stopped_from is state
    )


_PRICE_BASIS = "《确定财产处置参考价规定》第二条"
_REPRICE_BASIS = "《确定财产处置参考价规定》第二十七条"
_NOTICE_BASIS = "《网络司法拍卖规定》第十二条、第二十七条"
_SECOND_BASIS = "《网络司法拍卖规定》第二十六条"
_SALE_BASIS = "《网络司法拍卖规定》第二十六条第二款；法明传〔2017〕455号（未核对原文）"
_BIDDING_BASIS = "《网络司法拍卖规定》第二十条"
_ONE_BASIS = "《网络司法拍卖规定》第十一条、第二十条"
_FAIL_BASIS = "《网络司法拍卖规定》第二十六条第一款"
_PAY_BASIS = "《网络司法拍卖规定》第二十五条"
_DEFAULT_BASIS = "《网络司法拍卖规定》第二十四条"
_RULE_BASIS = "《网络司法拍卖规定》第二十二条；《拍卖、变卖财产的规定》第二十条"
_HAND_BASIS = "《拍卖、变卖财产的规定》第二十七条"
_SET_OFF_BASIS = "《拍卖、变卖财产的规定》第十六条"
_RETURN_BASIS = "《拍卖、变卖财产的规定》第二十四条、第二十五条"
_STOP_BASIS = "《网络司法拍卖规定》第二十八条"
_WITHDRAW_BASIS = "《拍卖、变卖财产的规定》第十七条、第十九条"
_ANNUL_BASIS = "《网络司法拍卖规定》第三十一条"

_S, _A = DisposalState, DisposalAct
_ANNOUNCING = (_FIXED, _NO_PRICE_OBJECTION, _not_barred, _lawful_terms)
_FIRST = (*_ANNOUNCING, _repeats_or(RoundKind.FIRST, None))
_SECOND = (*_ANNOUNCING, _repeats_or(RoundKind.SECOND, RoundKind.FIRST))
_SALE = (*_ANNOUNCING, _ASKED, _NOBODY_TAKES, _repeats_or(RoundKind.SALE, RoundKind.SECOND))
_DEFAULTING = (_not_paid_in_full, _overdue)

DISPOSAL_LIFE: Procedure[DisposalFacts] = Procedure(
    Move(_S.PRICING, _A.FIX_PRICE, _S.PRICED, _PRICE_BASIS, (_FIXED,)),
    Move(_S.PRICED, _A.REPRICE, _S.PRICING, _REPRICE_BASIS, (_REASON,)),
    Move(_S.PRICED, _A.ANNOUNCE, _S.ANNOUNCED, _NOTICE_BASIS, _FIRST),
    # a round whose buyer defaulted is held again as the same round, from the price that stands
    Move(_S.PRICED, _A.ANNOUNCE_SECOND, _S.SECOND, _DEFAULT_BASIS, _SECOND),
    Move(_S.PRICED, _A.ANNOUNCE_SALE, _S.DIRECT_SALE, _DEFAULT_BASIS, _SALE),
    Move(_S.ANNOUNCED, _A.OPEN, _S.BIDDING, _BIDDING_BASIS, (_not_barred,)),
    Move(_S.BIDDING, _A.KNOCK_DOWN, _S.SOLD, _ONE_BASIS, (_OVER, _HAS_BID)),
    Move(_S.BIDDING, _A.FAIL, _S.FAILED, _FAIL_BASIS, (_OVER, _NO_BID)),
    Move(_S.SECOND, _A.KNOCK_DOWN, _S.SOLD, _ONE_BASIS, (_OVER, _HAS_BID)),
    Move(_S.SECOND, _A.FAIL, _S.FAILED, _FAIL_BASIS, (_OVER, _NO_BID)),
    Move(_S.DIRECT_SALE, _A.KNOCK_DOWN, _S.SOLD, _SALE_BASIS, (_OVER, _HAS_BID)),
    Move(_S.DIRECT_SALE, _A.FAIL, _S.FAILED, _SALE_BASIS, (_OVER, _NO_BID)),
    Move(_S.FAILED, _A.ANNOUNCE_SECOND, _S.SECOND, _SECOND_BASIS, (*_SECOND, _NOBODY_TAKES)),
    Move(_S.FAILED, _A.ANNOUNCE_SALE, _S.DIRECT_SALE, _SALE_BASIS, _SALE),
    Move(_S.FAILED, _A.SET_OFF, _S.SET_OFF, _SET_OFF_BASIS, (_TAKER, _not_barred)),
    Move(_S.FAILED, _A.RETURN, _S.RETURNED, _RETURN_BASIS, (_LAST_ROUND, _ASKED, _NOBODY_TAKES)),
    Move(_S.FAILED, _A.REPRICE, _S.PRICING, _REPRICE_BASIS, (_REASON,)),
    Move(_S.SOLD, _A.PAY, _S.PAID, _PAY_BASIS, (_paid_in_full,)),
    Move(_S.SOLD, _A.DEFAULT, _S.PRICED, _DEFAULT_BASIS, _DEFAULTING),
    Move(_S.PAID, _A.RULE, _S.RULED, _RULE_BASIS, (_paid_in_full, _SERVED)),
    Move(_S.SET_OFF, _A.RULE, _S.RULED, _SET_OFF_BASIS, (_TOPPED_UP, _SERVED)),
    Move(_S.RULED, _A.HAND_OVER, _S.HANDED_OVER, _HAND_BASIS),
    *(Move(state, _A.STOP, _S.STOPPED, _STOP_BASIS, (_REASON,)) for state in RESUMES),
    *(Move(_S.STOPPED, act, state, _STOP_BASIS, (_stopped_from(state), _REASON)) for state, act in RESUMES.items()),
    *(
        Move(state, _A.WITHDRAW, _S.WITHDRAWN, _WITHDRAW_BASIS, (_REASON,))
        for state in (_S.PRICING, _S.PRICED, _S.ANNOUNCED, _S.BIDDING, _S.SECOND, _S.DIRECT_SALE, _S.FAILED, _S.STOPPED)
    ),
    *(
        Move(state, _A.ANNUL, _S.PRICED, _ANNUL_BASIS, (_RULING,))
        for state in (_S.SOLD, _S.PAID, _S.RULED, _S.HANDED_OVER)
    ),
    start=_S.PRICING,
)

_AT_OPENING = _round_needs("too_early", "竞价时间未到", "到公告的竞价时间再开始", lambda f: f.at >= f.opens_at)
_AT_END = _round_needs("not_over", "竞价尚未结束", "竞价时间届满后再结束", lambda f: f.at >= f.ends_at)
_ROUND_BID = _round_needs("no_bid", "没有有效出价", "无人出价的，按流拍办理", lambda f: f.has_bid)
_ROUND_NO_BID = _round_needs("has_bid", "已有有效出价，不是流拍", "按成交办理", lambda f: not f.has_bid)
_ROUND_REASON = _round_needs("reason", "须写明事由", "请填写事由和依据", lambda f: bool(f.reason.strip()))
_ROUND_RULING = _round_needs(
    "no_ruling",
    "没有撤销拍卖的裁定",
    "撤销须经异议审查，有第三十一条所列情形之一（《网络司法拍卖规定》第三十一条）",
    lambda f: bool(f.annulled_by),
)
_WAS_OPEN = _round_needs("not_opened", "竞价开始前停止的，恢复的是公告", "请恢复公告", lambda f: f.opened)
_NOT_OPENED = _round_needs("was_open", "竞价已经开始，恢复的是竞价", "请恢复竞价", lambda f: not f.opened)

_R, _B = RoundState, RoundAct

ROUND_LIFE: Procedure[RoundFacts] = Procedure(
    Move(_R.ANNOUNCED, _B.OPEN, _R.OPEN, _BIDDING_BASIS, (_AT_OPENING,)),
    Move(_R.ANNOUNCED, _B.SUSPEND, _R.SUSPENDED, _STOP_BASIS, (_ROUND_REASON,)),
    Move(_R.OPEN, _B.SUSPEND, _R.SUSPENDED, _STOP_BASIS, (_ROUND_REASON,)),
    Move(_R.SUSPENDED, _B.RESUME, _R.OPEN, _STOP_BASIS, (_ROUND_REASON, _WAS_OPEN)),
    Move(_R.SUSPENDED, _B.RESUME_NOTICE, _R.ANNOUNCED, _STOP_BASIS, (_ROUND_REASON, _NOT_OPENED)),
    Move(_R.OPEN, _B.KNOCK_DOWN, _R.SOLD, _ONE_BASIS, (_AT_END, _ROUND_BID)),
    Move(_R.OPEN, _B.FAIL, _R.FAILED, _FAIL_BASIS, (_AT_END, _ROUND_NO_BID)),
    Move(_R.SOLD, _B.PAY, _R.PAID, _PAY_BASIS, (_paid_in_full,)),
    Move(_R.SOLD, _B.DEFAULT, _R.DEFAULTED, _DEFAULT_BASIS, _DEFAULTING),
    Move(_R.ANNOUNCED, _B.WITHDRAW, _R.WITHDRAWN, _WITHDRAW_BASIS, (_ROUND_REASON,)),
    Move(_R.OPEN, _B.WITHDRAW, _R.WITHDRAWN, _WITHDRAW_BASIS, (_ROUND_REASON,)),
    Move(_R.SUSPENDED, _B.WITHDRAW, _R.WITHDRAWN, _WITHDRAW_BASIS, (_ROUND_REASON,)),
    Move(_R.SOLD, _B.ANNUL, _R.ANNULLED, _ANNUL_BASIS, (_ROUND_RULING,)),
    Move(_R.PAID, _B.ANNUL, _R.ANNULLED, _ANNUL_BASIS, (_ROUND_RULING,)),
    start=_R.ANNOUNCED,
)
