"""What stands twice stands the same: the lives of a disposal and its rounds in law, models and database."""

import pytest
from django.db import connection

from duixian.domain.courts.policies import MAY
from duixian.domain.disposal.models import DisposalState, PriceMethod, RoundState
from duixian.domain.disposal.services.disposals import policy_of
from duixian.law.disposal import PriceMethod as LawMethod
from duixian.law.procedure import auction_life as law


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "life"), [("disposal_move", law.DISPOSAL_LIFE), ("disposal_round_move", law.ROUND_LIFE)]
)
def test_the_moves_are_the_same_in_law_and_database(table: str, life: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select source, target from {table}")
        kept = set(cursor.fetchall())

    assert kept == {(str(move.source), str(move.target)) for move in life}  # type: ignore[attr-defined]


def test_the_states_have_one_set_of_names() -> None:
    assert set(DisposalState.values) == {state.value for state in law.DisposalState}
    assert set(RoundState.values) == {state.value for state in law.RoundState}
    assert set(PriceMethod.values) == {method.value for method in LawMethod}


@pytest.mark.parametrize("act", law.DisposalAct)
def test_every_act_is_opened_by_somebodys_office(act: law.DisposalAct) -> None:
    assert MAY[policy_of(act)]
