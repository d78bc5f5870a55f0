"""What goes on between courts and beside the case: entrusting, single tasks, objections and their review above, a party
added.

A turn of this kind opens the scope of each court it acts in by itself: no transaction sees two courts at once.
"""

from duixian.domain.cases.models import (
    CaseRole,
    CaseState,
    CourtLetter,
    Entrustment,
    LetterKind,
    LetterTaken,
    Objection,
    PartyChange,
    TaskTaken,
)
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import PersonKind
from duixian.flows import change_party, entrust_case, object_to_act, request_task, review_ruling, take_entrusted
from duixian.law.parties_change import DebtorForm
from duixian.law.procedure.objection_life import ObjectionKind, ObjectionOutcome, ReviewOutcome
from duixian.law.procedure.task_life import TaskKind
from duixian.testing.scenes.hundred_days.courts import Bench, Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.testing.scenes.stage import resident_id
from duixian.worlds.hundred_days import Turn

_PAPERS = ("application", "report", "applicant", "debtor")
_EVIDENCE = ("application", "register", "insolvency", "articles", "withdrawal", "received")


def _letter(bench: Bench, kind: str, number: str) -> CourtLetter | None:
    taken = LetterTaken.objects.values("letter_id")
    found = CourtLetter.objects.filter(to_court=bench.court, kind=kind, case_number=number).exclude(pk__in=taken)
    return found.first()


# --- entrusting


