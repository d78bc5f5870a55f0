"""Acts on one decision: each calls one flow, and says what was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.faults import BadInput, Fault
from duixian.domain.lists.models import ConsumptionLimit, CorrectionRequest, Listing
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.days import need_day
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.punish.rows import Decision, of
from duixian.faces.desk.punish.views import of_court
from duixian.flows.lists import correct, enter, exempt, limit, repair
from duixian.law.lists import Circumstances, Condition


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as it was asked for."""

    acting: Acting
    decision: Decision
    typed: Typed
    on: date
    now: datetime

    @property
    def listing(self) -> Listing:
        """The listing it is about; 404 for a limit."""
        if not isinstance(self.decision, Listing):
            raise Http404
        return self.decision

    @property
    def limit(self) -> ConsumptionLimit:
        """The limit it is about; 404 for a listing."""
        if not isinstance(self.decision, ConsumptionLimit):
            raise Http404
        return self.decision

    def text(self, name: str) -> str:
        """A field without the blanks around it."""
        return self.typed.text(name)

    def correction(self, state: str) -> CorrectionRequest:
        """The correction asked of this decision that stands in a state; 404 where none does."""
        rows = CorrectionRequest.objects.filter(**of(self.decision), state=state)
        found = rows.select_related("listing__case", "listing__person", "limit__case", "limit__person").last()
        if found is None:
            raise Http404
        return found


@require_POST
def act(request: HttpRequest, register: str, pk: int, name: str) -> HttpResponse:
    """Do one act and go back to the decision."""
    if name not in _ACTS:
        raise Http404
    officer = officers.of(request)
    decision = of_court(officer, register, pk)
    note, do = _ACTS[name]
    do(Asked(officer.acting(), decision, Typed(request.POST), localdate(), localtime()))
    return done(request, reverse("desk:punished", args=[register, pk]), _(note))


def _circumstances(a: Asked) -> None:
    said = Circumstances(
        secured=a.typed.ticked("secured"),
        sealed_suffices=a.typed.ticked("sealed"),
        subordinate=a.typed.ticked("subordinate"),
        other_exclusion=a.text("other"),
        unable=a.typed.ticked("unable"),
    )
    enter.note_circumstances(acting=a.acting, listing=a.listing, circumstances=said, why=a.text("why"), now=a.now)


def _security(a: Asked) -> None:
    limit.note_security(acting=a.acting, limit=a.limit, why=a.text("why"), now=a.now)


def _extend(a: Asked) -> None:
    years = a.typed.whole("years", "延长年数") or 0
    enter.propose_extension(
        acting=a.acting, listing=a.listing, years=years, reason=a.text("reason"), on=a.on, now=a.now
    )


def _lift(a: Asked) -> None:
    repair.ask_to_lift(
        acting=a.acting,
        decision=a.decision,
        kind=a.text("kind"),
        text=a.text("text"),
        proof=a.text("proof"),
        on=a.on,
        now=a.now,
    )


def _commit(a: Asked) -> None:
    conditions = read_conditions(a.typed.lines("conditions"))
    repair.apply_commitment(
        acting=a.acting, listing=a.listing, conditions=conditions, proof=a.text("proof"), on=a.on, now=a.now
    )


def read_conditions(lines: list[str]) -> list[Condition]:
    """Lines like "2026-12-01 5000 还款" or "2026-12-01 交出车辆". Raises `BadInput` with every bad line."""
    found, faults = [], []
    for place, line in enumerate(lines, start=1):
        day, _, rest = line.partition(" ")
        first, _, words = rest.strip().partition(" ")
        try:
            amount = money.fen(first, field="金额") if first[:1].isdigit() and words.strip() else 0
            found.append(Condition(need_day(day, field="日期"), (words if amount else rest).strip(), amount))
        except BadInput as bad:
            where = f"第 {place} 行"
            faults += [Fault(one.code, one.template, one.remedy, one.field, one.value, where) for one in bad.faults]
    if faults:
        raise BadInput.of(faults)
    return found


def _exempt(a: Asked) -> None:
    exempt.apply_exemption(
        acting=a.acting,
        limit=a.limit,
        purpose=a.text("purpose"),
        what=a.text("what"),
        proof=a.text("proof"),
        since=a.typed.day("since", "自"),
        until=a.typed.day("until", "至"),
        on=a.on,
        now=a.now,
    )


def _exemption_over(a: Asked) -> None:
    row = a.limit.exemptions.filter(state="granted").select_related("limit__case", "limit__person").last()
    if row is None:
        raise Http404
    exempt.close_exemption(acting=a.acting, exemption=row, note=a.text("note"), on=a.on, now=a.now)


def _breach(a: Asked) -> None:
    day = a.typed.day("day", "消费日期")
    limit.note_breach(
        acting=a.acting, limit=a.limit, what=a.text("what"), source=a.text("source"), day=day, on=a.on, now=a.now
    )


def _correct(a: Asked) -> None:
    correct.request_correction(
        acting=a.acting, decision=a.decision, about=a.text("about"), text=a.text("text"), on=a.on, now=a.now
    )


def _answer(a: Asked) -> None:
    row = a.correction("open")
    correct.propose_answer(acting=a.acting, request=row, reason=a.text("reason"), on=a.on, now=a.now)


def _refuse(a: Asked) -> None:
    row = a.correction("open")
    correct.refuse_correction(acting=a.acting, request=row, answer=a.text("answer"), on=a.on, now=a.now)


def _served(a: Asked) -> None:
    day = a.typed.day("day", "送达日期")
    correct.record_answer_served(acting=a.acting, request=a.correction("refused"), day=day, on=a.on, now=a.now)


def _ask_review(a: Asked) -> None:
    correct.ask_review(acting=a.acting, request=a.correction("refused"), on=a.typed.day("day", "申请日期"), now=a.now)


def _review(a: Asked) -> None:
    correct.take_review(
        acting=a.acting,
        request=a.correction("refused"),
        upheld=a.text("upheld") == "1",
        answer=a.text("answer"),
        on=a.on,
        now=a.now,
    )


_ACTS: Mapping[str, tuple[str, Callable[[Asked], None]]] = {
    "circumstances": (gettext_noop("已登记，审批时一并审查。"), _circumstances),
    "security": (gettext_noop("已登记，审批时一并审查。"), _security),
    "extend": (gettext_noop("已呈请延长期限，待院长审批。"), _extend),
    "lift": (gettext_noop("已受理并呈批。"), _lift),
    "commit": (gettext_noop("已受理信用承诺并呈批。"), _commit),
    "exempt": (gettext_noop("已受理单次解除申请并呈批。"), _exempt),
    "exemption-over": (gettext_noop("单次解除已结束，公布信息同时恢复。"), _exemption_over),
    "breach": (gettext_noop("已登记违反限制消费令。"), _breach),
    "correct": (gettext_noop("已受理纠正申请，十五日内作出决定。"), _correct),
    "answer": (gettext_noop("已呈请纠正，三个工作日内完成。"), _answer),
    "refuse": (gettext_noop("已驳回，请送达并告知复议权利。"), _refuse),
    "served": (gettext_noop("已登记送达。"), _served),
    "ask-review": (gettext_noop("已登记复议申请。"), _ask_review),
    "review": (gettext_noop("已登记复议决定。"), _review),
}
