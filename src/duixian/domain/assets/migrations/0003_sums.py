"""What `sums.sql` says of the sum a case holds, in place of what `controls.sql` said first."""

from pathlib import Path

from django.db import migrations

SUMS = (Path(__file__).parents[1] / "sums.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("assets", "0002_rows")]
    operations = [migrations.RunSQL(SUMS, migrations.RunSQL.noop)]
