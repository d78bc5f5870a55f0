"""Approvals: row security, and a second time what the services ask: the office, another person, once and for ever."""

from django.db import migrations

from duixian.domain.trail.rowsecurity import by_court, no_deletes

GUARDS = """
create function cases_guard_approval() returns trigger language plpgsql as $$
declare
    offices constant text[] := array['chief', 'president'];
    signer record;
begin
    if tg_op = 'INSERT' then
        if new.state <> 'waiting' then
            raise exception 'approval of %: a proposal begins by waiting', new.subject
                using errcode = 'check_violation', constraint = 'cases_approval_begins_waiting';
        end if;
        return new;
    end if;
    if old.state <> 'waiting' then
        raise exception 'approval %: it was decided', old.id
            using errcode = 'check_violation', constraint = 'cases_approval_is_decided_once';
    end if;
    if (new.court_id, new.case_id, new.act, new.subject, new.level, new.basis, new.proposed_by_id, new.proposed_at)
       is distinct from
       (old.court_id, old.case_id, old.act, old.subject, old.level, old.basis, old.proposed_by_id, old.proposed_at) then
        raise exception 'approval %: what was proposed stands', old.id
            using errcode = 'check_violation', constraint = 'cases_proposal_is_fixed';
    end if;
    if new.state in ('approved', 'declined') then
        select court_id, roles, is_active into signer from courts_officer where id = new.decided_by_id;
        if signer.court_id <> new.court_id or not signer.is_active
           or not (signer.roles::text[] && offices[array_position(offices, new.level::text):]) then
            raise exception 'approval %: officer % may not sign it', old.id, new.decided_by_id
                using errcode = 'check_violation', constraint = 'cases_approval_by_who_may';
        end if;
    end if;
    return new;
end $$;
create trigger cases_approval_guard before insert or update on cases_approval
    for each row execute function cases_guard_approval();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_approvals"), ("trail", "0001_initial")]
    operations = [
        by_court("cases_approval"),
        no_deletes("cases_approval"),
        migrations.RunSQL(GUARDS, "drop function cases_guard_approval cascade;"),
    ]
