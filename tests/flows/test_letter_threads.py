"""An exchange of letters is between two courts: no third one writes into it, by the service or past it."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from twocourts import House

from duixian.base.faults import Refused
from duixian.domain.cases.models import CourtLetter, LetterKind
from duixian.domain.cases.services import letters

DAY = date(2026, 4, 1)


@pytest.fixture
def courts(db: None) -> tuple[House, House, House]:
    return (
        House("苏0804", "淮安市淮阴区人民法院"),
        House("浙0102", "杭州市上城区人民法院"),
        House("粤0304", "深圳市福田区人民法院"),
    )


def written(sender: House, to: House, kind: LetterKind, thread: CourtLetter | None = None) -> CourtLetter:
    with sender.acting() as own:
        return letters.send(
            acting=own.officer,
            to_court=to.own.court,
            kind=kind,
            said={"what": str(kind)},
            case_number="（2026）苏0804执1号",
            thread=thread,
            on=DAY,
            now=own.now,
        )


def test_two_courts_answer_each_other_in_one_exchange(courts: tuple[House, House, House]) -> None:
    asks, does, _ = courts
    first = written(asks, does, LetterKind.TASK)

    accepted = written(does, asks, LetterKind.TASK_ACCEPTED, first)
    recalled = written(asks, does, LetterKind.TASK_RECALL, accepted)

    assert (accepted.thread_id, recalled.thread_id) == (first.pk, first.pk)


def test_a_third_court_writes_into_no_exchange_of_two(courts: tuple[House, House, House]) -> None:
    asks, does, third = courts
    first = written(asks, does, LetterKind.TASK)

    for sender, to in ((third, asks), (asks, third)):
        with pytest.raises(Refused, match="不是两院之间"):
            written(sender, to, LetterKind.TASK_RESULT, first)


def test_the_database_lets_no_letter_join_the_exchange_of_others(courts: tuple[House, House, House]) -> None:
    asks, does, third = courts
    first = written(asks, does, LetterKind.TASK)
    answer = written(does, asks, LetterKind.TASK_ACCEPTED, first)
    other = written(third, asks, LetterKind.TASK)

    def joins(sender: House, to: House, thread: CourtLetter) -> None:
        with sender.acting() as own, pytest.raises(DatabaseError, match="between other courts"), transaction.atomic():
            CourtLetter.objects.create(
                court=own.court, to_court=to.own.court, kind=LetterKind.TASK_RESULT, number=f"伪造{own.now}",
                case_number="", thread=thread, said={}, sha256="x", sent_on=DAY, sent_at=own.now, sent_by="x",
            )  # fmt: skip

    joins(third, asks, first)  # a letter it may not even read
    joins(does, asks, other)
    joins(asks, does, answer)  # what is no first letter
    assert CourtLetter.objects.filter(thread=first).count() <= 1
