"""What the application may not rewrite or delete, said by the database."""

from pathlib import Path

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, no_deletes

GUARDS = (Path(__file__).parents[1] / "guards.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("funds", "0003_doubts")]
    operations = [
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        append_only("funds_statementimport", "funds_plansource"),
        no_deletes(
            *(
                f"funds_{table}"
                for table in (
                    "account", "bankaccount", "caseaccount", "linedoubt", "receipt", "distributionplan", "planline",
                    "planobjection", "payoutbatch", "payout", "reconciliation",
                )
            )
        ),
    ]  # fmt: skip
