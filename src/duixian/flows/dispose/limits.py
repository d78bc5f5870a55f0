"""The limits of a disposal among those of its case: opened when they start, met when the act is done."""

from datetime import date

from duixian.domain.cases.models import Node
from duixian.domain.disposal.models import Disposal
from duixian.flows.open_nodes import open_nodes

START_PRICING = "start_pricing"
START_SALE = "start_sale"
SECOND_AUCTION = "second_auction"
SALE_RULING = "sale_ruling"
HAND_OVER = "hand_over"


def begin(disposal: Disposal, rule: str, *, since: date) -> None:
    """A limit starts to run for the case of a disposal."""
    open_nodes(case=disposal.case, rules=[rule], since=since)


def met(disposal: Disposal, rule: str, *, since: date, on: date) -> None:
    """What a limit was set for is done. Another thing of the case whose limit began on the same day shares the node:
    it stays open until the last of them is done."""
    shared = Disposal.objects.filter(case_id=disposal.case_id, state=disposal.state).exclude(pk=disposal.pk)
    if rule != START_PRICING and shared.filter(steps__on=since).exists():
        return
    Node.objects.filter(
        case_id=disposal.case_id, rule=rule, started_on=since, done_on__isnull=True, cancelled=False
    ).update(done_on=on)
