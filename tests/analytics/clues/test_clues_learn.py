"""What studied findings teach a court, how far, and how it is taken back."""

import polars as pl
import pytest

from duixian.analytics.clues.learn import ENOUGH, JUDGED, STEP, learn
from duixian.analytics.clues.thresholds import LIMITS, Thresholds, limit
from duixian.base.faults import BadInput


def studied(*groups: tuple[int, int, bool, str], detector: str = "pass_through", fen: int = 9_000_000) -> pl.DataFrame:
    """So many findings of a score, confirmed or not, with a reason."""
    rows = [
        (detector, score, fen, confirmed, reason) for count, score, confirmed, reason in groups for _ in range(count)
    ]
    return pl.DataFrame(rows, schema=dict(JUDGED), orient="row")


def test_many_dismissed_low_scores_raise_the_threshold_and_say_why() -> None:
    lesson = learn(Thresholds(), studied((15, 610, False, "trade"), (20, 800, True, "")))

    (change,) = lesson.changes
    assert (change.detector, change.name, change.before, change.after) == ("pass_through", "score", 600, 620)
    assert "已研判 35 条，排除 15 条" in change.because.message
    assert lesson.after("pass_through", "score") == 620
    assert lesson.before("pass_through", "score") == 600


def test_one_lesson_moves_one_step_at_most() -> None:
    lesson = learn(Thresholds(), studied((30, 700, False, "trade"), (9, 610, False, "trade"), (20, 900, True, "")))

    assert lesson.after("pass_through", "score") == 600 + STEP


def test_no_lesson_hides_what_was_confirmed() -> None:
    lesson = learn(Thresholds(), studied((15, 605, False, "trade"), (20, 605, True, "")))

    assert lesson.changes == ()


def test_a_few_findings_teach_nothing() -> None:
    assert learn(Thresholds(), studied((ENOUGH - 1, 610, False, "trade"))).changes == ()


def test_a_dismissal_for_the_cost_of_living_is_a_mistake_of_ours_and_no_lesson() -> None:
    lesson = learn(Thresholds(), studied((30, 610, False, "living")))

    assert lesson.changes == ()
    assert lesson.mistakes == 30


def test_trifles_raise_the_smallest_sum_but_not_above_a_confirmed_one() -> None:
    small = studied((15, 900, False, "small"), fen=3_100_000)
    lesson = learn(Thresholds(), pl.concat([small, studied((6, 900, True, ""), fen=3_200_000)]))

    # at equal scores no threshold of the score parts them
    (change,) = [one for one in lesson.changes if one.name == "least"]
    assert (change.before, change.after) == (3_000_000, 3_200_000)


def test_a_raised_threshold_comes_back_towards_the_default_and_never_below_it() -> None:
    raised = Thresholds().changed("pass_through", "score", 610)

    lesson = learn(raised, studied((40, 800, True, "")))

    assert lesson.after("pass_through", "score") == 600
    assert learn(lesson.after, studied((40, 800, True, ""))).changes == ()


def test_a_lesson_can_be_taken_back_until_somebody_changed_the_value() -> None:
    lesson = learn(Thresholds(), studied((15, 610, False, "trade"), (20, 800, True, "")))
    other = lesson.after.changed("spending", "least", 400_000)

    undone = lesson.undone(other)

    assert undone("pass_through", "score") == 600
    assert undone("spending", "least") == 400_000
    with pytest.raises(BadInput, match="此后又有调整"):
        lesson.undone(other.changed("pass_through", "score", 650))


@pytest.mark.parametrize("one", LIMITS, ids=lambda one: f"{one.detector}.{one.name}")
def test_a_court_moves_a_threshold_within_its_bounds_only(one: object) -> None:
    known = next(each for each in LIMITS if each is one)

    assert known.low <= known.default <= known.high
    assert Thresholds().changed(*known.key, known.high)(*known.key) == known.high
    for beyond in (known.low - 1, known.high + 1):
        with pytest.raises(BadInput, match="阈值须在"):
            Thresholds().changed(*known.key, beyond)


def test_what_the_law_protects_is_no_threshold() -> None:
    names = {one.name for one in LIMITS}

    assert not names & {"living", "relevant_from", "price_low", "price_high", "served"}
    with pytest.raises(KeyError):
        limit("cheap_deal", "price_low")
    with pytest.raises(BadInput, match="没有这项阈值"):
        Thresholds().changed("cheap_deal", "price_low", 50)
