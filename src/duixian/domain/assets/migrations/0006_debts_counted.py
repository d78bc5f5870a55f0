"""What others owe a debtor, once frozen, stands in the sum a case holds; a part of it can be let go."""

from pathlib import Path

from django.db import migrations, models

COUNTED = (Path(__file__).parents[1] / "thirdparty.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("assets", "0005_outsiders")]
    operations = [
        migrations.AddField(
            model_name="thirdpartydebt",
            name="released_fen",
            field=models.BigIntegerField(default=0, help_text="超出所需，已解除冻结的部分"),
        ),
        migrations.RemoveConstraint(model_name="thirdpartydebt", name="assets_third_party_debt_positive"),
        migrations.AddConstraint(
            model_name="thirdpartydebt",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0), ("paid_fen__gte", 0), ("released_fen__gte", 0)),
                name="assets_third_party_debt_positive",
            ),
        ),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
