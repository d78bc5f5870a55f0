"""Acts on one disposal that need no page of their own: each calls one flow, and says what was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base import money
from duixian.base.faults import BadInput, Fault
from duixian.domain.disposal.models import Disposal, Platform, Sale, SetOff
from duixian.domain.disposal.selectors import sale_of
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.disposal.hands import of_hall
from duixian.faces.desk.disposal.views import of_court
from duixian.flows.dispose import announce, price, return_thing, rule, set_off, start, stop
from duixian.flows.dispose import choose_platform as platforms
from duixian.flows.dispose import default as defaults


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as it was asked for."""

    acting: Acting
    disposal: Disposal
    form: QueryDict
    on: date
    now: datetime

    def text(self, name: str) -> str:
        """A field without the blanks around it."""
        return self.form.get(name, "").strip()

    def fen(self, name: str, field: str) -> int:
        """An amount typed in yuan. Raises `BadInput`."""
        return money.fen(self.text(name), field=field)

    @property
    def sale(self) -> Sale:
        """The sale that stands; 404 where there is none."""
        found = sale_of(self.disposal)
        if found is None:
            raise Http404
        return found

    @property
    def taken(self) -> SetOff:
        """The set-off; 404 where there is none."""
        found = SetOff.objects.select_related("disposal").filter(disposal=self.disposal).first()
        if found is None:
            raise Http404
        return found


