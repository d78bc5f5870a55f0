"""Sums that only the database moves, and names of things that stand."""

from pathlib import Path

from django.db import migrations

FIXED = (Path(__file__).parents[1] / "fixed.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("assets", "0006_debts_counted")]
    operations = [migrations.RunSQL(FIXED, migrations.RunSQL.noop)]
