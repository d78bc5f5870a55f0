"""The life of an enforcement case as a table: which act leads from which state to which, on which article.

The same moves stand in the database (`cases_move`); a test holds the two together.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.base.procedure import Condition, Move, Procedure
from duixian.law.ending import RoundEndFacts, conditions_of
from duixian.law.procedure.grounds import ENTERPRISE, About, Given, missing


class State(StrEnum):
    """Where a case stands."""

    FILED = "filed"  # 已立案
    NOTIFIED = "notified"  # 已发执行通知
    PAYING = "paying"  # money has come in and waits to be distributed
    SUSPENDED = "suspended"  # 中止
    STAYED = "stayed"  # 暂缓
    SETTLING = "settling"  # 和解履行中: a settlement is being performed
    ENTRUSTED = "entrusted"  # 已委托: another court has been asked to enforce and has not filed yet
    INSOLVENCY = "insolvency"  # 移送破产: the papers are with the court of insolvency
    ROUND_ENDED = "round_ended"  # 终本
    CLOSED = "closed"


NOT_PAID_OUT = frozenset({State.SUSPENDED, State.STAYED, State.ENTRUSTED, State.INSOLVENCY, State.CLOSED})
"""States in which money of a case stays where it is: what is at rest is not distributed, a closed case has nothing to
receive. Under a settlement the debtor pays of his own will, and the money goes on (民诉法 241, 267)."""

NOT_SOLD_FOR = NOT_PAID_OUT | {State.SETTLING}
"""States in which nothing of a debtor is sold for the case: those, and while a settlement is performed (执行和解 2)."""


class Act(StrEnum):
    """What may be done to a case as a whole."""

    NOTIFY = "notify"
    RECEIVE = "receive"
    PAID_OUT = "paid_out"
    REST = "rest"  # 终本后到款发放完毕，继续终本
    SUSPEND = "suspend"
    STAY = "stay"
    SETTLE = "settle"
    ENTRUST = "entrust"
    TAKE_BACK = "take_back"
    REFER_INSOLVENCY = "refer_insolvency"
    RESUME = "resume"
    END_ROUND = "end_round"
    CLOSE = "close"  # 执行完毕
    TERMINATE = "terminate"  # 终结执行
    STRIKE = "strike"  # 销案
    REFUSE = "refuse"  # 不予执行
    DISMISS = "dismiss"  # 驳回申请


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
    acts_ordered: int = 0  # duties to act not on record as performed
    settled_performed: bool = False  # the settlement in force was performed in full (执行和解 8)
    round_end: RoundEndFacts | None = None  # the evidence for ending a round; without it none is ended
    round_end_stands: bool = False  # money came in under the end of a round that nobody took up again
    unnoticed: bool = False  # the execution notice has not gone out
    agreement_open: bool = False  # a settlement that halted the case is being performed, or in breach and not given up
    reason: str = ""
    given: Given = field(default_factory=Given)  # the ground and its proofs, for acts that rest on one
    about: About = field(default_factory=About)


def _performed(facts: CaseFacts) -> Fault | None:
    if facts.remaining > 0:
        return Fault(
            "close.open_debt",
            "尚欠 {amount}，未执行完毕",
            "收齐全部款项后再结案；申请执行人放弃余额的，应由其撤销申请，按终结执行办理，不能以执行完毕结案",
            data={"amount": display(facts.remaining)},
        )
    return None


def _settlement_performed(facts: CaseFacts) -> Fault | None:
    """The debt of the title, or the settlement in its place (执行和解 8)."""
    if facts.settled_performed or facts.remaining <= 0:
        return None
    return Fault(
        "close.settlement_open",
        "和解协议尚未履行完毕，按执行依据尚欠 {amount}",
        "和解协议全部履行后结案；不履行的，恢复执行原生效法律文书",
        data={"amount": display(facts.remaining)},
    )


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
            "执行依据另有 {count} 项行为义务没有履行记录",
            "行为义务全部履行并登记后方可以执行完毕结案",
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


def _grounded(act: Act) -> Condition[CaseFacts]:
    def condition(facts: CaseFacts) -> Fault | None:
        return missing(act, facts.given, facts.about, on=facts.on)

    return condition


def _all_enterprises(facts: CaseFacts) -> Fault | None:
    """Only an enterprise legal person is sent to insolvency (民诉解释 511); against others enforcement goes on."""
    if any(kind != ENTERPRISE for kind in facts.about.debtors):
        return Fault(
            "insolvency.others",
            "本案另有不是企业法人的被执行人，对其应继续执行，全案不能中止移送",
            "仅登记该企业移送破产审查，对其他被执行人继续执行",
            field="被执行人",
        )
    return None


def _end_stands(facts: CaseFacts) -> Fault | None:
    """The end of a round, under which money that came in is given out and the case rests again."""
    if facts.round_end_stands:
        return None
    return Fault("round.not_ended", "案件没有终结本次执行程序", "请核对案件状态", field="案件")


def _no_end_stands(facts: CaseFacts) -> Fault | None:
    """Money alone takes no ended round up again: that asks for somebody's word and a number (民诉解释 517 II)."""
    if not facts.round_end_stands:
        return None
    return Fault(
        "round.end_stands",
        "终结本次执行程序的裁定仍然有效，款项发放不等于恢复执行",
        "发放完毕后继续终本；有可供执行的财产的，先恢复执行",
        field="案件",
    )


