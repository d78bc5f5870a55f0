"""Payouts change their state in place: no index holds it, and the pages keep room for the next version of a row."""

import django.db.models.deletion
from django.db import migrations, models

_PROTECT = django.db.models.deletion.PROTECT


def _bare(to: str, name: str = "+", *, constraint: bool = True) -> models.ForeignKey[models.Model, models.Model]:
    """A foreign key without an index of its own."""
    return models.ForeignKey(db_constraint=constraint, db_index=False, on_delete=_PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):
    dependencies = [("funds", "0004_guards")]
    operations = [
        migrations.AlterField("payout", "court", _bare("courts.court")),
        migrations.AlterField("payout", "batch", _bare("funds.payoutbatch", "payouts")),
        migrations.AlterField("payout", "case", _bare("cases.case")),
        migrations.AlterField("payout", "end_to_end_id", models.CharField(max_length=35)),
        migrations.AddConstraint(
            "payout", models.UniqueConstraint(fields=("end_to_end_id",), name="funds_ordered_once")
        ),
        migrations.RemoveIndex("payout", "funds_payouts_of_batch"),
        migrations.AddIndex("payout", models.Index(fields=["batch", "id"], name="funds_payouts_of_batch")),
        migrations.AlterField("leg", "court", _bare("courts.court", constraint=False)),
        migrations.RunSQL(
            "alter table funds_payout set (fillfactor = 45)", "alter table funds_payout reset (fillfactor)"
        ),
    ]
