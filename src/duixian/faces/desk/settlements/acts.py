"""Acts on a settlement and on promises: each calls one flow or service, and says what was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localdate, localtime, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.days import read_day
from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Approval, ApprovalState, Case
from duixian.domain.settlements.models import Instalment, Promise, Settlement
from duixian.domain.settlements.services import agreements, promises
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.settlements.views import of_court
from duixian.flows.approve import approve
from duixian.flows.settle import agree, resume, spread
from duixian.flows.settle import promise as promise_flow


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as it was asked for."""

    acting: Acting
    settlement: Settlement
    form: QueryDict
    on: date
    now: datetime

    def text(self, name: str) -> str:
        """A field without the blanks around it."""
        return self.form.get(name, "").strip()

    def day(self, name: str, field: str) -> date:
        """A day, today where nothing was typed. Raises `BadInput`."""
        return read_day(self.text(name), field=field) if self.text(name) else self.on

    @property
    def instalment(self) -> Instalment:
        """The step it is about; 404 for none of this settlement."""
        text = self.text("instalment")
        found = self.settlement.instalments.filter(pk=int(text)).first() if text.isdigit() else None
        if found is None:
            raise Http404
        return found


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one of the acts and return to the page."""
    doing = ACTS.get(name)
    if doing is None:
        raise Http404
    officer = officers.of(request)
    note = doing(Asked(officer.acting(), of_court(officer, pk), request.POST, localdate(), localtime()))
    return done(request, reverse("desk:settlement", args=[pk]), note)


def _sign(asked: Asked) -> str:
    signer = asked.settlement.signatories.filter(pk=asked.text("signatory") or 0).select_related("person").first()
    if signer is None:
        raise Http404
    agree.sign(
        acting=asked.acting, settlement=asked.settlement, person=signer.person, on=asked.day("day", "签名日期"),
        now=asked.now,
    )  # fmt: skip
    return _("已登记签认。")


def _drop(asked: Asked) -> str:
    agree.drop(acting=asked.acting, settlement=asked.settlement, why=asked.text("why"), on=asked.on, now=asked.now)
    return _("已记载未生效。")


def _acknowledge(asked: Asked) -> str:
    spread.acknowledge(
        acting=asked.acting,
        instalment=asked.instalment,
        amount=money.fen(asked.text("amount")),
        paid_on=asked.day("day", "付款日期"),
        acknowledged=asked.text("note"),
        on=asked.on,
        now=asked.now,
    )
    return _("已登记直接收取的款项。")


def _done(asked: Asked) -> str:
    credited = money.fen(asked.text("amount"), field="折抵金额") if asked.text("amount") else 0
    spread.note_done(
        acting=asked.acting,
        instalment=asked.instalment,
        done_on=asked.day("day", "履行日期"),
        note=asked.text("note"),
        on=asked.on,
        now=asked.now,
        credited=credited,
    )
    return _("已登记履行情况。")


def _condition(asked: Asked) -> str:
    spread.meet_condition(
        acting=asked.acting,
        instalment=asked.instalment,
        met_on=asked.day("day", "成就日期"),
        note=asked.text("note"),
        on=asked.on,
        now=asked.now,
    )
    return _("已登记条件成就，履行日期随之确定。")


def _answer(asked: Asked) -> str:
    agreements.note_asked(
        acting=asked.acting, settlement=asked.settlement, answer=asked.text("note"), on=asked.on, now=asked.now
    )
    return _("已记载申请执行人的答复。")


def _resume(asked: Asked) -> str:
    ask = resume.ask_to_refuse if asked.text("refuse") == "1" else resume.ask
    raised = {"yes": True, "no": False}.get(asked.text("limitation"))
    ask(
        acting=asked.acting,
        settlement=asked.settlement,
        applicant=asked.settlement.creditor if asked.text("asked") == "1" else None,
        requested_on=asked.day("day", "申请日期"),
        grounds=asked.text("grounds"),
        anticipatory=asked.text("anticipatory"),
        limitation_raised=raised,
        on=asked.on,
        now=asked.now,
    )
    return _("已呈批。")


def _decide(asked: Asked) -> str:
    waiting = Approval.objects.filter(subject=f"settlement:{asked.settlement.pk}", state=ApprovalState.WAITING).first()
    if waiting is None:
        raise Http404
    yes = asked.text("approved") == "1"
    approve(acting=asked.acting, approval=waiting, approved=yes, note=asked.text("note"), on=asked.on, now=asked.now)
    return _("已批准。") if yes else _("已不予批准。")


def _sue(asked: Asked) -> str:
    resume.note_suit(
        acting=asked.acting, settlement=asked.settlement, paper=asked.text("paper"), on=asked.on, now=asked.now
    )
    return _("已登记另行起诉。")


def _void(asked: Asked) -> str:
    resume.note_void(
        acting=asked.acting, settlement=asked.settlement, paper=asked.text("paper"), on=asked.on, now=asked.now
    )
    return _("已登记和解协议被确认无效或者撤销。")


def _call(asked: Asked) -> str:
    text = asked.text("surety")
    rows = asked.settlement.guarantors.select_related("person", "settlement__case__court", "settlement__case__title")
    surety = rows.filter(pk=int(text) if text.isdigit() else 0).first()
    if surety is None:
        raise Http404
    resume.call_surety(acting=asked.acting, guarantor=surety, on=asked.on, now=asked.now)
    return _("已裁定执行和解担保人。")


def _interrupt(asked: Asked) -> str:
    resume.note_interruption(
        acting=asked.acting,
        settlement=asked.settlement,
        what=asked.text("note"),
        day=asked.day("day", "中断日期"),
        on=asked.on,
        now=asked.now,
    )
    return _("已登记中断事由，期间重新计算。")


ACTS: Mapping[str, Callable[[Asked], str]] = {
    "sign": _sign,
    "drop": _drop,
    "acknowledge": _acknowledge,
    "done": _done,
    "condition": _condition,
    "answer": _answer,
    "resume": _resume,
    "decide": _decide,
    "sue": _sue,
    "void": _void,
    "call": _call,
    "interrupt": _interrupt,
}


# --- promises


@require_POST
def note_promise(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep what somebody promised to do by an hour."""
    officer = officers.of_office(request, "promise.note")
    case = Case.objects.filter(pk=case_id, court_id=officer.court_id).first()
    person = request.POST.get("person", "")
    party = case.parties.filter(person_id=int(person)).first() if case and person.isdigit() else None
    if case is None or party is None:
        raise Http404
    text = request.POST.get("due_at", "")
    due_at = parse_datetime(text)
    if due_at is None:
        raise BadInput(Fault("promise.hour", "不是可识别的时间", "请填写日期和时间", field="约定时间", value=text))
    amount = request.POST.get("amount", "").strip()
    promise_flow.note(
        acting=officer.acting(),
        case=case,
        person=party.person,
        what=request.POST.get("what", ""),
        amount=money.fen(amount) if amount else None,
        due_at=make_aware(due_at) if is_naive(due_at) else due_at,
        now=localtime(),
    )
    return done(request, reverse("desk:case_tab", args=[case_id, "settlement"]), _("已登记约定。"))


@require_POST
def promise_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Answer a broken promise, note that one was kept otherwise, or take one back."""
    officer = officers.of_office(request, "promise.note")
    promise = Promise.objects.filter(pk=pk, court_id=officer.court_id).first()
    if promise is None or name not in ("answer", "done", "withdraw"):
        raise Http404
    text, acting, now = request.POST.get("note", ""), officer.acting(), localtime()
    if name == "answer":
        promises.answer(acting=acting, promise=promise, text=text, now=now)
    elif name == "done":
        promises.note_done(acting=acting, promise=promise, done=text, now=now)
    else:
        promises.withdraw(acting=acting, promise=promise, why=text, now=now)
    return done(request, reverse("desk:case_tab", args=[promise.case_id, "settlement"]), _("已记载。"))
