"""What the end of a round rests on, the searches after it, and resumption."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_course")]
    operations = []
