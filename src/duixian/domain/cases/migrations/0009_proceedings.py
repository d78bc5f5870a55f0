"""Objections, reviews and supervision, changes of party, entrusted cases and tasks."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_ending")]
    operations = []
