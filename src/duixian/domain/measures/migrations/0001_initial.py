"""The tables of the app."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("cases", "0006_approval_guards"),
        ("courts", "0003_apitoken"),
        ("parties", "0003_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("debtor", "被执行人"),
                            ("legal_rep", "法定代表人"),
                            ("head", "主要负责人"),
                            ("direct", "直接责任人员"),
                            ("controller", "实际控制人"),
                            ("assisting_unit", "协助执行义务单位"),
                            ("other", "其他妨害执行的人"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("compel", "拘传"),
                            ("detain", "拘留"),
                            ("fine", "罚款"),
                            ("search", "搜查"),
                            ("exit_ban", "限制出境"),
                            ("lookout", "临控"),
                            ("evict", "强制迁出"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待审批"),
                            ("declined", "不予批准"),
                            ("withdrawn", "已撤回"),
                            ("decided", "已决定，待实施"),
                            ("urgent", "紧急先行，待补批"),
                            ("in_force", "实施中"),
                            ("deferred", "暂缓实施"),
                            ("ended", "实施完毕"),
                            ("lifted", "已解除"),
                            ("revoked", "已撤销"),
                        ],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                ("grounds", models.CharField(max_length=500)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("days", models.SmallIntegerField(null=True)),
                ("until", models.DateField(null=True)),
                ("renew_until", models.DateField(help_text="呈请续行至", null=True)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("complex_case", models.BooleanField(default=False, help_text="情况复杂、依法可能采取拘留措施")),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("must_end_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "represents",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-proposed_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="MeasureRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("arrived", "到案"),
                            ("questioned", "询问"),
                            ("released", "离开、释放"),
                            ("medical", "体检"),
                            ("handed_over", "送交看管"),
                            ("family_told", "通知家属"),
                            ("repented", "具结悔过"),
                            ("searched", "搜查"),
                            ("opened", "强制开启"),
                            ("notified", "送达协助通知"),
                            ("hit", "布控命中"),
                            ("posted", "张贴公告"),
                            ("moved_out", "迁出"),
                            ("served", "送达决定书"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("people", models.CharField(blank=True, max_length=300)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("data", models.JSONField(default=dict)),
                ("noted_by", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="measures.measure"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.CreateModel(
            name="BodySearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("searched", models.CharField(max_length=60)),
                ("searched_is_woman", models.BooleanField()),
                ("by", models.CharField(max_length=60)),
                ("by_is_woman", models.BooleanField()),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bodies", to="measures.measurerecord"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Misconduct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refuses", "有能力履行而拒不履行"),
                            ("hides", "隐藏、转移、变卖、毁损财产"),
                            ("false_report", "拒绝报告或者虚假报告财产"),
                            ("obstructs", "以暴力、威胁等方法阻碍执行"),
                            ("breaches_order", "违反限制消费等命令"),
                            ("personal_duty", "拒不履行只能由其本人完成的行为"),
                            ("unit_refuses", "有义务协助的单位拒绝协助"),
                        ],
                        max_length=20,
                    ),
                ),
                ("done_on", models.DateField()),
                ("what", models.CharField(max_length=300)),
                ("evidence", models.CharField(max_length=300)),
                ("ordered_by", models.DateField(help_text="重新指定的履行期限", null=True)),
                ("noted_by", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
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
                "ordering": ("-done_on", "-id"),
            },
        ),
        migrations.AddField(
            model_name="measure",
            name="misconduct",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="measures.misconduct",
            ),
        ),
        migrations.CreateModel(
            name="Reconsideration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "已提出，待报送"),
                            ("sent", "上级法院审查中"),
                            ("upheld", "维持"),
                            ("changed", "变更"),
                            ("revoked", "撤销"),
                            ("late", "逾期提出"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_on", models.DateField()),
                ("grounds", models.CharField(max_length=500)),
                ("upper_court", models.CharField(max_length=80)),
                ("received_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("days", models.SmallIntegerField(null=True)),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="measures.measure"
                    ),
                ),
            ],
            options={
                "ordering": ("asked_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Summons",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=160)),
                ("place", models.CharField(max_length=120)),
                ("summoned_for", models.DateTimeField()),
                ("served_on", models.DateField(null=True)),
                ("served_how", models.CharField(blank=True, help_text="送达方式和回证", max_length=120)),
                ("came", models.BooleanField(null=True)),
                ("excuse", models.CharField(blank=True, help_text="正当理由", max_length=200)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-summoned_for", "-id"),
            },
        ),
        migrations.AddField(
            model_name="measure",
            name="summons",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="measures.summons"
            ),
        ),
        migrations.CreateModel(
            name="Circumstance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dead", "死亡"),
                            ("pregnant", "怀孕"),
                            ("nursing", "哺乳不满一周岁婴儿"),
                            ("deputy", "人大代表"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("source", models.CharField(max_length=200)),
                ("permission", models.CharField(blank=True, max_length=200)),
                ("noted_by", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
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
                "ordering": ("-since", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("person", "kind"),
                        name="measures_one_fact_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="measures_a_fact_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="measures_a_fact_has_a_source"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FinePayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_fen", models.BigIntegerField()),
                ("paid_on", models.DateField()),
                ("voucher", models.CharField(max_length=60)),
                ("noted_by", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="measures.measure"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("court", "voucher"), name="measures_a_voucher_counts_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0), models.Q(("voucher", ""), _negated=True)),
                        name="measures_a_payment_is_some",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="measurerecord",
            index=models.Index(fields=["measure", "at"], name="measures_records_of_measure"),
        ),
        migrations.AddConstraint(
            model_name="measurerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("noted_at__gte", models.F("at"))), name="measures_record_is_past"
            ),
        ),
        migrations.AddConstraint(
            model_name="bodysearch",
            constraint=models.CheckConstraint(
                condition=models.Q(("searched_is_woman", False), ("by_is_woman", True), _connector="OR"),
                name="measures_women_are_searched_by_women",
            ),
        ),
        migrations.AddConstraint(
            model_name="misconduct",
            constraint=models.UniqueConstraint(
                fields=("case", "person", "kind", "done_on"), name="measures_one_act_is_entered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="misconduct",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("what", ""), _negated=True), models.Q(("evidence", ""), _negated=True)),
                name="measures_an_act_has_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconsideration",
            constraint=models.UniqueConstraint(fields=("measure",), name="measures_one_reconsideration"),
        ),
        migrations.AddConstraint(
            model_name="reconsideration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on__isnull", True), ("state__in", ("asked", "sent", "late"))),
                    models.Q(("decided_on__isnull", False), ("state__in", ("upheld", "changed", "revoked"))),
                    _connector="OR",
                ),
                name="measures_a_review_says_when_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="summons",
            constraint=models.CheckConstraint(
                condition=models.Q(("came__isnull", True), ("served_on__isnull", False), _connector="OR"),
                name="measures_a_summons_is_served_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="summons",
            constraint=models.UniqueConstraint(
                fields=("case", "person", "summoned_for"), name="measures_one_summons_an_hour"
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(fields=["court", "state", "-proposed_at"], name="measures_by_state"),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(fields=["case", "-proposed_at"], name="measures_of_case"),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("must_end_at__isnull", False), ("state__in", ("in_force", "urgent"))),
                fields=["court", "must_end_at"],
                name="measures_running",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("state", "in_force"), ("until__isnull", False)),
                fields=["court", "until"],
                name="measures_bans_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind__in", ("detain", "fine")), models.Q(("state__in", ("declined", "withdrawn")), _negated=True)
                ),
                fields=("misconduct", "person", "kind"),
                name="measures_once_for_one_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind", "compel"), models.Q(("state__in", ("declined", "withdrawn")), _negated=True)
                ),
                fields=("summons",),
                name="measures_once_for_one_summons",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind__in", ("exit_ban", "lookout")), ("state__in", ("proposed", "decided", "in_force"))
                ),
                fields=("case", "person", "kind"),
                name="measures_one_ban_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="measures_nobody_decides_the_own_proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("proposed", "urgent", "withdrawn")), ("decided_by__isnull", False), _connector="OR"
                ),
                name="measures_nothing_without_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days__gte", 1), ("days__isnull", False), ("days__lte", 15), ("kind", "detain")),
                    models.Q(models.Q(("kind", "detain"), _negated=True), ("days__isnull", True)),
                    _connector="OR",
                ),
                name="measures_detention_is_fifteen_days_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_fen__gt", 0), ("amount_fen__isnull", False), ("kind", "fine")),
                    models.Q(models.Q(("kind", "fine"), _negated=True), ("amount_fen__isnull", True)),
                    _connector="OR",
                ),
                name="measures_a_fine_has_an_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("detain", "fine", "search")), _negated=True),
                    ("misconduct__isnull", False),
                    _connector="OR",
                ),
                name="measures_a_sanction_answers_an_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "compel"), _negated=True), ("summons__isnull", False), _connector="OR"
                ),
                name="measures_a_summons_comes_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("exit_ban", "lookout", "evict")), _negated=True),
                    ("until__isnull", False),
                    _connector="OR",
                ),
                name="measures_a_ban_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True),
                    ("begun_at__isnull", True),
                    ("ended_at__gte", models.F("begun_at")),
                    _connector="OR",
                ),
                name="measures_end_after_the_beginning",
            ),
        ),
    ]
