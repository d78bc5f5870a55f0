"""An application for enforcement as a record: its conditions as they stand, and what becomes of it (执行规定 16)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base import money
from duixian.base.faults import Fault
from duixian.domain.cases.models import Application
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Role
from duixian.domain.trail import selectors as trail
from duixian.faces.desk import officer as officers
from duixian.faces.desk.applications import about
from duixian.faces.desk.lights import Light, Tone
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.objections import REASON
from duixian.faces.desk.proceedings.records import NOBODY, Asked, Doing, Kind, Shown, Turn, in_table, reasons, said
from duixian.faces.desk.workbench.steps import Way
from duixian.flows import receive_application
from duixian.law.procedure.acceptance import Examined, Found
from duixian.law.procedure.application_life import (
    APPLICATION_LIFE,
    ApplicationAct,
    ApplicationState,
    Step,
    refused_on,
    sentence,
)

_A, _S = ApplicationAct, ApplicationState
READS = ("case.file",)
_LIGHTS = {
    Found.MET: (Tone.GREEN, gettext_noop("具备")),
    Found.MISSING: (Tone.YELLOW, gettext_noop("尚未查明")),
    Found.NOT_MET: (Tone.RED, gettext_noop("不具备")),
}


def find(court_id: int, pk: int) -> Application | None:
    """An application of the court."""
    rows = Application.objects.select_related("case", "received_by").defer("ruling_pdf")
    return rows.filter(pk=pk, court_id=court_id).first()


def turn(row: Application) -> Turn:
    """Whose turn it is."""
    if row.state == _S.RECEIVED:
        return Turn(gettext_noop("本院：七日内立案或者裁定不予受理"), "case.file")
    if row.state == _S.SUPPLEMENT:
        return Turn(gettext_noop("申请执行人：补正材料"))
    return NOBODY


def _file(a: Asked) -> str:
    officer = a.text("officer")
    chosen = courts.staff(a.row.court_id).filter(pk=officer).first() if officer.isdigit() else None
    case = receive_application.file(
        acting=a.acting, application=a.row, officer_id=chosen.pk if chosen else None, on=a.on, now=a.now
    )
    return reverse("desk:case", args=[case.pk])


def _ask(a: Asked) -> None:
    receive_application.ask_supplement(
        acting=a.acting,
        application=a.row,
        what=a.text("what"),
        due=a.typed.day("due", "补正期限"),
        on=a.on,
        now=a.now,
    )


def _take(a: Asked) -> None:
    receive_application.take_supplement(
        acting=a.acting, application=a.row, about=about.typed(a.typed), on=a.on, now=a.now
    )


def _refuse(a: Asked) -> None:
    receive_application.refuse(acting=a.acting, application=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _withdraw(a: Asked) -> None:
    receive_application.withdraw(acting=a.acting, application=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _against(act: ApplicationAct) -> Any:
    """What the conditions of today have against filing, or against a refusal."""

    def faults(row: Application, on: date) -> Sequence[Fault]:
        examined, _told = receive_application.look(row, on=on)
        step = Step(on=on, examined=examined, reason="—", due=row.supplement_due)
        return reasons(APPLICATION_LIFE, _S(row.state), act, step)

    return faults


def _officers(row: Application) -> Sequence[Input]:
    people = courts.staff(row.court_id).filter(roles__contains=[Role.OFFICER])
    options = [("", gettext_noop("立案后分案")), *((str(one.pk), one.name) for one in people)]
    return (Input("officer", gettext_noop("承办人"), "choice", required=False, options=options),)


def _missing(row: Application) -> Sequence[Input]:
    examined, _told = receive_application.look(row, on=localdate())
    lacking = "；".join(one.why for one in examined if one.found is not Found.MET)
    return (
        Input("what", gettext_noop("需补正的材料"), "area", value=lacking),
        Input("due", gettext_noop("补正期限"), "date"),
    )


def _opens(act: ApplicationAct) -> Any:
    return in_table(APPLICATION_LIFE, ApplicationState, act)


DOINGS = (
    Doing("file", gettext_noop("立案"), "case.file", _file, _opens(_A.FILE), _officers, _against(_A.FILE)),
    Doing("ask", gettext_noop("通知补正"), "case.file", _ask, _opens(_A.ASK_SUPPLEMENT), _missing),
    Doing(
        "take",
        gettext_noop("登记补正材料"),
        "case.file",
        _take,
        _opens(_A.TAKE_SUPPLEMENT),
        lambda row: about.inputs(row.about),
    ),
    Doing(
        "refuse",
        gettext_noop("裁定不予受理"),
        "case.file",
        _refuse,
        _opens(_A.REFUSE),
        lambda row: (REASON,),
        _against(_A.REFUSE),
        danger=True,
    ),
    Doing(
        "withdraw",
        gettext_noop("登记撤回申请"),
        "case.file",
        _withdraw,
        _opens(_A.WITHDRAW),
        lambda row: (REASON,),
        danger=True,
    ),
)


def _conditions(examined: Sequence[Examined]) -> list[tuple[str, Light, str]]:
    rows = []
    for one in examined:
        tone, words = _LIGHTS[one.found]
        rows.append((sentence(one), Light(tone, _(words)), one.why))
    return rows


def shown(row: Application, on: date) -> Shown:
    """What the page says of it: while it is open, as the conditions stand today; afterwards, as they were decided."""
    open_ = row.state in (_S.RECEIVED, _S.SUPPLEMENT)
    examined, told = receive_application.look(row, on=on if open_ else row.decided_on or on)
    ordered = receive_application.draft_of(row).ordered
    texts = []
    claims = [f"{item.label} {money.display(item.amount) if item.amount is not None else ''}" for item in ordered.items]
    claims += [duty.text for duty in ordered.acts]
    texts.append((_("申请执行的内容"), "\n".join(claims) or "—"))
    if row.supplement:
        texts.append((_("补正通知"), f"{row.supplement_asked_on} {row.supplement}"))
    if row.refusal:
        texts.append((_("不予受理的理由"), f"{_(sentence(refused_on(examined)))}\n{row.refusal_reason}"))
    ways = []
    if row.case_id:
        ways.append(Way(_("查看案件"), reverse("desk:case", args=[row.case_id])))
    if row.ruling_number:
        ways.append(Way(_("不予受理裁定书"), reverse("desk:application_ruling", args=[row.pk])))
    return Shown(
        heading=f"{_('申请执行')} {row.applicant} — {row.debtor}",
        facts=(
            said(_("申请执行人"), row.applicant),
            said(_("被执行人"), row.debtor),
            said(_("执行依据"), row.title_number),
            said(_("收件"), row.received_on, row.received_by.name),
            said(_("补正期限"), row.supplement_due),
            said(_("补正收到"), row.supplemented_on),
            said(_("决定"), row.decided_on),
            said(_("裁定文号"), row.ruling_number),
        ),
        texts=texts,
        due_on=(row.supplement_due if row.state == _S.SUPPLEMENT else row.due_on) if open_ else None,
        case=row.case,
        history=list(trail.about(f"application:{row.pk}")[:50]),
        lacking=told,
        lacking_title=_("立案时须注意"),
        ways=ways,
        part="desk/applications/conditions.html",
        more={"conditions": _conditions(examined)},
    )


KIND = Kind(
    "applications",
    gettext_noop("执行申请"),
    READS,
    find,
    turn,
    DOINGS,
    shown,
    "desk:applications",
    gettext_noop("执行申请"),
)


def ruling_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The ruling that refuses an application, as it was issued."""
    officer = officers.of_office(request, *READS)
    row = Application.objects.filter(pk=pk, court_id=officer.court_id).first()
    if row is None or not row.ruling_pdf:
        raise Http404
    answer = HttpResponse(bytes(row.ruling_pdf), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="application-{row.pk}.pdf"'
    return answer
