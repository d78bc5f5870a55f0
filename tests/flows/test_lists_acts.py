"""Limits and listings by acting: proposed, signed, published, lifted by themselves."""

import base64
import json
from datetime import date, timedelta

import pytest
from courthouse import CourtHouse
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, IntegrityError, connection, transaction
from listed import ABLE, CLAIM, DAY, FALSE_REPORT, NOTICED, VIOLENCE, Lists
from procrastinate.contrib.django.models import ProcrastinateJob

from duixian.base.faults import Refused
from duixian.domain.documents.models import Instrument
from duixian.domain.lists.models import Certificate, ConsumptionLimit, CurrentEntry, Listing, Publication
from duixian.domain.lists.selectors import limits, publication
from duixian.domain.measures.services import conduct
from duixian.flows import outbox
from duixian.flows.lists import certify, correct, enter, exempt, limit, notices, repair, review
from duixian.law.ending import EvidenceKind as RecordKind
from duixian.law.lists import Capacity, Condition, ListingKind
from duixian.law.procedure.listing_life import LISTING_LIFE


@pytest.fixture
def lists(own: CourtHouse) -> Lists:
    return Lists(own)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {fault.code for fault in refused.value.reasons}


def settle_constraints() -> None:
    """What the database asks when a transaction ends, asked now."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def shown(decision: ConsumptionLimit | Listing) -> bool:
    return CurrentEntry.objects.filter(pk=decision.entry).exists()


def test_a_limit_stands_on_the_list_once_the_president_signed(lists: Lists) -> None:
    case = lists.case()
    assert not limits.covers(case)
    made = lists.limited(case)
    settle_constraints()
    (standing,) = publication.current(on=DAY)
    assert standing.entry.entry_id == str(made.entry)
    assert standing.entry.identity.name == "黎明华"
    assert limits.covers(case)
    assert Instrument.objects.get(pk=made.paper_id).title == "限制消费令"


def test_the_signature_on_one_decision_carries_no_other_of_the_case(lists: Lists) -> None:
    case = lists.case()
    signed = lists.limited(case)
    other = lists.beside(case, "周建国", date(1980, 5, 1))
    lists.notice(case, other)
    wish = limit.Wish(case, other, "拒不履行")
    made = limit.propose_limit(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))

    with pytest.raises(IntegrityError, match="has not signed"), transaction.atomic():
        ConsumptionLimit.objects.filter(pk=made.pk).update(
            state="in_force", approval=signed.approval, decided_on=DAY, published_at=lists.at(DAY)
        )


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"kind": "evasion"}, "what was decided stands"),
        ({"evidence": []}, "what was decided stands"),
        ({"longer_by": 3, "expires_on": date(2031, 5, 6)}, "no longer term was signed"),
        ({"expires_on": date(2028, 5, 7)}, "no longer term was signed"),
    ],
)
def test_the_database_keeps_a_listing_as_it_was_signed(lists: Lists, change: dict[str, object], word: str) -> None:
    made = lists.listed(lists.case())

    with pytest.raises(IntegrityError, match=word), transaction.atomic():
        Listing.objects.filter(pk=made.pk).update(**change)


def test_nothing_is_published_before_the_signature_or_after_a_refusal(lists: Lists) -> None:
    case = lists.case()
    wish = limit.Wish(case, lists.house.debtor(case), "拒不履行")
    made = limit.propose_limit(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    assert not shown(made)
    lists.sign(f"limit:{made.pk}", on=DAY, approved=False)
    made.refresh_from_db()
    assert made.state == "declined"
    assert not Publication.objects.exists()


def test_the_chief_cannot_sign_what_is_the_presidents(lists: Lists) -> None:
    case = lists.case()
    wish = limit.Wish(case, lists.house.debtor(case), "拒不履行")
    made = limit.propose_limit(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    with pytest.raises(Refused) as refused, transaction.atomic():
        lists.sign(f"limit:{made.pk}", on=DAY, by=lists.house.chief)
    assert codes(refused) == {"approval.office"}
    assert not shown(made)


@pytest.mark.parametrize("paid_before", ["proposal", "signature"])
def test_nobody_is_listed_after_he_paid(lists: Lists, paid_before: str) -> None:
    case = lists.case()
    wish = enter.Wish(case, lists.house.debtor(case), ListingKind.REPORT, "虚假报告", (FALSE_REPORT,))
    if paid_before == "proposal":
        lists.pay(case, 2 * CLAIM, DAY)
        with pytest.raises(Refused) as refused:
            enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    else:
        made = enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
        lists.pay(case, 2 * CLAIM, DAY)
        with pytest.raises(Refused) as refused, transaction.atomic():
            lists.sign(f"listing:{made.pk}", on=DAY)
    assert "list.paid" in codes(refused)
    assert not Publication.objects.exists()


def test_a_minor_is_refused_by_the_judge_and_by_the_database(lists: Lists) -> None:
    case = lists.case()
    child = lists.beside(case, "黎小明", date(2012, 1, 1))
    lists.notice(case, child)
    with pytest.raises(Refused) as refused:
        limit.propose_limit(acting=lists.officer, wish=limit.Wish(case, child, "拒不履行"), on=DAY, now=lists.at(DAY))
    assert codes(refused) == {"list.minor"}
    with pytest.raises(IntegrityError, match="minor"), transaction.atomic():
        Listing.objects.create(
            court_id=case.court_id, case=case, person=child, kind="report", reason="x", basis="x",
            proposed_by="x", proposed_at=lists.at(DAY),
        )  # fmt: skip
    assert not Listing.objects.exists()


def test_who_is_listed_is_limited_under_the_same_signature(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case)
    settle_constraints()
    own = ConsumptionLimit.objects.get(case=case)
    assert (own.for_listing_id, own.approval_id, own.state) == (made.pk, made.approval_id, "in_force")
    assert made.expires_on == date(2028, 5, 6)
    assert {one.entry.register for one in publication.current(on=DAY)} == {"dishonest", "limited"}


def test_evidence_the_records_must_show_cannot_be_said(lists: Lists) -> None:
    case = lists.case()
    wish = enter.Wish(case, lists.house.debtor(case), ListingKind.REPORT, "逾期未报告")
    with pytest.raises(Refused) as refused:
        enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    assert codes(refused) == {"listing.not_proved"}
    lists.record(case, lists.house.debtor(case), RecordKind.REPORT_SERVED, NOTICED)
    made = enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    assert [row["kind"] for row in made.evidence] == ["report_overdue"]


def test_a_breach_of_the_limit_is_a_ground_once_it_is_recorded(lists: Lists) -> None:
    case = lists.case()
    own = lists.limited(case)
    later = DAY + timedelta(days=5)
    limit.note_breach(
        acting=lists.officer, limit=own, what="乘坐G102次列车", source="铁路反馈", day=later, on=later,
        now=lists.at(later),
    )  # fmt: skip
    made = lists.listed(case, ListingKind.LIMIT_BREACH, on=later, evidence=())
    assert made.kinds == ["limit_breach"]
    assert ConsumptionLimit.objects.get(case=case).pk == own.pk


def test_full_payment_takes_everything_off_without_a_hand(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case, ListingKind.ABLE, evidence=(ABLE,))
    day = DAY + timedelta(days=3)
    lists.pay(case, 2 * CLAIM, day)
    done = review.review_case(case_id=case.pk, on=day, now=lists.at(day))
    settle_constraints()
    assert len(done.lifted) == 2
    assert list(publication.current(on=day)) == []
    made.refresh_from_db()
    assert (made.state, made.end_ground) == ("lifted", "performed")
    assert "第十条第一款第一项" in made.end_basis
    assert [line.op for line in publication.after(0)] == ["enter", "enter", "remove", "remove"]
    assert review.review_case(case_id=case.pk, on=day, now=lists.at(day)).lifted == ()


def test_money_that_is_identified_asks_for_a_review_once(lists: Lists) -> None:
    case, nobody_listed = lists.case(), lists.case(debtor="周建国")
    lists.limited(case)
    lists.pay(case, CLAIM, DAY)
    lists.pay(case, CLAIM, DAY)
    lists.pay(nobody_listed, CLAIM, DAY)
    jobs = ProcrastinateJob.objects.filter(task_name=outbox.LISTS_REVIEW)
    assert [job.args["case_id"] for job in jobs] == [case.pk]


def test_the_sweep_finds_what_the_job_missed(lists: Lists) -> None:
    case = lists.case()
    made = lists.limited(case)
    lists.pay(case, 2 * CLAIM, DAY)
    assert review.sweep(court_id=case.court_id, now=lists.at(DAY)) == 1
    made.refresh_from_db()
    assert made.end_ground == "performed"


def test_the_dead_leave_the_list_with_the_next_sweep(lists: Lists) -> None:
    case = lists.case()
    made = lists.limited(case)
    conduct.note_circumstance(
        acting=lists.officer, person=made.person, kind="dead", since=DAY, source="死亡医学证明", now=lists.at(DAY)
    )
    assert review.sweep(court_id=case.court_id, now=lists.at(DAY)) == 1
    made.refresh_from_db()
    assert made.end_ground == "dead"
    assert not shown(made)


def test_a_part_payment_changes_what_is_published_and_lifts_nothing(lists: Lists) -> None:
    case = lists.case()
    lists.listed(case)
    day = DAY + timedelta(days=3)
    lists.pay(case, CLAIM // 2, day)
    assert review.review_case(case_id=case.pk, on=day, now=lists.at(day)).lifted == ()
    said = {one.entry.performance for one in publication.current(on=day) if one.entry.register == "dishonest"}
    assert said == {"部分未履行"}


def test_a_certificate_is_signed_and_anybody_checks_it(lists: Lists) -> None:
    case = lists.case()
    lists.limited(case)
    lists.pay(case, 2 * CLAIM, DAY)
    review.review_case(case_id=case.pk, on=DAY, now=lists.at(DAY))
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    assert certify.certify(court_id=case.court_id, sign=key.sign, key=public, now=lists.at(DAY)) == 1
    row = Certificate.objects.get()
    assert certify.verifies(payload=row.payload, signature=row.signature, key=row.key)
    forged = row.payload.replace("performed", "security")
    assert not certify.verifies(payload=forged, signature=row.signature, key=row.key)
    assert Instrument.objects.filter(verify_code=json.loads(row.payload)["verify"]).exists()


def test_grace_publishes_nothing_and_payment_within_it_spares(lists: Lists) -> None:
    case = lists.case()
    made = lists.limited(case, grace=1)
    assert (made.state, made.grace_until) == ("grace", date(2026, 6, 6))
    lists.pay(case, 2 * CLAIM, DAY)
    review.review_case(case_id=case.pk, on=DAY, now=lists.at(DAY))
    made.refresh_from_db()
    assert made.state == "spared"
    assert not Publication.objects.exists()


def test_grace_that_passes_is_published_the_day_after(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case, grace=1)
    last = date(2026, 6, 6)
    assert review.review_case(case_id=case.pk, on=last, now=lists.at(last)).published == ()
    after = last + timedelta(days=1)
    assert review.review_case(case_id=case.pk, on=after, now=lists.at(after)).published == (str(made.entry),)
    assert {one.entry.register for one in publication.current(on=after)} == {"dishonest", "limited"}
    made.refresh_from_db()
    assert made.expires_on == date(2028, 6, 7)  # two whole years from the first day on the list


def test_a_term_that_is_over_ends_by_itself_in_the_sweep(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case)
    day = date(2028, 5, 7)
    assert review.due(court_id=case.court_id, on=day, now=lists.at(day)) == [case.pk]
    review.review_case(case_id=case.pk, on=day, now=lists.at(day))
    made.refresh_from_db()
    assert (made.state, made.end_ground) == ("expired", "term_over")


def test_the_creditors_consent_deletes_and_bars_his_next_request_for_six_months(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case, ListingKind.ABLE, evidence=(ABLE,))
    asked = repair.ask_to_lift(
        acting=lists.officer, decision=made, kind="consent", text="申请删除", proof="书面申请", on=DAY,
        now=lists.at(DAY),
    )  # fmt: skip
    lists.sign(f"lift:{asked.pk}", on=DAY, by=lists.house.chief)
    made.refresh_from_db()
    assert (made.state, made.end_ground) == ("lifted", "creditor")
    request = enter.request_listing(
        acting=lists.officer, case=case, debtor=made.person, applicant=lists.house.applicant(case), text="再次申请",
        on=DAY, now=lists.at(DAY),
    )  # fmt: skip
    wish = enter.Wish(case, made.person, ListingKind.ABLE, "又有财产", (ABLE,), request=request)
    with pytest.raises(Refused) as refused:
        enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    assert codes(refused) == {"listing.asked_off"}


def test_a_fixed_term_is_not_open_to_the_creditors_consent(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case)
    with pytest.raises(Refused) as refused:
        repair.ask_to_lift(
            acting=lists.officer, decision=made, kind="consent", text="申请删除", proof="书面申请", on=DAY,
            now=lists.at(DAY),
        )  # fmt: skip
    assert codes(refused) == {"lift.fixed_term"}
    assert shown(made)


def test_a_request_of_the_creditor_is_answered_with_the_decision(lists: Lists) -> None:
    case = lists.case()
    debtor = lists.house.debtor(case)
    request = enter.request_listing(
        acting=lists.officer, case=case, debtor=debtor, applicant=lists.house.applicant(case), text="申请纳入", on=DAY,
        now=lists.at(DAY),
    )  # fmt: skip
    assert request.due_on == date(2026, 5, 21)
    wish = enter.Wish(case, debtor, ListingKind.REPORT, "虚假报告", (FALSE_REPORT,), request=request)
    made = enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    lists.sign(f"listing:{made.pk}", on=DAY)
    request.refresh_from_db()
    assert (request.state, request.decided_on) == ("granted", DAY)
    assert case.nodes.get(rule="listing_decision").done_on == DAY


def test_a_longer_term_is_signed_and_published_as_a_change(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case, ListingKind.OBSTRUCTION, evidence=(VIOLENCE,))
    waiting = enter.propose_extension(
        acting=lists.officer, listing=made, years=2, reason="情节严重", on=DAY, now=lists.at(DAY)
    )
    lists.sign(waiting.subject, on=DAY)
    made.refresh_from_db()
    assert made.expires_on == date(2030, 5, 6)
    assert CurrentEntry.objects.get(pk=made.entry).expires_on == date(2030, 5, 6)


def test_of_two_longer_terms_that_wait_one_alone_is_signed(lists: Lists) -> None:
    made = lists.listed(lists.case(), ListingKind.OBSTRUCTION, evidence=(VIOLENCE,))
    one, three = (
        enter.propose_extension(
            acting=lists.officer, listing=made, years=years, reason="情节严重", on=DAY, now=lists.at(DAY)
        )
        for years in (1, 3)
    )
    lists.sign(one.subject, on=DAY)

    with pytest.raises(Refused) as refusal, transaction.atomic():
        lists.sign(three.subject, on=DAY)

    assert codes(refusal) == {"listing.longer_once"}
    made.refresh_from_db()
    assert (made.longer_by, made.expires_on) == (1, date(2029, 5, 6))


def exempted(lists: Lists, own: ConsumptionLimit) -> exempt.Exemption:
    row = exempt.apply_exemption(
        acting=lists.officer, limit=own, purpose="探望病危母亲", what="淮安至北京高铁往返一次", proof="病危通知书",
        since=DAY, until=DAY + timedelta(days=4), on=DAY, now=lists.at(DAY),
    )  # fmt: skip
    lists.sign(f"exemption:{row.pk}", on=DAY, by=lists.house.chief)
    row.refresh_from_db()
    return row


def test_an_exemption_opens_a_window_and_tells_agencies_no_more_than_they_need(lists: Lists) -> None:
    own = lists.limited(lists.case())
    exempted(lists, own)
    (standing,) = publication.current(on=DAY)
    window = standing.exempt_on(DAY)
    assert window is not None
    assert window.purpose == "淮安至北京高铁往返一次"
    assert standing.exempt_on(DAY + timedelta(days=5)) is None


def test_an_exemption_that_is_over_leaves_nothing_in_what_is_published(lists: Lists) -> None:
    own = lists.limited(lists.case())
    exempt.close_exemption(
        acting=lists.officer, exemption=exempted(lists, own), note="已使用", on=DAY, now=lists.at(DAY)
    )
    (standing,) = publication.current(on=DAY)
    assert standing.windows == ()


def test_a_spending_that_was_exempted_is_no_breach(lists: Lists) -> None:
    own = lists.limited(lists.case())
    exempted(lists, own)
    with pytest.raises(Refused) as refused:
        limit.note_breach(
            acting=lists.officer, limit=own, what="高铁", source="铁路反馈", day=DAY, on=DAY, now=lists.at(DAY)
        )
    assert codes(refused) == {"breach.exempt"}
    assert not own.breaches.exists()


def promised(lists: Lists, made: Listing) -> repair.CreditCommitment:
    row = repair.apply_commitment(
        acting=lists.officer,
        listing=made,
        conditions=[Condition(DAY + timedelta(days=10), "还款五千元", 500_000)],
        proof="工资流水",
        on=DAY,
        now=lists.at(DAY),
    )
    lists.sign(f"commitment:{row.pk}", on=DAY, by=lists.house.chief)
    row.refresh_from_db()
    return row


def test_a_promise_suspends_the_listing_and_keeps_the_limit(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case)
    promised(lists, made)
    settle_constraints()
    made.refresh_from_db()
    assert made.state == "suspended"
    assert {one.entry.register for one in publication.current(on=DAY)} == {"limited"}


def test_a_broken_promise_brings_the_listing_back_the_day_after(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case)
    row = promised(lists, made)
    last = DAY + timedelta(days=10)
    assert review.due(court_id=case.court_id, on=last, now=lists.at(last)) == []
    after = last + timedelta(days=1)
    assert review.due(court_id=case.court_id, on=after, now=lists.at(after)) == [case.pk]
    assert review.review_case(case_id=case.pk, on=after, now=lists.at(after)).relapsed == (str(made.entry),)
    settle_constraints()
    row.refresh_from_db()
    assert (row.state, shown(made)) == ("broken", True)


def test_a_promise_kept_to_the_end_deletes(lists: Lists) -> None:
    made = lists.listed(lists.case())
    row = promised(lists, made)
    day = DAY + timedelta(days=9)
    repair.note_kept(acting=lists.officer, promise=row, place=0, day=day, on=day, now=lists.at(day))
    made.refresh_from_db()
    row.refresh_from_db()
    assert (made.state, made.end_ground, row.state) == ("lifted", "early", "kept")


def test_a_wrong_listing_is_revoked_by_the_signature_on_the_correction(lists: Lists) -> None:
    case = lists.case()
    made = lists.listed(case)
    request = correct.request_correction(
        acting=lists.officer, decision=made, about="wrong", text="并未虚假报告", on=DAY, now=lists.at(DAY)
    )
    correct.propose_answer(acting=lists.officer, request=request, reason="车辆已报废", on=DAY, now=lists.at(DAY))
    lists.sign(f"correction:{request.pk}", on=DAY, by=lists.house.chief)
    made.refresh_from_db()
    assert (made.state, made.end_ground) == ("revoked", "wrong")
    assert case.nodes.get(rule="listing_correct").done_on == DAY


def test_a_refused_correction_goes_to_the_upper_court_within_ten_days(lists: Lists) -> None:
    made = lists.listed(lists.case())
    request = correct.request_correction(
        acting=lists.officer, decision=made, about="wrong", text="并未虚假报告", on=DAY, now=lists.at(DAY)
    )
    correct.refuse_correction(acting=lists.officer, request=request, answer="证据确实", on=DAY, now=lists.at(DAY))
    request.refresh_from_db()
    served = correct.record_answer_served(acting=lists.officer, request=request, day=DAY, on=DAY, now=lists.at(DAY))
    late = DAY + timedelta(days=14)
    with pytest.raises(Refused) as refused:
        correct.ask_review(acting=lists.officer, request=served, on=late, now=lists.at(late))
    assert codes(refused) == {"review.late"}
    asked = correct.ask_review(acting=lists.officer, request=served, on=DAY + timedelta(days=10), now=lists.at(late))
    assert asked.review_due_on == date(2026, 6, 1)
    correct.take_review(
        acting=lists.president, request=asked, upheld=True, answer="（2026）苏08执复1号", on=late, now=lists.at(late)
    )
    assert not shown(made)


def test_fifty_proposals_give_a_result_for_each_row(lists: Lists) -> None:
    good, unnoticed = lists.case(), lists.case(debtor="周建国", noticed=False)
    wishes = limit.wishes_for([good, unnoticed], reason="拒不履行")
    rows = limit.propose_limits(acting=lists.officer, wishes=wishes, on=DAY, now=lists.at(DAY))
    assert [(row.limit is not None, [f.code for f in row.faults]) for row in rows] == [
        (True, []),
        (False, ["limit.no_notice"]),
    ]


def test_the_controller_of_a_natural_debtor_is_nobody_to_limit(lists: Lists) -> None:
    case = lists.case()
    other = lists.beside(case, "赵立", date(1980, 1, 1))
    wish = limit.Wish(case, other, "转移财产", Capacity.CONTROLLER, lists.house.debtor(case))
    with pytest.raises(Refused) as refused:
        limit.propose_limit(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    assert codes(refused) == {"limit.not_a_unit"}


def test_a_warning_gives_its_days_before_anybody_is_listed(lists: Lists) -> None:
    case = lists.case()
    notice = notices.issue_notice(
        acting=lists.officer, case=case, person=lists.house.debtor(case), kind=notices.ListNotice.Kind.WARNING,
        perform_by=DAY + timedelta(days=5), on=DAY, now=lists.at(DAY),
    )  # fmt: skip
    notices.record_service(acting=lists.officer, notice=notice, how="邮寄", day=DAY, on=DAY, now=lists.at(DAY))
    wish = enter.Wish(case, notice.person, ListingKind.REPORT, "虚假报告", (FALSE_REPORT,))
    with pytest.raises(Refused) as refused:
        enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    assert codes(refused) == {"listing.notice_runs"}


# --- the database


def test_the_table_of_moves_is_the_one_of_the_law(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select source, act, target from lists_move")
        kept = set(cursor.fetchall())
    assert kept == {(str(move.source), str(move.act), str(move.target)) for move in LISTING_LIFE}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("state = 'in_force', published_at = now()", "not signed"),
        ("state = 'expired'", "not from"),
        ("reason = '另写理由'", "stands"),
    ],
)
def test_the_database_refuses_what_nobody_signed(lists: Lists, change: str, why: str) -> None:
    case = lists.case()
    wish = limit.Wish(case, lists.house.debtor(case), "拒不履行")
    made = limit.propose_limit(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update lists_consumptionlimit set {change} where id = %s", [made.pk])
    made.refresh_from_db()
    assert (made.state, made.reason) == ("proposed", "拒不履行")


def test_an_entry_without_its_decision_does_not_survive_the_transaction(lists: Lists) -> None:
    made = lists.limited(lists.case())
    mark = transaction.savepoint()
    ConsumptionLimit.objects.filter(pk=made.pk).update(state="lifted")
    with pytest.raises(IntegrityError, match="published"):
        settle_constraints()
    transaction.savepoint_rollback(mark)
    assert shown(made)
