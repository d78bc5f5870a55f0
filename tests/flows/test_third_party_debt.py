"""What others owe the debtor: fifteen days to pay or object, no review, no second tier."""

from datetime import date, timedelta

import pytest
from courthouse import FILED, CourtHouse, item, staff
from held import need

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import ThirdPartyDebt
from duixian.domain.assets.selectors import thirdparty as reading
from duixian.domain.cases.models import Case, Node
from duixian.domain.courts.models import Role
from duixian.domain.funds.models import CaseAccount, Receipt
from duixian.domain.parties.models import Person
from duixian.flows import third_party_debt
from duixian.law.control.thirdparty import Standing
from duixian.testing.scenes.stage import resident_id

pytestmark = pytest.mark.django_db

SERVED = date(2026, 3, 16)
LAST = date(2026, 3, 31)
S = ThirdPartyDebt.State


@pytest.fixture
def case(own: CourtHouse) -> Case:
    """A case owed 10,000 yuan."""
    return own.file(item("1", 10_000_00, "洪春生", "黎明华"))


@pytest.fixture
def third(own: CourtHouse) -> Person:
    """A customer of the debtor."""
    return Person.objects.create(court=own.court, kind="natural", name="魏长安", id_number=resident_id(901))


def _draft(own: CourtHouse, case: Case, third: Person, fen: int = 6_000_00, **more: object) -> ThirdPartyDebt:
    given: dict[str, object] = {
        "acting": own.officer,
        "case": case,
        "debtor": own.debtor(case),
        "third_party": third,
        "amount": fen,
        "basis": "2025年购销合同及对账单",
        "on": FILED,
        "now": own.now,
    }
    return third_party_debt.draft(**(given | more))  # type: ignore[arg-type]


def _served(own: CourtHouse, case: Case, third: Person, **more: object) -> ThirdPartyDebt:
    debt = _draft(own, case, third, **more)
    debt = third_party_debt.approve(acting=own.chief, debt=debt, on=FILED, now=own.now)
    return third_party_debt.serve(acting=own.officer, debt=debt, on=SERVED, now=own.now)


def _object(own: CourtHouse, debt: ThirdPartyDebt, denied: int | None, on: date) -> ThirdPartyDebt:
    return third_party_debt.object_to(
        acting=own.officer, debt=debt, denied=denied, text="货物有质量问题", on=on, now=own.now
    )


def _night(own: CourtHouse, on: date) -> list[ThirdPartyDebt]:
    return third_party_debt.open_due(court_id=own.court.pk, on=on, now=own.now)


def _receive(own: CourtHouse, case: Case, fen: int, payer: str) -> Receipt:
    number = CaseAccount.objects.get(case=case).number
    line = own.transfer(fen, date(2026, 4, 2), sub_account=number, counterparty=payer)
    [receipt] = own.take_in(own.camt(line)).identified
    return receipt


def test_another_person_approves_and_the_fifteen_days_run_from_service(
    own: CourtHouse, case: Case, third: Person
) -> None:
    debt = _served(own, case, third)

    assert (debt.state, debt.answer_until) == (S.SERVED, LAST)
    node = Node.objects.get(case=case, rule="third_party_debt")
    assert (node.due_on, node.done_on) == (LAST, None)


def test_nobody_approves_his_own(own: CourtHouse, case: Case, third: Person) -> None:
    both = staff(own.court, "both", Role.OFFICER, Role.CHIEF)
    debt = _draft(own, case, third, acting=both)

    with pytest.raises(Refused):
        third_party_debt.approve(acting=both, debt=debt, on=FILED, now=own.now)

    debt.refresh_from_db()
    assert debt.state == S.DRAFT


def test_an_officer_does_not_approve(own: CourtHouse, case: Case, third: Person) -> None:
    debt = _draft(own, case, third)

    with pytest.raises(Refused):
        third_party_debt.approve(acting=staff(own.court, "o2", Role.OFFICER), debt=debt, on=FILED, now=own.now)

    debt.refresh_from_db()
    assert debt.state == S.DRAFT


