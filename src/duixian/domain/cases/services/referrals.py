"""Enterprises sent to a court of insolvency: proposed, sent, answered (民诉解释 511–513)."""

from datetime import date, datetime

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Case, CaseRole, CourseDecision, InsolvencyReferral, Party
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

_LAW = "《民诉法解释》第511条"


def propose(
    *, acting: Acting, case: Case, debtor: Party, consent_of: Party, consent: str, to_court: str
) -> InsolvencyReferral:
    """Write down which enterprise is to be sent where, and who agreed. Raises `BadInput` for a debtor that is no
    enterprise legal person, consent of nobody entitled, or no court; `Refused` for one that was sent already."""
    require(acting, "case.close", of_court=case.court_id)
    trail.take_turn(case.court_id)
    faults = []
    if debtor.case_id != case.pk or debtor.role != CaseRole.DEBTOR or debtor.person.kind != PersonKind.COMPANY:
        faults.append(
            Fault(
                "insolvency.debtor",
                "只有作为被执行人的企业法人可以移送破产审查",
                f"请选择企业法人（{_LAW}）",
                field="被执行人",
                value=debtor.label,
            )
        )
    if consent_of.case_id != case.pk or not (consent_of.role == CaseRole.APPLICANT or consent_of.pk == debtor.pk):
        faults.append(
            Fault(
                "insolvency.consent_of",
                "须经申请执行人之一或者被执行人同意",
                f"请选择同意的当事人（{_LAW}）",
                field="同意人",
                value=consent_of.label,
            )
        )
    if not consent.strip():
        faults.append(Fault("insolvency.consent", "须写明书面同意的材料", "请填写材料名称和日期", field="同意材料"))
    if not to_court.strip():
        faults.append(Fault("insolvency.court", "须写明受移送法院", "请填写被执行人住所地中级人民法院", "受移送法院"))
    if faults:
        raise BadInput(*faults)
    dead = (InsolvencyReferral.State.REJECTED, InsolvencyReferral.State.DROPPED)
    if InsolvencyReferral.objects.filter(case=case, debtor=debtor).exclude(state__in=dead).exists():
        raise Refused(
            Fault("insolvency.twice", "该企业已移送破产审查", "请等待受移送法院的答复", "被执行人", debtor.label)
        )
    return InsolvencyReferral.objects.create(
        court_id=case.court_id,
        case=case,
        debtor=debtor,
        consent_of=consent_of,
        consent=consent.strip()[:200],
        to_court=to_court.strip()[:80],
    )


def send(
    *, acting: Acting, referral: InsolvencyReferral, decision: CourseDecision, on: date, due: date, now: datetime
) -> InsolvencyReferral:
    """The papers go out on a signed decision."""
    InsolvencyReferral.objects.filter(pk=referral.pk).update(
        state=InsolvencyReferral.State.SENT, decision=decision, sent_on=on, answer_due=due
    )
    _note(acting, referral, "insolvency.send", referral.to_court, on, now)
    referral.refresh_from_db()
    return referral


def drop(*, referral: InsolvencyReferral) -> None:
    """Nobody signed."""
    InsolvencyReferral.objects.filter(pk=referral.pk).update(state=InsolvencyReferral.State.DROPPED)


def answer(
    *, acting: Acting, referral: InsolvencyReferral, state: str, document: str, on: date, now: datetime
) -> InsolvencyReferral:
    """What the court of insolvency answered. Raises `BadInput` without the number of its ruling and `Refused` for an
    answer that does not follow what is on record."""
    require(acting, "case.close", of_court=referral.court_id)
    trail.take_turn(referral.court_id)
    if not document.strip():
        raise BadInput(Fault("insolvency.document", "须写明裁定书文号", "请填写受移送法院的文号", field="裁定文号"))
    states = InsolvencyReferral.State
    follows = {
        states.ACCEPTED: (states.SENT,),
        states.REJECTED: (states.SENT, states.ACCEPTED),
        states.DECLARED: (states.ACCEPTED,),
    }
    declared = state == states.DECLARED
    changes = (
        {"declared_on": on, "declaration": document.strip()}
        if declared
        else {"answered_on": on, "answer": document.strip()}
    )
    changed = InsolvencyReferral.objects.filter(pk=referral.pk, state__in=follows.get(states(state), ())).update(
        state=state, **changes
    )
    if not changed:
        raise Refused(
            Fault(
                "insolvency.answer",
                "“{state}”之后不能登记该答复",
                "请核对移送的状态",
                field="答复",
                value=state,
                data={"state": referral.get_state_display()},
            )
        )
    _note(acting, referral, f"insolvency.{state}", document.strip(), on, now)
    referral.refresh_from_db()
    return referral


def _note(acting: Acting, referral: InsolvencyReferral, act: str, what: str, on: date, now: datetime) -> None:
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=_LAW,
        subject=f"case:{referral.case_id}",
        payload={"referral": referral.pk, "on": on.isoformat(), "what": what},
    )
