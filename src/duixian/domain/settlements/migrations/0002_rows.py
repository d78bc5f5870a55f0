"""Row security, what is append-only, and the guards of `guards.sql`."""

from pathlib import Path

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court, no_deletes

GUARDS = (Path(__file__).parents[1] / "guards.sql").read_text(encoding="utf-8")
_LOCK_THE_TABLE = """
do $$ declare app text; begin
    for app in select distinct grantee from information_schema.role_table_grants
        where table_name = 'settlements_move' and grantee <> current_user
    loop execute format('revoke insert, update, delete on settlements_move from %I', app);
    end loop; end $$;
"""
_TABLES = (
    "settlement", "signatory", "guarantor", "instalment", "settlementstep", "fulfilment", "promise",
    "executionguarantee",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("settlements", "0001_initial"), ("trail", "0001_initial")]
    operations = [
        *(by_court(f"settlements_{table}") for table in _TABLES),
        append_only("settlements_settlementstep"),
        no_deletes(*(f"settlements_{table}" for table in _TABLES if table != "settlementstep")),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(_LOCK_THE_TABLE, migrations.RunSQL.noop),
    ]
