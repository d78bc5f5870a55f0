"""Whom an order may name, when it may be made, and who lets it go out."""

from datetime import date

import pytest
from courthouse import CourtHouse, item
from offices import hand_out, office_rows

from duixian.base.faults import Refused
from duixian.domain.assets.models import AssetSearch, ControlOrder, Counterparty, NoticeKept, OrderState
from duixian.domain.assets.services import orders
from duixian.domain.cases.models import Case, CaseRole, CaseState, Party
from duixian.domain.parties.models import Person
from duixian.domain.trail.models import Entry
from duixian.law.procedure.order_gate import Asked
from duixian.ports.agencies import Act, NoticeKind
from duixian.testing.scenes.stage import credit_code, resident_id

GROUND = "《财产调查规定》第12、13条"


@pytest.fixture
def case(own: CourtHouse) -> Case:
    return own.file(item("1", 1_000_000, "洪春生", "黎明华"))


@pytest.fixture
def bank(own: CourtHouse) -> Counterparty:
    return office_rows(own, "B01")[0]


def ask(own: CourtHouse, case: Case, bank: Counterparty, person: Person | None = None, **more: object) -> ControlOrder:
    known: dict[str, object] = {"acting": own.officer, "act": Act.QUERY, "ground": GROUND}
    return orders.draft(
        case=case,
        person=person or own.debtor(case),
        counterparty=bank,
        now=own.now,
        **(known | more),  # type: ignore[arg-type]
    )


def refused(own: CourtHouse, case: Case, bank: Counterparty, person: Person | None = None, **more: object) -> set[str]:
    """The codes of a refusal that left nothing behind."""
    before = ControlOrder.objects.count(), Entry.objects.count()
    with pytest.raises(Refused) as told:
        ask(own, case, bank, person, **more)
    assert (ControlOrder.objects.count(), Entry.objects.count()) == before
    return {fault.code for fault in told.value.reasons}


