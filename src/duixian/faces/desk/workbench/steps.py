"""The next lawful step of a node: what it is called and where it is taken."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.domain.cases.models import Node
from duixian.flows.dispose import limits

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
    "objection_ruling": (gettext_noop("案外人异议"), "assets"),
    "objection_suit": (gettext_noop("案外人异议"), "assets"),
}

_DISPOSAL: Mapping[str, str] = {
    # limits of a sale: the step is taken on the disposal itself
    limits.START_PRICING: gettext_noop("启动处置、询价"),
    limits.START_SALE: gettext_noop("去公告"),
    limits.SECOND_AUCTION: gettext_noop("再次拍卖"),
    limits.SALE_RULING: gettext_noop("裁定并送达"),
    limits.HAND_OVER: gettext_noop("移交财产"),
}


def next_of(node: Node) -> tuple[str, str]:
    """The words on the button and its address; a step taken outside the program is recorded on the list of nodes."""
    if node.rule in _DISPOSAL:
        return _(_DISPOSAL[node.rule]), f"{reverse('desk:disposals')}?case={node.case_id}"
    words, tab = _STEPS.get(node.rule, (gettext_noop("记录办结"), "nodes"))
    if not tab:
        return _(words), reverse("desk:case", args=[node.case_id])
    address = reverse("desk:case_tab", args=[node.case_id, tab])
    return _(words), f"{address}#node-{node.pk}" if tab == "nodes" else address
