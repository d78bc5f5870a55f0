"""What the database refuses of refusal cases though the code asked for it: the rules stand a second time there."""

from datetime import date

import pytest
from courthouse import CourtHouse
from django.db import DatabaseError, connection, transaction
from refused import REFERRED, Library

from duixian.base.faults import Refused
from duixian.domain.measures.models import Circumstance
from duixian.domain.parties.models import Person
from duixian.domain.refusals.models import (
    Opinion,
    Performance,
    Referral,
    RefusalCase,
    Study,
    WarningLetter,
)
from duixian.domain.refusals.services import library
from duixian.flows.refusal import refer
from duixian.law.refusal import Conduct
from duixian.testing.scenes.stage import resident_id


@pytest.fixture
def books(own: CourtHouse) -> Library:
    return Library(own)


def refused(statement: str, *values: object) -> str:
    """The name of the constraint that refuses a statement."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


MOVE = "update refusals_refusalcase set state = %s, changed_on = %s where id = %s"


def moved(refusal: RefusalCase, state: str, on: date = REFERRED) -> str:
    return refused(MOVE, state, on, refusal.pk)


def test_no_stage_is_jumped_over_and_none_is_reached_without_its_ground(books: Library) -> None:
    refusal = books.found()

    assert moved(refusal, "warned") == "refusals_moves_on"
    assert moved(refusal, "studied") == "refusals_nobody_studies_alone"
    assert moved(refusal, "filed") == "refusals_stage_has_its_ground"
    books.study(refusal)
    assert moved(refusal, "warned") == "refusals_stage_has_its_ground"
    assert moved(refusal, "referred") == "refusals_no_referral_unwarned"
    assert moved(refusal, "performed") == "refusals_stage_has_its_ground"


def test_a_study_of_one_or_against_the_others_is_none(books: Library) -> None:
    refusal = books.found()
    study = Study.objects.create(
        court=books.house.court,
        refusal=refusal,
        held_on=REFERRED,
        decision="confirm",
        reason="x",
        stage="found",
        noted_by="x",
        noted_at=books.house.now,
    )
    Opinion.objects.create(court=books.house.court, study=study, officer=books.self_, agrees=True, said="同意")

    assert moved(refusal, "studied") == "refusals_nobody_studies_alone"


def test_a_warning_whose_days_run_or_a_referral_nobody_signed_holds_the_case_back(books: Library) -> None:
    refusal = books.warned()

    assert moved(refusal, "referred", date(2026, 3, 16)) == "refusals_no_referral_unwarned"
    assert moved(refusal, "referred", REFERRED) == "refusals_referral_is_signed"
    letter = WarningLetter.objects.get()
    assert refused("update refusals_warningletter set until = '2026-03-12' where id = %s", letter.pk) in {
        "refusals_warning_gives_days",
        "refusals_warning_stands",
    }


def test_minors_and_the_dead_are_kept_out(books: Library) -> None:
    case = books.case()
    young = Person.objects.get(pk=books.house.debtor(case).pk)
    Person.objects.filter(pk=young.pk).update(id_number=resident_id(3, born=date(2010, 1, 1)))
    with pytest.raises(Refused) as minor:
        library.open_case(
            acting=books.officer,
            case=case,
            person=young,
            conduct=Conduct.OTHER,
            on=REFERRED,
            now=books.house.now,
        )
    refusal = books.warned(books.case("周建平"))
    Circumstance.objects.create(
        court=books.house.court,
        person=refusal.person,
        kind="dead",
        since=REFERRED,
        source="死亡证明",
        noted_by="x",
        noted_at=books.house.now,
    )

    assert [fault.code for fault in minor.value.reasons] == ["refusal.spared"]
    assert moved(refusal, "referred") == "refusals_no_minors_nor_the_dead"


def test_what_went_to_the_police_stands(books: Library) -> None:
    refusal = books.referred()
    referral = Referral.objects.get()

    assert (
        refused("update refusals_referral set manifest = 'x' where id = %s", referral.pk) == "refusals_referral_stands"
    )
    assert refused("update refusals_refusalcase set able_fen = 1 where id = %s", refusal.pk) == "refusals_said_stands"
    assert refused(
        "update refusals_refusalcase set person_id = principal_id, capacity = 'head' where id = %s", refusal.pk
    )
    with pytest.raises(Refused):
        refer.send(acting=books.officer, referral=referral, day=REFERRED, on=REFERRED, now=books.house.now)
    with pytest.raises(DatabaseError), transaction.atomic():
        refusal.evidence.all().delete()


def test_money_counts_once(books: Library) -> None:
    refusal = books.warned()

    def count() -> None:
        Performance.objects.create(
            court=books.house.court,
            refusal=refusal,
            kind="part",
            stage="warned",
            since=REFERRED,
            until=REFERRED,
            paid_fen=5,
            receipts=["77"],
            noted_by="x",
            noted_at=books.house.now,
        )

    count()
    with pytest.raises(DatabaseError), transaction.atomic():
        count()


def test_another_court_sees_nothing_of_it(books: Library) -> None:
    from courthouse import found

    from duixian.domain.courts import scope

    books.found()
    other = found("苏0812", "淮安市清江浦区人民法院")

    with scope.of_court(other.court.pk):
        assert not RefusalCase.objects.exists()
