"""Measures against persons by acting: proposed, signed by the president, carried out by the clock, reviewed, ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from courthouse import FILED, CourtHouse, item, staff
from django.db import DatabaseError, connection, transaction

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import Approval, ApprovalState, Case, Node
from duixian.domain.courts.models import Role
from duixian.domain.documents.models import Instrument
from duixian.domain.measures.models import Measure, MeasureRecord, Misconduct, Reconsideration, ReviewState, Summons
from duixian.domain.measures.selectors.counts import counts
from duixian.domain.measures.services import conduct, fines
from duixian.domain.measures.services.measures import Order
from duixian.domain.parties import services as parties
from duixian.domain.trail.acting import Acting
from duixian.flows import let_go
from duixian.flows.approve import approve
from duixian.flows.carry_out_plan import carry_out_plan
from duixian.flows.measures import appear, detain, ending, on_spot, reconsider, serve, watch
from duixian.flows.measures.paid import lift_what_is_paid
from duixian.flows.measures.propose import propose, withdraw
from duixian.flows.measures.summon import summon
from duixian.flows.plan_distribution import serve_plan
from duixian.flows.set_court_value import set_court_value
from duixian.flows.settle import agree, spread
from duixian.flows.state_debt import debt_of
from duixian.law.measures import Capacity, MeasureKind, MisconductKind
from duixian.law.measures.conduct import BodySearch, Officer, OnSpot
from duixian.law.procedure.measure_life import MEASURE_LIFE
from duixian.law.settlement import Form, Side, Signer, Terms, equal
from duixian.testing.scenes.stage import resident_id

ON = FILED + timedelta(days=30)
_K, _S = MeasureKind, Measure.State


@dataclass
class Bench:
    """A case, its debtor, and those who propose and sign."""

    house: CourtHouse
    president: Acting
    case: Case

    def act(self, kind: MisconductKind = MisconductKind.HIDES, done_on: date = ON) -> Misconduct:
        return conduct.note_misconduct(
            acting=self.house.officer,
            case=self.case,
            person=self.house.debtor(self.case),
            kind=kind,
            done_on=done_on,
            what="将名下车辆过户给他人",
            evidence="车辆登记查询结果",
            on=ON,
            now=self.house.now,
        )

    def propose(self, kind: MeasureKind, **more: object) -> Measure:
        if kind in (_K.DETAIN, _K.FINE, _K.SEARCH) and "misconduct" not in more:
            more["misconduct"] = self.act()
        known: dict[str, object] = {"grounds": "拒不履行"} | more
        return propose(
            acting=self.house.officer,
            case=self.case,
            person=self.house.debtor(self.case),
            order=Order(kind=kind, **known),  # type: ignore[arg-type]
            on=ON,
            now=self.house.now,
        )

    def waiting(self, measure: Measure) -> Approval:
        return Approval.objects.get(subject=f"measure:{measure.pk}", state=ApprovalState.WAITING)

    def sign(self, measure: Measure, *, approved: bool = True) -> Measure:
        note = "" if approved else "证据不足"
        approval = self.waiting(measure)
        approve(acting=self.president, approval=approval, approved=approved, note=note, on=ON, now=self.house.now)
        measure.refresh_from_db()
        return measure

    def decided(self, kind: MeasureKind, **more: object) -> Measure:
        return self.sign(self.propose(kind, **more))

    def examined(self, measure: Measure, *, fit: bool, at: datetime | None = None) -> Measure:
        now = self.house.now
        return detain.examine(
            acting=self.house.officer,
            measure=measure,
            at=at or now,
            fit=fit,
            hospital="市第一人民医院",
            finding="正常" if fit else "强直性脊柱炎",
            on=ON,
            now=now,
        )

    def taken_in(self, measure: Measure) -> Measure:
        now = self.house.now
        return detain.hand_over(
            acting=self.house.officer, measure=measure, at=now, custody="市拘留所", receipt="拘收1号", on=ON, now=now
        )

    def in_custody(self, days: int = 15) -> Measure:
        return self.taken_in(self.examined(self.decided(_K.DETAIN, days=days), fit=True))

    def papers(self) -> list[str]:
        return list(Instrument.objects.filter(case=self.case).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def bench(own: CourtHouse) -> Bench:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.moment = datetime(2026, 4, 1, 1, tzinfo=UTC)  # the morning of `ON`
    return Bench(own, staff(own.court, "president", Role.PRESIDENT), case)


@pytest.fixture
def ignored(bench: Bench) -> Summons:
    """A summons that was served and ignored."""
    house = bench.house
    called = summon(
        acting=house.officer,
        case=bench.case,
        person=house.debtor(bench.case),
        reason="说明财产状况",
        place="执行局203室",
        summoned_for=house.now + timedelta(hours=20),
        on=ON,
        now=house.now,
    )
    conduct.note_service(acting=house.officer, summons=called, on=FILED, how="直接送达，回证7号", now=house.now)
    house.moment += timedelta(hours=30)
    return conduct.note_attendance(acting=house.officer, summons=called, came=False, now=house.now)


def refused(code: str, doing: Callable[[], object]) -> None:
    with pytest.raises((Refused, BadInput)) as caught, transaction.atomic():
        doing()
    problem = caught.value
    faults = problem.reasons if isinstance(problem, Refused) else problem.faults  # type: ignore[union-attr]
    assert code in {fault.code for fault in faults}


# --- who decides


def test_the_president_decides_and_the_decision_goes_out_with_the_signature(bench: Bench) -> None:
    measure = bench.decided(_K.DETAIN, days=15)

    assert (measure.state, measure.decided_by_id) == (_S.DECIDED, bench.president.officer_id)
    assert bench.papers()[-1] == "detention_decision"


def test_a_measure_is_not_approved_by_who_proposed_it(bench: Bench) -> None:
    both = staff(bench.house.court, "both", Role.OFFICER, Role.PRESIDENT)
    bench.house.officer = both
    measure = bench.propose(_K.DETAIN, days=5)

    refused(
        "approval.own",
        lambda: approve(acting=both, approval=bench.waiting(measure), approved=True, on=ON, now=bench.house.now),
    )
    measure.refresh_from_db()
    assert measure.state == _S.PROPOSED


def test_the_chief_does_not_sign_for_the_president(bench: Bench) -> None:
    measure = bench.propose(_K.FINE, amount=100_000)

    refused(
        "approval.office",
        lambda: approve(
            acting=bench.house.chief, approval=bench.waiting(measure), approved=True, on=ON, now=bench.house.now
        ),
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(state=_S.DECIDED, decided_by_id=bench.house.chief.officer_id)


def test_a_refusal_leaves_the_act_open_to_another_proposal(bench: Bench) -> None:
    act = bench.act()
    declined = bench.sign(bench.propose(_K.FINE, amount=100_000, misconduct=act), approved=False)

    assert declined.state == _S.DECLINED
    assert bench.propose(_K.FINE, amount=50_000, misconduct=act).state == _S.PROPOSED


def test_who_proposed_may_take_it_back(bench: Bench) -> None:
    measure = bench.propose(_K.FINE, amount=100_000)

    assert withdraw(acting=bench.house.officer, measure=measure, note="补证", now=bench.house.now).state == _S.WITHDRAWN
    assert Approval.objects.get().state == ApprovalState.WITHDRAWN


def test_who_died_meanwhile_takes_no_signature(bench: Bench) -> None:
    measure = bench.propose(_K.DETAIN, days=5)
    died(bench)

    refused("measure.dead", lambda: bench.sign(measure))
    assert bench.waiting(measure).state == ApprovalState.WAITING


# --- what is refused


def test_sixteen_days_are_refused_and_the_database_refuses_them_again(bench: Bench) -> None:
    act = bench.act()

    refused("measure.days", lambda: bench.propose(_K.DETAIN, days=16, misconduct=act))
    measure = bench.propose(_K.DETAIN, days=15, misconduct=act)
    with pytest.raises(DatabaseError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(days=16)


def test_one_act_is_not_answered_twice_by_the_same_kind(bench: Bench) -> None:
    act = bench.act()
    bench.decided(_K.DETAIN, days=5, misconduct=act)

    refused("measure.twice", lambda: bench.propose(_K.DETAIN, days=5, misconduct=act))
    assert bench.propose(_K.FINE, amount=100_000, misconduct=act).state == _S.PROPOSED
    assert bench.propose(_K.DETAIN, days=5, misconduct=bench.act(done_on=ON - timedelta(days=1))).pk


def died(bench: Bench) -> None:
    house = bench.house
    person = house.debtor(bench.case)
    conduct.note_circumstance(
        acting=house.officer, person=person, kind="dead", since=FILED, source="死亡医学证明", now=house.now
    )


def test_a_dead_person_meets_nothing(bench: Bench) -> None:
    died(bench)

    refused("measure.dead", lambda: bench.propose(_K.DETAIN, days=5))
    assert not Measure.objects.exists()


def test_an_organisation_is_reached_through_its_head(bench: Bench) -> None:
    house = bench.house
    company = parties.enter(acting=house.officer, kind="company", name="某某物流有限公司")
    head = parties.enter(acting=house.officer, kind="natural", name="郑一", id_number=resident_id(951))
    act = conduct.note_misconduct(
        acting=house.officer,
        case=bench.case,
        person=company,
        kind=MisconductKind.UNIT_REFUSES,
        done_on=ON,
        what="拒绝协助扣划",
        evidence="送达回证",
        on=ON,
        now=house.now,
    )

    def against(person: object, kind: MeasureKind, **more: object) -> Measure:
        order = Order(kind=kind, grounds="拒绝协助", misconduct=act, **more)  # type: ignore[arg-type]
        return propose(acting=house.officer, case=bench.case, person=person, order=order, on=ON, now=house.now)  # type: ignore[arg-type]

    unit = {"capacity": Capacity.ASSISTING_UNIT}
    refused("measure.organisation", lambda: against(company, _K.DETAIN, days=5, **unit))
    refused("measure.amount", lambda: against(company, _K.FINE, amount=4_000_000, **unit))
    assert against(company, _K.FINE, amount=5_000_000, **unit).pk
    led = {"capacity": Capacity.HEAD, "represents": company}
    refused("measure.fine_first", lambda: against(head, _K.DETAIN, days=5, **led))
    assert against(head, _K.FINE, amount=100_000, **led).pk


# --- compelled appearance


def test_compelled_appearance_answers_an_ignored_summons_once(bench: Bench, ignored: Summons) -> None:
    refused("measure.no_summons", lambda: bench.propose(_K.COMPEL))
    bench.decided(_K.COMPEL, summons=ignored)

    assert bench.papers()[-1] == "compel_order"
    refused("measure.no_summons", lambda: bench.propose(_K.COMPEL, summons=ignored))


def test_the_minutes_of_a_questioning_are_kept_and_an_overrun_is_called_and_recorded(
    bench: Bench, ignored: Summons
) -> None:
    house = bench.house
    measure = bench.decided(_K.COMPEL, summons=ignored)
    arrived = house.now
    measure = appear.bring_in(
        acting=house.officer, measure=measure, at=arrived, officers="甲（001）、乙（002）", on=ON, now=house.now
    )
    appear.question(acting=house.officer, measure=measure, at=house.now, note="拒不说明", now=house.now)
    house.moment = arrived + timedelta(hours=8, minutes=3)

    (call,) = watch.calls(court_id=house.court.pk, on=ON, now=house.moment)
    assert (call.measure.pk, call.what, call.clock) == (measure.pk, "release", watch.Clock.OVERRUN)
    left = arrived + timedelta(hours=8, minutes=3)
    measure = appear.let_go(acting=house.officer, measure=measure, at=left, note="", on=ON, now=house.now)
    assert measure.state == _S.ENDED
    assert MeasureRecord.objects.get(kind="released").data == {"over_minutes": 3}


# --- detention


def test_a_detainee_found_ill_is_not_detained(bench: Bench) -> None:
    measure = bench.examined(bench.decided(_K.DETAIN, days=15), fit=False)

    assert measure.state == _S.DEFERRED
    refused("procedure.not_open", lambda: bench.taken_in(measure))
    detain.give_up(acting=bench.house.officer, measure=measure, grounds="强直性脊柱炎", now=bench.house.now)
    assert bench.sign(measure).state == _S.REVOKED
    assert bench.propose(_K.FINE, amount=100_000, misconduct=measure.misconduct).pk


def test_nobody_is_detained_without_a_check_not_even_past_the_program(bench: Bench) -> None:
    measure = bench.decided(_K.DETAIN, days=15)

    refused("measure.no_check", lambda: bench.taken_in(measure))
    with pytest.raises(DatabaseError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(state=_S.IN_FORCE)


def test_a_check_of_last_week_lets_nobody_be_taken_in(bench: Bench) -> None:
    last_week = bench.house.now - timedelta(hours=72, minutes=1)
    measure = bench.examined(bench.decided(_K.DETAIN, days=15), fit=True, at=last_week)

    refused("measure.check_old", lambda: bench.taken_in(measure))
    with pytest.raises(DatabaseError, match="three days before"), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(state=_S.IN_FORCE, begun_at=bench.house.now)
    assert bench.taken_in(bench.examined(measure, fit=True)).state == _S.IN_FORCE


def test_a_court_may_ask_for_a_fresher_check(bench: Bench) -> None:
    house = bench.house
    head = staff(house.court, "head", Role.PRESIDENT, Role.ADMIN)
    key = {"court": house.court, "key": "measures.medical_check_hours", "since": FILED, "source": "本院规定"}
    refused("setting.range", lambda: set_court_value(acting=head, value=73, now=house.now, **key))
    set_court_value(acting=head, value=24, now=house.now, **key)
    measure = bench.examined(bench.decided(_K.DETAIN, days=15), fit=True, at=house.now - timedelta(hours=25))

    refused("measure.check_old", lambda: bench.taken_in(measure))


def test_the_family_is_told_within_a_day_or_somebody_is_called(bench: Bench) -> None:
    house = bench.house
    measure = bench.in_custody()
    assert measure.begun_at is not None
    late = measure.begun_at + timedelta(hours=25)

    assert [call.what for call in watch.calls(court_id=house.court.pk, on=ON, now=late)] == ["family"]
    told = measure.begun_at + timedelta(hours=24)
    house.moment = told
    detain.tell_family(acting=house.officer, measure=measure, at=told, who="其妻", on=ON, now=house.now)
    assert MeasureRecord.objects.get(kind="family_told").data["in_time"] is True
    assert watch.calls(court_id=house.court.pk, on=ON, now=late) == []


def test_early_release_takes_repentance_and_the_president(bench: Bench) -> None:
    house = bench.house
    measure = bench.in_custody()
    refused(
        "release.early",
        lambda: detain.release(acting=house.officer, measure=measure, at=house.now, on=ON, now=house.now),
    )
    refused(
        "release.statement",
        lambda: ending.ask_release(acting=house.officer, measure=measure, grounds="悔过", now=house.now),
    )
    detain.note_repentance(acting=house.officer, measure=measure, at=house.now, text="具结悔过", now=house.now)
    ending.ask_release(acting=house.officer, measure=measure, grounds="具结悔过并已付款", now=house.now)

    assert bench.sign(measure).state == _S.LIFTED
    assert bench.papers()[-1] == "release_decision"


def released_early(bench: Bench) -> tuple[Measure, datetime]:
    """The president has let somebody go who is still in custody; with the minute of the signature."""
    house = bench.house
    measure = bench.in_custody()
    detain.note_repentance(acting=house.officer, measure=measure, at=house.now, text="具结悔过", now=house.now)
    ending.ask_release(acting=house.officer, measure=measure, grounds="具结悔过", now=house.now)
    measure = bench.sign(measure)
    assert measure.ended_at is not None
    return measure, measure.ended_at


def test_who_is_released_by_a_decision_is_called_until_the_minute_is_on_record(bench: Bench) -> None:
    house = bench.house
    measure, decided = released_early(bench)

    (call,) = watch.calls(court_id=house.court.pk, on=ON, now=house.now)
    assert (call.measure.pk, call.what, call.clock) == (measure.pk, "release", watch.Clock.OVERRUN)
    out = decided + timedelta(hours=2)
    house.moment = out
    measure = detain.release(acting=house.officer, measure=measure, at=out, on=ON, now=house.now)
    assert (measure.state, measure.ended_at) == (_S.LIFTED, out)
    assert watch.calls(court_id=house.court.pk, on=ON, now=house.now) == []
    refused(
        "release.twice",
        lambda: detain.release(acting=house.officer, measure=measure, at=out, on=ON, now=house.now),
    )


def test_whom_the_custody_house_let_go_first_is_on_record_as_out_and_waits_for_the_president(bench: Bench) -> None:
    house = bench.house
    measure = bench.in_custody()
    out = house.now

    measure = detain.release(
        acting=house.officer, measure=measure, at=out, paper="停止执行拘留通知书3号", on=ON, now=house.now
    )
    assert measure.state == _S.IN_FORCE
    assert detain.in_custody(house.court.pk) == []
    assert MeasureRecord.objects.get(kind="released").data["early_minutes"] == 15 * 24 * 60 - 1
    measure = bench.sign(measure)
    assert (measure.state, measure.ended_at) == (_S.LIFTED, out)
    assert watch.calls(court_id=house.court.pk, on=ON, now=house.now) == []


def test_nobody_is_out_before_he_was_in(bench: Bench) -> None:
    house = bench.house
    measure = bench.in_custody()
    before = house.moment - timedelta(days=1)

    refused(
        "release.times",
        lambda: detain.release(acting=house.officer, measure=measure, at=before, paper="1号", on=ON, now=house.now),
    )
    with pytest.raises(DatabaseError, match="only the president lets go"), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(state=_S.ENDED, ended_at=house.now)


def test_the_database_asks_for_the_signature_of_this_measure_and_this_act(bench: Bench) -> None:
    signed = bench.decided(_K.FINE, amount=100_000)
    other = bench.propose(_K.FINE, amount=100_000, misconduct=bench.act(done_on=ON - timedelta(days=1)))
    ban = standing(bench, _K.EXIT_BAN)
    president = {"decided_by_id": bench.president.officer_id, "decided_at": bench.house.now}

    def unsigned(measure: Measure, **fields: object) -> None:
        with pytest.raises(DatabaseError, match="nobody signed"), transaction.atomic():
            Measure.objects.filter(pk=measure.pk).update(**fields)

    unsigned(other, state=_S.DECIDED, **president)
    unsigned(other, state=_S.DECLINED, **president)
    unsigned(signed, state=_S.REVOKED)
    unsigned(ban, until=date(2026, 8, 30))
    unsigned(ban, until=date(2026, 8, 30), renew_until=date(2026, 8, 30))


def test_force_is_answered_first_and_reported_at_once(bench: Bench) -> None:
    act = bench.act(MisconductKind.OBSTRUCTS)
    urgent = bench.taken_in(bench.examined(bench.propose(_K.DETAIN, days=5, misconduct=act), fit=True))

    assert urgent.state == _S.URGENT
    released = bench.sign(urgent, approved=False)
    assert released.state == _S.LIFTED
    assert released.ended_at is not None


def test_hiding_alone_waits_for_the_signature(bench: Bench) -> None:
    measure = bench.examined(bench.propose(_K.DETAIN, days=5), fit=True)

    refused("measure.not_urgent", lambda: bench.taken_in(measure))


# --- fines and reconsideration


def served(bench: Bench, measure: Measure) -> Measure:
    now = bench.house.now
    return serve.serve(acting=bench.house.officer, measure=measure, at=now, how="直接送达", now=now)


def test_a_fine_is_paid_to_the_treasury_and_never_above_what_it_is(bench: Bench) -> None:
    house = bench.house
    measure = served(bench, bench.decided(_K.FINE, amount=100_000))

    def pay(fen: int, voucher: str) -> None:
        fines.note_payment(
            acting=house.officer, measure=measure, amount=fen, paid_on=ON, voucher=voucher, on=ON, now=house.now
        )

    pay(60_000, "库1")
    refused("fine.voucher", lambda: pay(10_000, "库1"))
    refused("fine.too_much", lambda: pay(40_001, "库2"))
    pay(40_000, "库2")
    measure.refresh_from_db()
    assert measure.state == _S.ENDED


def test_reconsideration_stays_nothing_and_a_revoked_fine_ends(bench: Bench) -> None:
    house = bench.house
    measure = served(bench, bench.decided(_K.FINE, amount=100_000))
    review = reconsider.ask(acting=house.officer, measure=measure, grounds="没有转移财产", on=ON, now=house.now)
    measure.refresh_from_db()
    assert (review.state, measure.state) == (ReviewState.ASKED, _S.IN_FORCE)
    review = reconsider.send(acting=house.officer, review=review, received_on=ON, now=house.now)
    assert Node.objects.filter(case=bench.case, rule="coercion_review_decision", due_on=review.due_on).exists()

    reconsider.note_decision(
        acting=house.officer,
        review=review,
        outcome=ReviewState.REVOKED,
        number="（2026）苏08司惩复1号",
        on=ON,
        now=house.now,
    )
    measure.refresh_from_db()
    assert measure.state == _S.REVOKED
    assert bench.papers()[-1] == "review_notice"


def test_reconsideration_never_makes_worse_and_late_ones_go_nowhere(bench: Bench) -> None:
    house = bench.house
    measure = served(bench, bench.decided(_K.FINE, amount=100_000))
    late = reconsider.ask(
        acting=house.officer, measure=measure, grounds="不服", on=ON + timedelta(days=15), now=house.now
    )
    assert late.state == ReviewState.LATE
    refused("review.state", lambda: reconsider.send(acting=house.officer, review=late, received_on=ON, now=house.now))

    other = served(bench, bench.decided(_K.FINE, amount=100_000, misconduct=bench.act(done_on=ON - timedelta(days=3))))
    review = reconsider.ask(acting=house.officer, measure=other, grounds="过重", on=ON, now=house.now)
    reconsider.send(acting=house.officer, review=review, received_on=ON, now=house.now)
    review.refresh_from_db()
    change = {"acting": house.officer, "review": review, "outcome": ReviewState.CHANGED, "number": "复2号", "on": ON}
    refused("measure.heavier", lambda: reconsider.note_decision(**change, amount=100_001, now=house.now))  # type: ignore[arg-type]
    assert Reconsideration.objects.get(pk=review.pk).state == ReviewState.SENT
    review.refresh_from_db()
    reconsider.note_decision(**change, amount=50_000, now=house.now)  # type: ignore[arg-type]
    other.refresh_from_db()
    assert other.amount_fen == 50_000


# --- bans, lookouts and how they end


def standing(bench: Bench, kind: MeasureKind) -> Measure:
    measure = bench.decided(kind, until=date(2026, 6, 30))
    now = bench.house.now
    return serve.tell_watchers(
        acting=bench.house.officer, measure=measure, at=now, office="边检", receipt="回1", now=now
    )


def test_payment_in_full_lifts_ban_and_lookout_without_a_hand(bench: Bench) -> None:
    ban, lookout = standing(bench, _K.EXIT_BAN), standing(bench, _K.LOOKOUT)
    fine = bench.decided(_K.FINE, amount=100_000)

    assert ending.lift_for_case(case=bench.case, paid=False, on=ON, now=bench.house.now) == []
    lifted = ending.lift_for_case(case=bench.case, paid=True, on=ON, now=bench.house.now)
    assert {row.pk for row in lifted} == {ban.pk, lookout.pk}
    fine.refresh_from_db()
    assert fine.state == _S.DECIDED
    assert bench.papers().count("withdrawal_request") == 2


def test_money_that_pays_the_debt_lifts_the_ban_as_it_is_identified(bench: Bench) -> None:
    house = bench.house
    ban = standing(bench, _K.EXIT_BAN)

    house.receive(bench.case, 500_000, ON)
    ban.refresh_from_db()
    assert ban.state == _S.IN_FORCE
    house.receive(bench.case, 600_000, ON)  # what is left, with the interest for delay
    ban.refresh_from_db()
    assert ban.state == _S.LIFTED


def test_nobody_is_banned_for_a_debt_that_is_paid_but_a_fine_answers_the_act(bench: Bench) -> None:
    waiting = bench.propose(_K.EXIT_BAN, until=date(2026, 6, 30))
    bench.house.receive(bench.case, 1_100_000, ON)

    refused("measure.paid", lambda: bench.sign(waiting))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by_id) == (_S.PROPOSED, None)
    refused("measure.paid", lambda: bench.propose(_K.LOOKOUT, until=date(2026, 6, 30)))
    assert bench.propose(_K.FINE, amount=100_000).state == _S.PROPOSED


def test_money_of_one_case_that_a_plan_gives_to_another_lifts_the_ban_there(bench: Bench) -> None:
    house = bench.house
    ban = standing(bench, _K.EXIT_BAN)
    rich = house.file(item("1", 2_000_000, "周建国", "黎明华"), applicants=("周建国",))
    house.receive(rich, 4_000_000, ON)
    plan = house.confirm(house.draft(bench.case, rich, on=ON))
    plan = serve_plan(acting=house.officer, plan=plan, on=ON, now=house.now)
    assert plan.objections_until is not None

    carry_out_plan(acting=house.accountant, plan=plan, on=plan.objections_until + timedelta(days=1), now=house.now)

    ban.refresh_from_db()
    assert ban.state == _S.LIFTED


def test_money_the_creditor_took_himself_under_a_settlement_lifts_the_ban(bench: Bench) -> None:
    house, case = bench.house, bench.case
    ban = standing(bench, _K.EXIT_BAN)
    whole = debt_of(case, on=ON).remaining
    signed = (Signer("洪春生", Side.CREDITOR, ON), Signer("黎明华", Side.DEBTOR, ON))
    terms = Terms(Form.JOINT, ON, equal(total=whole, count=1, first=ON), signed)
    settlement = agree.enter(
        acting=house.officer,
        case=case,
        creditor=house.applicant(case),
        debtor=house.debtor(case),
        terms=terms,
        on=ON,
        now=house.now,
    )

    spread.acknowledge(
        acting=house.officer,
        instalment=settlement.instalments.get(),
        amount=whole,
        paid_on=ON,
        acknowledged="2026年4月1日收条",
        on=ON,
        now=house.now,
    )

    ban.refresh_from_db()
    assert ban.state == _S.LIFTED


def test_what_was_paid_unseen_lifts_the_ban_within_the_hour(bench: Bench) -> None:
    house = bench.house
    ban = standing(bench, _K.EXIT_BAN)
    assert lift_what_is_paid(court_id=house.court.pk, now=house.now) == []

    with pytest.MonkeyPatch.context() as patch:  # something brings the money that tells nobody
        patch.setattr(let_go, "follow_payment", lambda **_: [])
        house.receive(bench.case, 1_100_000, ON)
    lifted = lift_what_is_paid(court_id=house.court.pk, now=house.now)

    assert [(row.pk, row.state) for row in lifted] == [(ban.pk, _S.LIFTED)]
    assert lift_what_is_paid(court_id=house.court.pk, now=house.now) == []


def test_a_ban_is_renewed_in_its_last_month_by_the_president_or_lapses(bench: Bench) -> None:
    house = bench.house
    ban, lookout = standing(bench, _K.EXIT_BAN), standing(bench, _K.LOOKOUT)

    def renew(on: date) -> None:
        until = date(2026, 8, 30)
        ending.ask_renewal(acting=house.officer, measure=ban, until=until, grounds="未履行", on=on, now=house.now)

    refused("measure.renewal_window", lambda: renew(date(2026, 5, 29)))
    renew(date(2026, 6, 10))
    assert bench.sign(ban).until == date(2026, 8, 30)
    house.moment = house.moment.replace(month=7, day=1)
    assert [row.pk for row in watch.lapse_due(court_id=house.court.pk, now=house.moment)] == [lookout.pk]


def test_a_hit_is_recorded_while_the_lookout_stands(bench: Bench) -> None:
    house = bench.house
    lookout = standing(bench, _K.LOOKOUT)
    serve.note_hit(
        acting=house.officer, measure=lookout, at=house.now, place="火车站", told_by="铁路公安", now=house.now
    )
    ending.lift_for_case(case=bench.case, paid=True, on=ON, now=house.now)
    lookout.refresh_from_db()

    refused(
        "ban.not_standing",
        lambda: serve.note_hit(
            acting=house.officer, measure=lookout, at=house.now, place="机场", told_by="公安", now=house.now
        ),
    )


# --- on the spot


def spot(bench: Bench, kind: MeasureKind, **more: object) -> OnSpot:
    known: dict[str, object] = {
        "started": bench.house.now,
        "ended": bench.house.now,
        "place": "某某路88号",
        "officers": (Officer("甲", "001"), Officer("乙", "002")),
        "owner_side": "其妻",
        "grassroots": "居委会丙",
        "inventory": ("账册三本",),
    }
    return OnSpot(kind=kind, **(known | more))  # type: ignore[arg-type]


def test_women_are_searched_by_women_or_nothing_counts_as_done(bench: Bench) -> None:
    house = bench.house
    measure = bench.decided(_K.SEARCH, place="某某路88号")
    by_a_man = spot(bench, _K.SEARCH, bodies=(BodySearch("丁", True, "甲", False),))

    refused(
        "spot.woman",
        lambda: on_spot.search(acting=house.officer, measure=measure, spot=by_a_man, on=ON, now=house.now),
    )
    measure.refresh_from_db()
    assert measure.state == _S.DECIDED
    by_a_woman = spot(
        bench, _K.SEARCH, bodies=(BodySearch("丁", True, "戊", True),), opened_by_force=True, told_to_open=True
    )
    done = on_spot.search(acting=house.officer, measure=measure, spot=by_a_woman, on=ON, now=house.now)
    assert done.state == _S.ENDED
    assert bench.papers()[-3:] == ["search_order", "search_record", "opening_record"]


def test_nobody_is_moved_out_before_the_deadline_of_the_notice(bench: Bench) -> None:
    house = bench.house
    until = ON + timedelta(days=10)
    measure = bench.decided(_K.EVICT, until=until, place="某某路88号")
    measure = on_spot.post_notice(
        acting=house.officer, measure=measure, at=house.now, place="门上", on=ON, now=house.now
    )
    clearing = spot(bench, _K.EVICT, inventory=("家具一批",))

    def clear(on: date) -> Measure:
        return on_spot.move_out(acting=house.officer, measure=measure, spot=clearing, on=on, now=house.now)

    refused("evict.deadline", lambda: clear(until))
    assert clear(until + timedelta(days=1)).state == _S.ENDED


# --- figures and the table


def test_the_figures_count_what_was_carried_out(bench: Bench) -> None:
    since = bench.house.moment
    bench.in_custody()
    bench.examined(bench.decided(_K.DETAIN, days=5, misconduct=bench.act(done_on=ON - timedelta(days=2))), fit=False)
    served(bench, bench.decided(_K.FINE, amount=100_000, misconduct=bench.act(done_on=ON - timedelta(days=3))))

    found = counts([bench.house.court.pk], since, bench.house.now)
    assert (found.kinds["detain"].times, found.kinds["fine"].times, found.kinds["search"].times) == (1, 1, 0)
    assert (found.fines_fen, found.fines_paid_fen, found.unfit) == (100_000, 0, 1)


@pytest.mark.django_db
def test_the_moves_of_a_measure_are_the_same_in_law_and_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select source, act, target from measures_move")
        kept = set(cursor.fetchall())

    assert kept == {(str(move.source), str(move.act), str(move.target)) for move in MEASURE_LIFE}
