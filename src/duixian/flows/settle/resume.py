"""After a breach the applicant chooses: the original title, or a suit on the agreement (执行和解规定 9–14, 16).

Resumption is asked for by him, judged by the closed list of article 11, signed by the chief, and ruled. What was paid
is deducted by the ordinary count of the debt; the doubled part runs on through the settlement (法释〔2014〕8号 3).
"""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.procedure import Allowed
from duixian.connectors.typesetting import Decision
from duixian.domain.cases.models import Approval, ApprovalState
from duixian.domain.cases.services import approvals
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import Guarantor, Settlement, SettlementStep
from duixian.domain.settlements.services import agreements
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import move_case, release_excess
from duixian.flows.instruments import settlement as papers
from duixian.flows.settle.review import begin_limit, end_limit, review
from duixian.law import settlement as law
from duixian.law.procedure.case_life import Act, State
from duixian.law.procedure.settlement_life import SETTLEMENT_LIFE, SettlementAct, SettlementFacts, SettlementState

RESUME, REFUSE = "settlement.resume", "settlement.refuse"
_ASKED = "ask_resume"
_BASIS = "《执行和解规定》第九条"


def ask(
    *,
    acting: Acting,
    settlement: Settlement,
    applicant: Person | None,
    requested_on: date,
    grounds: str,
    on: date,
    now: datetime,
    anticipatory: str = "",
    limitation_raised: bool | None = None,
) -> Approval:
    """Lay the applicant's request to resume before the chief. `anticipatory`: why it is clear that the debtor will not
    perform what is not due (民法典 578); `limitation_raised`: whether the debtor invokes the two years, None where he
    was not asked.

    Raises `Refused` with every reason of article 11 that stands, `BadInput` without grounds.
    """
    require(acting, "settlement.resume", of_court=settlement.court_id)
    with transaction.atomic():
        trail.take_turn(settlement.court_id)
        said = _request(settlement, applicant, requested_on, anticipatory, limitation_raised, grounds, on)
        settlement = review(acting=acting, settlement=settlement, on=on, now=now)
        _judge(settlement, said, on)
        return _lay_before(acting, settlement, RESUME, said, grounds, on, now)


def ask_to_refuse(
    *,
    acting: Acting,
    settlement: Settlement,
    applicant: Person | None,
    requested_on: date,
    grounds: str,
    on: date,
    now: datetime,
    anticipatory: str = "",
    limitation_raised: bool | None = None,
) -> Approval:
    """Lay the refusal of a request before the chief: the applicant gets a ruling he can object to (执行和解 11, 12).
    Raises `Refused` where the law has nothing against it."""
    require(acting, "settlement.resume", of_court=settlement.court_id)
    with transaction.atomic():
        trail.take_turn(settlement.court_id)
        said = _request(settlement, applicant, requested_on, anticipatory, limitation_raised, grounds, on)
        settlement = review(acting=acting, settlement=settlement, on=on, now=now)
        if not law.refusals(_facts(settlement, said, on)):
            raise Refused(
                Fault(
                    "resume.nothing_against",
                    "没有不予恢复执行的法定情形",
                    "请按恢复执行呈批（执行和解规定第十一条）",
                    field="恢复执行",
                )
            )
        return _lay_before(acting, settlement, REFUSE, said, grounds, on, now)


