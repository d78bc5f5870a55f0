"""Entries as FollowTheMoney entities (schemata Person, Company, Sanction), as nomenklatura and yente load them.

One entity for the person or body, one Sanction that points at it. Topics: `reg.action` for the list of the dishonest,
`reg.warn` for a limit. It is a court's enforcement register, no sanction in the sense of embargoes: `sanction` and
`debarment` are never said. Numbers are masked and birth dates left out unless `full`: for those who screen by right.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from duixian.analytics.names.model import Kind, NumberKind
from duixian.analytics.screening.model import ListedEntry, Register

PREFIX = "duixian"
_TOPICS = {Register.DISHONEST: "reg.action", Register.LIMITED: "reg.warn"}
_PROGRAMS = {Register.DISHONEST: "失信被执行人名单", Register.LIMITED: "限制消费"}
_NUMBERS = {
    NumberKind.RESIDENT: "idNumber",
    NumberKind.USCC: "uscCode",
    NumberKind.PASSPORT: "passportNumber",
    NumberKind.PERMIT: "idNumber",
    NumberKind.OTHER: "registrationNumber",
}


def entities(entries: Iterable[ListedEntry], *, full: bool = False) -> Iterator[dict[str, Any]]:
    """Two entities for each entry, as plain JSON values: one line each makes the file."""
    for entry in entries:
        subject = f"{PREFIX}-{entry.entry_id}"
        yield _entity(subject, _schema(entry), _subject(entry, full=full), caption=entry.identity.name)
        caption = _PROGRAMS[entry.register]
        yield _entity(f"{subject}-order", "Sanction", _order(entry, subject), caption=caption)


def _schema(entry: ListedEntry) -> str:
    return "Person" if entry.identity.kind is Kind.NATURAL else "Company"


def _subject(entry: ListedEntry, *, full: bool) -> dict[str, list[str]]:
    who = entry.identity
    natural = who.kind is Kind.NATURAL
    said: dict[str, list[str]] = {
        "name": [who.name],
        "topics": [_TOPICS[entry.register]],
        "nationality" if natural else "jurisdiction": ["cn"],
        "country": ["cn"],
    }
    if natural:
        said["gender"] = {"男": ["male"], "女": ["female"]}.get(who.sex, [])
        said.pop("nationality")  # the register does not say it
    else:
        said["previousName"] = list(who.former_names)
    if full:
        for number in who.numbers:
            said.setdefault(_NUMBERS[number.kind], []).append(number.text)
        said["birthDate"] = [who.born.isoformat()] if who.born else []
    return said


def _order(entry: ListedEntry, subject: str) -> dict[str, list[str]]:
    return {
        "entity": [subject],
        "country": ["cn"],
        "authority": [entry.court],
        "authorityId": [entry.case_number],
        "program": [_PROGRAMS[entry.register]],
        "reason": list(entry.conduct),
        "status": [entry.performance] if entry.performance else [],
        "startDate": [entry.published_on.isoformat()],
        "listingDate": [entry.published_on.isoformat()],
        "endDate": [entry.expires_on.isoformat()] if entry.expires_on else [],
        "recordId": [entry.title_number] if entry.title_number else [],
        "summary": [entry.duty] if entry.duty else [],
    }


def _entity(entity_id: str, schema: str, properties: dict[str, list[str]], *, caption: str) -> dict[str, Any]:
    kept = {name: values for name, values in properties.items() if values}
    return {
        "id": entity_id,
        "schema": schema,
        "caption": caption,
        "properties": kept,
        "datasets": [PREFIX],
        "referents": [],
        "target": schema != "Sanction",
    }
