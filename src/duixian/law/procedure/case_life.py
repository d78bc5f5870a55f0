"""The life of an enforcement case as a table: which act leads from which state to which, on which article.

The same moves stand in the database (`cases_move`); a test holds the two together.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.days import add_months_clipped
from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.base.procedure import Condition, Move, Procedure


class State(StrEnum):
    """Where a case stands."""

    FILED = "filed"  # 已立案
    NOTIFIED = "notified"  # 已发执行通知
    PAYING = "paying"  # money has come in and waits to be distributed
    SUSPENDED = "suspended"  # 中止
    ROUND_ENDED = "round_ended"  # 终本
    CLOSED = "closed"


class Act(StrEnum):
    """What may be done to a case as a whole."""

    NOTIFY = "notify"
    RECEIVE = "receive"
    PAID_OUT = "paid_out"
    SUSPEND = "suspend"
    RESUME = "resume"
    END_ROUND = "end_round"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class RoundEndReport:
    """What the officer reports, on the record, before a round is ended (法〔2016〕373号 arts. 1–5).

    Evidence for each is gathered by the system as the capabilities come; what is only reported says so in the ruling.
    """

    ordered_to_report: bool = False  # 执行通知 and 报告财产令 issued
    consumption_limited: bool = False  # 限制消费 decided
    searched_exhaustively: bool = False  # 穷尽财产调查措施
    nothing_found: bool = False  # no property, or none that can be sold
    applicant_heard: bool = False  # 终本约谈, recorded
    agreed_or_approved: bool = False  # the applicant signed, or panel and president (民诉解释 517)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the table needs to know, gathered on `on`; amounts in fen."""

    on: date
    filed_on: date
    remaining: Fen = 0  # what the title still orders, to the day of the last payment
    on_account: Fen = 0  # on the case's account, with payees, held or on the way
    in_flight: int = 0  # payouts not yet final
    fee_open: Fen = 0  # execution fee not yet taken
    uncounted: int = 0  # parts of the title's money that could not be counted: a day or a sum is missing
    acts_ordered: int = 0  # duties to act; whether they were performed is on no record yet
    round_end: RoundEndReport = RoundEndReport()
    reason: str = ""


def _performed(facts: CaseFacts) -> Fault | None:
    if facts.remaining > 0:
        return Fault(
            "close.open_debt",
            "尚欠 {amount}，未执行完毕",
            "收齐全部款项后再结案；申请执行人放弃余额的，应由其撤销申请，按终结执行办理（本系统尚未提供），"
            "不能以执行完毕结案",
            data={"amount": display(facts.remaining)},
        )
    return None


def _everything_counted(facts: CaseFacts) -> Fault | None:
    if facts.uncounted:
        return Fault(
            "close.uncounted",
            "执行依据有 {count} 项金额未能计算，不能认定已全部执行完毕",
            "请先补全缺少的日期或金额",
            data={"count": facts.uncounted},
        )
    return None


def _no_acts(facts: CaseFacts) -> Fault | None:
    if facts.acts_ordered:
        return Fault(
            "close.acts_open",
            "执行依据另有 {count} 项行为义务，本系统尚无履行记录",
            "行为义务全部履行前不能以执行完毕结案；履行情况的登记尚未提供",
            data={"count": facts.acts_ordered},
        )
    return None


def _nothing_on_account(facts: CaseFacts) -> Fault | None:
    if facts.on_account > 0:
        return Fault(
            "close.money_waiting",
            "案款账户尚有 {amount} 未发放",
            "先办理发放、退款或提存",
            data={"amount": display(facts.on_account)},
        )
    return None


def _nothing_in_flight(facts: CaseFacts) -> Fault | None:
    if facts.in_flight > 0:
        return Fault(
            "close.payout_under_way",
            "有 {count} 笔付款尚无银行结果",
            "取得银行回执后再结案",
            data={"count": facts.in_flight},
        )
    return None


def _fee_settled(facts: CaseFacts) -> Fault | None:
    if facts.fee_open > 0:
        return Fault(
            "close.fee_open",
            "执行费 {amount} 尚未收取",
            "从案款中收取，或办理缓减免手续",
            data={"amount": display(facts.fee_open)},
        )
    return None


def _three_months(facts: CaseFacts) -> Fault | None:
    earliest = add_months_clipped(facts.filed_on, 3)
    if facts.on <= earliest:
        return Fault(
            "round_end.too_early",
            "自立案之日起未超过三个月",
            "{day} 之后方可终结本次执行程序（法〔2016〕373号第一条）",
            data={"day": earliest.isoformat()},
        )
    return None


