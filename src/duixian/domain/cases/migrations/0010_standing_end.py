"""While the end of a round stands, the round is taken up again before the case is halted, settled or entrusted; and an
exchange of letters stays between its two courts."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parents[1]
STANDING = (HERE / "standing_end.sql").read_text(encoding="utf-8")
THREADS = (HERE / "threads.sql").read_text(encoding="utf-8")
UNDO = "drop function cases_guard_standing_end cascade; drop function cases_guard_end_over cascade;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_proceedings")]
    operations = [
        migrations.RunSQL(STANDING, UNDO),
        migrations.RunSQL(THREADS, "drop function cases_guard_thread cascade;"),
    ]
