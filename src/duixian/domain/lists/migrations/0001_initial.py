"""The tables of the app."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0009_proceedings"),
        ("courts", "0003_apitoken"),
        ("documents", "0002_rows"),
        ("parties", "0003_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "呈批中"),
                            ("declined", "不予批准"),
                            ("grace", "宽限期"),
                            ("spared", "宽限期内已履行"),
                            ("in_force", "生效"),
                            ("suspended", "因信用承诺暂停"),
                            ("lifted", "已解除、删除"),
                            ("expired", "期限届满"),
                            ("revoked", "已撤销"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("basis", models.CharField(max_length=160)),
                ("circumstances", models.JSONField(default=dict)),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_at", models.DateTimeField()),
                ("grace_months", models.SmallIntegerField(default=0)),
                ("decided_on", models.DateField(null=True)),
                ("grace_until", models.DateField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("expires_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_ground", models.CharField(blank=True, max_length=20)),
                ("end_basis", models.CharField(blank=True, max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("able", "有履行能力而拒不履行"),
                            ("obstruction", "妨碍、抗拒执行"),
                            ("evasion", "规避执行"),
                            ("report", "违反财产报告制度"),
                            ("limit_breach", "违反限制消费令"),
                            ("settlement_breach", "无正当理由拒不履行和解协议"),
                        ],
                        max_length=20,
                    ),
                ),
                ("kinds", models.JSONField(default=list)),
                ("evidence", models.JSONField(default=list)),
                (
                    "grade",
                    models.CharField(
                        choices=[("light", "轻微"), ("ordinary", "一般"), ("grave", "严重")],
                        default="ordinary",
                        max_length=10,
                    ),
                ),
                ("grade_reason", models.CharField(blank=True, max_length=200)),
                ("longer_by", models.SmallIntegerField(default=0, help_text="延长的年数")),
                ("performance", models.CharField(default="全部未履行", max_length=20)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.instrument",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ConsumptionLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "呈批中"),
                            ("declined", "不予批准"),
                            ("grace", "宽限期"),
                            ("spared", "宽限期内已履行"),
                            ("in_force", "生效"),
                            ("suspended", "因信用承诺暂停"),
                            ("lifted", "已解除、删除"),
                            ("expired", "期限届满"),
                            ("revoked", "已撤销"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("basis", models.CharField(max_length=160)),
                ("circumstances", models.JSONField(default=dict)),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_at", models.DateTimeField()),
                ("grace_months", models.SmallIntegerField(default=0)),
                ("decided_on", models.DateField(null=True)),
                ("grace_until", models.DateField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("expires_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_ground", models.CharField(blank=True, max_length=20)),
                ("end_basis", models.CharField(blank=True, max_length=160)),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("debtor", "被执行人"),
                            ("legal_representative", "法定代表人"),
                            ("head", "主要负责人"),
                            ("liable", "影响债务履行的直接责任人员"),
                            ("controller", "实际控制人"),
                        ],
                        default="debtor",
                        max_length=24,
                    ),
                ),
                ("on_request", models.BooleanField(default=False)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.instrument",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "for_listing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="limits",
                        to="lists.listing",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ListingRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500)),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "审查中"), ("granted", "已决定纳入"), ("refused", "决定不纳入")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("decided_on", models.DateField(null=True)),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "debtor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.AddField(
            model_name="listing",
            name="request",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.listingrequest"
            ),
        ),
        migrations.CreateModel(
            name="ListNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("urge", "执行前督促履行通知"), ("warning", "失信、限制消费预告知")], max_length=10
                    ),
                ),
                ("perform_by", models.DateField(help_text="限期履行的最后一日")),
                ("issued_on", models.DateField()),
                ("served_on", models.DateField(null=True)),
                ("served_how", models.CharField(blank=True, help_text="送达方式和回证", max_length=120)),
                ("made_by", models.CharField(max_length=80)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.instrument",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(editable=False, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "op",
                    models.CharField(choices=[("enter", "公布"), ("change", "变更"), ("remove", "撤下")], max_length=8),
                ),
                ("entry", models.UUIDField()),
                ("register", models.CharField(choices=[("dishonest", "失信"), ("limited", "限制消费")], max_length=12)),
                ("content", models.JSONField(default=dict)),
                ("windows", models.JSONField(default=list, help_text="单次解除：起、止、事由")),
                ("reason", models.CharField(help_text="事由代码，见 law.lists", max_length=40)),
                ("prev", models.BinaryField()),
                ("hash", models.BinaryField()),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
            options={
                "ordering": ("seq",),
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.UUIDField()),
                ("register", models.CharField(max_length=12)),
                ("payload", models.TextField()),
                ("signature", models.CharField(blank=True, max_length=120)),
                ("key", models.CharField(blank=True, max_length=60)),
                ("issued_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.instrument",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("signature", "")), fields=["court"], name="lists_certificates_unsigned"
                    ),
                    models.Index(fields=["person", "-id"], name="lists_certificates_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), ("signature", ""), ("signed_at__isnull", True)),
                            models.Q(
                                models.Q(("signature", ""), _negated=True),
                                models.Q(("key", ""), _negated=True),
                                ("signed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="lists_certificate_signed_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CurrentEntry",
            fields=[
                ("entry", models.UUIDField(primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=12)),
                ("content", models.JSONField()),
                ("windows", models.JSONField(default=list)),
                ("expires_on", models.DateField(null=True)),
                ("seq", models.BigIntegerField()),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seq"], name="lists_current_by_seq"),
                    models.Index(
                        condition=models.Q(("expires_on__isnull", False)),
                        fields=["expires_on"],
                        name="lists_current_expiring",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=200)),
                ("what", models.CharField(help_text="何种消费：车次、航班、住宿", max_length=200)),
                ("proof", models.CharField(max_length=300)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("applied_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "审查中"),
                            ("granted", "准许"),
                            ("refused", "不准许"),
                            ("over", "已使用或者期满"),
                        ],
                        default="applied",
                        max_length=8,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_note", models.CharField(blank=True, max_length=200)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "limit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to="lists.consumptionlimit",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="lists_exemption_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", ""), _negated=True), models.Q(("proof", ""), _negated=True)
                        ),
                        name="lists_exemption_is_proved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LimitBreach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(db_column="on_day")),
                ("what", models.CharField(max_length=300)),
                (
                    "source",
                    models.CharField(help_text="来源：协助单位反馈、申请执行人提供、现场查获及材料", max_length=200),
                ),
                ("noted_by", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "limit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaches",
                        to="lists.consumptionlimit",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("limit", "on", "what"), name="lists_a_breach_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what", ""), _negated=True), models.Q(("source", ""), _negated=True)
                        ),
                        name="lists_a_breach_has_a_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LiftRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consent", "申请执行人申请删除、同意解除"),
                            ("security", "提供确实有效的担保"),
                            ("retrial", "因审判监督裁定中止"),
                            ("repair", "信用修复（积极履行或者主动纠正）"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("proof", models.CharField(help_text="书面申请、担保材料或者裁定书的名称和文号", max_length=300)),
                ("received_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "审查中"),
                            ("granted", "准许"),
                            ("refused", "不准许"),
                            ("moot", "措施已终止"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("decided_on", models.DateField(null=True)),
                ("made_by", models.CharField(max_length=80)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "limit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lift_requests",
                        to="lists.consumptionlimit",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lift_requests",
                        to="lists.listing",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("limit__isnull", True), ("listing__isnull", False)),
                            models.Q(("limit__isnull", False), ("listing__isnull", True)),
                            _connector="OR",
                        ),
                        name="lists_lift_of_one_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proof", ""), _negated=True), name="lists_lift_is_proved"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditCommitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("conditions", models.JSONField()),
                ("proof", models.CharField(max_length=300)),
                ("applied_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "审查中"),
                            ("refused", "不准许"),
                            ("running", "履行中"),
                            ("kept", "已兑现"),
                            ("broken", "已违背"),
                            ("ended", "名单措施已终止"),
                        ],
                        default="applied",
                        max_length=8,
                    ),
                ),
                ("decided_on", models.DateField(null=True)),
                ("next_due", models.DateField(help_text="最近一项尚未兑现的承诺的最后一日", null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="commitments", to="lists.listing"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "running")),
                        fields=["court", "next_due"],
                        name="lists_promises_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["applied", "running"])),
                        fields=("listing",),
                        name="lists_one_promise_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "about",
                    models.CharField(
                        choices=[("wrong", "不应纳入"), ("data", "信息不准确"), ("due", "应当删除而未删除")],
                        max_length=8,
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "审查中"),
                            ("granted", "准许"),
                            ("refused", "不准许"),
                            ("moot", "措施已终止"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("decided_on", models.DateField(null=True)),
                ("served_on", models.DateField(help_text="决定书送达之日，复议自次日起算", null=True)),
                ("review_on", models.DateField(help_text="向上一级法院申请复议之日", null=True)),
                ("review_due_on", models.DateField(null=True)),
                ("review_answer", models.CharField(blank=True, max_length=500)),
                ("review_upheld", models.BooleanField(null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "limit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="lists.consumptionlimit",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="lists.listing",
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("limit__isnull", True), ("listing__isnull", False)),
                            models.Q(("limit__isnull", False), ("listing__isnull", True)),
                            _connector="OR",
                        ),
                        name="lists_correction_of_one_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("decided_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="lists_correction_says_when",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="consumptionlimit",
            index=models.Index(fields=["court", "state", "-id"], name="lists_limits_by_state"),
        ),
        migrations.AddIndex(
            model_name="consumptionlimit",
            index=models.Index(fields=["person", "state"], name="lists_limits_of_person"),
        ),
        migrations.AddConstraint(
            model_name="consumptionlimit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "grace", "in_force", "suspended"])),
                fields=("case", "person"),
                name="lists_one_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="consumptionlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("capacity", "debtor"), ("unit__isnull", True)),
                    models.Q(models.Q(("capacity", "debtor"), _negated=True), ("unit__isnull", False)),
                    _connector="OR",
                ),
                name="lists_who_stands_for_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="consumptionlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="lists_limit_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="listingrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("case", "debtor"), name="lists_one_request_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="listingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("decided_on__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lists_request_is_answered",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["court", "state", "-id"], name="lists_listings_by_state"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["person", "state"], name="lists_listings_of_person"),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "grace", "in_force", "suspended"])),
                fields=("case", "person"),
                name="lists_one_listing",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="lists_listing_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("longer_by__gte", 0), ("longer_by__lte", 3)), name="lists_longer_by_law"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["in_force", "suspended"]), _negated=True),
                    models.Q(("expires_on__isnull", True), ("kind", "able")),
                    models.Q(models.Q(("kind", "able"), _negated=True), ("expires_on__isnull", False)),
                    _connector="OR",
                ),
                name="lists_term_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="listnotice",
            index=models.Index(fields=["case", "person", "-id"], name="lists_notices_of_person"),
        ),
        migrations.AddConstraint(
            model_name="listnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("served_on__isnull", True),
                    models.Q(("served_on__gte", models.F("issued_on")), models.Q(("served_how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="lists_served_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="listnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("perform_by__gte", models.F("issued_on"))), name="lists_time_to_perform"
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["entry", "-seq"], name="lists_log_of_entry"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content", {}), ("op", "remove"), ("windows", [])),
                    models.Q(("op__in", ["enter", "change"]), models.Q(("content", {}), _negated=True)),
                    _connector="OR",
                ),
                name="lists_line_says_what_it_does",
            ),
        ),
    ]
