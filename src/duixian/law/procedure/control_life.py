"""The life of one control as a table: which act leads from which state to which, on which article.

A control is ordered, then stands or waits; it ends by release, by lapse, by its thing being deducted or sold, or is
refused by the agency. The same moves stand in the database; a test holds the two together.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.base.procedure import Move, Procedure


class ControlState(StrEnum):
    """Where a control stands."""

    ORDERED = "ordered"  # sent or to be sent, nothing known yet
    IN_FORCE = "in_force"
    WAITING = "waiting"  # 轮候
    RELEASED = "released"
    LAPSED = "lapsed"  # its last day passed
    ENDED = "ended"  # deducted or sold
    REFUSED = "refused"  # the agency has nothing, or says no


class ControlAct(StrEnum):
    """What may be done to a control, or become of it."""

    CONFIRM = "confirm"  # the agency holds the thing
    WAIT = "wait"  # the agency put it in the queue
    PROMOTE = "promote"  # the controls before it are gone
    RENEW = "renew"
    RELEASE = "release"
    RELEASE_PART = "release_part"
    LAPSE = "lapse"
    DEDUCT = "deduct"  # all that it holds, and nothing more is waited for
    DEDUCT_PART = "deduct_part"
    SELL = "sell"  # while it waits: sold by the court before us
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ControlFacts:
    """What the table needs to know, gathered on `on`; amounts in fen.

    `until`: the last day; `rank` as the agency answered, 1 in force; `holds`: what it holds; `asked`: how much of it
    the act concerns; `takeable`: no exemption forbids deducting or selling (`law.control.exempt`); `barred`: what
    keeps the thing from being disposed of for now (an outsider's claim, a party not finally added), if anything;
    `ground`: why it is released.
    """

    on: date
    until: date | None = None
    rank: int | None = None
    holds: Fen = 0
    asked: Fen = 0
    takeable: bool = True
    barred: Fault | None = None
    ground: str = ""


def _first_rank(facts: ControlFacts) -> Fault | None:
    if facts.rank == 1:
        return None
    return Fault(
        "control.not_first",
        "顺位为 {rank}，尚未生效",
        "按轮候登记；在先控制解除后自动生效",
        data={"rank": "不明" if facts.rank is None else str(facts.rank)},
    )


def _later_rank(facts: ControlFacts) -> Fault | None:
    if facts.rank is not None and facts.rank > 1:
        return None
    return Fault(
        "control.no_rank",
        "轮候须有第 2 以后的顺位",
        "请按协助单位的回执填写顺位",
        field="顺位",
        value="" if facts.rank is None else str(facts.rank),
    )


def _has_last_day(facts: ControlFacts) -> Fault | None:
    return None if facts.until else Fault("control.no_term", "未载明届满日", "请填写控制期限的届满日", field="届满日")


def _not_over(facts: ControlFacts) -> Fault | None:
    if facts.until is None or facts.on <= facts.until:
        return None
    return Fault(
        "control.lapsed",
        "控制期限已于 {until} 届满，效力消灭",
        "请重新采取控制措施",
        data={"until": facts.until.isoformat()},
    )


def _over(facts: ControlFacts) -> Fault | None:
    if facts.until is not None and facts.on > facts.until:
        return None
    return Fault(
        "control.not_over",
        "控制期限至 {until}，尚未届满",
        "届满日次日起方可登记失效",
        data={"until": "（未载明）" if facts.until is None else facts.until.isoformat()},
    )


def _has_ground(facts: ControlFacts) -> Fault | None:
    return None if facts.ground.strip() else Fault("control.no_ground", "须写明解除的事由", "请填写事由", field="事由")


def _may_take(facts: ControlFacts) -> Fault | None:
    if facts.takeable:
        return None
    return Fault(
        "control.not_takeable",
        "该财产可以控制，不得扣划、拍卖或者变卖",
        "豁免的事由消除后再处置",
        field="财产",
    )


def _not_barred(facts: ControlFacts) -> Fault | None:
    return facts.barred


def _no_more_than_held(facts: ControlFacts) -> Fault | None:
    if 0 < facts.asked <= facts.holds:
        return None
    return Fault(
        "control.beyond_held",
        "扣划 {asked} 须为正数且不超过已冻结的 {holds}",
        "请按已冻结的数额扣划",
        field="扣划金额",
        value=display(facts.asked),
        data={"asked": display(facts.asked), "holds": display(facts.holds)},
    )


_S, _A = ControlState, ControlAct
_SERVED = "查封扣押冻结规定（2020修正）第一条"
_QUEUE = "查封扣押冻结规定（2020修正）第二十六条"
_TERM = "民事诉讼法解释（2022）第四百八十五条"
_EXPIRY = "查封扣押冻结规定（2020修正）第二十七条"
_RELEASE = "查封扣押冻结规定（2020修正）第十九条、第二十八条"
_DEDUCT = "民事诉讼法（2023）第二百五十三条；民事诉讼法解释（2022）第四百八十四条"
_SELL = "民事诉讼法解释（2022）第四百八十四条；查封扣押冻结规定（2020修正）第二十七条"
_REFUSE = "最高人民法院关于网络查询、冻结被执行人存款的规定（2013）第五条至第七条"
_SOLD_BEFORE = "查封扣押冻结规定（2020修正）第二十六条、第二十七条"
_REGISTERED = "查封扣押冻结规定（2020修正）第七条、第二十六条"
_DISPOSE = (_not_over, _may_take, _not_barred)

CONTROL_LIFE: Procedure[ControlFacts] = Procedure(
    Move(_S.ORDERED, _A.CONFIRM, _S.IN_FORCE, _SERVED, (_first_rank, _has_last_day)),
    Move(_S.ORDERED, _A.WAIT, _S.WAITING, _QUEUE, (_later_rank,)),
    Move(_S.ORDERED, _A.REFUSE, _S.REFUSED, _REFUSE),
    Move(_S.ORDERED, _A.RELEASE, _S.RELEASED, _RELEASE, (_has_ground,)),
    Move(_S.IN_FORCE, _A.WAIT, _S.WAITING, _REGISTERED, (_later_rank,)),
    Move(_S.IN_FORCE, _A.RENEW, _S.IN_FORCE, _TERM, (_not_over,)),
    Move(_S.IN_FORCE, _A.RELEASE, _S.RELEASED, _RELEASE, (_has_ground,)),
    Move(_S.IN_FORCE, _A.RELEASE_PART, _S.IN_FORCE, _RELEASE, (_has_ground,)),
    Move(_S.IN_FORCE, _A.LAPSE, _S.LAPSED, _EXPIRY, (_over,)),
    Move(_S.IN_FORCE, _A.DEDUCT, _S.ENDED, _DEDUCT, (*_DISPOSE, _no_more_than_held)),
    Move(_S.IN_FORCE, _A.DEDUCT_PART, _S.IN_FORCE, _DEDUCT, (*_DISPOSE, _no_more_than_held)),
    Move(_S.IN_FORCE, _A.SELL, _S.ENDED, _SELL, _DISPOSE),
    Move(_S.WAITING, _A.PROMOTE, _S.IN_FORCE, _QUEUE, (_first_rank, _has_last_day, _not_over)),
    Move(_S.WAITING, _A.RENEW, _S.WAITING, _TERM, (_not_over,)),
    Move(_S.WAITING, _A.RELEASE, _S.RELEASED, _RELEASE, (_has_ground,)),
    Move(_S.WAITING, _A.LAPSE, _S.LAPSED, _EXPIRY, (_over,)),
    Move(_S.WAITING, _A.SELL, _S.ENDED, _SOLD_BEFORE),
    start=_S.ORDERED,
)
