"""Attribution: conserved to the fen, equal to its plain statement, and what a court would work out by hand."""

from collections import defaultdict
from itertools import groupby

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from duixian.analytics.flows.attribution import Attribution, Rule, attribute
from duixian.analytics.flows.attribution_loops import share, split
from duixian.analytics.flows.model import TRANSFERS, Direction, Keep, Limits, Trace, Window
from duixian.analytics.flows.network import Network
from duixian.analytics.flows.trace import trace
from duixian.base.faults import BadInput

Row = tuple[int, int, int, int]
"""Source, target, moment, amount."""

TRANSFER = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 12), st.integers(1, 90))
ROWS = st.lists(TRANSFER, min_size=1, max_size=24)
LIMITS = st.builds(
    Limits, hops=st.integers(1, 6), keep_first=st.integers(0, 3), keep=st.sampled_from(Keep), same_moment=st.booleans()
)
OPENINGS = st.dictionaries(st.integers(1, 5), st.integers(0, 100), max_size=3)
RULES = st.sampled_from(Rule)


def frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TRANSFERS, orient="row")


def plainly(rows: list[Row], found: Trace, rule: Rule, openings: dict[int, int]) -> list[int]:
    """The rules again: money as single fen, each marked or not, taken from a purse in the order of the rule."""
    asked, followed = set(found.accounts.tolist()), {n: i for i, n in enumerate(found.transfer.tolist())}
    reached = set(found.target.tolist()) - asked
    layers: dict[int, list[list[int]]] = {a: [[openings.get(a, 0), 0, -1]] for a in reached}
    fen = [0] * len(followed)
    numbers = sorted(range(len(rows)), key=lambda n: (rows[n][2], n))
    moments = (
        [[n] for n in numbers]
        if found.limits.same_moment
        else [list(group) for _, group in groupby(numbers, lambda n: rows[n][2])]
    )
    for moment in moments:
        carried = defaultdict(int)
        for payer in reached:
            mine = [n for n in moment if rows[n][0] == payer]
            leaving = take(layers[payer], sum(rows[n][3] for n in mine), rule) if mine else 0
            for n, part in zip(mine, apportion(leaving, [rows[n][3] for n in mine]), strict=True):
                carried[n] = part
        for n in moment:
            source, target, at, amount = rows[n]
            if n in followed:
                fen[followed[n]] = carried[n] = amount if source in asked else carried[n]
            if target in reached:
                came = carried[n] if n in followed else 0
                newest = layers[target][-1]
                if newest[2] == at and newest[0] and not found.limits.same_moment:
                    newest[0], newest[1] = newest[0] + amount, newest[1] + came
                else:
                    layers[target].append([amount, came, at])
    return fen


def take(layers: list[list[int]], paid: int, rule: Rule) -> int:
    """Take `paid` out of layers of (fen, marked fen, moment); how many of them were marked."""
    have, marked = sum(layer[0] for layer in layers), sum(layer[1] for layer in layers)
    if rule is Rule.FIRST_IN:
        taken = 0
        for layer in layers:
            part = min(paid, layer[0])
            gone = layer[1] * part // layer[0] if layer[0] else 0
            layer[0], layer[1], paid, taken = layer[0] - part, layer[1] - gone, paid - part, taken + gone
        return taken
    paid = min(paid, have)
    if rule is Rule.PRO_RATA:
        leaving = marked * paid // have if have else 0
    else:
        leaving = max(0, paid - (have - marked))
    layers[:] = [[have - paid, marked - leaving, layers[-1][2]]]
    return leaving