Act = Callable[[Asked], str]


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one of the acts and return to the page."""
    doing = ACTS.get(name)
    if doing is None:
        raise Http404
    officer = officers.of(request)
    note = doing(Asked(officer.acting(), of_court(officer, pk), request.POST, localdate(), localtime()))
    return done(request, reverse("desk:disposal", args=[pk]), note)


def _approve(asked: Asked) -> str:
    start.approve(acting=asked.acting, disposal=asked.disposal, on=asked.on, now=asked.now)
    return _("处置已审批。")


def _choose_platform(asked: Asked) -> str:
    applicants = asked.disposal.case.parties.filter(role="applicant").values_list("person_id", flat=True)
    wishes = {person: asked.text(f"wish:{person}") for person in applicants if asked.text(f"wish:{person}")}
    chosen = platforms.choose_platform(
        acting=asked.acting,
        disposal=asked.disposal,
        wishes=wishes,
        courts=_platform(asked.text("platform")),
        why=asked.text("why"),
        on=asked.on,
        now=asked.now,
    )
    return _("已选定平台：{name}（{by}选择）。").format(
        name=chosen.platform.name if chosen.platform else "", by=_(chosen.platform_chosen_by)
    )


def _platform(code: str) -> Platform:
    found = Platform.objects.filter(code=code, active=True).first()
    if found is None:
        raise BadInput(Fault("platform.none", "没有这个平台", "请从列表中选择", field="平台", value=code))
    return found


def _reprice(asked: Asked) -> str:
    price.reprice(acting=asked.acting, disposal=asked.disposal, reason=asked.text("reason"), on=asked.on, now=asked.now)
    return _("参考价待重新确定。")


def _tell_no_surplus(asked: Asked) -> str:
    announce.tell_no_surplus(acting=asked.acting, disposal=asked.disposal, on=asked.on, now=asked.now)
    return _("已记载通知。")


def _ask_to_go_on(asked: Asked) -> str:
    announce.ask_to_go_on(acting=asked.acting, disposal=asked.disposal, on=asked.on, now=asked.now)
    return _("已记载申请。")


def _stop(asked: Asked) -> str:
    stop.stop(
        acting=asked.acting,
        disposal=asked.disposal,
        reason=asked.text("reason"),
        on=asked.on,
        now=asked.now,
        **of_hall(),
    )
    return _("处置已暂停。")


def _resume(asked: Asked) -> str:
    stop.resume(
        acting=asked.acting,
        disposal=asked.disposal,
        reason=asked.text("reason"),
        on=asked.on,
        now=asked.now,
        **of_hall(),
    )
    return _("处置已恢复。")


def _withdraw(asked: Asked) -> str:
    stop.withdraw(
        acting=asked.acting,
        disposal=asked.disposal,
        reason=asked.text("reason"),
        on=asked.on,
        now=asked.now,
        **of_hall(),
    )
    return _("处置已撤回，竞买人的款项退还。")


def _credit(asked: Asked) -> str:
    amount = asked.fen("amount", "冲抵金额")
    rule.credit_buyer(acting=asked.acting, sale=asked.sale, amount=amount, on=asked.on, now=asked.now)
    return _("已记载债权冲抵价款。")


def _default(asked: Asked) -> str:
    defaults.declare_default(acting=asked.acting, sale=asked.sale, on=asked.on, now=asked.now)
    return _("已认定悔拍，可重新公告同一轮次。")


def _rule(asked: Asked) -> str:
    rule.rule(acting=asked.acting, sale=asked.sale, on=asked.on, now=asked.now)
    return _("已作出成交裁定，待送达。")


def _serve(asked: Asked) -> str:
    rule.serve(acting=asked.acting, sale=asked.sale, on=asked.on, now=asked.now)
    return _("成交裁定已送达：所有权转移，价款入案。")


def _hand_over(asked: Asked) -> str:
    rule.hand_over(acting=asked.acting, disposal=asked.disposal, on=asked.on, now=asked.now, note=asked.text("note"))
    return _("财产已移交。")


def _ask_creditors(asked: Asked) -> str:
    set_off.ask_creditors(acting=asked.acting, disposal=asked.disposal, on=asked.on, now=asked.now)
    return _("已记载询问，请登记各债权人的答复。")


def _creditor_answers(asked: Asked) -> str:
    creditor = _creditor(asked, asked.text("person"))
    takes = asked.text("takes") == "1"
    set_off.answer(
        acting=asked.acting, disposal=asked.disposal, creditor=creditor, takes=takes, on=asked.on, now=asked.now
    )
    return _("已记载 {name} 的答复。").format(name=creditor.name)


def _take(asked: Asked) -> str:
    takers = []
    for person in _creditors(asked):
        if asked.text(f"rank:{person.pk}"):
            rank = asked.text(f"rank:{person.pk}")
            if not (rank.isascii() and rank.isdigit() and int(rank) > 0):
                fault = Fault("setoff.rank", "须为正整数", "请填写受偿顺位", field="顺位", value=rank)
                raise BadInput(fault)
            takers.append((person, int(rank), asked.fen(f"entitled:{person.pk}", "可受偿金额")))
    drawn = _creditor(asked, asked.text("drawn")) if asked.text("drawn") else None
    made = set_off.set_off(
        acting=asked.acting, disposal=asked.disposal, takers=takers, on=asked.on, now=asked.now, drawn=drawn
    )
    return _("由 {name} 以 {sum} 抵债，应补差额 {more}。").format(
        name=made.taker.name, sum=money.display(made.price_fen), more=money.display(made.difference_fen)
    )


def _creditors(asked: Asked) -> QuerySet[Person]:
    mine = asked.disposal.case.parties.filter(role="applicant")
    return Person.objects.filter(pk__in=mine.values("person_id")).order_by("pk")


def _creditor(asked: Asked, key: str) -> Person:
    found = _creditors(asked).filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise BadInput(Fault("setoff.creditor", "不是本案债权人", "请从列表中选择", field="债权人", value=key))
    return found


def _rule_set_off(asked: Asked) -> str:
    set_off.rule(acting=asked.acting, set_off=asked.taken, on=asked.on, now=asked.now)
    return _("已作出抵债裁定，待送达。")


def _serve_set_off(asked: Asked) -> str:
    set_off.serve(acting=asked.acting, set_off=asked.taken, on=asked.on, now=asked.now)
    return _("抵债裁定已送达，所有权转移。")


def _return(asked: Asked) -> str:
    return_thing.return_thing(acting=asked.acting, disposal=asked.disposal, on=asked.on, now=asked.now)
    return _("财产退还被执行人，控制正在解除。")


def _forfeit(asked: Asked) -> str:
    key = asked.text("sale")
    pairs = {str(sale.pk): sale for sale, _bidder in defaults.forfeited_of(asked.disposal)}
    if key not in pairs:
        raise Http404
    defaults.apply_forfeited(
        acting=asked.acting, sale=pairs[key], costs=asked.fen("costs", "费用损失"), on=asked.on, now=asked.now
    )
    return _("悔拍保证金已按顺序处理。")


ACTS: Mapping[str, Act] = {
    "approve": _approve,
    "platform": _choose_platform,
    "reprice": _reprice,
    "tell-no-surplus": _tell_no_surplus,
    "ask-to-go-on": _ask_to_go_on,
    "stop": _stop,
    "resume": _resume,
    "withdraw": _withdraw,
    "credit": _credit,
    "default": _default,
    "rule": _rule,
    "serve": _serve,
    "hand-over": _hand_over,
    "ask-creditors": _ask_creditors,
    "creditor-answers": _creditor_answers,
    "set-off": _take,
    "rule-set-off": _rule_set_off,
    "serve-set-off": _serve_set_off,
    "return": _return,
    "forfeit": _forfeit,
}
"""By their place in the address."""
