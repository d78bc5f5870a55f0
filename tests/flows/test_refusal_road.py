"""The road of a refusal case, stage by stage: what is done, by whom, and what follows."""

from datetime import date, timedelta

import pytest
from courthouse import CourtHouse
from cryptography.exceptions import InvalidSignature
from refused import FOUND, KEY, OVER, OWED, PUBLIC, REFERRED, STUDIED, WARNED, Library

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import Node
from duixian.domain.documents.models import Instrument
from duixian.domain.parties import services as parties
from duixian.domain.refusals.models import (
    AnswerKind,
    Charge,
    Clue,
    ClueSource,
    HandedOver,
    Performance,
    PrivateProsecution,
    Referral,
    RefusalCase,
    SourceKind,
    StudyDecision,
    Verdict,
    WarningLetter,
)
from duixian.domain.refusals.selectors import library as reading
from duixian.domain.refusals.selectors.funnel import funnel
from duixian.domain.refusals.services import clues as telling
from duixian.domain.refusals.services import library
from duixian.domain.trail.models import Entry
from duixian.flows.refusal import clues, court, performance, private, refer, supervise, warn
from duixian.flows.refusal.court import Sentence
from duixian.flows.set_court_value import set_court_value
from duixian.law.procedure.refusal_life import PrivateGround
from duixian.law.refusal import Conduct, Proof
from duixian.law.refusal.packet import check
from duixian.testing.scenes.stage import resident_id


@pytest.fixture
def books(own: CourtHouse) -> Library:
    return Library(own)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {fault.code for fault in refused.value.reasons}


def verify(signed: bytes, signature: bytes) -> bool:
    try:
        KEY.public_key().verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def test_a_clue_told_by_three_stays_one_and_the_same_letter_counts_once(books: Library) -> None:
    case = books.case()

    first = books.tell(case)
    bank = books.tell(case, kind=SourceKind.BANK, text="账户大额取现", sum_fen=900_000)
    again = books.tell(case)

    assert (first.new, bank.new, bank.told_anew, again.told_anew) == (True, False, True, False)
    clue = Clue.objects.get()
    assert (clue.sum_fen, clue.sources.count()) == (900_000, 2)
    assert RefusalCase.objects.count() == 1


def test_another_conduct_of_the_same_person_is_another_clue_of_the_same_case(books: Library) -> None:
    case = books.case()

    books.tell(case)
    books.tell(case, conduct=Conduct.OVERPAYS, text="高价买车")

    assert (Clue.objects.count(), RefusalCase.objects.count()) == (2, 1)


def test_findings_of_a_night_enter_row_by_row_and_the_next_night_changes_nothing(books: Library) -> None:
    case, paid = books.case(), books.case("周建平")
    books.house.receive(paid, 2 * OWED, FOUND)

    def finding(of, key: str) -> clues.Finding:  # type: ignore[no-untyped-def]
        return clues.Finding(
            "pass_through",
            key,
            of,
            books.house.debtor(of),
            Conduct.HIDE_TRANSFER,
            300_000,
            870,
            "收入当日转出",
            ({"transfer": 17},),
            FOUND,
        )

    rows = [finding(paid, "x"), finding(case, "y")]
    first = clues.open_from_findings(acting=books.officer, findings=rows, on=FOUND, now=books.at(FOUND))
    clues.open_from_findings(acting=books.officer, findings=rows, on=FOUND, now=books.at(FOUND))

    assert [fault.code for fault in first[0].faults] == ["refusal.performed"]
    source = ClueSource.objects.get()
    assert (source.detector, source.score, source.evidence) == ("pass_through", 870, [{"transfer": 17}])


def test_a_clue_about_a_judge_leaves_nothing_but_a_receipt(books: Library) -> None:
    text = f"执行员{books.self_.name}收受被执行人财物"
    case = books.case()

    with pytest.raises(Refused) as named:
        books.tell(case, text=text)
    clues.hand_over(
        acting=books.officer,
        kind=SourceKind.HOTLINE,
        text=text,
        office="纪检监察组",
        receipt="移2026-1",
        on=FOUND,
        now=books.at(FOUND),
    )

    assert codes(named) == {"refusal.names_staff"}
    assert not Clue.objects.exists()
    assert HandedOver.objects.get().receipt == "移2026-1"
    assert not any(text in str(entry.payload) for entry in Entry.objects.all())