def _running_again(facts: CaseFacts) -> Fault | None:
    """A round that was ended is not halted, settled, entrusted or ended once more: it is taken up first, under a number
    of its own (民诉解释 517 II). Money that waits to be given out makes no difference."""
    if not facts.round_end_stands:
        return None
    return Fault(
        "round.resume_first",
        "终结本次执行程序的裁定仍然有效，案件没有在执行中",
        "先恢复执行，另立恢复执行的案号，再办理此事项（民诉解释第五百一十七条第二款）",
        field="案件",
        data={"step": "round.resume"},
    )


def _noticed(facts: CaseFacts) -> Fault | None:
    """Nobody is enforced against before the notice (民诉解释 480), also where money came in faster than it went out."""
    if not facts.unnoticed:
        return None
    return Fault(
        "case.unnoticed",
        "执行通知尚未发出",
        "先发出执行通知书（民诉解释第四百八十条）",
        field="案件",
        data={"step": "case.notice"},
    )


def _round_end(facts: CaseFacts) -> RoundEndFacts | None:
    return facts.round_end


def _has_reason(facts: CaseFacts) -> Fault | None:
    return None if facts.reason.strip() else Fault("case.reason", "须写明事由", "请填写事由和依据", field="事由")


def _no_agreement(facts: CaseFacts) -> Fault | None:
    if not facts.agreement_open:
        return None
    return Fault(
        "case.agreement_open",
        "和解协议仍在履行或者违约后尚未处理，不能直接恢复执行",
        "请在和解页由申请执行人申请恢复执行（《执行和解规定》第九条、第十一条）",
        data={"step": "settlement.resume"},
    )


