"""Two courts and the one above them in one database, each acting in its own scope, for tests of what goes between."""

from collections.abc import Iterator
from contextlib import contextmanager

from courthouse import CourtHouse, found, staff

from duixian.domain.cases.models import Case, CourtLetter, LetterTaken
from duixian.domain.courts import scope
from duixian.domain.courts.models import Level, Officer, Role
from duixian.domain.trail.acting import Acting


class House:
    """A court with a panel of three beside its people."""

    def __init__(self, code: str, name: str, level: Level = Level.BASIC, above: "House | None" = None) -> None:
        self.own: CourtHouse = found(code, name, level, parent=above.own.court if above else None)
        self.president: Acting = staff(self.own.court, f"{code}president", Role.PRESIDENT)
        self.panel = [_id(staff(self.own.court, f"{code}judge{number}", Role.OFFICER)) for number in range(3)]
        self.reader = Officer.objects.get(username=self.own.officer.code)

    @contextmanager
    def acting(self) -> Iterator[CourtHouse]:
        """In the scope of an officer of this court: sees what is below, writes its own."""
        with scope.of_officer(self.reader):
            yield self.own

    def inbox(self, kind: str) -> CourtLetter:
        """The one letter of a kind that came and was not taken up."""
        taken = LetterTaken.objects.values("letter_id")
        return CourtLetter.objects.filter(to_court=self.own.court, kind=kind).exclude(pk__in=taken).get()

    def handled(self, case: Case) -> Case:
        """The case is the first judge's."""
        Case.objects.filter(pk=case.pk).update(officer_id=self.panel[0])
        case.refresh_from_db()
        return case


def _id(acting: Acting) -> int:
    assert acting.officer_id is not None
    return acting.officer_id
