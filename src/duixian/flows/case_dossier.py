"""A case as plain values that go to another court with a letter, and a case filed from them there.

What was paid before counts there too, on the days on which it was paid: the debtor pays nothing twice.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from duixian.domain.cases.models import Case, CaseRole, Obligation
from duixian.domain.cases.services import filing
from duixian.domain.cases.terms import ordered_of
from duixian.domain.courts import selectors as courts
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.services import accounts, deposits
from duixian.domain.parties import services as parties
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import open_nodes
from duixian.law.periods import default_rules

_STARTED = frozenset({"filed", "officer_received", "application_received"})
_BEFORE = "委托法院已执行的款项"
_GROUND = "《委托执行规定》第五条第四项（生效法律文书的履行情况）"


def dossier_of(case: Case) -> dict[str, Any]:
    """Everything another court needs to file the case: people, title, duties, what was paid. Sums in fen, days ISO."""
    title = case.title
    return {
        "number": case.number,
        "cause": case.cause,
        "claim_fen": case.claim_fen,
        "filed_on": case.filed_on.isoformat(),
        "parties": [
            {
                "role": party.role,
                "label": party.label,
                "kind": party.person.kind,
                "name": party.person.name,
                "id_number": party.person.id_number,
                "phone": party.person.phone,
                "address": party.person.address,
            }
            for party in case.parties.select_related("person").order_by("role", "position")
        ],
        "title": {
            "kind": title.kind,
            "made_by": title.made_by,
            "number": title.number,
            "made_on": title.made_on.isoformat() if title.made_on else None,
            "effective_on": title.effective_on.isoformat(),
            "text": title.text,
            "set_off": title.set_off,
            "acceleration": title.acceleration,
            "doubled_clause": title.doubled_clause,
            "events": title.events,
            "conventions": title.conventions,
            "not_understood": title.not_understood,
        },
        "obligations": [
            {"key": row.key, "kind": row.kind, "label": row.label, "amount_fen": row.amount_fen, "terms": row.terms}
            for row in title.obligations.all()
        ],
        "paid": [
            {"on": paid.on.isoformat(), "fen": paid.amount, "reference": paid.reference}
            for paid in funds.payments_of(case.pk)
        ],
    }


def file_from(
    *,
    acting: Acting,
    said: Mapping[str, Any],
    origin: str,
    filed_on: date,
    now: datetime,
    officer_id: int | None = None,
    type_word: str = "执",
) -> Case:
    """File a case here from what another court told of it, in the caller's transaction. `origin` names the letter: what
    was paid before is credited once for it. Raises `BadInput` for people or duties that do not fit."""
    told = said["title"]
    court = courts.court(acting.court_id)
    people = [
        filing.PartyIn(
            person=parties.enter(
                acting=acting,
                kind=row["kind"],
                name=row["name"],
                id_number=row["id_number"],
                phone=row["phone"],
                address=row["address"],
            ),
            role=CaseRole(row["role"]),
            label=row["label"],
        )
        for row in said["parties"]
    ]
    case = filing.put_on_books(
        acting=acting,
        court=court,
        parties=people,
        title=filing.TitleIn(
            kind=told["kind"],
            made_by=told["made_by"],
            number=told["number"],
            made_on=date.fromisoformat(told["made_on"]) if told["made_on"] else None,
            effective_on=date.fromisoformat(told["effective_on"]),
            text=told["text"],
            ordered=ordered_of(
                [Obligation(**row) for row in said["obligations"]],
                set_off=told["set_off"],
                acceleration=told["acceleration"],
                doubled_clause=told["doubled_clause"],
            ),
            conventions=told["conventions"],
            events=told["events"],
            not_understood=told["not_understood"],
        ),
        cause=said["cause"],
        claim=said["claim_fen"],
        filed_on=filed_on,
        officer_id=officer_id,
        now=now,
        type_word=type_word,
    )
    accounts.open_case_account(case=case, on=filed_on)
    open_nodes(case=case, rules=[rule.id for rule in default_rules() if rule.event in _STARTED], since=filed_on)
    _credit(case, acting, said, origin, now)
    return case


def _credit(case: Case, acting: Acting, said: Mapping[str, Any], origin: str, now: datetime) -> None:
    applicant = case.parties.filter(role=CaseRole.APPLICANT).select_related("person").order_by("position")[0]
    for place, paid in enumerate(said["paid"], start=1):
        deposits.set_off(
            acting=Acting.system(acting.court_id, "dossier"),
            case=case,
            person=applicant.person,
            amount=int(paid["fen"]),
            origin=f"{origin}:{place}",
            thing=f"{_BEFORE}（{said['number']}，{paid['reference']}）",
            ground=_GROUND,
            on=date.fromisoformat(paid["on"]),
            now=now,
        )
