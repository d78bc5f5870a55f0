"""What the end of a round rests on, the searches after it, and resumption."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duixian.domain.trail.rowsecurity import append_only, by_court, no_deletes

GUARDS = (Path(__file__).parents[1] / "ending.sql").read_text(encoding="utf-8")
UNDO = "".join(
    f"drop function cases_{name} cascade;"
    for name in ("guard_evidence", "guard_round_end", "guard_round_ended", "end_standing", "guard_resumption")
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_course"),
        ("parties", "0003_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RoundEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "consent",
                    models.CharField(
                        choices=[("applicant", "申请执行人签字确认"), ("panel", "合议庭合议、院长批准")], max_length=10
                    ),
                ),
                ("ended_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("evidence", models.TextField(help_text="各项条件的核查结果，JSON")),
                ("evidence_sha256", models.CharField(max_length=64)),
                ("remaining_fen", models.BigIntegerField()),
                ("ruling_number", models.CharField(max_length=80)),
                ("ruling_sha256", models.CharField(max_length=64)),
                ("ruling_code", models.CharField(max_length=24)),
                ("search_until", models.DateField()),
                ("standing", models.BooleanField(default=True)),
                ("entered_on", models.DateField(help_text="录入终本案件信息库之日", null=True)),
                ("entry_number", models.CharField(blank=True, max_length=80)),
                ("published_on", models.DateField(help_text="裁定书公开之日", null=True)),
                ("published_at", models.CharField(blank=True, help_text="公开网址", max_length=160)),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="round_ends", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoundEndQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.SmallIntegerField(help_text="第几次")),
                ("launched_on", models.DateField()),
                ("search", models.BigIntegerField(null=True)),
                ("left_out", models.JSONField(default=list)),
                ("told_on", models.DateField(help_text="结果告知申请执行人之日", null=True)),
                ("told_code", models.CharField(blank=True, max_length=24)),
                ("found_fen", models.BigIntegerField(null=True)),
                ("found", models.JSONField(default=list)),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "round_end",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="queries", to="cases.roundend"
                    ),
                ),
            ],
            options={
                "ordering": ("round_end", "place"),
            },
        ),
        migrations.CreateModel(
            name="Resumption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("applicant", "申请执行人申请"),
                            ("found", "发现可供执行的财产"),
                            ("ex_officio", "依职权"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("resumed_on", models.DateField()),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="resumptions", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "round_end",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="resumption", to="cases.roundend"
                    ),
                ),
                (
                    "query",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.roundendquery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice_served", "执行通知书送达"),
                            ("report_served", "报告财产令送达"),
                            ("report_checked", "财产报告核查"),
                            ("asked_outside", "网络以外的查询"),
                            ("on_site", "现场调查"),
                            ("premises", "搜查"),
                            ("bounty", "悬赏"),
                            ("audit", "审计"),
                            ("interest", "公积金、理财、保险、股息红利调查"),
                            ("clue", "收到财产线索"),
                            ("clue_checked", "财产线索核实"),
                            ("unexecutable", "财产不能执行的理由"),
                            ("whereabouts", "被执行人下落"),
                            ("obstruction", "妨害执行的核查"),
                            ("talk", "终本约谈"),
                            ("own_wish", "申请执行人申请终本"),
                            ("applicant_signed", "申请执行人签字确认"),
                            ("panel", "合议庭评议"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=40)),
                ("topics", models.JSONField(default=list)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("on", models.DateField()),
                ("what", models.CharField(max_length=500)),
                ("document", models.CharField(max_length=160)),
                ("document_sha256", models.CharField(blank=True, max_length=64)),
                ("void", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="cases.evidencerecord",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "kind", "-id"], name="cases_evidence_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("document__gt", ""), ("what__gt", "")),
                        name="cases_evidence_says_what_and_by_which_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("void", False), ("replaces__isnull", False), _connector="OR"),
                        name="cases_void_evidence_replaces",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="roundend",
            index=models.Index(fields=["court", "-ended_on"], name="cases_round_ends_of_court"),
        ),
        migrations.AddConstraint(
            model_name="roundend",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing", True)), fields=("case",), name="cases_one_standing_round_end"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundend",
            constraint=models.CheckConstraint(
                condition=models.Q(("remaining_fen__gt", 0)), name="cases_round_end_leaves_a_rest"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundend",
            constraint=models.CheckConstraint(
                condition=models.Q(("ruling_number__gt", ""), ("ruling_sha256__gt", "")),
                name="cases_round_end_has_a_ruling",
            ),
        ),
        migrations.AddIndex(
            model_name="roundendquery",
            index=models.Index(
                condition=models.Q(("told_on__isnull", True)), fields=["court"], name="cases_queries_untold"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundendquery",
            constraint=models.UniqueConstraint(fields=("round_end", "place"), name="cases_one_query_a_half_year"),
        ),
        migrations.AddConstraint(
            model_name="roundendquery",
            constraint=models.CheckConstraint(
                condition=models.Q(("told_on__isnull", True), ("found_fen__gte", 0), _connector="OR"),
                name="cases_told_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="resumption",
            constraint=models.CheckConstraint(condition=models.Q(("reason__gt", "")), name="cases_resumption_says_why"),
        ),
        *(by_court(f"cases_{table}") for table in ("evidencerecord", "roundend", "roundendquery", "resumption")),
        append_only("cases_evidencerecord", "cases_resumption"),
        no_deletes("cases_roundend", "cases_roundendquery"),
        migrations.RunSQL(GUARDS, UNDO),
    ]
