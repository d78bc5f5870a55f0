"""A round is ended on evidence and a signature, or not at all; the database says the same."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from courthouse import CourtHouse, item
from django.db import IntegrityError, transaction
from estate import Estate
from rounds import CLAIM, MEMBERS, ON, EndingHouse, settled

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Asset
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Approval, Case, EvidenceRecord, Node, RoundEnd
from duixian.domain.documents.models import Instrument
from duixian.domain.lists.models import ConsumptionLimit
from duixian.domain.trail.models import Entry
from duixian.flows.end_round.batch import end_rounds, sign_ends
from duixian.flows.end_round.end import look
from duixian.law.control import HoldingKind
from duixian.law.ending import EvidenceKind, Standing, Unexecutable


@pytest.fixture
def end(own: CourtHouse) -> EndingHouse:
    return settled(own)


@pytest.fixture
def estate(end: EndingHouse) -> Estate:
    made = Estate(end.house)
    made.agency()  # its bank is asked with the others
    return made


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.reasons]


def test_a_round_is_ended_when_the_president_signs(end: EndingHouse) -> None:
    case = end.ended()

    assert case.state == "round_ended"
    kept = RoundEnd.objects.get(case=case)
    assert kept.evidence_sha256 == hashlib.sha256(kept.evidence.encode()).hexdigest()
    assert {row["standing"] for row in kept.checks} == {"met", "idle"}
    assert json.loads(kept.evidence)["facts"]["debtors"][0]["name"] == "黎明华"
    assert kept.search_until == date(2031, 7, 1)
    ruling = Instrument.objects.get(case=case, kind="round_end_ruling")
    assert (kept.ruling_number, kept.ruling_sha256) == (ruling.number, ruling.sha256)
    assert kept.remaining_fen > CLAIM


def test_the_end_starts_the_next_search_and_the_entry_and_meets_the_limit_of_the_case(end: EndingHouse) -> None:
    case = end.ended()

    due = dict(Node.objects.filter(case=case, done_on__isnull=True, cancelled=False).values_list("rule", "due_on"))
    assert due["requery"] == date(2027, 1, 1)
    assert due["round_end_entry"] == date(2026, 7, 8)
    assert Node.objects.get(case=case, rule="statutory_end").done_on == ON


def test_nothing_done_is_refused_with_everything_that_is_missing(end: EndingHouse) -> None:
    case = end.file()
    Case.objects.filter(pk=case.pk).update(state="notified")
    entries = Entry.objects.count()

    with pytest.raises(Refused) as told:
        end.propose(case)

    assert {
        "round_end.notice_not_issued",
        "round_end.report_not_ordered",
        "round_end.queries",
        "round_end.inquiry",
        "round_end.interests",
        "round_end.limits",
        "round_end.talk",
        "round_end.whereabouts",
        "round_end.obstruction",
        "round_end.consent",
    } <= set(codes(told))
    assert all(fault.data["step"] for fault in told.value.reasons)
    assert not Approval.objects.filter(act="round.end").exists()
    assert Entry.objects.count() == entries


def test_the_eightieth_day_refuses(end: EndingHouse) -> None:
    end.on = date(2026, 5, 21)
    case = end.ready()

    with pytest.raises(Refused) as told:
        end.propose(case)

    assert codes(told) == ["round_end.too_early"]
    assert not Approval.objects.filter(act="round.end").exists()


def test_twelve_hundred_yuan_in_an_account_refuses_and_nine_hundred_do_not(end: EndingHouse, estate: Estate) -> None:
    case = end.ready()
    account = estate.account(end.house.debtor(case), 120_000)

    with pytest.raises(Refused) as told:
        end.propose(case)

    assert codes(told) == ["round_end.cash"]
    Asset.objects.filter(pk=account.pk).update(balance_fen=90_000, available_fen=90_000)
    assert end.propose(case).state == "waiting"


def test_an_unsold_thing_needs_its_sale_on_record_and_not_only_a_word(end: EndingHouse, estate: Estate) -> None:
    case = end.ready()
    car = estate.thing(end.house.debtor(case), 8_000_000)
    reason = {"subject": f"asset:{car.pk}", "outcome": Unexecutable.UNSOLD}

    with pytest.raises(Refused) as bare:
        end.propose(case)
    end.sign(case, EvidenceKind.UNEXECUTABLE, **reason)
    with pytest.raises(Refused) as unproved:
        end.propose(case)

    assert (codes(bare), codes(unproved)) == (["round_end.assets"], ["round_end.asset_reason"])


def test_a_sealed_car_nobody_found_keeps_no_round_open(end: EndingHouse, estate: Estate) -> None:
    case = end.ready()
    car = estate.thing(end.house.debtor(case), 8_000_000, HoldingKind.VEHICLE)
    estate.state(case)
    estate.control(case, car)
    end.sign(case, EvidenceKind.UNEXECUTABLE, subject=f"asset:{car.pk}", outcome=Unexecutable.NOT_HELD)

    end.approve(end.propose(case))

    assert RoundEnd.objects.filter(case=case, standing=True).exists()


def test_money_on_the_account_refuses(end: EndingHouse) -> None:
    case = end.ready()
    end.house.receive(case, 500_000, ON)

    with pytest.raises(Refused) as told:
        end.propose(case)

    assert codes(told) == ["round_end.money_waiting"]


def test_a_limit_that_has_run_out_refuses(end: EndingHouse) -> None:
    case = end.ready()
    ConsumptionLimit.objects.filter(case=case).update(expires_on=ON - timedelta(days=1))

    with pytest.raises(Refused) as told:
        end.propose(case)

    assert codes(told) == ["round_end.limits"]


def test_a_clue_nobody_looked_into_refuses_and_has_its_limit(end: EndingHouse) -> None:
    case = end.ready()
    clue = end.sign(case, EvidenceKind.CLUE, what="有房屋出租")
    node = Node.objects.get(case=case, rule="verify_clue")

    with pytest.raises(Refused) as told:
        end.propose(case)
    end.sign(case, EvidenceKind.CLUE_CHECKED, subject=f"clue:{clue.pk}", on=ON)

    assert codes(told) == ["round_end.clues"]
    node.refresh_from_db()
    assert node.done_on == ON
    assert end.propose(case).state == "waiting"


def test_without_the_applicants_signature_the_chief_does_not_suffice(end: EndingHouse) -> None:
    case = end.ready()
    proposal = end.propose(case)

    with pytest.raises(Refused) as told:
        end.approve(proposal, end.house.chief)

    assert codes(told) == ["approval.office"]
    case.refresh_from_db()
    assert (case.state, RoundEnd.objects.count()) == ("notified", 0)


def test_where_the_applicant_signed_the_chief_suffices(end: EndingHouse) -> None:
    case = end.ready()
    end.sign(case, EvidenceKind.APPLICANT_SIGNED)

    end.approve(end.propose(case), end.house.chief)

    assert RoundEnd.objects.get(case=case).consent == "applicant"


def test_what_comes_up_between_proposal_and_signature_stops_it_and_nothing_is_signed(
    end: EndingHouse, estate: Estate
) -> None:
    case = end.ready()
    proposal = end.propose(case)
    estate.account(end.house.debtor(case), 120_000)

    with pytest.raises(Refused) as told:
        end.approve(proposal)

    assert codes(told) == ["round_end.cash"]
    proposal.refresh_from_db()
    case.refresh_from_db()
    assert (proposal.state, case.state, RoundEnd.objects.count()) == ("waiting", "notified", 0)


def test_declined_is_not_ended(end: EndingHouse) -> None:
    from duixian.flows.approve import approve

    case = end.ready()
    approve(acting=end.president, approval=end.propose(case), approved=False, note="再查", on=end.on, now=end.now)
    case.refresh_from_db()
    assert (case.state, RoundEnd.objects.count()) == ("notified", 0)


def test_many_are_proposed_and_signed_with_a_result_each(end: EndingHouse) -> None:
    good, bare = end.ready(), end.file(debtor="邓一帆")

    proposed = end_rounds(acting=end.house.officer, cases=[good, bare], on=end.on, now=end.now)
    signed = sign_ends(
        acting=end.president, approvals=[one.approval for one in proposed if one.approval], on=end.on, now=end.now
    )

    assert [one.done for one in proposed] == [True, False]
    assert [fault.code for fault in proposed[1].faults] == ["procedure.not_open"]
    assert [one.done for one in signed] == [True]
    assert [one.case_id for one in rounds.round_ends(court_id=good.court_id)] == [good.pk]


def test_the_table_of_a_page_shows_every_condition(end: EndingHouse) -> None:
    case = end.ready()
    _, verdict = look(case, on=end.on)

    assert {one.row.machine for one in verdict.findings} == set(range(13))
    assert [one.row.id for one in verdict.findings if one.standing is Standing.IDLE] == ["ruling", "approval"]


# what the database says by itself


def test_the_database_lets_no_case_end_without_evidence(end: EndingHouse) -> None:
    case = end.ready()

    with pytest.raises(IntegrityError, match="no end of its round"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="round_ended")


def test_the_database_takes_no_end_that_nobody_approved(end: EndingHouse) -> None:
    case = end.ready()
    proposal = end.propose(case)
    row = {
        "court_id": case.court_id,
        "case": case,
        "approval": proposal,
        "consent": "panel",
        "ended_on": ON,
        "made_at": end.now,
        "evidence": "{}",
        "evidence_sha256": hashlib.sha256(b"{}").hexdigest(),
        "remaining_fen": 1,
        "ruling_number": "1",
        "ruling_sha256": "1",
        "ruling_code": "1",
        "search_until": ON,
    }

    with pytest.raises(IntegrityError, match="not approved that day"), transaction.atomic():
        RoundEnd.objects.create(**row)


def test_what_was_ruled_stands(end: EndingHouse) -> None:
    case = end.ended()

    with pytest.raises(IntegrityError, match="what was ruled stands"), transaction.atomic():
        RoundEnd.objects.filter(case=case).update(evidence="{}")


def test_a_signed_record_is_never_changed_and_a_wrong_one_is_replaced(end: EndingHouse) -> None:
    case = end.ready()
    wrong = end.sign(case, EvidenceKind.ON_SITE, what="去错了地方")

    with pytest.raises(Exception, match="append"), transaction.atomic():
        EvidenceRecord.objects.filter(pk=wrong.pk).update(what="去对了地方")
    end.sign(case, EvidenceKind.ON_SITE, replaces=wrong, void=True, what="前一条记录有误")

    assert wrong.pk not in [row.pk for row in rounds.evidence_of(case.pk)]


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        (EvidenceKind.TALK, {"on": ON + timedelta(days=1)}, "evidence.day"),
        (EvidenceKind.TALK, {"document": " "}, "evidence.document"),
        (EvidenceKind.TALK, {"what": ""}, "evidence.what"),
        (EvidenceKind.WHEREABOUTS, {}, "evidence.person"),
        (EvidenceKind.PANEL, {"topics": MEMBERS[:2]}, "evidence.panel"),
        (EvidenceKind.PANEL, {"topics": (MEMBERS[0],) * 3}, "evidence.panel"),
        (EvidenceKind.UNEXECUTABLE, {"subject": "asset:1", "outcome": "poor"}, "evidence.asset"),
        (EvidenceKind.CLUE_CHECKED, {"subject": "clue:999999"}, "evidence.no_clue"),
    ],
)
def test_a_record_that_says_too_little_is_none(
    end: EndingHouse, kind: EvidenceKind, more: dict[str, object], code: str
) -> None:
    case = end.file()

    with pytest.raises(BadInput) as told:
        end.sign(case, kind, **more)

    assert code in [fault.code for fault in told.value.faults]
    assert not EvidenceRecord.objects.exists()


def test_an_accountant_signs_no_evidence_and_proposes_no_end(end: EndingHouse) -> None:
    from duixian.flows.end_round.end import propose

    case = end.ready()
    with pytest.raises(Refused) as told:
        propose(acting=end.house.accountant, case=case, on=end.on, now=end.now)

    assert codes(told) == ["policy.role"]
    assert not Approval.objects.filter(act="round.end").exists()


def test_a_thing_of_somebody_else_is_no_evidence_here(end: EndingHouse, estate: Estate) -> None:
    mine, other = end.file(), end.house.file(item("1", 5, "洪春生", "方志远"), debtors=("方志远",))
    thing = estate.thing(end.house.debtor(other), 5)

    with pytest.raises(BadInput) as told:
        end.sign(mine, EvidenceKind.UNEXECUTABLE, subject=f"asset:{thing.pk}", outcome=Unexecutable.EXEMPT)

    assert [fault.code for fault in told.value.faults] == ["evidence.asset"]
