"""The tables of the app."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0005_approvals"), ("courts", "0001_initial")]
    operations = []
