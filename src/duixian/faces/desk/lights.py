"""Lights with their words: green in time, yellow due soon, red overdue, grey suspended; never colour alone."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from duixian.domain.cases.models import CaseState, Node
from duixian.domain.cases.selectors import OPENING, light_of
from duixian.domain.cases.selectors import Light as Tone
from duixian.flows.end_round.end import OPENED as AFTER_END

__all__ = ["AFTER_END", "HALTED", "OPENING", "Light", "Tone", "of_node"]

HALTED = (
    CaseState.SUSPENDED,
    CaseState.STAYED,
    CaseState.SETTLING,
    CaseState.ENTRUSTED,
    CaseState.INSOLVENCY,
    CaseState.ROUND_ENDED,
    CaseState.CLOSED,
)
"""States in which limits do not run: their nodes are shown grey and are nobody's to-do. The limits that begin with the
end of a round (`AFTER_END`: its entry in the database, the next search) run while the case rests."""


@dataclass(frozen=True, slots=True)
class Light:
    """A light and the word beside it."""

    tone: Tone
    word: str


def of_node(node: Node, *, state: str, on: date, warn_days: int) -> Light:
    """The light of a node of a case in `state`, as seen on a day.

    `warn_days` is the court's own setting: how many days before the limit the light turns yellow. A limit that was met
    late stays red.
    """
    if node.done_on is not None:
        late = (node.done_on - node.due_on).days
        if late > 0:
            return Light(Tone.RED, _("逾期 {days} 天完成").format(days=late))
        return Light(Tone.GREEN, _("已完成"))
    if node.cancelled:
        return Light(Tone.GREY, _("已取消"))
    if state in HALTED and not (state == CaseState.ROUND_ENDED and node.rule in AFTER_END):
        return Light(Tone.GREY, _("暂停计算"))
    left = (node.due_on - on).days
    if node.rule in OPENING:
        word = _("已可办理") if left <= 0 else _("{days} 天后可办").format(days=left)
    elif left == 0:
        word = _("今日到期")
    else:
        word = (_("超期 {days} 天") if left < 0 else _("剩 {days} 天")).format(days=abs(left))
    return Light(light_of(node, on=on, warning_days=warn_days), word)
