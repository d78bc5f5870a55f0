"""The public look-up asks by exact name."""

from django.db import migrations, models
from django.db.models.fields.json import KT


class Migration(migrations.Migration):
    dependencies = [("lists", "0004_commitments")]
    operations = [
        migrations.AddField(
            model_name="currententry",
            name="name",
            field=models.GeneratedField(
                expression=KT("content__identity__name"), output_field=models.TextField(), db_persist=True
            ),
        ),
        migrations.AddIndex(
            model_name="currententry",
            index=models.Index(fields=["name"], name="lists_current_by_name"),
        ),
    ]
