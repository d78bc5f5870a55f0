"""The instruments of the two lists as frozen facts: warnings, decisions, what ends them, the certificate (M10, M12)."""

from dataclasses import dataclass
from datetime import date

from duixian.connectors.typesetting.control_papers import Matter, Named
from duixian.connectors.typesetting.instruments import Heading, Kind


@dataclass(frozen=True, slots=True)
class ListPaper:
    """One instrument about one person. `kind` is the template; `of`: the unit for which he is limited; `reason` and
    `basis` as decided; `until`: the last day of a term or of the time to perform, None where there is none; `since`:
    the first day of an exemption or of what has ended; `lines`: further facts, label and text."""

    kind: Kind
    heading: Heading
    matter: Matter
    person: Named
    reason: str
    basis: str
    of: str = ""
    since: date | None = None
    until: date | None = None
    lines: tuple[tuple[str, str], ...] = ()
