"""What tables print hundreds of times: money, lights, days, masked numbers.

Plain filters, because a component costs more; everything bigger is a component in templates/cotton.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_noop

from duixian.base import identity
from duixian.base import money as amounts
from duixian.base.faults import Fault
from duixian.domain.assets.models import Alarm, OrderState
from duixian.domain.cases.models import Obligation
from duixian.domain.courts.models import Role
from duixian.domain.funds.models import BankTransfer, LineDoubt, PayoutState
from duixian.domain.funds.selectors import COST, OUTSIDE
from duixian.faces.desk import acts, wording
from duixian.faces.desk.court import wording as court_settings
from duixian.faces.desk.lights import Light
from duixian.law.control.proposal import Reason
from duixian.law.distribution import RESIDUE

register = template.Library()
NOTHING = mark_safe('<span class="muted">—</span>')  # nosec: a constant


@register.filter
def money(fen: int | None) -> SafeString:
    """An amount in fen as ¥1,234.56, in figures of one width; the page's 元/万元 switch reads `data-fen`."""
    if fen is None:
        return NOTHING
    return format_html('<span class="money" data-fen="{}">{}</span>', fen, amounts.display(fen))


@register.filter
def light(value: Light | None) -> SafeString:
    """A light: colour, shape (by the style sheet) and word."""
    if value is None:
        return NOTHING
    return format_html('<span class="light light-{}">{}</span>', value.tone.value, value.word)


@register.filter
def day(value: date | None) -> SafeString | str:
    """2025-02-02."""
    return NOTHING if value is None else value.isoformat()[:10]


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """2025-02-02 15:04, court time."""
    return NOTHING if value is None else localtime(value).strftime("%Y-%m-%d %H:%M")


@register.filter
def masked(number: str) -> SafeString | str:
    """An identity number with its middle hidden."""
    return format_html('<span class="masked">{}</span>', identity.mask_id(number)) if number else NOTHING


@register.filter
def tail(number: str) -> SafeString | str:
    """An account number by its last four digits: …1234."""
    return format_html('<span class="masked">…{}</span>', number[-4:]) if number else NOTHING


@register.filter
def say(text: Any) -> str:
    """A label of the domain (state, role, kind) in the reader's language."""
    return gettext(str(text)) if text else ""


@register.filter
def event_day(head: Mapping[str, str], event: str) -> str:
    """The day typed for an event in the filing form."""
    return head.get(f"event_{event}", "")


@register.filter
def payout_state(value: str) -> str:
    """The label of a payout's state."""
    return str(PayoutState(value).label)


_RANKS = {RESIDUE: gettext_noop("余款"), COST: gettext_noop("执行费用"), OUTSIDE: gettext_noop("案外优先权")}


@register.filter
def rank_name(value: str) -> str:
    """What a line of a plan pays: the step of the law that gave it most, a cost, or what is left."""
    return say(_RANKS.get(value, value))


@register.filter
def role_name(value: str) -> str:
    """The label of a role."""
    return str(Role(value).label)


@register.filter
def setting_words(value: Any) -> str:
    """A court's setting in words."""
    return court_settings.words(value)


@register.filter
def both(doubt: LineDoubt) -> tuple[BankTransfer, BankTransfer]:
    """The line in doubt and its twin."""
    return doubt.transfer, doubt.twin


@register.filter
def in_words(row: Obligation) -> str:
    """What an obligation says beside its label."""
    return wording.obligation(row)


@register.filter
def yuan(fen: int) -> str:
    """An amount in fen as plain digits for a sentence or a field: 1234.56."""
    return amounts.yuan(fen)


@register.filter
def reason_text(reason: Any) -> str:
    """Why a receipt belongs to a case: the reason's sentence, whatever kept it."""
    if isinstance(reason, Mapping):
        return str(reason.get("text") or reason.get("message") or reason.get("label") or "")
    return str(reason)


@register.filter
def of_key(table: Mapping[Any, Any], key: Any) -> Any:
    """What a table holds for a key, None when it holds nothing."""
    return table.get(key)


@register.filter
def hand(names: Mapping[str, str], login: str) -> SafeString | str:
    """The person behind a login in a record; the login itself where no name is known, a dash where nobody acted yet."""
    return names.get(login, login) if login else NOTHING


@register.filter
def act_name(act: str) -> str:
    """An act of the trail by its name."""
    return acts.name(act)


_LONG_NUMBER = re.compile(r"(?<!\d)\d{8,}(?=\d{4}(?!\d))")


@register.filter
def hide_numbers(text: str) -> str:
    """A title with the account and card numbers in it cut to their last four digits."""
    return _LONG_NUMBER.sub("…", text)


@register.filter
def law_reason(reason: Reason) -> str:
    """A reason of the law of control in the reader's language; its article stands beside it."""
    return gettext(reason.template).format(**reason.data)


@register.filter
def story_step(step: Mapping[str, str]) -> str:
    """One step of the story of an incident: who was told when, or what became of a renewal."""
    if "told" in step:
        when = moment(datetime.fromisoformat(step["at"]))
        return f"{gettext(str(Alarm.Step(step['step']).label))}：{step['told']} {when}"
    words = [gettext("续行指令"), f"…{step.get('order', '')[-6:]}", gettext(str(OrderState(step["state"]).label))]
    return " ".join([*words, step.get("reason", "")]).strip()


@register.filter
def typed(field: BoundField, kind: str) -> SafeString:
    """A form's field as an input of this type ("date", "search"); its own widget when none is named."""
    return field.as_widget(attrs={"type": kind} if kind else None)


@register.filter
def fault_message(fault: Fault) -> str:
    """What is wrong: the template in the reader's language, then filled in."""
    return _filled(fault.template, fault)


@register.filter
def fault_remedy(fault: Fault) -> str:
    """What to do about it, in the reader's language."""
    return _filled(fault.remedy, fault) if fault.remedy else ""


def _filled(sentence: str, fault: Fault) -> str:
    translated = gettext(sentence)
    return translated.format(**fault.data) if fault.data else translated
