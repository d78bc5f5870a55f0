"""The course of a case: applied for, filed or turned away, noticed, paid on, halted, ended, sent to insolvency."""

from datetime import timedelta

from duixian.base.casenumber import CaseNumber
from duixian.connectors.typesetting import Kind
from duixian.domain.cases.models import CaseRole, CaseState, CourseDecision, InsolvencyReferral
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.domain.measures.services import conduct
from duixian.domain.settlements.models import Instalment
from duixian.flows import decide_course, extend_limit, move_case, receive_application, refer_insolvency
from duixian.flows.end_round.record import record
from duixian.flows.issue_instrument import issue
from duixian.flows.receive_application import AboutFiling
from duixian.flows.state_debt import debt_of
from duixian.law.ending import EvidenceKind
from duixian.law.obligations import ItemKind, MoneyItem, Ordered, When
from duixian.law.procedure import case_life
from duixian.law.procedure.grounds import grounds, proof_titles
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind
from duixian.testing.scenes.hundred_days.courts import Bench, Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.worlds.hundred_days import COURTS, START, Fate, Life, Turn

_JUDGED, _EFFECTIVE, _DUE = timedelta(days=90), timedelta(days=60), timedelta(days=40)
"""So long before the first day, or before an application that was made earlier."""
_STAY_DAYS = 80


def draft_of(life: Life) -> FilingDraft:
    """The title of one applicant, as his application puts it."""
    applicant, debtor = life.applicant, life.debtor
    first = min(START, life.began)
    of_debtor = PartyKind.PERSON if debtor.kind == "natural" else PartyKind.ORGANISATION
    return FilingDraft(
        court=COURTS[life.court][1],
        title_number=CaseNumber(2025, COURTS[life.court][0], "民初", 1000 + life.key),
        title_kind=TitleKind.JUDGMENT,
        title_date=first - _JUDGED,
        effective_on=first - _EFFECTIVE,
        cause=life.cause,
        parties=(
            DraftParty(applicant.name, Role.APPLICANT, PartyKind.PERSON, "原告", applicant.number),
            DraftParty(debtor.name, Role.DEBTOR, of_debtor, "被告", debtor.number, address=debtor.address),
        ),
        ordered=Ordered(
            items=(
                MoneyItem(
                    key="1",
                    label="欠款",
                    kind=ItemKind.PRINCIPAL,
                    amount=life.amount,
                    creditors=(applicant.name,),
                    debtors=(debtor.name,),
                    due=When(on=first - _DUE),
                ),
            ),
            doubled_clause=True,
        ),
    )


