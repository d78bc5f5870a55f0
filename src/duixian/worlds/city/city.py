"""The whole city as plain values: the columns a detector may see, and apart from them the truth."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from duixian.analytics.clues.model import NEVER, SCHEMAS, Dossier, TransferKind
from duixian.worlds.city import people, plots_money, plots_things
from duixian.worlds.city.affairs import Affairs
from duixian.worlds.city.books import Books, daytime, told
from duixian.worlds.city.life import Life
from duixian.worlds.city.people import Debtors
from duixian.worlds.city.plan import DAYS, FIRST, SCHEMES, CityPlan, Ints
from duixian.worlds.city.plot import Deed, Plot, Stage

CASE = 1000
"""The number of the first case."""


@dataclass(frozen=True, slots=True)
class City:
    """`dossier`: what is known. `deeds`: case, scheme, hard. `traces`: case, scheme, frame, id: the rows that are the
    deed. `honest`: the cases of debtors who hid nothing; `twins`: those among them whose rows look exactly like it."""

    plan: CityPlan
    dossier: Dossier
    deeds: pl.DataFrame
    traces: pl.DataFrame
    honest: pl.Series
    twins: pl.Series


def city(plan: CityPlan) -> City:
    """The city of a plan. The same plan gives the same bytes."""
    books = Books()
    of = people.debtors(plan)
    life = Life(plan, books, of)
    affairs = Affairs(plan, books, of)
    life.all()
    affairs.all()
    deeds = _deeds(Stage(plan, books, of, life, affairs))
    affairs.finish()
    people.ties(plan, books, affairs.couple_until, affairs.younger_until)
    _crowd(plan, books, of)
    transfers, places = books.sorted()
    tables = {
        name: books.table(name) for name in SCHEMAS if name not in ("transfers", "accounts", "persons", "debtors")
    }
    dossier = Dossier.of(
        transfers=transfers,
        accounts=people.accounts(plan),
        persons=people.persons(plan, affairs.moved),
        debtors=_debtors(of),
        **tables,
    )
    return City(
        plan=plan,
        dossier=dossier,
        deeds=_told(deeds),
        traces=_traces(deeds, places),
        honest=pl.Series("case", CASE + np.flatnonzero(of.honest)),
        twins=pl.Series("case", CASE + np.flatnonzero(of.honest & (of.acts >= 0))),
    )


def _deeds(stage: Stage) -> list[Deed]:
    of, found = stage.of, []
    for i in np.flatnonzero(of.acts >= 0).tolist():
        name = SCHEMES[int(of.acts[i])]
        plot: Plot = getattr(plots_money, name, None) or getattr(plots_things, name)
        deed = Deed(i, name)
        plot(stage, stage.dice(i), i, deed)
        if not of.honest[i]:
            found.append(deed)
    return found


def _crowd(plan: CityPlan, books: Books, of: Debtors) -> None:
    """Everybody else: a few accounts with most of the payments, shops above all, until the city has its transfers."""
    left = plan.transfers - books.size
    if left <= 0:
        return
    dice = plan.dice("crowd")
    source = plan.account((plan.blocks * dice.random(left) ** 1.3).astype(np.int64), 0)
    source += np.array([0, 3, 5, 8, 9])[dice.integers(0, 5, left)]
    shop = plan.company_account((plan.companies * dice.random(left) ** 2.2).astype(np.int64))
    target = np.where(dice.integers(0, 10, left) < 7, shop, plan.strangers(dice, left))
    amount = np.exp(dice.normal(5.4, 1.2, left)).astype(np.int64) * 100 + 100
    amount[np.isin(source, of.main)] = 0  # the life of debtors is told in full elsewhere
    kind = told(dice, TransferKind.CONSUMPTION, left)
    books.pay(source, target, daytime(dice, FIRST + dice.integers(0, DAYS, left)), amount, kind)


def _debtors(of: Debtors) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "case": CASE + np.arange(len(of)),
            "person": of.person,
            "served_on": of.served,
            "effective_on": of.effective,
            "owed": of.owed,
            "limit_from": np.where(of.limit < FIRST + DAYS, of.limit, NEVER),
            "reported_on": np.where(of.reported < FIRST + DAYS, of.reported, NEVER),
            "living": of.living,
        }
    ).cast(SCHEMAS["debtors"])


def _told(deeds: list[Deed]) -> pl.DataFrame:
    return pl.DataFrame(
        [(CASE + one.debtor, one.scheme, one.hard) for one in deeds],
        schema={"case": pl.Int64, "scheme": pl.String, "hard": pl.Boolean},
        orient="row",
    )


def _traces(deeds: list[Deed], places: Ints) -> pl.DataFrame:
    rows = [
        *(
            (CASE + one.debtor, one.scheme, "transfers", int(places[number]))
            for one in deeds
            for number in one.transfers
        ),
        *((CASE + one.debtor, one.scheme, frame, number) for one in deeds for frame, number in one.rows),
    ]
    return pl.DataFrame(
        rows, schema={"case": pl.Int64, "scheme": pl.String, "frame": pl.String, "id": pl.Int64}, orient="row"
    )
