"""Searches: one case or many, who is asked about, who is left out and why."""

from datetime import date, timedelta

import pytest
from courthouse import CourtHouse, found, item
from offices import hand_out, office_rows
from procrastinate.contrib.django.models import ProcrastinateJob

from duixian.base.faults import Refused
from duixian.domain.assets.models import AssetSearch, ControlOrder, Counterparty, SearchBatch
from duixian.domain.cases.models import Case, CaseState, Node
from duixian.domain.courts import scope
from duixian.domain.parties.models import Person
from duixian.domain.trail.models import Entry
from duixian.flows import outbox
from duixian.flows.search_assets import search, search_many
from duixian.testing.scenes.stage import resident_id


@pytest.fixture
def offices(own: CourtHouse) -> list[Counterparty]:
    return office_rows(own, "B01", "B02", "B03")


def filed(own: CourtHouse, *debtors: str) -> Case:
    return own.file(item("1", 1_000_000, "洪春生", debtors[0]), debtors=debtors)


def test_every_agency_is_asked_about_everyone_who_has_to_pay(own: CourtHouse, offices: list[Counterparty]) -> None:
    case = filed(own, "黎明华", "邓一帆")

    made = search(case=case, acting=own.officer, now=own.now)

    rows = ControlOrder.objects.filter(search=made)
    assert set(rows.values_list("name", "counterparty__code")) == {
        (name, code) for name in ("黎明华", "邓一帆") for code in ("B01", "B02", "B03")
    }
    assert made.orders_count == 6
    assert len(set(rows.values_list("key", flat=True))) == 6
    assert all(len(key) <= 40 for key in rows.values_list("key", flat=True))


def test_an_agency_out_of_use_is_not_asked(own: CourtHouse, offices: list[Counterparty]) -> None:
    Counterparty.objects.filter(code="B02").update(active=False)

    made = search(case=filed(own, "黎明华"), acting=own.officer, now=own.now)

    assert set(made.orders.values_list("counterparty__code", flat=True)) == {"B01", "B03"}


def test_a_search_meets_its_limit_and_starts_the_month_of_the_inquiry(
    own: CourtHouse, offices: list[Counterparty]
) -> None:
    case = filed(own, "黎明华")

    search(case=case, acting=own.officer, now=own.now)

    launched = Node.objects.get(case=case, rule="network_query")
    inquiry = Node.objects.get(case=case, rule="inquiry_complete")
    assert launched.done_on == date(2026, 3, 2)
    assert (inquiry.started_on, inquiry.due_on, inquiry.done_on) == (date(2026, 3, 2), date(2026, 4, 2), None)


def test_sending_is_queued_with_the_search_and_only_once(own: CourtHouse, offices: list[Counterparty]) -> None:
    for name in ("黎明华", "邓一帆"):
        search(case=filed(own, name), acting=own.officer, now=own.now)

    assert ProcrastinateJob.objects.filter(task_name=outbox.SEND_ORDERS, status="todo").count() == 1
    assert AssetSearch.objects.count() == 2


def test_the_same_case_again_within_days_needs_a_reason(own: CourtHouse, offices: list[Counterparty]) -> None:
    case = filed(own, "黎明华")
    search(case=case, acting=own.officer, now=own.now)

    with pytest.raises(Refused) as told:
        search(case=case, acting=own.officer, now=own.now + timedelta(days=14))

    assert {fault.code for fault in told.value.reasons} == {"search.too_soon"}
    assert ControlOrder.objects.count() == 3
    assert search(case=case, acting=own.officer, now=own.now, reason="申请执行人提供新线索").orders_count == 3
    assert search(case=case, acting=own.officer, now=own.now + timedelta(days=16)).orders_count == 3


