-- What the law says of the two lists, a second time. Names of constraints tell a refusal from a defect.

-- the life of a decision, the same table as duixian.law.procedure.listing_life; a test holds them together
create table lists_move (
    source text not null,
    act text not null,
    target text not null,
    primary key (source, act)
);
insert into lists_move (source, act, target) values
    ('proposed', 'decline', 'declined'), ('proposed', 'give_grace', 'grace'), ('proposed', 'publish', 'in_force'),
    ('grace', 'publish', 'in_force'), ('grace', 'spare', 'spared'), ('grace', 'revoke', 'revoked'),
    ('in_force', 'suspend', 'suspended'), ('in_force', 'lift', 'lifted'), ('in_force', 'expire', 'expired'),
    ('in_force', 'revoke', 'revoked'),
    ('suspended', 'relapse', 'in_force'), ('suspended', 'lift', 'lifted'), ('suspended', 'expire', 'expired'),
    ('suspended', 'revoke', 'revoked');

-- who is never on a list: a minor, a dead person, an authority, somebody without a checked number (失信规定 4)
create function lists_refuse_protected(whom_id bigint, on_day date) returns void language plpgsql as $$
declare
    whom record;
begin
    select kind, id_number into whom from parties_person where id = whom_id;
    if whom.kind = 'authority' then
        raise exception 'lists: % is an authority', whom_id
            using errcode = 'check_violation', constraint = 'lists_no_authorities';
    end if;
    if whom.id_number = '' then
        raise exception 'lists: % has no checked number', whom_id
            using errcode = 'check_violation', constraint = 'lists_only_with_a_number';
    end if;
    if whom.kind = 'natural' and substring(whom.id_number, 7, 8) > to_char(on_day - interval '18 years', 'YYYYMMDD') then
        raise exception 'lists: % is a minor', whom_id
            using errcode = 'check_violation', constraint = 'lists_no_minors';
    end if;
    if exists (select 1 from measures_circumstance where person_id = whom_id and kind = 'dead' and until is null) then
        raise exception 'lists: % is dead', whom_id
            using errcode = 'check_violation', constraint = 'lists_no_dead';
    end if;
end $$;

create function lists_guard_decision() returns trigger language plpgsql as $$
declare
    wanted text[] := case tg_table_name when 'lists_listing' then array['list.enter']
                                        else array['list.limit', 'list.enter'] end;
    -- all else is what was laid before the president: whom it meets, of which kind, on which evidence
    written_later constant text[] := array['state', 'approval_id', 'decided_on', 'grace_until', 'published_at',
        'expires_on', 'ended_at', 'end_ground', 'end_basis', 'paper_id', 'longer_by', 'performance', 'circumstances'];
    signed record;