def test_who_told_is_seen_by_a_chief_with_a_reason_on_the_trail_and_by_no_officer(books: Library) -> None:
    source = books.tell(books.case(), reporter="李举报", contact="13800000000").clue.sources.get()

    with pytest.raises(Refused):
        telling.reveal(acting=books.officer, source=source, reason="核实", now=books.house.now)
    seen = telling.reveal(acting=books.house.chief, source=source, reason="核实线索", now=books.house.now)

    assert seen == ("李举报", "13800000000")
    assert reading.masked_reporter(source) == "（已保护）"
    assert Entry.objects.filter(act="refusal.reveal").count() == 1
    assert not any("李举报" in str(entry.payload) for entry in Entry.objects.all())


def test_one_opinion_is_no_study_and_nothing_is_kept_of_it(books: Library) -> None:
    refusal = books.found()

    with pytest.raises(Refused) as alone:
        books.study(refusal, voices=1)
    with pytest.raises(Refused) as split:
        books.study(refusal, voices=2, against=1)

    assert codes(alone) == codes(split) == {"refusal.alone"}
    refusal.refresh_from_db()
    assert (refusal.state, refusal.studies.count()) == ("found", 0)


def test_what_the_law_closes_is_not_confirmed(books: Library) -> None:
    refusal = books.state(books.found(), able=False, able_fen=0)

    with pytest.raises(Refused) as unable:
        books.study(refusal)

    assert codes(unable) == {"refusal.unable"}


def test_a_clue_is_let_go_by_several_with_a_reason(books: Library) -> None:
    refusal = books.found()

    books.study(refusal, StudyDecision.DISMISS)

    refusal.refresh_from_db()
    assert (refusal.state, refusal.ended_on, bool(refusal.ended_why)) == ("dismissed", STUDIED, True)


def test_a_warning_gives_five_days_from_service_and_more_where_the_court_says_so(books: Library) -> None:
    refusal = books.warned()
    letter = WarningLetter.objects.get()

    assert (letter.days, letter.until) == (5, date(2026, 3, 16))
    assert refusal.state == "warned"
    assert Node.objects.get(rule="refusal_warning").due_on == letter.until
    text = Instrument.objects.get(kind="refusal_warning")
    assert text.facts["days"] == 5
    set_court_value(
        acting=books.house.chief,
        court=books.house.court,
        key="limit.refusal_warning",
        value={"amount": 7, "unit": "day"},
        since=WARNED,
        source="本院规定",
        now=books.house.now,
    )
    assert warn.days_of(books.house.court.pk, on=WARNED) == 7


def test_who_pays_within_the_days_is_done_with_and_counted(books: Library) -> None:
    case = books.case()
    refusal = books.warned(case)
    books.house.receive(case, 2 * OWED, date(2026, 3, 12))

    warn.after_warning(court_id=books.house.court.pk, now=books.at(date(2026, 3, 13)))

    refusal.refresh_from_db()
    paid = Performance.objects.get()
    assert (refusal.state, WarningLetter.objects.get().outcome) == ("performed", "performed")
    assert (paid.kind, paid.paid_fen, paid.stage) == ("whole", 2 * OWED, "warned")
    found = funnel([books.house.court.pk], since=FOUND, until=REFERRED)
    assert (found["performed"].people, found["performed"].fen) == (1, 2 * OWED)
    assert not reading.to_refer(books.house.court.pk).exists()


def test_part_of_it_is_counted_once_and_the_case_stands_to_be_referred(books: Library) -> None:
    case = books.case()
    refusal = books.warned(case)
    books.house.receive(case, 100, date(2026, 3, 12))
    court_id = books.house.court.pk

    assert warn.after_warning(court_id=court_id, now=books.at(date(2026, 3, 16))) == []
    warn.after_warning(court_id=court_id, now=books.at(OVER))
    warn.after_warning(court_id=court_id, now=books.at(REFERRED))

    assert Performance.objects.get().paid_fen == 100
    assert WarningLetter.objects.get().outcome == "partly"
    assert list(reading.to_refer(court_id)) == [refusal]
    assert Node.objects.get(rule="refusal_warning").done_on == OVER


