"""Letters between courts: writing one, and taking one up. Neither court writes what is the other's."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from duixian.base.casenumber import CaseNumber
from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import Case, CourtLetter, LetterKind, LetterTaken
from duixian.domain.cases.services.filing import next_serial
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Court
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

WORD = "函"
"""Letters have numbers of their own beside those of cases."""


def send(
    *,
    acting: Acting,
    to_court: Court,
    kind: LetterKind,
    said: Mapping[str, Any],
    on: date,
    now: datetime,
    case: Case | None = None,
    case_number: str = "",
    thread: CourtLetter | None = None,
) -> CourtLetter:
    """Write a letter to another court; it stands as it was sent. `thread`: a letter of the exchange it belongs to.

    Raises `Refused` for a letter to one's own court, and into an exchange that is not between the two courts.
    """
    if to_court.pk == acting.court_id:
        raise Refused(
            Fault("letter.own_court", "不能向本院发函", "请选择其他法院", field="受函法院", value=to_court.name)
        )
    if thread is not None and {thread.court_id, thread.to_court_id} != {acting.court_id, to_court.pk}:
        raise Refused(
            Fault("letter.thread", "该往来不是两院之间的函件", "请从相应的事项复函", field="函件", value=thread.number)
        )
    trail.take_turn(acting.court_id)
    sender = courts.court(acting.court_id)
    serial = next_serial(court_id=sender.pk, year=on.year, type_word=WORD)
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    letter = CourtLetter.objects.create(
        court=sender,
        to_court=to_court,
        kind=kind,
        number=str(CaseNumber(year=on.year, court=sender.code, kind=WORD, serial=serial)),
        case=case,
        case_number=case.number if case else case_number,
        thread=(thread.thread or thread) if thread else None,
        said=json.loads(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        sent_on=on,
        sent_at=now,
        sent_by=acting.code,
    )
    trail.record(
        acting=acting,
        act="letter.send",
        now=now,
        subject=f"case:{case.pk}" if case else f"letter:{letter.pk}",
        payload={"letter": letter.number, "kind": kind, "to": to_court.code, "sha256": letter.sha256},
    )
    return letter


def take_up(*, acting: Acting, letter: CourtLetter, kind: LetterKind, on: date, now: datetime) -> LetterTaken:
    """Take up a letter that came to one's own court. Raises `Refused` for somebody else's, one of another kind, or one
    that was taken up."""
    if letter.to_court_id != acting.court_id:
        raise Refused(
            Fault("letter.not_ours", "该函不是发给本院的", "请由受函法院办理", field="函件", value=letter.number)
        )
    if letter.kind != kind:
        raise Refused(
            Fault(
                "letter.kind", "该函为“{kind}”", "请从相应的事项办理", "函件", letter.number, data={"kind": str(letter)}
            )
        )
    trail.take_turn(acting.court_id)
    if LetterTaken.objects.filter(letter=letter).exists():
        raise Refused(Fault("letter.taken", "该函已经签收办理", "请刷新后查看", field="函件", value=letter.number))
    taken = LetterTaken.objects.create(
        court_id=acting.court_id, letter=letter, taken_on=on, taken_at=now, taken_by=acting.code
    )
    trail.record(
        acting=acting,
        act="letter.take",
        now=now,
        subject=f"letter:{letter.pk}",
        payload={"letter": letter.number, "kind": letter.kind, "sha256": letter.sha256},
    )
    return taken
