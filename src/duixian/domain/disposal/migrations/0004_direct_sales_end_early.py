"""The first bid of a direct sale ends it within a day, before its window does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courts", "0003_apitoken"),
        ("disposal", "0003_steps_and_dues"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="auctionround",
            name="disposal_round_runs_forward",
        ),
        migrations.AddConstraint(
            model_name="auctionround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at__lt", models.F("planned_end")),
                    models.Q(
                        ("planned_end__lte", models.F("ends_at")),
                        models.Q(("kind", "direct"), ("starts_at__lt", models.F("ends_at"))),
                        _connector="OR",
                    ),
                ),
                name="disposal_round_runs_forward",
            ),
        ),
    ]
