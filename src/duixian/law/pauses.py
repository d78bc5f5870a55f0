"""Which days do not count: kinds of pause, the limits each stops, and extensions (审限规定 5, 9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from duixian.base.days import Period, add_months_clipped
from duixian.base.faults import BadInput, Fault
from duixian.law import periods
from duixian.law.calendar import Calendar
from duixian.law.citations import Citation, Status
from duixian.law.params import citation, document, series


@dataclass(frozen=True, slots=True)
class PauseKind:
    """One kind of days that do not count. `rules`: the limits it stops; `state`: that of a case paused so, or empty."""

    kind: str
    title: str
    english: str
    rules: frozenset[str]
    citation: Citation
    status: Status
    state: str = ""
    derived: bool = False


@cache
def kinds() -> Mapping[str, PauseKind]:
    """Every kind by its name."""
    table = document("pauses")
    end, whole = frozenset(table["end"]), frozenset(table["halted_with_the_case"])
    return {
        row["kind"]: PauseKind(
            kind=row["kind"],
            title=row["title"],
            english=row["english"],
            rules=(end | whole if row["reach"] == "whole" else end) - frozenset(row.get("except", ())),
            citation=citation(row),
            status=Status(row["status"]),
            state=row.get("state", ""),
            derived=bool(row.get("derived")),
        )
        for row in table["pauses"]
    }


@cache
def of_state() -> Mapping[str, PauseKind]:
    """The kind of pause a state of a case brings, by the state."""
    return {kind.state: kind for kind in kinds().values() if kind.state}


@dataclass(frozen=True, slots=True)
class Paused:
    """Days of one kind on which a case's limits stood still; the end, exclusive, is None while it lasts."""

    kind: str
    period: Period


def stopped(rule: str, pauses: Iterable[Paused], *, on: date) -> Paused | None:
    """The pause that stops a limit on a day, if any."""
    for pause in pauses:
        if rule in kinds()[pause.kind].rules and on in pause.period:
            return pause
    return None


def counted_anew(
    rule: periods.Rule,
    start: date,
    *,
    calendar: Calendar,
    pauses: Sequence[Paused],
    extensions: Sequence[int] = (),
    court_override: periods.Limit | None = None,
) -> periods.Deadline | None:
    """The deadline with the days left out that these pauses stop, and with the months granted on top, in their order.

    None while a pause that bears on it still lasts: then its last day cannot be told.
    """
    holes = [pause.period for pause in pauses if rule.id in kinds()[pause.kind].rules]
    try:
        counted = periods.deadline(rule, start, calendar=calendar, suspensions=holes, court_override=court_override)
    except BadInput as bad:
        if [fault.code for fault in bad.faults] == ["period.suspended"]:
            return None
        raise
    for months in extensions:
        counted = _extended(counted, months, calendar)
    return counted


def _extended(counted: periods.Deadline, months: int, calendar: Calendar) -> periods.Deadline:
    end = add_months_clipped(counted.counted_to, months)
    day = calendar.next_working(end)
    step = f"经批准延长{months}个月：至 {day.isoformat()}（《审限规定》第5条）"
    return periods.Deadline(
        counted.rule,
        counted.start,
        counted.limit,
        day,
        end,
        counted.suspended_days,
        (*counted.steps, step),
        counted.notes,
    )


EXTENDABLE = frozenset({"statutory_end", "non_litigation_end"})
"""Limits a president may extend; a limit set for one step is kept, or missed."""


def refuse_extension(rule: str, months: int, *, already: int, report: str, due: date, on: date) -> list[Fault]:
    """What keeps an extension of a node from being asked for: `already` months were granted, `report` names the record
    with the high court, `due` is the node's last day."""
    faults = []
    if rule not in EXTENDABLE:
        faults.append(Fault("extension.rule", "该期限不能延长", "只有执行期限可以申请延长", "期限", rule))
    if months < 1:
        faults.append(Fault("extension.months", "延长须为正整数月", "请填写月数", "延长", str(months)))
    most = int(series("pauses.extension").at(on).raw)
    if already + months > most and not report.strip():
        faults.append(
            Fault(
                "extension.report",
                "院长可以批准的延长累计不超过 {most} 个月，已批准 {already} 个月",
                "需要再延长的，层报高级人民法院备案，并填写文号（《审限规定》第5条）",
                field="延长",
                value=str(months),
                data={"most": most, "already": already},
            )
        )
    if on > due:
        faults.append(
            Fault(
                "extension.late",
                "期限已于 {due} 届满，不能再申请延长",
                "应在届满前提出（法发〔2006〕35号：届满五日前）",
                field="期限",
                value=due.isoformat(),
                data={"due": due.isoformat()},
            )
        )
    return faults
