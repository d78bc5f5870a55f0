"""The instruments of a refusal case as frozen facts: the warning, the letter to the police with its statement and list
of evidence, what tells the creditor that he may prosecute himself (M15)."""

from dataclasses import dataclass
from datetime import date

from duixian.connectors.typesetting.control_papers import Matter, Named
from duixian.connectors.typesetting.instruments import Heading, Kind


@dataclass(frozen=True, slots=True)
class RefusalPaper:
    """One instrument about one person. `kind` is the template; `to`: whom it goes to; `found`: what was found, in one
    sentence; `basis` its articles; `days` of a warning; `until` a last day where there is one; `lines`: further facts,
    label and text; `exhibits`: of the list of evidence, one row each: pack, statement, source, where, fingerprint."""

    kind: Kind
    heading: Heading
    matter: Matter
    person: Named
    to: str
    found: str
    basis: str
    days: int = 0
    until: date | None = None
    lines: tuple[tuple[str, str], ...] = ()
    exhibits: tuple[tuple[str, str, str, str, str], ...] = ()
