"""Who screens, by which key, every call, and what came of it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duixian.domain.trail.rowsecurity import append_only, by_court, no_deletes

GUARDS = """
create function lists_guard_feedback() returns trigger language plpgsql as $$
begin
    if old.answered_at is not null
       or (new.court_id, new.agency_id, new.call, new.entry, new.did, new.what, new."on", new.at)
          is distinct from (old.court_id, old.agency_id, old.call, old.entry, old.did, old.what, old."on", old.at) then
        raise exception 'feedback %: what an agency said stands, and is answered once', old.id
            using errcode = 'check_violation', constraint = 'lists_feedback_is_fixed';
    end if;
    return new;
end $$;
create trigger lists_feedback_guard before update on lists_agencyfeedback
    for each row execute function lists_guard_feedback();

create function lists_guard_key() returns trigger language plpgsql as $$
begin
    if old.revoked_at is not null
       or (new.agency_id, new.sha256, new.name, new.created_at, new.expires_at)
          is distinct from (old.agency_id, old.sha256, old.name, old.created_at, old.expires_at) then
        raise exception 'key %: it is only ever revoked', old.id
            using errcode = 'check_violation', constraint = 'lists_key_is_only_revoked';
    end if;
    return new;
end $$;
create trigger lists_key_guard before update on lists_screeningkey
    for each row execute function lists_guard_key();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("courts", "0003_apitoken"),
        ("lists", "0002_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScreeningAgency",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=24, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "purposes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("daily_quota", models.IntegerField()),
                ("minute_quota", models.IntegerField()),
                ("active", models.BooleanField(default=True)),
                ("entered_by", models.CharField(max_length=80)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("daily_quota__gt", 0), ("minute_quota__gt", 0)),
                        name="lists_agency_has_a_quota",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purposes", []), _negated=True), name="lists_agency_has_a_purpose"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ScreeningKey",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="lists.screeningagency"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("agency_id", "-created_at"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))), name="lists_key_expires"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ScreeningCall",
            fields=[
                ("call", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.screeningagency"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.screeningkey"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("purpose", models.CharField(max_length=20)),
                ("reference", models.CharField(help_text="机构的业务编号", max_length=60)),
                ("mode", models.CharField(help_text="one, many, file, range, changes, bundle", max_length=10)),
                ("asked", models.CharField(max_length=64)),
                ("identities", models.IntegerField(default=1)),
                ("outcome", models.CharField(blank=True, max_length=10)),
                ("hits", models.JSONField(default=list)),
                ("as_of", models.BigIntegerField(default=0)),
                ("journal", models.UUIDField()),
                ("line", models.BigIntegerField()),
                ("hash", models.CharField(help_text="sha256（前一行的 hash ‖ 本行）", max_length=64)),
            ],
            options={
                "ordering": ("-at",),
                "indexes": [models.Index(fields=["agency", "-at"], name="lists_calls_of_agency")],
                "constraints": [
                    models.UniqueConstraint(fields=("journal", "line"), name="lists_a_call_is_shipped_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AgencyFeedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.screeningagency"
                    ),
                ),
                ("call", models.UUIDField()),
                ("entry", models.UUIDField()),
                (
                    "did",
                    models.CharField(
                        choices=[
                            ("declined", "不予办理"),
                            ("restricted", "限制或者降低额度"),
                            ("warned", "提示后继续办理"),
                            ("nothing", "未采取措施"),
                            ("not_same", "不是同一人"),
                        ],
                        max_length=12,
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=200)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(fields=["entry"], name="lists_feedback_of_entry"),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True), ("did", "not_same")),
                        fields=["court", "at"],
                        name="lists_feedback_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "call", "entry"), name="lists_one_feedback_a_hit"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lists_answer_says_by_whom",
                    ),
                ],
            },
        ),
        by_court("lists_agencyfeedback"),
        append_only("lists_screeningcall"),
        no_deletes("lists_screeningagency", "lists_screeningkey", "lists_agencyfeedback"),
        migrations.RunSQL(GUARDS, "drop function lists_guard_feedback cascade; drop function lists_guard_key cascade;"),
    ]
