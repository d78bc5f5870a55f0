"""Change or add a party in the course of enforcement, on the closed list of grounds alone (变更追加规定 1–34).

The title binds whom it names. Who is joined to the debtor's side answers no further than his ground goes; while a
review or a suit about it runs, nothing of his is sold or paid out (`flows.bars`).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import Case, CaseRole, CourtLetter, LetterKind, Party, PartyChange
from duixian.domain.cases.services import course, letters, numbers, party_changes
from duixian.domain.cases.services.moving import advance
from duixian.domain.courts import scope
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments.proceedings import issue_change_ruling
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.parties_change import (
    Application,
    DebtorForm,
    Judged,
    Remedy,
    Side,
    ground,
    judge_change,
)
from duixian.law.procedure.party_change_life import CHANGE_LIFE, ChangeAct, ChangeFacts, ChangeState

RULING, FILE = "add_party_ruling", "review_file"
_WINDOW = {Remedy.REVIEW: "change_review_application", Remedy.SUIT: "add_party_suit"}
_DISPUTED = (ChangeState.GRANTED, ChangeState.SERVED, ChangeState.UNDER_REVIEW, ChangeState.IN_SUIT)
_FORMS = {
    PersonKind.NATURAL: {DebtorForm.NATURAL},
    PersonKind.COMPANY: {
        DebtorForm.COMPANY,
        DebtorForm.SOLE_PROPRIETORSHIP,
        DebtorForm.PARTNERSHIP,
        DebtorForm.BRANCH,
        DebtorForm.ORGANISATION,
    },
    PersonKind.AUTHORITY: {DebtorForm.AUTHORITY},
}
_FORMS[PersonKind.ORGANISATION] = _FORMS[PersonKind.COMPANY]


def apply(
    *,
    acting: Acting,
    case: Case,
    ground_id: str,
    present: Party,
    form: DebtorForm,
    joining: Person,
    applicant: str,
    on: date,
    now: datetime,
    evidence: Collection[str] = (),
    insolvency_shown: bool = False,
    ceiling: Fen | None = None,
    one_person: bool = False,
    separate: bool = False,
    agreed_otherwise: bool = False,
) -> PartyChange:
    """Take an application in under a number of its own: to be ruled on within sixty days. What is alleged is kept and
    judged when it is ruled on; `form` says what the present party is in law. Fen.

    Raises `BadInput` for a ground that is not on the list (the buyer of unpaid shares, a spouse: with the reason), for
    a party of another case or side, and for a form that is not the kind of person on record; `Refused` while the same
    application runs.
    """
    require(acting, "party_change.enter", of_court=case.court_id)
    rule = ground(ground_id)
    _fits(case, present, joining, form, rule.side)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        running = PartyChange.objects.filter(case=case, joining=joining, ground=ground_id)
        if running.filter(state__in=(ChangeState.APPLIED, *_DISPUTED)).exists():
            raise Refused(
                Fault("party_change.runs", "同一变更、追加申请正在审查", "请勿重复申请", "被申请人", joining.name)
            )
        change = PartyChange.objects.create(
            court_id=case.court_id,
            case=case,
            number=numbers.take(court_id=case.court_id, word=numbers.OBJECTION, on=on),
            ground=rule.id,
            basis=str(rule.citation),
            present=present,
            joining=joining,
            applicant=applicant.strip()[:120],
            found={
                "form": form,
                "evidence": sorted(evidence),
                "insolvency_shown": insolvency_shown,
                "one_person": one_person,
                "separate": separate,
                "agreed_otherwise": agreed_otherwise,
            },
            ceiling_fen=ceiling,
            applied_on=on,
            due_on=deadline_of(court_id=case.court_id, rule=RULING, since=on).day,
            remedy=rule.remedy,
            entered_by=acting.code,
        )
        open_nodes(case=case, rules=[RULING], since=on)
        trail.record(
            acting=acting,
            act="party_change.apply",
            now=now,
            ground=change.basis,
            subject=f"case:{case.pk}",
            payload={"change": change.pk, "ground": rule.id, "person": joining.pk, "ceiling_fen": ceiling},
        )
        return change


def forms_of(kind: str) -> Collection[DebtorForm]:
    """What somebody entered as this kind of person may be in law."""
    return _FORMS[PersonKind(kind)]


def judged(change: PartyChange) -> Judged:
    """What the law of the ground says of an application as it stands, for the page and for the ruling."""
    found: Mapping[str, Any] = change.found
    rule = ground(change.ground)
    role = CaseRole.APPLICANT if rule.side is Side.CREDITOR else CaseRole.DEBTOR
    return judge_change(
        Application(
            ground=rule,
            present=DebtorForm(found["form"]),
            evidence=found["evidence"],
            insolvency_shown=found["insolvency_shown"],
            ceiling=change.ceiling_fen,
            one_person=found["one_person"],
            separate=found["separate"],
            agreed_otherwise=found["agreed_otherwise"],
            by_creditor=_asks_as_creditor(change, rule.side),
            already_party=change.case.parties.filter(person_id=change.joining_id, role=role).exists(),
        )
    )


def supplement(
    *,
    acting: Acting,
    change: PartyChange,
    on: date,
    now: datetime,
    evidence: Collection[str] = (),
    insolvency_shown: bool | None = None,
    ceiling: Fen | None = None,
) -> PartyChange:
    """Add what was handed in or found out later, while it is looked into. Raises `Refused` afterwards."""
    require(acting, "party_change.enter", of_court=change.court_id)
    found = dict(change.found)
    found["evidence"] = sorted({*found["evidence"], *evidence})
    if insolvency_shown is not None:
        found["insolvency_shown"] = insolvency_shown
    with transaction.atomic():
        trail.take_turn(change.court_id)
        changed = PartyChange.objects.filter(pk=change.pk, state=ChangeState.APPLIED).update(
            found=found, ceiling_fen=ceiling if ceiling is not None else change.ceiling_fen
        )
        if not changed:
            raise Refused(Fault("party_change.ruled", "已经裁定，不再补充材料", "请刷新后查看", field="申请"))
        trail.record(
            acting=acting,
            act="party_change.supplement",
            now=now,
            ground=change.basis,
            subject=f"case:{change.case_id}",
            payload={"change": change.pk, "found": found, "ceiling_fen": ceiling},
        )
        change.refresh_from_db()
        return change


def rule(
    *,
    acting: Acting,
    change: PartyChange,
    granted: bool,
    reason: str,
    on: date,
    now: datetime,
    panel: Sequence[int] = (),
    heard_on: date | None = None,
    clear: bool = False,
) -> PartyChange:
    """Rule on it, and let who is added take his place at once. Raises `Refused` with what the ground lacks, without a
    panel and a hearing unless the facts are clear, and without reasons."""
    require(acting, "party_change.rule", of_court=change.court_id)
    with transaction.atomic():
        trail.take_turn(change.court_id)
        opinion = judged(change)
        if granted and len(opinion.faults) > 1:
            raise Refused(*opinion.faults)
        act = ChangeAct.GRANT if granted else ChangeAct.REJECT
        verdict = _judge(
            change,
            act,
            on=on,
            reason=reason,
            against=opinion.faults,
            panel=tuple(panel),
            heard_on=heard_on,
            clear=clear,
        )
        change = _go(
            change,
            acting,
            act,
            verdict,
            now,
            granted=granted,
            clear=clear,
            heard_on=heard_on,
            panel=list(panel),
            ruling=reason.strip(),
            ruled_on=on,
        )
        if not _others_wait(change):
            course.finish_node(case=change.case, rule=RULING, on=on, since=change.applied_on)
        issue_change_ruling(acting=acting, change=change, words=opinion.words, on=on, now=now)
        if granted:
            party_changes.join(
                acting=acting, change=change, ground=ground(change.ground), words=opinion.words, on=on, now=now
            )
        return change


def serve(*, acting: Acting, change: PartyChange, on: date, now: datetime) -> PartyChange:
    """The ruling reached everybody: ten days for review, or fifteen to sue, as its ground has it. Raises `Refused`."""
    require(acting, "party_change.record", of_court=change.court_id)
    with transaction.atomic():
        trail.take_turn(change.court_id)
        window = _WINDOW[Remedy(change.remedy)]
        until = deadline_of(court_id=change.court_id, rule=window, since=on).day
        verdict = _judge(change, ChangeAct.SERVE, on=on)
        change = _go(change, acting, ChangeAct.SERVE, verdict, now, served_on=on, remedy_until=until, due_on=until)
        open_nodes(case=change.case, rules=[window], since=on)
        return change


def apply_review(*, acting: Acting, change: PartyChange, applicant: str, on: date, now: datetime) -> CourtLetter:
    """Review was asked for in time: the file goes to the court above at once. Raises `Refused` where the ground gives
    a suit instead, and after the days."""
    require(acting, "party_change.record", of_court=change.court_id)
    upper = change.case.court.parent
    if upper is None:
        raise Refused(Fault("party_change.no_upper", "本院没有上一级法院的记录", "请补录上级法院", field="上级法院"))
    with transaction.atomic():
        trail.take_turn(change.court_id)
        verdict = _judge(change, ChangeAct.APPLY_REVIEW, on=on)
        change = _go(change, acting, ChangeAct.APPLY_REVIEW, verdict, now)
        _finish_window(change, on)
        return letters.send(
            acting=acting,
            to_court=upper,
            kind=LetterKind.REVIEW_FILE,
            case=change.case,
            said={
                "of": f"party_change:{change.pk}",
                "number": change.number,
                "about": ground(change.ground).title,
                "applicant": applicant,
                "objector": applicant,
                "grounds": change.basis,
                "outcome": "granted" if change.granted else "rejected",
                "ruling": change.ruling,
                "ruled_on": change.ruled_on,
                "served_on": change.served_on,
                "sent_back_before": change.sent_back,
                "change_of_party": True,
            },
            on=on,
            now=now,
        )


def take_review_ruling(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> PartyChange:
    """The court above ruled: what it overturns is undone here at once. Raises `Refused`."""
    require(acting, "party_change.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.REVIEW_RULING, on=on, now=now)
        kind, _, key = str(letter.said["of"]).partition(":")
        change = PartyChange.objects.filter(pk=int(key), court_id=acting.court_id).select_related("case").first()
        if kind != "party_change" or change is None:
            raise Refused(
                Fault("letter.other", "该函不是关于变更、追加当事人的", "请从相应事项办理", "函件", letter.number)
            )
        if letter.said["outcome"] == "sent_back":
            return _begin_again(acting, change, on, now)
        verdict = _judge(change, ChangeAct.REVIEWED, on=on)
        change = _go(change, acting, ChangeAct.REVIEWED, verdict, now, outcome=str(letter.said["number"])[:200])
        stands = letter.said["outcome"] == "upheld" or (letter.said["act_outcome"] == "granted") == change.granted
        return change if stands else _overturn(acting, change, str(letter.said["number"]), on, now)


def sue(*, acting: Acting, change: PartyChange, suit: str, on: date, now: datetime) -> PartyChange:
    """Somebody sued within fifteen days (第三十二条). Raises `Refused` where the ground gives review instead."""
    require(acting, "party_change.record", of_court=change.court_id)
    if not suit.strip():
        raise BadInput(Fault("party_change.suit", "须写明诉讼的案号和原告", "请填写受理通知书", field="异议之诉"))
    with transaction.atomic():
        trail.take_turn(change.court_id)
        verdict = _judge(change, ChangeAct.SUE, on=on)
        change = _go(change, acting, ChangeAct.SUE, verdict, now, suit=suit.strip()[:120])
        _finish_window(change, on)
        return change


def note_judgment(
    *, acting: Acting, change: PartyChange, joined: bool, outcome: str, on: date, now: datetime
) -> PartyChange:
    """The suit ended by a final judgment; `joined`: whether the person is a party after it (第三十三条、第三十四条).
    Raises `BadInput` without the judgment."""
    require(acting, "party_change.record", of_court=change.court_id)
    if not outcome.strip():
        raise BadInput(Fault("party_change.judgment", "须写明生效判决", "请填写判决书文号和结果", field="判决"))
    with transaction.atomic():
        trail.take_turn(change.court_id)
        verdict = _judge(change, ChangeAct.JUDGED, on=on)
        change = _go(change, acting, ChangeAct.JUDGED, verdict, now, outcome=outcome.strip()[:200])
        return change if joined == change.granted else _overturn(acting, change, outcome, on, now)


def withdraw(*, acting: Acting, change: PartyChange, reason: str, on: date, now: datetime) -> PartyChange:
    """The applicant takes it back before it is ruled on. Raises `Refused`."""
    require(acting, "party_change.record", of_court=change.court_id)
    with transaction.atomic():
        trail.take_turn(change.court_id)
        verdict = _judge(change, ChangeAct.WITHDRAW, on=on, reason=reason)
        change = _go(change, acting, ChangeAct.WITHDRAW, verdict, now, outcome=reason.strip()[:200])
        if not _others_wait(change):
            course.finish_node(case=change.case, rule=RULING, on=on, since=change.applied_on)
        return change


def close_due(*, court_id: int, on: date, now: datetime) -> list[PartyChange]:
    """Every night: rulings nobody went against in the days become final."""
    system = Acting.system(court_id, "party_changes")
    with scope.of_court(court_id):
        due = PartyChange.objects.filter(court_id=court_id, state=ChangeState.SERVED, remedy_until__lt=on)
        closed = []
        for change in due.select_related("case"):
            verdict = _judge(change, ChangeAct.CLOSE, on=on)
            closed.append(_go(change, system, ChangeAct.CLOSE, verdict, now))
            _finish_window(change, on)
        return closed


def _overturn(acting: Acting, change: PartyChange, why: str, on: date, now: datetime) -> PartyChange:
    """What was granted is undone; what was rejected takes effect now."""
    if change.granted:
        PartyChange.objects.filter(pk=change.pk).update(overturned=True)
        party_changes.leave(acting=acting, change=change, why=why, on=on, now=now)
    else:
        PartyChange.objects.filter(pk=change.pk).update(overturned=True, granted=True)
        change.refresh_from_db()
        words = judged(change).words
        party_changes.join(acting=acting, change=change, ground=ground(change.ground), words=words, on=on, now=now)
    change.refresh_from_db()
    return change


def _begin_again(acting: Acting, change: PartyChange, on: date, now: datetime) -> PartyChange:
    verdict = _judge(change, ChangeAct.SENT_BACK, on=on)
    if change.granted:
        party_changes.leave(acting=acting, change=change, why="发回重新审查", on=on, now=now)
    change = _go(
        change,
        acting,
        ChangeAct.SENT_BACK,
        verdict,
        now,
        sent_back=True,
        granted=None,
        past_panel=sorted({*change.past_panel, *change.panel}),
        panel=[],
        heard_on=None,
        due_on=deadline_of(court_id=change.court_id, rule=RULING, since=on).day,
    )
    open_nodes(case=change.case, rules=[RULING], since=on)
    return change


def _fits(case: Case, present: Party, joining: Person, form: DebtorForm, side: Side) -> None:
    faults = []
    wanted = CaseRole.APPLICANT if side is Side.CREDITOR else CaseRole.DEBTOR
    if present.case_id != case.pk or present.role != wanted:
        faults.append(
            Fault(
                "party_change.present",
                "现当事人不是本案的{role}",
                "请核对",
                "现当事人",
                present.label,
                data={"role": wanted.label},
            )
        )
    if joining.court_id != case.court_id:
        faults.append(Fault("party_change.person", "被申请人不是本院登记的人员", "请先录入", "被申请人", joining.name))
    if form not in _FORMS[PersonKind(present.person.kind)]:
        faults.append(
            Fault(
                "party_change.form_on_record",
                "现当事人登记为{kind}，与所选性质不符",
                "请核对登记材料",
                "当事人性质",
                data={"kind": present.person.get_kind_display()},
            )
        )
    if faults:
        raise BadInput(*faults)


def _asks_as_creditor(change: PartyChange, side: Side) -> bool:
    """The applicant of the case asks; on the creditor's side who takes the right over may (第一条)."""
    names = set(change.case.parties.filter(role=CaseRole.APPLICANT).values_list("person__name", flat=True))
    return change.applicant in names or (side is Side.CREDITOR and change.applicant == change.joining.name)


