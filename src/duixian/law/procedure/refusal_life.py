"""The life of a refusal case (拒执): found, studied, warned, referred, filed by the police, indicted, judged; and the
private road beside it. The same moves stand in the database (`refusals_move`).

What the court decides and what others decide are different acts: the police file or do not, the prosecutor indicts or
does not, and the court only records it with the paper. The warning (预告知) is practice of courts; that a referral
waits for it unless flight, violence or destruction threaten is this house's rule in the debtor's favour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.procedure import Condition, Move, Procedure


class State(StrEnum):
    """Where a refusal case stands."""

    FOUND = "found"  # 排查
    STUDIED = "studied"  # 研判
    WARNED = "warned"  # 预告知
    REFERRED = "referred"  # 移送
    POLICE_REFUSED = "police_refused"
    FILED = "filed"  # 公安立案
    DROPPED = "dropped"  # the police or the prosecutor let it go
    NOT_INDICTED = "not_indicted"
    INDICTED = "indicted"  # 起诉
    JUDGED = "judged"  # 判决
    PRIVATE_OPEN = "private_open"  # 可以自诉
    PRIVATE_FILED = "private_filed"  # 自诉立案
    PRIVATE_JUDGED = "private_judged"
    PRIVATE_SETTLED = "private_settled"
    PRIVATE_WITHDRAWN = "private_withdrawn"
    DISMISSED = "dismissed"
    PERFORMED = "performed"
    WITHDRAWN = "withdrawn"  # the court took its referral back


class Act(StrEnum):
    """What may be done to it."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    WARN = "warn"
    REFER = "refer"
    TAKE_BACK = "take_back"
    POLICE_FILE = "police_file"
    POLICE_REFUSE = "police_refuse"
    DROP = "drop"
    INDICT = "indict"
    NOT_INDICT = "not_indict"
    JUDGE = "judge"
    PERFORM = "perform"
    OPEN_PRIVATE = "open_private"
    FILE_PRIVATE = "file_private"
    JUDGE_PRIVATE = "judge_private"
    SETTLE_PRIVATE = "settle_private"
    WITHDRAW_PRIVATE = "withdraw_private"


class PrivateGround(StrEnum):
    """Why the creditor may prosecute himself: the authority refused, was silent, or did not go on (法〔2018〕147号)."""

    REFUSED = "refused"
    SILENCE = "silence"
    NOT_INDICTED = "not_indicted"
    DROPPED = "dropped"


ENDED = frozenset(
    {
        State.JUDGED,
        State.PRIVATE_JUDGED,
        State.PRIVATE_SETTLED,
        State.PRIVATE_WITHDRAWN,
        State.DISMISSED,
        State.PERFORMED,
        State.WITHDRAWN,
    }
)
"""Nothing is to be done any more; only a private prosecution that was withdrawn may come back, on new evidence."""

BY_COURT = frozenset({State.FOUND, State.STUDIED, State.WARNED})
"""The court alone has it: nobody outside has been told but the person warned."""


@dataclass(frozen=True, slots=True)
class RefusalFacts:
    """What the table asks about a case on a day. `minor`, `dead`: of the person; `study`: what the last study decided
    and how many agreed; `warned_until`: the last day of a warning that was served, None without; `unwarned`: the named
    exception, empty without; `missing`: proofs still missing; `approved`: signed by another; `paper`: the document it
    rests on; `private`: the ground of a private prosecution; `silent_until`: the last day on which the silence of the
    police does not count yet; `harm`: the creditor was harmed in person or property; `outside`: the police acted on
    the creditor's own complaint or on the prosecutor's order."""

    on: date
    minor: bool = False
    dead: bool = False
    study: str = ""
    agreed: int = 0
    members_needed: int = 2
    paper: str = ""
    warning_issued: bool = False
    warned_until: date | None = None
    unwarned: str = ""
    missing: tuple[str, ...] = ()
    approved: bool = False
    performed: bool = False
    private: PrivateGround | None = None
    silent_until: date | None = None
    harm: bool = False
    outside: bool = False
    new_evidence: bool = False
    reason: str = ""


def _person(facts: RefusalFacts) -> Fault | None:
    if facts.minor:
        return Fault("refusal.minor", "未成年人不进入拒执程序", "向其法定代理人释明", field="当事人")
    if facts.dead:
        return Fault("refusal.dead", "该人已经死亡，不追究刑事责任", "终止办理", field="当事人")
    return None


def _studied(decision: str) -> Condition[RefusalFacts]:
    def studied(facts: RefusalFacts) -> Fault | None:
        if facts.study != decision:
            return Fault(
                "refusal.not_studied", "没有作出相应结论的研判记录", "先召开研判会并记录各人意见", field="研判"
            )
        if facts.agreed < facts.members_needed:
            return Fault(
                "refusal.alone",
                "同意该结论的只有 {agreed} 人，至少须 {needed} 人",
                "研判不得由一人决定，请补充研判人员",
                field="研判",
                data={"agreed": facts.agreed, "needed": facts.members_needed},
            )
        return None

    return studied


