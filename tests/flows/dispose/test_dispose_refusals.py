"""What may not be sold, announced or bid for, and by whom; a denied act leaves nothing behind."""

from dataclasses import replace
from datetime import timedelta

import pytest
from courthouse import CourtHouse, staff
from django.db import transaction
from saleroom import WORTH, room

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Asset
from duixian.domain.courts.models import Officer, Role
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, DisposalStep
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Receipt
from duixian.domain.funds.services import deposits, ledger
from duixian.domain.trail.models import Entry
from duixian.flows.dispose import deliberate, price, rule, start
from duixian.flows.dispose.register_bidder import Applicant, register_bidder
from duixian.law.control.facts import HomeException
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import Bar, PricingFacts, RoundKind
from duixian.law.procedure.case_life import Act
from duixian.testing.scenes.stage import resident_id


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_an_only_home_is_not_sold_unless_the_law_has_an_exception(own: CourtHouse) -> None:
    sale_room = room(own, kind=HoldingKind.HOME, title="住宅一套")
    with pytest.raises(Refused) as refused:
        sale_room.start()
    assert codes(refused) == {"disposal.not_saleable"}
    assert not Disposal.objects.exists()

    made = sale_room.start(home=start.OnlyHome(HomeException.CREDITOR_HOUSES, "申请执行人书面同意扣除六年租金"))

    assert made.steps.get(act="start").data["home"] == "creditor_houses"


def test_a_thing_not_held_any_more_is_not_sold(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.to(sale_room.control.until + timedelta(days=1))

    with pytest.raises(Refused) as refused:
        sale_room.start()

    assert "disposal.not_controlled" in codes(refused)
    assert not Disposal.objects.exists()


def test_nobody_approves_what_he_began(own: CourtHouse) -> None:
    sale_room = room(own)
    both = staff(own.court, "both", Role.OFFICER, Role.CHIEF)
    made = start.start(acting=both, control=sale_room.control, why="x", on=sale_room.today, now=sale_room.now)

    with pytest.raises(Refused) as refused:
        start.approve(acting=both, disposal=made, on=sale_room.today, now=sale_room.now)

    assert codes(refused) == {"disposal.own"}
    assert sale_room.disposal.approved_by == ""


def ready_to_publish(own: CourtHouse, worth: int = WORTH):  # type: ignore[no-untyped-def]
    sale_room = room(own, worth=worth)
    sale_room.start()
    sale_room.agree_on(worth)
    sale_room.choose()
    return sale_room


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"start": WORTH * 69 // 100}, "terms.start_below_floor"),
        ({"deposit": 100}, "terms.deposit"),
        ({"platform": "jd"}, "terms.platform"),
        ({"notified": ()}, "terms.somebody_not_notified"),
    ],
)
def test_terms_the_law_does_not_bear_are_not_published(own: CourtHouse, changes: dict[str, object], code: str) -> None:
    sale_room = ready_to_publish(own)

    with pytest.raises(Refused) as refused:
        sale_room.publish(**changes)

    assert code in codes(refused)
    assert not AuctionRound.objects.exists()
    assert sale_room.disposal.state == "priced"


def test_two_judges_are_no_panel_and_a_changed_figure_is_another_decision(own: CourtHouse) -> None:
    sale_room = ready_to_publish(own)
    terms = sale_room.terms(RoundKind.FIRST)
    for member in sale_room.panel[:2]:
        deliberate.agree(acting=member, disposal=sale_room.disposal, terms=terms, on=sale_room.today, now=sale_room.now)
    assert deliberate.decided(sale_room.disposal, terms)[1] is None

    third = sale_room.panel[2]
    higher = replace(terms, start=terms.start + 100)
    deliberate.agree(acting=third, disposal=sale_room.disposal, terms=higher, on=sale_room.today, now=sale_room.now)
    assert deliberate.decided(sale_room.disposal, terms)[1] is None

    deliberate.agree(acting=third, disposal=sale_room.disposal, terms=terms, on=sale_room.today, now=sale_room.now)
    assert deliberate.decided(sale_room.disposal, terms)[1] == sale_room.today


