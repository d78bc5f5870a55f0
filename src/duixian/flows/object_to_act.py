"""Somebody says that an act of enforcement is against the law (民诉法 236): filed, ruled on by a panel of others, and
sent to the court above where review is asked for.

Nothing is halted by an objection as such (执行程序解释 9). A ruling that revokes an act does not undo it by itself: the
flow of that act does, and `note_undone` says which and who. Until then it stands in `proceedings.to_undo`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import Case, CourtLetter, LetterKind, Objection
from duixian.domain.cases.services import course, letters, numbers
from duixian.domain.cases.services.moving import advance
from duixian.domain.courts import scope
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments.proceedings import issue_objection_ruling
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.procedure.objection_life import (
    OBJECTION_LIFE,
    UNDOING,
    ObjectionAct,
    ObjectionFacts,
    ObjectionKind,
    ObjectionOutcome,
    ObjectionState,
)

FILING, RULING, NOTICE, REVIEW, FILE = (
    "objection_filing",
    "objection_ruling",
    "objection_notice",
    "review_application",
    "review_file",
)
_WITHIN = {ObjectionKind.JURISDICTION: "jurisdiction_objection", ObjectionKind.CLOSING: "closing_objection"}


def enter(
    *,
    acting: Acting,
    case: Case,
    kind: ObjectionKind,
    objector: str,
    act_ref: str,
    act_title: str,
    grounds: str,
    on: date,
    now: datetime,
    interest: str = "",
    acted_by_id: int | None = None,
    notified_on: date | None = None,
) -> Objection:
    """Take an objection in: it is filed, or not admitted, within three days. `act_ref` names the act ("order:12").

    `notified_on`: when the objector got the notice of enforcement, or the paper that terminated it, for the kinds that
    have a time limit. Raises `BadInput` without a name, an act or grounds, and for an outsider who does not say what
    the act is to him; `Refused` for a second objection to the same act.
    """
    require(acting, "objection.enter", of_court=case.court_id)
    faults = _empty(objector=objector, act_ref=act_ref, act_title=act_title, grounds=grounds)
    is_party = case.parties.filter(person__name=objector.strip()).exists()
    if not is_party and not interest.strip():
        faults.append(
            Fault(
                "objection.interest",
                "“{who}”不是本案当事人，须写明与该执行行为的利害关系（《异议复议规定》第五条）",
                "请填写；主张对财产享有权利的，按案外人异议办理（《民事诉讼法》第二百三十八条）",
                field="利害关系",
                data={"who": objector.strip()},
            )
        )
    if kind in _WITHIN and notified_on is None:
        faults.append(Fault("objection.notified", "须写明收到文书的日期", "请按送达回证填写", field="收到日期"))
    if faults:
        raise BadInput(*faults)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        _only_once(case, objector.strip(), act_ref.strip())
        until = None
        if kind in _WITHIN and notified_on is not None:
            until = deadline_of(court_id=case.court_id, rule=_WITHIN[kind], since=notified_on).day
        objection = Objection.objects.create(
            court_id=case.court_id,
            case=case,
            kind=kind,
            objector=objector.strip()[:120],
            is_party=is_party,
            interest=interest.strip()[:200],
            act_ref=act_ref.strip()[:80],
            act_title=act_title.strip()[:200],
            acted_by_id=acted_by_id,
            grounds=grounds.strip(),
            received_on=on,
            due_on=deadline_of(court_id=case.court_id, rule=FILING, since=on).day,
            remedy_until=until,
            entered_by=acting.code,
        )
        open_nodes(case=case, rules=[FILING], since=on)
        trail.record(
            acting=acting,
            act="objection_act.enter",
            now=now,
            ground="民事诉讼法（2023）第二百三十六条",
            subject=f"case:{case.pk}",
            payload={"objection": objection.pk, "act": objection.act_ref, "by": objection.objector},
        )
        return objection


def admit(*, acting: Acting, objection: Objection, on: date, now: datetime, needs_hearing: bool = False) -> Objection:
    """File an objection under a number of its own (执异). Raises `Refused` for one that is late, comes after the end,
    or names no act: then it is not admitted, by `refuse`."""
    require(acting, "objection.enter", of_court=objection.court_id)
    with transaction.atomic():
        trail.take_turn(objection.court_id)
        verdict = _judge(objection, ObjectionAct.ADMIT, on=on)
        objection = _go(
            objection,
            acting,
            ObjectionAct.ADMIT,
            verdict,
            now,
            number=numbers.take(court_id=objection.court_id, word=numbers.OBJECTION, on=on),
            filed_on=on,
            due_on=deadline_of(court_id=objection.court_id, rule=RULING, since=on).day,
            needs_hearing=needs_hearing,
            remedy_until=None,
        )
        _finish(objection, FILING, on, since=objection.received_on)
        open_nodes(case=objection.case, rules=[NOTICE, RULING], since=on)
        return objection


def refuse(*, acting: Acting, objection: Objection, reason: str, on: date, now: datetime) -> Objection:
    """不予受理, by a ruling that is open to review (异议复议规定 2). Raises `Refused` without a reason."""
    require(acting, "objection.rule", of_court=objection.court_id)
    with transaction.atomic():
        trail.take_turn(objection.court_id)
        verdict = _judge(objection, ObjectionAct.REFUSE, on=on, reason=reason)
        objection = _go(
            objection, acting, ObjectionAct.REFUSE, verdict, now, ruling=reason.strip(), ruled_on=on, remedy_until=None
        )
        _finish(objection, FILING, on, since=objection.received_on)
        return objection


def stop_for_security(*, acting: Acting, objection: Objection, security: str, on: date, now: datetime) -> Objection:
    """Halt the disposal the objection is about, against enough security (执行程序解释 9): nothing else halts it.

    Raises `Refused` without security, or once the objection is decided for good.
    """
    require(acting, "objection.rule", of_court=objection.court_id)
    if not security.strip():
        raise Refused(
            Fault(
                "objection.no_security",
                "异议审查和复议期间不停止执行；请求停止处分的，须提供充分、有效的担保",
                "请填写担保人、担保财产和数额（《执行程序解释》第九条）",
                field="担保",
            )
        )
    running = (ObjectionState.FILED, ObjectionState.RULED, ObjectionState.SERVED, ObjectionState.UNDER_REVIEW)
    with transaction.atomic():
        trail.take_turn(objection.court_id)
        changed = Objection.objects.filter(pk=objection.pk, state__in=running).update(
            security=security.strip()[:200], stayed_on=on
        )
        if not changed:
            raise Refused(Fault("objection.over", "异议不在审查或者复议中", "请核对", field="异议"))
        trail.record(
            acting=acting,
            act="objection_act.stop",
            now=now,
            ground="《执行程序解释》第九条",
            subject=f"case:{objection.case_id}",
            payload={"objection": objection.pk, "security": security.strip()[:200]},
        )
        objection.refresh_from_db()
        return objection


def rule(
    *,
    acting: Acting,
    objection: Objection,
    panel: Sequence[int],
    outcome: ObjectionOutcome,
    reason: str,
    on: date,
    now: datetime,
    heard_on: date | None = None,
) -> Objection:
    """Rule on an objection (异议复议规定 17). Raises `Refused` for a panel with who handles the case or did the act,
    for one that is too small, where a hearing is due and was not held, and without reasons."""
    require(acting, "objection.rule", of_court=objection.court_id)
    with transaction.atomic():
        trail.take_turn(objection.court_id)
        verdict = _judge(
            objection,
            ObjectionAct.RULE,
            on=on,
            reason=reason,
            panel=tuple(panel),
            outcome=outcome,
            heard_on=heard_on,
        )
        objection = _go(
            objection,
            acting,
            ObjectionAct.RULE,
            verdict,
            now,
            panel=list(panel),
            outcome=outcome,
            ruling=reason.strip(),
            ruled_on=on,
            heard_on=heard_on or objection.heard_on,
        )
        _finish(objection, RULING, on)
        issue_objection_ruling(acting=acting, objection=objection, on=on, now=now)
        return objection


def serve(*, acting: Acting, objection: Objection, on: date, now: datetime) -> Objection:
    """The ruling reached everybody: ten days to apply to the court above. Raises `Refused` before a ruling."""
    require(acting, "objection.record", of_court=objection.court_id)
    with transaction.atomic():
        trail.take_turn(objection.court_id)
        until = deadline_of(court_id=objection.court_id, rule=REVIEW, since=on).day
        verdict = _judge(objection, ObjectionAct.SERVE, on=on)
        objection = _go(
            objection, acting, ObjectionAct.SERVE, verdict, now, served_on=on, remedy_until=until, due_on=until
        )
        open_nodes(case=objection.case, rules=[REVIEW], since=on)
        return objection


def apply_review(*, acting: Acting, objection: Objection, on: date, now: datetime) -> Objection:
    """Somebody asked for review in time: the file goes up within five days (执行程序解释 7). Raises `Refused`."""
    require(acting, "objection.record", of_court=objection.court_id)
    with transaction.atomic():
        trail.take_turn(objection.court_id)
        verdict = _judge(objection, ObjectionAct.APPLY_REVIEW, on=on)
        due = deadline_of(court_id=objection.court_id, rule=FILE, since=on).day
        objection = _go(objection, acting, ObjectionAct.APPLY_REVIEW, verdict, now, file_due_on=due, due_on=due)
        course.finish_node(case=objection.case, rule=REVIEW, on=on, since=objection.served_on)
        open_nodes(case=objection.case, rules=[FILE], since=on)
        return objection


def send_file(*, acting: Acting, objection: Objection, applicant: str, on: date, now: datetime) -> CourtLetter:
    """Send the file of a ruling under review to the court above, once. Raises `Refused`."""
    require(acting, "objection.record", of_court=objection.court_id)
    upper = objection.case.court.parent
    if objection.state != ObjectionState.UNDER_REVIEW or objection.file_sent_on is not None or upper is None:
        raise Refused(Fault("objection.file", "没有待报送的复议案卷", "请核对异议的状态", field="复议案卷"))
    with transaction.atomic():
        letter = letters.send(
            acting=acting,
            to_court=upper,
            kind=LetterKind.REVIEW_FILE,
            case=objection.case,
            said={
                "of": f"objection:{objection.pk}",
                "number": objection.number,
                "about": objection.act_title,
                "applicant": applicant,
                "objector": objection.objector,
                "grounds": objection.grounds,
                "outcome": objection.outcome,
                "ruling": objection.ruling,
                "ruled_on": objection.ruled_on,
                "served_on": objection.served_on,
                "sent_back_before": objection.sent_back,
                "change_of_party": False,
            },
            on=on,
            now=now,
        )
        Objection.objects.filter(pk=objection.pk).update(file_sent_on=on)
        course.finish_node(case=objection.case, rule=FILE, on=on)
        return letter


def take_review_ruling(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Objection:
    """The court above ruled: the matter is closed, or begins anew before another panel. Raises `Refused` for a letter
    about something else, or taken up before."""
    require(acting, "objection.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.REVIEW_RULING, on=on, now=now)
        objection = _reviewed(acting, letter)
        outcome = letter.said["outcome"]
        back = outcome == "sent_back"
        act = ObjectionAct.SENT_BACK if back else ObjectionAct.REVIEWED
        verdict = _judge(objection, act, on=on)
        fields: dict[str, object] = {"review_outcome": outcome}
        if back:
            due = deadline_of(court_id=objection.court_id, rule=RULING, since=on).day
            fields |= {
                "sent_back": True,
                "past_panel": sorted({*objection.past_panel, *objection.panel}),
                "panel": [],
                "filed_on": on,
                "due_on": due,
                "file_sent_on": None,
                "heard_on": None,
            }
        elif letter.said.get("act_outcome"):
            fields |= {"outcome": letter.said["act_outcome"]}
        objection = _go(objection, acting, act, verdict, now, **fields)
        if back:
            open_nodes(case=objection.case, rules=[RULING], since=on)
        return objection


def withdraw(*, acting: Acting, objection: Objection, reason: str, on: date, now: datetime) -> Objection:
    """The objector takes it back, and the court lets him (异议复议规定 13). Raises `Refused`."""
    require(acting, "objection.rule", of_court=objection.court_id)
    with transaction.atomic():
        trail.take_turn(objection.court_id)
        verdict = _judge(objection, ObjectionAct.WITHDRAW, on=on, reason=reason)
        objection = _go(objection, acting, ObjectionAct.WITHDRAW, verdict, now, ruling=reason.strip(), ruled_on=on)
        _finish(objection, FILING, on, since=objection.received_on)
        if objection.filed_on is not None:
            _finish(objection, RULING, on)
        return objection


def note_undone(*, acting: Acting, objection: Objection, by: str, on: date, now: datetime) -> Objection:
    """Say what carried a revoking or changing ruling out ("order:31 解除冻结"). Raises `Refused` where nothing is to be
    undone, before the ruling is served, or a second time; `BadInput` without saying what."""
    require(acting, "objection.record", of_court=objection.court_id)
    if not by.strip():
        raise BadInput(Fault("objection.undone", "须写明以何种行为或者文书办理", "请填写", field="办理情况"))
    with transaction.atomic():
        trail.take_turn(objection.court_id)
        done = (ObjectionState.SERVED, ObjectionState.UNDER_REVIEW, ObjectionState.FINAL)
        changed = Objection.objects.filter(
            pk=objection.pk, outcome__in=UNDOING, state__in=done, undone_on__isnull=True
        ).update(undone=by.strip()[:200], undone_by=acting.code, undone_on=on)
        if not changed:
            raise Refused(Fault("objection.nothing_to_undo", "没有待撤销、变更的执行行为", "请核对裁定", field="异议"))
        trail.record(
            acting=acting,
            act="objection_act.undone",
            now=now,
            ground="《异议复议规定》第十七条",
            subject=f"case:{objection.case_id}",
            payload={"objection": objection.pk, "by": by.strip()[:200]},
        )
        objection.refresh_from_db()
        return objection


def close_due(*, court_id: int, on: date, now: datetime) -> list[Objection]:
    """Every night: rulings nobody asked to have reviewed in the days become final."""
    system = Acting.system(court_id, "objections")
    with scope.of_court(court_id):
        due = Objection.objects.filter(
            court_id=court_id, state=ObjectionState.SERVED, remedy_until__lt=on
        ).select_related("case")
        closed = []
        for objection in due:
            verdict = _judge(objection, ObjectionAct.CLOSE, on=on)
            closed.append(_go(objection, system, ObjectionAct.CLOSE, verdict, now))
            course.finish_node(case=objection.case, rule=REVIEW, on=on, since=objection.served_on)
        return closed


def _empty(**texts: str) -> list[Fault]:
    named = {"objector": "异议人", "act_ref": "执行行为", "act_title": "执行行为", "grounds": "异议理由"}
    return [
        Fault("objection.empty", "异议书须写明{what}", "请按异议书填写", named[key], data={"what": named[key]})
        for key, text in texts.items()
        if not text.strip()
    ]


def _only_once(case: Case, objector: str, act_ref: str) -> None:
    same = Objection.objects.filter(case=case, objector=objector, act_ref=act_ref).exclude(
        state=ObjectionState.NOT_ADMITTED
    )
    if same.exists():
        raise Refused(
            Fault(
                "objection.again",
                "同一人已对该执行行为提出过异议（《异议复议规定》第十五条）",
                "全部事由应在一次异议中提出，再次提出的不予受理",
                field="执行行为",
                value=act_ref,
            )
        )


def _judge(
    objection: Objection,
    act: ObjectionAct,
    *,
    on: date,
    reason: str = "",
    panel: Sequence[int] = (),
    outcome: ObjectionOutcome | None = None,
    heard_on: date | None = None,
) -> Allowed:
    handlers = {objection.case.officer_id, objection.acted_by_id} - {None}
    facts = ObjectionFacts(
        on=on,
        kind=ObjectionKind(objection.kind),
        act=objection.act_ref,
        until=objection.remedy_until,
        ended_on=objection.case.closed_on,
        panel=panel,
        barred=[*(one for one in handlers if one is not None), *objection.past_panel],
        needs_hearing=objection.needs_hearing,
        heard_on=heard_on or objection.heard_on,
        outcome=outcome,
        reason=reason,
        sent_back_before=objection.sent_back,
    )
    return OBJECTION_LIFE.judge(state=ObjectionState(objection.state), act=act, facts=facts).or_refuse()


def _go(
    objection: Objection, acting: Acting, act: ObjectionAct, verdict: Allowed, now: datetime, **fields: object
) -> Objection:
    return advance(
        objection,
        acting=acting,
        act=f"objection_act.{act}",
        verdict=verdict,
        subject=f"case:{objection.case_id}",
        now=now,
        **fields,
    )


def _reviewed(acting: Acting, letter: CourtLetter) -> Objection:
    kind, _, key = str(letter.said["of"]).partition(":")
    found = Objection.objects.filter(pk=int(key), court_id=acting.court_id).select_related("case").first()
    if kind != "objection" or found is None:
        raise Refused(Fault("letter.other", "该函不是关于执行异议的", "请从相应的事项办理", "函件", letter.number))
    return found


def _finish(objection: Objection, rule_id: str, on: date, *, since: date | None = None) -> None:
    """The step is done once no other objection of that day waits for it."""
    began = since or objection.filed_on
    waiting = {FILING: ("received_on", ObjectionState.RECEIVED), RULING: ("filed_on", ObjectionState.FILED)}
    field, state = waiting[rule_id]
    others = Objection.objects.filter(case_id=objection.case_id, state=state, **{field: began}).exclude(pk=objection.pk)
    if not others.exists():
        course.finish_node(case=objection.case, rule=rule_id, on=on, since=began)