begin
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' or new.approval_id is not null then
            raise exception 'decision: it begins as a proposal'
                using errcode = 'check_violation', constraint = 'lists_begins_as_proposal';
        end if;
        perform lists_refuse_protected(new.person_id, (new.proposed_at at time zone 'Asia/Shanghai')::date);
        return new;
    end if;
    if to_jsonb(new) - written_later <> to_jsonb(old) - written_later
       or (old.approval_id is not null and new.approval_id is distinct from old.approval_id) then
        raise exception 'decision %: what was decided stands', old.id
            using errcode = 'check_violation', constraint = 'lists_decision_is_fixed';
    end if;
    if new.circumstances is distinct from old.circumstances and old.state <> 'proposed' then
        raise exception 'decision %: what it was judged with stands', old.id
            using errcode = 'check_violation', constraint = 'lists_decision_is_fixed';
    end if;
    if old.state <> 'proposed' and coalesce(new.expires_on, 'infinity') > coalesce(old.expires_on, 'infinity')
       and not exists (select 1 from cases_approval a where a.act = 'list.extend' and a.state = 'approved'
                          and a.subject = 'listing:' || new.id || '+' || (to_jsonb(new) ->> 'longer_by')) then
        raise exception 'decision %: no longer term was signed', old.id
            using errcode = 'check_violation', constraint = 'lists_term_is_signed';
    end if;
    if new.state <> old.state then
        if not exists (select 1 from lists_move m where m.source = old.state and m.target = new.state) then
            raise exception 'decision %: not from % to %', old.id, old.state, new.state
                using errcode = 'check_violation', constraint = 'lists_moves_by_the_table';
        end if;
        if old.state = 'proposed' and new.state in ('grace', 'in_force') then
            select a.act, a.state, a.case_id, a.subject into signed from cases_approval a where a.id = new.approval_id;
            if not found or signed.state <> 'approved' or not signed.act = any(wanted)
               or signed.case_id <> new.case_id
               or signed.subject <> (case
                      when tg_table_name = 'lists_listing' then 'listing:' || new.id
                      when signed.act = 'list.limit' then 'limit:' || new.id
                      else coalesce('listing:' || (to_jsonb(new) ->> 'for_listing_id'), '') end) then
                raise exception 'decision %: the president has not signed', old.id
                    using errcode = 'check_violation', constraint = 'lists_decision_is_signed';
            end if;
            -- 失信规定 3, 限消 9: what was found for the debtor keeps the signature from carrying
            if (to_jsonb(new)->>'kind' = 'able' or tg_table_name = 'lists_consumptionlimit')
               and exists (select 1 from jsonb_each(new.circumstances) said where said.value not in ('false', '""')) then
                raise exception 'decision %: excluded by what was found', old.id
                    using errcode = 'check_violation', constraint = 'lists_excluded_is_not_decided';
            end if;
        end if;
        if new.state = 'in_force' then
            perform lists_refuse_protected(new.person_id, (new.published_at at time zone 'Asia/Shanghai')::date);
        end if;
    end if;
    return new;
end $$;
create trigger lists_listing_guard before insert or update on lists_listing
    for each row execute function lists_guard_decision();
create trigger lists_limit_guard before insert or update on lists_consumptionlimit
    for each row execute function lists_guard_decision();

-- what stands on a list and what was decided are one: asked when the transaction ends
create function lists_entry_is_decided() returns trigger language plpgsql as $$
declare
    standing text;
    shown boolean;
begin
    if tg_table_name = 'lists_listing' then
        select state into standing from lists_listing where id = new.id;
    else
        select state into standing from lists_consumptionlimit where id = new.id;
    end if;
    shown := exists (select 1 from lists_currententry c where c.entry = new.entry);
    if shown <> (standing = 'in_force') then
        raise exception 'entry %: % and %', new.entry, standing, case when shown then 'published' else 'not published' end
            using errcode = 'check_violation', constraint = 'lists_published_is_decided';
    end if;
    return null;
end $$;
create constraint trigger lists_listing_shown after insert or update on lists_listing
    deferrable initially deferred for each row execute function lists_entry_is_decided();
create constraint trigger lists_limit_shown after insert or update on lists_consumptionlimit
    deferrable initially deferred for each row execute function lists_entry_is_decided();

-- a line enters or changes only what a decision in force carries
create function lists_line_rests_on_decision() returns trigger language plpgsql as $$
begin
    if new.op <> 'remove'
       and not exists (select 1 from lists_listing d where d.entry = new.entry and d.state = 'in_force'
                          and d.court_id = new.court_id and new.register = 'dishonest')
       and not exists (select 1 from lists_consumptionlimit d where d.entry = new.entry and d.state = 'in_force'
                          and d.court_id = new.court_id and new.register = 'limited') then
        raise exception 'entry %: no decision in force carries it', new.entry
            using errcode = 'check_violation', constraint = 'lists_line_rests_on_a_decision';
    end if;
    return new;
end $$;
create trigger lists_a_line_is_decided before insert on lists_publication
    for each row execute function lists_line_rests_on_decision();

do $$ declare app text; begin
    for app in select distinct grantee from information_schema.role_table_grants
        where table_name = 'lists_move' and grantee <> current_user
    loop execute format('revoke insert, update, delete on lists_move from %I', app);
    end loop; end $$;
