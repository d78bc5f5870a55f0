"""The life of an application for enforcement as a table: received, supplemented, filed or refused within seven days.

The same moves stand in the database (`cases_application_move`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.procedure import Move, Procedure
from duixian.law.procedure.acceptance import BASIS, TITLES, Examined, Found


class ApplicationState(StrEnum):
    """Where an application stands."""

    RECEIVED = "received"
    SUPPLEMENT = "supplement"
    FILED = "filed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApplicationAct(StrEnum):
    """What may be done with one."""

    ASK_SUPPLEMENT = "ask_supplement"
    TAKE_SUPPLEMENT = "take_supplement"
    FILE = "file"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Step:
    """What the table needs to know: the conditions as examined on `on`; for the asking `what`, and for a refusal the
    `reason`; `due` the last day for what was asked for."""

    on: date
    examined: tuple[Examined, ...] = ()
    what: str = ""
    reason: str = ""
    due: date | None = None


def _all_met(step: Step) -> Fault | None:
    lacking = [one for one in step.examined if one.found is not Found.MET]
    if not step.examined or lacking:
        return Fault(
            "application.conditions",
            "受理条件不具备：{why}",
            "缺少材料的，通知补正；不符合条件的，裁定不予受理",
            field="受理条件",
            data={"why": "；".join(one.why for one in lacking) or "尚未审查"},
        )
    return None


def _names_what(step: Step) -> Fault | None:
    if step.what.strip() and step.due is not None and step.due > step.on:
        return None
    return Fault("application.supplement", "须写明需补正的材料和期限", "请填写材料和今日之后的期限", field="补正")


def _something_lacks(step: Step) -> Fault | None:
    """A refusal rests on a condition that is not met, or on one not shown though it was asked for."""
    if any(one.found is Found.NOT_MET for one in step.examined):
        return None
    return Fault(
        "application.not_refusable",
        "没有不符合受理条件的情形",
        "材料不全的，先通知补正；逾期未补正的，方可不予受理",
        field="受理条件",
    )


def _not_supplemented(step: Step) -> Fault | None:
    if any(one.found is Found.NOT_MET for one in step.examined):
        return None
    if all(one.found is Found.MET for one in step.examined):
        return Fault("application.all_met", "受理条件均已具备", "应予立案", field="受理条件")
    if step.due is not None and step.on > step.due:
        return None
    return Fault(
        "application.still_time",
        "补正期限尚未届满",
        "届满仍未补正的，方可不予受理",
        field="补正",
        value=step.due.isoformat() if step.due else "",
    )


def _has_reason(step: Step) -> Fault | None:
    return None if step.reason.strip() else Fault("application.reason", "须写明理由", "请填写理由", field="理由")


_S, _A = ApplicationState, ApplicationAct

APPLICATION_LIFE: Procedure[Step] = Procedure(
    Move(_S.RECEIVED, _A.ASK_SUPPLEMENT, _S.SUPPLEMENT, BASIS, (_names_what,)),
    Move(_S.SUPPLEMENT, _A.TAKE_SUPPLEMENT, _S.RECEIVED, BASIS),
    Move(_S.RECEIVED, _A.FILE, _S.FILED, BASIS, (_all_met,)),
    Move(_S.RECEIVED, _A.REFUSE, _S.REFUSED, BASIS, (_something_lacks, _has_reason)),
    Move(_S.SUPPLEMENT, _A.REFUSE, _S.REFUSED, BASIS, (_not_supplemented, _has_reason)),
    Move(_S.RECEIVED, _A.WITHDRAW, _S.WITHDRAWN, "《民事诉讼法》第13条", (_has_reason,)),
    Move(_S.SUPPLEMENT, _A.WITHDRAW, _S.WITHDRAWN, "《民事诉讼法》第13条", (_has_reason,)),
    start=_S.RECEIVED,
)


def refused_on(examined: tuple[Examined, ...]) -> Examined:
    """The condition a refusal names: the first that is not met, else the first that was not shown."""
    order = {Found.NOT_MET: 0, Found.MISSING: 1, Found.MET: 2}
    return min(examined, key=lambda one: order[one.found])


def sentence(examined: Examined) -> str:
    """A condition in the words of the article."""
    return TITLES[examined.condition]
