"""A case another court gave to this one as a record (委托执行规定 7–9; 民诉法 240): papers, filing, report, end."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base.faults import Fault
from duixian.domain.cases.models import CaseState, CourtLetter, EntrustedCase, LetterKind
from duixian.domain.cases.proceedings import day_of
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Role
from duixian.domain.trail import selectors as trail
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.objections import REASON
from duixian.faces.desk.proceedings.records import (
    NOBODY,
    Asked,
    Doing,
    Kind,
    Shown,
    Turn,
    in_table,
    reasons,
    said,
    thread_of,
)
from duixian.faces.desk.workbench.steps import Way
from duixian.flows import take_entrusted
from duixian.law.procedure.entrust_life import ENTRUSTED_LIFE, EntrustedAct, EntrustedFacts, EntrustedState

_A, _S = EntrustedAct, EntrustedState
_RECORD = "entrust.record"


def find(court_id: int, pk: int) -> EntrustedCase | None:
    """An entrusted case of the court."""
    rows = EntrustedCase.objects.select_related("case__officer", "from_court", "letter")
    return rows.filter(pk=pk, court_id=court_id).first()


_TURNS = {
    _S.RECEIVED: Turn(gettext_noop("本院：七日内立案"), "case.file"),
    _S.WANTING: Turn(gettext_noop("委托法院：补办材料")),
    _S.FILED: Turn(gettext_noop("本院：十五日内开始执行"), _RECORD),
    _S.STARTED: Turn(gettext_noop("本院：执行并函告情况"), _RECORD),
}


def turn(row: EntrustedCase) -> Turn:
    """Whose turn it is."""
    return _TURNS.get(_S(row.state), NOBODY)


def _file(a: Asked) -> None:
    officer = a.text("officer")
    chosen = courts.staff(a.row.court_id).filter(pk=officer).first() if officer.isdigit() else None
    take_entrusted.file(acting=a.acting, row=a.row, officer_id=chosen.pk if chosen else None, on=a.on, now=a.now)


def _ask_papers(a: Asked) -> None:
    take_entrusted.ask_papers(acting=a.acting, row=a.row, missing=a.text("missing"), on=a.on, now=a.now)


def _take_controls(a: Asked) -> None:
    take_entrusted.take_controls(acting=a.acting, row=a.row, on=a.on, now=a.now)


def _start(a: Asked) -> None:
    take_entrusted.start(acting=a.acting, row=a.row, on=a.on, now=a.now)


def _report(a: Asked) -> None:
    take_entrusted.report(acting=a.acting, row=a.row, report=a.text("report"), on=a.on, now=a.now)


def _finish(a: Asked) -> None:
    take_entrusted.finish(acting=a.acting, row=a.row, result=a.text("result"), on=a.on, now=a.now)


def _send_back(a: Asked) -> None:
    take_entrusted.send_back(
        acting=a.acting, row=a.row, reason=a.text("reason"), consent=a.text("consent"), on=a.on, now=a.now
    )


def _unfinished(row: EntrustedCase, on: date) -> Sequence[Fault]:
    over = row.case is not None and row.case.state == CaseState.CLOSED
    return reasons(ENTRUSTED_LIFE, _S(row.state), _A.FINISH, EntrustedFacts(on=on, finished=over))


def _may_take_controls(row: EntrustedCase) -> bool:
    """What came over with the letter is held in this court's name, and the other court was not told yet."""
    told = CourtLetter.objects.filter(court_id=row.court_id, kind=LetterKind.CONTROLS_TAKEN, thread_id=row.letter_id)
    return row.case_id is not None and bool(row.letter.said.get("controls")) and not told.exists()


def _officers(row: EntrustedCase) -> Sequence[Input]:
    people = courts.staff(row.court_id).filter(roles__contains=[Role.OFFICER])
    options = [("", gettext_noop("立案后分案")), *((str(one.pk), one.name) for one in people)]
    return (Input("officer", gettext_noop("承办人"), "choice", required=False, options=options),)


def _return_inputs(row: EntrustedCase) -> Sequence[Input]:
    late = row.state == _S.WANTING
    hint = gettext_noop("三十日内未补办也未说明的，可以不填") if late else ""
    return (Input("consent", gettext_noop("高级人民法院的批准文号"), required=not late, hint=hint), REASON)


def _opens(*acts: EntrustedAct) -> Any:
    return in_table(ENTRUSTED_LIFE, EntrustedState, *acts)


DOINGS = (
    Doing("file", gettext_noop("立案并函告"), "case.file", _file, _opens(_A.FILE), _officers),
    Doing(
        "ask-papers",
        gettext_noop("要求补办材料"),
        _RECORD,
        _ask_papers,
        _opens(_A.ASK_PAPERS),
        lambda row: (Input("missing", gettext_noop("缺少的材料"), "area"),),
    ),
    Doing("start", gettext_noop("登记开始执行"), _RECORD, _start, _opens(_A.START)),
    Doing("controls", gettext_noop("函告控制措施已接续"), _RECORD, _take_controls, _may_take_controls),
    Doing(
        "report",
        gettext_noop("函告执行情况"),
        _RECORD,
        _report,
        _opens(_A.REPORT),
        lambda row: (Input("report", gettext_noop("执行情况"), "area"),),
    ),
    Doing(
        "finish",
        gettext_noop("函复结果"),
        _RECORD,
        _finish,
        _opens(_A.FINISH),
        lambda row: (Input("result", gettext_noop("执行结果"), "area"),),
        _unfinished,
    ),
    Doing(
        "return",
        gettext_noop("退回委托"),
        "entrust.return",
        _send_back,
        _opens(_A.RETURN),
        _return_inputs,
        danger=True,
    ),
)


def shown(row: EntrustedCase, on: date) -> Shown:
    """What the page says of it; the other court's words are those of its letter."""
    letter = row.letter.said
    texts = [(_("委托理由"), str(letter.get("reason", ""))), (_("财产"), str(letter.get("assets_there", "")))]
    texts.append((_("随函材料"), "、".join(letter.get("papers", ()))))
    if letter.get("controls"):
        held = [f"{one['owner']} {one['title']}（{one['until'] or '—'}）" for one in letter["controls"]]
        texts.append((_("移交的控制措施"), "\n".join(held)))
    if row.note:
        texts.append((_("最近记载"), row.note))
    ways = [Way(_("查看本院案件"), reverse("desk:case", args=[row.case_id]))] if row.case_id else []
    return Shown(
        heading=_("受{court}委托执行").format(court=row.from_court.name),
        facts=(
            said(_("委托法院"), row.from_court.name, row.their_number),
            said(_("委托法院承办人"), letter.get("officer")),
            said(_("收到"), row.received_on),
            said(_("补办材料至"), row.supply_due),
            said(_("立案"), row.filed_on, row.case.number if row.case else ""),
            said(_("函告情况"), row.reported_on),
        ),
        texts=texts,
        due_on=day_of(row),
        case=row.case,
        case_number=row.their_number,
        letters=thread_of(row.letter),
        history=list(trail.about(f"entrusted:{row.pk}")[:50]),
        ways=ways,
    )


KIND = Kind(
    "entrusted",
    gettext_noop("受托执行"),
    (_RECORD, "case.file", "entrust.return"),
    find,
    turn,
    DOINGS,
    shown,
)
