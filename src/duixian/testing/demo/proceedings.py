"""Matters around the cases of the flagship: applications that wait, an objection under review above, parties added on a
ground of the closed list, a case entrusted to a court of another province; and `between`."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from duixian.base.casenumber import CaseNumber
from duixian.domain.cases.models import Application, Case, CaseRole, CourtLetter, Entrustment, Objection, PartyChange
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer
from duixian.domain.courts.services import found_court
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import PersonKind
from duixian.flows import change_party, entrust_case, object_to_act, receive_application, review_ruling
from duixian.flows.receive_application import AboutFiling
from duixian.law.parties_change import DebtorForm
from duixian.law.procedure.acceptance import Link
from duixian.law.procedure.objection_life import ObjectionKind, ObjectionOutcome
from duixian.reading.drafts import FilingDraft, Role
from duixian.reading.judgments import draft_from, read
from duixian.testing.demo.between import play_between
from duixian.testing.demo.story import Pile, Story, applicant_of, debtor_of
from duixian.testing.scenes.stage import resident_id
from duixian.worlds.judgments import papers

OBJECTED, RULED, SERVED, ASKED, SENT, ENTRUSTED = 36, 26, 24, 18, 15, 9
PROMISED, JOINED = 40, 4
"""Days before the day of looking."""
PROMISE: Final = 20_000_00
"""What somebody promised to pay for the debtor, in fen."""
OUTSIDE: Final = ("琼9601", "合成邻省海城市港北区人民法院")
"""A court of another province: the digits 96 are given to nobody."""


def play_proceedings(story: Story, cases: Pile, searched: Pile, *, seed: int) -> Court:
    """Act it all. Returns the court of another province."""
    _objected(story, cases)
    story.at(ENTRUSTED)
    outside = found_court(code=OUTSIDE[0], name=OUTSIDE[1], level=Level.BASIC, parent=None)
    entrusted = story.first(searched, lambda case: _entrust(story, case, outside))
    if entrusted is not None:
        story.tried(lambda: story.sign(f"entrustment:{entrusted.pk}"))
    _applications(story, _drafts(story, seed + 1))
    return outside


def play_later(story: Story, cases: Pile, outside: Court, *, seed: int) -> None:
    """What comes after the lists and the measures have taken their cases: parties added, and matters between courts."""
    _changes(story, cases)
    elsewhere = (one for one in _drafts(story, seed + 7) if all(party.id_number for party in one.parties))
    play_between(story, cases, outside, next(elsewhere, None))


# --- applications


def _drafts(story: Story, seed: int) -> list[FilingDraft]:
    """What people apply for, on judgments that took effect some weeks before."""
    made = papers(seed=seed, as_of=story.day(30))
    drafts = [
        replace(
            draft_from(read(paper.text)),
            title_number=_own_number(paper.number, 10 * (seed % 10) + place),
            effective_on=story.day(60),
        )
        for place, paper in enumerate(made, 1)
    ]
    return [draft for draft in drafts if draft.of(Role.APPLICANT) and draft.of(Role.DEBTOR)]


def _applications(story: Story, drafts: list[FilingDraft]) -> None:
    """Three wait: one whole, one that misses its papers, one whose seven days are over tomorrow."""
    whole = AboutFiling(link=Link.FIRST_INSTANCE, expires_on=story.day(40))
    for draft, about, days_ago in zip(drafts, (whole, AboutFiling(), whole), (0, 3, 6), strict=False):
        story.at(days_ago)
        application = story.tried(lambda draft=draft, about=about: _received(story, draft, about))  # type: ignore[misc]
        if application is not None and not about.link:
            story.tried(lambda application=application: _asked_for_papers(story, application))  # type: ignore[misc]


def _own_number(number: CaseNumber, place: int) -> CaseNumber:
    """Other numbers than those of the judgments a newcomer files."""
    return replace(number, serial=9100 + place)


def _received(story: Story, draft: FilingDraft, about: AboutFiling) -> Application:
    return receive_application.receive(
        acting=story.staff["registry"], draft=draft, about=about, on=story.today, now=story.now
    )


def _asked_for_papers(story: Story, application: Application) -> Application:
    return receive_application.ask_supplement(
        acting=story.staff["registry"],
        application=application,
        what="请补充管辖依据的材料和送达证明",
        due=story.today + timedelta(days=10),
        on=story.today,
        now=story.now,
    )


# --- an objection and its review


def _objected(story: Story, cases: Pile) -> None:
    """Dismissed here; the debtor asks the court above, which has filed the review."""
    story.at(OBJECTED)
    objection = story.first(cases, lambda case: _entered(story, case))
    if objection is None:
        return
    story.at(RULED)
    story.tried(lambda: _ruled(story, objection))
    story.at(SERVED)
    registry = story.staff["registry"]
    story.tried(lambda: object_to_act.serve(acting=registry, objection=_now(objection), on=story.today, now=story.now))
    story.at(ASKED)
    story.tried(
        lambda: object_to_act.apply_review(acting=registry, objection=_now(objection), on=story.today, now=story.now)
    )
    story.at(SENT)
    letter = story.tried(
        lambda: object_to_act.send_file(
            acting=registry,
            objection=_now(objection),
            applicant=objection.objector,
            on=story.today,
            now=story.now,
        )
    )
    if letter is not None:
        _taken_above(story, letter)


def _entered(story: Story, case: Case) -> Objection:
    registry = story.staff["registry"]
    made = object_to_act.enter(
        acting=registry,
        case=case,
        kind=ObjectionKind.ACT,
        objector=debtor_of(case).name,
        act_ref=f"case:{case.pk}:notice",
        act_title="责令报告财产",
        grounds="认为其已向申请执行人清偿部分债务，不应再责令报告全部财产",
        on=story.today,
        now=story.now,
    )
    return object_to_act.admit(acting=registry, objection=made, on=story.today, now=story.now)


def _ruled(story: Story, objection: Objection) -> Objection:
    objection = _now(objection)
    return object_to_act.rule(
        acting=story.staff["chief"],
        objection=objection,
        panel=_panel(story, objection.case),
        outcome=ObjectionOutcome.DISMISSED,
        reason="报告财产是被执行人的法定义务，部分清偿不免除该义务",
        on=story.today,
        now=story.now,
    )


def _now(objection: Objection) -> Objection:
    return Objection.objects.select_related("case__court").get(pk=objection.pk)


def _taken_above(story: Story, letter: CourtLetter) -> None:
    """The court above takes the file up, under a number of its own."""
    clerk = next(
        officer
        for officer in Officer.objects.filter(court_id=letter.to_court_id)
        if {"officer", "registry"} & set(officer.roles)
    )
    with scope.of_court(letter.to_court_id):
        review_ruling.take_file(acting=clerk.acting(), letter=letter, on=story.today, now=story.now)


# --- parties


def _changes(story: Story, cases: Pile) -> None:
    """Somebody promised the court to pay for the debtor: one joined on it, of the other the promise is not on file."""
    story.at(PROMISED)
    joined = story.first(cases, lambda case: _applied(story, case, "沈守诺", ("application", "promise")))
    story.at(JOINED)
    if joined is not None:
        story.tried(lambda: _joined(story, joined))
    story.at(ENTRUSTED)
    story.first(cases, lambda case: _applied(story, case, "霍言信", ("application",)))


def _applied(story: Story, case: Case, name: str, evidence: tuple[str, ...]) -> PartyChange:
    registry = story.staff["registry"]
    guarantor = parties.enter(
        acting=registry, kind=PersonKind.NATURAL, name=name, id_number=resident_id(970 + len(evidence))
    )
    return change_party.apply(
        acting=registry,
        case=case,
        ground_id="promise_to_court",
        present=case.parties.get(role=CaseRole.DEBTOR),
        form=DebtorForm.NATURAL,
        joining=guarantor,
        applicant=applicant_of(case).name,
        evidence=evidence,
        ceiling=PROMISE,
        on=story.today,
        now=story.now,
    )


def _joined(story: Story, change: PartyChange) -> PartyChange:
    change = PartyChange.objects.select_related("case__court", "present__person", "joining").get(pk=change.pk)
    change = change_party.rule(
        acting=story.staff["chief"],
        change=change,
        granted=True,
        reason="书面承诺已记入执行笔录，意思表示真实",
        panel=_panel(story, change.case),
        heard_on=story.today,
        on=story.today,
        now=story.now,
    )
    return change_party.serve(acting=story.staff["registry"], change=change, on=story.today, now=story.now)


def _panel(story: Story, case: Case) -> list[int]:
    """Three who do not handle the case; the chief presides."""
    judges = [story.staff[role].officer_id for role in ("chief", "president", "officer2", "officer")]
    return [judge for judge in judges if judge is not None and judge != case.officer_id][:3]


# --- another province


def _entrust(story: Story, case: Case, outside: Court) -> Entrustment:
    return entrust_case.propose(
        acting=story.officer,
        case=case,
        to_court=outside,
        assets_there="海城市港北区住宅一套（合成）",
        there=(),
        reason="本辖区无可供执行的财产，被执行人在受托法院辖区有房产",
        papers=("application", "report", "applicant", "debtor"),
        on=story.today,
        now=story.now,
    )
