"""Row security, what is append-only, and the guards of `controls.sql`."""

from pathlib import Path

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court, no_deletes

CONTROLS = (Path(__file__).parents[1] / "controls.sql").read_text(encoding="utf-8")
_LOCK_THE_TABLE = """
do $$ declare app text; begin
    for app in select distinct grantee from information_schema.role_table_grants
        where table_name = 'assets_control_move' and grantee <> current_user
    loop execute format('revoke insert, update, delete on assets_control_move from %I', app);
    end loop; end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_initial"), ("trail", "0001_initial"), ("funds", "0006_balances_in_place")]
    operations = [
        *(
            by_court(f"assets_{table}")
            for table in (
                "searchbatch", "assetsearch", "controlorder", "orderexchange", "noticekept", "asset",
                "outsiderobjection", "budget", "control", "incident", "alarm", "thirdpartydebt",
            )
        ),
        append_only("assets_orderexchange", "assets_noticekept"),
        no_deletes(
            "assets_assetsearch", "assets_controlorder", "assets_control", "assets_budget", "assets_incident",
            "assets_outsiderobjection", "assets_thirdpartydebt",
        ),
        migrations.RunSQL(CONTROLS, migrations.RunSQL.noop),
        migrations.RunSQL(_LOCK_THE_TABLE, migrations.RunSQL.noop),
    ]  # fmt: skip
