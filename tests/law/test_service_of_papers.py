"""How papers are served: what each way must name, and the day on which it counts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duixian.law.service import Method, Said, faults_in, methods, served_on


def test_every_way_of_service_has_its_article_and_what_it_must_name() -> None:
    assert set(methods()) == set(Method)
    assert all(row.taker and row.citation.article for row in methods().values())


@given(st.sampled_from(sorted(Method)), st.dates(date(2022, 1, 1), date(2026, 12, 31)))
def test_only_a_public_notice_takes_time(method: Method, day: date) -> None:
    waited = served_on(Said(method, day, "本人", "回证")) - day

    assert waited == (timedelta(days=31) if method is Method.NOTICE else timedelta(0))


def test_a_notice_of_before_2022_ran_for_sixty_days() -> None:
    assert served_on(Said(Method.NOTICE, date(2021, 11, 1), "报纸", "版面")) == date(2022, 1, 1)


def test_a_record_that_proves_nothing_says_everything_it_misses() -> None:
    today = date(2026, 5, 4)

    bare = faults_in(Said(Method.DIRECT, today + timedelta(days=1), " ", ""), today=today)
    early = faults_in(Said(Method.MAIL, today, "本人", "EMS1"), today=today, issued_on=today + timedelta(days=1))

    assert [one.code for one in bare] == ["service.proof", "service.taker", "service.day"]
    assert [one.code for one in early] == ["service.day"]
