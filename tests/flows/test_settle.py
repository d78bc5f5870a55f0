"""Settlements lived: entered, fulfilled, broken the day after, resumed, performed and closed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from courthouse import CourtHouse, item, staff
from django.db import IntegrityError, connection, transaction

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import Approval, Case, Node
from duixian.domain.courts.models import Role
from duixian.domain.documents.models import Instrument
from duixian.domain.funds.models import Receipt
from duixian.domain.parties.models import Person
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import Fulfilment, Instalment, Settlement, SettlementState, SettlementStep
from duixian.flows.approve import approve
from duixian.flows.identify_receipt import take_back_receipt
from duixian.flows.move_case import move_case
from duixian.flows.settle import agree, resume, spread, watch
from duixian.flows.state_debt import debt_of
from duixian.law.procedure.case_life import Act
from duixian.law.procedure.settlement_life import SETTLEMENT_LIFE
from duixian.law.settlement import Form, Guarantor, Kind, Side, Signer, Terms, equal
from duixian.law.settlement import Instalment as Step
from duixian.ports.banks import PaymentState
from duixian.testing.scenes.stage import resident_id

pytestmark = pytest.mark.django_db

ON = date(2026, 4, 1)
FIRST = date(2026, 5, 8)
DAY = timedelta(days=1)
SIGNED = (Signer("洪春生", Side.CREDITOR, ON), Signer("黎明华", Side.DEBTOR, ON))
TERMS = Terms(Form.JOINT, ON, equal(total=9_000_00, count=3, first=FIRST), SIGNED)
S = SettlementState


@pytest.fixture
def case(own: CourtHouse) -> Case:
    """A case owed 10,000 yuan and its delay."""
    return own.file(item("1", 10_000_00, "洪春生", "黎明华"))


def _enter(own: CourtHouse, case: Case, terms: Terms = TERMS, **more: object) -> Settlement:
    given: dict[str, object] = {
        "acting": own.officer,
        "case": case,
        "creditor": own.applicant(case),
        "debtor": own.debtor(case),
        "terms": terms,
        "on": ON,
        "now": own.now,
    }
    made = agree.enter(**(given | more))  # type: ignore[arg-type]
    case.refresh_from_db()
    return made


def _receive(own: CourtHouse, case: Case, fen: int, day: date) -> None:
    """Money comes in on a day, and is known on it, or on the day it is already where that is later."""
    own.moment = max(own.moment, datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC))
    own.receive(case, fen, day)


def _night(own: CourtHouse, on: date) -> dict[str, int]:
    done = watch.go_round(court_id=own.court.pk, on=on, now=own.now)
    assert done.stuck == []
    return {name: count for name, count in done.done.items() if count}


def _paid(settlement: Settlement) -> list[int]:
    return list(settlement.instalments.order_by("number").values_list("paid_fen", flat=True))


def _ask(own: CourtHouse, settlement: Settlement, on: date, **more: object) -> Approval:
    given: dict[str, object] = {
        "acting": own.officer,
        "settlement": settlement,
        "applicant": settlement.creditor,
        "requested_on": on,
        "grounds": "第一期逾期未付",
        "on": on,
        "now": own.now,
    }
    return resume.ask(**(given | more))  # type: ignore[arg-type]


def test_a_settlement_signed_by_all_suspends_the_case_and_says_what_is_given_up(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)

    assert (made.state, case.state) == (S.IN_FORCE, "settling")
    assert made.debt_fen == debt_of(case, on=ON).remaining
    assert [flag["code"] for flag in made.flags] == ["settlement.waives"]
    kinds = set(Instrument.objects.filter(case=case).values_list("kind", flat=True))
    assert {"settlement_record", "settlement_ruling"} <= kinds


def test_no_officer_resumes_a_settled_case_past_the_agreement(own: CourtHouse, case: Case) -> None:
    _enter(own, case)
    case.refresh_from_db()

    with pytest.raises(Refused) as refusal:
        move_case(acting=own.officer, case=case, act=Act.RESUME, on=ON, now=own.now, reason="另行执行")

    assert [reason.code for reason in refusal.value.reasons] == ["case.agreement_open"]
    case.refresh_from_db()
    assert case.state == "settling"


def test_a_day_in_the_past_is_refused_and_nothing_is_kept(own: CourtHouse, case: Case) -> None:
    with pytest.raises(BadInput) as bad:
        _enter(own, case, replace(TERMS, instalments=(Step(1, amount=5, due=ON - DAY),)))

    assert [(one.code, one.value) for one in bad.value.faults] == [("settlement.past", "2026-03-31")]
    assert not Settlement.objects.exists()
    case.refresh_from_db()
    assert case.state == "filed"


def test_more_than_the_title_is_flagged(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case, replace(TERMS, instalments=(Step(1, amount=50_000_00, due=FIRST),)))

    assert [flag["code"] for flag in made.flags] == ["settlement.above_title"]


def test_it_waits_for_who_has_not_signed_and_takes_effect_with_the_last(own: CourtHouse, case: Case) -> None:
    waiting = replace(TERMS, form=Form.RECOGNISED, signers=(SIGNED[0], replace(SIGNED[1], signed_on=None)))
    made = _enter(own, case, waiting)
    assert (made.state, case.state) == (S.ENTERED, "filed")

    with pytest.raises(Refused) as refused:
        agree.take_effect(acting=own.officer, settlement=made, on=ON, now=own.now)
    assert refused.value.reasons[0].code == "settlement.unsigned"

    made = agree.sign(acting=own.officer, settlement=made, person=own.debtor(case), on=ON, now=own.now)
    assert made.state == S.IN_FORCE


def test_an_agreement_outside_the_court_has_no_effect(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case, replace(TERMS, form=Form.OUTSIDE))

    with pytest.raises(Refused) as refused:
        agree.take_effect(acting=own.officer, settlement=made, on=ON, now=own.now)

    assert refused.value.reasons[0].code == "settlement.outside"
    made.refresh_from_db()
    assert made.state == S.ENTERED


def test_two_are_never_in_force_between_the_same_two_unless_one_replaces_the_other(own: CourtHouse, case: Case) -> None:
    first = _enter(own, case)
    with pytest.raises(Refused) as refused:
        _enter(own, case)
    assert refused.value.reasons[0].code == "settlement.another"
    assert Settlement.objects.count() == 1

    _receive(own, case, 1_000_00, ON + DAY)
    second = _enter(own, case, replaces=first)

    first.refresh_from_db()
    assert (first.state, second.state) == (S.REPLACED, S.IN_FORCE)


def test_who_is_no_party_settles_nothing(own: CourtHouse, case: Case) -> None:
    stranger = Person.objects.create(court=own.court, kind="natural", name="魏长安", id_number=resident_id(901))

    with pytest.raises(Refused):
        _enter(own, case, debtor=stranger)

    assert not Settlement.objects.exists()


def test_an_accountant_enters_no_settlement(own: CourtHouse, case: Case) -> None:
    with pytest.raises(Refused):
        _enter(own, case, acting=own.accountant)

    assert not Settlement.objects.exists()


def test_one_receipt_over_two_instalments_early_in_part_and_too_much(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)
    _receive(own, case, 4_500_00, ON + DAY)
    assert _paid(made) == [3_000_00, 1_500_00, 0]

    _receive(own, case, 5_000_00, ON + 2 * DAY)

    made.refresh_from_db()
    assert _paid(made) == [3_000_00, 3_000_00, 3_000_00]
    assert made.state == S.PERFORMED
    assert selectors.over_paid(case.pk) == 500_00
    assert case.state == "settling"


def test_money_that_leaves_opens_what_it_fulfilled_and_other_money_fills_it(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)
    _receive(own, case, 9_000_00, ON + DAY)
    _receive(own, case, 1_000_00, ON + 2 * DAY)
    first = Receipt.objects.get(amount_fen=9_000_00)

    take_back_receipt(acting=own.accountant, receipt=first, reason="认领有误", on=ON + 3 * DAY, now=own.now)

    made.refresh_from_db()
    assert _paid(made) == [1_000_00, 0, 0]
    assert made.state == S.IN_FORCE
    assert Fulfilment.objects.filter(receipt=first, undone_at__isnull=True).count() == 0


def test_a_breach_is_seen_the_night_after_once_and_starts_the_two_years(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)

    assert _night(own, FIRST) == {"reminded": 1}
    assert _night(own, FIRST + DAY) == {"breached": 1}
    assert _night(own, FIRST + 2 * DAY) == {}

    made.refresh_from_db()
    assert (made.state, made.breached_on) == (S.BREACHED, FIRST + DAY)
    assert [one.pk for one in selectors.to_ask(own.court.pk)] == [made.pk]
    node = Node.objects.get(case=case, rule="resume_limit", cancelled=False)
    assert (node.started_on, node.due_on) == (date(2026, 7, 8), date(2028, 7, 10))  # 8 July 2028 is a Saturday


def test_money_that_was_in_time_and_told_late_mends_the_breach(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)
    _night(own, FIRST + DAY)

    _receive(own, case, 3_000_00, FIRST)

    made.refresh_from_db()
    assert made.state == S.IN_FORCE
    assert not Node.objects.filter(case=case, rule="resume_limit", cancelled=False).exists()


def test_the_debtor_is_reminded_three_days_before_and_once(own: CourtHouse, case: Case) -> None:
    _enter(own, case)

    assert _night(own, FIRST - 4 * DAY) == {}
    assert _night(own, FIRST - 3 * DAY) == {"reminded": 1}
    assert _night(own, FIRST - 2 * DAY) == {}

    paper = Instrument.objects.get(case=case, kind="performance_reminder")
    assert paper.facts["missing"] == 3_000_00


def test_the_title_is_resumed_by_the_chief_with_what_was_paid_deducted(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)
    _receive(own, case, 2_000_00, FIRST - DAY)
    _night(own, FIRST + DAY)
    made.refresh_from_db()
    owed = debt_of(case, on=FIRST + DAY).remaining

    approval = _ask(own, made, FIRST + DAY)
    case.refresh_from_db()
    assert case.state == "settling"
    approve(acting=own.chief, approval=approval, approved=True, on=FIRST + DAY, now=own.now)

    made.refresh_from_db()
    case.refresh_from_db()
    assert (made.state, case.state) == (S.RESUMED, "paying")  # what was paid last lies here still
    now_owed = debt_of(case, on=FIRST + DAY)
    assert now_owed.remaining == owed
    assert now_owed.statement is not None
    assert 8_000_00 < now_owed.remaining < 10_000_00  # the payment is off, the doubled part has run on
    assert Instrument.objects.filter(case=case, kind="settlement_ruling").count() == 2


def test_nobody_signs_the_resumption_he_proposed_and_the_case_stays(own: CourtHouse, case: Case) -> None:
    both = staff(own.court, "both", Role.OFFICER, Role.CHIEF)
    made = _enter(own, case)
    approval = _ask(own, made, FIRST + DAY, acting=both)

    with pytest.raises(Refused):
        approve(acting=both, approval=approval, approved=True, on=FIRST + DAY, now=own.now)

    made.refresh_from_db()
    case.refresh_from_db()
    assert (made.state, case.state) == (S.BREACHED, "settling")


@pytest.mark.parametrize(
    ("paid", "on", "code"),
    [
        (0, FIRST, "resume.not_due"),
        (1_000_00, FIRST, "resume.performing"),
        (9_000_00, FIRST + DAY, "resume.performed"),
    ],
)
def test_what_is_kept_is_not_resumed(own: CourtHouse, case: Case, paid: int, on: date, code: str) -> None:
    made = _enter(own, case)
    if paid:
        _receive(own, case, paid, ON + DAY)

    with pytest.raises(Refused) as refused:
        _ask(own, made, on)

    codes = [one.code for one in refused.value.reasons]
    assert code in codes or codes == ["procedure.not_open"]  # a performed one has no such act at all
    assert not Approval.objects.exists()


def test_somebody_else_does_not_ask_for_the_applicant(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)

    with pytest.raises(Refused) as refused:
        _ask(own, made, FIRST + DAY, applicant=made.debtor)

    assert [one.code for one in refused.value.reasons] == ["resume.not_asked"]


def test_a_payment_between_request_and_signature_is_found(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)
    approval = _ask(own, made, FIRST + DAY)
    _receive(own, case, 3_000_00, FIRST + DAY)

    with pytest.raises(Refused):
        approve(acting=own.chief, approval=approval, approved=True, on=FIRST + 2 * DAY, now=own.now)

    made.refresh_from_db()
    assert made.state == S.IN_FORCE


def test_the_two_years_count_where_the_debtor_invokes_them(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)
    late = date(2028, 7, 11)

    with pytest.raises(Refused) as refused:
        _ask(own, made, late, limitation_raised=True)
    assert [one.code for one in refused.value.reasons] == ["resume.too_late"]

    resume.note_interruption(
        acting=own.officer, settlement=made, what="书面催告", day=date(2027, 3, 1), on=late, now=own.now
    )
    limit = selectors.resume_limit(made, on=late)
    assert limit is not None
    assert limit.day == date(2029, 3, 1)
    assert _ask(own, made, late, limitation_raised=True).act == "settlement.resume"


def test_a_refused_request_gets_a_ruling_with_its_reasons(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)
    approval = resume.ask_to_refuse(
        acting=own.officer,
        settlement=made,
        applicant=made.creditor,
        requested_on=ON,
        grounds="担心对方不付",
        on=ON,
        now=own.now,
    )
    approve(acting=own.chief, approval=approval, approved=True, on=ON, now=own.now)

    made.refresh_from_db()
    assert made.state == S.IN_FORCE
    assert SettlementStep.objects.filter(settlement=made, act="refuse_resume").exists()
    assert Instrument.objects.filter(case=case, kind="settlement_ruling", facts__decision="refuse").exists()


def test_performed_and_paid_out_the_case_closes_though_the_title_ordered_more(own: CourtHouse, case: Case) -> None:
    _enter(own, case)
    _receive(own, case, 9_000_00, ON + DAY)
    assert _night(own, ON + 2 * DAY) == {}  # the money still lies here

    own.name(own.applicant(case))
    own.distribute(case, on=ON + 3 * DAY)
    own.answer(own.sent(), PaymentState.SETTLED)

    assert _night(own, ON + 20 * DAY) == {"closed": 1}
    case.refresh_from_db()
    assert (case.state, case.closing) == ("closed", "performed")


def test_what_the_creditor_got_directly_fulfils_and_lowers_the_debt(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)
    before = debt_of(case, on=FIRST).remaining
    one = made.instalments.get(number=1)

    spread.acknowledge(
        acting=own.officer,
        instalment=one,
        amount=3_000_00,
        paid_on=ON + DAY,
        acknowledged="2026年4月2日收条",
        on=ON + DAY,
        now=own.now,
    )

    assert _paid(made) == [3_000_00, 0, 0]
    assert debt_of(case, on=FIRST).remaining <= before - 3_000_00
    with pytest.raises(BadInput):
        spread.acknowledge(
            acting=own.officer, instalment=one, amount=1, paid_on=ON, acknowledged="收条", on=ON + DAY, now=own.now
        )


def test_a_condition_met_gives_the_day_and_a_thing_delivered_is_performance(own: CourtHouse, case: Case) -> None:
    steps = (
        Step(1, Kind.THING, what="交付苏H12345轿车", due=FIRST),
        Step(2, amount=1_000_00, condition="车辆过户", days_after=10),
    )
    made = _enter(own, case, replace(TERMS, instalments=steps))
    car, rest = made.instalments.order_by("number")

    spread.note_done(
        acting=own.officer, instalment=car, done_on=FIRST, note="交接笔录", on=FIRST, now=own.now, credited=8_000_00
    )
    made = spread.meet_condition(
        acting=own.officer, instalment=rest, met_on=FIRST, note="登记证书", on=FIRST, now=own.now
    )

    rest.refresh_from_db()
    assert rest.due_on == FIRST + 10 * DAY
    assert _night(own, FIRST + 11 * DAY) == {"breached": 1}


def test_only_a_guarantor_who_promised_it_is_enforced_against(own: CourtHouse, case: Case) -> None:
    people = {
        name: Person.objects.create(court=own.court, kind="natural", name=name, id_number=resident_id(900 + place))
        for place, name in enumerate(("魏长安", "苗向东"))
    }
    signers = (*SIGNED, *(Signer(name, Side.GUARANTOR, ON) for name in people))
    guarantors = (Guarantor("魏长安", direct=True, limit=5_000_00), Guarantor("苗向东", direct=False))
    made = _enter(own, case, replace(TERMS, signers=signers, guarantors=guarantors), others=people)
    direct, other = made.guarantors.order_by("pk")
    with pytest.raises(Refused):
        resume.call_surety(acting=own.officer, guarantor=direct, on=FIRST, now=own.now)

    approve(acting=own.chief, approval=_ask(own, made, FIRST + DAY), approved=True, on=FIRST + DAY, now=own.now)
    direct, other = Settlement.objects.get(pk=made.pk).guarantors.order_by("pk")
    resume.call_surety(acting=own.officer, guarantor=direct, on=FIRST + DAY, now=own.now)
    with pytest.raises(Refused) as refused:
        resume.call_surety(acting=own.officer, guarantor=other, on=FIRST + DAY, now=own.now)

    assert refused.value.reasons[0].code == "settlement.not_direct"
    direct.refresh_from_db()
    other.refresh_from_db()
    assert (direct.called_on, other.called_on) == (FIRST + DAY, None)
    assert not case.parties.filter(person__name="魏长安").exists()


# --- the same in the database


def test_the_moves_of_a_settlement_are_the_same_in_law_and_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select source, act, target from settlements_move")
        kept = set(cursor.fetchall())

    assert kept == {(str(move.source), str(move.act), str(move.target)) for move in SETTLEMENT_LIFE}


def test_the_database_refuses_what_the_code_should_not_have_asked_for(own: CourtHouse, case: Case) -> None:
    made = _enter(own, case)
    _receive(own, case, 1_000_00, ON + DAY)
    one, receipt = made.instalments.get(number=1), Receipt.objects.get()
    part = Fulfilment.objects.get()

    def refuses(name: str, act: object) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()  # type: ignore[operator]

    same = {"court_id": made.court_id, "kind": "receipt", "receipt": receipt, "paid_on": ON, "at": own.now}
    refuses("fulfils no more", lambda: Fulfilment.objects.create(instalment=one, amount_fen=1, **same))
    refuses("is the sum of what fulfils", lambda: Instalment.objects.filter(pk=one.pk).update(paid_fen=2_000_00))
    refuses("was agreed stands", lambda: Instalment.objects.filter(pk=one.pk).update(amount_fen=1))
    refuses("undone once", lambda: Fulfilment.objects.filter(pk=part.pk).update(amount_fen=1))
    refuses("nothing leads", lambda: Settlement.objects.filter(pk=made.pk).update(state=S.SUED))
    refuses("is not performed", lambda: Settlement.objects.filter(pk=made.pk).update(state=S.PERFORMED))
    refuses("what was agreed stands", lambda: Settlement.objects.filter(pk=made.pk).update(grace_days=90))
    assert _paid(made) == [1_000_00, 0, 0]
