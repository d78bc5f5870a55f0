"""Row security, as a migration operation: a row of another court is invisible even to a wrong query.

Two settings, local to a transaction, say which courts it may see and which it may change. Where they are missing
nothing is visible: the default is refusal. The sub-select makes PostgreSQL evaluate the setting once per query.
"""

from django.db import migrations

_VISIBLE = "{column} = any((select string_to_array(current_setting('duixian.{scope}', true), ',')::int[])::int[])"


def by_court(table: str, column: str = "court_id") -> migrations.RunSQL:
    """Switch row security on for `table`, whose `column` names the court."""
    sees = _VISIBLE.format(column=column, scope="read")
    keeps = _VISIBLE.format(column=column, scope="write")
    return migrations.RunSQL(
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy sees on {table} for select using ({sees});
        create policy adds on {table} for insert with check ({keeps});
        create policy changes on {table} for update using ({keeps}) with check ({keeps});
        create policy removes on {table} for delete using ({keeps});
        """,
        f"""
        drop policy removes on {table}; drop policy changes on {table}; drop policy adds on {table};
        drop policy sees on {table}; alter table {table} disable row level security;
        """,
    )


def append_only(*tables: str) -> migrations.RunSQL:
    """Forbid changing and deleting rows of `tables` to everybody, the owner included, and say so in words."""
    return migrations.RunSQL(
        "\n".join(
            f"""
            create trigger {table}_append_only before update or delete on {table}
                for each row execute function trail_refuse_change();
            create trigger {table}_no_truncate before truncate on {table}
                for each statement execute function trail_refuse_change();
            """
            for table in tables
        ),
        "\n".join(
            f"drop trigger {table}_append_only on {table}; drop trigger {table}_no_truncate on {table};"
            for table in tables
        ),
    )


def no_deletes(*tables: str) -> migrations.RunSQL:
    """Forbid deleting rows of `tables` to everybody, the owner included: what is over gets a state that says so."""
    return migrations.RunSQL(
        "\n".join(
            f"""
            create trigger {table}_no_delete before delete on {table}
                for each row execute function trail_refuse_change();
            """
            for table in tables
        ),
        "\n".join(f"drop trigger {table}_no_delete on {table};" for table in tables),
    )
