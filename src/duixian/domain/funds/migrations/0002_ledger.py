"""The ledger's own law: balanced, append-only, chained, never overdrawn, written in one way."""

from pathlib import Path

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court

LEDGER = (Path(__file__).parents[1] / "ledger.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial"), ("trail", "0001_initial"), ("cases", "0002_rows")]
    operations = [
        migrations.RunSQL(LEDGER, migrations.RunSQL.noop),
        append_only("funds_posting", "funds_leg", "funds_banktransfer"),
        *(
            by_court(f"funds_{table}")
            for table in (
                "account", "bankaccount", "caseaccount", "posting", "leg", "statementimport", "statementlayout",
                "banktransfer", "receipt", "distributionplan", "plansource", "planline", "planobjection",
                "payoutbatch", "payout", "reconciliation",
            )
        ),
    ]  # fmt: skip
