"""What the law says where clues to hidden property are looked for: from when acts count, what stays with the family,
which price is unreasonable, and on which article each kind of clue rests.

None of it can be learned away by a court: a finding outside the relevant time, or out of what the family lives from,
is not a finding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from duixian.base.days import ONE_DAY
from duixian.base.money import Fen
from duixian.law.citations import Citation, Status
from duixian.law.params import citation, document, series


@dataclass(frozen=True, slots=True)
class ClueKind:
    """A kind of clue and the article that makes it one."""

    id: str
    title: str
    english: str
    citation: Citation
    status: Status


@cache
def kinds() -> Mapping[str, ClueKind]:
    """Every kind by its id, in the order written."""
    return {
        row["id"]: ClueKind(row["id"], row["title"], row["english"], citation(row), Status(row["status"]))
        for row in document("clues")["kinds"]
    }


def counts(act_on: date, *, served_on: date, effective_on: date) -> bool:
    """Whether an act of this day counts for a debtor served and bound on these days: 法释〔2024〕13号 article 6.

    Acts before 2024-12-01 count from the day the title is effective: the text of 2015 knew no earlier ones.
    """
    start = series("clues.relevant_from").at(act_on).raw
    return act_on > (served_on if start == "served" else effective_on)


def first_day_from_service() -> date:
    """The first day whose acts count from service of the complaint on."""
    return next(value.period.start for value in series("clues.relevant_from").values if value.raw == "served")


def living_cost(family: int, months: int, *, on: date, monthly: Fen | None = None) -> Fen:
    """What a family of so many needs to live for so many months (article 5): ability begins beyond it. `monthly` is the
    court's own standard for one person, fen; it can only be higher than the default."""
    standard = int(series("clues.living_month").at(on).raw)
    return max(standard, monthly or 0) * max(family, 1) * max(months, 0)


@dataclass(frozen=True, slots=True)
class PriceBand:
    """Shares of the market price, percent, outside which a price is unreasonable between strangers."""

    low: int
    high: int


def price_band(*, on: date) -> PriceBand:
    """The band in force on a day: 合同编通则解释 article 42. Between relatives the band is no safe harbour."""
    return PriceBand(int(series("clues.price_low").at(on).raw), int(series("clues.price_high").at(on).raw))


def report_reach(notified_on: date) -> date:
    """The first day a property report must speak of: one year before the notice of enforcement."""
    return notified_on - int(series("clues.look_back_days").at(notified_on).raw) * ONE_DAY
