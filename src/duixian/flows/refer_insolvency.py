"""An enterprise that cannot pay goes to a court of insolvency (民诉解释 511–513; 法发〔2017〕2号).

The whole case stands still where every debtor of it is an enterprise; where others answer too, only the one is sent and
enforcement against the rest goes on. When the court of insolvency has accepted, what is held of the enterprise is let
go; when it declares bankruptcy the case may be terminated; when it refuses, enforcement goes on.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import Control, ControlState
from duixian.domain.cases.models import (
    Case,
    CaseRole,
    CaseState,
    CourseDecision,
    InsolvencyReferral,
    Party,
)
from duixian.domain.cases.services import course, referrals
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import move_case, release_excess
from duixian.flows.instruments import course as papers
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.procedure.case_life import Act

ANSWER = "insolvency_answer"
LET_GO = "受移送法院已受理破产案件，解除对债务人财产的保全措施（《民诉法解释》第513条；《企业破产法》第19条）"


def prepare(
    *, acting: Acting, case: Case, debtor: Party, consent_of: Party, consent: str, to_court: str
) -> InsolvencyReferral:
    """Note which enterprise is to be sent where, and who agreed; the signature sends all that wait of a case.
    Raises `BadInput`, `Refused`: see `referrals.propose`."""
    with transaction.atomic():
        return referrals.propose(
            acting=acting, case=case, debtor=debtor, consent_of=consent_of, consent=consent, to_court=to_court
        )


def send_out(*, acting: Acting, decision: CourseDecision, on: date, now: datetime) -> list[InsolvencyReferral]:
    """The signature is there: every enterprise noted for this case goes out, and the 30 days for an answer run.

    Raises `BadInput` when nobody was noted: then nothing is signed.
    """
    waiting = InsolvencyReferral.objects.filter(case_id=decision.case_id, state=InsolvencyReferral.State.PROPOSED)
    due = deadline_of(court_id=decision.court_id, rule=ANSWER, since=on).day
    sent = [
        referrals.send(acting=acting, referral=one, decision=decision, on=on, due=due, now=now)
        for one in waiting.select_related("debtor__person")
    ]
    if not sent:
        raise BadInput(
            Fault("insolvency.nobody", "未登记移送的企业、受移送法院和同意材料", "请先登记", field="被执行人")
        )
    open_nodes(case=decision.case, rules=[ANSWER], since=on)
    for one in sent:
        papers.issue_referral_letter(acting=acting, referral=one, on=on, now=now)
    return sent


def partial(case: Case, act: str) -> bool:
    """Whether an enterprise is sent while other debtors of the case are not: enforcement against those goes on."""
    if act != Act.REFER_INSOLVENCY:
        return False
    over = (InsolvencyReferral.State.REJECTED, InsolvencyReferral.State.DROPPED)
    noted = InsolvencyReferral.objects.filter(case=case).exclude(state__in=over).count()
    return 0 < noted < case.parties.filter(role=CaseRole.DEBTOR).count()


def drop_of(decision: CourseDecision) -> None:
    """Nobody signed: what was noted for the decision is not sent."""
    if decision.act == Act.REFER_INSOLVENCY:
        for one in InsolvencyReferral.objects.filter(case_id=decision.case_id, state=InsolvencyReferral.State.PROPOSED):
            referrals.drop(referral=one)


def answer(
    *, acting: Acting, referral: InsolvencyReferral, state: str, document: str, on: date, now: datetime
) -> InsolvencyReferral:
    """Record what the court of insolvency answered: accepted, rejected, or later declared bankrupt, with the number of
    its ruling. Accepted: what is held of the enterprise is let go. Rejected: the case goes on, where no other debtor of
    it waits for an answer. Raises `BadInput`, `Refused`."""
    states = InsolvencyReferral.State
    with transaction.atomic():
        trail.take_turn(referral.court_id)
        kept = referrals.answer(acting=acting, referral=referral, state=state, document=document, on=on, now=now)
        case = Case.objects.select_related("title").get(pk=kept.case_id)
        open_still = InsolvencyReferral.objects.filter(case=case, state=states.SENT)
        if not open_still.exists():
            course.finish_node(case=case, rule=ANSWER, on=on)
        if state == states.ACCEPTED:
            _let_go(acting, kept, on, now)
        elif state == states.REJECTED and case.state == CaseState.INSOLVENCY and not _others(case):
            move_case.move_case(
                acting=acting, case=case, act=Act.RESUME, on=on, now=now, reason=f"受移送法院不予受理：{kept.answer}"
            )
    return kept


def bankrupt_proofs(case: Case) -> Mapping[str, str]:
    """The proofs of the ground `bankrupt`, where every enterprise of the case was declared bankrupt; else empty."""
    rows = list(InsolvencyReferral.objects.filter(case=case, state=InsolvencyReferral.State.DECLARED))
    debtors = move_case.about(case).debtors
    return {"declaration": "；".join(row.declaration for row in rows)} if rows and len(rows) == len(debtors) else {}


def _others(case: Case) -> bool:
    alive = (InsolvencyReferral.State.SENT, InsolvencyReferral.State.ACCEPTED, InsolvencyReferral.State.DECLARED)
    return InsolvencyReferral.objects.filter(case=case, state__in=alive).exists()


def _let_go(acting: Acting, referral: InsolvencyReferral, on: date, now: datetime) -> None:
    held = Control.objects.filter(
        case_id=referral.case_id,
        asset__person_id=referral.debtor.person_id,
        state__in=(ControlState.ORDERED, ControlState.IN_FORCE, ControlState.WAITING),
    ).select_related("case")
    for control in held:
        release_excess.let_go(acting=acting, control=control, why=LET_GO, on=on, now=now)