def _letter(facts: RefusalFacts) -> Fault | None:
    if facts.warning_issued:
        return None
    return Fault("refusal.no_letter", "告知书尚未制作", "先制作涉嫌拒执犯罪告知书", field="告知书")


def _days_over(facts: RefusalFacts) -> Fault | None:
    if facts.warned_until is None:
        return Fault("refusal.unserved", "告知书尚未送达", "送达并登记回证后，期满方可移送", field="告知书")
    if facts.on <= facts.warned_until:
        return Fault(
            "refusal.days_run",
            "告知书所定的履行期限至 {day} 届满",
            "期限届满仍未履行的方可移送",
            field="告知书",
            data={"day": facts.warned_until.isoformat()},
        )
    return None


def _excepted(facts: RefusalFacts) -> Fault | None:
    if facts.unwarned:
        return None
    return Fault(
        "refusal.unwarned", "未经告知不得移送", "先发告知书；有逃匿、暴力、毁灭证据情形的，写明该情形", field="告知书"
    )


def _complete(facts: RefusalFacts) -> Fault | None:
    if not facts.missing:
        return None
    return Fault(
        "refusal.proofs",
        "五类证据尚缺：{missing}",
        "补齐后再移送（法发〔2025〕8号）",
        field="证据",
        data={"missing": "、".join(facts.missing)},
    )


def _unpaid(facts: RefusalFacts) -> Fault | None:
    if facts.performed:
        return Fault("refusal.performed", "义务已经履行完毕", "登记履行情况，不再移送", field="案件")
    return None


def _signed(facts: RefusalFacts) -> Fault | None:
    return None if facts.approved else Fault("refusal.unsigned", "移送须经审批", "请先呈批", field="审批")


def _on_paper(facts: RefusalFacts) -> Fault | None:
    if facts.paper.strip():
        return None
    return Fault("refusal.paper", "须写明所依据的文书及文号", "请按收到的文书填写", field="文书")


def _paid(facts: RefusalFacts) -> Fault | None:
    if facts.performed:
        return None
    return Fault("refusal.not_performed", "义务尚未履行完毕，也没有和解", "按到账和和解登记核对", field="履行")


def _reason(facts: RefusalFacts) -> Fault | None:
    return None if facts.reason.strip() else Fault("refusal.reason", "须写明理由", "请填写理由", field="理由")


def _private_ground(ground: PrivateGround) -> Condition[RefusalFacts]:
    def ground_holds(facts: RefusalFacts) -> Fault | None:
        if facts.private is not ground:
            return Fault(
                "refusal.private_ground", "不符合提起自诉的情形", "请核对公安机关、检察机关的答复", field="自诉"
            )
        if ground is PrivateGround.SILENCE and (facts.silent_until is None or facts.on <= facts.silent_until):
            return Fault(
                "refusal.not_silent",
                "公安机关的答复期限尚未届满",
                "期限届满仍未答复的，方可告知申请执行人自诉",
                field="自诉",
                value=facts.silent_until.isoformat() if facts.silent_until else "",
            )
        return None

    return ground_holds


def _silent_or_refused(facts: RefusalFacts) -> Fault | None:
    ground = facts.private if facts.private in (PrivateGround.SILENCE, PrivateGround.REFUSED) else PrivateGround.SILENCE
    return _private_ground(ground)(facts)


def _harmed(facts: RefusalFacts) -> Fault | None:
    if facts.harm:
        return None
    return Fault(
        "refusal.no_harm",
        "没有申请执行人人身、财产权利受到侵害的证明",
        "自诉人须有证据证明（法释〔2024〕13号第十四条）",
        field="自诉",
    )


def _from_outside(facts: RefusalFacts) -> Fault | None:
    if facts.outside:
        return None
    return Fault(
        "refusal.not_sent",
        "本院尚未移送，也没有控告立案或者通知立案书",
        "按公安机关对控告的答复或者检察机关的通知立案书登记",
        field="公安机关",
    )


def _new_evidence(facts: RefusalFacts) -> Fault | None:
    if facts.new_evidence:
        return None
    return Fault("refusal.private_again", "撤诉后没有新的证据，不得再次自诉", "写明新的证据", field="自诉")


_CRIME = "《刑法》第三百一十三条；法释〔2024〕13号第一条至第七条"
_WARN = "法释〔2024〕13号第十一条（预告知为地方做法，日数由本院设定）"
_REFER = "法发〔2025〕8号第1-6条"
_POLICE = "法发〔2025〕8号第1-6条（公安机关立案审查）"
_SUPERVISED = "法发〔2025〕8号第7-8条（检察监督）"
_INDICT = "《刑法》第三百一十三条；法释〔2024〕13号第十一条"
_PRIVATE = "法释〔2024〕13号第十四条；《刑事诉讼法》第二百一十条第三项；法〔2018〕147号"
_LIGHT = "法释〔2024〕13号第十一条"
_JUDGED = "《刑法》第三百一十三条；法释〔2024〕13号第十五条"