def test_nothing_goes_to_the_police_before_the_days_are_over_or_without_proof(books: Library) -> None:
    early = books.warned()
    with pytest.raises(Refused) as days:
        books.propose(early, on=date(2026, 3, 16))
    unwarned = books.confirmed(books.case("周建平"), Proof.PRICE)
    with pytest.raises(Refused) as both:
        books.propose(unwarned)

    assert codes(days) == {"refusal.days_run"}
    assert codes(both) == {"refusal.unwarned", "refusal.proofs"}
    assert not Referral.objects.exists()


def test_flight_needs_no_warning(books: Library) -> None:
    refusal = books.confirmed()
    library.state(acting=books.officer, refusal=refusal, now=books.house.now, unwarned="flight")

    books.sign(books.propose(refusal))

    refusal.refresh_from_db()
    assert refusal.state == "referred"


def test_the_officer_does_not_sign_his_own_referral_and_a_refusal_changes_nothing(books: Library) -> None:
    refusal = books.ignored()
    approval = books.propose(refusal)
    from duixian.flows.approve import approve

    with pytest.raises(Refused):
        approve(acting=books.officer, approval=approval, approved=True, on=REFERRED, now=books.house.now)
    books.sign(approval, approved=False)

    refusal.refresh_from_db()
    assert (refusal.state, Referral.objects.count()) == ("warned", 0)


def test_who_pays_while_the_referral_waits_is_not_referred(books: Library) -> None:
    case = books.case()
    approval = books.propose(books.ignored(case))
    books.house.receive(case, 2 * OWED, REFERRED)

    with pytest.raises(Refused) as paid:
        books.sign(approval)

    assert codes(paid) == {"refusal.performed"}
    approval.refresh_from_db()
    assert approval.state == "waiting"


def test_the_packet_is_one_signed_file_that_the_police_can_check(books: Library) -> None:
    refusal = books.referred()
    referral = Referral.objects.get()

    report = check(refer.sealed_packet(referral), verify=verify)

    assert report.faults == ()
    assert report.key == PUBLIC
    assert report.about["person"] == "熊一明"
    assert {row["proof"] for row in report.about["exhibits"]} >= {"identity", "title", "price"}
    assert all(row["rows"] == [12] for row in report.about["exhibits"])
    assert bytes(referral.print).startswith(b"%PDF-")
    assert (refusal.state, referral.receipt) == ("referred", "收2026-7")
    assert Node.objects.get(rule="police_filing").due_on == date(2026, 3, 25)


def test_filed_indicted_judged_and_every_figure_opens_its_rows(books: Library) -> None:
    refusal = books.referred()
    books.answer(refusal, AnswerKind.FILED, date(2026, 3, 23))
    say = {"acting": books.officer, "refusal": refusal, "on": date(2026, 6, 1)}
    court.take_charge(
        kind=Charge.Kind.INDICTED,
        office="淮阴区人民检察院",
        number="淮检刑诉〔2026〕9号",
        day=date(2026, 5, 6),
        now=books.at(date(2026, 6, 1)),
        **say,
    )
    sentence = Sentence(
        "淮阴区人民法院",
        "（2026）苏0804刑初9号",
        date(2026, 6, 1),
        Verdict.Penalty.IMPRISONMENT,
        months=30,
        fine_fen=10_000_000,
    )
    court.take_verdict(sentence=sentence, now=books.house.now, **say)

    refusal.refresh_from_db()
    found = funnel([books.house.court.pk], since=FOUND, until=date(2026, 6, 2))
    assert refusal.state == "judged"
    assert [figure.count for figure in found.figures] == [1, 1, 1, 0, 1, 1, 1, 1, 0, 0]
    assert found["judged"].rows.get().months == 30
    assert funnel([books.house.court.pk], since=FOUND, until=date(2026, 6, 1))["judged"].count == 0
    assert Node.objects.get(rule="police_filing").done_on == date(2026, 3, 23)
    assert Node.objects.get(rule="private_prosecution").cancelled


