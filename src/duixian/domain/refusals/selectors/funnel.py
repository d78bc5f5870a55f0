"""The funnel of a campaign, from the library itself: every figure is the number of rows anybody can open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from duixian.base.money import Fen
from duixian.domain.refusals.models import (
    Charge,
    Clue,
    Performance,
    PoliceAnswer,
    PrivateProsecution,
    Referral,
    Study,
    Verdict,
    WarningLetter,
)

BEFORE_A_WARNING = ("found", "studied")
"""Stages in which nobody has been told: what is performed then, no warning brought about."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it counts, its rows, how many rows and people they are, fen where money is
    counted."""

    name: str
    title: str
    rows: QuerySet[Any]
    count: int
    people: int
    fen: Fen = 0


@dataclass(frozen=True, slots=True)
class Funnel:
    """All figures of courts in [since, until), in the order of the stages."""

    since: date
    until: date
    figures: Sequence[Figure]

    def __getitem__(self, name: str) -> Figure:
        return next(figure for figure in self.figures if figure.name == name)


def funnel(court_ids: Iterable[int], *, since: date, until: date) -> Funnel:
    """The funnel of courts from `since` to the day before `until`. A row counts on the day its act was done. One or two
    queries a figure, whatever the number of courts."""
    courts = list(court_ids)

    def rows(model: Any, day: str, **narrowed: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.filter(
            court_id__in=courts, **{f"{day}__gte": since, f"{day}__lt": until}, **narrowed
        )
        return found.defer("packet", "print") if model is Referral else found

    listed: tuple[tuple[str, str, QuerySet[Any]], ...] = (
        ("clues", "排查线索", rows(Clue, "found_on")),
        ("studied", "研判认定涉嫌", rows(Study, "held_on", decision="confirm")),
        ("warned", "预告知", rows(WarningLetter, "issued_on")),
        ("performed", "告知后履行", rows(Performance, "until").exclude(stage__in=BEFORE_A_WARNING)),
        ("referred", "移送公安", rows(Referral, "made_on")),
        ("filed", "公安立案", rows(PoliceAnswer, "on", kind="filed")),
        ("indicted", "提起公诉", rows(Charge, "on", kind="indicted")),
        ("judged", "公诉判决", rows(Verdict, "on", private=False)),
        ("private_filed", "自诉立案", rows(PrivateProsecution, "filed_on")),
        ("private_judged", "自诉判决", rows(Verdict, "on", private=True)),
    )
    return Funnel(since, until, tuple(_figure(*one) for one in listed))


def _figure(name: str, title: str, rows: QuerySet[Any]) -> Figure:
    people = rows.order_by().values("refusal__person_id").distinct().count()
    fen = Fen(rows.order_by().aggregate(total=Sum("paid_fen"))["total"] or 0) if name == "performed" else Fen(0)
    return Figure(name, title, rows, rows.count(), people, fen)
