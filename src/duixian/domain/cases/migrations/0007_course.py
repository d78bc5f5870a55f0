"""Applications, the wider life of a case, extensions and suspensions of its limits."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duixian.domain.trail.rowsecurity import by_court, no_deletes

MOVES = """
insert into cases_move (source, act, target) values
    ('paying', 'receive', 'paying'),
    ('suspended', 'receive', 'suspended'),
    ('stayed', 'receive', 'stayed'),
    ('settling', 'receive', 'settling'),
    ('entrusted', 'receive', 'entrusted'),
    ('insolvency', 'receive', 'insolvency'),
    ('settling', 'paid_out', 'settling'),
    ('paying', 'rest', 'round_ended'),
    ('paying', 'resume', 'notified'),
    ('filed', 'stay', 'stayed'),
    ('notified', 'stay', 'stayed'),
    ('paying', 'stay', 'stayed'),
    ('filed', 'settle', 'settling'),
    ('notified', 'settle', 'settling'),
    ('paying', 'settle', 'settling'),
    ('suspended', 'settle', 'settling'),
    ('stayed', 'settle', 'settling'),
    ('filed', 'entrust', 'entrusted'),
    ('notified', 'entrust', 'entrusted'),
    ('paying', 'entrust', 'entrusted'),
    ('entrusted', 'take_back', 'notified'),
    ('notified', 'refer_insolvency', 'insolvency'),
    ('paying', 'refer_insolvency', 'insolvency'),
    ('suspended', 'refer_insolvency', 'insolvency'),
    ('round_ended', 'refer_insolvency', 'insolvency'),
    ('stayed', 'resume', 'notified'),
    ('settling', 'resume', 'notified'),
    ('insolvency', 'resume', 'notified'),
    ('stayed', 'close', 'closed'),
    ('settling', 'close', 'closed'),
    ('filed', 'terminate', 'closed'),
    ('notified', 'terminate', 'closed'),
    ('paying', 'terminate', 'closed'),
    ('suspended', 'terminate', 'closed'),
    ('stayed', 'terminate', 'closed'),
    ('settling', 'terminate', 'closed'),
    ('insolvency', 'terminate', 'closed'),
    ('round_ended', 'terminate', 'closed'),
    ('filed', 'strike', 'closed'),
    ('notified', 'strike', 'closed'),
    ('paying', 'strike', 'closed'),
    ('suspended', 'strike', 'closed'),
    ('stayed', 'strike', 'closed'),
    ('entrusted', 'strike', 'closed'),
    ('filed', 'refuse', 'closed'),
    ('notified', 'refuse', 'closed'),
    ('paying', 'refuse', 'closed'),
    ('suspended', 'refuse', 'closed'),
    ('stayed', 'refuse', 'closed'),
    ('settling', 'refuse', 'closed'),
    ('round_ended', 'refuse', 'closed'),
    ('filed', 'dismiss', 'closed'),
    ('notified', 'dismiss', 'closed'),
    ('paying', 'dismiss', 'closed'),
    ('suspended', 'dismiss', 'closed'),
    ('stayed', 'dismiss', 'closed');
"""

UNMOVE = """
delete from cases_move where act in
    ('stay', 'settle', 'entrust', 'take_back', 'refer_insolvency', 'terminate', 'strike', 'refuse', 'dismiss')
    or source in ('stayed', 'settling', 'entrusted', 'insolvency')
    or (act = 'receive' and source in ('paying', 'suspended'))
    or (act in ('rest', 'resume') and source = 'paying');
"""

GUARDS = """
create or replace function cases_check_move() returns trigger language plpgsql as $$
declare
    act_of text;
