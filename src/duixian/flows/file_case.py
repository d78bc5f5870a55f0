"""File a case from a confirmed draft: people, title, obligations, number, account, nodes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.cases.services import course, filing
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.funds.services import accounts
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import PersonKind
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import open_nodes
from duixian.law.obligations import ItemKind, Ordered
from duixian.law.periods import default_rules
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind

_ROLES = {Role.APPLICANT: CaseRole.APPLICANT, Role.DEBTOR: CaseRole.DEBTOR, Role.THIRD_PARTY: CaseRole.THIRD_PARTY}
_STARTED_BY_FILING = frozenset({"filed", "officer_received", "application_received"})


def kind_of_person(party: DraftParty) -> PersonKind:
    """What a party is in law, as far as the draft tells; the officer may correct it on the case page."""
    if party.kind is PartyKind.PERSON:
        return PersonKind.NATURAL
    if party.name.endswith(("局", "人民政府", "委员会", "法院", "检察院")):
        return PersonKind.AUTHORITY
    return PersonKind.COMPANY if "公司" in party.name else PersonKind.ORGANISATION


def claim_of(ordered: Ordered) -> Fen:
    """申请执行标的: the sums the title names for the applicant; interest that runs grows by the day and is left out"""
    return sum(
        item.amount or 0
        for item in ordered.items
        if item.kind is not ItemKind.COSTS_TO_COURT and item.currency == "CNY"
    )


def file_case(
    *,
    acting: Acting,
    draft: FilingDraft,
    filed_on: date,
    now: datetime,
    officer_id: int | None = None,
    text: str = "",
    conventions: Mapping[str, Any] | None = None,
    events: Mapping[str, str] | None = None,
    not_understood: Sequence[Mapping[str, Any]] = (),
) -> Case:
    """File a case (执行规定 16; 法〔2015〕137号 for its number). Raises `BadInput` with every fault of the draft; then
    nothing has been kept, the serial included."""
    require(acting, "case.file")
    faults = list(faults_of(draft, filed_on=filed_on))
    if faults:
        raise BadInput.of(faults)
    assert draft.effective_on is not None
    with transaction.atomic():
        people: list[filing.PartyIn] = []
        for party in draft.parties:
            if party.role not in _ROLES:
                continue
            person = parties.enter(
                acting=acting,
                kind=kind_of_person(party),
                name=party.name,
                id_number=party.id_number,
                phone=party.phone,
                address=party.address,
            )
            people.append(filing.PartyIn(person=person, role=_ROLES[party.role], label=party.name))
        court = courts.court(acting.court_id)
        case = filing.put_on_books(
            acting=acting,
            court=court,
            parties=people,
            title=filing.TitleIn(
                kind=draft.title_kind,
                made_by=draft.court,
                number=str(draft.title_number or ""),
                made_on=draft.title_date,
                effective_on=draft.effective_on,
                text=text,
                ordered=draft.ordered,
                conventions=conventions or {},
                events=events or {},
                not_understood=not_understood,
            ),
            cause=draft.cause,
            claim=claim_of(draft.ordered),
            filed_on=filed_on,
            officer_id=officer_id,
            now=now,
        )
        accounts.open_case_account(case=case, on=filed_on)
        open_nodes(
            case=case,
            rules=[rule.id for rule in default_rules() if rule.event in _STARTED_BY_FILING],
            since=filed_on,
        )
        if officer_id is not None:
            course.finish_node(case=case, rule="assign", on=filed_on)
    return case


def faults_of(draft: FilingDraft, *, filed_on: date) -> list[Fault]:
    """What keeps a draft from being filed, each with its field."""
    faults: list[Fault] = []
    if draft.title_kind is TitleKind.UNKNOWN:
        faults.append(Fault("draft.kind", "未写明执行依据的种类", "请选择判决书、调解书等", field="执行依据"))
    if draft.effective_on is None:
        faults.append(Fault("draft.effective", "未写明生效日期", "请填写执行依据生效日期", field="生效日期"))
    elif draft.effective_on > filed_on:
        faults.append(
            Fault(
                "draft.not_effective",
                "生效日期晚于立案日期",
                "执行依据尚未生效的，不予受理（执行规定第十六条）",
                field="生效日期",
                value=draft.effective_on.isoformat(),
            )
        )
    numbers: dict[str, str] = {}
    for party in draft.parties:
        if party.id_number and numbers.setdefault(party.id_number, party.name) != party.name:
            faults.append(
                Fault(
                    "draft.one_number_two_names",
                    "“{first}”与“{second}”的证件号码相同",
                    "请核对两人的证件号码",
                    field="证件号码",
                    value=party.name,
                    data={"first": numbers[party.id_number], "second": party.name},
                )
            )
    return faults
