"""Several debtors of one case: each is pressed for what he answers for, and let go when that is performed. And acts
against enforcement on record: they prove a listing, and bar the end of a round until they are answered."""

from dataclasses import replace

import pytest
from courthouse import CourtHouse, item
from listed import CLAIM, DAY, Lists
from rounds import EndingHouse, settled

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import Approval, Case
from duixian.domain.funds.models import CaseAccount
from duixian.domain.measures.models import Measure, Misconduct
from duixian.domain.measures.services import conduct
from duixian.domain.measures.services.measures import Order
from duixian.domain.parties.models import Person
from duixian.flows.end_round.gather import gather
from duixian.flows.lists import enter, limit, publish, review
from duixian.flows.lists import gather as facts
from duixian.flows.measures.propose import propose
from duixian.flows.owed_by import nothing_owed_by, own_rest, part_of
from duixian.flows.set_court_value import set_court_value
from duixian.law.ending import judge
from duixian.law.lists import EvidenceKind, ListingKind
from duixian.law.measures import MeasureKind, MisconductKind
from duixian.law.obligations import Liability

FIRST, SECOND = "黎明华", "周建国"


@pytest.fixture
def lists(own: CourtHouse) -> Lists:
    return Lists(own)


@pytest.fixture
def case(lists: Lists) -> Case:
    """Two debtors, each of a sum of his own."""
    items = (item("a", CLAIM, "洪春生", FIRST), item("b", CLAIM, "洪春生", SECOND))
    made = lists.house.file(*items, debtors=(FIRST, SECOND))
    for party in made.parties.filter(role="debtor").select_related("person"):
        lists.notice(made, party.person)
    return made


def of(case: Case, name: str) -> Person:
    return case.parties.get(person__name=name).person


def rest(case: Case, name: str) -> int:
    part = part_of(case, of(case, name))
    assert part is not None
    return own_rest(case, part, on=DAY)


def pays(lists: Lists, case: Case, name: str, fen: int) -> None:
    """A debtor pays in his own name."""
    lists.at(DAY)
    number = CaseAccount.objects.get(case=case).number
    house = lists.house
    house.take_in(house.camt(house.transfer(fen, DAY, sub_account=number, counterparty=name)))


def test_who_has_performed_his_part_is_let_go_and_the_other_stays(lists: Lists, case: Case) -> None:
    first, second = (lists.limited(case, person=of(case, name)) for name in (FIRST, SECOND))
    before = rest(case, SECOND)

    pays(lists, case, FIRST, rest(case, FIRST))
    review.review_case(case_id=case.pk, on=DAY, now=lists.at(DAY))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (rest(case, FIRST), rest(case, SECOND)) == (0, before)
    assert (first.state, first.end_ground, second.state) == ("lifted", "performed", "in_force")
    with pytest.raises(Refused, match="已经履行"):
        lists.limited(case, person=of(case, FIRST))


def test_money_of_one_performs_nothing_for_another_and_the_list_says_so(lists: Lists, case: Case) -> None:
    pays(lists, case, SECOND, rest(case, SECOND))

    assert nothing_owed_by(case, of(case, SECOND), on=DAY)
    assert not nothing_owed_by(case, of(case, FIRST), on=DAY)
    said = [publish.performance_of(case, of(case, name), on=DAY) for name in (FIRST, SECOND)]
    assert said == ["全部未履行", "部分未履行"]


def test_a_ban_falls_with_the_part_of_him_it_meets(lists: Lists, case: Case) -> None:
    def banned(name: str) -> Measure:
        order = Order(MeasureKind.EXIT_BAN, "未履行", until=DAY.replace(month=7))
        made = propose(acting=lists.officer, case=case, person=of(case, name), order=order, on=DAY, now=lists.at(DAY))
        lists.sign(f"measure:{made.pk}", on=DAY)
        return made

    first, second = banned(FIRST), banned(SECOND)
    pays(lists, case, FIRST, rest(case, FIRST))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("lifted", "decided")


