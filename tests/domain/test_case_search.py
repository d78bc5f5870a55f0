"""Finding cases by two characters of a name: in one court, in all that are visible, never beyond."""

from datetime import date

import pytest

from duixian.domain.cases import selectors
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.courts.services import found_court


def case_of(court: Court, serial: int, *names: str) -> Case:
    number = f"（2026）{court.code}执{serial}号"
    with scope.of_court(court.pk):
        return Case.objects.create(
            court=court,
            year=2026,
            serial=serial,
            number=number,
            filed_on=date(2026, 3, 2),
            claim_fen=100,
            search="\n".join((number, *names)),
        )


@pytest.fixture
def courts(db: None) -> tuple[Court, Court, Court]:
    upper = found_court(code="苏08", name="淮安市中级人民法院", level=Level.INTERMEDIATE, parent=None)
    one = found_court(code="苏0804", name="淮安市淮阴区人民法院", level=Level.BASIC, parent=upper)
    other = found_court(code="苏0803", name="淮安市淮安区人民法院", level=Level.BASIC, parent=upper)
    return upper, one, other


def test_a_search_in_one_court_finds_its_cases_alone(courts: tuple[Court, Court, Court]) -> None:
    upper, one, other = courts
    mine = case_of(one, 1, "洪春生", "淮安建材公司")
    theirs = case_of(other, 1, "洪春雨", "淮安商贸公司")
    inspector = Officer.objects.create(username="i", name="i", court=upper, roles=[Role.INSPECTOR])

    with scope.of_officer(inspector):
        for words in ("洪春", "公司", "春"):
            assert set(Case.objects.filter(selectors.found(words))) == {mine, theirs}
        assert list(Case.objects.filter(selectors.found("洪春", court_id=one.pk))) == [mine]
        assert list(Case.objects.filter(selectors.found("公司", court_id=other.pk))) == [theirs]
        assert not Case.objects.filter(selectors.found("洪春", court_id=upper.pk)).exists()


def test_asking_for_another_court_does_not_open_it(courts: tuple[Court, Court, Court]) -> None:
    _, one, other = courts
    case_of(other, 1, "洪春雨")

    with scope.of_court(one.pk):
        assert not Case.objects.filter(selectors.found("洪春", court_id=other.pk)).exists()


def test_a_name_is_found_under_its_new_spelling_only(courts: tuple[Court, Court, Court]) -> None:
    _, one, _ = courts
    case = case_of(one, 1, "洪春生")

    with scope.of_court(one.pk):
        Case.objects.filter(pk=case.pk).update(search="黎明华")

        assert list(Case.objects.filter(selectors.found("明华", court_id=one.pk))) == [case]
        assert not Case.objects.filter(selectors.found("洪春", court_id=one.pk)).exists()


@pytest.mark.parametrize("words", ["#court:1", "#c", "%%", "'; --"])
def test_signs_of_the_index_and_of_sql_are_just_words(courts: tuple[Court, Court, Court], words: str) -> None:
    _, one, _ = courts
    case_of(one, 1, "洪春生")

    with scope.of_court(one.pk):
        assert not Case.objects.filter(selectors.found(words, court_id=one.pk)).exists()
        assert not Case.objects.filter(selectors.found(words)).exists()
