"""Every pair of states of every life: the guard of the database lets a row go exactly where an act of the table leads.

The guards are attached to empty copies of the tables, on which a row may be put into any state; what other guards ask
of a real row (signatures, panels, sums) is tried by acting, beside the flows.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from duixian.base.procedure import Procedure
from duixian.law.procedure.application_life import APPLICATION_LIFE
from duixian.law.procedure.entrust_life import ENTRUST_LIFE, ENTRUSTED_LIFE
from duixian.law.procedure.listing_life import LISTING_LIFE
from duixian.law.procedure.measure_life import MEASURE_LIFE
from duixian.law.procedure.objection_life import OBJECTION_LIFE, REVIEW_LIFE, SUPERVISION_LIFE
from duixian.law.procedure.party_change_life import CHANGE_LIFE
from duixian.law.procedure.repair_life import REPAIR_LIFE
from duixian.law.procedure.settlement_life import SETTLEMENT_LIFE
from duixian.law.procedure.task_life import TASK_ASKED, TASK_GIVEN


@dataclass(frozen=True)
class Guarded:
    """A life, the table of its rows, the guard of their moves, and the name under which it refuses one."""

    table: str
    life: Procedure[Any]
    guard: str
    refusal: str


def _proceeding(table: str, life: Procedure[Any], name: str) -> Guarded:
    return Guarded(table, life, f"cases_check_proceeding('{name}', '{life.start}')", "cases_lawful_proceeding")


LIVES = (
    Guarded("cases_application", APPLICATION_LIFE, "cases_guard_application()", "cases_application_moves"),
    _proceeding("cases_objection", OBJECTION_LIFE, "objection"),
    _proceeding("cases_review", REVIEW_LIFE, "review"),
    _proceeding("cases_supervision", SUPERVISION_LIFE, "supervision"),
    _proceeding("cases_partychange", CHANGE_LIFE, "party_change"),
    _proceeding("cases_entrustment", ENTRUST_LIFE, "entrust"),
    _proceeding("cases_entrustedcase", ENTRUSTED_LIFE, "entrusted"),
    _proceeding("cases_taskrequest", TASK_ASKED, "task_asked"),
    _proceeding("cases_tasktaken", TASK_GIVEN, "task_given"),
    Guarded("measures_measure", MEASURE_LIFE, "measures_guard_change()", "measures_moves_on"),
    Guarded("settlements_settlement", SETTLEMENT_LIFE, "settlements_guard_settlement()", "settlements_moves_on"),
    Guarded("lists_listing", LISTING_LIFE, "lists_guard_decision()", "lists_moves_by_the_table"),
    Guarded("lists_consumptionlimit", LISTING_LIFE, "lists_guard_decision()", "lists_moves_by_the_table"),
    Guarded("lists_creditcommitment", REPAIR_LIFE, "lists_guard_commitment()", "lists_commitment_moves"),
)


def _refused_by(table: str, target: str) -> str:
    """The name under which the database refuses a move of the one row; empty where it lets it go."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update pg_temp.{table} set state = %s", [target])
            raise _Undone
    except _Undone:
        return ""
    except DatabaseError as error:
        return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or "?"


class _Undone(Exception):
    """The move was let go, and is undone."""


@pytest.mark.django_db
@pytest.mark.parametrize("guarded", LIVES, ids=lambda one: one.table)
def test_the_database_leads_a_life_where_the_table_leads_it_and_nowhere_else(guarded: Guarded) -> None:
    states = {str(state) for move in guarded.life for state in (move.source, move.target)} | {str(guarded.life.start)}
    table = guarded.table
    with connection.cursor() as cursor:
        cursor.execute(
            f"select tgname from pg_trigger where tgrelid = '{table}'::regclass"
            f" and pg_get_triggerdef(oid) like %s and not tgisinternal",
            [f"% {guarded.guard}"],
        )
        assert cursor.fetchall(), f"{guarded.guard} does not guard {table}"
        cursor.execute(f"create temporary table {table} as select * from {table} where false")
        cursor.execute(f"insert into pg_temp.{table} (id, court_id, state) values (-1, -1, '{guarded.life.start}')")
        cursor.execute(
            f"create trigger life before update on pg_temp.{table} for each row execute function {guarded.guard}"
        )
    wrong = []
    lawful = {(str(move.source), str(move.target)) for move in guarded.life}
    for source in sorted(states):
        with connection.cursor() as cursor:
            cursor.execute(f"alter table pg_temp.{table} disable trigger life")
            cursor.execute(f"update pg_temp.{table} set state = %s", [source])
            cursor.execute(f"alter table pg_temp.{table} enable trigger life")
        for target in sorted(states - {source}):
            refused = _refused_by(table, target)
            open_ = (source, target) in lawful
            if (open_ and refused == guarded.refusal) or (not open_ and not refused):
                wrong.append((source, target, refused))

    assert wrong == []
