"""What holds for every choice and every release, whatever is found and in whichever order."""

from dataclasses import replace
from itertools import combinations

import pytest
from control_estates import EXACT, LEAST_EXCESS, ON, PRACTICE, estates, holdings, simple
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.law.control import (
    MONEY,
    Earmark,
    Extent,
    Held,
    HeldThing,
    Liable,
    Mode,
    Why,
    allowances,
    excess,
    exemption,
    propose,
)
from duixian.law.control.cover import EXACT_UP_TO, Piece, cover
from duixian.law.control.practice import locked

COMPANY = Liable("d", natural=False)


def divisible(thing):
    return thing.unit is not None or thing.kind in MONEY


# --- proposals


@given(estates())
def test_what_is_taken_is_at_most_the_need_but_for_less_than_the_smallest_indivisible_piece(estate):
    found, liable, need = estate
    by_key = {thing.key: thing for thing in found}

    made = propose(need, found, debtors=liable, practice=PRACTICE, on=ON)

    held = sum(line.counts for line in made.lines)
    whole = [line.counts for line in made.lines if line.mode is Mode.WHOLE]
    ceilings = any(liable_.ceiling is not None for liable_ in liable)
    assert held == made.covered + made.excess
    if made.excess and not ceilings:
        assert made.excess < min(whole)
        assert not any(locked(by_key[line.key]) and line.counts for line in made.lines)
    if not whole:
        assert held <= need


@given(estates())
def test_where_the_least_excess_decides_no_money_is_held_beside_too_much(estate):
    found, liable, need = estate
    liable = [replace(debtor, ceiling=None) for debtor in liable]
    by_key = {thing.key: thing for thing in found}

    made = propose(need, found, debtors=liable, practice=LEAST_EXCESS, on=ON)

    if made.excess:
        assert made.excess < min(line.counts for line in made.lines if line.mode is Mode.WHOLE)
        assert not any(divisible(by_key[line.key]) and line.counts for line in made.lines)


@given(estates())
def test_a_thing_is_taken_whole_only_beside_all_the_money_that_can_be_deducted(estate):
    found, liable, need = estate
    liable = [replace(debtor, ceiling=None) for debtor in liable]

    made = propose(need, found, debtors=liable, practice=PRACTICE, on=ON)

    taken = {line.key: line for line in made.lines}
    free = [t for t in found if t.rank == 1 and divisible(t) and t.debtor != "stranger" and t.worth]
    living = {debtor.key: debtor.living for debtor in liable}
    spare = allowances((t for t in found if t.debtor == "d" and t.rank == 1), living["d"], on=ON)
    if any(line.mode is Mode.WHOLE for line in made.lines):
        for thing in free:
            exempt = exemption(thing, living[thing.debtor], on=ON, keep=spare.get(thing.key, 0))
            if exempt.takeable:
                there = max(0, thing.worth - (exempt.amount or 0))
                assert (taken[thing.key].counts if thing.key in taken else 0) == there


@given(estates())
def test_put_down_line_by_line_each_is_needed_when_its_turn_comes(estate):
    """The rule of the database: money within the need; a thing only while something is uncovered."""
    found, liable, need = estate
    liable = [replace(debtor, ceiling=None) for debtor in liable]

    made = propose(need, found, debtors=liable, practice=PRACTICE, on=ON)

    held, wholes = 0, []
    for line in (line for line in made.lines if line.mode is not Mode.WAITING):
        before, held = held, held + line.amount
        if line.mode is Mode.WHOLE:
            wholes.append(line.amount)
            assert before < need
            assert held - need < min(wholes)
        else:
            assert held <= need


@given(estates())
def test_what_was_just_proposed_is_not_let_go_again(estate):
    found, liable, need = estate
    by_key = {thing.key: thing for thing in found}
    made = propose(need, found, debtors=liable, practice=PRACTICE, on=ON)

    held = [
        HeldThing(
            line.key,
            line.debtor,
            by_key[line.key].kind,
            line.counts,
            ON,
            earmark=by_key[line.key].earmark,
            unit=by_key[line.key].part,
            open=line.amount - line.counts,
            business=by_key[line.key].business,
            only_home=by_key[line.key].only_home,
        )
        for line in made.lines
        if line.mode is not Mode.WAITING
    ]

    assert excess(need, held, practice=PRACTICE, on=ON, debtors=liable) == ()


@given(estates())
def test_all_amounts_together_stay_within_the_need_or_are_indivisible(estate):
    found, liable, need = estate

    made = propose(need, found, debtors=liable, practice=PRACTICE, on=ON)

    ordered = sum(line.amount for line in made.lines if line.mode is not Mode.WAITING)
    assert ordered <= need + made.excess
    assert made.standing <= made.uncovered


@given(estates())
def test_no_single_debtor_is_held_beyond_what_he_answers_for_but_by_things_that_cannot_be_divided(estate):
    found, liable, need = estate
    made = propose(need, found, debtors=liable, practice=PRACTICE, on=ON)

    for debtor in liable:
        room = need if debtor.ceiling is None else min(need, debtor.ceiling)
        lines = [line for line in made.lines if line.debtor == debtor.key and line.mode is not Mode.WAITING]
        whole = [line.amount for line in lines if line.mode is Mode.WHOLE]
        beyond = sum(line.amount for line in lines) - room
        assert beyond <= 0 or beyond < min(whole)


