"""Applications, the wider life of a case, extensions and suspensions of its limits."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_approval_guards")]
    operations = []
