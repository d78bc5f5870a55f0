"""A letter between courts as a record: what it says, both sides of the exchange, and taking it up. What taking up does
depends on what the letter is: it makes the receiver's own record, or moves the one it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.domain.cases.models import (
    Case,
    CaseState,
    CourtLetter,
    EntrustedCase,
    Entrustment,
    LetterKind,
    LetterTaken,
    Objection,
    PartyChange,
    Review,
    Supervision,
    TaskRequest,
    TaskTaken,
)
from duixian.domain.trail import selectors as trail
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.records import NOBODY, Asked, Doing, Kind, Shown, Turn, said, thread_of
from duixian.faces.desk.workbench.steps import Way
from duixian.flows import (
    change_party,
    entrust_case,
    object_to_act,
    request_task,
    review_ruling,
    supervise,
    take_entrusted,
)
from duixian.law.procedure.objection_life import SupervisionAct
from duixian.law.procedure.task_life import TASK_WORDS, TaskKind

_K = LetterKind


def _page(key: str, pk: int) -> str:
    return reverse("desk:proceeding", args=[key, pk])


def _review_file(a: Asked) -> str:
    return _page("reviews", review_ruling.take_file(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk)


def _review_ruling(a: Asked) -> str:
    if str(a.row.letter.said["of"]).startswith("party_change:"):
        return _page(
            "changes", change_party.take_review_ruling(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk
        )
    return _page(
        "objections", object_to_act.take_review_ruling(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk
    )


def _supervision_order(a: Asked) -> None:
    supervise.receive_order(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now)


def _supervision_report(a: Asked) -> str:
    return _page("supervisions", supervise.take_report(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk)


def _supervision_ruling(a: Asked) -> None:
    supervise.receive_ruling(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now)


def _entrust(a: Asked) -> str:
    return _page("entrusted", take_entrusted.receive(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk)


def _supply(a: Asked) -> None:
    entrust_case.supply(acting=a.acting, letter=a.row.letter, papers=a.text("papers"), on=a.on, now=a.now)


def _taken_papers(a: Asked) -> str:
    return _page("entrusted", take_entrusted.take_papers(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk)


def _recalled_case(a: Asked) -> str:
    return _page("entrusted", take_entrusted.take_recall(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk)


def _of_entrustment(act: Callable[..., Entrustment]) -> Callable[[Asked], str]:
    return lambda a: _page("entrustments", act(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk)


def _task(a: Asked) -> str:
    return _page("tasks-taken", request_task.receive(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk)


def _task_answer(a: Asked) -> str:
    return _page("tasks", request_task.take_answer(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk)


def _recalled_task(a: Asked) -> str:
    return _page("tasks-taken", request_task.take_recall(acting=a.acting, letter=a.row.letter, on=a.on, now=a.now).pk)


TAKES: Mapping[str, tuple[str, Callable[[Asked], str | None]]] = {
    # what a letter is: the act of the office that takes it up, and the flow that does
    _K.REVIEW_FILE: ("review.file", _review_file),
    _K.REVIEW_RULING: ("objection.record", _review_ruling),
    _K.SUPERVISION_ORDER: ("supervision.answer", _supervision_order),
    _K.SUPERVISION_REPORT: ("supervision.file", _supervision_report),
    _K.SUPERVISION_RULING: ("supervision.answer", _supervision_ruling),
    _K.ENTRUST: ("entrust.record", _entrust),
    _K.ENTRUST_WANTING: ("entrust.record", _supply),
    _K.ENTRUST_SUPPLY: ("entrust.record", _taken_papers),
    _K.ENTRUST_FILED: ("entrust.record", _of_entrustment(entrust_case.note_filed)),
    _K.ENTRUST_REPORT: ("entrust.record", _of_entrustment(entrust_case.note_report)),
    _K.ENTRUST_RETURN: ("entrust.record", _of_entrustment(entrust_case.take_return)),
    _K.ENTRUST_RECALL: ("entrust.record", _recalled_case),
    _K.ENTRUST_RESULT: ("entrust.record", _of_entrustment(entrust_case.note_result)),
    _K.CONTROLS_TAKEN: ("entrust.record", _of_entrustment(entrust_case.note_controls_taken)),
    _K.TASK: ("task.answer", _task),
    _K.TASK_ACCEPTED: ("task.ask", _task_answer),
    _K.TASK_RESULT: ("task.ask", _task_answer),
    _K.TASK_RETURN: ("task.ask", _task_answer),
    _K.TASK_RECALL: ("task.answer", _recalled_task),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A letter as one of its two courts sees it. `taken`: who took it up, where that court may know."""

    letter: CourtLetter
    court_id: int
    taken: LetterTaken | None

    @property
    def pk(self) -> int:
        """The key of the letter."""
        return self.letter.pk

    @property
    def ours(self) -> bool:
        """Whether it came to this court."""
        return self.letter.to_court_id == self.court_id

    @property
    def waits(self) -> bool:
        """Whether this court has yet to take it up."""
        return self.ours and self.taken is None

    def get_state_display(self) -> str:
        """How it stands, as records say it."""
        if not self.ours:
            return gettext_noop("已发出")
        return gettext_noop("未签收") if self.waits else gettext_noop("已签收")


