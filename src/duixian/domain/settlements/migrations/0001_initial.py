"""The tables of the app."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0005_approvals"),
        ("courts", "0001_initial"),
        ("funds", "0007_deposits"),
        ("parties", "0003_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "待各方签认"),
                            ("in_force", "履行中"),
                            ("breached", "逾期未履行"),
                            ("performed", "履行完毕"),
                            ("resumed", "已恢复原执行依据"),
                            ("sued", "已另行起诉"),
                            ("voided", "被确认无效或撤销"),
                            ("replaced", "已变更为新协议"),
                            ("dropped", "未生效"),
                        ],
                        default="entered",
                        max_length=10,
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("joint", "各方共同提交书面协议"),
                            ("recognised", "一方提交，其他当事人认可"),
                            ("recorded", "口头协议记入笔录"),
                            ("outside", "未提交法院的和解"),
                        ],
                        max_length=10,
                    ),
                ),
                ("signed_on", models.DateField()),
                ("effective_on", models.DateField(null=True)),
                ("debt_fen", models.BigIntegerField()),
                ("money_fen", models.BigIntegerField()),
                ("grace_days", models.SmallIntegerField(default=0)),
                ("acceleration", models.BooleanField(default=False)),
                ("whole", models.BooleanField(default=True, help_text="履行完毕即了结全部执行依据，余额放弃")),
                ("suspends", models.BooleanField(default=True, help_text="履行期间中止执行（执行和解规定第二条）")),
                ("order", models.JSONField(default=list)),
                ("clauses", models.TextField(blank=True, help_text="其他约定：利息、解除查封、违约责任等")),
                ("flags", models.JSONField(default=list)),
                ("breached_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("asked_at", models.DateTimeField(help_text="违约后已询问申请执行人如何处理", null=True)),
                ("made_by", models.CharField(max_length=80)),
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
                    "creditor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "debtor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="settlements.settlement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("money", "给付金钱"), ("thing", "交付财产"), ("act", "履行行为")], max_length=6
                    ),
                ),
                ("amount_fen", models.BigIntegerField(default=0)),
                ("what", models.CharField(blank=True, max_length=300)),
                ("condition", models.CharField(blank=True, max_length=300)),
                ("days_after", models.SmallIntegerField(default=0)),
                ("met_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("paid_fen", models.BigIntegerField(default=0)),
                ("done_on", models.DateField(null=True)),
                ("done_note", models.CharField(blank=True, max_length=300)),
                ("reminded_on", models.DateField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="settlements.settlement",
                    ),
                ),
            ],
            options={
                "ordering": ("settlement", "number"),
            },
        ),
        migrations.CreateModel(
            name="Guarantor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direct", models.BooleanField()),
                ("limit_fen", models.BigIntegerField(null=True)),
                ("thing", models.CharField(blank=True, max_length=200)),
                ("called_on", models.DateField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantors",
                        to="settlements.settlement",
                    ),
                ),
            ],
            options={
                "ordering": ("settlement", "id"),
            },
        ),
        migrations.CreateModel(
            name="SettlementStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=16)),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("entered", "待各方签认"),
                            ("in_force", "履行中"),
                            ("breached", "逾期未履行"),
                            ("performed", "履行完毕"),
                            ("resumed", "已恢复原执行依据"),
                            ("sued", "已另行起诉"),
                            ("voided", "被确认无效或撤销"),
                            ("replaced", "已变更为新协议"),
                            ("dropped", "未生效"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField(db_column="on_day")),
                ("at", models.DateTimeField()),
                ("basis", models.CharField(max_length=120)),
                ("who", models.CharField(max_length=80)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("interrupts", models.BooleanField(default=False)),
                ("data", models.JSONField(default=dict)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="settlements.settlement"
                    ),
                ),
            ],
            options={
                "ordering": ("settlement", "id"),
            },
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "side",
                    models.CharField(
                        choices=[("creditor", "申请执行人"), ("debtor", "被执行人"), ("guarantor", "担保人")],
                        max_length=10,
                    ),
                ),
                ("signed_on", models.DateField(null=True)),
                ("agent", models.CharField(blank=True, max_length=80)),
                ("authority", models.CharField(blank=True, max_length=200)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatories",
                        to="settlements.settlement",
                    ),
                ),
            ],
            options={
                "ordering": ("settlement", "id"),
            },
        ),
        migrations.CreateModel(
            name="ExecutionGuarantee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_fen", models.BigIntegerField()),
                ("thing", models.CharField(blank=True, help_text="担保财产；空为保证", max_length=200)),
                ("stay_from", models.DateField()),
                ("stay_until", models.DateField()),
                ("until", models.DateField()),
                ("written", models.BooleanField(help_text="担保期间为担保书所载")),
                ("direct", models.BooleanField()),
                ("resolution", models.CharField(blank=True, max_length=200)),
                ("consent_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "待批准暂缓"),
                            ("staying", "暂缓执行中"),
                            ("binding", "暂缓期满，担保期间内"),
                            ("called", "已裁定执行担保"),
                            ("released", "已解除"),
                            ("declined", "不予暂缓"),
                            ("expired", "担保期间届满"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
                ("called_on", models.DateField(null=True)),
                ("called_fen", models.BigIntegerField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "approval",
                    models.OneToOneField(
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
                    "guarantor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="settlements_guarantee_of_something"
                    ),
                    models.CheckConstraint(condition=models.Q(("direct", True)), name="settlements_guarantor_promised"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stay_until__gte", models.F("stay_from")), ("until__gt", models.F("stay_until"))
                        ),
                        name="settlements_guarantee_follows_the_stay",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("called_fen__isnull", True), ("called_on__isnull", True)),
                            models.Q(
                                ("called_fen__gt", 0),
                                ("called_fen__lte", models.F("amount_fen")),
                                ("called_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="settlements_called_within_the_guarantee",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["offered", "staying"])),
                        fields=("case",),
                        name="settlements_one_stay_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fulfilment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("receipt", "案款账户到账"), ("direct", "申请执行人确认直接收取")], max_length=8
                    ),
                ),
                (
                    "acknowledged",
                    models.CharField(blank=True, help_text="申请执行人的书面确认或者笔录", max_length=200),
                ),
                ("amount_fen", models.BigIntegerField()),
                ("paid_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_why", models.CharField(blank=True, max_length=200)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funds.receipt"
                    ),
                ),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fulfilments",
                        to="settlements.instalment",
                    ),
                ),
            ],
            options={
                "ordering": ("paid_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="settlements_fulfils_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "receipt"), ("receipt__isnull", False)),
                            models.Q(
                                ("kind", "direct"),
                                ("receipt__isnull", True),
                                models.Q(("acknowledged", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="settlements_money_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_why", "")),
                            models.Q(("undone_at__isnull", False), models.Q(("undone_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="settlements_undone_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=300)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("remind_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "未到约定时间"),
                            ("kept", "已履行"),
                            ("broken", "未履行"),
                            ("withdrawn", "已取消"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("judged_at", models.DateTimeField(null=True)),
                ("came_in_fen", models.BigIntegerField(default=0, help_text="约定时间前到账，认定时")),
                ("done_note", models.CharField(blank=True, max_length=300)),
                ("answer", models.CharField(blank=True, help_text="未履行的，承办人如何处理", max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=80)),
                ("noted_by", models.CharField(max_length=80)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
            options={
                "ordering": ("due_at", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["court", "due_at"],
                        name="settlements_promises_open",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True), ("state", "broken")),
                        fields=["court", "due_at"],
                        name="settlements_promises_broken",
                    ),
                    models.Index(fields=["case", "-due_at"], name="settlements_promises_of_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__isnull", True), ("amount_fen__gt", 0), _connector="OR"),
                        name="settlements_promise_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("made_at"))),
                        name="settlements_promise_is_of_the_future",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("state", "broken"),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="settlements_answer_to_a_broken_one",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(fields=["court", "state"], name="settlements_by_state"),
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(fields=["case", "-id"], name="settlements_of_case"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["in_force", "breached"])),
                fields=("case", "creditor", "debtor"),
                name="settlements_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("debt_fen__gte", 0), ("money_fen__gte", 0)), name="settlements_sums"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(condition=models.Q(("grace_days__gte", 0)), name="settlements_grace"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["entered", "dropped"]), ("effective_on__isnull", False), _connector="OR"
                ),
                name="settlements_effective_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "breached"), _negated=True), ("breached_on__isnull", False), _connector="OR"
                ),
                name="settlements_breach_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("form__in", ["joint", "recognised", "recorded"]),
                    ("state__in", ["entered", "dropped"]),
                    _connector="OR",
                ),
                name="settlements_outside_has_no_effect",
            ),
        ),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False), ("reminded_on__isnull", True)),
                fields=["court", "due_on"],
                name="settlements_not_reminded",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(fields=("settlement", "number"), name="settlements_instalment_once"),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_fen__gt", 0), ("done_on__isnull", True), ("kind", "money")),
                    models.Q(("amount_fen", 0), ("kind__in", ["thing", "act"]), models.Q(("what", ""), _negated=True)),
                    _connector="OR",
                ),
                name="settlements_instalment_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("paid_fen__gte", 0), ("paid_fen__lte", models.F("amount_fen"))),
                name="settlements_no_more_than_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("condition", ""), ("due_on__isnull", False), ("met_on__isnull", True)),
                    models.Q(
                        models.Q(("condition", ""), _negated=True),
                        models.Q(
                            models.Q(("due_on__isnull", True), ("met_on__isnull", True)),
                            models.Q(("due_on__isnull", False), ("met_on__isnull", False)),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="settlements_due_or_on_condition",
            ),
        ),
        migrations.AddConstraint(
            model_name="guarantor",
            constraint=models.UniqueConstraint(fields=("settlement", "person"), name="settlements_guarantor_once"),
        ),
        migrations.AddConstraint(
            model_name="guarantor",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_fen__isnull", True), ("limit_fen__gt", 0), _connector="OR"),
                name="settlements_guarantee_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="guarantor",
            constraint=models.CheckConstraint(
                condition=models.Q(("called_on__isnull", True), ("direct", True), _connector="OR"),
                name="settlements_only_direct_is_called",
            ),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.UniqueConstraint(fields=("settlement", "person", "side"), name="settlements_signs_once"),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.CheckConstraint(
                condition=models.Q(("agent", ""), ("authority__gt", ""), _connector="OR"),
                name="settlements_agent_has_authority",
            ),
        ),
    ]
