"""Papers of control: what rests on what, who is told, and what is masked beside the file."""

import json
import re
from time import perf_counter

import pypdfium2 as pdfium
import pytest
from courthouse import CourtHouse, item
from estate import DAY, Estate

from duixian.base.faults import BadInput
from duixian.domain.assets.models import ControlOrder, OrderState
from duixian.domain.cases.models import Case
from duixian.domain.documents.models import Instrument
from duixian.domain.documents.selectors import papers_of_order
from duixian.domain.parties.models import Person
from duixian.domain.trail.models import Entry
from duixian.flows import deduct_money, release_excess, state_need
from duixian.flows.instruments import frame
from duixian.law.control import HoldingKind
from duixian.ports.agencies import Act


def text_of(paper: Instrument) -> str:
    """All text of an instrument's file without line ends and blanks."""
    pages = pdfium.PdfDocument(bytes(paper.pdf))
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_bounded() for page in pages))


def papers(case: Case, kind: str) -> list[Instrument]:
    """The instruments of a kind in a case, oldest first."""
    return list(Instrument.objects.filter(case=case, kind=kind).order_by("pk"))


@pytest.fixture
def estate(own: CourtHouse) -> Estate:
    return Estate(own)


@pytest.fixture
def case(estate: Estate) -> Case:
    """A case of 100,000 yuan whose need is stated."""
    case = estate.house.file(item("1", 10_000_000, "洪春生", "黎明华"))
    estate.state(case)
    return case


