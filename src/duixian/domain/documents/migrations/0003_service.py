"""Records of service, with their row security and guards."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from duixian.domain.trail.rowsecurity import append_only, by_court

GUARDS = (Path(__file__).parents[1] / "guards.sql").read_text(encoding="utf-8")
_METHODS = [
    ("direct", "直接送达"),
    ("left", "留置送达"),
    ("electronic", "电子送达"),
    ("entrusted", "委托送达"),
    ("mail", "邮寄送达"),
    ("passed_on", "转交送达"),
    ("notice", "公告送达"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_proceedings"),
        ("courts", "0003_apitoken"),
        ("documents", "0002_rows"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="instrument",
            index=models.Index(fields=["court", "kind", "-id"], name="documents_of_kind"),
        ),
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("addressee", models.CharField(max_length=120)),
                ("method", models.CharField(choices=_METHODS, max_length=10)),
                ("sent_on", models.DateField()),
                ("served_on", models.DateField()),
                ("taker", models.CharField(max_length=120)),
                ("proof", models.CharField(max_length=160)),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="documents.instrument"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="documents.servicerecord",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("instrument", "addressee"),
                        name="documents_served_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("addressee__gt", ""), ("proof__gt", ""), ("taker__gt", "")),
                        name="documents_service_is_proved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "notice"), ("served_on__gt", models.F("sent_on"))),
                            models.Q(models.Q(("method", "notice"), _negated=True), ("served_on", models.F("sent_on"))),
                            _connector="OR",
                        ),
                        name="documents_service_has_its_day",
                    ),
                ],
            },
        ),
        by_court("documents_servicerecord"),
        append_only("documents_servicerecord"),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
