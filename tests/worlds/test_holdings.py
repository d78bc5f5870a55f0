"""The synthetic holdings: 52 agencies, known truth, the same property for the same number whoever asks and when."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from duixian.base import identity
from duixian.law.control.things import Earmark, HoldingKind
from duixian.ports.agencies import AgencyKind, IdKind, Subject
from duixian.ports.answers import same_name
from duixian.worlds.agencies import AGENCIES, Delay, agency, of_kind
from duixian.worlds.estates import Estate
from duixian.worlds.holdings import AS_OF, World, holdings_of, open_world, subject_of
from duixian.worlds.people import PersonOf, Register, resident_check

REAL = ("工商", "农业银行", "中国", "建设", "交通", "招商", "支付宝", "微信", "财付通", "平安", "浦发", "民生", "华夏")


@pytest.fixture(scope="module")
def people() -> list[PersonOf]:
    register = Register(random.Random(5), born_before=AS_OF)
    return [register.natural() for _ in range(900)] + [register.company() for _ in range(300)]


@pytest.fixture(scope="module")
def world(people: list[PersonOf]) -> World:
    return holdings_of(11, people)


def resident(body: str) -> Subject:
    return Subject("周试", IdKind.RESIDENT, body + resident_check(body))


def held(estate: Estate | None, kind: HoldingKind) -> int:
    assert estate is not None
    return sum(holding.kind is kind for holding in estate.holdings)


def test_there_are_52_agencies_of_every_kind_and_delay_none_of_them_real() -> None:
    assert len(AGENCIES) == len({one.code for one in AGENCIES}) == len({one.name for one in AGENCIES}) == 52
    assert {one.kind for one in AGENCIES} == set(AgencyKind)
    assert {one.delay for one in AGENCIES} == set(Delay)
    assert [one.name for one in AGENCIES for name in REAL if name in one.name] == []
    assert len(of_kind(AgencyKind.BANK)) == 38
    assert sum(one.local for one in AGENCIES) == 3


def test_one_number_has_one_estate_in_every_order_of_asking(world: World, people: list[PersonOf]) -> None:
    lone = World(seed=11, as_of=AS_OF)
    for person in reversed(people):
        assert lone.estate(subject_of(person)) == world.estates[person.number]


def test_another_seed_is_another_world(world: World, people: list[PersonOf]) -> None:
    other = holdings_of(12, people)
    assert sum(other.estates[p.number].holdings != world.estates[p.number].holdings for p in people) > 1000


def test_every_kind_of_property_and_many_earmarks_are_there(world: World) -> None:
    holdings = [holding for estate in world.estates.values() for holding in estate.holdings]
    assert {holding.kind for holding in holdings} == set(HoldingKind) - {HoldingKind.THING}
    assert {holding.earmark for holding in holdings} >= {
        Earmark.NONE,
        Earmark.WAGES,
        Earmark.MINIMUM_LIVING,
        Earmark.PENSION,
        Earmark.MEDICAL,
        Earmark.PROVIDENT_FUND,
        Earmark.MIGRANT_WAGES,
        Earmark.PRESALE,
        Earmark.MARGIN,
    }


def test_each_thing_is_where_such_things_are_kept_and_has_a_reference_of_its_own(world: World) -> None:
    places = {
        HoldingKind.DEPOSIT: AgencyKind.BANK,
        HoldingKind.WEALTH: AgencyKind.BANK,
        HoldingKind.WALLET: AgencyKind.WALLET,
        HoldingKind.HOME: AgencyKind.LAND,
        HoldingKind.LAND: AgencyKind.LAND,
        HoldingKind.VEHICLE: AgencyKind.VEHICLE,
        HoldingKind.SECURITIES: AgencyKind.SECURITIES,
        HoldingKind.INSURANCE: AgencyKind.INSURANCE,
        HoldingKind.PROVIDENT_FUND: AgencyKind.PROVIDENT_FUND,
        HoldingKind.EQUITY: AgencyKind.COMPANY,
    }
    references: Counter[tuple[str, str]] = Counter()
    for estate in world.estates.values():
        for code, holdings in estate.at.items():
            for holding in holdings:
                references[code, holding.reference] += 1
                assert agency(code).kind is places[holding.kind]
    assert references.most_common(1)[0][1] == 1


def test_figures_make_sense(world: World) -> None:
    for estate in world.estates.values():
        for holding in estate.holdings:
            if holding.balance is None:
                assert holding.value is not None
                assert holding.value > 0
                assert holding.value_source
                continue
            taken = sum(control.amount or 0 for control in holding.controls if control.rank == 1)
            assert holding.available == holding.balance - taken >= 0
            assert holding.currency == "CNY"
        for holding in estate.holdings:
            assert 0 < Fraction(holding.share) <= 1
            ranks = [control.rank for control in holding.controls]
            assert ranks == list(range(1, len(ranks) + 1))


def test_most_accounts_hold_little_and_few_hold_most(world: World, people: list[PersonOf]) -> None:
    balances = sorted(
        holding.balance or 0
        for person in people
        if person.kind == "natural"
        for holding in world.estates[person.number].holdings
        if holding.kind is HoldingKind.DEPOSIT and holding.earmark is Earmark.NONE
    )
    assert balances[len(balances) // 2] < 1_000_00
    assert sum(balances[-len(balances) // 10 :]) > sum(balances) * 2 // 3


def test_the_truth_sums_what_was_given(world: World, people: list[PersonOf]) -> None:
    for person in people[::50]:
        free = world.total_available(person.number)
        everything = world.total_available(person.number, earmarked=True)
        apart = sum(h.available or 0 for h in world.estates[person.number].holdings if h.earmark is not Earmark.NONE)
        assert everything - free == apart
    total = sum(world.total_balance(one.code) for one in AGENCIES)
    assert total == sum(h.balance or 0 for estate in world.estates.values() for h in estate.holdings) > 0


def test_some_have_nothing_some_are_dead_some_have_two_homes(world: World) -> None:
    estates = [one for one in world.estates.values() if one.subject.id_kind is IdKind.RESIDENT]
    assert 0.02 < sum(not one.holdings for one in estates) / len(estates) < 0.15
    assert any(one.died_on and one.died_on < AS_OF for one in estates)
    assert {held(one, HoldingKind.HOME) for one in estates} == {0, 1, 2}


def test_a_namesake_has_the_name_another_number_and_property_of_their_own(world: World, people: list[PersonOf]) -> None:
    found = 0
    for person in people:
        for other in world.namesakes(subject_of(person)):
            found += 1
            assert same_name(other.subject.name, person.name)
            assert other.subject.id_number != person.number
            assert identity.check_resident_id(other.subject.id_number)
    assert found > 100


def test_a_child_has_at_most_one_small_account() -> None:
    for day in range(1, 28):
        subject = resident(f"649901201505{day:02d}001")
        estate = World(seed=11, as_of=AS_OF).estate(subject)
        assert estate is not None
        assert [holding.kind for holding in estate.holdings] == [HoldingKind.DEPOSIT]
        assert estate.born == date(2015, 5, day)


def test_a_number_that_fails_its_check_belongs_to_nobody() -> None:
    good = resident("64990119800101001")
    wrong = replace(good, id_number=good.id_number[:-1] + ("0" if good.id_number[-1] != "0" else "1"))
    world = open_world(seed=11)
    assert world.estate(good) is not None
    assert world.estate(wrong) is None


def test_a_world_that_draws_nobody_knows_only_those_it_was_given(people: list[PersonOf]) -> None:
    world = holdings_of(11, people[:3], draws=False)
    assert world.estate(subject_of(people[0])) is not None
    assert world.estate(subject_of(people[10])) is None


def test_a_world_survives_its_json(world: World) -> None:
    again = open_world(text=json.dumps(world.as_json(), ensure_ascii=False))
    assert (again.seed, again.as_of, again.estates) == (world.seed, world.as_of, world.estates)