def test_paid_after_the_police_filed_is_kept_for_the_prosecutor_who_may_not_indict(books: Library) -> None:
    case = books.case()
    refusal = books.referred(case)
    books.answer(refusal, AnswerKind.FILED, date(2026, 3, 19))
    day = date(2026, 3, 20)
    books.house.receive(case, 2 * OWED, day)

    kept = performance.note_performance(acting=books.officer, refusal=refusal, on=day, now=books.at(day))

    refusal.refresh_from_db()
    assert (kept.kind, kept.stage, kept.paid_fen) == ("whole", "filed", 2 * OWED)
    assert refusal.state == "filed"
    with pytest.raises(Refused):
        performance.note_performance(acting=books.officer, refusal=refusal, on=day, now=books.house.now)
    court.take_charge(
        acting=books.officer,
        refusal=refusal,
        kind=Charge.Kind.NOT_INDICTED,
        office="淮阴区人民检察院",
        number="淮检不诉〔2026〕1号",
        reason="提起公诉前已履行，情节轻微",
        day=day,
        on=day,
        now=books.house.now,
    )
    refusal.refresh_from_db()
    assert refusal.state == "not_indicted"


def test_the_silence_of_the_police_opens_the_private_road_after_sixty_days(books: Library) -> None:
    refusal = books.referred()
    last = REFERRED + timedelta(days=60)
    assert Node.objects.get(rule="private_prosecution").due_on == last + timedelta(days=1)

    def open_on(day: date) -> PrivateProsecution:
        return private.open_private(
            acting=books.officer, refusal=refusal, ground=PrivateGround.SILENCE, on=day, now=books.at(day)
        )

    with pytest.raises(Refused) as early:
        open_on(last)
    kept = open_on(last + timedelta(days=1))

    assert codes(early) == {"refusal.not_silent"}
    assert kept.silent_until == last
    assert kept.paper is not None
    refusal.refresh_from_db()
    assert refusal.state == "private_open"


def test_a_private_suit_withdrawn_comes_back_on_new_evidence_and_is_judged(books: Library) -> None:
    refusal = books.referred()
    day = date(2026, 3, 25)
    books.answer(refusal, AnswerKind.REFUSED, day)
    say = {"acting": books.officer, "on": day}
    private.open_private(refusal=refusal, ground=PrivateGround.REFUSED, now=books.at(day), **say)
    filing = {"refusal": refusal, "day": day, "harm": "工资未获清偿"}
    first = private.file_private(number="（2026）苏0804刑初20号", now=books.house.now, **filing, **say)
    withdrawn = PrivateProsecution.Outcome.WITHDRAWN
    private.end_private(prosecution=first, outcome=withdrawn, paper="准许撤诉裁定", day=day, now=books.house.now, **say)
    with pytest.raises(Refused) as again:
        private.file_private(number="（2026）苏0804刑初21号", now=books.house.now, **filing, **say)
    second = private.file_private(
        number="（2026）苏0804刑初21号", new_evidence="新取得的流水", now=books.house.now, **filing, **say
    )
    sentence = Sentence("本院", "（2026）苏0804刑初21号", day, Verdict.Penalty.IMPRISONMENT, months=18)
    private.end_private(
        prosecution=second,
        outcome=PrivateProsecution.Outcome.JUDGED,
        paper="（2026）苏0804刑初21号",
        day=day,
        sentence=sentence,
        now=books.house.now,
        **say,
    )

    assert codes(again) == {"refusal.private_again"}
    found = funnel([books.house.court.pk], since=FOUND, until=date(2026, 4, 1))
    assert (found["private_filed"].count, found["private_filed"].people, found["private_judged"].count) == (2, 1, 1)


def test_the_prosecutor_orders_the_wife_to_be_filed_whose_account_was_lent_knowingly(books: Library) -> None:
    refusal = books.referred()
    wife = parties.enter(
        acting=books.officer, kind="natural", name="郑某某", id_number=resident_id(5, born=date(1985, 1, 1))
    )
    day = date(2026, 3, 26)
    asked = supervise.ask_supervision(
        acting=books.officer,
        refusal=refusal,
        office="检察院",
        grounds="账户提供者未立案",
        day=day,
        on=day,
        now=books.at(day),
    )

    def order(knew: str) -> None:
        supervise.take_prosecutor(
            acting=books.officer,
            supervision=asked,
            ordered=True,
            number="通知立案书〔2026〕1号",
            day=day,
            on=day,
            now=books.house.now,
            helper=supervise.Helper(wife, knew, "提供账户并取现", Conduct.HIDE_TRANSFER),
        )

    with pytest.raises(Refused) as unknowing:
        order("")
    order("微信记录：知道判决后说“钱先放我卡里”")
    own = RefusalCase.objects.get(person=wife)
    books.answer(own, AnswerKind.FILED, day)

    assert codes(unknowing) == {"refusal.not_colluding"}
    assert (own.capacity, own.principal_id, own.state) == ("accomplice", refusal.pk, "filed")
    assert Node.objects.get(rule="supervision_answer").done_on == day


