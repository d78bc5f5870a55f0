"""Bringing a database to the newest schema, as its owner, so that the application role gets just what it needs."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql


def prepare(*, verbosity: int = 0) -> None:
    """Run the migrations as the owner. Tables made from now on are open to the application role by default; the
    migrations of append-only tables take the rights to change and delete away again."""
    app = sql.Identifier(str(settings.DATABASES["default"]["USER"]))
    owner = connections["owner"]
    with owner.cursor() as cursor:
        for statement in (
            "alter default privileges in schema public grant select, insert, update, delete on tables to {}",
            "alter default privileges in schema public grant usage, select on sequences to {}",
            "alter default privileges in schema public grant execute on functions to {}",
        ):
            cursor.execute(sql.SQL(statement).format(app))
    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    owner.close()
