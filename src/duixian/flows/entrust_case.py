"""Give a case to a court in another province (委托执行规定 1–11): proposed, signed, sent; put forward to be struck
here once that court has filed it and holds what was held; taken back where it is returned.

What is controlled goes over with the letter and counts as the other court's (第六条). Here it stays watched and is
renewed until that court says that it has it: only then may the case be struck, and nothing is released.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.procedure import Allowed
from duixian.domain.assets.models import Asset, AssetSearch, Control, ControlState
from duixian.domain.assets.services import controls
from duixian.domain.cases.models import (
    Approval,
    ApprovalState,
    Case,
    CaseRole,
    CaseState,
    CourtLetter,
    Entrustment,
    LetterKind,
)
from duixian.domain.cases.services import approvals, course, letters
from duixian.domain.cases.services.moving import advance
from duixian.domain.courts.models import Court
from duixian.domain.courts.policies import may, require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import decide_course, move_case
from duixian.flows.case_dossier import dossier_of
from duixian.flows.instruments.proceedings import issue_entrust_letter
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.procedure.case_life import CASE_LIFE, Act, State
from duixian.law.procedure.entrust_life import (
    ENTRUST_LIFE,
    PAPERS,
    ControlHeld,
    EntrustAct,
    EntrustFacts,
    EntrustState,
)

ACT = "entrust.send"
FILED, NOTICE, SUPPLY, RESULT = "entrust_filing", "entrust_notice", "entrust_supply", "entrust_result"
_HELD = (ControlState.ORDERED, ControlState.IN_FORCE, ControlState.WAITING)
_OWN = frozenset({"letter", "title", "officer"})
"""Papers the program makes itself."""


def propose(
    *,
    acting: Acting,
    case: Case,
    to_court: Court,
    assets_there: str,
    there: Collection[int],
    reason: str,
    papers: Collection[str],
    on: date,
    now: datetime,
) -> Entrustment:
    """Lay an entrustment before those who sign it. `there`: ids of assets that lie in the other court's district;
    `papers`: keys of `PAPERS` on file. Every condition of sending is asked now, and again when it is signed.

    Raises `Refused` with all that is missing; `BadInput` without words.
    """
    require(acting, "entrust.propose", of_court=case.court_id)
    if not assets_there.strip() or not reason.strip():
        raise BadInput(Fault("entrust.empty", "须写明受托法院辖区内的财产和委托理由", "请填写", field="委托理由"))
    with transaction.atomic():
        trail.take_turn(case.court_id)
        if Entrustment.objects.filter(
            case=case, state__in=(EntrustState.PROPOSED, EntrustState.SENT, EntrustState.TAKEN)
        ).exists():
            raise Refused(Fault("entrust.runs", "该案已在办理委托执行", "请勿重复委托", "案号", case.number))
        known = sorted({*papers, *_OWN} & PAPERS.keys())
        row = Entrustment(
            court_id=case.court_id,
            case=case,
            to_court=to_court,
            assets_there=assets_there.strip(),
            reason=reason.strip(),
            papers=known,
            there=sorted(there),
            proposed_on=on,
        )
        _refuse_all(row, on, signed=True)
        row.save()
        row.approval = approvals.propose(
            acting=acting,
            case=case,
            act=ACT,
            subject=f"entrustment:{row.pk}",
            title=f"委托{to_court.name}执行{case.number}",
            grounds=reason.strip(),
            now=now,
        )
        row.save(update_fields=["approval"])
        return row


def follow(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """What the signature sets going: the letter goes out and the case rests, or the proposal is dropped."""
    row = Entrustment.objects.select_related("case__court", "to_court").get(approval=approval)
    if approval.state == ApprovalState.APPROVED:
        _send(acting, row, on, now)
    elif approval.state == ApprovalState.WITHDRAWN:
        _go(row, acting, EntrustAct.WITHDRAW, _judge(row, EntrustAct.WITHDRAW, on, reason="撤回呈批"), now, ended_on=on)
    else:
        _go(row, acting, EntrustAct.DECLINE, _judge(row, EntrustAct.DECLINE, on), now, ended_on=on)


def _send(acting: Acting, row: Entrustment, on: date, now: datetime) -> None:
    _refuse_all(row, on, signed=True)
    verdict = _judge(row, EntrustAct.SEND, on, signed=True)
    case = row.case
    held = _controls(case)
    letter = letters.send(
        acting=acting,
        to_court=row.to_court,
        kind=LetterKind.ENTRUST,
        case=case,
        said={
            **dossier_of(case),
            "reason": row.reason,
            "assets_there": row.assets_there,
            "papers": [PAPERS[key] for key in row.papers],
            "controls": held,
            "officer": case.officer.name if case.officer else acting.name,
        },
        on=on,
        now=now,
    )
    issue_entrust_letter(acting=acting, letter=letter, on=on, now=now)
    _case(acting, case, Act.ENTRUST, on, now, reason=f"{letter.number}委托{row.to_court.name}执行")
    _go(
        row,
        acting,
        EntrustAct.SEND,
        verdict,
        now,
        letter=letter,
        sent_on=on,
        controls=held,
        due_on=deadline_of(court_id=row.court_id, rule=FILED, since=on).day,
    )
    open_nodes(case=case, rules=[FILED], since=on)


def supply(*, acting: Acting, letter: CourtLetter, papers: str, on: date, now: datetime) -> CourtLetter:
    """Complete what the other court misses, or say why not, within thirty days (第八条). `letter` asked for it.
    Raises `Refused`, `BadInput` without words."""
    require(acting, "entrust.record")
    if not papers.strip():
        raise BadInput(Fault("entrust.supply", "须写明补办的材料或者不能补办的原因", "请填写", field="补办材料"))
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.ENTRUST_WANTING, on=on, now=now)
        row = _of_thread(acting, letter)
        _go(row, acting, EntrustAct.SUPPLY, _judge(row, EntrustAct.SUPPLY, on), now)
        return letters.send(
            acting=acting,
            to_court=row.to_court,
            kind=LetterKind.ENTRUST_SUPPLY,
            case=row.case,
            thread=letter,
            said={"papers": papers.strip()},
            on=on,
            now=now,
        )


def note_filed(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Entrustment:
    """The other court filed the case: the applicant is told within seven days (第七条), and the case may be
    struck here (第二条) unless something is still held in it. Raises `Refused`."""
    require(acting, "entrust.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.ENTRUST_FILED, on=on, now=now)
        row = _of_thread(acting, letter)
        row = _go(
            row,
            acting,
            EntrustAct.NOTE_FILED,
            _judge(row, EntrustAct.NOTE_FILED, on),
            now,
            their_number=letter.said["number"],
            due_on=deadline_of(court_id=row.court_id, rule=RESULT, since=on).day,
        )
        course.finish_node(case=row.case, rule=FILED, on=on)
        open_nodes(case=row.case, rules=[NOTICE], since=on)
        return row


def tell_applicant(*, acting: Acting, row: Entrustment, on: date, now: datetime) -> Entrustment:
    """The applicant was told in writing where his case is (第七条); 销案 is proposed if nothing is held in it.
    Raises `Refused` before the other court filed."""
    require(acting, "entrust.record", of_court=row.court_id)
    with transaction.atomic():
        trail.take_turn(row.court_id)
        changed = Entrustment.objects.filter(pk=row.pk, state=EntrustState.TAKEN, told_on__isnull=True).update(
            told_on=on
        )
        if not changed:
            raise Refused(Fault("entrust.not_filed", "受托法院尚未立案，或者已经告知", "请核对", field="告知"))
        course.finish_node(case=row.case, rule=NOTICE, on=on)
        trail.record(
            acting=acting,
            act="entrust.tell",
            now=now,
            ground="《委托执行规定》第七条",
            subject=f"case:{row.case_id}",
            payload={"entrustment": row.pk, "their_number": row.their_number},
        )
        row.refresh_from_db()
        propose_strike(acting=acting, row=row, on=on, now=now)
        return row


def note_controls_taken(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Entrustment:
    """The other court has what was held under its own name: here it ends, without a release (第六条第二款). Raises
    `Refused`."""
    require(acting, "entrust.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.CONTROLS_TAKEN, on=on, now=now)
        row = _of_thread(acting, letter)
        taken = {int(key) for key in letter.said["controls"]}
        for control in Control.objects.filter(case=row.case, pk__in=taken, state__in=_HELD).order_by("pk"):
            controls.end(control, on=on, why=f"移交{row.to_court.name}，由{row.their_number}案接续（{letter.number}）")
        Entrustment.objects.filter(pk=row.pk).update(controls_taken_on=on)
        row.refresh_from_db()
        propose_strike(acting=acting, row=row, on=on, now=now)
        return row


def take_return(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Entrustment:
    """The other court sends it back (第九条): the case goes on here. Raises `Refused`; where the case was struck
    already, it is filed anew from the same dossier by the officer."""
    require(acting, "entrust.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.ENTRUST_RETURN, on=on, now=now)
        row = _of_thread(acting, letter)
        why = str(letter.said["reason"])
        row = _go(
            row, acting, EntrustAct.TAKE_RETURN, _judge(row, EntrustAct.TAKE_RETURN, on), now, outcome=why, ended_on=on
        )
        _take_back(acting, row, f"受托法院退回：{why}", on, now)
        return row


def withdraw(*, acting: Acting, row: Entrustment, reason: str, on: date, now: datetime) -> Entrustment:
    """Take it back before the other court filed it; it is told by letter. Raises `Refused` afterwards."""
    require(acting, "entrust.propose", of_court=row.court_id)
    with transaction.atomic():
        trail.take_turn(row.court_id)
        if row.state == EntrustState.PROPOSED:
            raise Refused(Fault("entrust.waits", "委托尚在审批", "请在审批中撤回呈批", field="委托"))
        row = _go(
            row,
            acting,
            EntrustAct.WITHDRAW,
            _judge(row, EntrustAct.WITHDRAW, on, reason=reason),
            now,
            outcome=reason.strip(),
            ended_on=on,
        )
        letters.send(
            acting=acting,
            to_court=row.to_court,
            kind=LetterKind.ENTRUST_RECALL,
            case=row.case,
            thread=row.letter,
            said={"reason": reason.strip()},
            on=on,
            now=now,
        )
        _take_back(acting, row, f"撤回委托：{reason.strip()}", on, now)
        return row


def note_result(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Entrustment:
    """The other court tells the result (民诉法 240). Raises `Refused`."""
    require(acting, "entrust.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.ENTRUST_RESULT, on=on, now=now)
        row = _of_thread(acting, letter)
        verdict = _judge(row, EntrustAct.NOTE_RESULT, on)
        said = str(letter.said["result"])
        return _go(row, acting, EntrustAct.NOTE_RESULT, verdict, now, outcome=said, ended_on=on)


def note_report(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> Entrustment:
    """The other court reports how far it is (民诉法 240). Raises `Refused`."""
    require(acting, "entrust.record")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.ENTRUST_REPORT, on=on, now=now)
        row = _of_thread(acting, letter)
        Entrustment.objects.filter(pk=row.pk).update(outcome=str(letter.said["report"]))
        row.refresh_from_db()
        return row


def still_held(row: Entrustment) -> int:
    """How many controls of the case still stand in this court's name."""
    return Control.objects.filter(case_id=row.case_id, state__in=_HELD).count()