_CLOSING = (_performed, _everything_counted, _no_acts, _nothing_on_account, _nothing_in_flight, _fee_settled)
_CLOSING_SETTLED = (_settlement_performed, _nothing_on_account, _nothing_in_flight, _fee_settled)
_LEAVING = (_has_reason, _nothing_on_account, _nothing_in_flight)
_CLOSE_BASIS = "最高人民法院关于人民法院执行工作若干问题的规定（试行）第六十四条第一项"
_NOTICE_BASIS = "民事诉讼法解释（2022）第四百八十条"
_RECEIVE_BASIS = "法发〔2017〕6号（执行案款管理）"
_PAID_BASIS = "法发〔2017〕6号第十条"
_SUSPEND_BASIS = "民事诉讼法（2023）第二百六十七条"
_RESUME_BASIS = "民事诉讼法（2023）第二百六十七条第二款"
_STAY_BASIS = "民事诉讼法（2023）第二百四十二条；法发〔2002〕16号"
_SETTLE_BASIS = "法释〔2018〕3号（执行和解）第二条"
_SETTLE_RESUME_BASIS = "民事诉讼法（2023）第二百四十一条第二款；法释〔2018〕3号第九条"
_SETTLE_CLOSE_BASIS = "法释〔2018〕3号（执行和解）第八条"
_ENTRUST_BASIS = "民事诉讼法（2023）第二百四十条；法释〔2011〕11号（委托执行）第一条"
_TAKE_BACK_BASIS = "法释〔2011〕11号（委托执行）第九条"
_INSOLVENCY_BASIS = "民事诉讼法解释（2022）第五百一十一条；法发〔2017〕2号"
_INSOLVENCY_RESUME_BASIS = "民事诉讼法解释（2022）第五百一十二条；法发〔2017〕2号"
_ROUND_BASIS = "民事诉讼法解释（2022）第五百一十七条；法〔2016〕373号"
_ROUND_RESUME_BASIS = "民事诉讼法解释（2022）第五百一十七条第二款"
_TERMINATE_BASIS = (
    "民事诉讼法（2023）第二百六十八条；最高人民法院关于人民法院执行工作若干问题的规定（试行）第六十四条第三项"
)
_STRIKE_BASIS = "最高人民法院关于人民法院执行工作若干问题的规定（试行）第六十四条第四项"
_REFUSE_BASIS = "民事诉讼法（2023）第二百四十八条、第二百四十九条"
_DISMISS_BASIS = "最高人民法院关于人民法院执行工作若干问题的规定（试行）第十六条、第六十四条第六项"
_ROUND_TESTS = conditions_of(_round_end)

_RUNNING = (State.FILED, State.NOTIFIED, State.PAYING)
_HALTED = (State.SUSPENDED, State.STAYED, State.SETTLING)


def _from(
    sources: tuple[State, ...],
    act: Act,
    target: State,
    basis: str,
    conditions: tuple[Condition[CaseFacts], ...] = (),
) -> tuple[Move[CaseFacts], ...]:
    return tuple(Move(source, act, target, basis, conditions) for source in sources)


def _staying(sources: tuple[State, ...], act: Act, basis: str) -> tuple[Move[CaseFacts], ...]:
    """Acts that leave a case where it is: money that comes to a halted case is taken, and halts nothing less."""
    return tuple(Move(source, act, source, basis) for source in sources)