begin
    if new.court_id <> old.court_id or new.number <> old.number then
        raise exception 'case %: its court and number never change', old.number
            using errcode = 'check_violation', constraint = 'cases_number_is_fixed';
    end if;
    if new.state = old.state then
        return new;
    end if;
    act_of := case
        when new.state = 'closed' then case new.closing
            when 'performed' then 'close' when 'terminated' then 'terminate' when 'withdrawn' then 'strike'
            when 'refused' then 'refuse' when 'dismissed' then 'dismiss' end
        when new.state = 'suspended' then 'suspend'
        when new.state = 'stayed' then 'stay'
        when new.state = 'insolvency' then 'refer_insolvency'
    end;
    if not exists (select 1 from cases_move
                   where source = old.state and target = new.state and (act_of is null or act = act_of)) then
        raise exception 'case %: no act leads from % to %', old.number, old.state, new.state
            using errcode = 'check_violation', constraint = 'cases_lawful_move';
    end if;
    -- what halts or ends a case otherwise than by performance stands on a signed decision not yet carried out
    if act_of <> 'close'
       and not exists (select 1 from cases_coursedecision
                       where case_id = old.id and act = act_of and state = 'approved') then
        raise exception 'case %: no signed decision to % it', old.number, act_of
            using errcode = 'check_violation', constraint = 'cases_move_is_decided';
    end if;
    return new;
end $$;

create function cases_guard_decision() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' then
            raise exception 'decision in case %: it begins by being proposed', new.case_id
                using errcode = 'check_violation', constraint = 'cases_decision_begins_proposed';
        end if;
        return new;
    end if;
    if (to_jsonb(new) - '{state,approval_id,carried_on}'::text[])
       <> (to_jsonb(old) - '{state,approval_id,carried_on}'::text[])
       or (old.approval_id is not null and new.approval_id is distinct from old.approval_id) then
        raise exception 'decision %: what was proposed stands', old.id
            using errcode = 'check_violation', constraint = 'cases_decision_is_fixed';
    end if;
    if new.state <> old.state and (old.state, new.state) not in
       (('proposed', 'approved'), ('proposed', 'dropped'), ('approved', 'carried'), ('approved', 'dropped')) then
        raise exception 'decision %: it does not go from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'cases_decision_moves';
    end if;
    if new.state = 'approved' and old.state = 'proposed' and not exists (
        select 1 from cases_approval a
        where a.id = new.approval_id and a.state = 'approved' and a.case_id = new.case_id
          and a.act = 'course.' || new.act and a.subject = 'decision:' || new.id) then
        raise exception 'decision %: nobody signed it', old.id
            using errcode = 'check_violation', constraint = 'cases_decision_is_signed';
    end if;
    return new;
end $$;
create trigger cases_coursedecision_guard before insert or update on cases_coursedecision
    for each row execute function cases_guard_decision();

create function cases_guard_pause() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - 'until') <> (to_jsonb(old) - 'until') or old.until is not null then
        raise exception 'pause %: it ends once, and nothing else of it changes', old.id
            using errcode = 'check_violation', constraint = 'cases_pause_is_fixed';
    end if;
    return new;
end $$;
create trigger cases_pause_guard before update on cases_pause for each row execute function cases_guard_pause();

create function cases_guard_extension() returns trigger language plpgsql as $$
declare
    already integer;
begin
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' then
            raise exception 'extension: it begins by being proposed'
                using errcode = 'check_violation', constraint = 'cases_extension_begins_proposed';
        end if;
        return new;
    end if;
    if old.state <> 'proposed'
       or (new.court_id, new.case_id, new.node_id, new.months, new.reason, new.report)
          is distinct from (old.court_id, old.case_id, old.node_id, old.months, old.reason, old.report) then
        raise exception 'extension %: what was decided stands', old.id
            using errcode = 'check_violation', constraint = 'cases_extension_is_fixed';
    end if;
    if new.state = 'granted' then
        select coalesce(sum(months), 0) into already from cases_extension
            where node_id = new.node_id and state = 'granted' and id <> new.id;
        if already + new.months > 3 and new.report = '' then
            raise exception 'extension %: more than three months are reported to the high court', old.id
                using errcode = 'check_violation', constraint = 'cases_long_extension_is_reported';
        end if;
        if not exists (select 1 from cases_approval a
                       where a.id = new.approval_id and a.state = 'approved' and a.case_id = new.case_id
                         and a.act = 'course.extend' and a.subject = 'extension:' || new.id) then
            raise exception 'extension %: nobody signed it', old.id
                using errcode = 'check_violation', constraint = 'cases_extension_is_signed';
        end if;
    end if;
    return new;
end $$;
create trigger cases_extension_guard before insert or update on cases_extension
    for each row execute function cases_guard_extension();

