"""Numbers of matters that are no enforcement case themselves: 执异, 执复, 执监 (法〔2015〕137号)."""

from datetime import date

from duixian.base.casenumber import CaseNumber
from duixian.domain.cases.services.filing import next_serial
from duixian.domain.courts import selectors as courts

OBJECTION, REVIEW, SUPERVISION = "执异", "执复", "执监"


def take(*, court_id: int, word: str, on: date) -> str:
    """The next number of that word at a court in the year of `on`."""
    court = courts.court(court_id)
    serial = next_serial(court_id=court_id, year=on.year, type_word=word)
    return str(CaseNumber(year=on.year, court=court.code, kind=word, serial=serial))
