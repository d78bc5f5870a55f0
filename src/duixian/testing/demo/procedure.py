"""The whole procedure at the flagship, acted through the flows: what waits, was agreed, decided, listed and lifted.

Each case of the story is taken once, so that every page shows one matter and not five; but who is measured has been
limited or listed before, as it happens.
"""

from datetime import datetime

from duixian.domain.courts.models import Court
from duixian.testing.demo.lists import play_lists
from duixian.testing.demo.measures import play_measures
from duixian.testing.demo.proceedings import play_later, play_proceedings
from duixian.testing.demo.settlements import play_settlements
from duixian.testing.demo.story import Pile, open_story, pile
from duixian.worlds.courts import FLAGSHIP

ENOUGH = 12
"""Cases that what comes last may need."""


def play_procedure(*, seed: int, now: datetime) -> None:
    """Act it all; the last acts are of this morning, none is later than `now`."""
    story = open_story(Court.objects.get(code=FLAGSHIP), now=now)
    cases = pile(story)
    play_settlements(story, cases)
    outside = play_proceedings(story, cases, pile(story, searched=True), seed=seed)
    coerced = play_lists(story, cases)
    play_measures(story, Pile(coerced[:1:-1]))
    # a small province runs out of cases nobody has touched: then a second matter stands in some of them
    play_later(story, cases if len(cases.left) >= ENOUGH else pile(story), outside, seed=seed)