def test_silence_opens_enforcement_the_day_after(own: CourtHouse, case: Case, third: Person) -> None:
    debt = _served(own, case, third)

    assert _night(own, LAST) == []
    assert [row.pk for row in _night(own, LAST + timedelta(days=1))] == [debt.pk]
    debt.refresh_from_db()
    assert debt.state == S.DUE
    standing = third_party_debt.standing(debt, on=LAST + timedelta(days=1))
    assert (standing.standing, standing.enforceable) == (Standing.ENFORCEABLE, 6_000_00)


def test_an_objection_in_time_ends_enforcement_and_keeps_the_freeze(own: CourtHouse, case: Case, third: Person) -> None:
    debt = _object(own, _served(own, case, third), None, LAST)

    assert debt.state == S.OBJECTED
    assert _night(own, LAST + timedelta(days=30)) == []
    standing = third_party_debt.standing(debt, on=LAST + timedelta(days=30))
    assert (standing.standing, standing.enforceable, standing.frozen) == (Standing.STOPPED, 0, 6_000_00)
    assert Node.objects.get(case=case, rule="third_party_debt").done_on == LAST


def test_an_objection_to_a_part_leaves_the_rest(own: CourtHouse, case: Case, third: Person) -> None:
    debt = _object(own, _served(own, case, third), 2_000_00, LAST)
    _night(own, LAST + timedelta(days=1))

    debt.refresh_from_db()
    assert (debt.state, debt.undisputed_fen) == (S.DUE, 4_000_00)
    assert third_party_debt.standing(debt, on=LAST + timedelta(days=1)).enforceable == 4_000_00


def test_an_objection_too_late_is_kept_and_stops_nothing(own: CourtHouse, case: Case, third: Person) -> None:
    debt = _object(own, _served(own, case, third), None, LAST + timedelta(days=1))
    _night(own, LAST + timedelta(days=1))

    debt.refresh_from_db()
    assert (debt.state, debt.objection) == (S.DUE, "货物有质量问题")
    assert third_party_debt.standing(debt, on=LAST + timedelta(days=2)).enforceable == 6_000_00


def test_what_the_third_party_pays_lies_on_the_case_and_performs_the_debt(
    own: CourtHouse, case: Case, third: Person
) -> None:
    debt = _served(own, case, third)
    receipt = _receive(own, case, 6_000_00, "魏长安")
    debt = third_party_debt.pay(
        acting=own.officer, debt=debt, receipt=receipt, reason="", on=date(2026, 4, 2), now=own.now
    )

    assert (debt.state, debt.paid_fen) == (S.PAID, 6_000_00)
    assert reading.frozen(case.pk) == 0


def test_a_receipt_counts_once(own: CourtHouse, case: Case, third: Person) -> None:
    debt = _served(own, case, third)
    receipt = _receive(own, case, 1_000_00, "魏长安")
    third_party_debt.pay(acting=own.officer, debt=debt, receipt=receipt, reason="", on=LAST, now=own.now)

    with pytest.raises(Refused) as refused:
        third_party_debt.pay(acting=own.officer, debt=debt, receipt=receipt, reason="", on=LAST, now=own.now)

    assert refused.value.reasons[0].code == "third_party.receipt_twice"
    debt.refresh_from_db()
    assert (debt.state, debt.paid_fen) == (S.SERVED, 1_000_00)


def test_another_payer_needs_a_reason(own: CourtHouse, case: Case, third: Person) -> None:
    debt = _served(own, case, third)
    receipt = _receive(own, case, 1_000_00, "某某公司")

    with pytest.raises(BadInput):
        third_party_debt.pay(acting=own.officer, debt=debt, receipt=receipt, reason="", on=LAST, now=own.now)

    assert reading.paid(debt) == 0


