"""A seeded network of transfers in which a few accounts have thousands and most have a handful.

The account of rank r has a weight of 1 / (r + flat), in whole numbers, so that the same seed gives the same bytes on
every machine. Who pays often is not who is paid often, but for one transfer in eight, which goes to such an account.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.flows.model import TRANSFERS

DAY_MS: Final = 86_400_000
BEGIN: Final = 1_735_689_600_000
"""2025-01-01 00:00 UTC in milliseconds."""
_WEIGHT: Final = 10**12
_FLAT_SHARE: Final = 500
_BUSY: Final = 8


def transfers(accounts: int, count: int, *, seed: int, days: int = 365, in_order: bool = False) -> pl.DataFrame:
    """So many transfers (`TRANSFERS`) between `accounts`, over `days` from 2025 on; no account pays itself.

    They come in no order, as statements do, or `in_order` of time.
    """
    dice = np.random.default_rng(seed)
    weights = np.cumsum(_WEIGHT // (np.arange(accounts, dtype=np.int64) + 1 + accounts // _FLAT_SHARE))
    payer, payee = (dice.permutation(accounts).astype(np.int32) for _ in range(2))
    source = payer[_drawn(weights, count, dice)]
    target = payee[_drawn(weights, count, dice)]
    busy = dice.integers(0, _BUSY, count, dtype=np.int8) == 0
    target[busy] = payer[_drawn(weights, int(busy.sum()), dice)]
    itself = target == source
    target[itself] = (target[itself] + 1) % accounts
    at = dice.integers(BEGIN, BEGIN + days * DAY_MS, count, dtype=np.int64)
    if in_order:
        at.sort()
    return pl.DataFrame({"source": source, "target": target, "at": at, "amount": _amounts(count, dice)}, TRANSFERS)


def _drawn(weights: NDArray[np.int64], count: int, dice: np.random.Generator) -> NDArray[np.int64]:
    """Ranks by weight. Draws in order are looked up three times faster: they are sorted first and shuffled after."""
    drawn = dice.integers(0, weights[-1], count, dtype=np.int64)
    drawn.sort()
    ranks = np.searchsorted(weights, drawn, side="right")
    dice.shuffle(ranks)
    return ranks


def _amounts(count: int, dice: np.random.Generator) -> NDArray[np.int64]:
    """From 1 yuan to 10 million, each power of ten rarer than the one below; every third a round sum of 100 yuan."""
    power = np.array([2, 3, 3, 4, 4, 4, 5, 5, 6], np.int64)[dice.integers(0, 9, count, dtype=np.int8)]
    fen = dice.integers(100, 1_000, count, dtype=np.int64) * 10**power // 100 + dice.integers(0, 100, count)
    whole = dice.integers(0, 3, count, dtype=np.int8) == 0
    return np.where(whole, np.maximum(fen // 10_000, 1) * 10_000, fen)