def apportion(total: int, amounts: list[int]) -> list[int]:
    whole = sum(amounts)
    parts = [total * amount // whole for amount in amounts]
    order = sorted(range(len(amounts)), key=lambda i: (-(total * amounts[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def attributed(rows: list[Row], rule: Rule, **openings: int) -> dict[int, int]:
    """By transfer, from account 0, all hops."""
    network = Network.build(frame(rows))
    found = trace(network, [0], limits=Limits(hops=9))
    result = attribute(network, found, rule=rule, openings={int(a[1:]): fen for a, fen in openings.items()})
    return dict(zip(found.transfer.tolist(), result.fen.tolist(), strict=True))


@given(ROWS, st.lists(TRANSFER, max_size=6), LIMITS, RULES, OPENINGS)
@settings(max_examples=300)
def test_the_loop_is_the_rule_over_both_layers(
    rows: list[Row], later: list[Row], limits: Limits, rule: Rule, openings: dict[int, int]
) -> None:
    network = Network.build(frame(rows)).append(frame(later))
    found = trace(network, [0], limits=limits)

    result = attribute(network, found, rule=rule, openings=openings)

    assert result.fen.tolist() == plainly(rows + later, found, rule, openings)


@given(ROWS, LIMITS, RULES, OPENINGS)
@settings(max_examples=150)
def test_no_fen_appears_or_disappears(rows: list[Row], limits: Limits, rule: Rule, openings: dict[int, int]) -> None:
    network = Network.build(frame(rows))
    found = trace(network, [0], limits=limits)

    result = attribute(network, found, rule=rule, openings=openings)

    assert all(0 <= fen <= amount for fen, amount in zip(result.fen.tolist(), found.amount.tolist(), strict=True))
    for account, arrived, passed, strayed, held, *_ in result.accounts.iter_rows():
        into = result.fen[found.target == account].sum()
        out_of = result.fen[found.source == account].sum()
        assert (arrived, passed) == (into, out_of)
        assert arrived == passed + strayed + held
        assert min(passed, strayed, held) >= 0


@given(ROWS, RULES, st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_the_order_in_which_transfers_were_recorded_changes_nothing(rows: list[Row], rule: Rule, dice: object) -> None:
    assume(len({(source, at, amount) for source, _, at, amount in rows}) == len(rows))
    mixed = list(rows)
    dice.shuffle(mixed)  # type: ignore[attr-defined]

    def by_transfer(given_rows: list[Row]) -> dict[Row, int]:
        return {given_rows[n]: fen for n, fen in attributed(given_rows, rule).items()}

    one, other = by_transfer(rows), by_transfer(mixed)

    # a leftover fen among equal remainders goes to the first recorded: one fen a payment at most, along each step
    assert one.keys() == other.keys()
    assert sum(one.values()) == pytest.approx(sum(other.values()), abs=len(rows) ** 2)
    if len({(source, at) for source, _, at, _ in rows}) == len(rows):
        assert one == other


@given(st.lists(st.integers(1, 300), min_size=1, max_size=6), st.integers(1, 1_000))
def test_with_one_inflow_and_nothing_else_the_three_rules_agree(paid: list[int], came: int) -> None:
    rows: list[Row] = [(0, 1, 1, came)] + [(1, 2, 2 + n, fen) for n, fen in enumerate(paid)]

    first, *others = (attributed(rows, rule) for rule in Rule)

    assert all(other == first for other in others)
    assert sum(first.values()) == came + min(came, sum(paid))


# -- by hand: 100 of her own, then 300 from the debtor, then three payments ---------------------------------------

MIXED: list[Row] = [(9, 1, 1, 100), (0, 1, 2, 300), (1, 2, 3, 120), (1, 3, 4, 140), (9, 1, 5, 60), (1, 4, 6, 150)]


@pytest.mark.parametrize(
    ("rule", "by_hand"),
    [
        (Rule.FIRST_IN, {1: 300, 2: 20, 3: 140, 5: 140}),
        # 400 of which 300: 90 of 120; 280 of which 210: 105 of 140; 140 + 60 of which 105: 78 of 150, rounded down
        (Rule.PRO_RATA, {1: 300, 2: 90, 3: 105, 5: 78}),
        # her own 100 first: 20 of 120; all of 140; then 60 of her own again: 90 of 150
        (Rule.LOWEST_BALANCE, {1: 300, 2: 20, 3: 140, 5: 90}),
    ],
    ids=lambda value: value.name if isinstance(value, Rule) else "",
)
def test_a_mixed_account_by_hand(rule: Rule, by_hand: dict[int, int]) -> None:
    assert attributed(MIXED, rule) == by_hand


def test_a_known_opening_balance_is_money_of_the_account() -> None:
    rows: list[Row] = [(0, 1, 1, 100), (1, 2, 2, 100)]

    assert [attributed(rows, rule)[1] for rule in Rule] == [100, 100, 100]
    assert [attributed(rows, rule, a1=300)[1] for rule in Rule] == [0, 25, 0]


def told(rows: list[Row], openings: dict[int, int]) -> Attribution:
    network = Network.build(frame(rows))
    return attribute(network, trace(network, [0]), rule=Rule.PRO_RATA, openings=openings)


def test_what_was_paid_beyond_all_that_came_in_is_said() -> None:
    rows: list[Row] = [(0, 1, 5, 100), (1, 2, 6, 130)]

    (unsaid,), (said,) = (
        told(rows, openings).accounts.filter(pl.col("account") == 1).select("unknown", "known").rows()
        for openings in ({}, {1: 30})
    )

    assert (unsaid, said) == ((30, False), (0, True))


def test_what_leaves_by_a_transfer_that_is_not_followed_has_strayed() -> None:
    rows: list[Row] = [(0, 1, 1, 100), (1, 2, 2, 40), (1, 3, 3, 50)]
    network = Network.build(frame(rows))
    found = trace(network, [0], limits=Limits(threshold_fen=50))

    result = attribute(network, found, rule=Rule.FIRST_IN)

    assert result.fen.tolist() == [100, 50]
    assert result.accounts.select("account", "arrived", "passed", "strayed", "held").rows() == [
        (1, 100, 50, 40, 10),
        (3, 50, 0, 0, 50),
    ]


def test_money_that_comes_home_is_not_passed_on_a_second_time() -> None:
    rows: list[Row] = [(0, 1, 1, 100), (1, 0, 2, 100), (0, 2, 3, 70)]

    assert attributed(rows, Rule.FIRST_IN) == {0: 100, 1: 100, 2: 70}


def test_what_came_before_the_window_is_not_counted() -> None:
    network = Network.build(frame([(9, 1, 1, 900), (0, 1, 5, 100), (1, 2, 6, 100)]))
    found = trace(network, [0], window=Window(start=2, end=9))

    assert attribute(network, found, rule=Rule.FIRST_IN).fen.tolist() == [100, 100]


def test_a_backward_trace_is_refused_and_so_is_a_negative_balance() -> None:
    network = Network.build(frame([(0, 1, 5, 100)]))

    with pytest.raises(BadInput, match="来源"):
        attribute(network, trace(network, [1], direction=Direction.BACKWARD), rule=Rule.FIRST_IN)
    with pytest.raises(BadInput, match="期初余额"):
        attribute(network, trace(network, [0]), rule=Rule.FIRST_IN, openings={1: -1})


@given(st.integers(0, 2**62), st.integers(0, 2**62), st.integers(1, 2**62))
def test_a_share_is_exact_beyond_64_bits(amount: int, part: int, whole: int) -> None:
    part %= whole + 1
    assume(amount * part // whole < 2**62)

    assert share(amount, part, whole) == divmod(amount * part, whole)


@given(st.lists(st.integers(1, 10**13), min_size=1, max_size=8), st.integers(0, 10**14))
def test_a_split_is_whole_fair_and_complete(amounts: list[int], total: int) -> None:
    total = min(total, sum(amounts))

    parts = split(total, np.array(amounts, np.int64)).tolist()

    assert parts == apportion(total, amounts)
    assert sum(parts) == total