def test_who_cannot_be_named_is_left_out_and_the_others_are_searched(
    own: CourtHouse, offices: list[Counterparty]
) -> None:
    case = filed(own, "黎明华", "邓一帆")
    Person.objects.filter(name="邓一帆").update(id_number="")

    made = search(case=case, acting=own.officer, now=own.now)

    assert set(made.orders.values_list("name", flat=True)) == {"黎明华"}
    assert [(one["name"], one["reasons"][0]["code"]) for one in made.left_out] == [("邓一帆", "order.no_number")]


def test_nobody_to_name_is_no_search(own: CourtHouse, offices: list[Counterparty]) -> None:
    case = filed(own, "黎明华")
    Person.objects.filter(name="黎明华").update(id_number="")
    entries = Entry.objects.count()

    with pytest.raises(Refused):
        search(case=case, acting=own.officer, now=own.now)

    assert (AssetSearch.objects.count(), ControlOrder.objects.count(), Entry.objects.count()) == (0, 0, entries)
    assert Node.objects.get(case=case, rule="network_query").done_on is None


def test_a_batch_lists_the_cases_it_refuses_and_searches_the_others(
    own: CourtHouse, offices: list[Counterparty]
) -> None:
    good, minor, over = filed(own, "黎明华"), filed(own, "邓一帆"), filed(own, "方志远")
    Person.objects.filter(name="邓一帆").update(id_number=resident_id(7, date(2015, 5, 1)))
    Case.objects.filter(pk=over.pk).update(state=CaseState.NOTIFIED)
    Case.objects.filter(pk=over.pk).update(state=CaseState.CLOSED, closing="performed", closed_on=date(2026, 3, 2))

    batch = search_many(cases=[good, minor, over], acting=own.officer, now=own.now, title="三月批次")

    assert [one.case_id for one in batch.searches.all()] == [good.pk]
    assert {one["number"]: one["reasons"][0]["code"] for one in batch.left_out} == {
        minor.number: "order.minor",
        over.number: "order.case_state",
    }
    assert batch.cases == 1


def test_a_minor_is_searched_alone_and_with_a_reason(own: CourtHouse, offices: list[Counterparty]) -> None:
    case = filed(own, "黎明华")
    Person.objects.filter(name="黎明华").update(id_number=resident_id(7, date(2015, 5, 1)))

    with pytest.raises(Refused):
        search(case=case, acting=own.officer, now=own.now)
    made = search(case=case, acting=own.officer, now=own.now, reason="在继承遗产范围内清偿")

    assert made.orders_count == 3


def test_cases_of_another_court_are_refused(own: CourtHouse, offices: list[Counterparty]) -> None:
    other = found("苏0805", "淮安市清江浦区人民法院")
    with scope.of_court(other.court.pk):
        strange = filed(other, "邓一帆")
    with scope.of_court(own.court.pk):
        mine = filed(own, "黎明华")
        batch = search_many(cases=[mine, strange], acting=own.officer, now=own.now)

        assert [one["reasons"][0]["code"] for one in batch.left_out] == ["policy.court"]
        assert set(ControlOrder.objects.values_list("case_id", flat=True)) == {mine.pk}
        with pytest.raises(Refused):
            search(case=strange, acting=own.officer, now=own.now)


def test_who_may_not_search_launches_no_batch(own: CourtHouse, offices: list[Counterparty]) -> None:
    case = filed(own, "黎明华")

    with pytest.raises(Refused):
        search_many(cases=[case], acting=own.accountant, now=own.now)

    assert (SearchBatch.objects.count(), ControlOrder.objects.count()) == (0, 0)


def test_a_claimed_order_is_nobody_elses_until_its_lease_ends(own: CourtHouse, offices: list[Counterparty]) -> None:
    search(case=filed(own, "黎明华"), acting=own.officer, now=own.now)

    (first,) = hand_out(own, offices[0])
    assert hand_out(own, offices[0]) == []
    (again,) = hand_out(own, offices[0], later=timedelta(minutes=4))

    assert again.order == first.order  # the same key and content: the agency knows it again
    assert (first.attempt, again.attempt) == (1, 2)
