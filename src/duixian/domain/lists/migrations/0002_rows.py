"""Row security, what is append-only, and the guards."""

from pathlib import Path

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court

_PUBLICATION = (Path(__file__).parents[1] / "publication.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("lists", "0001_initial"), ("trail", "0001_initial")]
    operations = [
        migrations.RunSQL(
            _PUBLICATION,
            "drop function lists_keep_current cascade; drop function lists_link; drop table lists_publication_head;",
        ),
        append_only("lists_publication"),
        by_court("lists_publication"),
        by_court("lists_currententry"),
    ]
