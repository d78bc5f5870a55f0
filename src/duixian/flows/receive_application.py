"""From an application to a case, or to a refusal: received, examined, supplemented, filed (执行规定 16).

Filing is the last step: it makes the case by `file_case`, and the node of the seven days stands on it as finished.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base import identity
from duixian.base.casenumber import CaseNumber
from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Application, Case
from duixian.domain.cases.services import applications, course, filing
from duixian.domain.cases.terms import from_json, to_json
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.file_case import file_case, kind_of_person
from duixian.flows.instruments import course as papers
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.procedure.acceptance import ApplicationFacts, DebtorFacts, Examined, examine, warnings
from duixian.law.procedure.application_life import (
    APPLICATION_LIFE,
    ApplicationAct,
    ApplicationState,
    Step,
    refused_on,
    sentence,
)
from duixian.reading.drafts import DraftParty, FilingDraft, Role

DECISION = "file_decision"


@dataclass(frozen=True, slots=True)
class AboutFiling:
    """What the draft does not tell: the tie to this court, the day the time for performance ends, a paper of
    succession, another court that filed before; and by debtor's name a guardian, a day of death, heirs."""

    link: str = ""
    expires_on: date | None = None
    standing: str = ""
    elsewhere: str = ""
    guardians: Mapping[str, str] | None = None
    died_on: Mapping[str, date] | None = None
    heirs: Mapping[str, tuple[str, ...]] | None = None


def receive(
    *, acting: Acting, draft: FilingDraft, about: AboutFiling | None = None, on: date, now: datetime
) -> Application:
    """Take an application in, as it is; nothing is asked of it yet but whom it is for and against.

    Raises `BadInput` for one that names nobody on a side.
    """
    require(acting, "case.file")
    people = {role: "、".join(party.name for party in draft.of(role)) for role in (Role.APPLICANT, Role.DEBTOR)}
    lacking = [
        Fault("application.party", "申请书没有写明{who}", "请补充", field="当事人", data={"who": who})
        for role, who in ((Role.APPLICANT, "申请执行人"), (Role.DEBTOR, "被执行人"))
        if not people[role]
    ]
    if lacking:
        raise BadInput.of(lacking)
    with transaction.atomic():
        return applications.receive(
            acting=acting,
            draft=_kept(draft),
            about=to_json(about or AboutFiling()),
            applicant=people[Role.APPLICANT],
            debtor=people[Role.DEBTOR],
            title_number=str(draft.title_number or ""),
            on=on,
            due_on=deadline_of(court_id=acting.court_id, rule=DECISION, since=on).day,
            now=now,
        )


def look(application: Application, *, on: date) -> tuple[tuple[Examined, ...], tuple[Fault, ...]]:
    """The conditions as they stand on a day, and what an officer must mind."""
    facts = facts_of(application, on=on)
    return examine(facts), tuple(warnings(facts))


def ask_supplement(
    *, acting: Acting, application: Application, what: str, due: date, on: date, now: datetime
) -> Application:
    """Ask the applicant for what is missing, by a day. Raises `Refused`."""
    step = Step(on=on, what=what, due=due)
    return _go(
        acting,
        application,
        ApplicationAct.ASK_SUPPLEMENT,
        step,
        now,
        supplement=what.strip()[:500],
        supplement_asked_on=on,
        supplement_due=due,
    )


def take_supplement(
    *,
    acting: Acting,
    application: Application,
    draft: FilingDraft | None = None,
    about: AboutFiling | None = None,
    on: date,
    now: datetime,
) -> Application:
    """Take what was asked for: the draft and what is known beside it, where they changed. The seven days run anew from
    this day, since only now can it be decided. Raises `Refused`."""
    changes: dict[str, Any] = {
        "supplemented_on": on,
        "due_on": deadline_of(court_id=application.court_id, rule=DECISION, since=on).day,
    }
    if draft is not None:
        changes["draft"] = _kept(draft)
    if about is not None:
        changes["about"] = to_json(about)
    return _go(acting, application, ApplicationAct.TAKE_SUPPLEMENT, Step(on=on), now, **changes)


def file(
    *, acting: Acting, application: Application, on: date, now: datetime, officer_id: int | None = None, text: str = ""
) -> Case:
    """File: the case with its number, and the application with its case. Raises `Refused` with the conditions that are
    missing, `BadInput` for a draft that cannot become a case; then nothing was kept."""
    require(acting, "case.file", of_court=application.court_id)
    with transaction.atomic():
        trail.take_turn(application.court_id)
        examined, told = look(application, on=on)
        verdict = APPLICATION_LIFE.judge(
            state=ApplicationState(application.state), act=ApplicationAct.FILE, facts=Step(on=on, examined=examined)
        ).or_refuse()
        _keep(application, examined, told)
        case = file_case(
            acting=acting, draft=draft_of(application), filed_on=on, now=now, officer_id=officer_id, text=text
        )
        applications.move(
            acting=acting,
            application=application,
            act=ApplicationAct.FILE,
            verdict=verdict,
            now=now,
            case_id=case.pk,
            decided_on=on,
        )
        since = application.supplemented_on or application.received_on
        open_nodes(case=case, rules=[DECISION], since=since)
        course.finish_node(case=case, rule=DECISION, on=on)
        return case


