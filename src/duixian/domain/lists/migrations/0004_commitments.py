"""A credit commitment goes where the table of its life leads it."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parents[1] / "commitments.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("lists", "0003_screening")]
    operations = [
        migrations.RunSQL(GUARDS, "drop function lists_guard_commitment cascade; drop table lists_commitment_move;")
    ]
