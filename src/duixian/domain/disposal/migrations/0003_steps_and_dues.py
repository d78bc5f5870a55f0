"""What was said with a step of a disposal, and the deposit each bidder owes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disposal", "0002_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="bidder",
            name="due_fen",
            field=models.BigIntegerField(default=0, help_text="应交保证金"),
        ),
        migrations.AddField(
            model_name="disposalstep",
            name="data",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="bidder",
            name="deposit_fen",
            field=models.BigIntegerField(default=0, help_text="已交款，含尾款"),
        ),
    ]
