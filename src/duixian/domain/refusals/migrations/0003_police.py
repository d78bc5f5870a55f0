"""To whom a case is referred."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("refusals", "0002_rows")]
    operations = [
        migrations.AddField(
            model_name="refusalcase",
            name="police",
            field=models.CharField(blank=True, help_text="受移送的公安机关", max_length=120),
        ),
    ]
