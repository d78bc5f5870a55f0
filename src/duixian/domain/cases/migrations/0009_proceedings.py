"""Objections, reviews and supervision, changes of party, entrusted cases and tasks, and letters between courts."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duixian.domain.trail.rowsecurity import append_only, by_court, no_deletes

GUARDS = (Path(__file__).parents[1] / "proceedings.sql").read_text(encoding="utf-8")
_TABLES = (
    "lettertaken",
    "objection",
    "review",
    "supervision",
    "partychange",
    "partystanding",
    "entrustment",
    "entrustedcase",
    "taskrequest",
    "tasktaken",
)
UNDO = "drop table cases_proceeding_move cascade;" + "".join(
    f"drop function cases_{name} cascade;"
    for name in (
        "check_proceeding",
        "lawful_panel",
        "guard_objection",
        "guard_review",
        "guard_party_change",
        "guard_standing",
        "guard_entrustment",
        "guard_letter_taken",
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_ending"),
        ("courts", "0003_apitoken"),
        ("parties", "0003_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourtLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("review_file", "报送复议案卷"),
                            ("review_ruling", "复议裁定"),
                            ("supervision_order", "督促执行令"),
                            ("supervision_report", "督促办理报告"),
                            ("supervision_ruling", "提级、指令执行裁定"),
                            ("entrust", "委托执行函"),
                            ("entrust_wanting", "补办材料函"),
                            ("entrust_supply", "补办材料"),
                            ("entrust_filed", "立案通知"),
                            ("entrust_report", "执行情况函"),
                            ("entrust_return", "退回委托函"),
                            ("entrust_recall", "撤回委托函"),
                            ("entrust_result", "执行结果函"),
                            ("controls_taken", "控制措施接续函"),
                            ("task", "事项委托函"),
                            ("task_accepted", "事项委托签收"),
                            ("task_result", "事项委托复函"),
                            ("task_return", "事项委托退回函"),
                            ("task_recall", "事项委托撤回函"),
                        ],
                        max_length=24,
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("case_number", models.CharField(max_length=40)),
                ("said", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("sent_on", models.DateField()),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.CharField(max_length=80)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="cases.courtletter",
                    ),
                ),
                (
                    "to_court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
            options={
                "ordering": ("sent_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="EntrustedCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("their_number", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("wanting", "待补办材料"),
                            ("filed", "已立案"),
                            ("started", "已开始执行"),
                            ("returned", "已退回"),
                            ("recalled", "已被撤回"),
                            ("done", "已函复结果"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                ("filed_on", models.DateField(null=True)),
                ("supply_due", models.DateField(null=True)),
                ("reported_on", models.DateField(null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entrusted_by",
                        to="cases.case",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "from_court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.courtletter"
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Entrustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待审批"),
                            ("declined", "不予批准"),
                            ("sent", "已发出"),
                            ("taken", "受托法院已立案"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                            ("ended", "已函复结果"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("assets_there", models.TextField(help_text="受托法院辖区内的财产线索")),
                ("there", models.JSONField(default=list, help_text="位于受托法院辖区的财产")),
                ("reason", models.TextField()),
                ("papers", models.JSONField(default=list)),
                ("controls", models.JSONField(default=list)),
                ("controls_taken_on", models.DateField(null=True)),
                ("proposed_on", models.DateField()),
                ("sent_on", models.DateField(null=True)),
                ("due_on", models.DateField(help_text="受托法院立案、执结或者本院补办的期限", null=True)),
                ("their_number", models.CharField(blank=True, max_length=40)),
                ("told_on", models.DateField(help_text="告知申请执行人之日", null=True)),
                ("outcome", models.TextField(blank=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entrustments", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.courtletter"
                    ),
                ),
                (
                    "to_court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
            options={
                "ordering": ("-proposed_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="LetterTaken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("taken_on", models.DateField()),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.CharField(max_length=80)),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken", to="cases.courtletter"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("act", "执行行为异议"),
                            ("jurisdiction", "管辖异议"),
                            ("closing", "对终结执行的异议"),
                            ("extinction", "债务消灭等实体异议"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("not_admitted", "不予受理"),
                            ("filed", "审查中"),
                            ("ruled", "已裁定"),
                            ("served", "裁定已送达"),
                            ("under_review", "复议中"),
                            ("final", "已生效"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="received",
                        max_length=14,
                    ),
                ),
                ("objector", models.CharField(max_length=120)),
                ("is_party", models.BooleanField(help_text="当事人；否则为利害关系人")),
                ("interest", models.CharField(blank=True, help_text="利害关系人：与该执行行为的关系", max_length=200)),
                ("act_ref", models.CharField(max_length=80)),
                ("act_title", models.CharField(max_length=200)),
                ("grounds", models.TextField()),
                ("received_on", models.DateField()),
                ("filed_on", models.DateField(null=True)),
                ("due_on", models.DateField(help_text="现阶段的期限")),
                (
                    "panel",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                (
                    "past_panel",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("needs_hearing", models.BooleanField(default=False)),
                ("heard_on", models.DateField(null=True)),
                (
                    "security",
                    models.CharField(blank=True, help_text="准予停止处分的担保；无担保不停止执行", max_length=200),
                ),
                ("stayed_on", models.DateField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dismissed", "驳回异议"),
                            ("revoked", "撤销执行行为"),
                            ("changed", "变更执行行为"),
                            ("upheld", "异议成立"),
                            ("inadmissible", "驳回申请"),
                        ],
                        max_length=14,
                    ),
                ),
                ("ruling", models.TextField(blank=True)),
                ("ruled_on", models.DateField(null=True)),
                ("served_on", models.DateField(null=True)),
                ("remedy_until", models.DateField(null=True)),
                ("file_due_on", models.DateField(help_text="报送复议案卷的期限", null=True)),
                ("file_sent_on", models.DateField(null=True)),
                ("review_outcome", models.CharField(blank=True, max_length=10)),
                ("sent_back", models.BooleanField(default=False)),
                ("undone", models.CharField(blank=True, max_length=200)),
                ("undone_by", models.CharField(blank=True, max_length=80)),
                ("undone_on", models.DateField(null=True)),
                ("entered_by", models.CharField(max_length=80)),
                (
                    "acted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
            options={
                "ordering": ("-received_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="PartyChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True)),
                ("ground", models.CharField(max_length=40)),
                ("basis", models.CharField(max_length=120)),
                ("applicant", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "审查中"),
                            ("granted", "裁定变更、追加"),
                            ("rejected", "裁定驳回"),
                            ("served", "裁定已送达"),
                            ("under_review", "复议中"),
                            ("in_suit", "执行异议之诉"),
                            ("final", "已生效"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="applied",
                        max_length=14,
                    ),
                ),
                ("found", models.JSONField(default=dict)),
                ("ceiling_fen", models.BigIntegerField(null=True)),
                ("granted", models.BooleanField(null=True)),
                ("overturned", models.BooleanField(default=False)),
                ("clear", models.BooleanField(default=False, help_text="事实清楚、争议不大，不听证")),
                ("heard_on", models.DateField(null=True)),
                (
                    "panel",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                (
                    "past_panel",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("ruling", models.TextField(blank=True)),
                ("applied_on", models.DateField()),
                ("due_on", models.DateField()),
                ("ruled_on", models.DateField(null=True)),
                ("served_on", models.DateField(null=True)),
                ("remedy", models.CharField(max_length=8)),
                ("remedy_until", models.DateField(null=True)),
                ("suit", models.CharField(blank=True, max_length=120)),
                ("outcome", models.CharField(blank=True, max_length=200)),
                ("sent_back", models.BooleanField(default=False)),
                ("entered_by", models.CharField(max_length=80)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="party_changes", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "joining",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "present",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.party"),
                ),
                (
                    "replaced_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-applied_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="PartyStanding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(help_text="承担责任的范围", max_length=160)),
                ("ceiling_fen", models.BigIntegerField(null=True)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="cases.partychange"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="cases.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_number", models.CharField(max_length=40)),
                ("of", models.CharField(max_length=80)),
                ("number", models.CharField(max_length=40, unique=True)),
                ("applicant", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[("filed", "审查中"), ("decided", "已裁定"), ("withdrawn", "已撤回")],
                        default="filed",
                        max_length=10,
                    ),
                ),
                ("filed_on", models.DateField()),
                ("due_on", models.DateField()),
                ("extended", models.BooleanField(default=False)),
                ("sent_back_before", models.BooleanField(default=False)),
                (
                    "panel",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "驳回复议申请，维持原裁定"),
                            ("revoked", "撤销原裁定"),
                            ("changed", "变更原裁定"),
                            ("sent_back", "发回重新审查"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ruling", models.TextField(blank=True)),
                ("decided_on", models.DateField(null=True)),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "extended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.courtletter"
                    ),
                ),
                (
                    "lower_court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_number", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=40, unique=True)),
                ("applicant", models.CharField(max_length=120)),
                ("grounds", models.TextField()),
                ("idle_since", models.DateField(help_text="自何日起未执行")),
                ("idle_after", models.DateField(help_text="扣除期间后满六个月之日", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "审查中"),
                            ("ordered", "已责令限期执行"),
                            ("taken_up", "提级执行"),
                            ("reassigned", "指令其他法院执行"),
                            ("rejected", "驳回"),
                            ("done", "已在限期内执行"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="filed",
                        max_length=10,
                    ),
                ),
                ("filed_on", models.DateField()),
                ("due_on", models.DateField()),
                ("ordered_until", models.DateField(null=True)),
                ("report", models.TextField(blank=True)),
                ("reported_on", models.DateField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("decided_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.courtletter"
                    ),
                ),
                (
                    "lower_court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "other_court",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="TaskRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("what", models.TextField()),
                ("ruling", models.CharField(blank=True, help_text="据以办理的裁定书文号", max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "已发出"),
                            ("accepted", "已签收"),
                            ("done", "已办结"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="sent",
                        max_length=10,
                    ),
                ),
                ("sent_on", models.DateField()),
                ("due_on", models.DateField()),
                ("result", models.TextField(blank=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="task_requests", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.courtletter"
                    ),
                ),
                (
                    "to_court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="TaskTaken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("their_number", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=16)),
                ("what", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "待签收"),
                            ("accepted", "办理中"),
                            ("done", "已办结"),
                            ("returned", "已退回"),
                            ("withdrawn", "已被撤回"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                ("result", models.TextField(blank=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "from_court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.courtletter"
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="courtletter",
            index=models.Index(fields=["to_court", "sent_on"], name="cases_letters_to_court"),
        ),
        migrations.AddConstraint(
            model_name="courtletter",
            constraint=models.UniqueConstraint(fields=("number",), name="cases_letter_number_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="courtletter",
            constraint=models.CheckConstraint(
                condition=models.Q(("court", models.F("to_court")), _negated=True),
                name="cases_letter_goes_to_another_court",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrustedcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["received", "wanting", "returned", "recalled"]),
                    ("case__isnull", False),
                    _connector="OR",
                ),
                name="cases_entrusted_has_a_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "sent", "taken"])),
                fields=("case",),
                name="cases_entrusted_to_one_court",
            ),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(fields=["court", "state", "due_on"], name="cases_objections_open"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "not_admitted"), _negated=True),
                fields=("case", "act_ref", "objector"),
                name="cases_one_objection_per_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number",),
                name="cases_objection_number_is_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stayed_on__isnull", True), models.Q(("security", ""), _negated=True), _connector="OR"
                ),
                name="cases_no_stay_without_security",
            ),
        ),
        migrations.AddIndex(
            model_name="partychange",
            index=models.Index(fields=["court", "state", "due_on"], name="cases_changes_open"),
        ),
        migrations.AddConstraint(
            model_name="partychange",
            constraint=models.CheckConstraint(
                condition=models.Q(("ceiling_fen__isnull", True), ("ceiling_fen__gt", 0), _connector="OR"),
                name="cases_ceiling_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="partychange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["applied", "granted", "served", "under_review", "in_suit"])),
                fields=("case", "joining", "ground"),
                name="cases_one_change_runs",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["court", "state", "due_on"], name="cases_reviews_open"),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["filed", "ordered"])),
                fields=("case",),
                name="cases_one_supervision_runs",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.CheckConstraint(
                condition=models.Q(("court", models.F("lower_court")), _negated=True),
                name="cases_supervised_from_above",
            ),
        ),
        migrations.AddIndex(
            model_name="taskrequest",
            index=models.Index(fields=["court", "state", "due_on"], name="cases_tasks_asked"),
        ),
        migrations.AddIndex(
            model_name="tasktaken",
            index=models.Index(fields=["court", "state", "due_on"], name="cases_tasks_taken"),
        ),
        migrations.AddConstraint(
            model_name="partystanding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("change",), name="cases_one_standing_per_change"
            ),
        ),
        *(by_court(f"cases_{table}") for table in _TABLES),
        no_deletes(*(f"cases_{table}" for table in _TABLES if table != "lettertaken")),
        append_only("cases_courtletter", "cases_lettertaken"),
        migrations.RunSQL(GUARDS, UNDO),
    ]
