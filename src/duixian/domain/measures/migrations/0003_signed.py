"""Every move of a measure stands on its own approval; who leaves custody is recorded once; a check is a recent one."""

from pathlib import Path

from django.db import migrations, models

SIGNED = (Path(__file__).parents[1] / "signed.sql").read_text(encoding="utf-8")
UNDO = "drop function measures_guard_signed cascade; drop function measures_signed cascade;"


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_rows"), ("cases", "0006_approval_guards")]
    operations = [
        migrations.AddConstraint(
            model_name="measurerecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "released")), fields=("measure",), name="measures_released_once"
            ),
        ),
        migrations.RunSQL(SIGNED, UNDO),
    ]
