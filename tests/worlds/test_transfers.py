"""The seeded network of transfers: the same for a seed, lawful as columns, a few accounts with most."""

import numpy as np
import polars as pl

from duixian.analytics.flows.model import TRANSFERS
from duixian.worlds.transfers import BEGIN, DAY_MS, transfers


def test_a_seed_gives_the_same_bytes() -> None:
    one, again, other = (transfers(500, 5_000, seed=seed) for seed in (1, 1, 2))

    assert one.equals(again)
    assert not one.equals(other)
    assert one.hash_rows(seed=0).sum() == again.hash_rows(seed=0).sum()


def test_nobody_pays_himself_or_nothing_or_outside_the_days() -> None:
    made = transfers(300, 20_000, seed=3, days=30)

    assert made.schema == TRANSFERS
    assert not (made["source"] == made["target"]).any()
    assert made["amount"].min() >= 100  # type: ignore[operator]
    assert made["at"].is_between(BEGIN, BEGIN + 30 * DAY_MS, closed="left").all()
    assert made.select(pl.col("source", "target").is_between(0, 299).all()).row(0) == (True, True)


def test_one_account_in_a_hundred_pays_a_quarter_and_half_pay_less_than_an_average_one() -> None:
    made = transfers(10_000, 100_000, seed=4)

    paid = np.sort(np.bincount(made["source"].to_numpy(), minlength=10_000))
    assert paid[-100:].sum() > 100_000 / 4
    assert np.median(paid) < 10 / 2


def test_transfers_come_in_order_only_when_asked() -> None:
    assert not transfers(50, 500, seed=5)["at"].is_sorted()
    assert transfers(50, 500, seed=5, in_order=True)["at"].is_sorted()
