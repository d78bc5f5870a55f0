"""People of another court are invisible; who looked at a full number stays on record."""

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial"), ("trail", "0001_initial")]
    operations = [
        by_court("parties_person"),
        by_court("parties_payeeaccount"),
        by_court("parties_unmasking"),
        append_only("parties_unmasking"),
    ]
