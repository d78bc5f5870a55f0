"""Papers of what goes beside a case: rulings on objections and changes of party, letters to other courts. Each is
issued by the act it belongs to, in its transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from duixian.connectors import typesetting as paper
from duixian.domain.cases.models import CourtLetter, Objection, PartyChange
from duixian.domain.courts.models import Officer
from duixian.domain.documents.models import Instrument
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import frame
from duixian.flows.instruments.frame import Wanted
from duixian.law import periods
from duixian.law.parties_change import Effect, Remedy, ground
from duixian.law.procedure.task_life import TASK_WORDS, TaskKind

_OUTCOMES = {
    "dismissed": "驳回{who}的异议请求。",
    "revoked": "撤销{act}。",
    "changed": "变更{act}：{reason}",
    "upheld": "{who}的异议成立。",
    "inadmissible": "驳回{who}的异议申请。",
}


def issue_objection_ruling(*, acting: Acting, objection: Objection, on: date, now: datetime) -> Instrument:
    """The ruling on an objection, signed by its panel. Raises `BadInput` for what cannot be printed."""
    matter = frame.matter_of(objection.case)
    said = _OUTCOMES[objection.outcome].format(
        who=objection.objector, act=objection.act_title, reason=_line(objection.ruling)
    )

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.ObjectionRuling(
            heading=_signed(heading, objection.panel),
            matter=matter,
            objector=objection.objector,
            about=objection.act_title,
            grounds=_line(objection.grounds),
            reason=_line(objection.ruling),
            ordered=(said,),
            review_days=periods.rule("review_application").limit.amount,
        )

    return _one(acting, Wanted(objection.case, facts, objection.number), on, now)


def issue_change_ruling(*, acting: Acting, change: PartyChange, words: str, on: date, now: datetime) -> Instrument:
    """The ruling on a change of party. `words`: up to what who joins answers. Raises `BadInput`."""
    rule = ground(change.ground)
    matter = frame.matter_of(change.case)
    verb = "变更" if rule.effect is Effect.REPLACE else "追加"
    role = change.present.get_role_display()
    if change.granted:
        said = f"{verb}{change.joining.name}为本案{role}，{words}。"
    else:
        said = f"驳回{change.applicant}的申请。"
    by_suit = rule.remedy is Remedy.SUIT
    window = "add_party_suit" if by_suit else "change_review_application"

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.ChangeRuling(
            heading=_signed(heading, change.panel),
            matter=matter,
            applicant=change.applicant,
            joining=change.joining.name,
            ground=rule.title,
            article=str(rule.citation.article),
            reason=_line(change.ruling),
            ordered=(said,),
            days=periods.rule(window).limit.amount,
            by_suit=by_suit,
        )

    return _one(acting, Wanted(change.case, facts, change.number), on, now)


def issue_entrust_letter(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Instrument:
    """委托执行函 as the letter says it. Raises `BadInput`."""
    assert letter.case is not None, "an entrusting letter is about a case of the court that writes it"
    said, matter = letter.said, frame.matter_of(letter.case)

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.EntrustLetter(
            heading=heading,
            matter=matter,
            to=letter.to_court.name,
            number=letter.number,
            reason=_line(said["reason"]),
            assets_there=_line(said["assets_there"]),
            papers=tuple(said["papers"]),
            things=tuple(f"{one['owner']}的{one['title']}（至{one['until'] or '未定'}）" for one in said["controls"]),
            officer=said["officer"],
        )

    return _one(acting, Wanted(letter.case, facts), on, now)


def issue_task_letter(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Instrument:
    """事项委托函 as the letter says it. Raises `BadInput`."""
    assert letter.case is not None, "a task is asked for in a case"
    said, matter = letter.said, frame.matter_of(letter.case)

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.TaskLetter(
            heading=heading,
            matter=matter,
            to=letter.to_court.name,
            number=letter.number,
            task=TASK_WORDS[TaskKind(said["kind"])],
            what=_line(said["what"]),
            ruling=said["ruling"],
            officer=said["officer"],
        )

    return _one(acting, Wanted(letter.case, facts), on, now)


def _one(acting: Acting, wanted: Wanted, on: date, now: datetime) -> Instrument:
    return frame.keep(acting=acting, wanted=[wanted], on=on, now=now)[0]


def _signed(heading: paper.Heading, panel: Sequence[int]) -> paper.Heading:
    """Signed by the panel, the first of it presiding; without a panel by the officer of the case."""
    if not panel:
        return heading
    names = dict(Officer.objects.filter(pk__in=panel).values_list("pk", "name"))
    offices = ("审判长", *("审判员" for _ in panel[1:]))
    return replace(
        heading,
        signers=tuple(paper.Signer(office, names[one]) for office, one in zip(offices, panel, strict=True)),
        contact=None,
    )


def _line(text: str) -> str:
    """A text in one line: a paper has no line ends of its own."""
    return " ".join(text.split())
