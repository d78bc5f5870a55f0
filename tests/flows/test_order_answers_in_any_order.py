"""Whatever order answers come in, and however often, the books end the same: what was said last holds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from courthouse import CourtHouse, item
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offices import account, hand_out, office_rows, take, told

from duixian.domain.assets.models import Asset
from duixian.domain.cases.models import Case
from duixian.flows.search_assets import search
from duixian.flows.send_orders import Outgoing

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
Picture = dict[str, int]

pictures = st.lists(
    st.dictionaries(st.sampled_from(["A", "B", "C"]), st.integers(0, 10**9), max_size=3), min_size=1, max_size=4
)


class Undo(Exception):
    """Everything of this example is taken back."""


@pytest.fixture
def asked(own: CourtHouse) -> list[Outgoing]:
    """Four queries about one debtor at one bank, all under way."""
    (bank,) = office_rows(own, "B01")
    case: Case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    for _ in range(4):
        search(case=case, acting=own.officer, now=own.now, reason="再次查询")
    return sorted(hand_out(own, bank), key=lambda going: going.order_id)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=pictures, data=st.data())
def test_the_last_thing_said_holds(
    own: CourtHouse, asked: list[Outgoing], said: list[Picture], data: st.DataObject
) -> None:
    told_at = [T0 + timedelta(minutes=place + 1) for place in range(len(said))]
    places = list(range(len(said)))
    doubled = data.draw(st.lists(st.sampled_from(places), max_size=3))
    order: Sequence[int] = data.draw(st.permutations(places + doubled))
    try:
        with transaction.atomic():
            for place in order:
                at = told_at[place]
                holdings = [account(reference, fen, at) for reference, fen in said[place].items()]
                take(own, told(asked[place], *holdings, at=at))
            there = dict(Asset.objects.filter(gone_on=None).values_list("reference", "balance_fen"))
            assert there == said[-1]
            raise Undo
    except Undo:
        pass