_REPORTED = {
    "ordered_to_report": ("未发出执行通知书和报告财产令", "先发出并送达"),
    "consumption_limited": ("未采取限制消费措施", "先作出限制消费令"),
    "searched_exhaustively": ("未记载穷尽财产调查措施", "完成网络查控和线索核实后记载"),
    "nothing_found": ("未记载无可供执行的财产", "有财产的应继续处置"),
    "applicant_heard": ("未与申请执行人约谈", "约谈并制作笔录"),
    "agreed_or_approved": (
        "未取得申请执行人签字或院长批准",
        "取得签字，或经合议庭合议后报院长批准（民诉解释第五百一十七条）",
    ),
}


def _reported(name: str) -> Condition[CaseFacts]:
    def condition(facts: CaseFacts) -> Fault | None:
        if getattr(facts.round_end, name):
            return None
        template, remedy = _REPORTED[name]
        return Fault(f"round_end.{name}", template, remedy)

    return condition


def _has_reason(facts: CaseFacts) -> Fault | None:
    return None if facts.reason.strip() else Fault("case.reason", "须写明事由", "请填写事由和依据", field="事由")


_CLOSING = (_performed, _everything_counted, _no_acts, _nothing_on_account, _nothing_in_flight, _fee_settled)
_CLOSE_BASIS = "最高人民法院关于人民法院执行工作若干问题的规定（试行）第六十四条第一项"
_NOTICE_BASIS = "民事诉讼法解释（2022）第四百八十条"
_RECEIVE_BASIS = "法发〔2017〕6号（执行案款管理）"
_PAID_BASIS = "法发〔2017〕6号第十条"
_SUSPEND_BASIS = "民事诉讼法（2023）第二百六十七条"
_RESUME_BASIS = "民事诉讼法（2023）第二百六十七条第二款"
_ROUND_BASIS = "民事诉讼法解释（2022）第五百一十七条；法〔2016〕373号"
_ROUND_RESUME_BASIS = "民事诉讼法解释（2022）第五百一十七条第二款"
_ROUND_TESTS = (_three_months, *(_reported(name) for name in _REPORTED))

CASE_LIFE: Procedure[CaseFacts] = Procedure(
    Move(State.FILED, Act.NOTIFY, State.NOTIFIED, _NOTICE_BASIS),
    Move(State.FILED, Act.RECEIVE, State.PAYING, _RECEIVE_BASIS),
    Move(State.FILED, Act.SUSPEND, State.SUSPENDED, _SUSPEND_BASIS, (_has_reason,)),
    Move(State.FILED, Act.CLOSE, State.CLOSED, _CLOSE_BASIS, _CLOSING),
    Move(State.NOTIFIED, Act.RECEIVE, State.PAYING, _RECEIVE_BASIS),
    Move(State.NOTIFIED, Act.SUSPEND, State.SUSPENDED, _SUSPEND_BASIS, (_has_reason,)),
    Move(State.NOTIFIED, Act.END_ROUND, State.ROUND_ENDED, _ROUND_BASIS, _ROUND_TESTS),
    Move(State.NOTIFIED, Act.CLOSE, State.CLOSED, _CLOSE_BASIS, _CLOSING),
    Move(State.PAYING, Act.NOTIFY, State.PAYING, _NOTICE_BASIS),
    Move(State.PAYING, Act.PAID_OUT, State.NOTIFIED, _PAID_BASIS, (_nothing_on_account,)),
    Move(State.PAYING, Act.SUSPEND, State.SUSPENDED, _SUSPEND_BASIS, (_has_reason,)),
    Move(State.PAYING, Act.END_ROUND, State.ROUND_ENDED, _ROUND_BASIS, (*_ROUND_TESTS, _nothing_on_account)),
    Move(State.PAYING, Act.CLOSE, State.CLOSED, _CLOSE_BASIS, _CLOSING),
    Move(State.SUSPENDED, Act.RESUME, State.NOTIFIED, _RESUME_BASIS, (_has_reason,)),
    Move(State.SUSPENDED, Act.CLOSE, State.CLOSED, _CLOSE_BASIS, _CLOSING),
    Move(State.ROUND_ENDED, Act.RESUME, State.NOTIFIED, _ROUND_RESUME_BASIS, (_has_reason,)),
    Move(State.ROUND_ENDED, Act.RECEIVE, State.PAYING, _ROUND_RESUME_BASIS),
    Move(State.ROUND_ENDED, Act.CLOSE, State.CLOSED, _CLOSE_BASIS, _CLOSING),
    start=State.FILED,
)