def apply(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The application comes in; it is filed and the notice sent, or it is refused by a ruling."""
    bench, life = dossier.bench, dossier.life
    elsewhere = "另一法院已先立案" if life.fate is Fate.TURNED_AWAY else ""
    about = AboutFiling("first_instance", min(START, life.began) - _DUE, elsewhere=elsewhere, guardians=_guardian(life))
    application = receive_application.receive(
        acting=bench.officer, draft=draft_of(life), about=about, on=bench.today, now=bench.now
    )
    if life.fate is Fate.TURNED_AWAY:
        receive_application.refuse(
            acting=bench.who("chief"),
            application=application,
            reason="其他有管辖权的法院已经立案",
            on=bench.today,
            now=bench.now,
        )
        dossier.matter_id = application.pk
        return
    officer = bench.officer
    case = receive_application.file(
        acting=officer, application=application, on=bench.today, now=bench.now, officer_id=officer.officer_id
    )
    dossier.case_id = case.pk
    move_case.move_case(acting=officer, case=case, act=case_life.Act.NOTIFY, on=bench.today, now=bench.now)


def _guardian(life: Life) -> dict[str, str] | None:
    return {life.debtor.name: "其母"} if life.fate is Fate.MINOR else None


def serve(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The notice and the order to report reach the debtor."""
    bench, case, debtor = dossier.bench, dossier.case, dossier.debtor
    for kind in (Kind.EXECUTION_NOTICE, Kind.REPORT_ORDER):
        issue(acting=bench.officer, case=case, kind=kind, on=bench.today, now=bench.now)
    for served in (EvidenceKind.NOTICE_SERVED, EvidenceKind.REPORT_SERVED):
        said = EvidenceIn(kind=served, on=bench.today, what="直接送达", document="送达回证", person=debtor)
        record(acting=bench.officer, case=case, said=said, now=bench.now)


def pay(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The debtor pays at the bank: a part of what he owes, or the instalment that is next."""
    case = dossier.case
    if case.state == CaseState.CLOSED:
        return "closed"
    amount = (
        debt_of(case, on=dossier.bench.today).to_pay * turn.percent // 100 if turn.percent else _instalment(case.pk)
    )
    if not amount:
        return "nothing_due"
    dossier.bench.stage.pay_in(amount, payer=dossier.life.debtor.name, case=case, remark="执行款")
    dossier.paying = True
    return None


def _instalment(case_id: int) -> int:
    waiting = Instalment.objects.filter(settlement__case_id=case_id, settlement__state="in_force").order_by("number")
    return next((one.amount_fen - one.paid_fen for one in waiting if one.paid_fen < one.amount_fen), 0)


def decide(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The officer lays before whom the law names that the case be halted or ended on a ground, with its proofs."""
    ground = grounds()[turn.ground]
    if dossier.case.state == CaseState.CLOSED:
        return "closed"
    _propose(dossier, case_life.Act(ground.act), turn.ground)
    return None


def _propose(dossier: Dossier, act: case_life.Act, ground: str) -> CourseDecision:
    bench = dossier.bench
    return decide_course.propose(
        acting=bench.officer,
        case=dossier.case,
        act=act,
        ground=ground,
        proofs={proof: f"{proof_titles()[proof]}（第{dossier.life.key}号）" for proof in grounds()[ground].proofs},
        reason=grounds()[ground].title,
        until=bench.today + timedelta(days=_STAY_DAYS) if act is case_life.Act.STAY else None,
        on=bench.today,
        now=bench.now,
    )


def resume(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """What halted the case is over."""
    bench, case = dossier.bench, dossier.case
    if case.state not in (CaseState.SUSPENDED, CaseState.STAYED):
        return "not_halted"
    move_case.move_case(
        acting=bench.officer, case=case, act=case_life.Act.RESUME, reason="事由消失", on=bench.today, now=bench.now
    )
    return None


def extend(province: Province, dossier: Dossier, turn: Turn) -> None:
    """Three more months are asked for, as far as the president may grant by himself."""
    bench = dossier.bench
    node = dossier.case.nodes.select_related("case__court").get(rule="statutory_end")
    extend_limit.ask(
        acting=bench.officer, node=node, months=3, reason="案情复杂，正在查找财产", on=bench.today, now=bench.now
    )


def die(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The debtor dies."""
    bench = dossier.bench
    conduct.note_circumstance(
        acting=bench.officer,
        person=dossier.debtor,
        kind="dead",
        since=bench.today,
        source="死亡医学证明",
        now=bench.now,
    )


def refer(province: Province, dossier: Dossier, turn: Turn) -> None:
    """An enterprise that cannot pay is sent to the court of insolvency, with the applicant's consent."""
    bench, case = dossier.bench, dossier.case
    dossier.matter_id = refer_insolvency.prepare(
        acting=bench.officer,
        case=case,
        debtor=case.parties.get(role=CaseRole.DEBTOR),
        consent_of=case.parties.get(role=CaseRole.APPLICANT),
        consent="同意移送书",
        to_court="某某市中级人民法院",
    ).pk
    _propose(dossier, case_life.Act.REFER_INSOLVENCY, "insolvent")


def hear_insolvency(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The court of insolvency rules: it does not accept, and the case goes on; or it accepts, and declares later."""
    bench = dossier.bench
    refer_insolvency.answer(
        acting=bench.officer,
        referral=InsolvencyReferral.objects.get(pk=dossier.matter_id),
        state=turn.ground,
        document=f"（2026）苏破申{dossier.life.key}号",
        on=bench.today,
        now=bench.now,
    )


__all__ = [
    "Bench",
    "apply",
    "decide",
    "die",
    "draft_of",
    "extend",
    "hear_insolvency",
    "pay",
    "refer",
    "resume",
    "serve",
]
