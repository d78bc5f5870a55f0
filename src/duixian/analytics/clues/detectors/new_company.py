"""A company that a relative founded since the suit, where the debtor works or lives, and that the debtor's customers
pay.

立法解释 (2002): transferring. A relative's own firm has customers of its own; a shared building is no sign by itself.
"""

import numpy as np
import polars as pl

from duixian.analytics.clues.judging import findings, ramp, share, things, transfers, yes
from duixian.analytics.clues.model import Findings, Proof
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import COMPANY, View

NAME = "new_company"
_KNOWN = 2


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor."""
    founded = _founded(view)
    if founded.is_empty():
        return Findings.none()
    income = _income(view, founded)
    case = income.group_by("d", "company").agg(
        gross=pl.col("amount").sum(),
        first_on=pl.col("day").min(),
        last_on=pl.col("day").max(),
        why_own_business=pl.col("amount").filter(~pl.col("moved")).sum(),
        times=pl.col("moved").sum(),
        customers=pl.col("payer").filter("moved").n_unique(),
        still=pl.col("still").filter("moved").sum(),
    )
    case = case.join(founded, on=["d", "company"])
    moved = pl.col("gross") - pl.col("why_own_business")
    best = case.sort(moved, descending=True).unique("d", keep="first", maintain_order=True)
    rows = best.with_columns(
        part_address=yes(pl.col("same"), 200),
        part_customers=ramp(pl.col("customers"), 0, 3, 250),
        part_moved=ramp(share(moved, pl.col("gross")), 100, 700, 250),
        part_left=yes((pl.col("customers") > 0) & (pl.col("still") * 5 < pl.col("times")), 150),
        part_size=ramp(moved, 500_000, 4_000_000, 150),
    ).drop("company", "times", "customers", "still", "same", "since", "id")
    shown = income.filter("moved").join(best.select("d", "company"), on=["d", "company"], how="semi")
    evidence = pl.concat([transfers(shown), things(best.select("d", "id", "since"), Proof.COMPANY, "since")])
    return findings(view, NAME, thresholds, rows, evidence)


def _founded(view: View) -> pl.DataFrame:
    """Companies founded on a day that counts by a relative of the debtor: d, company, since, same (address)."""
    kin = view.kin.filter(pl.col("tie") < COMPANY).select("d", head="person")
    companies = view.dossier.companies.with_row_index("id").select("id", company="person", head="head", since="founded")
    found = companies.join(kin, on="head")
    d = found["d"].to_numpy()
    found = found.filter(pl.Series(view.counts(d, found["since"].to_numpy())))
    d = found["d"].to_numpy()
    address = view.person("address", found["company"].to_numpy())
    home = view.person("address", view.debtor("person")[d])
    own = view.kin.filter(pl.col("tie") == COMPANY)
    offices = own.with_columns(office=pl.Series(view.person("address", own["person"].to_numpy()))).select("d", "office")
    found = found.with_columns(office=pl.Series(address), home=pl.Series(home))
    at_office = found.join(offices, on=["d", "office"], how="semi").select("d", "company", there=pl.lit(True))
    found = found.join(at_office.unique(), on=["d", "company"], how="left")
    same = (pl.col("office") == pl.col("home")) | pl.col("there").fill_null(False)
    return found.with_columns(same=same).select("d", "company", "since", "same", "id")


def _income(view: View, founded: pl.DataFrame) -> pl.DataFrame:
    """What the new companies were paid, by whom, and whether the payer was the debtor's customer or that of a company
    the debtor heads (`moved`), and still pays there (`still`)."""
    new = np.zeros(len(view.dossier.persons) + 1, dtype=np.bool_)
    new[founded["company"].to_numpy()] = True
    ids = np.flatnonzero(new[view.payee] & (view.payee >= 0))
    seen = pl.DataFrame({"id": ids, "company": view.payee[ids], "payer": view.payer[ids], "day": view.day[ids]})
    seen = seen.with_columns(
        at=pl.Series(view.dossier.array("transfers", "at")[ids]),
        amount=pl.Series(view.dossier.array("transfers", "amount")[ids]),
    )
    rows = seen.join(founded, on="company").filter(pl.col("day") >= pl.col("since"))
    customers = _customers(view, founded)
    rows = rows.join(customers, on=["d", "payer"], how="left")
    return rows.with_columns(
        moved=pl.col("known").fill_null(0) >= _KNOWN,
        still=pl.col("last").fill_null(0) > pl.col("since") + 60,
    )


def _customers(view: View, founded: pl.DataFrame) -> pl.DataFrame:
    """Who paid the debtor, or a company the debtor heads, before the new one was founded: d, payer, known, last."""
    since = founded.group_by("d").agg(pl.col("since").min())
    direct = view.ins.filter(pl.col("tie") == 0).select("d", payer="other", day="day")
    own = view.kin.filter(pl.col("tie") == COMPANY).join(since, on="d", how="semi")
    headed = np.full(len(view.dossier.persons) + 1, -1, dtype=np.int64)
    headed[own["person"].to_numpy()] = own["d"].to_numpy()
    ids = np.flatnonzero((headed[view.payee] >= 0) & (view.payee >= 0))
    firm = pl.DataFrame({"d": headed[view.payee[ids]].astype(np.int32), "payer": view.payer[ids], "day": view.day[ids]})
    paid = pl.concat([direct, firm]).join(since, on="d")
    return paid.group_by("d", "payer").agg(known=(pl.col("day") < pl.col("since")).sum(), last=pl.col("day").max())
