"""Instruments: row security; what was issued never changes."""

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("trail", "0001_initial")]
    operations = [by_court("documents_instrument"), append_only("documents_instrument")]
