"""Whatever is in the file, the sweep answers: sums add up, nothing is named twice, evidence points into the tables."""

from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duixian.analytics.clues.model import SCHEMAS, Dossier, Proof
from duixian.analytics.clues.sweep import sweep

PERSONS, ACCOUNTS, FIRST, LAST = 8, 12, 20_000, 20_700
person = st.integers(0, PERSONS - 1)
day = st.integers(FIRST, LAST)
fen = st.integers(0, 50_000_000)

COLUMNS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "transfers": {
        "source": st.integers(0, ACCOUNTS - 1),
        "target": st.integers(0, ACCOUNTS - 1),
        "at": day.map(lambda each: each * 86_400_000),
        "amount": st.integers(1, 40_000_000),
        "kind": st.integers(0, 11),
    },
    "relations": {"a": person, "b": person, "kind": st.integers(1, 7), "since": day, "until": day},
    "debtors": {
        "case": st.integers(1, 5), "person": person, "served_on": day, "effective_on": day, "owed": fen,
        "limit_from": day, "reported_on": day, "living": st.integers(0, 500_000),
    },
    "reports": {"case": st.integers(1, 5), "account": st.integers(-1, 11), "asset": st.integers(-1, 3)},
    "assets": {"kind": st.integers(1, 3), "owner": person, "since": day, "until": day, "market": fen},
    "deals": {
        "kind": st.integers(1, 3), "asset": st.integers(-1, 3), "seller": person, "buyer": person, "on": day,
        "price": fen | st.none(), "market": fen | st.none(),
    },
    "divorces": {
        "a": person, "b": person, "on": day, "got_a": fen, "got_b": fen, "debts_a": fen, "debts_b": fen,
        "custody": st.integers(-1, PERSONS - 1),
    },
    "companies": {"person": person, "head": person, "founded": day},
    "suits": {
        "plaintiff": person, "defendant": person, "on": day, "sum": fen, "settled": st.integers(-1, 30), "proved": fen
    },
    "claims": {
        "creditor": person, "obligor": person, "sum": fen, "due": day, "changed_on": day, "left": fen, "new_due": day
    },
    "papers": {"kind": st.integers(1, 8), "a": person, "b": st.integers(-1, 7), "since": day, "until": day,
               "amount": fen},
}  # fmt: skip


def rows(name: str, most: int) -> st.SearchStrategy[pl.DataFrame]:
    """So many rows of a table at most."""
    columns = COLUMNS[name]
    made = st.lists(st.fixed_dictionaries(columns), min_size=int(name in ("transfers", "debtors")), max_size=most)
    frame = made.map(lambda each: pl.DataFrame(each, schema=SCHEMAS[name]))
    return frame.map(lambda each: each.sort("at")) if name == "transfers" else frame


@st.composite
def files(draw: st.DrawFn) -> Dossier:
    """A file of a few people who do anything to each other."""
    frames = {name: draw(rows(name, 60 if name == "transfers" else 4)) for name in COLUMNS}
    owners = draw(st.lists(st.integers(-1, PERSONS - 1), min_size=ACCOUNTS, max_size=ACCOUNTS))
    accounts = [{"owner": owner, "kind": 0, "opened": FIRST} for owner in owners]
    people = [
        {
            "kind": draw(st.integers(0, 1)),
            "trade": draw(st.integers(0, 14)),
            "born": 0,
            "died": LAST,
            "address": code % 3,
        }
        for code in range(PERSONS)
    ]
    return Dossier.of(
        accounts=pl.DataFrame(accounts, schema=SCHEMAS["accounts"]),
        persons=pl.DataFrame(people, schema=SCHEMAS["persons"]),
        **frames,
    )


@given(files())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_file_is_answered_and_every_answer_adds_up(dossier: Dossier) -> None:
    found = sweep(dossier)

    took = found.explanations.group_by("finding").agg(took=pl.col("explained").sum())
    whole = found.rows.join(took, on="finding", how="left").with_columns(pl.col("took").fill_null(0))
    assert (whole["gross"] - whole["took"] == whole["sum"]).all()
    assert (found.rows["first_on"] <= found.rows["last_on"]).all()
    assert found.rows.select("detector", "person").is_unique().all()
    assert set(found.rows["person"]) <= set(dossier.debtors["person"])
    for proof, table in (
        (Proof.TRANSFER, dossier.transfers), (Proof.DEAL, dossier.deals), (Proof.SUIT, dossier.suits),
        (Proof.DIVORCE, dossier.divorces), (Proof.CLAIM, dossier.claims), (Proof.ASSET, dossier.assets),
    ):  # fmt: skip
        ids = found.evidence.filter(pl.col("proof") == int(proof))["id"].to_list()
        assert all(0 <= each < len(table) for each in ids)
    assert found.evidence.select("finding", "proof", "id").is_unique().all()
