"""Days and numbers of refusal cases: the values of `params/refusal.yaml`, and what a court may set for itself."""

from contextlib import suppress
from datetime import date

from duixian.base.days import add_days
from duixian.base.faults import BadInput, Fault
from duixian.law.params import series


def value(name: str, *, on: date) -> int:
    """A whole number of params/refusal.yaml in force `on`, in the unit written there. Raises `BadInput`."""
    return int(series(f"refusal.{name}").at(on).raw)


def check_warning_days(days: int, *, on: date) -> None:
    """Raise `BadInput` (`refusal.warning_days`) for a warning that gives too few days to perform, or so many that it
    warns nobody."""
    low, high = value("warning_days_min", on=on), value("warning_days_max", on=on)
    if not low <= days <= high:
        raise BadInput(
            Fault(
                "refusal.warning_days",
                "告知书的期限应为 {low} 至 {high} 日",
                "请更正后重试",
                field="限期",
                value=str(days),
                data={"low": low, "high": high},
            )
        )


def silence_values(*, on: date) -> tuple[int, ...]:
    """Every number of days that sources give for the silence of the police, the default first (CRM-13, CRM-16)."""
    found = [value("private_silence_days", on=on)]
    with suppress(BadInput):  # before the second text there was one number only
        found.append(value("private_silence_days_other", on=on))
    return tuple(dict.fromkeys(found))


def silence_ends(received_on: date, *, on: date, court: int | None = None) -> date:
    """The last day on which silence does not count yet; from the next the creditor may prosecute himself. The day of
    receipt is not counted. Raises `BadInput` for a court's number that no source gives."""
    known = silence_values(on=on)
    days = known[0] if court is None else court
    if days not in known:
        raise BadInput(
            Fault(
                "refusal.silence",
                "各来源所载的日数为 {known}",
                "请从中选择",
                field="答复期限",
                value=str(days),
                data={"known": "、".join(map(str, known))},
            )
        )
    return add_days(received_on, days)
