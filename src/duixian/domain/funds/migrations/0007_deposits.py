"""Bidders' money, kept for them until the thing is theirs or it goes back; and what counts without a receipt."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from duixian.domain.trail.rowsecurity import append_only, by_court

GUARDS = (Path(__file__).parents[1] / "deposits.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_search_in_court"),
        ("courts", "0003_apitoken"),
        ("funds", "0006_balances_in_place"),
        ("parties", "0003_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Credit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("price", "拍卖、变卖价款"),
                            ("forfeit", "悔拍保证金"),
                            ("set_off", "以物抵债、债权冲抵"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount_fen", models.BigIntegerField()),
                ("on", models.DateField(db_column="on_day")),
                ("origin", models.CharField(max_length=40)),
                ("thing", models.CharField(max_length=160)),
                (
                    "of_thing",
                    models.BooleanField(
                        default=True, help_text="属于该财产的变价款，担保物权人就此优先受偿；否则为一般案款"
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="funds_account_belongs",
        ),
        migrations.RemoveConstraint(
            model_name="receipt",
            name="funds_identified_has_case",
        ),
        migrations.AddField(
            model_name="receipt",
            name="depositor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.person",
            ),
        ),
        migrations.AlterField(
            model_name="account",
            name="kind",
            field=models.CharField(
                choices=[
                    ("bank", "银行存款"),
                    ("unidentified", "待识别款"),
                    ("case", "案款"),
                    ("deposit", "竞买人交款（保证金、尾款）"),
                    ("payee", "应付受领人"),
                    ("held", "争议提存"),
                    ("in_transit", "在途付款（含待审批）"),
                    ("unclaimed", "无人受领款"),
                    ("fee", "应缴执行费"),
                ],
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="state",
            field=models.CharField(
                choices=[("unidentified", "待识别"), ("identified", "已认领"), ("deposit", "竞买人交款")],
                default="unidentified",
                max_length=14,
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("kind__in", ["bank", "unidentified", "in_transit", "fee"])),
                    models.Q(("case__isnull", False), ("kind__in", ["case", "held"]), ("person__isnull", True)),
                    models.Q(
                        ("case__isnull", False),
                        ("kind__in", ["payee", "unclaimed", "deposit"]),
                        ("person__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="funds_account_belongs",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("case__isnull", False),
                        ("depositor__isnull", True),
                        ("identified_at__isnull", False),
                        ("state", "identified"),
                    ),
                    models.Q(
                        ("case__isnull", False),
                        ("depositor__isnull", False),
                        ("identified_at__isnull", False),
                        ("state", "deposit"),
                    ),
                    models.Q(("case__isnull", True), ("depositor__isnull", True), ("state", "unidentified")),
                    _connector="OR",
                ),
                name="funds_identified_has_case",
            ),
        ),
        migrations.AddField(
            model_name="credit",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="credit",
            name="court",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
        ),
        migrations.AddField(
            model_name="credit",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"),
        ),
        migrations.AddIndex(
            model_name="credit",
            index=models.Index(fields=["case", "on"], name="funds_credits_of_case"),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.UniqueConstraint(
                fields=("origin", "kind", "person", "of_thing"), name="funds_a_credit_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="funds_credit_positive"),
        ),
        by_court("funds_credit"),
        append_only("funds_credit"),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
