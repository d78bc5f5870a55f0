"""What stands once it was written, and the lives of a disposal and its rounds, said by the database."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parents[1] / "guards.sql").read_text(encoding="utf-8")
_LOCK_THE_TABLES = """
do $$ declare app text; begin
    for app in select distinct grantee from information_schema.role_table_grants
        where table_name in ('disposal_move', 'disposal_round_move') and grantee <> current_user
    loop execute format('revoke insert, update, delete on disposal_move, disposal_round_move from %I', app);
    end loop; end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("disposal", "0005_money_kept")]
    operations = [
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(_LOCK_THE_TABLES, migrations.RunSQL.noop),
    ]
