"""What of a bidder's money is kept for him is never less than nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courts", "0003_apitoken"),
        ("disposal", "0004_direct_sales_end_early"),
        ("parties", "0003_guards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bidder",
            name="deposit_fen",
            field=models.BigIntegerField(default=0, help_text="尚存本院的交款，含尾款"),
        ),
        migrations.AddConstraint(
            model_name="bidder",
            constraint=models.CheckConstraint(
                condition=models.Q(("deposit_fen__gte", 0), ("due_fen__gte", 0)),
                name="disposal_bidder_money_not_negative",
            ),
        ),
    ]
