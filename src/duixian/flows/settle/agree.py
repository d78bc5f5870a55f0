"""Enter a settlement and let it take effect: the case is suspended for it, and money fulfils it from that day on.

The law judges the terms (`law.settlement`); everybody signs or recognises (执行和解规定 2, 4); the court makes no
ruling that gives a thing for the debt on it (6). Parties who change it make another, which replaces it (5).
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.procedure import Allowed
from duixian.connectors.typesetting import Decision
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.settlements.models import Settlement, SettlementState
from duixian.domain.settlements.services import agreements
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import move_case
from duixian.flows.instruments import settlement as papers
from duixian.flows.settle import review, spread
from duixian.flows.state_debt import debt_of
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, State
from duixian.law.procedure.settlement_life import SETTLEMENT_LIFE, SettlementAct, SettlementFacts
from duixian.law.procedure.settlement_life import SettlementState as LifeState
from duixian.law.settlement import Form, Terms, faults_in, notes_on


def enter(
    *,
    acting: Acting,
    case: Case,
    creditor: Person,
    debtor: Person,
    terms: Terms,
    on: date,
    now: datetime,
    others: Mapping[str, Person] | None = None,
    suspends: bool = True,
    clauses: str = "",
    replaces: Settlement | None = None,
) -> Settlement:
    """Enter what was agreed on a day; where everybody has signed it takes effect at once. `others`: who signs or
    guarantees and is no party, by name.

    Raises `BadInput` with every fault of the terms (a day in the past among them), `Refused` for a closed case, for
    people who are not its parties, and for what `take_effect` refuses.
    """
    require(acting, "settlement.enter", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        case.refresh_from_db()
        named = _people(case, creditor, debtor, others or {})
        faults = [*faults_in(terms, on=on), *_unknown(terms, named)]
        if faults:
            raise BadInput.of(faults)
        _open(case)
        debt = debt_of(case, on=on).remaining
        made = agreements.enter(
            acting=acting,
            case=case,
            parties=agreements.Parties(creditor, debtor, named),
            terms=terms,
            debt=debt,
            flags=notes_on(terms, owed=debt),
            suspends=suspends,
            clauses=clauses,
            replaces=replaces,
            now=now,
        )
        if terms.form is not Form.OUTSIDE and all(one.signed_on for one in terms.signers):
            made = take_effect(acting=acting, settlement=made, on=on, now=now)
    return made


def take_effect(*, acting: Acting, settlement: Settlement, on: date, now: datetime) -> Settlement:
    """Everybody has signed: it binds, replaces what it changes, and the case is suspended for it where it says so.
    Raises `Refused` for who has not signed, for an agreement outside the court, and where one is in force already."""
    require(acting, "settlement.enter", of_court=settlement.court_id)
    with transaction.atomic():
        trail.take_turn(settlement.court_id)
        unsigned = settlement.signatories.filter(signed_on__isnull=True).select_related("person")
        facts = SettlementFacts(
            unsigned=tuple(one.person.name for one in unsigned), outside=settlement.form == Form.OUTSIDE.value
        )
        verdict = _judge(settlement, SettlementAct.TAKE_EFFECT, facts)
        if settlement.replaces is not None:
            _replace(acting, settlement.replaces, by=settlement, on=on, now=now)
        settlement = agreements.move(
            acting=acting,
            settlement=settlement,
            act=SettlementAct.TAKE_EFFECT,
            verdict=verdict,
            on=on,
            now=now,
            days={"effective_on": on},
        )
        papers.issue_record(acting=acting, settlement=settlement, on=on, now=now)
        _suspend(acting, settlement, on, now)
        if settlement.replaces is not None:  # what came in under the old one fulfils the new one
            spread.spread(acting=acting, case=settlement.case, on=on, now=now)
    return settlement


def sign(*, acting: Acting, settlement: Settlement, person: Person, on: date, now: datetime) -> Settlement:
    """Somebody signs or recognises; with the last of them it takes effect. Raises `Refused`."""
    with transaction.atomic():
        trail.take_turn(settlement.court_id)
        settlement.refresh_from_db()
        agreements.sign(acting=acting, settlement=settlement, person=person, on=on, now=now)
        waits = settlement.signatories.filter(signed_on__isnull=True).exists()
        if waits or settlement.form == Form.OUTSIDE.value:
            return settlement
        return take_effect(acting=acting, settlement=settlement, on=on, now=now)


def drop(*, acting: Acting, settlement: Settlement, why: str, on: date, now: datetime) -> Settlement:
    """It never came into force: somebody does not recognise it. Raises `Refused` for one that has."""
    require(acting, "settlement.enter", of_court=settlement.court_id)
    if not why.strip():
        raise BadInput(Fault("settlement.drop_why", "须写明未生效的原因", "请填写原因", field="原因"))
    with transaction.atomic():
        verdict = _judge(settlement, SettlementAct.DROP, SettlementFacts())
        return agreements.move(
            acting=acting,
            settlement=settlement,
            act=SettlementAct.DROP,
            verdict=verdict,
            on=on,
            now=now,
            note=why,
            days={"ended_on": on},
        )


def _judge(settlement: Settlement, act: SettlementAct, facts: SettlementFacts) -> Allowed:
    return SETTLEMENT_LIFE.judge(state=LifeState(settlement.state), act=act, facts=facts).or_refuse()


def _replace(acting: Acting, old: Settlement, *, by: Settlement, on: date, now: datetime) -> None:
    """The parties changed what they had agreed (执行和解规定 5). What fulfilled the old one goes to the new one."""
    same = (old.case_id, old.creditor_id, old.debtor_id) == (by.case_id, by.creditor_id, by.debtor_id)
    if not same:
        raise Refused(
            Fault("settlement.other_parties", "变更的须是同一双方的协议", "请核对", field="原协议", value=str(old.pk))
        )
    verdict = _judge(old, SettlementAct.REPLACE, SettlementFacts())
    note = f"变更为协议 {by.pk}"
    agreements.move(
        acting=acting,
        settlement=old,
        act=SettlementAct.REPLACE,
        verdict=verdict,
        on=on,
        now=now,
        note=note,
        days={"ended_on": on},
    )
    review.end_limit(old)


def _suspend(acting: Acting, settlement: Settlement, on: date, now: datetime) -> None:
    """The court suspends for it (执行和解规定 2); a case that is not being enforced now has nothing to suspend."""
    case = settlement.case
    if not settlement.suspends or case.state == State.SETTLING:
        return
    reason = f"当事人于{settlement.signed_on.isoformat()}达成执行和解协议"
    stands = rounds.standing_end(case.pk) is not None
    facts = CaseFacts(on=on, filed_on=case.filed_on, reason=reason, round_end_stands=stands)
    verdict = CASE_LIFE.judge(state=State(case.state), act=Act.SETTLE, facts=facts).or_refuse()
    move_case.go(acting=acting, case=case, act=Act.SETTLE, verdict=verdict, on=on, now=now, reason=reason)
    papers.issue_ruling(
        acting=acting,
        case=case,
        decision=Decision.SUSPEND,
        because=(f"{reason}，约定给付金额合计以协议所载为准", "协议已经各方当事人签名或者认可"),
        on=on,
        now=now,
    )


def _open(case: Case) -> None:
    if case.state == State.CLOSED:
        raise Refused(Fault("settlement.closed", "案件已结案", "先恢复执行", field="案件", value=case.number))


def _people(case: Case, creditor: Person, debtor: Person, others: Mapping[str, Person]) -> dict[str, Person]:
    """Everybody who may be named. Raises `Refused` where the two are not applicant and debtor of the case."""
    parties = list(case.parties.select_related("person"))
    for person, role, words in ((creditor, CaseRole.APPLICANT, "申请执行人"), (debtor, CaseRole.DEBTOR, "被执行人")):
        if not any(one.person_id == person.pk and one.role == role for one in parties):
            raise Refused(
                Fault(
                    "settlement.not_a_party",
                    "“{name}”不是本案{role}",
                    "请从当事人中选择；案外人只能作为担保人",
                    field="当事人",
                    value=person.name,
                    data={"name": person.name, "role": words},
                )
            )
    return {**others, **{one.person.name: one.person for one in parties}, creditor.name: creditor, debtor.name: debtor}


def _unknown(terms: Terms, named: Mapping[str, Person]) -> list[Fault]:
    names = dict.fromkeys([*(one.name for one in terms.signers), *(one.name for one in terms.guarantors)])
    return [
        Fault(
            "settlement.unknown",
            "“{name}”不是本案当事人",
            "请先登记其身份",
            field="签名",
            value=name,
            data={"name": name},
        )
        for name in names
        if name not in named
    ]


def in_force(case: Case, creditor: Person, debtor: Person) -> Settlement | None:
    """The settlement of the two that stands now."""
    live = (SettlementState.IN_FORCE, SettlementState.BREACHED)
    return Settlement.objects.filter(case=case, creditor=creditor, debtor=debtor, state__in=live).first()
