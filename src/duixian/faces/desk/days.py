"""Days as a form sends them."""

from datetime import date

from duixian.base.faults import BadInput, Fault


def read_day(text: str, *, field: str) -> date | None:
    """2026-11-22 as a day, nothing as None. Raises `BadInput` for what is no day, naming `field`."""
    text = text.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fault = Fault("date.unreadable", "不是有效的日期", "请按 2026-11-22 的格式填写", field=field, value=text)
        raise BadInput(fault) from None


def need_day(text: str, *, field: str) -> date:
    """As `read_day`, for a field that must be filled in."""
    day = read_day(text, field=field)
    if day is None:
        raise BadInput(Fault("date.missing", "须填写日期", "请按 2026-11-22 的格式填写", field=field))
    return day
