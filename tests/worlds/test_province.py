"""The synthetic province as plain values: it looks right, it is nobody's, and one seed makes one province."""

from collections import Counter
from datetime import date

import pytest

from duixian.base import casenumber, identity
from duixian.law.obligations import ItemKind
from duixian.reading.judgments import read
from duixian.worlds.courts import COURTS, FLAGSHIP, staff
from duixian.worlds.judgments import papers
from duixian.worlds.lives import Debt
from duixian.worlds.province import Province, province

AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="module")
def made() -> Province:
    return province(seed=7, as_of=AS_OF, cases=400)


def test_one_seed_makes_one_province(made: Province) -> None:
    assert province(seed=7, as_of=AS_OF, cases=400) == made


def test_another_seed_makes_another(made: Province) -> None:
    assert province(seed=8, as_of=AS_OF, cases=400).cases != made.cases


def test_has_one_high_two_intermediate_and_six_basic_courts() -> None:
    assert Counter(court.level for court in COURTS) == {2: 1, 3: 2, 4: 6}


def test_court_codes_read_as_codes_and_belong_to_no_real_court() -> None:
    for court in COURTS:
        number = casenumber.parse(f"（2026）{court.code}执12号")
        assert number.court == court.code
        assert casenumber.court_of(court.code) is None
        assert court.name.startswith("合成省")


def test_forty_people_hold_every_office_in_several_courts() -> None:
    people = staff()
    assert len({one.username for one in people}) == 40
    assert len({one.name for one in people}) == 40
    courts_of = {role: {o.court for o in people if role in o.roles} for o in people for role in o.roles}
    assert set(courts_of) == {
        "officer", "chief", "president", "accountant", "checker", "approver", "inspector", "registry", "admin",
    }  # fmt: skip
    assert min(len(where) for where in courts_of.values()) >= 2


def test_maker_checker_and_approver_are_three_people_wherever_money_is_held() -> None:
    people = staff()
    for court in COURTS:
        if not court.account:
            continue
        makers, checkers, approvers = (
            {o.username for o in people if o.court == court.code and roles & set(o.roles)}
            for roles in ({"accountant"}, {"checker"}, {"approver", "chief", "president"})
        )
        assert makers, court.name
        assert checkers - makers, court.name
        assert approvers - makers - checkers, court.name


def test_the_flagship_has_one_person_for_every_office_of_a_basic_court() -> None:
    roles = {role for one in staff() if one.court == FLAGSHIP for role in one.roles if len(one.roles) == 1}
    assert roles >= {"officer", "registry", "accountant", "checker", "approver", "chief", "president", "admin"}


def test_every_number_of_a_person_passes_its_check_and_names_no_county(made: Province) -> None:
    for case in made.cases:
        for person in case.people:
            if person.kind == "natural":
                assert identity.check_resident_id(person.number).number == person.number
                assert person.number.startswith("6499")
            else:
                assert identity.check_uscc(person.number) == person.number
                assert identity.organisation_code_agrees(person.number)
                assert person.number[2:6] == "6499"


def test_text_and_obligations_agree(made: Province) -> None:
    """The reader of judgments gets back from the text what the text was written from."""
    shapes: Counter[str] = Counter()
    for case in made.cases[::3]:
        found, meant = read(case.text), case.draft.ordered
        assert found.census.complete, case.text
        assert found.ordered.items == meant.items, case.text
        assert found.ordered.interests == meant.interests, case.text
        assert (found.ordered.acceleration, found.ordered.doubled_clause) == (
            meant.acceleration,
            meant.doubled_clause,
        ), case.text
        shapes[case.draft.cause] += 1
    assert len(shapes) >= 6


def test_who_pays_in_full_pays_the_debt_of_the_day_and_the_fee(made: Province) -> None:
    closing = [case for case in made.cases if case.life.closes]
    assert len(closing) > 100
    for case in closing:
        assert case.draft.effective_on is not None
        debt = Debt(case.draft.ordered, case.draft.effective_on, case.claim, case.filed_on)
        assert sum(arrival.fee for arrival in case.life.arrivals) == debt.fee
        assert all(arrival.given + arrival.fee == arrival.amount for arrival in case.life.arrivals)
        assert case.life.arrivals[-1].owed == case.life.arrivals[-1].amount


def test_days_of_a_life_follow_each_other(made: Province) -> None:
    for case in made.cases:
        assert case.draft.effective_on is not None
        assert case.draft.effective_on <= case.filed_on < AS_OF
        days = [case.filed_on]
        for arrival in case.life.arrivals:
            days += [arrival.on, arrival.planned_on, arrival.confirmed_on, arrival.carried_on]
        assert days == sorted(days)


def test_claims_are_made_of_what_the_title_names_for_the_applicants(made: Province) -> None:
    for case in made.cases:
        to_court = sum(i.amount or 0 for i in case.draft.ordered.items if i.kind is ItemKind.COSTS_TO_COURT)
        everything = sum(i.amount or 0 for i in case.draft.ordered.items)
        assert case.claim == everything - to_court > 0


def test_whole_papers_are_read_with_their_header() -> None:
    for paper in papers(seed=7, as_of=AS_OF):
        found = read(paper.text)
        assert found.header.number == paper.number
        assert found.ordered.items == paper.writ.ordered.items
        assert found.header.parties