create function cases_guard_performance() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if not exists (select 1 from cases_obligation o join cases_title t on t.id = o.title_id
                       where o.id = new.obligation_id and t.case_id = new.case_id and o.kind = 'act') then
            raise exception 'performance: obligation % is no duty to act of case %', new.obligation_id, new.case_id
                using errcode = 'check_violation', constraint = 'cases_performance_of_a_duty';
        end if;
        return new;
    end if;
    if (to_jsonb(new) - 'revoked') <> (to_jsonb(old) - 'revoked') or old.revoked <> '' then
        raise exception 'performance %: it stands, or is revoked once', old.id
            using errcode = 'check_violation', constraint = 'cases_performance_is_fixed';
    end if;
    return new;
end $$;
create trigger cases_actperformance_guard before insert or update on cases_actperformance
    for each row execute function cases_guard_performance();

create function cases_guard_referral() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' or not exists (
            select 1 from cases_party p join parties_person q on q.id = p.person_id
            where p.id = new.debtor_id and p.case_id = new.case_id and p.role = 'debtor' and q.kind = 'company')
           or not exists (select 1 from cases_party p where p.id = new.consent_of_id and p.case_id = new.case_id
                          and (p.role = 'applicant' or p.id = new.debtor_id)) then
            raise exception 'referral: an enterprise that is a debtor of the case, with consent of a party of it'
                using errcode = 'check_violation', constraint = 'cases_referral_of_an_enterprise';
        end if;
        return new;
    end if;
    if (new.court_id, new.case_id, new.debtor_id, new.consent_of_id, new.consent, new.to_court)
       is distinct from (old.court_id, old.case_id, old.debtor_id, old.consent_of_id, old.consent, old.to_court)
       or (old.decision_id is not null and new.decision_id is distinct from old.decision_id) then
        raise exception 'referral %: what was proposed stands', old.id
            using errcode = 'check_violation', constraint = 'cases_referral_is_fixed';
    end if;
    if new.state <> old.state and (old.state, new.state) not in
       (('proposed', 'sent'), ('proposed', 'dropped'), ('sent', 'accepted'), ('sent', 'rejected'),
        ('accepted', 'declared'), ('accepted', 'rejected')) then
        raise exception 'referral %: it does not go from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'cases_referral_moves';
    end if;
    if new.state = 'sent' and old.state = 'proposed' and not exists (
        select 1 from cases_coursedecision d
        where d.id = new.decision_id and d.case_id = new.case_id and d.act = 'refer_insolvency'
          and d.state in ('approved', 'carried')) then
        raise exception 'referral %: nobody signed it', old.id
            using errcode = 'check_violation', constraint = 'cases_referral_is_signed';
    end if;
    return new;
end $$;
create trigger cases_insolvencyreferral_guard before insert or update on cases_insolvencyreferral
    for each row execute function cases_guard_referral();

create table cases_application_move (
    source text not null,
    act    text not null,
    target text not null,
    primary key (source, act)
);
comment on table cases_application_move is 'the same table as law.procedure.application_life';
insert into cases_application_move (source, act, target) values
    ('received', 'ask_supplement', 'supplement'),
    ('supplement', 'take_supplement', 'received'),
    ('received', 'file', 'filed'),
    ('received', 'refuse', 'refused'),
    ('supplement', 'refuse', 'refused'),
    ('received', 'withdraw', 'withdrawn'),
    ('supplement', 'withdraw', 'withdrawn');

create function cases_guard_application() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'received' then
            raise exception 'application: it begins by being received'
                using errcode = 'check_violation', constraint = 'cases_application_begins_received';
        end if;
        return new;
    end if;
    if (new.court_id, new.received_on, new.received_by_id)
       is distinct from (old.court_id, old.received_on, old.received_by_id)
       or (old.state in ('filed', 'refused', 'withdrawn') and (to_jsonb(new) <> to_jsonb(old))) then
        raise exception 'application %: what was decided stands', old.id
            using errcode = 'check_violation', constraint = 'cases_application_is_fixed';
    end if;
    if new.state <> old.state and not exists (
        select 1 from cases_application_move where source = old.state and target = new.state) then
        raise exception 'application %: no act leads from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'cases_application_moves';
    end if;
    return new;
end $$;
create trigger cases_application_guard before insert or update on cases_application
    for each row execute function cases_guard_application();