def test_a_guarantor_is_free_at_his_limit_and_joint_debtors_only_together(lists: Lists) -> None:
    def filed(**more: object) -> Case:
        both = replace(item("a", CLAIM, "洪春生", FIRST), debtors=(FIRST, SECOND), **more)  # type: ignore[arg-type]
        return lists.house.file(both, debtors=(FIRST, SECOND))

    bounded = filed(limits={SECOND: 300_000})
    joint = filed(liability=Liability.JOINT)
    shares = filed(liability=Liability.SEVERAL, shares={FIRST: 400_000, SECOND: 600_000})

    assert part_of(joint, of(joint, SECOND)) is None
    assert rest(bounded, SECOND) == 300_000
    assert 400_000 < rest(shares, FIRST) < rest(shares, SECOND) < CLAIM
    pays(lists, bounded, SECOND, 300_000)
    assert nothing_owed_by(bounded, of(bounded, SECOND), on=DAY)
    assert not nothing_owed_by(bounded, of(bounded, FIRST), on=DAY)


# --- acts against enforcement


def hid(lists: Lists, case: Case) -> Misconduct:
    now = lists.at(DAY)
    return conduct.note_misconduct(
        acting=lists.officer,
        case=case,
        person=lists.house.debtor(case),
        kind=MisconductKind.HIDES,
        done_on=DAY,
        what="将名下车辆过户给他人",
        evidence="车辆登记查询结果",
        on=DAY,
        now=now,
    )


def test_an_act_on_record_proves_the_listing(lists: Lists) -> None:
    case = lists.case()
    wish = enter.Wish(case, lists.house.debtor(case), ListingKind.EVASION, "转移财产", ())
    with pytest.raises(Refused):
        enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY))

    hid(lists, case)

    (found,) = facts.gathered(case, lists.house.debtor(case), ListingKind.EVASION, on=DAY)
    assert (found.kind, found.source) == (EvidenceKind.HIDDEN, "车辆登记查询结果")
    assert enter.propose_listing(acting=lists.officer, wish=wish, on=DAY, now=lists.at(DAY)).state == "proposed"


def test_no_round_ends_while_an_act_against_enforcement_is_unanswered(own: CourtHouse) -> None:
    end: EndingHouse = settled(own)
    case = end.ready()
    act = conduct.note_misconduct(
        acting=own.officer, case=case, person=own.debtor(case), kind=MisconductKind.HIDES, done_on=end.on,
        what="转移车辆", evidence="登记查询", on=end.on, now=end.now,
    )  # fmt: skip

    with pytest.raises(Refused) as refusal:
        end.propose(case)
    assert [reason.code for reason in refusal.value.reasons] == ["round_end.unpunished"]
    order = Order(MeasureKind.FINE, "转移财产", misconduct=act, amount=100_000)
    fine = propose(acting=own.officer, case=case, person=own.debtor(case), order=order, on=end.on, now=end.now)
    assert gather(case, on=end.on).unpunished == 1  # a proposal answers nothing
    end.approve(Approval.objects.get(subject=f"measure:{fine.pk}"))
    assert judge(gather(case, on=end.on), proposing=True).open


# --- values of the court


def test_a_court_that_gives_a_month_of_grace_gives_no_second(lists: Lists) -> None:
    key = {"court": lists.house.court, "key": "lists.grace_months", "since": DAY, "source": "本院规定"}
    with pytest.raises(BadInput, match="0 至 3"):
        set_court_value(acting=lists.president, value=4, now=lists.at(DAY), **key)  # type: ignore[arg-type]
    set_court_value(acting=lists.president, value=1, now=lists.at(DAY), **key)  # type: ignore[arg-type]
    case = lists.case()

    with pytest.raises(Refused, match="宽限期应为 1 至 1"):
        limit.propose_limit(
            acting=lists.officer,
            wish=limit.Wish(case, lists.house.debtor(case), "拒不履行", grace_months=2),
            on=DAY,
            now=lists.at(DAY),
        )
