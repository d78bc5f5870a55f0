"""Questions that several detectors ask of the columns."""

import numpy as np
import polars as pl

from duixian.analytics.clues.model import PaperKind, Trade
from duixian.analytics.clues.view import View


def kin_receipts(view: View, payers: pl.DataFrame) -> pl.DataFrame:
    """What given payers (d, payer, …) paid to relatives of the debtor: the rows of transfers with person and tie, and
    the columns of `payers`."""
    people = len(view.dossier.persons) + 1
    pays = np.zeros(people, dtype=np.bool_)
    pays[payers["payer"].to_numpy()] = True
    ids = np.flatnonzero(pays[view.payer] & view.near[view.payee] & (view.payer != view.payee))
    seen = pl.DataFrame({"id": ids, "payer": view.payer[ids], "person": view.payee[ids]})
    pairs = payers.join(view.kin, on="d")
    found = seen.join(pairs, on=["payer", "person"])
    d = found["d"].to_numpy()
    rows = view.rows(found["id"].to_numpy(), d, found["person"].to_numpy(), "source", "target")
    extra = [name for name in found.columns if name not in rows.columns]
    return pl.concat([rows, found.select(extra)], how="horizontal")


def paper_between(view: View, kind: PaperKind, a: pl.Series, b: pl.Series) -> pl.Series:
    """Whether there is a paper of a kind between each two."""
    papers, size = view.papers(kind), len(view.dossier.persons) + 1
    owes, owed = papers["a"].to_numpy().astype(np.int64), papers["b"].to_numpy()
    any_ = np.zeros(size, dtype=np.bool_)
    any_[owes] = True
    keys = np.unique(owes * size + owed)
    first, second = a.to_numpy().astype(np.int64), b.to_numpy()
    there = np.zeros(len(first), dtype=np.bool_)
    asked = np.flatnonzero(any_[first])  # few have a paper at all
    if len(asked):
        wanted = first[asked] * size + second[asked]
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        there[asked] = keys[place] == wanted
    return pl.Series(there)


def at_hospitals(view: View) -> pl.DataFrame:
    """What everybody paid to hospitals: person, at, day, amount."""
    trade = view.person("trade", view.payee)
    ids = np.flatnonzero((trade == Trade.HOSPITAL) & (view.payee >= 0))
    return pl.DataFrame(
        {
            "person": view.payer[ids],
            "at": view.dossier.array("transfers", "at")[ids],
            "day": view.day[ids],
            "amount": view.dossier.array("transfers", "amount")[ids],
        }
    )


def medical_by(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows (person, first_on, last_on) with what the person paid to hospitals between and in the month after:
    `medical`."""
    paid = at_hospitals(view).select("person", paid="amount", on="day")
    goes = np.zeros(len(view.dossier.persons) + 1, dtype=np.bool_)
    goes[paid["person"].to_numpy()] = True
    patients = pl.Series(goes[rows["person"].to_numpy()])
    inside = (pl.col("on") >= pl.col("first_on")) & (pl.col("on") <= pl.col("last_on") + 30)
    keys = ["d", "person", "first_on", "last_on"]
    sums = (
        rows.filter(patients)
        .select(keys)
        .unique()
        .join(paid, on="person")
        .filter(inside)
        .group_by(keys)
        .agg(medical=pl.col("paid").sum())
    )
    return rows.join(sums, on=keys, how="left", maintain_order="left").with_columns(pl.col("medical").fill_null(0))
