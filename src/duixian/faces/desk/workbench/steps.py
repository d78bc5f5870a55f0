"""The next lawful step: of a limit, of a case, of a refusal: what its button says and where it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.domain.cases.models import DecisionAct, Node
from duixian.flows.dispose import limits
from duixian.law.procedure.steps import Step, StepId

_STEPS: Mapping[str, tuple[str, str]] = {
    # rule of the limit: what the button says, on which tab of the case (empty: its head, where the acts are)
    "notice": (gettext_noop("发出执行通知"), ""),
    "report_order": (gettext_noop("制作文书"), "documents"),
    "assign": (gettext_noop("分案"), ""),
    "payout": (gettext_noop("去发放"), "money"),
    "network_query": (gettext_noop("网络查询"), "assets"),
    "inquiry_complete": (gettext_noop("查看财产"), "assets"),
    "online_control": (gettext_noop("拟制控制方案"), "control"),
    "offline_control": (gettext_noop("查看财产"), "assets"),
    "third_party_debt": (gettext_noop("到期债权"), "assets"),
    "statutory_end": (gettext_noop("结案或者延期"), ""),
    "non_litigation_end": (gettext_noop("结案或者延期"), ""),
    "objection_suit": (gettext_noop("案外人异议"), "assets"),
    **dict.fromkeys(
        ("objection_filing", "objection_notice", "objection_ruling", "review_application", "review_file"),
        (gettext_noop("办理异议"), "proceedings"),
    ),
    **dict.fromkeys(
        ("add_party_ruling", "add_party_suit", "change_review_application"),
        (gettext_noop("办理变更、追加"), "proceedings"),
    ),
    **dict.fromkeys(
        (
            *("entrust_filing", "entrust_notice", "entrust_supply", "entrust_start", "entrust_report"),
            *("entrust_result", "task_accept", "task_finish", "supervision_order"),
        ),
        (gettext_noop("办理委托"), "proceedings"),
    ),
}

_DISPOSAL: Mapping[str, str] = {
    # limits of a sale: the step is taken on the disposal itself
    limits.START_PRICING: gettext_noop("启动处置、询价"),
    limits.START_SALE: gettext_noop("去公告"),
    limits.SECOND_AUCTION: gettext_noop("再次拍卖"),
    limits.SALE_RULING: gettext_noop("裁定并送达"),
    limits.HAND_OVER: gettext_noop("移交财产"),
}


_ENTRY = "round_end_entry"
"""The limit for the entry of an ended round, recorded on the page of its end."""


def next_of(node: Node) -> tuple[str, str]:
    """The words on the button and its address; a step taken outside the program is recorded on the list of nodes."""
    if node.rule in _DISPOSAL:
        return _(_DISPOSAL[node.rule]), f"{reverse('desk:disposals')}?case={node.case_id}"
    if node.rule == _ENTRY:
        return _("登记录入"), reverse("desk:round_end", args=[node.case_id])
    words, tab = _STEPS.get(node.rule, (gettext_noop("记录办结"), "nodes"))
    if not tab:
        return _(words), reverse("desk:case", args=[node.case_id])
    address = reverse("desk:case_tab", args=[node.case_id, tab])
    return _(words), f"{address}#node-{node.pk}" if tab == "nodes" else address


@dataclass(frozen=True, slots=True)
class Way:
    """The words on a button and its address; `post`: pressing it does the act, else it opens the page of the act."""

    words: str
    url: str
    post: bool = False


_TABS: Mapping[StepId, tuple[str, str]] = {
    # step: what the button says, on which tab of the case (empty: its head, where the acts are)
    StepId.ASSIGN: (gettext_noop("分案"), "#act-assign"),
    StepId.SEARCH: (gettext_noop("网络查询"), "assets"),
    StepId.VERIFY_CLUE: (gettext_noop("记录核实结果"), "nodes"),
    StepId.STATE_NEED: (gettext_noop("核定数额"), "control"),
    StepId.CONTROL: (gettext_noop("拟制控制方案"), "control"),
    StepId.DEDUCT: (gettext_noop("去扣划"), "control"),
    StepId.DISTRIBUTE: (gettext_noop("去发放"), "money"),
    StepId.NAME_ACCOUNT: (gettext_noop("登记账户"), "parties"),
    StepId.CLOSE: (gettext_noop("结案"), "#act-close"),
    StepId.LIMIT: (gettext_noop("呈批限制消费"), "credit"),
    StepId.LIST: (gettext_noop("呈批纳入失信"), "credit"),
    StepId.COMPEL: (gettext_noop("呈批拘传"), "measures#propose"),
    StepId.RESUME_BREACH: (gettext_noop("恢复执行"), "settlement"),
    StepId.REQUERY: (gettext_noop("再次查询"), "assets"),
}


def way_of(step: Step, *, case_id: int) -> Way:
    """Where a step of a case is taken."""
    if step.id is StepId.NOTIFY:
        return Way(_("制作并发出"), reverse("desk:issue", args=[case_id, "execution_notice"]), post=True)
    if step.id is StepId.NODE:
        return _way_of_rule(step.rule, case_id)
    if step.id in (StepId.END_ROUND, StepId.RESUME_FOUND):
        words = _("终本核查") if step.id is StepId.END_ROUND else _("恢复执行")
        return Way(words, reverse("desk:round_end", args=[case_id]))
    if step.id is StepId.APPROVE_ORDERS:
        return Way(_("去审批"), reverse("desk:control_orders") + "?state=draft")
    if step.id is StepId.SELL:
        return Way(_("启动处置"), reverse("desk:disposal_candidates"))
    if step.id is StepId.RULE_OBJECTION:
        return Way(_("审查异议"), _on_tab(case_id, "proceedings"))
    words, tab = _TABS[step.id]
    return Way(_(words), _on_tab(case_id, tab))


def _way_of_rule(rule: str, case_id: int) -> Way:
    """A limit that no step serves: its own place, or the list of nodes where it is recorded."""
    if rule == "report_order":
        return Way(_("制作并发出"), reverse("desk:issue", args=[case_id, "report_order"]), post=True)
    if rule in _DISPOSAL:
        return Way(_(_DISPOSAL[rule]), f"{reverse('desk:disposals')}?case={case_id}")
    if rule == _ENTRY:
        return Way(_("登记录入"), reverse("desk:round_end", args=[case_id]))
    words, tab = _STEPS.get(rule, (gettext_noop("记录办结"), "nodes"))
    return Way(_(words), _on_tab(case_id, tab))


def _on_tab(case_id: int, tab: str) -> str:
    name, _sep, place = tab.partition("#")
    address = reverse("desk:case_tab", args=[case_id, name]) if name else reverse("desk:case", args=[case_id])
    return f"{address}#{place}" if place else address


_MISSING: Mapping[str, tuple[str, str]] = {
    # what a refusal says is missing (`Fault.data["step"]`): what the link says, on which tab it is done
    "case": (gettext_noop("查看案件"), ""),
    "case.acts": (gettext_noop("查看办理事项"), ""),
    "case.close": (gettext_noop("结案"), "#act-close"),
    "case.documents": (gettext_noop("案件文书"), "documents"),
    "case.parties": (gettext_noop("查看当事人"), "parties"),
    "control.deduct": (gettext_noop("去扣划"), "control"),
    "control.propose": (gettext_noop("拟制控制方案"), "control"),
    "control.search": (gettext_noop("网络查询"), "assets"),
    "instrument.execution_notice": (gettext_noop("制作执行通知书"), "documents"),
    "instrument.report_order": (gettext_noop("制作报告财产令"), "documents"),
    "list.limit": (gettext_noop("呈批限制消费"), "credit"),
    "measure.propose": (gettext_noop("呈批强制措施"), "measures#propose"),
    "payout.make": (gettext_noop("去发放"), "money"),
    "settlement.resume": (gettext_noop("恢复执行"), "settlement"),
}


def way_to_mend(step: str, *, case_id: int) -> Way | None:
    """The page on which what a refusal misses is done; None where there is no page (waiting is one of these)."""
    head, _dot, rest = step.partition(".")
    if head == "evidence":
        return Way(_("登记并签署"), f"{reverse('desk:round_end', args=[case_id])}?kind={rest}#sign")
    if step == "round.end":
        return Way(_("终本核查"), reverse("desk:round_end", args=[case_id]))
    if step == "control.renew":
        return Way(_("续行日历"), reverse("desk:control_calendar"))
    if step == "party.change":
        return Way(_("申请变更、追加"), reverse("desk:new_change", args=[case_id]))
    if head == "course" and rest in DecisionAct.values:
        return Way(_("去呈批"), reverse("desk:decide", args=[case_id, rest]))
    if step not in _MISSING:
        return None
    words, tab = _MISSING[step]
    return Way(_(words), _on_tab(case_id, tab))
