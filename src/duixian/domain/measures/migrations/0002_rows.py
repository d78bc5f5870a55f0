"""Row security, what is append-only, and the guards."""

from pathlib import Path

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court, no_deletes

GUARDS = (Path(__file__).parents[1] / "guards.sql").read_text(encoding="utf-8")
UNDO = """
drop function measures_guard_new cascade;
drop function measures_guard_change cascade;
drop function measures_guard_payment cascade;
drop function measures_guard_summons cascade;
drop table measures_move;
"""
TABLES = (
    "misconduct", "summons", "circumstance", "measure", "measurerecord", "bodysearch", "finepayment", "reconsideration",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial"), ("trail", "0001_initial")]
    operations = [
        *(by_court(f"measures_{table}") for table in TABLES),
        append_only(*(f"measures_{table}" for table in ("misconduct", "measurerecord", "bodysearch", "finepayment"))),
        no_deletes(*(f"measures_{table}" for table in ("summons", "circumstance", "measure", "reconsideration"))),
        migrations.RunSQL(GUARDS, UNDO),
    ]