def refuse(*, acting: Acting, application: Application, reason: str, on: date, now: datetime) -> Application:
    """Rule that the application is not taken (不予受理), on the condition that is not met; the ruling has a number of
    its own. Raises `Refused` where all are met, or what is missing may still come."""
    require(acting, "case.file", of_court=application.court_id)
    with transaction.atomic():
        trail.take_turn(application.court_id)
        examined, told = look(application, on=on)
        step = Step(on=on, examined=examined, reason=reason, due=application.supplement_due)
        verdict = APPLICATION_LIFE.judge(
            state=ApplicationState(application.state), act=ApplicationAct.REFUSE, facts=step
        ).or_refuse()
        _keep(application, examined, told)
        why = refused_on(examined)
        court = courts.court(application.court_id)
        serial = filing.next_serial(court_id=court.pk, year=on.year, type_word="执")
        number = str(CaseNumber(year=on.year, court=court.code, kind="执", serial=serial))
        paper = papers.set_refusal(
            application=application,
            number=number,
            condition=sentence(why),
            basis=verdict.basis,
            reason=f"{why.why}。{reason.strip()}",
            on=on,
        )
        return applications.move(
            acting=acting,
            application=application,
            act=ApplicationAct.REFUSE,
            verdict=verdict,
            now=now,
            refusal=why.condition,
            refusal_reason=reason.strip()[:500],
            decided_on=on,
            ruling_number=number,
            ruling_pdf=paper.pdf,
            ruling_sha256=paper.sha256,
            verify_code=paper.verify_code,
        )


def withdraw(*, acting: Acting, application: Application, reason: str, on: date, now: datetime) -> Application:
    """The applicant takes it back before it was decided. Raises `Refused`."""
    step = Step(on=on, reason=reason)
    return _go(acting, application, ApplicationAct.WITHDRAW, step, now, decided_on=on)


def facts_of(application: Application, *, on: date) -> ApplicationFacts:
    """What the conditions are examined on."""
    draft = draft_of(application)
    about = from_json(AboutFiling, application.about)
    ordered = draft.ordered
    holders = {name for item in ordered.items for name in item.creditors}
    holders |= {name for duty in ordered.acts for name in duty.creditors}
    return ApplicationFacts(
        on=on,
        title_kind=draft.title_kind,
        effective_on=draft.effective_on,
        applicants=tuple(party.name for party in draft.of(Role.APPLICANT)),
        holders=tuple(sorted(holders)),
        debtors=tuple(_debtor(party, about) for party in draft.of(Role.DEBTOR)),
        payable=bool(ordered.items or ordered.interests or ordered.acts),
        expires_on=about.expires_on,
        link=about.link,
        standing=about.standing,
        elsewhere=about.elsewhere,
    )


def _debtor(party: DraftParty, about: AboutFiling) -> DebtorFacts:
    kind = kind_of_person(party)
    born = None
    if kind == PersonKind.NATURAL and party.id_number:
        born = identity.check_resident_id(party.id_number).born
    return DebtorFacts(
        name=party.name,
        clear=not party.masked and bool(party.id_number or party.address),
        natural=kind == PersonKind.NATURAL,
        authority=kind == PersonKind.AUTHORITY,
        born_on=born,
        guardian=(about.guardians or {}).get(party.name, "") or party.representative,
        died_on=(about.died_on or {}).get(party.name),
        heirs=tuple((about.heirs or {}).get(party.name, ())),
    )


def _go(
    acting: Acting, application: Application, act: ApplicationAct, step: Step, now: datetime, **changes: Any
) -> Application:
    require(acting, "case.file", of_court=application.court_id)
    with transaction.atomic():
        trail.take_turn(application.court_id)
        verdict = APPLICATION_LIFE.judge(state=ApplicationState(application.state), act=act, facts=step).or_refuse()
        return applications.move(acting=acting, application=application, act=act, verdict=verdict, now=now, **changes)


def _keep(application: Application, examined: Sequence[Examined], told: Sequence[Fault]) -> None:
    applications.keep_examined(
        application=application,
        examined=[{"condition": one.condition, "found": one.found, "why": one.why} for one in examined],
        warnings=[fault.as_json() for fault in told],
    )


def _kept(draft: FilingDraft) -> dict[str, Any]:
    """The draft as JSON; what it was uncertain about is for the reader of the day and is not kept."""
    kept: dict[str, Any] = to_json(replace(draft, attention=()))
    return kept


def draft_of(application: Application) -> FilingDraft:
    """What was applied for."""
    return from_json(FilingDraft, application.draft)