def test_a_query_goes_out_on_the_officers_word_by_number_and_name(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    order = ask(own, case, bank)

    debtor = own.debtor(case)
    assert (order.name, order.id_kind, order.id_number) == (debtor.name, "resident", debtor.id_number)
    assert order.state == OrderState.APPROVED
    assert len(order.key) <= 40
    (going,) = hand_out(own, bank)
    assert (going.order.subject.name, going.order.ground.case_number) == (debtor.name, case.number)


def test_a_name_alone_never_suffices(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    Person.objects.filter(pk=own.debtor(case).pk).update(id_number="")

    assert refused(own, case, bank) == {"order.no_number"}


@pytest.mark.parametrize(
    "number", ["320899198506150010000", "110101199013070011", "4401061990****1234", "91110000600037341M"]
)
def test_a_number_that_is_none_is_refused(own: CourtHouse, case: Case, bank: Counterparty, number: str) -> None:
    Person.objects.filter(pk=own.debtor(case).pk).update(id_number=number)

    assert refused(own, case, bank) == {"order.number"}


def test_a_masked_name_is_refused(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    Person.objects.filter(pk=own.debtor(case).pk).update(name="黎*华")

    assert refused(own, case, bank) == {"order.name"}


def test_the_applicant_and_outsiders_are_nobodys_business(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    outsider = own.debtor(own.file(item("2", 500_000, "洪春生", "邓一帆"), debtors=("邓一帆",)))
    applicant = own.applicant(case)
    Person.objects.filter(pk=applicant.pk).update(id_number=resident_id(901))
    applicant.refresh_from_db()

    assert refused(own, case, bank, outsider) == {"order.not_liable"}
    assert refused(own, case, bank, applicant) == {"order.not_liable"}


def test_a_guarantor_the_title_orders_to_pay_may_be_asked_about(own: CourtHouse, bank: Counterparty) -> None:
    case = own.file(
        item("1", 1_000_000, "洪春生", "黎明华"), item("2", 1_000, "洪春生", "韩保国"), debtors=("黎明华", "韩保国")
    )
    Party.objects.filter(case=case, label="韩保国").update(role=CaseRole.GUARANTOR)
    guarantor = Person.objects.get(name="韩保国")

    assert ask(own, case, bank, guarantor).name == "韩保国"
    Party.objects.filter(case=case, label="韩保国").update(label="另一人")
    Person.objects.filter(pk=guarantor.pk).update(name="另一人")
    guarantor.refresh_from_db()
    assert refused(own, case, bank, guarantor) == {"order.not_liable"}


def test_a_minor_is_asked_about_only_with_a_reason(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    minor = own.debtor(case)
    Person.objects.filter(pk=minor.pk).update(id_number=resident_id(7, date(2015, 5, 1)))
    minor.refresh_from_db()

    assert refused(own, case, bank, minor) == {"order.minor"}
    assert ask(own, case, bank, minor, reasons=["继承遗产范围内清偿"]).id_number == minor.id_number


def test_eighteen_today_is_of_age(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    debtor = own.debtor(case)
    Person.objects.filter(pk=debtor.pk).update(id_number=resident_id(7, date(2008, 3, 2)))
    debtor.refresh_from_db()

    assert ask(own, case, bank, debtor)


def test_a_company_is_named_by_its_credit_code(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    debtor = own.debtor(case)
    Person.objects.filter(pk=debtor.pk).update(kind="company", id_number=credit_code(5))
    debtor.refresh_from_db()

    assert ask(own, case, bank, debtor).id_kind == "uscc"


def test_nothing_goes_out_against_the_dead(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    waiting = ask(own, case, bank)
    died(own, case, bank)

    assert refused(own, case, bank) == {"order.subject_died"}
    assert hand_out(own, bank) == []
    waiting.refresh_from_db()
    assert waiting.state == OrderState.CANCELLED
    assert "变更、追加被执行人" in waiting.answer_reason


def died(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    NoticeKept.objects.create(
        court=own.court, counterparty=bank, notice_id="1", kind=NoticeKind.SUBJECT_DIED, person=own.debtor(case),
        payload={}, reply_sha256="", told_at=own.now, taken_at=own.now,
    )  # fmt: skip


def test_a_closed_case_asks_for_nothing_and_what_waited_is_withdrawn(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    waiting = ask(own, case, bank)
    closed(case)

    assert refused(own, case, bank) == {"order.case_state"}
    assert hand_out(own, bank) == []
    waiting.refresh_from_db()
    assert waiting.state == OrderState.CANCELLED


def closed(case: Case) -> None:
    for state in (CaseState.NOTIFIED, CaseState.CLOSED):
        over = state == CaseState.CLOSED
        Case.objects.filter(pk=case.pk).update(
            state=state, closing="performed" if over else "", closed_on=case.filed_on if over else None
        )


def test_who_may_not_search_makes_no_order(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    assert refused(own, case, bank, acting=own.accountant) == {"policy.role"}


def test_what_an_order_asks_has_one_set_of_names() -> None:
    assert {asked.value for asked in Asked} == {act.value for act in Act}


def test_a_freeze_without_its_thing_sum_and_end_is_refused_with_all_reasons(
    own: CourtHouse, case: Case, bank: Counterparty
) -> None:
    assert refused(own, case, bank, act=Act.FREEZE) == {"order.thing", "order.amount", "order.until"}


def test_an_order_under_way_cannot_be_taken_back(own: CourtHouse, case: Case, bank: Counterparty) -> None:
    order = ask(own, case, bank)
    other = ask(own, case, bank)
    orders.cancel(acting=own.officer, order=other, reason="重复", now=own.now)
    assert [going.order.key for going in hand_out(own, bank)] == [order.key]

    with pytest.raises(Refused) as told:
        orders.cancel(acting=own.officer, order=order, reason="重复", now=own.now)

    assert told.value.reasons[0].code == "order.under_way"
    order.refresh_from_db()
    assert order.state == OrderState.SENT
    assert AssetSearch.objects.count() == 0
