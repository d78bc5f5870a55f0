"""What a thing brought is divided apart: its mortgagee first, then the others, and no other money pays him."""

from datetime import date, timedelta

from courthouse import CourtHouse, item
from django.db import connection
from saleroom import SaleRoom, room

from duixian.domain.assets.models import Asset
from duixian.domain.funds import selectors as funds
from duixian.domain.parties.models import Person
from duixian.faces.cli.verification.papers import CHECKS
from duixian.flows import plan_distribution
from duixian.flows.plan_distribution import propose
from duixian.flows.state_debt import debt_of


def wrong_in_the_books() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for check in CHECKS:
            cursor.execute(check.query)
            found += [f"{check.name}: {row}" for row in cursor.fetchall()]
    return found


def mortgaged(sale_room: SaleRoom, holder: str, secured: int | None) -> None:
    Asset.objects.filter(pk=sale_room.asset.pk).update(
        charges=[{"kind": "抵押", "holder": holder, "secured": secured, "since": "2024-05-01"}]
    )
    sale_room.asset.refresh_from_db()


def sold(sale_room: SaleRoom, fen: int) -> None:
    """Knocked down, paid, ruled and served."""
    sale_room.ready()
    sale_room.enter("买家一")
    sale_room.end("买家一", fen)
    sale_room.pay("买家一", fen - sale_room.round.deposit_fen)
    sale_room.rule_and_serve()


def test_a_mortgagee_who_is_no_party_is_paid_first_and_the_debt_does_not_fall_by_it(own: CourtHouse) -> None:
    sale_room = room(own)
    mortgaged(sale_room, "合成汽车金融公司", 3_000_000)
    sold(sale_room, 9_000_000)
    before = debt_of(sale_room.case, on=sale_room.today).remaining + 9_000_000

    proposal = propose(case_list=[sale_room.case], debtor=own.debtor(sale_room.case), on=sale_room.today)
    paid = {payee.claim.creditor: payee.paid for payee in proposal.plan.payees}
    assert paid == {"合成汽车金融公司": 3_000_000, "洪春生": 6_000_000}

    plan = plan_distribution.make_plan(acting=own.officer, proposal=proposal, now=own.now)
    plan = plan_distribution.serve_plan(acting=own.officer, plan=own.confirm(plan), on=sale_room.today, now=own.now)
    assert plan.objections_until is not None
    own.carry_out(plan, plan.objections_until + timedelta(days=1))

    assert debt_of(sale_room.case, on=sale_room.today).remaining == before - 6_000_000
    bank = Person.objects.get(name="合成汽车金融公司")
    assert funds.money_of([sale_room.case.pk])[sale_room.case.pk].with_payees == 9_000_000
    assert [line.amount_fen for line in plan.lines.filter(payee=bank)] == [3_000_000]
    assert wrong_in_the_books() == []


def test_a_mortgagee_takes_nothing_of_money_the_thing_did_not_bring(own: CourtHouse) -> None:
    sale_room = room(own, owed=50_000_000)
    sold(sale_room, 8_000_000)
    mortgaged(sale_room, "合成汽车金融公司", 8_500_000)
    own.receive(sale_room.case, 1_000_000, sale_room.today)

    proposal = propose(case_list=[sale_room.case], debtor=own.debtor(sale_room.case), on=sale_room.today)

    assert {pot.key.split(":")[0]: pot.amount for pot in proposal.plan.facts.proceeds} == {
        "sale": 8_000_000,
        "case": 1_000_000,
    }
    paid = {payee.claim.creditor: payee.paid for payee in proposal.plan.payees}
    assert paid == {"合成汽车金融公司": 8_000_000, "洪春生": 1_000_000}


def test_what_the_officer_found_owed_goes_before_what_is_registered(own: CourtHouse) -> None:
    sale_room = room(own)
    mortgaged(sale_room, "合成汽车金融公司", 3_000_000)
    sold(sale_room, 9_000_000)
    debtor = own.debtor(sale_room.case)
    key = next(iter(propose(case_list=[sale_room.case], debtor=debtor, on=sale_room.today).rights))

    proposal = propose(case_list=[sale_room.case], debtor=debtor, on=sale_room.today, rights_owed={key: 0})

    assert {payee.claim.creditor: payee.paid for payee in proposal.plan.payees} == {"洪春生": 9_000_000}


def test_the_mortgage_of_an_applicant_secures_his_own_claim(own: CourtHouse) -> None:
    sale_room = room(own)
    other = own.file(item("1", 20_000_000, "王小明", "黎明华"), applicants=("王小明",))
    mortgaged(sale_room, "王小明", 4_000_000)
    sold(sale_room, 9_000_000)

    proposal = propose(case_list=[sale_room.case, other], debtor=own.debtor(sale_room.case), on=sale_room.today)

    paid = {payee.claim.creditor: payee.paid for payee in proposal.plan.payees}
    assert paid["王小明"] >= 4_000_000
    assert paid["王小明"] + paid["洪春生"] == 9_000_000
    assert paid["洪春生"] < 5_000_000  # the rest of his claim shares in what is left


def test_the_price_of_a_thing_is_used_up_by_the_plan_that_names_it(own: CourtHouse) -> None:
    sale_room = room(own)
    sold(sale_room, 9_000_000)
    served = sale_room.today
    own.distribute(sale_room.case, on=served)
    own.receive(sale_room.case, 500_000, date(2026, 9, 1))

    assert [(pot.key.split(":")[0], pot.amount) for pot in funds.pots_of(sale_room.case.pk)] == [("case", 500_000)]
    assert [(paid.on, paid.amount) for paid in funds.payments_of(sale_room.case.pk)] == [
        (served, 9_000_000),
        (date(2026, 9, 1), 500_000),
    ]
    assert wrong_in_the_books() == []
