"""What officers do on the spot, and what agencies answer on paper."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from duixian.domain.trail.rowsecurity import by_court, no_deletes

BY_HAND = (Path(__file__).parents[1] / "by_hand.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0007_fixed"),
        ("cases", "0004_search_in_court"),
        ("courts", "0003_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="OnSiteAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[("seal", "查封、扣押"), ("renew", "续行"), ("release", "解除")], max_length=8
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "待审批"),
                            ("approved", "待现场办理"),
                            ("done", "已办理"),
                            ("failed", "未能办理"),
                            ("cancelled", "已撤销"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("ground", models.CharField(max_length=200)),
                ("until", models.DateField(null=True)),
                ("inventory", models.JSONField(default=list, help_text="拟查封、扣押的物品")),
                ("automatic", models.BooleanField(default=False)),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("approved_by", models.CharField(blank=True, max_length=80)),
                ("approved_at", models.DateTimeField(null=True)),
                ("carried_out_on", models.DateField(null=True)),
                ("first_officer", models.CharField(blank=True, max_length=80)),
                ("second_officer", models.CharField(blank=True, max_length=80)),
                (
                    "present",
                    models.CharField(blank=True, help_text="在场的被执行人或其成年家属、见证人", max_length=120),
                ),
                ("custodian", models.CharField(blank=True, help_text="保管人和保管地点", max_length=120)),
                ("found", models.JSONField(default=list, help_text="查封扣押清单")),
                ("photographs", models.JSONField(default=list, help_text="照片的 SHA-256")),
                ("record_sha256", models.CharField(blank=True, help_text="笔录的 SHA-256", max_length=64)),
                ("outcome", models.CharField(blank=True, help_text="未能办理或撤销的原因", max_length=300)),
                (
                    "asset",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assets.asset"),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="on_site", to="assets.control"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["draft", "approved"])),
                        fields=["court", "state"],
                        name="assets_on_site_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "approved"])),
                        fields=("control", "act"),
                        name="assets_one_act_on_site_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "cancelled"]),
                            ("automatic", True),
                            models.Q(
                                ("approved_by__gt", ""), models.Q(("approved_by", models.F("made_by")), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="assets_on_site_is_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("automatic", False), ("act", "release"), _connector="OR"),
                        name="assets_automatic_on_site_only_releases",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["done", "failed"]), _negated=True),
                            models.Q(
                                ("carried_out_on__isnull", False),
                                ("first_officer__gt", ""),
                                ("record_sha256__gt", ""),
                                ("second_officer__gt", ""),
                                models.Q(("first_officer", models.F("second_officer")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assets_on_site_by_two_officers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "seal"), ("state", "done"), _negated=True),
                            models.Q(
                                ("custodian__gt", ""),
                                ("present__gt", ""),
                                models.Q(("found", []), _negated=True),
                                models.Q(("photographs", []), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assets_sealed_on_site_with_a_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "renew"), _negated=True), ("until__isnull", False), _connector="OR"
                        ),
                        name="assets_renewed_on_site_until",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WrittenAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("done", "已办理"),
                            ("partial", "部分办理"),
                            ("waiting", "轮候"),
                            ("nothing", "查无此财产"),
                            ("refused", "拒绝协助"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("rank", models.IntegerField(null=True)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("effective_on", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("document_sha256", models.CharField(max_length=64)),
                ("entered_by", models.CharField(max_length=80)),
                ("entered_at", models.DateTimeField()),
                ("confirmed_by", models.CharField(blank=True, max_length=80)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="written", to="assets.controlorder"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_by__gt", "")),
                        fields=("order",),
                        name="assets_one_written_answer_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", ""),
                            models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="assets_written_answer_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_fen__isnull", True), ("amount_fen__gt", 0), _connector="OR"),
                            ("document_sha256__gt", ""),
                        ),
                        name="assets_written_answer_is_of_a_paper",
                    ),
                ],
            },
        ),
        by_court("assets_onsiteact"),
        by_court("assets_writtenanswer"),
        no_deletes("assets_onsiteact", "assets_writtenanswer"),
        migrations.RunSQL(BY_HAND, migrations.RunSQL.noop),
    ]