CASE_LIFE: Procedure[CaseFacts] = Procedure(
    Move(State.FILED, Act.NOTIFY, State.NOTIFIED, _NOTICE_BASIS),
    Move(State.PAYING, Act.NOTIFY, State.PAYING, _NOTICE_BASIS),
    *_from((State.FILED, State.NOTIFIED), Act.RECEIVE, State.PAYING, _RECEIVE_BASIS),
    Move(State.ROUND_ENDED, Act.RECEIVE, State.PAYING, _ROUND_RESUME_BASIS),
    *_staying((State.PAYING, *_HALTED, State.ENTRUSTED, State.INSOLVENCY), Act.RECEIVE, _RECEIVE_BASIS),
    Move(State.PAYING, Act.PAID_OUT, State.NOTIFIED, _PAID_BASIS, (_nothing_on_account, _no_end_stands, _noticed)),
    Move(State.PAYING, Act.REST, State.ROUND_ENDED, _ROUND_BASIS, (_nothing_on_account, _end_stands)),
    Move(State.SETTLING, Act.PAID_OUT, State.SETTLING, _PAID_BASIS, (_nothing_on_account,)),
    *_from(
        _RUNNING, Act.SUSPEND, State.SUSPENDED, _SUSPEND_BASIS, (_has_reason, _running_again, _grounded(Act.SUSPEND))
    ),
    *_from(_RUNNING, Act.STAY, State.STAYED, _STAY_BASIS, (_has_reason, _running_again, _grounded(Act.STAY))),
    *_from(
        (*_RUNNING, State.SUSPENDED, State.STAYED),
        Act.SETTLE,
        State.SETTLING,
        _SETTLE_BASIS,
        (_has_reason, _running_again),
    ),
    *_from(
        _RUNNING,
        Act.ENTRUST,
        State.ENTRUSTED,
        _ENTRUST_BASIS,
        (_has_reason, _running_again, _nothing_on_account, _nothing_in_flight),
    ),
    Move(State.ENTRUSTED, Act.TAKE_BACK, State.NOTIFIED, _TAKE_BACK_BASIS, (_has_reason,)),
    *_from(
        (State.NOTIFIED, State.PAYING, State.SUSPENDED, State.ROUND_ENDED),
        Act.REFER_INSOLVENCY,
        State.INSOLVENCY,
        _INSOLVENCY_BASIS,
        (_has_reason, _grounded(Act.REFER_INSOLVENCY), _all_enterprises, _nothing_in_flight),
    ),
    Move(State.SUSPENDED, Act.RESUME, State.NOTIFIED, _RESUME_BASIS, (_has_reason,)),
    Move(State.STAYED, Act.RESUME, State.NOTIFIED, _STAY_BASIS, (_has_reason,)),
    Move(State.SETTLING, Act.RESUME, State.NOTIFIED, _SETTLE_RESUME_BASIS, (_has_reason, _no_agreement)),
    Move(State.INSOLVENCY, Act.RESUME, State.NOTIFIED, _INSOLVENCY_RESUME_BASIS, (_has_reason,)),
    Move(State.ROUND_ENDED, Act.RESUME, State.NOTIFIED, _ROUND_RESUME_BASIS, (_has_reason,)),
    Move(State.PAYING, Act.RESUME, State.NOTIFIED, _ROUND_RESUME_BASIS, (_has_reason, _end_stands)),
    Move(State.NOTIFIED, Act.END_ROUND, State.ROUND_ENDED, _ROUND_BASIS, _ROUND_TESTS),
    Move(State.PAYING, Act.END_ROUND, State.ROUND_ENDED, _ROUND_BASIS, (_running_again, *_ROUND_TESTS)),
    *_from((*_RUNNING, State.SUSPENDED, State.STAYED), Act.CLOSE, State.CLOSED, _CLOSE_BASIS, _CLOSING),
    Move(State.SETTLING, Act.CLOSE, State.CLOSED, _SETTLE_CLOSE_BASIS, _CLOSING_SETTLED),
    Move(State.ROUND_ENDED, Act.CLOSE, State.CLOSED, _CLOSE_BASIS, _CLOSING),
    *_from(
        (*_RUNNING, *_HALTED, State.INSOLVENCY, State.ROUND_ENDED),
        Act.TERMINATE,
        State.CLOSED,
        _TERMINATE_BASIS,
        (*_LEAVING, _grounded(Act.TERMINATE)),
    ),
    *_from(
        (*_RUNNING, State.SUSPENDED, State.STAYED, State.ENTRUSTED),
        Act.STRIKE,
        State.CLOSED,
        _STRIKE_BASIS,
        (*_LEAVING, _running_again, _grounded(Act.STRIKE)),
    ),
    *_from(
        (*_RUNNING, *_HALTED, State.ROUND_ENDED),
        Act.REFUSE,
        State.CLOSED,
        _REFUSE_BASIS,
        (*_LEAVING, _grounded(Act.REFUSE)),
    ),
    *_from(
        (*_RUNNING, State.SUSPENDED, State.STAYED),
        Act.DISMISS,
        State.CLOSED,
        _DISMISS_BASIS,
        (*_LEAVING, _running_again, _grounded(Act.DISMISS)),
    ),
    start=State.FILED,
)