def propose_strike(*, acting: Acting, row: Entrustment, on: date, now: datetime) -> None:
    """Lay 销案 before those who sign it, once the applicant was told and nothing is held here any more (第二条); called
    by the acts that bring this about. Does nothing while something is still missing. Raises `Refused` as
    `decide_course.propose` does."""
    case = Case.objects.get(pk=row.case_id)
    if case.state != CaseState.ENTRUSTED or row.state != EntrustState.TAKEN or row.told_on is None:
        return
    if still_held(row) or not may(acting, "case.close"):
        return
    decide_course.propose(
        acting=acting,
        case=case,
        act=Act.STRIKE,
        ground="entrusted",
        proofs={"filing_notice": row.their_number},
        reason=f"{row.to_court.name}以{row.their_number}立案",
        on=on,
        now=now,
    )


def _take_back(acting: Acting, row: Entrustment, why: str, on: date, now: datetime) -> None:
    case = Case.objects.get(pk=row.case_id)
    if case.state == CaseState.ENTRUSTED:
        for rule in (FILED, NOTICE):
            course.cancel_nodes(case=case, rule=rule)
        _case(acting, case, Act.TAKE_BACK, on, now, reason=why)


def _case(acting: Acting, case: Case, act: Act, on: date, now: datetime, *, reason: str) -> None:
    facts = move_case.facts_of(case, on=on, reason=reason)
    verdict = CASE_LIFE.judge(state=State(case.state), act=act, facts=facts).or_refuse()
    move_case.go(acting=acting, case=case, act=act, verdict=verdict, on=on, now=now, reason=reason[:200])


