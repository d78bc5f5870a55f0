"""Which acts a page offers on a decision, and what each of them asks."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

from duixian.domain.courts.policies import may
from duixian.domain.lists.models import ConsumptionLimit, CorrectionRequest, Exemption, LiftRequest, Listing
from duixian.domain.trail.acting import Acting
from duixian.faces.desk.measures.forms import ActForm, Input

_PROOF = Input("proof", gettext_noop("书面申请和证明材料"))
_TEXT = Input("text", gettext_noop("事项和理由"), "area")
_KINDS = LiftRequest.Kind


def _choices(*kinds: str) -> list[tuple[str, str]]:
    return [(str(kind), str(_KINDS(kind).label)) for kind in kinds]


CIRCUMSTANCES = ActForm(
    "circumstances",
    gettext_noop("登记查明的情况"),
    (
        Input("secured", gettext_noop("已提供充分有效担保"), "check", required=False),
        Input("sealed", gettext_noop("其他已控制的财产足以清偿"), "check", required=False),
        Input("subordinate", gettext_noop("履行顺序在后"), "check", required=False),
        Input("unable", gettext_noop("只是没有履行能力"), "check", required=False),
        Input("other", gettext_noop("其他排除情形"), required=False),
        Input("why", gettext_noop("查明的经过和来源"), "area"),
    ),
)
SECURITY = ActForm(
    "security", gettext_noop("登记充分担保"), (Input("why", gettext_noop("担保材料的名称和文号"), "area"),)
)
EXTEND = ActForm(
    "extend",
    gettext_noop("呈请延长期限"),
    (
        Input("years", gettext_noop("延长年数"), "choice", options=[("1", "1"), ("2", "2"), ("3", "3")]),
        Input("reason", gettext_noop("暴力、威胁或者多项失信行为的事实"), "area"),
    ),
)
LIFT_LISTING = ActForm(
    "lift",
    gettext_noop("受理删除申请"),
    (Input("kind", gettext_noop("事由"), "choice", options=_choices("consent", "retrial", "repair")), _TEXT, _PROOF),
)
LIFT_LIMIT = ActForm(
    "lift",
    gettext_noop("受理解除申请"),
    (Input("kind", gettext_noop("事由"), "choice", options=_choices("consent", "security")), _TEXT, _PROOF),
)
COMMIT = ActForm(
    "commit",
    gettext_noop("受理信用承诺"),
    (
        Input("conditions", gettext_noop("承诺事项，每行一项：日期 金额（元，可空） 内容"), "area"),
        Input("proof", gettext_noop("证明诚意和能力的材料")),
    ),
)
EXEMPT = ActForm(
    "exempt",
    gettext_noop("受理单次解除申请"),
    (
        Input("purpose", gettext_noop("必需的事由，如探望病危亲属")),
        Input("what", gettext_noop("准许的消费：车次、航班、住宿（协助单位可见）")),
        Input("proof", gettext_noop("证明材料")),
        Input("since", gettext_noop("自"), "date"),
        Input("until", gettext_noop("至"), "date"),
    ),
)
BREACH = ActForm(
    "breach",
    gettext_noop("登记违反限制消费令"),
    (
        Input("day", gettext_noop("消费日期"), "date"),
        Input("what", gettext_noop("消费内容")),
        Input("source", gettext_noop("来源材料")),
    ),
)
CORRECT = ActForm(
    "correct",
    gettext_noop("受理纠正申请"),
    (Input("about", gettext_noop("事项"), "choice", options=CorrectionRequest.About.choices), _TEXT),
)
ANSWER = ActForm("answer", gettext_noop("呈请纠正"), (Input("reason", gettext_noop("查明的事实和纠正的理由"), "area"),))
REFUSE = ActForm("refuse", gettext_noop("驳回纠正申请"), (Input("answer", gettext_noop("驳回的理由"), "area"),))
SERVED = ActForm("served", gettext_noop("登记驳回决定送达"), (Input("day", gettext_noop("送达日期"), "date"),))
ASK_REVIEW = ActForm("ask-review", gettext_noop("登记申请复议"), (Input("day", gettext_noop("申请日期"), "date"),))
REVIEW = ActForm(
    "review",
    gettext_noop("登记复议决定"),
    (
        Input(
            "upheld",
            gettext_noop("结果"),
            "choice",
            options=(("0", gettext_noop("驳回复议申请")), ("1", gettext_noop("撤销或者变更，予以纠正"))),
        ),
        Input("answer", gettext_noop("上级法院决定的文号和内容"), "area"),
    ),
)
CLOSE_EXEMPTION = ActForm(
    "exemption-over", gettext_noop("登记单次解除已使用"), (Input("note", gettext_noop("使用情况")),)
)


def open_acts(
    decision: ConsumptionLimit | Listing,
    acting: Acting,
    *,
    corrections: Iterable[CorrectionRequest],
    exemptions: Iterable[Exemption],
) -> list[ActForm]:
    """The acts open to an officer on a decision, as it stands; what the law refuses is still said when it is asked."""
    if decision.court_id != acting.court_id:
        return []
    listing = isinstance(decision, Listing)
    propose, receive = may(acting, "list.propose"), may(acting, "list.receive")
    found: list[ActForm] = []
    if decision.state == "proposed" and propose:
        found.append(CIRCUMSTANCES if listing else SECURITY)
    if decision.state in ("in_force", "suspended") and receive:
        found.append(LIFT_LISTING if listing else LIFT_LIMIT)
    if decision.state == "in_force":
        found += [COMMIT if listing else EXEMPT] if receive else []
        found += [EXTEND if listing else BREACH] if propose else []
    asked = list(corrections)
    if receive and decision.state in ("grace", "in_force", "suspended") and all(one.state != "open" for one in asked):
        found.append(CORRECT)
    found += [act for one in asked for act in _on_correction(one, acting)]
    if receive and any(one.state == "granted" for one in exemptions):
        found.append(CLOSE_EXEMPTION)
    return list({form.name: form for form in found}.values())


def _on_correction(one: CorrectionRequest, acting: Acting) -> Iterable[ActForm]:
    if one.state == "open" and may(acting, "list.propose"):
        yield from (ANSWER, REFUSE)
    if one.state == "refused" and one.served_on is None and may(acting, "list.notice"):
        yield SERVED
    if one.state == "refused" and one.served_on is not None and one.review_on is None and may(acting, "list.receive"):
        yield ASK_REVIEW
    if one.review_on is not None and one.review_upheld is None and may(acting, "list.review_answer"):
        yield REVIEW
