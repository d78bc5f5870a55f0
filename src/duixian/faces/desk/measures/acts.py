"""Acts on one measure: each calls one flow, and says what was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.measures.models import Measure, Reconsideration, ReviewState
from duixian.domain.measures.services import fines
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.measures.views import of_court
from duixian.flows.measures import appear, detain, ending, on_spot, reconsider, serve
from duixian.flows.measures import propose as proposals
from duixian.law.measures import MeasureKind


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as it was asked for."""

    acting: Acting
    measure: Measure
    typed: Typed
    on: date
    now: datetime

    @property
    def review(self) -> Reconsideration:
        """The reconsideration of the measure; 404 where there is none."""
        found = Reconsideration.objects.select_related("measure__case").filter(measure=self.measure).first()
        if found is None:
            raise Http404
        return found

    def text(self, name: str) -> str:
        """A field without the blanks around it."""
        return self.typed.text(name)


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one act and go back to the measure."""
    if name not in _ACTS:
        raise Http404
    officer = officers.of(request)
    measure = of_court(officer, pk)
    note, do = _ACTS[name]
    do(Asked(officer.acting(), measure, Typed(request.POST), localdate(), localtime()))
    return done(request, reverse("desk:measure", args=[pk]), _(note))


def _bring_in(a: Asked) -> None:
    at = a.typed.minute("at", "到案时间")
    appear.bring_in(acting=a.acting, measure=a.measure, at=at, officers=a.text("officers"), on=a.on, now=a.now)


def _question(a: Asked) -> None:
    at = a.typed.minute("at", "询问开始时间")
    appear.question(acting=a.acting, measure=a.measure, at=at, note=a.text("note"), now=a.now)


def _let_go(a: Asked) -> None:
    at = a.typed.minute("at", "离开时间")
    appear.let_go(acting=a.acting, measure=a.measure, at=at, note=a.text("note"), on=a.on, now=a.now)


def _examine(a: Asked) -> None:
    detain.examine(
        acting=a.acting,
        measure=a.measure,
        at=a.typed.minute("at", "体检时间"),
        fit=a.text("fit") == "yes",
        hospital=a.text("hospital"),
        finding=a.text("finding"),
        on=a.on,
        now=a.now,
    )


def _hand_over(a: Asked) -> None:
    detain.hand_over(
        acting=a.acting,
        measure=a.measure,
        at=a.typed.minute("at", "收拘时间"),
        custody=a.text("custody"),
        receipt=a.text("receipt"),
        on=a.on,
        now=a.now,
    )


def _tell_family(a: Asked) -> None:
    detain.tell_family(
        acting=a.acting,
        measure=a.measure,
        at=a.typed.minute("at", "通知时间"),
        who=a.text("who"),
        note=a.text("note"),
        on=a.on,
        now=a.now,
    )


def _repent(a: Asked) -> None:
    at = a.typed.minute("at", "时间")
    detain.note_repentance(acting=a.acting, measure=a.measure, at=at, text=a.text("text"), now=a.now)


def _release(a: Asked) -> None:
    at = a.typed.minute("at", "释放时间")
    detain.release(
        acting=a.acting, measure=a.measure, at=at, note=a.text("note"), paper=a.text("paper"), on=a.on, now=a.now
    )


def _ask_release(a: Asked) -> None:
    ending.ask_release(acting=a.acting, measure=a.measure, grounds=a.text("grounds"), now=a.now)


def _serve(a: Asked) -> None:
    at = a.typed.minute("at", "送达时间")
    serve.serve(acting=a.acting, measure=a.measure, at=at, how=a.text("how"), now=a.now)


def _pay(a: Asked) -> None:
    fines.note_payment(
        acting=a.acting,
        measure=a.measure,
        amount=a.typed.fen("amount", "金额") or 0,
        paid_on=a.typed.day("on", "缴纳日期"),
        voucher=a.text("voucher"),
        on=a.on,
        now=a.now,
    )


def _tell(a: Asked) -> None:
    serve.tell_watchers(
        acting=a.acting,
        measure=a.measure,
        at=a.typed.minute("at", "接收时间"),
        office=a.text("office"),
        receipt=a.text("receipt"),
        now=a.now,
    )


def _hit(a: Asked) -> None:
    serve.note_hit(
        acting=a.acting,
        measure=a.measure,
        at=a.typed.minute("at", "发现时间"),
        place=a.text("place"),
        told_by=a.text("told_by"),
        note=a.text("note"),
        now=a.now,
    )


def _renew(a: Asked) -> None:
    until = a.typed.day("until", "续行至")
    ending.ask_renewal(acting=a.acting, measure=a.measure, until=until, grounds=a.text("grounds"), on=a.on, now=a.now)


def _lift(a: Asked) -> None:
    ending.ask_lift(acting=a.acting, measure=a.measure, grounds=a.text("grounds"), now=a.now)


def _revoke(a: Asked) -> None:
    ending.ask_revoke(acting=a.acting, measure=a.measure, grounds=a.text("grounds"), now=a.now)


def _search(a: Asked) -> None:
    spot = a.typed.spot(MeasureKind.SEARCH)
    on_spot.search(acting=a.acting, measure=a.measure, spot=spot, on=a.on, now=a.now)


def _post(a: Asked) -> None:
    at = a.typed.minute("at", "张贴时间")
    on_spot.post_notice(acting=a.acting, measure=a.measure, at=at, place=a.text("place"), on=a.on, now=a.now)


def _move_out(a: Asked) -> None:
    spot = a.typed.spot(MeasureKind.EVICT)
    on_spot.move_out(acting=a.acting, measure=a.measure, spot=spot, on=a.on, now=a.now)


def _withdraw(a: Asked) -> None:
    proposals.withdraw(acting=a.acting, measure=a.measure, note=a.text("note"), now=a.now)


def _ask_review(a: Asked) -> None:
    on = a.typed.day("on", "申请日期")
    reconsider.ask(acting=a.acting, measure=a.measure, grounds=a.text("grounds"), on=on, now=a.now)


def _send_review(a: Asked) -> None:
    on = a.typed.day("on", "上级法院收到日期")
    reconsider.send(acting=a.acting, review=a.review, received_on=on, now=a.now)


def _reviewed(a: Asked) -> None:
    if a.text("outcome") not in ReviewState.values:
        raise BadInput(Fault("review.outcome", "请选择复议结果", "按复议决定书选择", field="复议结果"))
    reconsider.note_decision(
        acting=a.acting,
        review=a.review,
        outcome=ReviewState(a.text("outcome")),
        number=a.text("number"),
        on=a.on,
        now=a.now,
        amount=a.typed.fen("amount", "变更后的罚款"),
        days=a.typed.whole("days", "变更后的拘留日数"),
    )


_ACTS: Mapping[str, tuple[str, Callable[[Asked], None]]] = {
    "bring-in": (gettext_noop("已登记到案，询问时限开始计算。"), _bring_in),
    "question": (gettext_noop("已登记询问。"), _question),
    "let-go": (gettext_noop("已登记离开，拘传结束。"), _let_go),
    "examine": (gettext_noop("已登记体检。"), _examine),
    "hand-over": (gettext_noop("已登记送拘，请在二十四小时内通知家属。"), _hand_over),
    "tell-family": (gettext_noop("已登记通知家属。"), _tell_family),
    "repent": (gettext_noop("已登记具结悔过。"), _repent),
    "release": (gettext_noop("已登记释放。"), _release),
    "ask-release": (gettext_noop("已呈请提前解除，待院长审批。"), _ask_release),
    "serve": (gettext_noop("已登记送达，复议期限开始计算。"), _serve),
    "pay": (gettext_noop("已登记缴纳。"), _pay),
    "tell": (gettext_noop("已登记协助回执，措施生效。"), _tell),
    "hit": (gettext_noop("已登记命中。"), _hit),
    "renew": (gettext_noop("已呈请续行，待审批。"), _renew),
    "lift": (gettext_noop("已呈请解除，待审批。"), _lift),
    "revoke": (gettext_noop("已呈请撤销，待审批。"), _revoke),
    "search": (gettext_noop("已登记搜查，笔录已制作。"), _search),
    "post": (gettext_noop("已登记张贴公告。"), _post),
    "move-out": (gettext_noop("已登记强制迁出，笔录已制作。"), _move_out),
    "withdraw": (gettext_noop("已撤回呈批。"), _withdraw),
    "ask-review": (gettext_noop("已登记复议申请。"), _ask_review),
    "send-review": (gettext_noop("已登记报送上级法院。"), _send_review),
    "reviewed": (gettext_noop("已登记复议决定。"), _reviewed),
}
