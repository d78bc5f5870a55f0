"""Which orders a case is open to, by where it stands: what may still be asked of an agency, and on which article.

A case that is over lets go of what it held, and asks for nothing. A suspended one keeps what it holds. A round that was
ended may find and hold property (法〔2016〕373号), and takes it once the case is resumed.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from duixian.base.faults import Fault
from duixian.law.procedure.case_life import State


class Asked(StrEnum):
    """What an order asks for; the same words as `ports.agencies.Act`, which stands above this floor."""

    QUERY = "query"
    FREEZE = "freeze"
    SEAL = "seal"
    RENEW = "renew"
    RELEASE = "release"
    DEDUCT = "deduct"


_RUNNING: Final = frozenset({State.FILED, State.NOTIFIED, State.PAYING})
_HELD_OVER: Final = frozenset({State.ROUND_ENDED, State.ENTRUSTED})
"""What is found meanwhile may be held, and waits for whoever goes on with the case."""
_ALIVE: Final = frozenset(State) - {State.CLOSED}

OPEN_TO: Final[Mapping[Asked, frozenset[State]]] = {
    Asked.QUERY: _ALIVE,
    Asked.FREEZE: _RUNNING | _HELD_OVER,
    Asked.SEAL: _RUNNING | _HELD_OVER,
    Asked.RENEW: _ALIVE,
    Asked.RELEASE: frozenset(State),
    Asked.DEDUCT: _RUNNING,
}
"""The states in which an order may be made and sent."""

_REMEDIES: Final = {
    State.CLOSED: "已结案的案件只能解除控制；确有财产可供执行的，先恢复执行或重新立案",
    State.SUSPENDED: "中止期间只查询、续行和解除；中止事由消除后先恢复执行",
    State.STAYED: "暂缓期间只查询、续行和解除；暂缓期限届满或者事由消除后先恢复执行",
    State.SETTLING: "和解协议履行期间只查询、续行和解除；不履行协议的，先恢复执行（法释〔2018〕3号第九条）",
    State.ENTRUSTED: "案件已委托执行，由受托法院扣划；收回委托后再办理",
    State.INSOLVENCY: "移送破产审查期间中止执行，只查询、续行和解除（《民诉法解释》第511条）",
    State.ROUND_ENDED: "终本案件先恢复执行再扣划（《民诉法解释》第517条第2款）",
}


def not_open(state: State, asked: Asked) -> Fault | None:
    """Why a case in this state is not open to an order, or None."""
    if state in OPEN_TO[asked]:
        return None
    return Fault("order.case_state", "案件当前状态不能发出此类指令", _REMEDIES[state], field="案件状态", value=state)
