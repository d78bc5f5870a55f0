"""How much of each transfer of a trace is the money asked about.

Money in an account is mixed; whose goes first is a rule, and the rule that was chosen is told with its result. All that
an account asked about pays out is its own. An account on the way has a balance (`openings` at the start of the window,
nothing where none is given), and every transfer to and from it inside the window moves it, followed or not.

- First in, first out: the oldest money leaves first.
- Pro rata: each payment takes of the money asked about the share it has in the balance at that moment, rounded down.
- Lowest intermediate balance: the account's own money leaves first, so the claim on it is never more than the lowest
  balance since the money came.

Whole fen, and conserved: of an account, what arrived = what was passed on + what left by transfers the trace does not
follow + what is held. Payments of one moment share what leaves in proportion, the rest to the largest remainders; none
of them is paid from what arrives at that moment (with `Limits.same_moment`: one by one in the order of their numbers).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.flows import attribution_loops
from duixian.analytics.flows.attribution_loops import ASKED, NOT_FOLLOWED, Events
from duixian.analytics.flows.model import Direction, Trace, Window
from duixian.analytics.flows.network import Layer, Network
from duixian.base.faults import BadInput, Fault

_NO_OPENINGS: Final[Mapping[int, int]] = MappingProxyType({})


class Rule(IntEnum):
    """Whose money leaves first."""

    FIRST_IN = 0
    PRO_RATA = 1
    LOWEST_BALANCE = 2


@dataclass(frozen=True, slots=True)
class Attribution:
    """`fen`: of each row of the trace, in its order. `accounts`: one row for each account the trace reached but those
    asked about: `account`, fen that `arrived`, `passed` on, `strayed` (by transfers not followed), `held`; `opening`
    and whether it was `known`; `unknown`, paid beyond all that is known to have come in: then another opening balance
    than the one assumed was there."""

    rule: Rule
    fen: NDArray[np.int64]
    accounts: pl.DataFrame


def attribute(network: Network, trace: Trace, *, rule: Rule, openings: Mapping[int, int] = _NO_OPENINGS) -> Attribution:
    """Attribute a forward trace. `openings`: fen on an account at the start of the window, by account.

    Raises `BadInput`: a backward trace (follow it forward from where it leads to), a negative opening balance.
    """
    _check(trace, openings)
    reached = np.setdiff1d(trace.target, trace.accounts)
    opening = np.array([openings.get(account, 0) for account in reached.tolist()], np.int64)
    events = _events(network, trace, reached)
    fen, sums = attribution_loops.attribute(events, opening, len(trace), int(rule), trace.limits.same_moment)
    fen = np.where(np.isin(trace.source, trace.accounts), trace.amount, fen)
    accounts = pl.DataFrame(
        {
            "account": reached,
            **sums._asdict(),
            "opening": opening,
            "known": np.array([account in openings for account in reached.tolist()], np.bool_),
        }
    )
    return Attribution(rule, fen, accounts)


def _check(trace: Trace, openings: Mapping[int, int]) -> None:
    if trace.direction is not Direction.FORWARD:
        raise BadInput(
            Fault(
                code="flows.attribution.direction",
                field="方向",
                template="向来源追踪的结果不能归属金额",
                remedy="请从查到的来源账户出发，向去向追踪后再归属",
            )
        )
    wrong = sorted(account for account, fen in openings.items() if fen < 0)
    if wrong:
        raise BadInput.of(
            Fault(
                code="flows.attribution.opening",
                field="期初余额",
                value=str(openings[account]),
                template="期初余额不能为负数",
                remedy="透支账户请按零填写",
                place=str(account),
            )
            for account in wrong
        )


def _events(network: Network, trace: Trace, reached: NDArray[np.int32]) -> Events:
    """Every transfer that reaches or leaves one of these accounts in the window, and those of the trace."""
    parts = [_of_layer(layer, reached, trace.window) for layer in (network.base, network.tail)]
    number, source, target, at, amount = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((number, at))
    number = number[order]
    row = np.full(len(number), -1, np.int32)
    by_number = np.argsort(trace.transfer, kind="stable")
    if len(by_number):
        told = trace.transfer[by_number]
        place = np.minimum(np.searchsorted(told, number), len(told) - 1)
        known = told[place] == number
        row[known] = by_number[place[known]]
    payer, payee = (_indexed(codes[order], reached, trace.accounts) for codes in (source, target))
    return Events(payer, payee, at[order], amount[order], row)


def _of_layer(layer: Layer, reached: NDArray[np.int32], window: Window) -> tuple[NDArray[np.generic], ...]:
    """Number, source, target, moment and amount of a layer's transfers of these accounts, each once."""
    here = reached[reached < layer.accounts]
    low = np.searchsorted(layer.at, window.start, side="right")
    high = np.searchsorted(layer.at, window.end, side="left")
    runs = [
        places[offsets[account] : offsets[account + 1]]
        for offsets, places in ((layer.out_offsets, layer.out_places), (layer.in_offsets, layer.in_places))
        for account in here.tolist()
    ]
    found = np.concatenate(runs) if runs else np.empty(0, np.int32)
    found = found[(found >= low) & (found < high)]
    found.sort()  # np.unique hashes first, which takes four times as long
    found = found[np.append(True, found[1:] != found[:-1])] if len(found) else found
    return layer.row[found], layer.source[found], layer.target[found], layer.at[found], layer.amount[found]


def _indexed(codes: NDArray[np.int32], reached: NDArray[np.int32], asked: NDArray[np.int32]) -> NDArray[np.int32]:
    """Codes as places among the accounts reached, or what they are instead."""
    if not len(reached):
        return np.full(len(codes), NOT_FOLLOWED, np.int32)
    place = np.minimum(np.searchsorted(reached, codes), len(reached) - 1).astype(np.int32)
    elsewhere = np.where(np.isin(codes, asked), ASKED, NOT_FOLLOWED).astype(np.int32)
    return np.where(reached[place] == codes, place, elsewhere)
