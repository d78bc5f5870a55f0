"""The instruments of measures against persons as frozen facts. What is decided, on whom and why is given; the standing
sentences and the articles are the paper's own (`measure_particulars`)."""

from dataclasses import dataclass
from datetime import date, datetime

from duixian.base.money import Fen
from duixian.connectors.typesetting.control_papers import Matter, Named
from duixian.connectors.typesetting.instruments import Heading, Kind


@dataclass(frozen=True, slots=True)
class MeasurePaper:
    """A paper on one measure against one person; `kind` says which.

    `capacity` and `represents`: what the person is (法定代表人), of whom. `conduct` and `evidence`: what was done.
    `articles`: what the decision rests on, as printed. `amount` fen, `days`, `until`, `at`, `place`: the extent, as far
    as the measure has one. `to`: to whom the paper goes, if not to the person. `number`: of the decision it follows.
    `why`: the reason of a lifting, the finding of a check. `rows`: a record, line by line. `review_days` to ask
    `upper_court` for reconsideration; 0 where none is open.
    """

    kind: Kind
    heading: Heading
    matter: Matter
    subject: Named
    capacity: str = ""
    represents: str = ""
    conduct: str = ""
    evidence: str = ""
    articles: tuple[str, ...] = ()
    amount: Fen | None = None
    days: int | None = None
    until: date | None = None
    at: datetime | None = None
    place: str = ""
    to: str = ""
    number: str = ""
    what: str = ""
    why: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    review_days: int = 0
    upper_court: str = ""
