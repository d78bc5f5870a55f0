"""Which acts a page offers on a measure, and the fields each of them asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from duixian.domain.measures.models import Measure, Reconsideration, ReviewState
from duixian.domain.trail.acting import Acting
from duixian.law.measures import URGENT

_K, _S = Measure.Kind, Measure.State


@dataclass(frozen=True, slots=True)
class Input:
    """One field. `kind`: text, datetime-local, date, area, check, choice, checks (several of the options), listed (a
    text with the options as suggestions). `value` is what stands in it at first, `hint` what is said below it."""

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    options: Sequence[tuple[str, str]] = ()
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ActForm:
    """One act: its address, what the button says, what it asks."""

    name: str
    label: str
    inputs: Sequence[Input] = field(default_factory=tuple)
    danger: bool = False


def _at(label: str) -> Input:
    return Input("at", label, "datetime-local")


_OUTCOMES = (ReviewState.UPHELD, ReviewState.CHANGED, ReviewState.REVOKED)
_WHY = Input("grounds", gettext_noop("事由和依据"), "area")
_NOTE = Input("note", gettext_noop("备注"), required=False)
_SPOT = (
    Input("started", gettext_noop("开始时间"), "datetime-local"),
    Input("ended", gettext_noop("结束时间"), "datetime-local"),
    Input("place", gettext_noop("地点")),
    Input("officers", gettext_noop("执行人员及证件号，每行一人：姓名 证件号"), "area"),
    Input("owner_side", gettext_noop("到场的被执行人、成年家属或者负责人"), required=False),
    Input("owner_refused", gettext_noop("经通知拒不到场"), "check", required=False),
    Input("grassroots", gettext_noop("到场的基层组织人员"), required=False),
    Input("grassroots_refused", gettext_noop("经通知未派员"), "check", required=False),
    Input("inventory", gettext_noop("物品清单，每行一件"), "area", required=False),
    Input("nothing_found", gettext_noop("没有发现或者没有搬出财物"), "check", required=False),
    Input("told_to_open", gettext_noop("已责令开启，拒不配合"), "check", required=False),
    Input("opened_by_force", gettext_noop("强制开启"), "check", required=False),
)
_BODIES = Input("bodies", gettext_noop("人身搜查，每行一人：被搜查人 性别 搜查人 性别"), "area", required=False)
BRING_IN = ActForm(
    "bring-in", gettext_noop("登记到案"), (_at(gettext_noop("到案时间")), Input("officers", gettext_noop("执行人员")))
)
QUESTION = ActForm("question", gettext_noop("登记询问"), (_at(gettext_noop("询问开始时间")), _NOTE))
LET_GO = ActForm("let-go", gettext_noop("登记离开"), (_at(gettext_noop("离开时间")), _NOTE))
EXAMINE = ActForm(
    "examine",
    gettext_noop("登记体检"),
    (
        _at(gettext_noop("体检时间")),
        Input("hospital", gettext_noop("体检医院")),
        Input("finding", gettext_noop("结论")),
        Input(
            "fit",
            gettext_noop("是否适宜拘留"),
            "choice",
            options=(("no", gettext_noop("不宜拘留")), ("yes", gettext_noop("可以拘留"))),
        ),
    ),
)
HAND_OVER = ActForm(
    "hand-over",
    gettext_noop("登记送拘"),
    (
        _at(gettext_noop("收拘时间")),
        Input("custody", gettext_noop("拘留所")),
        Input("receipt", gettext_noop("回执编号")),
    ),
)
TELL_FAMILY = ActForm(
    "tell-family",
    gettext_noop("登记通知家属"),
    (_at(gettext_noop("通知时间")), Input("who", gettext_noop("通知了谁"), required=False), _NOTE),
)
REPENT = ActForm(
    "repent", gettext_noop("登记具结悔过"), (_at(gettext_noop("时间")), Input("text", gettext_noop("内容")))
)
ASK_RELEASE = ActForm("ask-release", gettext_noop("呈请提前解除"), (_WHY,))
RELEASE = ActForm(
    "release",
    gettext_noop("登记释放"),
    (
        _at(gettext_noop("释放时间")),
        Input("paper", gettext_noop("看守机关提前释放的文书（期满或者已决定提前解除的不填）"), required=False),
        _NOTE,
    ),
)
SERVE = ActForm(
    "serve", gettext_noop("登记送达"), (_at(gettext_noop("送达时间")), Input("how", gettext_noop("送达方式和回证")))
)
PAY = ActForm(
    "pay",
    gettext_noop("登记缴纳"),
    (
        Input("amount", gettext_noop("金额（元）")),
        Input("on", gettext_noop("缴纳日期"), "date"),
        Input("voucher", gettext_noop("国库缴款凭证号")),
    ),
)
TELL = ActForm(
    "tell",
    gettext_noop("登记协助回执"),
    (
        _at(gettext_noop("接收时间")),
        Input("office", gettext_noop("接收单位")),
        Input("receipt", gettext_noop("回执编号")),
    ),
)
HIT = ActForm(
    "hit",
    gettext_noop("登记命中"),
    (
        _at(gettext_noop("发现时间")),
        Input("place", gettext_noop("地点")),
        Input("told_by", gettext_noop("通报单位")),
        _NOTE,
    ),
)
RENEW = ActForm("renew", gettext_noop("呈请续行"), (Input("until", gettext_noop("续行至"), "date"), _WHY))
LIFT = ActForm("lift", gettext_noop("呈请解除"), (_WHY,))
REVOKE = ActForm("revoke", gettext_noop("呈请撤销"), (_WHY,), danger=True)
SEARCH = ActForm("search", gettext_noop("登记搜查"), (*_SPOT, _BODIES))
POST = ActForm(
    "post", gettext_noop("登记张贴公告"), (_at(gettext_noop("张贴时间")), Input("place", gettext_noop("张贴处")))
)
MOVE_OUT = ActForm("move-out", gettext_noop("登记强制迁出"), _SPOT)
WITHDRAW = ActForm("withdraw", gettext_noop("撤回呈批"), (_NOTE,), danger=True)
ASK_REVIEW = ActForm(
    "ask-review",
    gettext_noop("登记复议申请"),
    (Input("on", gettext_noop("申请日期"), "date"), Input("grounds", gettext_noop("理由"), "area")),
)
SEND_REVIEW = ActForm(
    "send-review", gettext_noop("登记报送上级"), (Input("on", gettext_noop("上级法院收到日期"), "date"),)
)
REVIEWED = ActForm(
    "reviewed",
    gettext_noop("登记复议决定"),
    (
        Input("number", gettext_noop("复议决定书文号")),
        Input(
            "outcome",
            gettext_noop("结果"),
            "choice",
            options=tuple((state.value, str(state.label)) for state in _OUTCOMES),
        ),
        Input("amount", gettext_noop("变更后的罚款（元）"), required=False),
        Input("days", gettext_noop("变更后的拘留日数"), required=False),
    ),
)

_BY_STATE = {
    (_K.COMPEL, _S.DECIDED): (BRING_IN, REVOKE),
    (_K.COMPEL, _S.IN_FORCE): (QUESTION, LET_GO),
    (_K.DETAIN, _S.PROPOSED): (EXAMINE, HAND_OVER),
    (_K.DETAIN, _S.DECIDED): (EXAMINE, HAND_OVER, SERVE, REVOKE),
    (_K.DETAIN, _S.DEFERRED): (EXAMINE, REVOKE),
    (_K.DETAIN, _S.URGENT): (TELL_FAMILY,),
    (_K.DETAIN, _S.IN_FORCE): (TELL_FAMILY, SERVE, REPENT, ASK_RELEASE, RELEASE),
    (_K.DETAIN, _S.LIFTED): (RELEASE,),
    (_K.FINE, _S.DECIDED): (SERVE, REVOKE),
    (_K.FINE, _S.IN_FORCE): (PAY, REVOKE),
    (_K.SEARCH, _S.DECIDED): (SEARCH, REVOKE),
    (_K.EXIT_BAN, _S.DECIDED): (SERVE, TELL, LIFT),
    (_K.EXIT_BAN, _S.IN_FORCE): (SERVE, HIT, RENEW, LIFT),
    (_K.LOOKOUT, _S.DECIDED): (TELL, LIFT),
    (_K.LOOKOUT, _S.IN_FORCE): (HIT, RENEW, LIFT),
    (_K.EVICT, _S.DECIDED): (POST, LIFT),
    (_K.EVICT, _S.IN_FORCE): (MOVE_OUT, LIFT),
}


def open_acts(measure: Measure, acting: Acting, *, review: Reconsideration | None, served: bool) -> list[ActForm]:
    """The acts a page offers, in the order of the procedure; the flow still says no where the law does."""
    found = list(_BY_STATE.get((Measure.Kind(measure.kind), Measure.State(measure.state)), ()))
    if measure.state == _S.PROPOSED and (measure.misconduct is None or measure.misconduct.kind not in set(URGENT)):
        found = []  # only force goes before the signature
    if measure.kind == _K.DETAIN and measure.state == _S.REVOKED and measure.begun_at is not None:
        found.append(RELEASE)
    if measure.state == _S.PROPOSED and measure.proposed_by_id == acting.officer_id:
        found.append(WITHDRAW)
    if served and review is None:
        found.append(ASK_REVIEW)
    elif review is not None and review.state == ReviewState.ASKED:
        found.append(SEND_REVIEW)
    elif review is not None and review.state == ReviewState.SENT:
        found.append(REVIEWED)
    return found