def _of_thread(acting: Acting, letter: CourtLetter) -> Entrustment:
    found = Entrustment.objects.filter(letter_id=letter.thread_id, court_id=acting.court_id)
    return found.select_related("case__court", "to_court").get()


def _controls(case: Case) -> list[dict[str, Any]]:
    held = Control.objects.filter(case=case, state__in=_HELD).select_related("asset__counterparty", "person")
    return [
        {
            "id": one.pk,
            "title": one.asset.title,
            "owner": one.person.name,
            "reference": one.reference,
            "agency": one.asset.counterparty.name if one.asset.counterparty else "",
            "rank": one.rank,
            "limit_fen": one.limit_fen,
            "until": one.until.isoformat() if one.until else None,
        }
        for one in held.order_by("pk")
    ]


def _facts(row: Entrustment, on: date, *, signed: bool = False, reason: str = "") -> EntrustFacts:
    case, to_court = row.case, row.to_court
    held = Control.objects.filter(case=case, state__in=_HELD).select_related("asset")
    there = {*held.values_list("asset_id", flat=True), *row.there}
    debtors = case.parties.exclude(role=CaseRole.APPLICANT).values("person_id")
    here = Asset.objects.filter(
        court_id=case.court_id, person_id__in=debtors, gone_on__isnull=True, counts_fen__gt=0
    ).exclude(pk__in=there)
    return EntrustFacts(
        on=on,
        signed=signed,
        same_province=case.court.code[:1] == to_court.code[:1],
        same_level=case.court.level == to_court.level,
        assets_there=bool(row.assets_there.strip()),
        local_assets=tuple(here.order_by("pk").values_list("title", flat=True)[:5]),
        unsearched=not AssetSearch.objects.filter(case=case).exists(),
        papers=frozenset(row.papers),
        controls=tuple(ControlHeld(one.asset.title, one.until) for one in held),
        reason=reason,
    )


def _judge(row: Entrustment, act: EntrustAct, on: date, *, signed: bool = False, reason: str = "") -> Allowed:
    facts = _facts(row, on, signed=signed, reason=reason)
    return ENTRUST_LIFE.judge(state=EntrustState(row.state), act=act, facts=facts).or_refuse()


def _refuse_all(row: Entrustment, on: date, *, signed: bool) -> None:
    """Ask every condition of sending, and of the case's going."""
    _judge(row, EntrustAct.SEND, on, signed=signed)
    facts = move_case.facts_of(row.case, on=on, reason=row.reason)
    CASE_LIFE.judge(state=State(row.case.state), act=Act.ENTRUST, facts=facts).or_refuse()


def _go(
    row: Entrustment, acting: Acting, act: EntrustAct, verdict: Allowed, now: datetime, **fields: object
) -> Entrustment:
    return advance(
        row, acting=acting, act=f"entrust.{act}", verdict=verdict, subject=f"case:{row.case_id}", now=now, **fields
    )
