"""Lines told twice in two forms, files of several statements, objections that attack the same money, shared fees."""

import django.db.models.deletion
from django.db import migrations, models

from duixian.domain.trail.rowsecurity import by_court

_PROTECT = django.db.models.deletion.PROTECT

# Every objection before this day attacked money no other did. The owner of the tables is bound by row security too.
_ATTACKED = """
alter table funds_planobjection no force row level security;
update funds_planobjection set attacked_fen = disputed_fen;
alter table funds_planobjection force row level security;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_rows"),
        ("courts", "0002_rows"),
        ("funds", "0002_ledger"),
        ("parties", "0002_rows"),
    ]
    operations = [
        migrations.CreateModel(
            name="LineDoubt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("same", models.BooleanField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                ("court", models.ForeignKey(on_delete=_PROTECT, related_name="+", to="courts.court")),
                (
                    "transfer",
                    models.OneToOneField(on_delete=_PROTECT, related_name="doubt", to="funds.banktransfer"),
                ),
                ("twin", models.ForeignKey(on_delete=_PROTECT, related_name="+", to="funds.banktransfer")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("same__isnull", True)), fields=["court"], name="funds_doubts_open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by", ""), ("same__isnull", True)),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__gt", ""),
                                ("reason__gt", ""),
                                ("same__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="funds_doubt_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("transfer", models.F("twin")), _negated=True),
                        name="funds_doubt_is_of_two",
                    ),
                ],
            },
        ),
        by_court("funds_linedoubt"),
        migrations.RemoveConstraint("statementimport", "funds_one_import_per_file"),
        migrations.AddField("statementimport", "part", models.SmallIntegerField(default=0)),
        migrations.AddConstraint(
            "statementimport",
            models.UniqueConstraint(fields=("bank_account", "sha256", "part"), name="funds_one_import_per_file"),
        ),
        migrations.RemoveConstraint("plansource", "funds_taken_in_bounds"),
        migrations.AddConstraint(
            "plansource",
            models.CheckConstraint(
                condition=models.Q(("fee_fen__gte", 0), ("taken_fen__gte", 0)), name="funds_taken_in_bounds"
            ),
        ),
        migrations.RemoveConstraint("planobjection", "funds_dispute_positive"),
        migrations.AddField("planobjection", "attacked_fen", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunSQL(_ATTACKED, migrations.RunSQL.noop),
        migrations.AddField(
            "planobjection",
            "rest_case",
            models.ForeignKey(null=True, on_delete=_PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.AddField("planobjection", "rest_fen", models.BigIntegerField(default=0)),
        migrations.AddField(
            "planobjection",
            "rest_to",
            models.ForeignKey(null=True, on_delete=_PROTECT, related_name="+", to="parties.person"),
        ),
        migrations.AddConstraint(
            "planobjection",
            models.CheckConstraint(
                condition=models.Q(
                    ("attacked_fen__gt", 0), ("disputed_fen__gte", 0), ("disputed_fen__lte", models.F("attacked_fen"))
                ),
                name="funds_dispute_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            "planobjection",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rest_case__isnull", True), ("rest_fen", 0), ("rest_to__isnull", True)),
                    models.Q(
                        ("rest_case__isnull", False),
                        ("rest_fen__gt", 0),
                        ("rest_fen__lte", models.F("disputed_fen")),
                        ("rest_to__isnull", False),
                        ("settled_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="funds_rest_has_somebody",
            ),
        ),
    ]
