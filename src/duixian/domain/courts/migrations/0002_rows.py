"""Settings of another court are invisible; courts and officers are open: logging in needs them."""

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court


class Migration(migrations.Migration):
    dependencies = [("courts", "0001_initial"), ("trail", "0001_initial")]
    operations = [by_court("courts_courtsetting"), append_only("courts_courtsetting")]