def test_a_receipt_of_another_case_pays_nothing(own: CourtHouse, case: Case, third: Person) -> None:
    other = own.file(item("2", 5_000_00, "洪春生", "黎明华"))
    debt = _served(own, case, third)
    receipt = _receive(own, other, 1_000_00, "魏长安")

    with pytest.raises(Refused):
        third_party_debt.pay(acting=own.officer, debt=debt, receipt=receipt, reason="", on=LAST, now=own.now)

    assert reading.paid(debt) == 0


def test_nobody_reaches_the_third_partys_own_debtor(own: CourtHouse, case: Case, third: Person) -> None:
    _served(own, case, third, fen=1_000_00)
    further = Person.objects.create(court=own.court, kind="natural", name="苗向东", id_number=resident_id(902))

    with pytest.raises(BadInput) as bad:
        _draft(own, case, further, debtor=third, fen=1_000_00)

    assert bad.value.faults[0].code == "third_party.tier"
    assert ThirdPartyDebt.objects.count() == 1


def test_a_stranger_to_the_case_is_no_debtor(own: CourtHouse, case: Case, third: Person) -> None:
    stranger = Person.objects.create(court=own.court, kind="natural", name="苗向东", id_number=resident_id(902))

    with pytest.raises(Refused):
        _draft(own, case, third, debtor=stranger)

    assert not ThirdPartyDebt.objects.exists()


def test_a_name_alone_names_no_third_party(own: CourtHouse, case: Case) -> None:
    nameless = Person.objects.create(court=own.court, kind="natural", name="魏长安")

    with pytest.raises(Refused):
        _draft(own, case, nameless)

    assert not ThirdPartyDebt.objects.exists()


def test_no_more_than_the_case_needs(own: CourtHouse, case: Case, third: Person) -> None:
    _draft(own, case, third, fen=8_000_00)

    with pytest.raises(Refused) as refused:
        _draft(own, case, third, fen=8_000_00)

    assert refused.value.reasons[0].code == "third_party.over"
    assert ThirdPartyDebt.objects.count() == 1


def test_what_is_held_otherwise_counts(own: CourtHouse, case: Case, third: Person) -> None:
    from held import hold

    need(own, case, 10_000_00, on=FILED)
    hold(own, case, fen=9_000_00)

    with pytest.raises(Refused):
        _draft(own, case, third, fen=6_000_00)

    assert not ThirdPartyDebt.objects.exists()


def test_before_its_day_a_debt_is_frozen_and_not_asked_for(own: CourtHouse, case: Case, third: Person) -> None:
    debt = _draft(own, case, third, falls_due_on=date(2026, 6, 1))
    debt = third_party_debt.approve(acting=own.chief, debt=debt, on=FILED, now=own.now)

    with pytest.raises(Refused) as refused:
        third_party_debt.serve(acting=own.officer, debt=debt, on=SERVED, now=own.now)

    assert refused.value.reasons[0].code == "third_party.not_due"
    debt.refresh_from_db()
    assert debt.state == S.ORDERED


@pytest.mark.parametrize("denied", [0, -1, 6_000_01])
def test_nobody_denies_more_than_the_debt(own: CourtHouse, case: Case, third: Person, denied: int) -> None:
    debt = _served(own, case, third)

    with pytest.raises(BadInput):
        _object(own, debt, denied, LAST)

    debt.refresh_from_db()
    assert debt.state == S.SERVED


def test_the_freeze_is_lifted_with_a_reason_by_who_may(own: CourtHouse, case: Case, third: Person) -> None:
    debt = _served(own, case, third)
    debt = third_party_debt.end(acting=own.chief, debt=debt, why="债务人已另行清偿", on=LAST, now=own.now)

    assert (debt.state, debt.ended_why) == (S.ENDED, "债务人已另行清偿")
    assert reading.frozen(case.pk) == 0
