"""Halting and ending a case: on a ground, by a signature, with what it does to limits and to what is held."""

from datetime import date, timedelta

import pytest
from courthouse import CourtHouse, item
from django.db import IntegrityError, transaction

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import (
    ApprovalState,
    Case,
    CaseState,
    ClosingKind,
    CourseDecision,
    DecisionState,
    Extension,
    InsolvencyReferral,
    Node,
    Pause,
)
from duixian.domain.cases.services import performances
from duixian.domain.documents.models import Instrument
from duixian.domain.parties.models import Person
from duixian.domain.trail.selectors import about
from duixian.flows import decide_course, extend_limit, pause_limits, refer_insolvency
from duixian.flows.approve import approve
from duixian.flows.end_stays import end_stays
from duixian.flows.move_case import close_case, move_case
from duixian.flows.open_nodes import start_by_hand
from duixian.law.obligations import ActDuty
from duixian.law.procedure.case_life import CASE_LIFE, Act, State

DAY = date(2026, 4, 1)


@pytest.fixture
def case(own: CourtHouse) -> Case:
    return own.file(item("1", 10_000_00, "洪春生", "黎明华"))


def proposed(own: CourtHouse, case: Case, act: Act = Act.SUSPEND) -> CourseDecision:
    return decide_course.propose(
        acting=own.officer,
        case=case,
        act=act,
        ground="deferred",
        proofs={"applicant_consent": "申请书"},
        reason="双方协商",
        on=DAY,
        now=own.now,
    )


def enterprise(case: Case) -> None:
    """The debtor is a company after all."""
    Person.objects.filter(pk__in=case.parties.filter(role="debtor").values("person_id")).update(
        kind="company", id_number=""
    )


def test_a_case_is_suspended_by_the_signature_and_not_by_the_proposal(own: CourtHouse, case: Case) -> None:
    decision = proposed(own, case)
    case.refresh_from_db()
    assert case.state == CaseState.FILED

    assert decision.approval is not None
    approve(acting=own.chief, approval=decision.approval, approved=True, on=DAY, now=own.now)

    case.refresh_from_db()
    decision.refresh_from_db()
    assert (case.state, decision.state, decision.carried_on) == (CaseState.SUSPENDED, DecisionState.CARRIED, DAY)
    paper = Instrument.objects.get(case=case, kind="course_ruling")
    assert paper.number == f"{case.number}之一"
    assert "case.suspend" in [entry.act for entry in about(f"case:{case.pk}")]