@given(estates(), st.integers(0, 40))
def test_the_exempt_is_never_touched(estate, kept):
    found, liable, need = estate
    by_key = {thing.key: thing for thing in found}
    person = liable[0]

    made = propose(need, found, debtors=liable, practice=PRACTICE, on=ON, held=Held(kept={"d": kept}))

    for line in made.lines:
        thing = by_key[line.key]
        living = person.living if line.debtor == "d" else None
        assert exemption(thing, living, on=ON).extent is not Extent.WHOLE
        assert line.debtor != "stranger"
    mine = [t for t in found if t.debtor == "d" and t.kind in MONEY and t.earmark in (Earmark.NONE, Earmark.WAGES)]
    first = [t for t in mine if t.rank == 1]
    taken = sum(line.counts for line in made.lines if by_key[line.key] in first)
    there = sum(t.available for t in first)
    assert there - taken >= min(there, max(0, person.living.allowance - kept))
    spared = allowances(first, person.living, on=ON, kept=kept)
    for line in made.lines:
        assert line.keep == spared.get(line.key, 0)
        if line.keep:
            assert line.mode is not Mode.STANDING


@given(estates(), st.randoms())
def test_the_order_of_the_answers_does_not_matter(estate, random):
    found, liable, need = estate
    mixed = list(found)
    random.shuffle(mixed)

    first = propose(need, found, debtors=liable, practice=PRACTICE, on=ON)

    assert first == propose(need, mixed, debtors=list(reversed(liable)), practice=PRACTICE, on=ON)


@given(estates())
def test_every_thing_is_taken_or_left_out_and_only_once(estate):
    found, liable, need = estate
    made = propose(need, found, debtors=liable, practice=PRACTICE, on=ON)

    named = [line.key for line in made.lines] + [out.key for out in made.left_out]
    assert sorted(named) == sorted(thing.key for thing in found)
    unknown = {out.key for out in made.to_value}
    for thing in found:
        if thing.key in unknown:
            assert (thing.worth if thing.rank == 1 else thing.potential) is None


@given(estates())
def test_nothing_is_left_out_as_enough_while_more_than_a_trifle_is_missing(estate):
    found, liable, need = estate
    liable = [replace(debtor, ceiling=None) for debtor in liable]
    by_key = {thing.key: thing for thing in found}

    made = propose(need, found, debtors=liable, practice=EXACT, on=ON)

    if made.uncovered:
        assert not [o for o in made.left_out if o.why is Why.ENOUGH and by_key[o.key].rank == 1]


def _harm(thing):
    return EXACT.harm_of(thing)


def _subsets(things):
    return (subset for size in range(len(things) + 1) for subset in combinations(things, size))


def _cheapest(missing, money):
    """Harm and number of the best accounts that hold so much, or all there is; by trying every subset."""
    enough = min(max(0, missing), sum(t.available for t in money))
    return min((sum(map(_harm, s)), len(s)) for s in _subsets(money) if sum(t.available for t in s) >= enough)


def _optimum(found, need, *, cash_first):
    """By trying every subset: (uncovered, last resorts, late money, excess, harm, number and value of wholes), then
    harm and number of the money that comes first and of the money that comes after."""
    money = [t for t in found if divisible(t)]
    first = [t for t in money if cash_first and not locked(t)]
    after = [t for t in money if t not in first]
    remainder = max(0, need - sum(t.available for t in first))
    there = sum(t.available for t in after)

    def rank(taken):
        value = sum(t.value for t in taken)
        late = min(there, max(0, remainder - value))
        return (
            remainder - min(remainder, value + there),
            sum(t.only_home for t in taken),
            late if cash_first else 0,
            max(0, value - remainder),
            sum(map(_harm, taken)),
            len(taken),
            value,
        )

    best = min(map(rank, _subsets([t for t in found if not divisible(t)])))
    return best, _cheapest(need, first), _cheapest(remainder - best[-1], after)


@pytest.mark.parametrize("practice", [EXACT, LEAST_EXCESS], ids=["cash first", "least excess first"])
@settings(max_examples=300)
@given(simple())
def test_the_choice_is_the_best_of_all_choices(practice, estate):
    found, need = estate
    by_key = {thing.key: thing for thing in found}

    made = propose(need, found, debtors=[COMPANY], practice=practice, on=ON)

    best, first, after = _optimum(found, need, cash_first=practice.cash_first)
    whole = [by_key[line.key] for line in made.lines if line.mode is Mode.WHOLE]
    money = [line for line in made.lines if line.counts and line.mode is not Mode.WHOLE]
    late = [line for line in money if not practice.cash_first or locked(by_key[line.key])]
    rank = (
        made.uncovered,
        sum(t.only_home for t in whole),
        sum(line.counts for line in late) if practice.cash_first else 0,
        made.excess,
        sum(map(_harm, whole)),
        len(whole),
        sum(t.value for t in whole),
    )
    assert rank == best
    assert _weight([by_key[line.key] for line in money if line not in late]) == first
    assert _weight([by_key[line.key] for line in late]) == after