def find(court_id: int, pk: int) -> Seen | None:
    """A letter this court wrote or got."""
    rows = CourtLetter.objects.select_related("court", "to_court", "case", "thread")
    row = rows.filter(Q(court_id=court_id) | Q(to_court_id=court_id), pk=pk).first()
    return None if row is None else Seen(row, court_id, LetterTaken.objects.filter(letter=row).first())


def turn(row: Seen) -> Turn:
    """Whose turn it is with the letter itself."""
    if row.waits:
        return Turn(gettext_noop("本院：签收办理"), TAKES[row.letter.kind][0])
    return NOBODY if row.ours else Turn(gettext_noop("受函法院"))


def _opens(needs: str) -> Callable[[Seen], bool]:
    return lambda row: row.waits and TAKES[row.letter.kind][0] == needs


def _take(a: Asked) -> str | None:
    return TAKES[a.row.letter.kind][1](a)


def _take_inputs(row: Seen) -> Sequence[Input]:
    if row.letter.kind != _K.ENTRUST_WANTING:
        return ()
    return (Input("papers", gettext_noop("补办的材料，或者不能补办的原因"), "area"),)


def _answerable(row: Seen) -> bool:
    """An order that was taken up, and no report says yet that it is done."""
    if not row.ours or row.waits or row.letter.kind != _K.SUPERVISION_ORDER:
        return False
    thread = row.letter.thread_id or row.pk
    reports = CourtLetter.objects.filter(court_id=row.court_id, kind=_K.SUPERVISION_REPORT, thread_id=thread)
    return not reports.filter(said__done=True).exists()


def _report(a: Asked) -> None:
    supervise.report(
        acting=a.acting, letter=a.row.letter, report=a.text("report"), done=a.typed.ticked("done"), on=a.on, now=a.now
    )


DOINGS = (
    *(
        Doing("take", gettext_noop("签收办理"), needs, _take, _opens(needs), _take_inputs)
        for needs in dict.fromkeys(needs for needs, _flow in TAKES.values())
    ),
    Doing(
        "report",
        gettext_noop("报告办理情况"),
        "supervision.answer",
        _report,
        _answerable,
        lambda row: (
            Input("report", gettext_noop("办理情况"), "area"),
            Input("done", gettext_noop("已在限期内执行完结"), "check"),
        ),
    ),
)
_WORDS: Mapping[str, str] = {
    "number": gettext_noop("案号"),
    "about": gettext_noop("事项"),
    "applicant": gettext_noop("申请人"),
    "grounds": gettext_noop("理由"),
    "ruling": gettext_noop("裁定"),
    "reason": gettext_noop("理由"),
    "until": gettext_noop("限期"),
    "to_court": gettext_noop("受指令的法院"),
    "report": gettext_noop("报告"),
    "result": gettext_noop("结果"),
    "what": gettext_noop("委托事项"),
    "missing": gettext_noop("缺少的材料"),
    "papers": gettext_noop("材料"),
    "assets_there": gettext_noop("受托法院辖区内的财产"),
    "officer": gettext_noop("承办人"),
    "consent": gettext_noop("高级人民法院的批准文号"),
    "due_on": gettext_noop("期限"),
}