def entrust(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """There is nothing here and a flat there: that the other court enforce is proposed."""
    bench = dossier.bench
    with bench.scope():
        if dossier.case.state == CaseState.CLOSED:
            return "closed"
        dossier.matter_id = entrust_case.propose(
            acting=bench.officer,
            case=dossier.case,
            to_court=province.benches[-1].court,
            assets_there="杭州市上城区住宅一套",
            there=(),
            reason="本辖区无可供执行的财产",
            papers=_PAPERS,
            on=bench.today,
            now=bench.now,
        ).pk
    return None


def take_up(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The other court takes the letter, files the case under its own number and starts."""
    with dossier.bench.scope():
        number = dossier.case.number
    taker = province.benches[-1]
    with taker.scope():
        letter = _letter(taker, "entrust", number)
        if letter is None:
            return "no_letter"
        row = take_entrusted.receive(acting=taker.officer, letter=letter, on=taker.today, now=taker.now)
        row = take_entrusted.file(
            acting=taker.officer, row=row, on=taker.today, now=taker.now, officer_id=taker.officer.officer_id
        )
        row = take_entrusted.start(acting=taker.officer, row=row, on=taker.today, now=taker.now)
        assert row.case_id is not None, "what was filed has a case"
        dossier.taker = Dossier(dossier.life, taker, case_id=row.case_id)
    return None


def call_back(province: Province, dossier: Dossier, turn: Turn) -> None:
    """Before the other court filed it, it is taken back: the case goes on here."""
    bench = dossier.bench
    with bench.scope():
        row = Entrustment.objects.select_related("case__court", "to_court", "letter").get(pk=dossier.matter_id)
        reason = "申请执行人提供了本地财产线索"
        entrust_case.withdraw(acting=bench.officer, row=row, reason=reason, on=bench.today, now=bench.now)


def hear_recall(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The other court reads both letters, and files nothing."""
    with dossier.bench.scope():
        number = dossier.case.number
    taker = province.benches[-1]
    with taker.scope():
        came, recall = (_letter(taker, kind, number) for kind in (LetterKind.ENTRUST, LetterKind.ENTRUST_RECALL))
        if came is None or recall is None:
            return "no_letter"
        row = take_entrusted.receive(acting=taker.officer, letter=came, on=taker.today, now=taker.now)
        dossier.taken_id = row.pk
        take_entrusted.take_recall(acting=taker.officer, letter=recall, on=taker.today, now=taker.now)
    return None


def tell_back(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The first court hears of it, tells the applicant, and lays before its chief that the case be struck here."""
    bench = dossier.bench
    with bench.scope():
        letter = _letter_of_thread(bench, dossier)
        if letter is None:
            return "no_answer"
        row = entrust_case.note_filed(acting=bench.officer, letter=letter, on=bench.today, now=bench.now)
        entrust_case.tell_applicant(acting=bench.officer, row=row, on=bench.today, now=bench.now)
    return None


def _letter_of_thread(bench: Bench, dossier: Dossier) -> CourtLetter | None:
    row = Entrustment.objects.filter(pk=dossier.matter_id).first()
    taken = LetterTaken.objects.values("letter_id")
    waiting = CourtLetter.objects.filter(to_court=bench.court, kind="entrust_filed").exclude(pk__in=taken)
    return waiting.filter(thread_id=row.letter_id).first() if row is not None else None


# --- single tasks


def ask_task(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The court next door is asked to look at where the debtor is said to live."""
    bench = dossier.bench
    with bench.scope():
        dossier.matter_id = request_task.ask(
            acting=bench.officer,
            case=dossier.case,
            to_court=_next_door(province, dossier).court,
            kind=TaskKind.INVESTIGATE,
            what="到被执行人住所地查看其居住和财产情况",
            on=bench.today,
            now=bench.now,
        ).pk


def take_task(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The other court takes the letter and accepts; the first one reads that."""
    bench, helper = dossier.bench, _next_door(province, dossier)
    with bench.scope():
        number = dossier.case.number
    with helper.scope():
        letter = _letter(helper, LetterKind.TASK, number)
        if letter is None:
            return "no_letter"
        task = request_task.receive(acting=helper.officer, letter=letter, on=helper.today, now=helper.now)
        task = request_task.accept(acting=helper.officer, task=task, on=helper.today, now=helper.now)
        dossier.taken_id = task.pk
    return _read(bench, LetterKind.TASK_ACCEPTED, number)


def finish_task(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The other court writes what it found."""
    helper = _next_door(province, dossier)
    with helper.scope():
        task = TaskTaken.objects.select_related("from_court", "letter").get(pk=dossier.taken_id)
        result = "被执行人在该处租住，未发现可供执行的财产"
        request_task.finish(acting=helper.officer, task=task, result=result, on=helper.today, now=helper.now)


def read_result(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The first court reads it."""
    with dossier.bench.scope():
        number = dossier.case.number
    return _read(dossier.bench, LetterKind.TASK_RESULT, number)


def _next_door(province: Province, dossier: Dossier) -> Bench:
    return province.benches[(dossier.life.court + 1) % len(province.benches)]


def _read(bench: Bench, kind: LetterKind, number: str) -> str | None:
    with bench.scope():
        letter = _letter(bench, kind, number)
        if letter is None:
            return "no_answer"
        request_task.take_answer(acting=bench.officer, letter=letter, on=bench.today, now=bench.now)
    return None


# --- objections and reviews


def object_(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The debtor objects to an act of enforcement; the objection is admitted."""
    bench = dossier.bench
    with bench.scope():
        objection = object_to_act.enter(
            acting=bench.officer,
            case=dossier.case,
            kind=ObjectionKind.ACT,
            objector=dossier.life.debtor.name,
            act_ref="notice:1",
            act_title="执行通知书",
            grounds="认为数额有误",
            on=bench.today,
            now=bench.now,
        )
        dossier.matter_id = objection.pk
        object_to_act.admit(acting=bench.officer, objection=objection, on=bench.today, now=bench.now)


def rule(province: Province, dossier: Dossier, turn: Turn) -> None:
    """Three judges who do not handle the case dismiss it; the ruling is served."""
    bench = dossier.bench
    with bench.scope():
        objection = object_to_act.rule(
            acting=bench.who("chief"),
            objection=_objection(dossier),
            panel=bench.panel,
            outcome=ObjectionOutcome.DISMISSED,
            reason="经审查，异议不成立",
            on=bench.today,
            now=bench.now,
        )
        object_to_act.serve(acting=bench.officer, objection=objection, on=bench.today, now=bench.now)


def go_up(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The debtor goes to the court above, with the file. A ruling nobody goes against becomes final by itself."""
    bench = dossier.bench
    with bench.scope():
        objection = object_to_act.apply_review(
            acting=bench.officer, objection=_objection(dossier), on=bench.today, now=bench.now
        )
        object_to_act.send_file(
            acting=bench.officer, objection=objection, applicant=dossier.life.debtor.name, on=bench.today, now=bench.now
        )


def review(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The court above takes the file under its own number and upholds; the ruling goes back by letter."""
    bench, above = dossier.bench, province.above
    with bench.scope():
        number = dossier.case.number
    with above.scope():
        letter = _letter(above, "review_file", number)
        if letter is None:
            return "nothing_above"
        row = review_ruling.take_file(acting=above.officer, letter=letter, on=above.today, now=above.now)
        review_ruling.decide(
            acting=above.who("chief"),
            review=row,
            panel=above.panel,
            outcome=ReviewOutcome.UPHELD,
            reason="经复议，原裁定正确",
            on=above.today,
            now=above.now,
        )
    with bench.scope():
        back = _letter(bench, "review_ruling", number)
        if back is None:
            return "no_ruling_back"
        object_to_act.take_review_ruling(acting=bench.officer, letter=back, on=bench.today, now=bench.now)
    return None


def _objection(dossier: Dossier) -> Objection:
    return Objection.objects.select_related("case__court", "case__officer", "case__title").get(pk=dossier.matter_id)


# --- a party that is added


def join(province: Province, dossier: Dossier, turn: Turn) -> None:
    """The company cannot pay; the applicant asks that a shareholder who did not pay in his capital be added."""
    bench, key = dossier.bench, dossier.life.key
    with bench.scope():
        case = dossier.case
        shareholder = parties.enter(
            acting=bench.officer, kind=PersonKind.NATURAL, name="股东某某", id_number=resident_id(key)
        )
        dossier.matter_id = change_party.apply(
            acting=bench.officer,
            case=case,
            ground_id="unpaid_capital",
            present=case.parties.get(role=CaseRole.DEBTOR),
            form=DebtorForm.COMPANY,
            joining=shareholder,
            applicant=dossier.life.applicant.name,
            evidence=_EVIDENCE,
            insolvency_shown=True,
            ceiling=dossier.life.amount // 2,
            on=bench.today,
            now=bench.now,
        ).pk


def grant(province: Province, dossier: Dossier, turn: Turn) -> None:
    """Three judges hear it and add him up to his share; the ruling is served."""
    bench = dossier.bench
    with bench.scope():
        change = change_party.rule(
            acting=bench.who("chief"),
            change=PartyChange.objects.get(pk=dossier.matter_id),
            granted=True,
            reason="未缴纳出资，符合法定事由",
            panel=bench.panel,
            heard_on=bench.today,
            on=bench.today,
            now=bench.now,
        )
        change_party.serve(acting=bench.officer, change=change, on=bench.today, now=bench.now)
