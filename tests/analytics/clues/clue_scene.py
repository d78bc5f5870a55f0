"""A small world written down by hand: one debtor, a family, friends, firms. Days count from FIRST, sums are yuan."""

from typing import Any

import polars as pl

from duixian.analytics.clues.model import (
    DAY_MS,
    LOCAL_MS,
    NEVER,
    SCHEMAS,
    Dossier,
    Findings,
    PaperKind,
    PersonKind,
    RelationKind,
    Trade,
    TransferKind,
)
from duixian.analytics.clues.sweep import DETECTORS
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View

FIRST = 20_058  # 2024-12-01
SERVED, EFFECTIVE, LIMIT, REPORTED = 200, 300, 330, 340
CASE = 7
LIVING = 1000
"""What the family needs a month, yuan."""

PEOPLE = ("debtor", "wife", "brother", "mother", "ann", "bob", "cem", "dan", "eve", "fay")
FIRMS = {
    "firm": Trade.BUSINESS, "mill": Trade.BUSINESS, "shop": Trade.SHOP, "market": Trade.SHOP, "bakery": Trade.SHOP,
    "hospital": Trade.HOSPITAL, "bank": Trade.BANK, "court": Trade.COURT, "hotel": Trade.HOTEL, "newco": Trade.BUSINESS,
}  # fmt: skip
WHO = {name: code for code, name in enumerate((*PEOPLE, *FIRMS))}
ACCOUNT = {**WHO, "pocket": len(WHO), "cash": len(WHO) + 1}
"""Everybody's account has its owner's number; `pocket` is a second one of the debtor."""


class Scene:
    """Facts are added in any order; `find` asks one detector."""

    def __init__(self, *, reported: bool = True, limited: bool = True) -> None:
        self.transfers: list[tuple[int, int, int, int, int]] = []
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.addresses = {name: 100 + code for name, code in WHO.items()}
        self.addresses["wife"] = self.addresses["debtor"]
        self.reported, self.limited = reported, limited
        self.relate("debtor", "wife", RelationKind.SPOUSE)
        self.relate("debtor", "brother", RelationKind.SIBLING)
        self.relate("mother", "debtor", RelationKind.PARENT)

    def pay(self, day: int, a: str, b: str, yuan: int, *, hour: int = 12, kind: int = 0) -> "Scene":
        at = (FIRST + day) * DAY_MS - LOCAL_MS + hour * 3_600_000
        self.transfers.append((ACCOUNT[a], ACCOUNT[b], at, yuan * 100, kind))
        return self

    def monthly(self, days: range, a: str, b: str, yuan: int, *, kind: int = 0, hour: int = 12) -> "Scene":
        for day in days:
            self.pay(day, a, b, yuan, kind=kind, hour=hour)
        return self

    def relate(self, a: str, b: str, kind: RelationKind, until: int = NEVER - FIRST) -> "Scene":
        return self.row("relations", a=WHO[a], b=WHO[b], kind=int(kind), since=0, until=FIRST + until)

    def paper(
        self, kind: int, a: str, b: str | None = None, *, since: int = 0, until: int = 900, yuan: int = 0
    ) -> "Scene":
        owed = WHO[b] if b else -1
        return self.row(
            "papers", kind=kind, a=WHO[a], b=owed, since=FIRST + since, until=FIRST + until, amount=yuan * 100
        )

    def row(self, table: str, **columns: Any) -> "Scene":
        self.tables.setdefault(table, []).append(columns)
        return self

    def dossier(self) -> Dossier:
        self.tables["debtors"] = [
            {
                "case": CASE,
                "person": 0,
                "served_on": FIRST + SERVED,
                "effective_on": FIRST + EFFECTIVE,
                "owed": 50_000_000,
                "limit_from": FIRST + LIMIT if self.limited else NEVER,
                "reported_on": FIRST + REPORTED if self.reported else NEVER,
                "living": LIVING * 100,
            }
        ]
        persons = [
            {
                "kind": int(PersonKind.NATURAL if name in PEOPLE else PersonKind.COMPANY),
                "trade": int(FIRMS.get(name, Trade.NONE)),
                "born": 5000,
                "died": NEVER,
                "address": self.addresses[name],
            }
            for name in WHO
        ]
        owners = [*range(len(WHO)), 0, -1]
        accounts = [{"owner": owner, "kind": 0, "opened": 0} for owner in owners]
        ordered = sorted(self.transfers, key=lambda each: each[2])
        frames = {name: pl.DataFrame(rows, schema=SCHEMAS[name]) for name, rows in self.tables.items()}
        return Dossier.of(
            transfers=pl.DataFrame(ordered, schema=SCHEMAS["transfers"], orient="row"),
            accounts=pl.DataFrame(accounts, schema=SCHEMAS["accounts"]),
            persons=pl.DataFrame(persons, schema=SCHEMAS["persons"]),
            **frames,
        )

    def find(self, detector: str, thresholds: Thresholds | None = None) -> Findings:
        # somebody pays somewhere at the end, so that the file does not end with the last fact
        self.pay(729, "fay", "bakery", 1)
        return DETECTORS[detector](View(self.dossier()), thresholds or Thresholds())


def explained(findings: Findings) -> dict[str, int]:
    """Per mille each explanation took, of the first finding."""
    rows = findings.explanations.filter(pl.col("finding") == 0)
    return dict(zip(rows["explanation"].to_list(), rows["share"].to_list(), strict=True))


def moved_wage(taker: str = "wife", *, paper: bool = False) -> Scene:
    """A wage that goes to somebody else since the suit; `paper`: who really works there."""
    scene = Scene().monthly(range(10, 220, 30), "firm", "debtor", 8000, kind=TransferKind.SALARY)
    scene.monthly(range(230, 720, 30), "firm", taker, 8000)
    return scene.paper(PaperKind.LABOUR, "firm", taker) if paper else scene
