"""The life of an entrusted case at both courts, as two tables (委托执行规定 1–11; 民诉法 240).

The court that entrusts and the court that is entrusted each keep a row of their own; letters go between them.
Articles are those of 《委托执行规定》 in the text in force since 2021-01-01.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.days import add_months_clipped
from duixian.base.faults import Fault
from duixian.base.procedure import Move, Procedure
from duixian.law.procedure.objection_life import has_reason

PAPERS = {
    "letter": "委托执行函",
    "application": "申请执行书和委托执行案件审批表",
    "title": "据以执行的生效法律文书副本",
    "report": "案件情况说明（本辖区无财产的调查材料、保全和履行情况）",
    "applicant": "申请执行人的地址、联系电话",
    "debtor": "被执行人身份证件或者营业执照复印件、地址、联系电话",
    "officer": "委托法院执行员和联系电话",
}
"""What goes with the letter (第五条); the letter and the officer are the program's own part."""


class EntrustState(StrEnum):
    """Where an entrusted case stands at the court that gave it away."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    SENT = "sent"
    TAKEN = "taken"  # the other court filed it
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"  # the other court told the result


class EntrustAct(StrEnum):
    """What may be done at the court that gives a case away."""

    SEND = "send"
    DECLINE = "decline"
    SUPPLY = "supply"
    NOTE_FILED = "note_filed"
    TAKE_RETURN = "take_return"
    WITHDRAW = "withdraw"
    NOTE_RESULT = "note_result"


@dataclass(frozen=True, slots=True)
class ControlHeld:
    """One control in force that goes over with the case."""

    label: str
    until: date | None


@dataclass(frozen=True, slots=True)
class EntrustFacts:
    """What the table needs to know on `on`. `papers`: keys of `PAPERS` on file; `local_assets`: property still open to
    enforcement here; `unsearched`: nobody has looked here; `same_province`, `same_level`, `assets_there`: of the other
    court; `signed`: the superior signed the form."""

    on: date
    signed: bool = False
    same_province: bool = False
    same_level: bool = True
    assets_there: bool = False
    local_assets: tuple[str, ...] = ()
    unsearched: bool = False
    papers: frozenset[str] = frozenset()
    controls: tuple[ControlHeld, ...] = ()
    reason: str = ""


def _signed(facts: EntrustFacts) -> Fault | None:
    return None if facts.signed else Fault("entrust.unsigned", "委托执行尚未审批", "请呈批后再委托", field="审批")


def _elsewhere(facts: EntrustFacts) -> Fault | None:
    if not facts.same_province:
        return None
    return Fault(
        "entrust.same_province",
        "受托法院在本省（自治区、直辖市）辖区内，不适用委托执行",
        "辖区内异地财产可以直接执行，或者办理事项委托、指定执行（《委托执行规定》第一条）",
        field="受托法院",
    )


def _same_level(facts: EntrustFacts) -> Fault | None:
    if facts.same_level:
        return None
    return Fault(
        "entrust.level", "应委托同级人民法院执行", "请核对受托法院（《委托执行规定》第一条）", field="受托法院"
    )


def _searched(facts: EntrustFacts) -> Fault | None:
    if not facts.unsearched:
        return None
    return Fault(
        "entrust.unsearched",
        "尚无本辖区财产调查的记录",
        "请先完成网络查询和财产调查（《委托执行规定》第一条、第五条）",
        field="财产调查",
        data={"step": "control.search"},
    )


def _nothing_here(facts: EntrustFacts) -> Fault | None:
    if not facts.local_assets:
        return None
    return Fault(
        "entrust.local_assets",
        "被执行人在本辖区尚有可供执行的财产：{things}",
        "先执行本辖区财产（《委托执行规定》第一条）",
        field="财产",
        data={"things": "、".join(facts.local_assets[:5]), "step": "control.propose"},
    )


def _something_there(facts: EntrustFacts) -> Fault | None:
    if facts.assets_there:
        return None
    return Fault(
        "entrust.nothing_there",
        "未载明被执行人在受托法院辖区内有可供执行的财产",
        "请写明财产线索（《委托执行规定》第一条、第三条）",
        field="财产线索",
    )


def _complete(facts: EntrustFacts) -> Fault | None:
    missing = [title for key, title in PAPERS.items() if key not in facts.papers]
    if not missing:
        return None
    return Fault(
        "entrust.papers",
        "委托材料缺少：{papers}",
        "请补齐后再委托（《委托执行规定》第五条）",
        field="委托材料",
        data={"papers": "、".join(missing)},
    )


def short_controls(controls: tuple[ControlHeld, ...], *, on: date) -> tuple[ControlHeld, ...]:
    """Controls that run out in less than a month from `on`: they are renewed before the hand-over (第六条第三款)."""
    limit = add_months_clipped(on, 1)
    return tuple(one for one in controls if one.until is not None and one.until < limit)


def _renewed(facts: EntrustFacts) -> Fault | None:
    short = short_controls(facts.controls, on=facts.on)
    if not short:
        return None
    return Fault(
        "entrust.renew_first",
        "以下控制措施剩余期限不足一个月：{things}",
        "请先办理续行，再移交受托法院（《委托执行规定》第六条）",
        field="控制措施",
        data={"things": "、".join(f"{one.label}（至 {one.until}）" for one in short[:5]), "step": "control.renew"},
    )


_S, _A = EntrustState, EntrustAct
_SEND = "《委托执行规定》第一条、第三条至第六条"
_FILED = "《委托执行规定》第二条、第七条"
_SUPPLY = "《委托执行规定》第八条"
_BACK = "《委托执行规定》第九条"
_RESULT = "《民事诉讼法》第二百四十条"

ENTRUST_LIFE: Procedure[EntrustFacts] = Procedure(
    Move(
        _S.PROPOSED,
        _A.SEND,
        _S.SENT,
        _SEND,
        (_signed, _elsewhere, _same_level, _searched, _nothing_here, _something_there, _complete, _renewed),
    ),
    Move(_S.PROPOSED, _A.DECLINE, _S.DECLINED, _SEND),
    Move(_S.PROPOSED, _A.WITHDRAW, _S.WITHDRAWN, _SEND, (has_reason,)),
    Move(_S.SENT, _A.SUPPLY, _S.SENT, _SUPPLY),
    Move(_S.SENT, _A.NOTE_FILED, _S.TAKEN, _FILED),
    Move(_S.SENT, _A.TAKE_RETURN, _S.RETURNED, _BACK),
    Move(_S.SENT, _A.WITHDRAW, _S.WITHDRAWN, _BACK, (has_reason,)),
    Move(_S.TAKEN, _A.TAKE_RETURN, _S.RETURNED, _BACK),
    Move(_S.TAKEN, _A.NOTE_RESULT, _S.ENDED, _RESULT),
    start=_S.PROPOSED,
)


# --------------------------------------------------------------------------------------------- the entrusted court


class EntrustedState(StrEnum):
    """Where an entrusted case stands at the court that was asked."""

    RECEIVED = "received"
    WANTING = "wanting"  # papers are missing and were asked for
    FILED = "filed"
    STARTED = "started"
    RETURNED = "returned"
    RECALLED = "recalled"  # the other court took it back before it was filed
    DONE = "done"


class EntrustedAct(StrEnum):
    """What may be done at the court that was asked."""

    ASK_PAPERS = "ask_papers"
    TAKE_PAPERS = "take_papers"
    FILE = "file"
    START = "start"
    REPORT = "report"
    RETURN = "return"
    RETURN_UNSUPPLIED = "return_unsupplied"
    RECALL = "recall"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class EntrustedFacts:
    """What the table needs to know on `on`. `consent`: the number of the high court's consent to a return (第九条);
    `supply_due`: the last day to complete papers; `finished`: the case filed here is closed."""

    on: date
    reason: str = ""
    consent: str = ""
    supply_due: date | None = None
    finished: bool = False


def _consented(facts: EntrustedFacts) -> Fault | None:
    if facts.consent.strip():
        return None
    return Fault(
        "entrust.no_consent",
        "退回委托须经所在辖区高级人民法院同意",
        "请层报高级人民法院审批，并填写批准文号（《委托执行规定》第九条）",
        field="批准文号",
    )


def _unsupplied(facts: EntrustedFacts) -> Fault | None:
    if facts.supply_due is not None and facts.on > facts.supply_due:
        return None
    return Fault(
        "entrust.may_supply",
        "补办材料的三十日期限尚未届满",
        "期满既不补办又不说明的，视为撤回委托（《委托执行规定》第八条）",
        field="期限",
        value=facts.supply_due.isoformat() if facts.supply_due else "",
    )


def _finished(facts: EntrustedFacts) -> Fault | None:
    return (
        None
        if facts.finished
        else Fault(
            "entrust.running", "受托案件尚未结案", "结案后再函复结果", field="案件状态", data={"step": "case.acts"}
        )
    )


_E, _B = EntrustedState, EntrustedAct

ENTRUSTED_LIFE: Procedure[EntrustedFacts] = Procedure(
    Move(_E.RECEIVED, _B.ASK_PAPERS, _E.WANTING, _SUPPLY, (has_reason,)),
    Move(_E.RECEIVED, _B.FILE, _E.FILED, _FILED),
    Move(_E.RECEIVED, _B.RETURN, _E.RETURNED, _BACK, (_consented, has_reason)),
    Move(_E.RECEIVED, _B.RECALL, _E.RECALLED, _BACK),
    Move(_E.WANTING, _B.TAKE_PAPERS, _E.RECEIVED, _SUPPLY),
    Move(_E.WANTING, _B.RETURN, _E.RETURNED, _BACK, (_consented, has_reason)),
    Move(_E.WANTING, _B.RETURN_UNSUPPLIED, _E.RETURNED, _SUPPLY, (_unsupplied,)),
    Move(_E.WANTING, _B.RECALL, _E.RECALLED, _BACK),
    Move(_E.FILED, _B.START, _E.STARTED, _RESULT),
    Move(_E.FILED, _B.REPORT, _E.FILED, _RESULT, (has_reason,)),
    Move(_E.FILED, _B.RETURN, _E.RETURNED, _BACK, (_consented, has_reason)),
    Move(_E.FILED, _B.FINISH, _E.DONE, _RESULT, (_finished,)),
    Move(_E.STARTED, _B.REPORT, _E.STARTED, _RESULT, (has_reason,)),
    Move(_E.STARTED, _B.RETURN, _E.RETURNED, _BACK, (_consented, has_reason)),
    Move(_E.STARTED, _B.FINISH, _E.DONE, _RESULT, (_finished,)),
    start=_E.RECEIVED,
)
