"""What came in on a third party's debt counts once; a suit about an objection; an alarm that a renewal is stuck."""

import django.db.models.deletion
from django.db import migrations, models

from duixian.domain.trail.rowsecurity import append_only, by_court


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0004_orders_again"),
        ("courts", "0003_apitoken"),
        ("funds", "0006_balances_in_place"),
    ]
    operations = [
        migrations.AddField(
            model_name="outsiderobjection",
            name="sued_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="outsiderobjection",
            name="suit",
            field=models.CharField(blank=True, help_text="异议之诉的案号和原告", max_length=120),
        ),
        migrations.AlterField(
            model_name="alarm",
            name="step",
            field=models.CharField(
                choices=[
                    ("officer", "提醒承办人"),
                    ("chief", "提醒执行局长"),
                    ("last", "依职权续行"),
                    ("trouble", "续行受阻"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="ThirdPartyPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_fen", models.BigIntegerField()),
                ("noted_by", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "debt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="assets.thirdpartydebt",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.receipt"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="assets_third_party_payment_positive"
                    )
                ],
            },
        ),
        by_court("assets_thirdpartypayment"),
        append_only("assets_thirdpartypayment"),
    ]
