"""A case lies idle for more than six months: the court above orders, takes it up, or gives it to another court
(民诉法 237; 执行程序解释 10–13).

The upper court reads the case below, writes its own row, and speaks by letters; the lower court answers by letter.
"""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import Case, CaseState, CourtLetter, LetterKind, Supervision
from duixian.domain.cases.services import course, letters, numbers
from duixian.domain.cases.services.moving import advance
from duixian.domain.courts.models import Court
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import deadline_of
from duixian.flows.pause_limits import on_record
from duixian.law import calendar, periods
from duixian.law.procedure.objection_life import SUPERVISION_LIFE, SupervisionAct, SupervisionFacts, SupervisionState

IDLE, DECISION, ORDERED = "idle_complaint", "supervision_decision", "supervision_order"


def idle_after(case: Case, *, since: date) -> date | None:
    """The last of the six months in which nothing was enforced, without the days that do not count (第十三条); None
    while something that stops the count still runs."""
    try:
        stretches = [pause.period for pause in on_record(case)]
        return periods.deadline(
            periods.rule(IDLE), since, calendar=calendar.national(), suspensions=stretches
        ).counted_to
    except BadInput:
        return None


def enter(
    *, acting: Acting, case: Case, applicant: str, grounds: str, idle_since: date, on: date, now: datetime
) -> Supervision:
    """The applicant of a case below asks the court above to act, under a number of its own (执监). `idle_since`: the
    day the application came in, or the property was found (第十条).

    Raises `Refused` for a case that is not below this court or is over, for somebody who is not its applicant, and
    while another application runs; `BadInput` without grounds.
    """
    require(acting, "supervision.file")
    if not grounds.strip() or idle_since > on:
        raise BadInput(Fault("supervision.empty", "须写明理由和未执行的起算日", "请按申请书填写", field="理由"))
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        _is_below(acting, case, applicant)
        supervision = Supervision.objects.create(
            court_id=acting.court_id,
            lower_court_id=case.court_id,
            case=case,
            case_number=case.number,
            number=numbers.take(court_id=acting.court_id, word=numbers.SUPERVISION, on=on),
            applicant=applicant.strip()[:120],
            grounds=grounds.strip(),
            idle_since=idle_since,
            idle_after=idle_after(case, since=idle_since),
            filed_on=on,
            due_on=deadline_of(court_id=acting.court_id, rule=DECISION, since=on).day,
        )
        trail.record(
            acting=acting,
            act="supervision.enter",
            now=now,
            ground="民事诉讼法（2023）第二百三十七条",
            subject=f"supervision:{supervision.pk}",
            payload={"number": supervision.number, "case": case.number},
        )
        return supervision


def order(
    *, acting: Acting, supervision: Supervision, until: date, reason: str, on: date, now: datetime
) -> CourtLetter:
    """Order the lower court to enforce by a day: 督促执行令 (第十一条).

    Raises `Refused` before the six months are over, and for a day that is not ahead."""
    require(acting, "supervision.decide", of_court=supervision.court_id)
    with transaction.atomic():
        trail.take_turn(supervision.court_id)
        verdict = _judge(supervision, SupervisionAct.ORDER, on=on, reason=reason, due=until)
        letter = _tell(acting, supervision, LetterKind.SUPERVISION_ORDER, "order", reason, on, now, until=until)
        _go(
            supervision,
            acting,
            SupervisionAct.ORDER,
            verdict,
            now,
            ordered_until=until,
            due_on=until,
            reason=reason.strip(),
            letter=letter,
        )
        return letter


def take_up(*, acting: Acting, supervision: Supervision, reason: str, on: date, now: datetime) -> CourtLetter:
    """Rule that this court enforces itself (提级执行). Raises `Refused` before the six months, or the day of an order,
    are over."""
    return _move_away(acting, supervision, SupervisionAct.TAKE_UP, None, reason, on, now)


def reassign(
    *, acting: Acting, supervision: Supervision, to_court: Court, reason: str, on: date, now: datetime
) -> CourtLetter:
    """Rule that another court below enforces (指令执行). Raises `Refused` also for a court that is not below."""
    own = supervision.court
    if to_court.pk in (own.pk, supervision.lower_court_id) or not to_court.path.startswith(own.path):
        raise Refused(
            Fault(
                "supervision.other_court",
                "应指令本辖区内的其他法院执行",
                "请选择辖区内的另一法院（《民事诉讼法》第二百三十七条）",
                field="法院",
                value=to_court.name,
            )
        )
    return _move_away(acting, supervision, SupervisionAct.REASSIGN, to_court, reason, on, now)


def reject(*, acting: Acting, supervision: Supervision, reason: str, on: date, now: datetime) -> Supervision:
    """There is no ground to act. Raises `Refused` without a reason."""
    return _end(acting, supervision, SupervisionAct.REJECT, reason, on, now)


def withdraw(*, acting: Acting, supervision: Supervision, reason: str, on: date, now: datetime) -> Supervision:
    """The applicant takes it back. Raises `Refused` without a reason."""
    return _end(acting, supervision, SupervisionAct.WITHDRAW, reason, on, now)


def receive_order(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Case:
    """At the court below: take up an order, and open a node with its day on the case. Raises `Refused`."""
    require(acting, "supervision.answer")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.SUPERVISION_ORDER, on=on, now=now)
        case = Case.objects.get(number=letter.case_number, court_id=acting.court_id)
        due = date.fromisoformat(letter.said["until"])
        course.open_nodes(
            case=case,
            nodes=[
                course.NodeIn(
                    rule=ORDERED,
                    title="督促执行令限期",
                    basis="《执行程序解释》第十一条",
                    started_on=on,
                    due_on=due,
                    explanation=(f"{letter.number}指定 {due.isoformat()} 前执行完结",),
                )
            ],
        )
        return case