def _texts(letter: CourtLetter) -> list[tuple[str, str]]:
    """What the letter says that a person reads; what only the program needs is left out."""
    texts = []
    if letter.kind == _K.TASK:
        texts.append((_("委托事项的种类"), _(TASK_WORDS[TaskKind(letter.said["kind"])])))
        texts.append((_("当事人"), "、".join(name for _role, name in letter.said["parties"])))
    if letter.kind == _K.SUPERVISION_RULING:
        taken_up = letter.said["what"] == SupervisionAct.TAKE_UP
        texts.append((_("裁定"), _("裁定提级执行") if taken_up else _("裁定指令其他法院执行")))
    by_code = letter.kind in (_K.SUPERVISION_ORDER, _K.SUPERVISION_RULING)
    for name, words in _WORDS.items():
        value = "" if by_code and name == "what" else letter.said.get(name)
        text = "、".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if text:
            texts.append((_(words), text))
    return texts


_RECORDS: tuple[tuple[str, type[Model]], ...] = (
    ("entrustments", Entrustment),
    ("entrusted", EntrustedCase),
    ("tasks", TaskRequest),
    ("tasks-taken", TaskTaken),
    ("reviews", Review),
)
"""Records that keep the first letter of their exchange."""
_NAMED: Mapping[str, tuple[str, type[Model]]] = {
    "objection": ("objections", Objection),
    "party_change": ("changes", PartyChange),
    "supervision": ("supervisions", Supervision),
}
"""Records that letters name."""


def _record_of(row: Seen) -> str | None:
    """The address of this court's own record that the exchange is about, where there is one."""
    first = row.letter.thread_id or row.pk
    for key, model in _RECORDS:
        found = model._default_manager.filter(letter_id=first, court_id=row.court_id).first()
        if found is not None:
            return _page(key, found.pk)
    named, _colon, number = str(row.letter.said.get("of", "")).partition(":")
    if named not in _NAMED or not number.isdigit():
        return None
    key, model = _NAMED[named]
    known = model._default_manager.filter(pk=number, court_id=row.court_id).exists()
    return _page(key, int(number)) if known else None


def shown(row: Seen, on: date) -> Shown:
    """What the page says of it."""
    letter = row.letter
    case = Case.objects.filter(number=letter.case_number, court_id=row.court_id).first()
    ways = []
    if record := _record_of(row):
        ways.append(Way(_("查看本院的记录"), record))
    if letter.kind == _K.SUPERVISION_RULING and row.ours and case is not None and case.state != CaseState.CLOSED:
        ways.append(Way(_("呈批终结执行并移交"), reverse("desk:decide", args=[case.pk, "terminate"])))
    signed = f"{row.taken.taken_on} {row.taken.taken_by}" if row.taken else ""
    return Shown(
        heading=f"{_(str(letter.get_kind_display()))} {letter.number}",
        facts=(
            said(_("来函法院"), letter.court.name),
            said(_("受函法院"), letter.to_court.name),
            said(_("发函"), letter.sent_on),
            said(_("签收"), signed),
        ),
        texts=_texts(letter),
        due_on=None,
        case=case,
        case_number=letter.case_number,
        letters=thread_of(letter),
        history=list(trail.about(f"letter:{row.pk}")[:20]),
        ways=ways,
    )


KIND = Kind(
    "letters",
    gettext_noop("法院间函件"),
    tuple(dict.fromkeys(needs for needs, _flow in TAKES.values())),
    find,
    turn,
    DOINGS,
    shown,
)
