"""A failed order may be taken up again; a call that carried many orders is kept once; a death is news of a person."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

ORDERS = (Path(__file__).parents[1] / "orders.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("assets", "0003_sums"), ("courts", "0003_apitoken"), ("parties", "0003_guards")]
    operations = [
        migrations.AddField(
            model_name="noticekept",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
            ),
        ),
        migrations.AlterField(
            model_name="noticekept",
            name="control",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="assets.control"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticekept",
            constraint=models.CheckConstraint(
                condition=models.Q(("control__isnull", False), ("person__isnull", False), _connector="OR"),
                name="assets_notice_is_about_something",
            ),
        ),
        migrations.AddField(
            model_name="orderexchange",
            name="carried_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assets.orderexchange",
            ),
        ),
        migrations.RunSQL(ORDERS, migrations.RunSQL.noop),
    ]