do $$ declare app text; begin
    for app in select grantee from information_schema.role_table_grants
        where table_name = 'cases_application_move' and grantee <> current_user group by 1
    loop execute format('revoke insert, update, delete on cases_application_move from %I', app);
    end loop; end $$;
"""

UNGUARD = """
drop function cases_guard_decision cascade;
drop function cases_guard_pause cascade;
drop function cases_guard_extension cascade;
drop function cases_guard_performance cascade;
drop function cases_guard_referral cascade;
drop function cases_guard_application cascade;
drop table cases_application_move;
create or replace function cases_check_move() returns trigger language plpgsql as $$
begin
    if new.state <> old.state
       and not exists (select 1 from cases_move where source = old.state and target = new.state) then
        raise exception 'case %: no act leads from % to %', old.number, old.state, new.state
            using errcode = 'check_violation', constraint = 'cases_lawful_move';
    end if;
    if new.court_id <> old.court_id or new.number <> old.number then
        raise exception 'case %: its court and number never change', old.number
            using errcode = 'check_violation', constraint = 'cases_number_is_fixed';
    end if;
    return new;
end $$;
"""

TABLES = ("application", "coursedecision", "pause", "extension", "actperformance", "insolvencyreferral")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_approval_guards"),
        ("courts", "0003_apitoken"),
        ("parties", "0003_guards"),
        ("trail", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("filed", "已立案"),
                    ("notified", "已发执行通知"),
                    ("paying", "案款处理"),
                    ("suspended", "中止"),
                    ("stayed", "暂缓执行"),
                    ("settling", "和解履行中"),
                    ("entrusted", "已委托执行"),
                    ("insolvency", "移送破产"),
                    ("round_ended", "终本"),
                    ("closed", "已结案"),
                ],
                default="filed",
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="CourseDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("suspend", "中止执行"),
                            ("stay", "暂缓执行"),
                            ("refer_insolvency", "移送破产审查"),
                            ("terminate", "终结执行"),
                            ("strike", "销案"),
                            ("refuse", "不予执行"),
                            ("dismiss", "驳回申请"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ground", models.CharField(max_length=40)),
                ("proofs", models.JSONField(default=dict, help_text="证明材料：名称、文号或者卷宗页码")),
                ("reason", models.CharField(max_length=300)),
                ("basis", models.CharField(max_length=160)),
                ("until", models.DateField(help_text="暂缓的截止日", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "已呈批"),
                            ("approved", "已批准"),
                            ("carried", "已办理"),
                            ("dropped", "未办理"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_on", models.DateField()),
                ("carried_on", models.DateField(null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("months", models.SmallIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("report", models.CharField(blank=True, help_text="层报高级人民法院备案的文号", max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "已呈批"), ("granted", "已批准"), ("declined", "未批准")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_on", models.DateField()),
                ("granted_on", models.DateField(null=True)),
                ("from_day", models.DateField(null=True)),
                ("to_day", models.DateField(null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="cases.node"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="InsolvencyReferral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("consent", models.CharField(help_text="书面同意的材料", max_length=200)),
                ("to_court", models.CharField(help_text="受移送法院", max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "已呈批"),
                            ("sent", "已移送"),
                            ("accepted", "已受理破产"),
                            ("declared", "已宣告破产"),
                            ("rejected", "不予受理或驳回"),
                            ("dropped", "未移送"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("sent_on", models.DateField(null=True)),
                ("answer_due", models.DateField(null=True)),
                ("answered_on", models.DateField(null=True)),
                ("answer", models.CharField(blank=True, help_text="受理、驳回裁定的文号", max_length=200)),
                ("declared_on", models.DateField(null=True)),
                ("declaration", models.CharField(blank=True, help_text="宣告破产裁定的文号", max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="cases.case"
                    ),
                ),
                (
                    "consent_of",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.party"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "debtor",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.party"),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="cases.coursedecision",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.CharField(max_length=80)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("note", models.CharField(blank=True, max_length=160)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
            ],
            options={
                "ordering": ("since", "id"),
            },
        ),
        migrations.CreateModel(
            name="ActPerformance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("performed_on", models.DateField()),
                ("how", models.CharField(max_length=300)),
                ("document", models.CharField(help_text="交接笔录、履行证明等", max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("revoked", models.CharField(blank=True, help_text="更正的原因", max_length=300)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="performances", to="cases.obligation"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked", "")),
                        fields=("obligation",),
                        name="cases_a_duty_is_performed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document__gt", ""), ("how__gt", "")), name="cases_performance_says_how"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_on", models.DateField()),
                ("applicant", models.CharField(max_length=200)),
                ("debtor", models.CharField(max_length=200)),
                ("title_number", models.CharField(blank=True, max_length=80)),
                ("draft", models.JSONField()),
                (
                    "about",
                    models.JSONField(default=dict, help_text="立案审查所需的其他事实：法定代理人、死亡、管辖连接点等"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "已收件"),
                            ("supplement", "待补正"),
                            ("filed", "已立案"),
                            ("refused", "不予受理"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="received",
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField()),
                ("supplement", models.CharField(blank=True, help_text="需补正的材料", max_length=500)),
                ("supplement_asked_on", models.DateField(null=True)),
                ("supplement_due", models.DateField(null=True)),
                ("supplemented_on", models.DateField(null=True)),
                ("examined", models.JSONField(default=list)),
                ("warnings", models.JSONField(default=list)),
                ("decided_on", models.DateField(null=True)),
                ("refusal", models.CharField(blank=True, help_text="不符合的受理条件", max_length=40)),
                ("refusal_reason", models.CharField(blank=True, max_length=500)),
                ("ruling_number", models.CharField(blank=True, max_length=80)),
                ("ruling_pdf", models.BinaryField(null=True)),
                ("ruling_sha256", models.CharField(blank=True, max_length=64)),
                ("verify_code", models.CharField(blank=True, max_length=24)),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application",
                        to="cases.case",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courts.court"),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["received", "supplement"])),
                        fields=["court", "due_on"],
                        name="cases_applications_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("decided_on__isnull", False), ("state", "filed")),
                            models.Q(models.Q(("state", "filed"), _negated=True), ("case__isnull", True)),
                            _connector="OR",
                        ),
                        name="cases_filed_application_has_its_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decided_on__isnull", False), ("refusal__gt", ""), ("refusal_reason__gt", "")),
                            _connector="OR",
                        ),
                        name="cases_refused_application_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "supplement"), _negated=True),
                            models.Q(
                                ("supplement__gt", ""),
                                ("supplement_asked_on__isnull", False),
                                ("supplement_due__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cases_supplement_says_what",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="coursedecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "approved"])),
                fields=("case",),
                name="cases_one_decision_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="coursedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("carried_on__isnull", False), ("state", "carried")),
                    models.Q(models.Q(("state", "carried"), _negated=True), ("carried_on__isnull", True)),
                    _connector="OR",
                ),
                name="cases_carried_decision_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="coursedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("ground__gt", ""), ("reason__gt", "")), name="cases_decision_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__gte", 1)), name="cases_extension_of_a_month_or_more"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")), fields=("node",), name="cases_one_extension_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "granted"), _negated=True),
                    models.Q(("granted_on__isnull", False), ("to_day__gt", models.F("from_day"))),
                    _connector="OR",
                ),
                name="cases_granted_extension_says_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="insolvencyreferral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["rejected", "dropped"]), _negated=True),
                fields=("case", "debtor"),
                name="cases_one_referral_of_a_debtor",
            ),
        ),
        migrations.AddConstraint(
            model_name="insolvencyreferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["proposed", "dropped"]),
                    models.Q(("answer_due__isnull", False), ("sent_on__isnull", False)),
                    _connector="OR",
                ),
                name="cases_sent_referral_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="insolvencyreferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["accepted", "declared", "rejected"]), _negated=True),
                    models.Q(("answer__gt", ""), ("answered_on__isnull", False)),
                    _connector="OR",
                ),
                name="cases_answered_referral_says_how",
            ),
        ),
        migrations.AddIndex(
            model_name="pause",
            index=models.Index(
                condition=models.Q(("until__isnull", True)), fields=["court", "case"], name="cases_pauses_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="cases_pause_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("case", "kind", "subject"),
                name="cases_one_pause_of_a_kind_runs",
            ),
        ),
        migrations.RunSQL(MOVES, UNMOVE),
        migrations.RunSQL(GUARDS, UNGUARD),
        *(by_court(f"cases_{table}") for table in TABLES),
        no_deletes(*(f"cases_{table}" for table in TABLES)),
    ]