def test_evidence_points_to_rows_or_pages_and_a_wrong_one_is_replaced(books: Library) -> None:
    refusal = books.found()
    nowhere = library.Exhibit(Proof.PRICE, "低价", "评估报告")
    with pytest.raises(BadInput):
        library.add_evidence(acting=books.officer, refusal=refusal, exhibit=nowhere, now=books.house.now)
    here = library.Exhibit(Proof.PRICE, "低价", "评估报告", pages=(3,))
    old = library.add_evidence(acting=books.officer, refusal=refusal, exhibit=here, now=books.house.now)

    library.add_evidence(
        acting=books.officer, refusal=refusal, exhibit=here, now=books.house.now, replaces=old, void=True
    )

    assert reading.proofs_of(refusal.pk) == frozenset()


def test_a_creditor_who_complained_himself_and_was_refused_may_prosecute_though_nothing_was_referred(
    books: Library,
) -> None:
    refusal = books.found()
    day = date(2026, 3, 20)
    with pytest.raises(Refused) as unanswered:
        private.open_private(
            acting=books.officer, refusal=refusal, ground=PrivateGround.REFUSED, on=day, now=books.at(day)
        )
    books.answer(refusal, AnswerKind.REFUSED, day, own_complaint=True)
    assert refusal.state == "found"

    private.open_private(
        acting=books.officer, refusal=refusal, ground=PrivateGround.REFUSED, on=day, now=books.house.now
    )

    refusal.refresh_from_db()
    assert codes(unanswered) == {"refusal.no_refusal"}
    assert refusal.state == "private_open"


def test_a_complex_case_has_thirty_days_and_a_referral_may_be_taken_back_by_a_chief_only(books: Library) -> None:
    refusal = books.referred()
    books.answer(refusal, AnswerKind.COMPLEX, date(2026, 3, 24))
    longer = Node.objects.get(rule="police_filing_complex")
    said = {"refusal": refusal, "reason": "被执行人已履行", "paper": "撤回移送函1号", "on": date(2026, 3, 26)}
    with pytest.raises(Refused):
        refer.take_back(acting=books.officer, now=books.at(date(2026, 3, 26)), **said)

    refer.take_back(acting=books.house.chief, now=books.house.now, **said)

    refusal.refresh_from_db()
    assert (longer.started_on, longer.due_on) == (REFERRED, date(2026, 4, 17))
    assert Node.objects.get(rule="police_filing").done_on == date(2026, 3, 24)
    assert (refusal.state, refusal.ended_why) == ("withdrawn", "被执行人已履行")


def test_a_court_that_goes_by_the_other_source_counts_thirty_days_of_silence_and_no_other_number(
    books: Library,
) -> None:
    def set_days(days: int) -> None:
        set_court_value(
            acting=books.house.chief,
            court=books.house.court,
            key="refusal.private_silence_days",
            value=days,
            since=FOUND,
            source="法发〔2025〕8号",
            now=books.house.now,
        )

    with pytest.raises(BadInput):
        set_days(10)
    set_days(30)
    refusal = books.referred()
    day = REFERRED + timedelta(days=31)

    kept = private.open_private(
        acting=books.officer, refusal=refusal, ground=PrivateGround.SILENCE, on=day, now=books.at(day)
    )

    assert kept.silent_until == REFERRED + timedelta(days=30)
    assert Node.objects.get(rule="private_prosecution").due_on == day


def test_who_pays_before_anybody_warned_him_is_done_with_and_counts_for_no_warning(books: Library) -> None:
    case = books.case()
    refusal = books.confirmed(case)
    books.house.receive(case, 2 * OWED, STUDIED)

    kept = performance.note_performance(acting=books.officer, refusal=refusal, on=WARNED, now=books.at(WARNED))

    refusal.refresh_from_db()
    assert (refusal.state, kept.stage, kept.paid_fen) == ("performed", "studied", 2 * OWED)
    assert funnel([books.house.court.pk], since=FOUND, until=REFERRED)["performed"].count == 0
