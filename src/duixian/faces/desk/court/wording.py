"""A court's settings in words."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.law.periods import LimitUnit

UNITS = {
    LimitUnit.DAY: gettext_noop("日"),
    LimitUnit.WORKING_DAY: gettext_noop("个工作日"),
    LimitUnit.MONTH: gettext_noop("个月"),
    LimitUnit.YEAR: gettext_noop("年"),
    LimitUnit.HOUR: gettext_noop("小时"),
}


def words(value: Any) -> str:
    """A kept value in words: 5日, 30%（广东省）, 10000000."""
    if isinstance(value, Mapping) and "amount" in value:
        unit = next((label for unit, label in UNITS.items() if unit == value.get("unit")), "")
        return f"{value['amount']} {_(unit) if unit else ''}".strip()
    if isinstance(value, Mapping) and "value" in value:
        return f"{value['value']}（{value.get('province', '')}）"
    return str(value) if isinstance(value, int | str) else json.dumps(value, ensure_ascii=False)