def test_what_other_things_bring_already_is_not_sold_besides(own: CourtHouse) -> None:
    first = room(own, owed=6_000_000)
    first.ready()
    second_asset = Asset.objects.create(
        court_id=own.court.pk, person=own.debtor(first.case), reference="N2", kind="vehicle", title="货车",
        divisible=False, value_fen=WORTH, counts_fen=WORTH, source="field", known_since=own.now, as_of=own.now,
    )  # fmt: skip
    other = Disposal.objects.create(
        court_id=own.court.pk, case=first.case, asset=second_asset, control=first.control, state="pricing",
        started_on=first.today, made_by="x", approved_by="y", platform=first.platform,
    )  # fmt: skip
    first.agree_on(WORTH)

    with pytest.raises(Refused) as refused:
        first.publish()

    assert "disposal.not_needed" in codes(refused)
    assert not AuctionRound.objects.filter(disposal=other).exists()


def test_a_bidder_is_somebody_with_a_number(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()

    with pytest.raises(BadInput) as refused:
        register_bidder(
            acting=own.officer, auction=auction, applicant=Applicant("natural", "无名", ""), on=sale_room.today,
            now=sale_room.now,
        )  # fmt: skip

    assert [fault.code for fault in refused.value.faults] == ["bidder.no_number"]
    assert not Bidder.objects.exists()


def test_a_secret_is_kept_as_its_hash_alone(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    bidder = sale_room.enter("买家一")

    assert sale_room.secrets["买家一"] not in str(vars(bidder))
    assert len(bidder.secret_sha256) == 64


def test_a_relative_is_registered_as_barred_and_a_namesake_of_a_judge_is_asked_about(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    assert sale_room.enter("买家一", pays=0, declared=Bar.RELATIVE).barred == Bar.RELATIVE
    Officer.objects.filter(username="苏0804chief").update(name="周某")

    with pytest.raises(Refused) as refused:
        sale_room.enter("周某", pays=0)
    assert codes(refused) == {"bidder.namesake"}
    assert sale_room.enter("周某", pays=0, no_namesake="身份证号码不同，已核对").barred == ""


def test_the_applicant_deposits_only_what_exceeds_his_claim(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    applicant = own.applicant(sale_room.case)
    type(applicant).objects.filter(pk=applicant.pk).update(id_number=resident_id(5))

    made = register_bidder(
        acting=own.officer, auction=sale_room.round,
        applicant=Applicant("natural", applicant.name, resident_id(5)), on=sale_room.today, now=sale_room.now,
    ).bidder  # fmt: skip

    assert (made.person_id, made.due_fen, made.exempt_deposit) == (applicant.pk, 0, True)


def test_only_a_preemptor_of_the_notice_preempts(own: CourtHouse) -> None:
    sale_room = ready_to_publish(own)
    sale_room.publish(preemptors=("承租人",))
    assert sale_room.enter("承租人", pays=0, preemption=1).preemption == 1

    with pytest.raises(Refused) as refused:
        sale_room.enter("买家一", pays=0, preemption=1)

    assert codes(refused) == {"bidder.no_preemption"}


def test_a_deposit_paid_in_two_parts_counts_when_it_is_complete(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    bidder = sale_room.enter("买家一", pays=auction.deposit_fen - 100)
    assert bidder.deposit_state == "none"

    sale_room.pay("买家一", 100)

    bidder.refresh_from_db()
    assert (bidder.deposit_state, bidder.deposit_fen) == ("held", auction.deposit_fen)


def test_money_under_a_number_nobody_has_waits_to_be_identified(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    sale_room.enter("买家一", pays=0)

    sale_room.pay("买家一", 5_000, remark=f"{sale_room.round.code} Z99999999")

    assert Receipt.objects.get().state == "unidentified"
    assert funds.money_of([sale_room.case.pk])[sale_room.case.pk].deposits == 0


def test_no_ruling_before_the_full_price_and_nothing_distributed_before_it_is_served(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    sale_room.enter("买家一")
    sale_room.end("买家一", 8_000_000)

    with pytest.raises(Refused) as refused:
        rule.rule(acting=own.chief, sale=sale_room.sale, on=sale_room.today, now=sale_room.now)
    assert codes(refused) == {"sale.unpaid"}
    with pytest.raises(Refused):
        rule.serve(acting=own.officer, sale=sale_room.sale, on=sale_room.today, now=sale_room.now)
    assert sale_room.sale.served_on is None

    sale_room.pay("买家一", 8_000_000 - sale_room.round.deposit_fen)
    with pytest.raises(BadInput):
        own.draft(sale_room.case, on=sale_room.today)


def test_a_refund_beyond_what_is_kept_is_refused_by_the_ledger(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    bidder = sale_room.enter("买家一")

    with pytest.raises(ledger.Overdrawn), transaction.atomic():
        deposits.refund(
            acting=own.officer, case=sale_room.case, person=bidder.person, amount=auction.deposit_fen + 1,
            origin="round:1", ground="x", on=sale_room.today, now=sale_room.now,
        )  # fmt: skip


def test_an_officer_alone_rules_on_nothing(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    sale_room.enter("买家一", pays=None)
    sale_room.end("买家一", 8_000_000)
    sale_room.pay("买家一", 8_000_000 - sale_room.round.deposit_fen)

    with pytest.raises(Refused) as refused:
        rule.rule(acting=own.officer, sale=sale_room.sale, on=sale_room.today, now=sale_room.now)

    assert codes(refused) == {"policy.role"}
    assert sale_room.sale.ruled_on is None


def test_a_price_of_platforms_is_served_and_heard_before_it_is_fixed(own: CourtHouse) -> None:
    sale_room = room(own)
    disposal = sale_room.start()
    facts = PricingFacts(can_negotiate=False)
    inquiry = price.ask(
        acting=own.officer, disposal=disposal, facts=facts, asked=["京东", "淘宝"], on=sale_room.today,
        now=sale_room.now,
    )  # fmt: skip
    assert inquiry.method == "online"
    for name, fen in (("京东", 9_000_000), ("淘宝", 10_000_001)):
        inquiry = price.take_answer(
            acting=own.officer, inquiry=inquiry, quoted_by=name, amount=fen, on=sale_room.today, now=sale_room.now
        )
    assert (inquiry.state, inquiry.price_fen) == ("reported", 9_500_001)
    inquiry = price.serve(acting=own.officer, inquiry=inquiry, served_on=sale_room.today, now=sale_room.now)
    objection = price.object_to(
        acting=own.officer, inquiry=inquiry, objector="黎明华", grounds="过低", on=sale_room.today, now=sale_room.now
    )
    sale_room.to(inquiry.objections_until + timedelta(days=1))
    with pytest.raises(Refused):
        price.fix(acting=own.officer, inquiry=inquiry, on=sale_room.today, now=sale_room.now)
    assert sale_room.disposal.state == "pricing"

    price.settle_objection(
        acting=own.officer, objection=objection, answer="异议不成立", upheld=False, on=sale_room.today,
        now=sale_room.now,
    )  # fmt: skip
    price.fix(acting=own.officer, inquiry=inquiry, on=sale_room.today, now=sale_room.now)

    assert sale_room.disposal.state == "priced"


def test_a_suspended_case_holds_back_no_strangers_deposit(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    bidder = sale_room.enter("买家一")
    sale_room.end()
    own.decide(sale_room.case, Act.SUSPEND, "deferred", on=sale_room.today)

    sale_room.pay_out()

    bidder.refresh_from_db()
    assert bidder.deposit_state == "refunded"


def test_nothing_in_the_trail_names_a_bidder(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    sale_room.enter("买家一")
    sale_room.end("买家一", 8_000_000)

    kept = " ".join(f"{entry.payload} {entry.ground} {entry.subject}" for entry in Entry.objects.all())
    assert "买家一" not in kept
    assert DisposalStep.objects.filter(act="knock_down").exists()
