"""From when on a detector speaks: a value object for each court, every number with its unit and its bounds.

These are practice, not law: what the law protects (the relevant time, the cost of living, the price band) is in
`law.clues` and no threshold reaches it. The lower bounds see to it that nobody is named for trifles, the upper that
nothing is put to sleep in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from duixian.base.faults import BadInput, Fault


@dataclass(frozen=True, slots=True)
class Limit:
    """One threshold: its default and how far a court may move it. `unit`: fen, per mille, days, hours, count."""

    detector: str
    name: str
    unit: str
    default: int
    low: int
    high: int

    @property
    def key(self) -> tuple[str, str]:
        """Detector and name."""
        return (self.detector, self.name)


def _two(detector: str, score: int, least: int) -> tuple[Limit, Limit]:
    """What every detector has: the score from which it speaks, and the smallest unexplained sum, fen."""
    return (
        Limit(detector, "score", "per mille", score, max(400, score - 150), 950),
        Limit(detector, "least", "fen", least, least // 2, least * 20),
    )


LIMITS: Final[tuple[Limit, ...]] = (
    *_two("diverted_income", 600, 600_000),
    *_two("pass_through", 600, 3_000_000),
    Limit("pass_through", "hours", "hours", 72, 6, 240),
    *_two("gather_split", 600, 3_000_000),
    Limit("gather_split", "middlemen", "count", 3, 2, 10),
    Limit("gather_split", "days", "days", 14, 3, 45),
    *_two("round_trip", 600, 1_000_000),
    Limit("round_trip", "days", "days", 7, 1, 30),
    Limit("round_trip", "hops", "count", 5, 2, 6),
    *_two("spending", 600, 300_000),
    *_two("unreported", 600, 1_000_000),
    *_two("cheap_deal", 600, 2_000_000),
    Limit("cheap_deal", "appraisal", "per mille", 120, 50, 200),
    *_two("lopsided_divorce", 600, 2_000_000),
    Limit("lopsided_divorce", "margin", "per mille", 90, 50, 200),
    Limit("lopsided_divorce", "custody", "per mille", 150, 100, 300),
    *_two("new_company", 600, 1_000_000),
    *_two("other_debts", 600, 3_000_000),
    *_two("sham_suit", 670, 2_000_000),
    Limit("sham_suit", "days", "days", 20, 3, 60),
    *_two("borrowed_account", 680, 200_000),
    *_two("waived_claim", 600, 1_000_000),
    Limit("waived_claim", "days", "days", 180, 90, 365),
)
"""Set on the cities of seeds 1 to 3; what is published is measured on others."""

_KNOWN: Final = {limit.key: limit for limit in LIMITS}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds of one court: the defaults, with its own values in their place."""

    own: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        faults = [fault for key, value in self.own.items() if (fault := _beyond(key, value))]
        if faults:
            raise BadInput.of(faults)

    def __call__(self, detector: str, name: str) -> int:
        """One threshold in its unit. Raises `KeyError` for one that does not exist."""
        return self.own.get((detector, name), _KNOWN[detector, name].default)

    def changed(self, detector: str, name: str, value: int) -> "Thresholds":
        """With one value changed. Raises `BadInput` (`clues.threshold`) beyond its bounds."""
        return replace(self, own=MappingProxyType({**self.own, (detector, name): value}))


def limit(detector: str, name: str) -> Limit:
    """The bounds of a threshold. Raises `KeyError`."""
    return _KNOWN[detector, name]


def _beyond(key: tuple[str, str], value: int) -> Fault | None:
    known = _KNOWN.get(key)
    if known is None:
        return Fault("clues.threshold", "没有这项阈值", "请核对名称", value="/".join(key))
    if not known.low <= value <= known.high:
        return Fault(
            "clues.threshold",
            "阈值须在 {low} 至 {high} 之间",
            "请填写范围内的整数",
            field=f"{known.detector}.{known.name}",
            value=str(value),
            data={"low": known.low, "high": known.high},
        )
    return None