def _moves() -> Iterator[Move[RefusalFacts]]:
    s, a = State, Act
    yield Move(s.FOUND, a.CONFIRM, s.STUDIED, _CRIME, (_person, _studied("confirm")))
    yield Move(s.STUDIED, a.WARN, s.WARNED, _WARN, (_person, _unpaid, _letter))
    refer: tuple[Condition[RefusalFacts], ...] = (_person, _unpaid, _complete, _signed)
    yield Move(s.WARNED, a.REFER, s.REFERRED, _REFER, (*refer, _days_over))
    yield Move(s.STUDIED, a.REFER, s.REFERRED, _REFER, (*refer, _excepted))
    for source in (s.FOUND, s.STUDIED, s.WARNED, s.POLICE_REFUSED, s.NOT_INDICTED, s.DROPPED, s.PRIVATE_OPEN):
        yield Move(source, a.DISMISS, s.DISMISSED, _CRIME, (_studied("dismiss"), _reason))
    for source in (
        s.FOUND, s.STUDIED, s.WARNED, s.REFERRED, s.POLICE_REFUSED, s.NOT_INDICTED, s.DROPPED, s.PRIVATE_OPEN,
    ):  # fmt: skip
        yield Move(source, a.PERFORM, s.PERFORMED, _LIGHT, (_paid,))
    yield Move(s.REFERRED, a.TAKE_BACK, s.WITHDRAWN, _REFER, (_reason, _on_paper))
    yield Move(s.REFERRED, a.POLICE_FILE, s.FILED, _POLICE, (_person, _on_paper))
    yield Move(s.REFERRED, a.POLICE_REFUSE, s.POLICE_REFUSED, _POLICE, (_reason, _on_paper))
    for source in (s.FOUND, s.STUDIED, s.WARNED):  # on the creditor's own complaint, or as the prosecutor ordered
        yield Move(source, a.POLICE_FILE, s.FILED, _SUPERVISED, (_person, _on_paper, _from_outside))
    yield Move(s.POLICE_REFUSED, a.POLICE_FILE, s.FILED, _SUPERVISED, (_person, _on_paper))
    yield Move(s.PRIVATE_OPEN, a.POLICE_FILE, s.FILED, _SUPERVISED, (_person, _on_paper))
    yield Move(s.FILED, a.DROP, s.DROPPED, _POLICE, (_reason, _on_paper))
    yield Move(s.FILED, a.INDICT, s.INDICTED, _INDICT, (_person, _on_paper))
    yield Move(s.FILED, a.NOT_INDICT, s.NOT_INDICTED, _INDICT, (_reason, _on_paper))
    yield Move(s.INDICTED, a.DROP, s.DROPPED, _INDICT, (_reason, _on_paper))
    yield Move(s.INDICTED, a.JUDGE, s.JUDGED, _JUDGED, (_on_paper,))
    yield Move(s.REFERRED, a.OPEN_PRIVATE, s.PRIVATE_OPEN, _PRIVATE, (_person, _silent_or_refused))
    for source in (s.FOUND, s.STUDIED, s.WARNED):  # the creditor complained himself, and was refused or not answered
        yield Move(source, a.OPEN_PRIVATE, s.PRIVATE_OPEN, _PRIVATE, (_person, _silent_or_refused))
    for source, ground in (
        (s.POLICE_REFUSED, PrivateGround.REFUSED),
        (s.NOT_INDICTED, PrivateGround.NOT_INDICTED),
        (s.DROPPED, PrivateGround.DROPPED),
    ):
        yield Move(source, a.OPEN_PRIVATE, s.PRIVATE_OPEN, _PRIVATE, (_person, _private_ground(ground)))
    yield Move(s.PRIVATE_OPEN, a.FILE_PRIVATE, s.PRIVATE_FILED, _PRIVATE, (_person, _harmed, _on_paper))
    yield Move(s.PRIVATE_FILED, a.JUDGE_PRIVATE, s.PRIVATE_JUDGED, _PRIVATE, (_on_paper,))
    yield Move(s.PRIVATE_FILED, a.SETTLE_PRIVATE, s.PRIVATE_SETTLED, _PRIVATE, (_on_paper,))
    yield Move(s.PRIVATE_FILED, a.WITHDRAW_PRIVATE, s.PRIVATE_WITHDRAWN, _PRIVATE, (_on_paper,))
    again = (_person, _harmed, _on_paper, _new_evidence)
    yield Move(s.PRIVATE_WITHDRAWN, a.FILE_PRIVATE, s.PRIVATE_FILED, _PRIVATE, again)


REFUSAL_LIFE: Procedure[RefusalFacts] = Procedure(*_moves(), start=State.FOUND)