def test_one_ruling_lists_what_is_frozen_and_each_agency_is_told_of_its_own(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    first = estate.account(debtor, 3_000_000)
    other = estate.account(debtor, 2_000_000, counterparty=estate.agency("NZC"))
    made = estate.approve(estate.order(case, first, other))
    (ruling,) = papers(case, "execution_ruling")
    told = {paper.facts["agency"]: text_of(paper) for paper in papers(case, "assist_notice")}
    assert {order.instrument_id for order in made} == {ruling.pk}
    assert first.reference in text_of(ruling)
    assert other.reference in text_of(ruling)
    assert set(told) == {"宁州银行NZB", "宁州银行NZC"}
    assert first.reference in told["宁州银行NZB"]
    assert other.reference not in told["宁州银行NZB"]


def test_the_paper_names_person_sum_and_ruling_in_full(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    (order,) = estate.approve(estate.order(case, estate.account(debtor, 3_000_000)))
    (told,) = papers(case, "assist_notice")
    text = text_of(told)
    assert order.amount_fen is not None
    assert f"公民身份号码{debtor.id_number}" in text
    assert f"{order.amount_fen // 100:,}.{order.amount_fen % 100:02d}" in text
    assert f"{case.number}之一执行裁定书" in text
    assert order.key in text
    assert "送达回执" in text


def test_numbers_are_masked_beside_the_file_and_on_the_trail(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    card = "6217001234567890123"
    account = estate.account(debtor, 3_000_000, reference=card)
    estate.approve(estate.order(case, account))
    (told,) = papers(case, "assist_notice")
    kept = json.dumps(told.facts, ensure_ascii=False)
    trail = json.dumps(list(Entry.objects.filter(act="instrument.issue").values_list("payload", flat=True)))
    assert card in text_of(told)
    for number in (card, debtor.id_number):
        assert number not in kept
        assert number not in trail
    assert told.verify_code in trail


def test_rulings_of_a_case_are_numbered_one_after_the_other(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    account, car = estate.account(debtor, 3_000_000), estate.thing(debtor, 9_000_000)
    estate.approve(estate.order(case, account, car, reason="申请执行人要求"))
    numbers = [paper.number for paper in Instrument.objects.filter(kind="execution_ruling").order_by("pk")]
    assert numbers == [f"{case.number}之一", f"{case.number}之二"]


def test_a_sealed_home_gets_a_public_notice_and_an_account_none(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    home = estate.thing(debtor, 9_000_000, HoldingKind.LAND)
    estate.approve(estate.order(case, home, reason="无其他财产"))
    (posted,) = papers(case, "seal_notice")
    assert home.title in text_of(posted)
    assert debtor.id_number not in text_of(posted)


def test_an_excess_is_let_go_with_a_ruling_that_says_why(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    estate.control(case, estate.account(debtor, 9_000_000))
    state_need.state(acting=estate.house.officer, case=case, on=DAY, now=estate.house.now)
    control = ControlOrder.objects.get(act=Act.FREEZE).control
    assert control is not None
    (order,) = release_excess.let_go(
        acting=estate.house.chief, control=control, why="申请执行人撤回申请", on=DAY, now=estate.house.now
    )
    ruling = papers(case, "execution_ruling")[-1]
    order.refresh_from_db()
    assert order.instrument_id == ruling.pk
    assert "申请执行人撤回申请" in text_of(ruling)
    assert "第二十八条" in text_of(ruling)


def test_a_name_that_cannot_be_printed_stops_a_freeze_and_changes_nothing(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    drafts = estate.order(case, estate.account(debtor, 3_000_000))
    Person.objects.filter(pk=debtor.pk).update(name="黎\U0003134f")
    with pytest.raises(BadInput, match="字库"):
        estate.approve(drafts)
    assert set(ControlOrder.objects.values_list("state", flat=True)) == {OrderState.DRAFT}
    assert not Instrument.objects.filter(kind="execution_ruling").exists()


def test_letting_go_does_not_wait_for_a_glyph(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    (control,) = estate.control(case, estate.account(debtor, 3_000_000))
    Person.objects.filter(pk=debtor.pk).update(name="黎\U0003134f")
    (order,) = release_excess.let_go(
        acting=estate.house.chief, control=control, why="申请执行人撤回申请", on=DAY, now=estate.house.now
    )
    assert order.state == OrderState.APPROVED
    assert order.instrument_id is None
    assert Entry.objects.filter(act="instrument.unprintable").count() == 1


def test_a_deduction_tells_the_bank_where_to_pay(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    (control,) = estate.control(case, estate.account(debtor, 3_000_000))
    order = deduct_money.deduct(acting=estate.house.officer, control=control, on=DAY, now=estate.house.now)
    deduct_money.approve(acting=estate.house.chief, drafts=[order], on=DAY, now=estate.house.now)
    text = text_of(papers(case, "assist_notice")[-1])
    account = frame.account_of(case)
    assert account is not None
    assert account.number in text
    assert "扣划被执行人" in text


def test_the_papers_of_an_order_are_found_by_its_key(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    first = estate.account(debtor, 1_000_000)
    other = estate.account(debtor, 1_000_000, counterparty=estate.agency("NZC"))
    one, two = estate.approve(estate.order(case, first, other))
    found = papers_of_order(case_id=case.pk, key=one.key)
    assert [paper.kind for paper in found] == ["execution_ruling", "assist_notice"]
    assert found[1].facts["agency"] == one.counterparty.name
    assert two.key not in text_of(found[1])


def test_speed_of_a_batch_is_printed(estate: Estate, capsys: pytest.CaptureFixture[str]) -> None:
    drafts = []
    for _ in range(10):
        case = estate.house.file(item("1", 10_000_000, "洪春生", "黎明华"))
        estate.state(case)
        debtor = estate.house.debtor(case)
        things = [estate.account(debtor, 450_000, counterparty=estate.agency(f"N{n:02d}")) for n in range(20)]
        drafts += estate.order(case, *things, reason="批量")
    start = perf_counter()
    made = estate.approve(drafts)
    took = perf_counter() - start
    with capsys.disabled():
        print(f"\n{len(made)} orders approved with {Instrument.objects.count()} instruments: {took:.2f} s")
    assert all(order.instrument_id for order in made)