def test_without_its_papers_nothing_is_laid_before_the_chief(own: CourtHouse, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        decide_course.propose(
            acting=own.officer,
            case=case,
            act=Act.SUSPEND,
            ground="party_died",
            proofs={"death": "死亡证明"},
            reason="",
            on=DAY,
            now=own.now,
        )

    assert {reason.code for reason in refusal.value.reasons} == {"case.reason", "ground.unproved"}
    assert not CourseDecision.objects.exists()


def test_nobody_suspends_a_case_past_the_queue(own: CourtHouse, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        move_case(acting=own.chief, case=case, act=Act.SUSPEND, on=DAY, now=own.now, reason="另案审理")

    assert [reason.code for reason in refusal.value.reasons] == ["course.needs_signature"]
    case.refresh_from_db()
    assert case.state == CaseState.FILED


def test_a_declined_proposal_leaves_the_case_where_it_was(own: CourtHouse, case: Case) -> None:
    decision = proposed(own, case)
    assert decision.approval is not None
    approve(acting=own.chief, approval=decision.approval, approved=False, note="理由不足", on=DAY, now=own.now)

    decision.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, decision.state) == (CaseState.FILED, DecisionState.DROPPED)
    assert proposed(own, case).state == DecisionState.PROPOSED  # and another may be made


def test_what_no_longer_holds_when_it_is_signed_is_not_signed(own: CourtHouse, case: Case) -> None:
    decision = decide_course.propose(
        acting=own.officer,
        case=case,
        act=Act.TERMINATE,
        ground="withdrawn",
        proofs={"withdrawal": "撤回申请书"},
        reason="申请执行人撤回申请",
        on=DAY,
        now=own.now,
    )
    own.receive(case, 5_000_00, DAY)
    assert decision.approval is not None

    with pytest.raises(Refused) as refusal:
        approve(acting=own.chief, approval=decision.approval, approved=True, on=DAY, now=own.now)

    assert [reason.code for reason in refusal.value.reasons] == ["close.money_waiting"]
    decision.approval.refresh_from_db()
    assert decision.approval.state == ApprovalState.WAITING


@pytest.mark.parametrize(
    ("act", "ground", "closing", "kinds"),
    [
        (Act.TERMINATE, "withdrawn", ClosingKind.TERMINATED, {"course_ruling", "ending_notice"}),
        (Act.STRIKE, "filed_elsewhere", ClosingKind.WITHDRAWN, {"ending_notice"}),
        (Act.REFUSE, "too_late", ClosingKind.REFUSED, {"course_ruling", "ending_notice"}),
        (Act.DISMISS, "not_acceptable", ClosingKind.DISMISSED, {"course_ruling", "ending_notice"}),
    ],
)
def test_a_case_ends_in_each_of_the_other_ways(
    own: CourtHouse, case: Case, act: Act, ground: str, closing: str, kinds: set[str]
) -> None:
    own.decide(case, act, ground, on=DAY)

    assert (case.state, case.closing, case.closed_on) == (CaseState.CLOSED, closing, DAY)
    assert not Node.objects.filter(case=case, done_on__isnull=True, cancelled=False).exists()
    assert set(Instrument.objects.filter(case=case).values_list("kind", flat=True)) == kinds


# the database stands on it a second time


@pytest.mark.parametrize(
    ("state", "closing"),
    [("suspended", ""), ("stayed", ""), ("insolvency", ""), ("closed", "terminated"), ("closed", "dismissed")],
)
def test_the_database_moves_no_case_without_a_signed_decision(
    own: CourtHouse, case: Case, state: str, closing: str
) -> None:
    Case.objects.filter(pk=case.pk).update(state="notified")

    with pytest.raises(IntegrityError, match="no signed decision"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=state, closing=closing, closed_on=DAY if closing else None)

    assert Case.objects.get(pk=case.pk).state == CaseState.NOTIFIED


def test_the_database_takes_no_decision_for_signed_that_nobody_signed(own: CourtHouse, case: Case) -> None:
    decision = proposed(own, case)

    with pytest.raises(IntegrityError, match="nobody signed"), transaction.atomic():
        CourseDecision.objects.filter(pk=decision.pk).update(state=DecisionState.APPROVED)

    decision.refresh_from_db()
    assert decision.state == DecisionState.PROPOSED


def test_the_database_refuses_every_move_the_table_does_not_have(own: CourtHouse, case: Case) -> None:
    lawful = {(str(move.source), str(move.target)) for move in CASE_LIFE}
    own.decide(case, Act.SUSPEND, "deferred", on=DAY)
    for source in ("suspended", "notified"):
        refused = set()
        for target in State:
            closing = "performed" if target is State.CLOSED else ""
            try:
                with transaction.atomic():
                    Case.objects.filter(pk=case.pk).update(
                        state=target, closing=closing, closed_on=DAY if closing else None
                    )
                    raise InterruptedError
            except IntegrityError:
                refused.add(str(target))
            except InterruptedError:
                assert target == source or (source, str(target)) in lawful
        assert {target for target in map(str, State) if target != source and (source, target) not in lawful} <= refused
        case = (
            move_case(acting=own.officer, case=case, act=Act.RESUME, on=DAY, now=own.now, reason="事由消失")
            if (source == "suspended")
            else case
        )


# limits stand still and run on


def test_days_of_a_suspension_do_not_count(own: CourtHouse, case: Case) -> None:
    node = Node.objects.get(case=case, rule="statutory_end")
    before = node.due_on
    own.decide(case, Act.SUSPEND, "deferred", on=DAY)
    assert set(pause_limits.stopped([node], on=DAY)) == {node.pk}

    move_case(acting=own.officer, case=case, act=Act.RESUME, on=DAY + timedelta(30), now=own.now, reason="期满")

    node.refresh_from_db()
    assert node.due_on >= before + timedelta(30)
    assert "扣除中止、暂停 30 日" in " ".join(node.explanation)
    assert pause_limits.stopped([node], on=DAY + timedelta(30)) == {}
    assert Pause.objects.get(case=case).until == DAY + timedelta(30)
    assert Instrument.objects.filter(case=case, kind="course_resumption").count() == 1


def test_a_resumed_case_with_money_on_its_account_goes_on_paying(own: CourtHouse, case: Case) -> None:
    own.decide(case, Act.SUSPEND, "deferred", on=DAY)
    own.receive(case, 5_000_00, DAY)
    assert case.state == CaseState.SUSPENDED

    case = move_case(acting=own.officer, case=case, act=Act.RESUME, on=DAY, now=own.now, reason="期满")

    assert case.state == CaseState.PAYING


def test_service_by_public_notice_moves_the_statutory_time_alone(own: CourtHouse, case: Case) -> None:
    before = dict(Node.objects.filter(case=case).values_list("rule", "due_on"))

    pause_limits.record_pause(
        acting=own.officer,
        case=case,
        kind="announcement",
        since=DAY,
        until=DAY + timedelta(60),
        document="公告第5号",
        now=own.now,
    )

    after = dict(Node.objects.filter(case=case).values_list("rule", "due_on"))
    assert {rule for rule in before if before[rule] != after[rule]} == {"statutory_end", "idle_complaint"}


# more time


def asked(own: CourtHouse, case: Case, months: int = 3, report: str = "", on: date = DAY) -> Extension:
    node = Node.objects.get(case=case, rule="statutory_end")
    return extend_limit.ask(
        acting=own.officer, node=node, months=months, reason="评估未完成", report=report, on=on, now=own.now
    )


def test_the_president_gives_three_months(own: CourtHouse, case: Case) -> None:
    extension = asked(own, case)
    assert extension.approval is not None
    with pytest.raises(Refused):
        approve(acting=own.chief, approval=extension.approval, approved=True, on=DAY, now=own.now)

    approve(acting=own.president, approval=extension.approval, approved=True, on=DAY, now=own.now)

    node = Node.objects.get(case=case, rule="statutory_end")
    extension.refresh_from_db()
    assert node.due_on == date(2026, 12, 2) == extension.to_day
    assert Instrument.objects.filter(case=case, kind="extension_form").count() == 1


def test_more_than_three_months_are_reported_to_the_high_court(own: CourtHouse, case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        asked(own, case, months=4)

    assert [reason.code for reason in refusal.value.reasons] == ["extension.report"]
    assert not Extension.objects.exists()
    assert asked(own, case, months=4, report="（2026）苏执备1号").months == 4


def test_a_step_is_not_extended_nor_what_has_passed(own: CourtHouse, case: Case) -> None:
    node = Node.objects.get(case=case, rule="notice")

    with pytest.raises(Refused) as refusal:
        extend_limit.ask(acting=own.officer, node=node, months=1, reason="忙", on=date(2026, 4, 1), now=own.now)

    assert {reason.code for reason in refusal.value.reasons} == {"extension.rule", "extension.late"}


# duties to act


def test_a_duty_to_act_on_record_as_performed_no_longer_keeps_the_case(own: CourtHouse) -> None:
    case = own.file(acts=(ActDuty("a1", "交付房屋", ("洪春生",), ("黎明华",)),))
    with pytest.raises(Refused) as refusal:
        close_case(acting=own.officer, case=case, on=DAY, now=own.now)
    assert [reason.code for reason in refusal.value.reasons] == ["close.acts_open"]

    performances.record_act_performed(
        acting=own.officer,
        case=case,
        key="a1",
        performed_on=DAY,
        how="当场交付",
        document="交接笔录",
        on=DAY,
        now=own.now,
    )

    assert close_case(acting=own.officer, case=case, on=DAY, now=own.now).closing == ClosingKind.PERFORMED


# insolvency


def sent(own: CourtHouse, case: Case) -> InsolvencyReferral:
    enterprise(case)
    debtor = case.parties.get(role="debtor")
    referral = refer_insolvency.prepare(
        acting=own.officer,
        case=case,
        debtor=debtor,
        consent_of=case.parties.get(role="applicant"),
        consent="同意移送书",
        to_court="某某市中级人民法院",
    )
    Case.objects.filter(pk=case.pk).update(state="notified")
    own.decide(case, Act.REFER_INSOLVENCY, "insolvent", on=DAY)
    referral.refresh_from_db()
    return referral


def test_an_enterprise_goes_to_insolvency_and_back_when_it_is_refused(own: CourtHouse, case: Case) -> None:
    referral = sent(own, case)
    assert (case.state, referral.state) == (CaseState.INSOLVENCY, "sent")
    assert Node.objects.get(case=case, rule="insolvency_answer").due_on == referral.answer_due
    assert Instrument.objects.filter(case=case, kind="referral_letter").exists()

    refer_insolvency.answer(
        acting=own.officer, referral=referral, state="rejected", document="（2026）苏破申1号", on=DAY, now=own.now
    )

    case.refresh_from_db()
    assert case.state == CaseState.NOTIFIED


def test_a_declared_bankruptcy_ends_the_case(own: CourtHouse, case: Case) -> None:
    referral = sent(own, case)
    for state in ("accepted", "declared"):
        referral = refer_insolvency.answer(
            acting=own.officer, referral=referral, state=state, document=f"（2026）苏破{state}", on=DAY, now=own.now
        )
    assert refer_insolvency.bankrupt_proofs(case)

    own.decide(case, Act.TERMINATE, "bankrupt", on=DAY)

    assert case.closing == ClosingKind.TERMINATED


def test_nobody_but_an_enterprise_is_sent(own: CourtHouse, case: Case) -> None:
    with pytest.raises(Exception, match="企业法人"):
        refer_insolvency.prepare(
            acting=own.officer,
            case=case,
            debtor=case.parties.get(role="debtor"),
            consent_of=case.parties.get(role="applicant"),
            consent="同意",
            to_court="某某市中级人民法院",
        )

    assert not InsolvencyReferral.objects.exists()


def test_of_two_debtors_only_the_enterprise_is_sent_and_the_case_goes_on(own: CourtHouse) -> None:
    case = own.file(item("1", 10_000_00, "洪春生", "黎明华"), debtors=("黎明华", "王大力"))
    company = case.parties.filter(role="debtor").select_related("person")[0]
    Person.objects.filter(pk=company.person_id).update(kind="company", id_number="")
    referral = refer_insolvency.prepare(
        acting=own.officer,
        case=case,
        debtor=case.parties.get(pk=company.pk),
        consent_of=case.parties.get(role="applicant"),
        consent="同意移送书",
        to_court="某某市中级人民法院",
    )
    Case.objects.filter(pk=case.pk).update(state="notified")

    own.decide(case, Act.REFER_INSOLVENCY, "insolvent", on=DAY)

    referral.refresh_from_db()
    assert (case.state, referral.state) == (CaseState.NOTIFIED, "sent")


# what begins outside


def test_an_officer_starts_the_time_for_a_clue_and_not_that_of_the_law(own: CourtHouse, case: Case) -> None:
    def start(rule: str) -> None:
        start_by_hand(acting=own.officer, case=case, rule=rule, since=DAY, document="线索登记表", on=DAY, now=own.now)

    start("verify_clue")
    assert Node.objects.get(case=case, rule="verify_clue").due_on == date(2026, 4, 8)

    with pytest.raises(BadInput) as refusal:
        start("statutory_end")
    assert [fault.code for fault in refusal.value.faults] == ["node.not_by_hand"]
    assert Node.objects.filter(case=case, rule="statutory_end").count() == 1


def test_a_stay_ends_by_itself_the_day_after_its_last_day(own: CourtHouse, case: Case) -> None:
    last = date(2026, 6, 1)
    case = own.decide(case, Act.STAY, "ordered_above", on=DAY, until=last)
    assert case.state == CaseState.STAYED

    assert end_stays(court_id=own.court.pk, on=last, now=own.now) == []
    (resumed,) = end_stays(court_id=own.court.pk, on=last + timedelta(days=1), now=own.now)

    assert (resumed.pk, resumed.state) == (case.pk, CaseState.NOTIFIED)
