"""Balances move in place: the pages of accounts keep room for it, and no index is written but where a row is opened."""

import django.db.models.deletion
from django.db import migrations, models

_PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("funds", "0005_lean_payouts")]
    operations = [
        migrations.AlterField(
            "account",
            "court",
            models.ForeignKey(db_index=False, on_delete=_PROTECT, related_name="+", to="courts.court"),
        ),
        migrations.AlterField(
            "account",
            "case",
            models.ForeignKey(db_index=False, null=True, on_delete=_PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.RunSQL(
            "alter table funds_account set (fillfactor = 70)", "alter table funds_account reset (fillfactor)"
        ),
    ]
