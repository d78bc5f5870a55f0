"""What the law says where clues are looked for."""

from datetime import date

import pytest

from duixian.base.faults import BadInput
from duixian.law import clues
from duixian.law.citations import Status
from duixian.law.params import document
from duixian.law.sources import source_of

SERVED, EFFECTIVE = date(2025, 3, 1), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("act", "counts"),
    [(date(2025, 3, 1), False), (date(2025, 3, 2), True), (date(2025, 7, 2), True)],
)
def test_acts_count_from_the_day_after_service(act: date, counts: bool) -> None:
    assert clues.counts(act, served_on=SERVED, effective_on=EFFECTIVE) is counts


def test_before_december_2024_only_acts_after_effectiveness_counted() -> None:
    served, effective = date(2024, 3, 1), date(2024, 9, 1)

    assert not clues.counts(date(2024, 6, 1), served_on=served, effective_on=effective)
    assert clues.counts(date(2024, 9, 2), served_on=served, effective_on=effective)
    assert clues.first_day_from_service() == date(2024, 12, 1)


def test_the_price_band_has_its_days() -> None:
    band = clues.price_band(on=date(2025, 1, 1))

    assert (band.low, band.high) == (70, 130)
    with pytest.raises(BadInput):
        clues.price_band(on=date(2009, 5, 12))


def test_a_court_may_only_raise_the_cost_of_living() -> None:
    on = date(2026, 1, 1)

    assert clues.living_cost(3, 2, on=on) == 3 * 2 * 100_000
    assert clues.living_cost(3, 2, on=on, monthly=150_000) == 3 * 2 * 150_000
    assert clues.living_cost(3, 2, on=on, monthly=1) == clues.living_cost(3, 2, on=on)
    assert clues.living_cost(0, 1, on=on) == 100_000


def test_a_report_reaches_back_a_year_before_the_notice() -> None:
    assert clues.report_reach(date(2026, 3, 1)) == date(2025, 3, 1)


def test_every_kind_rests_on_the_register_and_says_how_well_it_is_known() -> None:
    for kind in clues.kinds().values():
        assert source_of(kind.citation.instrument)
        assert kind.title
        assert kind.english
    assert clues.kinds()["other_debts"].status is Status.DISPUTED
    assert len(clues.kinds()) == len(document("clues")["kinds"]) >= 12