def follow_resume(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """The chief has decided on a request: the title is resumed by a ruling, or the case stays where it is."""
    settlement = _of(approval)
    if approval.state != ApprovalState.APPROVED:
        _note_declined(acting, settlement, approval, on, now)
        return
    settlement = review(acting=acting, settlement=settlement, on=on, now=now)  # a payment may have come meanwhile
    said = _said(settlement)
    verdict = _judge(settlement, said, on)
    settlement = agreements.move(
        acting=acting,
        settlement=settlement,
        act=SettlementAct.RESUME,
        verdict=verdict,
        on=on,
        now=now,
        note=approval.grounds,
        data={"approval": approval.pk},
        days={"ended_on": on},
    )
    end_limit(settlement)
    _resume_case(acting, settlement, on, now)
    papers.issue_ruling(
        acting=acting,
        case=settlement.case,
        decision=Decision.RESUME,
        because=_found(settlement, approval, on),
        on=on,
        now=now,
    )


def follow_refuse(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """The chief has decided on a refusal: ruled with the reasons that stand on this day. Raises `Refused` where none
    stands any more: then nothing is signed."""
    settlement = _of(approval)
    if approval.state != ApprovalState.APPROVED:
        _note_declined(acting, settlement, approval, on, now)
        return
    settlement = review(acting=acting, settlement=settlement, on=on, now=now)
    reasons = law.refusals(_facts(settlement, _said(settlement), on))
    if not reasons:
        raise Refused(
            Fault("resume.nothing_against", "没有不予恢复执行的法定情形", "请按恢复执行呈批", field="恢复执行")
        )
    papers.issue_ruling(
        acting=acting,
        case=settlement.case,
        decision=Decision.REFUSE,
        because=tuple(reason.message for reason in reasons),
        on=on,
        now=now,
    )
    agreements.note_step(
        acting=acting,
        settlement=settlement,
        act="refuse_resume",
        basis="《执行和解规定》第十一条",
        on=on,
        now=now,
        note="；".join(reason.message for reason in reasons),
    )


def note_suit(*, acting: Acting, settlement: Settlement, paper: str, on: date, now: datetime) -> Settlement:
    """The applicant sued on the agreement and the court took the suit: the title may then be terminated (14), controls
    becoming controls of that suit by themselves. Raises `Refused` without its number or before a breach."""
    return _end(acting, settlement, SettlementAct.SUE, paper, on, now)


def note_void(*, acting: Acting, settlement: Settlement, paper: str, on: date, now: datetime) -> Settlement:
    """A court declared the agreement void or rescinded it: the applicant may ask for the title again (16). Raises
    `Refused` without the number of that judgment."""
    return _end(acting, settlement, SettlementAct.VOID, paper, on, now)


def note_interruption(*, acting: Acting, settlement: Settlement, what: str, day: date, on: date, now: datetime) -> None:
    """Something interrupts the two years: a demand, a promise to perform (执行程序解释 20). Raises `BadInput` without
    words or for a day that has not come."""
    require(acting, "settlement.record", of_court=settlement.court_id)
    if not what.strip() or day > on:
        raise BadInput(
            Fault(
                "settlement.interruption",
                "须写明中断事由，日期不晚于今天",
                "请按凭据填写",
                field="中断事由",
                value=what,
            )
        )
    with transaction.atomic():
        trail.take_turn(settlement.court_id)
        agreements.note_step(
            acting=acting,
            settlement=settlement,
            act="interrupt",
            basis="《执行程序解释》第二十条",
            on=day,
            now=now,
            note=what.strip(),
            interrupts=True,
        )
        if settlement.state == SettlementState.BREACHED:
            begin_limit(settlement, on=on)


def call_surety(*, acting: Acting, guarantor: Guarantor, on: date, now: datetime) -> Guarantor:
    """Rule that the guarantor of a resumed settlement is enforced against, without being made a debtor: only who
    promised that to the court (执行和解规定 18). Raises `Refused`."""
    with transaction.atomic():
        called = agreements.call_guarantor(acting=acting, guarantor=guarantor, on=on, now=now)
        name = called.person.name
        papers.issue_ruling(
            acting=acting,
            case=called.settlement.case,
            decision=Decision.CALL_SURETY,
            because=(
                f"{name}在执行和解协议中提供担保，并向本院承诺被执行人不履行时自愿接受直接强制执行",
                "本院已裁定恢复执行",
            ),
            on=on,
            now=now,
            guarantor=name,
            limit=called.limit_fen,
            thing=called.thing,
        )
    return called


def _end(acting: Acting, settlement: Settlement, act: SettlementAct, paper: str, on: date, now: datetime) -> Settlement:
    require(acting, "settlement.record", of_court=settlement.court_id)
    with transaction.atomic():
        trail.take_turn(settlement.court_id)
        settlement = review(acting=acting, settlement=settlement, on=on, now=now)
        state, facts = SettlementState(settlement.state), SettlementFacts(paper=paper)
        verdict = SETTLEMENT_LIFE.judge(state=state, act=act, facts=facts).or_refuse()
        settlement = agreements.move(
            acting=acting,
            settlement=settlement,
            act=act,
            verdict=verdict,
            on=on,
            now=now,
            note=paper,
            days={"ended_on": on},
        )
        if act is SettlementAct.SUE:
            end_limit(settlement)
        return settlement


def _request(
    settlement: Settlement,
    applicant: Person | None,
    requested_on: date,
    anticipatory: str,
    limitation_raised: bool | None,
    grounds: str,
    on: date,
) -> dict[str, object]:
    if not grounds.strip():
        raise BadInput(Fault("resume.grounds", "须写明申请恢复执行的理由", "请按申请书填写", field="理由"))
    if requested_on > on:
        raise BadInput(
            Fault("resume.day", "申请日期晚于今天", "请核对", field="申请日期", value=requested_on.isoformat())
        )
    return {
        "requested_on": requested_on.isoformat(),
        "by_applicant": applicant is not None and applicant.pk == settlement.creditor_id,
        "anticipatory": anticipatory.strip(),
        "limitation_raised": limitation_raised,
    }


def _facts(settlement: Settlement, said: dict[str, object], on: date) -> law.ResumeFacts:
    raised = said["limitation_raised"]
    return law.ResumeFacts(
        on=on,
        requested_on=date.fromisoformat(str(said["requested_on"])),
        by_applicant=bool(said["by_applicant"]),
        standing=selectors.standing_of(settlement, on=on),
        voided=settlement.state == SettlementState.VOIDED,
        anticipatory=str(said["anticipatory"]),
        limit=selectors.resume_limit(settlement, on=on),
        limitation_raised=None if raised is None else bool(raised),
    )


def _judge(settlement: Settlement, said: dict[str, object], on: date) -> Allowed:
    facts = SettlementFacts(refusals=law.refusals(_facts(settlement, said, on)))
    state = SettlementState(settlement.state)
    return SETTLEMENT_LIFE.judge(state=state, act=SettlementAct.RESUME, facts=facts).or_refuse()


def _lay_before(
    acting: Acting,
    settlement: Settlement,
    act: str,
    said: dict[str, object],
    grounds: str,
    on: date,
    now: datetime,
) -> Approval:
    agreements.note_step(
        acting=acting, settlement=settlement, act=_ASKED, basis=_BASIS, on=on, now=now, note=grounds, data=said
    )
    words = "恢复执行原生效法律文书" if act == RESUME else "不予恢复执行"
    return approvals.propose(
        acting=acting,
        case=settlement.case,
        act=act,
        subject=f"settlement:{settlement.pk}",
        title=f"{settlement.creditor.name}与{settlement.debtor.name}的和解协议：{words}",
        grounds=grounds.strip(),
        now=now,
    )


def _of(approval: Approval) -> Settlement:
    return selectors.whole(int(approval.subject.partition(":")[2]))


def _said(settlement: Settlement) -> dict[str, object]:
    """The request as it was made last."""
    step = SettlementStep.objects.filter(settlement=settlement, act=_ASKED).order_by("-pk").first()
    assert step is not None, "what waits for a signature was asked for"
    return dict(step.data)


def _note_declined(acting: Acting, settlement: Settlement, approval: Approval, on: date, now: datetime) -> None:
    agreements.note_step(
        acting=acting, settlement=settlement, act="declined", basis=_BASIS, on=on, now=now, note=approval.note
    )


def _resume_case(acting: Acting, settlement: Settlement, on: date, now: datetime) -> None:
    """The case goes on, unless it stands still for another settlement, or for nothing of this kind."""
    case = settlement.case
    case.refresh_from_db()
    if case.state != State.SETTLING or selectors.live_of(case.pk).filter(suspends=True).exists():
        return
    reason = "被执行人不履行执行和解协议，申请执行人申请恢复执行"
    move_case.move_case(acting=acting, case=case, act=Act.RESUME, on=on, now=now, reason=reason)
    release_excess.settle(case=case, acting=acting, on=on, now=now)


def _found(settlement: Settlement, approval: Approval, on: date) -> tuple[str, ...]:
    standing = selectors.standing_of(settlement, on=on)
    late = [str(row.number) for row in standing.rows if row.state == law.RowState.LATE]
    said = [f"当事人于{settlement.signed_on.isoformat()}达成执行和解协议"]
    if late:
        said.append(f"协议第{'、'.join(late)}期逾期未履行")
    said.append(f"申请执行人申请恢复执行：{' '.join(approval.grounds.split())}")
    return tuple(said)