def receive_ruling(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Case:
    """At the court below: take up the ruling that takes the case away (第十二条). The case is ended here, on that
    ground and by whoever signs it, through `decide_course`. Raises `Refused`."""
    require(acting, "supervision.answer")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.SUPERVISION_RULING, on=on, now=now)
        case = Case.objects.get(number=letter.case_number, court_id=acting.court_id)
        course.cancel_nodes(case=case, rule=ORDERED)
        return case


def report(*, acting: Acting, letter: CourtLetter, report: str, done: bool, on: date, now: datetime) -> CourtLetter:
    """At the court below: answer an order. `done`: what was ordered was enforced. Raises `BadInput` without words."""
    require(acting, "supervision.answer")
    if not report.strip():
        raise BadInput(Fault("supervision.report", "须写明办理情况", "请填写", field="报告"))
    with transaction.atomic():
        case = Case.objects.get(number=letter.case_number, court_id=acting.court_id)
        answer = letters.send(
            acting=acting,
            to_court=letter.court,
            kind=LetterKind.SUPERVISION_REPORT,
            case=case,
            thread=letter,
            said={"of": letter.said["of"], "report": report.strip(), "done": done},
            on=on,
            now=now,
        )
        if done:
            course.finish_node(case=case, rule=ORDERED, on=on)
        return answer


def take_report(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Supervision:
    """The court below answered: kept, and closed where it says it is done. Raises `Refused`."""
    require(acting, "supervision.file")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.SUPERVISION_REPORT, on=on, now=now)
        key = int(str(letter.said["of"]).partition(":")[2])
        Supervision.objects.filter(pk=key, court_id=acting.court_id).update(
            report=letter.said["report"], reported_on=on
        )
        supervision = Supervision.objects.get(pk=key, court_id=acting.court_id)
        if letter.said["done"] and supervision.state == SupervisionState.ORDERED:
            verdict = _judge(supervision, SupervisionAct.NOTE_DONE, on=on)
            supervision = _go(supervision, acting, SupervisionAct.NOTE_DONE, verdict, now, decided_on=on)
        return supervision


def _is_below(acting: Acting, case: Case, applicant: str) -> None:
    reasons = []
    if case.court.parent_id != acting.court_id:
        reasons.append(
            Fault("supervision.not_below", "本院不是执行法院的上一级法院", "请向上一级法院申请", "案号", case.number)
        )
    if case.state == CaseState.CLOSED:
        reasons.append(Fault("supervision.closed", "案件已结案", "请核对案号", "案号", case.number))
    if not case.parties.filter(role="applicant", person__name=applicant.strip()).exists():
        reasons.append(
            Fault(
                "supervision.applicant",
                "“{who}”不是申请执行人",
                "应由申请执行人申请",
                "申请人",
                data={"who": applicant},
            )
        )
    if Supervision.objects.filter(case=case, state__in=(SupervisionState.FILED, SupervisionState.ORDERED)).exists():
        reasons.append(Fault("supervision.runs", "该案的执行监督正在办理", "请勿重复申请", "案号", case.number))
    if reasons:
        raise Refused(*reasons)


def _move_away(
    acting: Acting,
    supervision: Supervision,
    act: SupervisionAct,
    to_court: Court | None,
    reason: str,
    on: date,
    now: datetime,
) -> CourtLetter:
    require(acting, "supervision.decide", of_court=supervision.court_id)
    with transaction.atomic():
        trail.take_turn(supervision.court_id)
        verdict = _judge(supervision, act, on=on, reason=reason, due=supervision.ordered_until)
        letter = _tell(acting, supervision, LetterKind.SUPERVISION_RULING, str(act), reason, on, now, to_court=to_court)
        _go(supervision, acting, act, verdict, now, reason=reason.strip(), decided_on=on, other_court=to_court)
        return letter


def _end(
    acting: Acting, supervision: Supervision, act: SupervisionAct, reason: str, on: date, now: datetime
) -> Supervision:
    require(acting, "supervision.decide", of_court=supervision.court_id)
    with transaction.atomic():
        trail.take_turn(supervision.court_id)
        verdict = _judge(supervision, act, on=on, reason=reason)
        return _go(supervision, acting, act, verdict, now, reason=reason.strip(), decided_on=on)


def _tell(
    acting: Acting,
    supervision: Supervision,
    kind: LetterKind,
    what: str,
    reason: str,
    on: date,
    now: datetime,
    *,
    until: date | None = None,
    to_court: Court | None = None,
) -> CourtLetter:
    return letters.send(
        acting=acting,
        to_court=supervision.lower_court,
        kind=kind,
        case_number=supervision.case_number,
        thread=supervision.letter,
        said={
            "of": f"supervision:{supervision.pk}",
            "number": supervision.number,
            "what": what,
            "until": until,
            "to_court": to_court.name if to_court else "",
            "reason": reason.strip(),
        },
        on=on,
        now=now,
    )


def _judge(
    supervision: Supervision, act: SupervisionAct, *, on: date, reason: str = "", due: date | None = None
) -> Allowed:
    facts = SupervisionFacts(
        on=on,
        idle_after=supervision.idle_after,
        due=due,
        reported=supervision.reported_on is not None,
        reason=reason,
    )
    return SUPERVISION_LIFE.judge(state=SupervisionState(supervision.state), act=act, facts=facts).or_refuse()


def _go(
    supervision: Supervision, acting: Acting, act: SupervisionAct, verdict: Allowed, now: datetime, **fields: object
) -> Supervision:
    return advance(
        supervision,
        acting=acting,
        act=f"supervision.{act}",
        verdict=verdict,
        subject=f"supervision:{supervision.pk}",
        now=now,
        **fields,
    )
