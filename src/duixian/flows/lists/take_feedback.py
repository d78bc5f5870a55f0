"""An agency tells what it did upon a hit: it reaches the court that published the entry, whichever that is."""

from datetime import date, datetime
from uuid import UUID

from duixian.base.faults import BadInput, Fault
from duixian.domain.courts import scope
from duixian.domain.lists.models import AgencyFeedback, Publication, ScreeningAgency
from duixian.domain.lists.services import screening
from duixian.domain.trail import services as trail


def take_feedback(
    *, agency: ScreeningAgency, call: UUID, entry: UUID, did: str, what: str, on: date, now: datetime
) -> AgencyFeedback:
    """Keep what an agency reports; opens the scopes it needs. Raises what `screening.tell` raises, and `BadInput` for
    an entry that was never published."""
    with scope.of_all_courts():
        court_id = Publication.objects.filter(entry=entry).values_list("court_id", flat=True).first()
    if court_id is None:
        raise BadInput(
            Fault("feedback.entry", "没有这个条目", "请使用查询结果中的编号", field="entry", value=str(entry))
        )
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        return screening.tell(
            court_id=court_id, agency=agency, call=call, entry=entry, did=did, what=what, on=on, now=now
        )
