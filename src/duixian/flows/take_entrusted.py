"""The court that is asked to enforce a case of another (委托执行规定 7–11; 民诉法 240): filed within seven days,
started within fifteen, reported at thirty; sent back only with the high court's consent, or where papers never came."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import CaseState, CourtLetter, EntrustedCase, LetterKind
from duixian.domain.cases.services import course, letters
from duixian.domain.cases.services.moving import advance
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.case_dossier import file_from
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.procedure.entrust_life import ENTRUSTED_LIFE, EntrustedAct, EntrustedFacts, EntrustedState

FILING, START, REPORT, SUPPLY, RESULT = (
    "entrust_filing",
    "entrust_start",
    "entrust_report",
    "entrust_supply",
    "entrust_result",
)


def receive(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> EntrustedCase:
    """Take up an entrusted case; the seven days run from the day the letter came. Raises `Refused`."""
    require(acting, "entrust.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.ENTRUST, on=on, now=now)
        return EntrustedCase.objects.create(
            court_id=acting.court_id,
            letter=letter,
            from_court_id=letter.court_id,
            their_number=letter.case_number,
            received_on=letter.sent_on,
            due_on=deadline_of(court_id=acting.court_id, rule=FILING, since=letter.sent_on).day,
        )


def ask_papers(*, acting: Acting, row: EntrustedCase, missing: str, on: date, now: datetime) -> EntrustedCase:
    """Ask for what is missing: thirty days (第八条). Raises `Refused` without saying what."""
    require(acting, "entrust.record", of_court=row.court_id)
    with transaction.atomic():
        due = deadline_of(court_id=row.court_id, rule=SUPPLY, since=on).day
        verdict = _judge(row, EntrustedAct.ASK_PAPERS, on, reason=missing)
        row = _go(row, acting, EntrustedAct.ASK_PAPERS, verdict, now, supply_due=due, due_on=due, note=missing.strip())
        _tell(acting, row, LetterKind.ENTRUST_WANTING, {"missing": missing.strip(), "due_on": str(due)}, on, now)
        return row


def take_papers(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> EntrustedCase:
    """What was missing came: seven days to file run anew. Raises `Refused`."""
    require(acting, "entrust.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.ENTRUST_SUPPLY, on=on, now=now)
        row = EntrustedCase.objects.get(letter_id=letter.thread_id, court_id=acting.court_id)
        verdict = _judge(row, EntrustedAct.TAKE_PAPERS, on)
        due = deadline_of(court_id=row.court_id, rule=FILING, since=on).day
        return _go(row, acting, EntrustedAct.TAKE_PAPERS, verdict, now, due_on=due, note=letter.said["papers"])


def file(
    *, acting: Acting, row: EntrustedCase, on: date, now: datetime, officer_id: int | None = None
) -> EntrustedCase:
    """File it as a case of this court, and tell the other court its number and officer (第七条). What was paid there
    counts here. Raises `Refused`, `BadInput` for people who cannot be entered."""
    require(acting, "case.file", of_court=row.court_id)
    with transaction.atomic():
        trail.take_turn(row.court_id)
        verdict = _judge(row, EntrustedAct.FILE, on)
        case = file_from(
            acting=acting,
            said=row.letter.said,
            origin=f"letter:{row.letter_id}",
            filed_on=on,
            now=now,
            officer_id=officer_id,
        )
        row = _go(
            row,
            acting,
            EntrustedAct.FILE,
            verdict,
            now,
            case=case,
            filed_on=on,
            due_on=deadline_of(court_id=row.court_id, rule=START, since=row.received_on).day,
        )
        open_nodes(case=case, rules=[START, REPORT], since=row.received_on)
        open_nodes(case=case, rules=[RESULT], since=on)
        officer = case.officer.name if case.officer else acting.name
        _tell(acting, row, LetterKind.ENTRUST_FILED, {"number": case.number, "officer": officer}, on, now)
        return row


def take_controls(*, acting: Acting, row: EntrustedCase, on: date, now: datetime) -> CourtLetter:
    """Say that what the other court held is in this court's name at the agencies, with the letter and the filing notice
    (第六条第二款): it keeps its rank. Raises `Refused` before filing, or where nothing came over."""
    require(acting, "entrust.record", of_court=row.court_id)
    held = row.letter.said["controls"]
    if row.case_id is None or not held:
        raise Refused(Fault("entrust.no_controls", "没有待接续的控制措施，或者尚未立案", "请核对", field="控制措施"))
    with transaction.atomic():
        return _tell(acting, row, LetterKind.CONTROLS_TAKEN, {"controls": [one["id"] for one in held]}, on, now)


def start(*, acting: Acting, row: EntrustedCase, on: date, now: datetime) -> EntrustedCase:
    """Enforcement began (民诉法 240: within fifteen days). Raises `Refused`."""
    require(acting, "entrust.record", of_court=row.court_id)
    with transaction.atomic():
        verdict = _judge(row, EntrustedAct.START, on)
        due = deadline_of(court_id=row.court_id, rule=REPORT, since=row.received_on).day
        row = _go(row, acting, EntrustedAct.START, verdict, now, due_on=due)
        assert row.case is not None, "the database holds that a started one has a case"
        course.finish_node(case=row.case, rule=START, on=on)
        return row


def report(*, acting: Acting, row: EntrustedCase, report: str, on: date, now: datetime) -> EntrustedCase:
    """Tell the other court how far it is (民诉法 240: at thirty days). Raises `Refused` without words."""
    require(acting, "entrust.record", of_court=row.court_id)
    with transaction.atomic():
        verdict = _judge(row, EntrustedAct.REPORT, on, reason=report)
        assert row.filed_on is not None, "the table lets only a filed one report"
        due = deadline_of(court_id=row.court_id, rule=RESULT, since=row.filed_on).day
        row = _go(row, acting, EntrustedAct.REPORT, verdict, now, reported_on=on, due_on=due, note=report.strip())
        assert row.case is not None, "the database holds that a filed one has a case"
        course.finish_node(case=row.case, rule=REPORT, on=on)
        _tell(acting, row, LetterKind.ENTRUST_REPORT, {"report": report.strip()}, on, now)
        return row


def finish(*, acting: Acting, row: EntrustedCase, result: str, on: date, now: datetime) -> EntrustedCase:
    """The case is over here: tell the other court the result. Raises `Refused` while it runs."""
    require(acting, "entrust.record", of_court=row.court_id)
    with transaction.atomic():
        verdict = _judge(row, EntrustedAct.FINISH, on)
        row = _go(row, acting, EntrustedAct.FINISH, verdict, now, note=result.strip())
        _tell(acting, row, LetterKind.ENTRUST_RESULT, {"result": result.strip()}, on, now)
        return row


def send_back(
    *, acting: Acting, row: EntrustedCase, reason: str, consent: str, on: date, now: datetime
) -> EntrustedCase:
    """Send it back with reasons and the high court's consent (第九条); where the papers never came, thirty days after
    they were asked for, without it (第八条). A case filed here is then struck by `decide_course`. Raises `Refused`."""
    require(acting, "entrust.return", of_court=row.court_id)
    unsupplied = row.state == EntrustedState.WANTING and not consent.strip()
    act = EntrustedAct.RETURN_UNSUPPLIED if unsupplied else EntrustedAct.RETURN
    why = reason.strip() or ("未在三十日内补办材料，也未说明原因，视为撤回委托" if unsupplied else "")
    with transaction.atomic():
        verdict = _judge(row, act, on, reason=why, consent=consent)
        row = _go(row, acting, act, verdict, now, note=why)
        _tell(acting, row, LetterKind.ENTRUST_RETURN, {"reason": why, "consent": consent.strip()}, on, now)
        return row


def take_recall(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> EntrustedCase:
    """The other court takes it back before it was filed. Raises `Refused`."""
    require(acting, "entrust.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.ENTRUST_RECALL, on=on, now=now)
        row = EntrustedCase.objects.get(letter_id=letter.thread_id, court_id=acting.court_id)
        return _go(
            row, acting, EntrustedAct.RECALL, _judge(row, EntrustedAct.RECALL, on), now, note=letter.said["reason"]
        )


def _judge(row: EntrustedCase, act: EntrustedAct, on: date, *, reason: str = "", consent: str = "") -> Allowed:
    facts = EntrustedFacts(
        on=on,
        reason=reason,
        consent=consent,
        supply_due=row.supply_due,
        finished=row.case is not None and row.case.state == CaseState.CLOSED,
    )
    return ENTRUSTED_LIFE.judge(state=EntrustedState(row.state), act=act, facts=facts).or_refuse()


def _go(
    row: EntrustedCase, acting: Acting, act: EntrustedAct, verdict: Allowed, now: datetime, **fields: object
) -> EntrustedCase:
    subject = f"entrusted:{row.pk}"
    return advance(row, acting=acting, act=f"entrusted.{act}", verdict=verdict, subject=subject, now=now, **fields)


def _tell(
    acting: Acting, row: EntrustedCase, kind: LetterKind, said: dict[str, object], on: date, now: datetime
) -> CourtLetter:
    return letters.send(
        acting=acting,
        to_court=row.from_court,
        kind=kind,
        case=row.case,
        case_number=row.their_number,
        thread=row.letter,
        said=said,
        on=on,
        now=now,
    )
