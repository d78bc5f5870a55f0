"""Row security, what is append-only, and the guards."""

from pathlib import Path

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court, no_deletes

GUARDS = (Path(__file__).parents[1] / "guards.sql").read_text(encoding="utf-8")
UNDO = """
drop function refusals_guard_new cascade;
drop function refusals_guard_change cascade;
drop function refusals_guard_court cascade;
drop function refusals_guard_opinion cascade;
drop function refusals_guard_warning cascade;
drop function refusals_guard_referral cascade;
drop function refusals_guard_performance cascade;
drop function refusals_guard_private cascade;
drop function refusals_agreed;
drop function refusals_signed;
drop function refusals_spared;
drop table refusals_move;
"""
KEPT = (
    "clue",
    "refusalcase",
    "warningletter",
    "referral",
    "filingsupervision",
    "privateprosecution",
)
WRITTEN_ONCE = (
    "cluesource",
    "handedover",
    "evidenceitem",
    "study",
    "opinion",
    "performance",
    "policeanswer",
    "charge",
    "verdict",
)


class Migration(migrations.Migration):
    dependencies = [
        ("refusals", "0001_initial"),
        ("trail", "0001_initial"),
        ("measures", "0001_initial"),
        ("cases", "0006_approval_guards"),
    ]
    operations = [
        *(by_court(f"refusals_{table}") for table in (*KEPT, *WRITTEN_ONCE)),
        append_only(*(f"refusals_{table}" for table in WRITTEN_ONCE)),
        no_deletes(*(f"refusals_{table}" for table in KEPT)),
        migrations.RunSQL(GUARDS, UNDO),
    ]
