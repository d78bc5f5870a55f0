"""Row security, what is append-only, and the guards."""

from pathlib import Path

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court, no_deletes

_HERE = Path(__file__).parents[1]
_DECISIONS = ("lists_listing", "lists_consumptionlimit")
_KEPT = (
    "lists_listnotice",
    "lists_listingrequest",
    "lists_liftrequest",
    "lists_correctionrequest",
    "lists_exemption",
    "lists_creditcommitment",
    "lists_certificate",
)


class Migration(migrations.Migration):
    dependencies = [("lists", "0001_initial"), ("trail", "0001_initial"), ("measures", "0001_initial")]
    operations = [
        migrations.RunSQL(
            (_HERE / "publication.sql").read_text(encoding="utf-8"),
            "drop function lists_keep_current cascade; drop function lists_link; drop table lists_publication_head;",
        ),
        migrations.RunSQL(
            (_HERE / "guards.sql").read_text(encoding="utf-8"),
            "drop function lists_guard_decision cascade; drop function lists_entry_is_decided cascade;"
            "drop function lists_line_rests_on_decision cascade; drop function lists_refuse_protected;"
            "drop table lists_move;",
        ),
        append_only("lists_publication", "lists_limitbreach"),
        no_deletes(*_DECISIONS, *_KEPT),
        *(by_court(table) for table in (*_DECISIONS, *_KEPT)),
        by_court("lists_publication"),
        by_court("lists_currententry"),
        by_court("lists_limitbreach"),
    ]
