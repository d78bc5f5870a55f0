"""What stands twice stands the same: the law's tables and the database's, the models' choices and the law's words."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from duixian.domain.cases.models import ApplicationState, CaseState
from duixian.domain.courts.models import Role
from duixian.domain.courts.policies import MAY
from duixian.law.procedure.application_life import APPLICATION_LIFE
from duixian.law.procedure.application_life import ApplicationState as ApplicationStates
from duixian.law.procedure.case_life import CASE_LIFE, State


@pytest.mark.django_db
def test_the_moves_of_a_case_are_the_same_in_law_and_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select source, act, target from cases_move")
        kept = set(cursor.fetchall())

    assert kept == {(str(move.source), str(move.act), str(move.target)) for move in CASE_LIFE}


@pytest.mark.django_db
def test_the_moves_of_an_application_are_the_same_in_law_and_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select source, act, target from cases_application_move")
        kept = set(cursor.fetchall())

    assert kept == {(str(move.source), str(move.act), str(move.target)) for move in APPLICATION_LIFE}
    assert set(ApplicationState.values) == {state.value for state in ApplicationStates}


def test_the_states_of_a_case_have_one_set_of_names() -> None:
    assert set(CaseState.values) == {state.value for state in State}


OPEN_TO_ALL = {"courts_court", "courts_officer"}
"""Needed before anybody has logged in; they hold no data of a case."""


@pytest.mark.django_db
def test_every_table_of_a_court_has_row_security_that_binds_its_owner_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select relname, relrowsecurity and relforcerowsecurity from pg_class where relkind = 'r'")
        secured = dict(cursor.fetchall())

    bare = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("duixian.domain.")
        and model._meta.db_table not in OPEN_TO_ALL
        and any(field.attname == "court_id" for field in model._meta.fields)
        and not secured[model._meta.db_table]
    ]

    assert bare == []


@pytest.mark.django_db
def test_the_application_role_is_bound() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("select count(*) from pg_tables where schemaname = 'public' and tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_every_act_names_known_roles() -> None:
    assert all(roles and roles <= set(Role.values) for roles in MAY.values())


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