def _weight(things):
    return sum(map(_harm, things)), len(things)


pieces = st.builds(Piece, st.just(""), st.sampled_from("gh"), st.integers(1, 10**6), st.integers(0, 30), st.none())


@settings(max_examples=40)
@given(st.lists(pieces, min_size=EXACT_UP_TO + 1, max_size=40), st.integers(0, 10**7))
def test_beyond_the_exact_search_no_piece_can_be_spared(found, need):
    named = [replace(piece, key=f"p{place}") for place, piece in enumerate(found)]
    size = {piece.key: piece.size for piece in named}

    made = cover(need, named, {"g": need, "h": need})

    assert made.uncovered == max(0, need - sum(size.values()))
    held = sum(made.parts.values())
    assert held - made.excess == need - made.uncovered
    assert all(held - part < need for part in made.parts.values())


# --- releases


def rest(held, lines):
    """What still stands after the release."""
    gone = {line.key: line for line in lines}
    left = []
    for thing in held:
        line = gone.get(thing.key)
        if line is None:
            left.append(thing)
        elif not line.whole:
            left.append(replace(thing, counts=thing.counts - line.amount, open=thing.open - line.open))
    return left


def total(held):
    return sum(thing.counts for thing in held if not thing.waiting)


def smallest_whole(held):
    """The smallest indivisible thing of these."""
    return min(thing.counts for thing in held if thing.counts and not thing.waiting and not divisible(thing))


@given(holdings())
def test_a_release_never_goes_below_the_need_and_leaves_no_more_than_cannot_be_divided(holding):
    held, need = holding

    left = rest(held, excess(need, held, practice=PRACTICE, on=ON))

    assert total(left) >= min(need, total(held))
    surplus = total(left) - need
    if surplus > 0:
        effective = [thing for thing in left if not thing.waiting]
        assert not any(locked(thing) and thing.counts for thing in effective)
        assert surplus < smallest_whole(effective)
        assert all(
            thing in left
            for thing in held
            if divisible(thing) and not locked(thing) and not thing.waiting and thing.counts and not thing.open
        )
    if surplus >= 0:
        assert not any(thing.waiting or thing.open for thing in left)
    else:
        assert total(left) + sum(t.open for t in left if not t.waiting) <= max(need, total(held))


@given(holdings())
def test_releasing_twice_releases_nothing_more(holding):
    held, need = holding

    left = rest(held, excess(need, held, practice=PRACTICE, on=ON))

    assert excess(need, left, practice=PRACTICE, on=ON) == ()


@given(holdings(), st.randoms())
def test_the_order_of_what_is_held_does_not_matter(holding, random):
    held, need = holding
    mixed = list(held)
    random.shuffle(mixed)

    assert excess(need, held, practice=PRACTICE, on=ON) == excess(need, mixed, practice=PRACTICE, on=ON)


@given(holdings(), st.lists(st.integers(0, 10**9), max_size=4))
def test_while_the_need_falls_nothing_is_held_without_a_ground(holding, falls):
    held, need = holding

    for fall in [*falls, need]:
        need = max(0, need - fall)
        held = rest(held, excess(need, held, practice=PRACTICE, on=ON))
        surplus = total(held) - need
        assert surplus <= 0 or surplus < smallest_whole(held)
    assert need == 0
    assert held == []


@given(estates(), estates(), st.randoms())
def test_answers_in_two_halves_in_any_order_end_within_the_bounds(estate, later, random):
    """Half of the answers are acted upon before the others come; the surplus then goes of itself."""
    found, liable, need = estate
    liable = [replace(debtor, ceiling=None) for debtor in liable]
    found = list(found)
    random.shuffle(found)
    batches = [found, [replace(thing, key=f"late-{thing.key}") for thing in later[0]]]
    held: list[HeldThing] = []
    kept = {"d": 0}

    for batch in batches:
        counts = {key: sum(t.counts for t in held if t.debtor == key and not t.waiting) for key in ("d", "e")}
        made = propose(
            max(0, need - sum(counts.values())),
            batch,
            debtors=liable,
            practice=PRACTICE,
            on=ON,
            held=Held(counts=counts, open={"d": sum(t.open for t in held)}, kept=kept),
        )
        by_key = {thing.key: thing for thing in batch}
        for line in made.lines:
            thing = by_key[line.key]
            waiting = line.mode is Mode.WAITING
            counts_ = line.amount if waiting else line.counts
            open_ = 0 if waiting else line.amount - line.counts
            kept["d"] += line.keep
            held.append(
                HeldThing(
                    line.key,
                    line.debtor,
                    thing.kind,
                    counts_,
                    ON,
                    earmark=thing.earmark,
                    unit=thing.unit,
                    open=open_,
                    waiting=waiting,
                )
            )
        held = rest(held, excess(need, held, practice=PRACTICE, on=ON))
        surplus = total(held) - need
        assert surplus <= 0 or surplus < smallest_whole(held)
        assert surplus > 0 or total(held) + sum(t.open for t in held) <= need