def _judge(change: PartyChange, act: ChangeAct, *, on: date, **more: Any) -> Allowed:
    handler = change.case.officer_id
    facts = ChangeFacts(
        on=on,
        remedy=Remedy(change.remedy),
        until=change.remedy_until,
        sent_back_before=change.sent_back,
        barred=[*([] if handler is None else [handler]), *change.past_panel],
        **more,
    )
    return CHANGE_LIFE.judge(state=ChangeState(change.state), act=act, facts=facts).or_refuse()


def _go(
    change: PartyChange, acting: Acting, act: ChangeAct, verdict: Allowed, now: datetime, **fields: object
) -> PartyChange:
    return advance(
        change,
        acting=acting,
        act=f"party_change.{act}",
        verdict=verdict,
        subject=f"case:{change.case_id}",
        now=now,
        **fields,
    )


def _others_wait(change: PartyChange) -> bool:
    same_day = PartyChange.objects.filter(
        case_id=change.case_id, applied_on=change.applied_on, state=ChangeState.APPLIED
    )
    return same_day.exclude(pk=change.pk).exists()


def _finish_window(change: PartyChange, on: date) -> None:
    window = _WINDOW[Remedy(change.remedy)]
    course.finish_node(case=change.case, rule=window, on=on, since=change.served_on)
