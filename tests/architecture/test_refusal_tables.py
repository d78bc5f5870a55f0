"""The library of refusal cases stands twice: the law's table and names, and the database's."""

import pytest
from django.db import connection

from duixian.domain.refusals.models import ENDED, ConductKind, PrivateProsecution, RefusalCapacity, RefusalState
from duixian.law.procedure import refusal_life
from duixian.law.refusal import Capacity, Conduct


@pytest.mark.django_db
def test_the_moves_of_a_refusal_case_are_the_same_in_law_and_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select source, act, target from refusals_move")
        kept = set(cursor.fetchall())

    assert kept == {(str(move.source), str(move.act), str(move.target)) for move in refusal_life.REFUSAL_LIFE}


def test_states_conducts_and_capacities_have_one_set_of_names() -> None:
    assert set(RefusalState.values) == {state.value for state in refusal_life.State}
    assert set(ENDED) == {state.value for state in refusal_life.ENDED}
    assert set(ConductKind.values) == {conduct.value for conduct in Conduct}
    assert set(RefusalCapacity.values) == {capacity.value for capacity in Capacity}
    assert set(PrivateProsecution.Ground.values) == {ground.value for ground in refusal_life.PrivateGround}
