-- What the law says of measures against persons, a second time. Names of constraints tell a refusal from a defect.

-- the life of a measure, the same table as duixian.law.procedure.measure_life; a test holds them together
create table measures_move (
    source text not null,
    act text not null,
    target text not null,
    primary key (source, act)
);
insert into measures_move (source, act, target) values
    ('proposed', 'approve', 'decided'), ('proposed', 'decline', 'declined'), ('proposed', 'withdraw', 'withdrawn'),
    ('proposed', 'carry_out', 'urgent'),
    ('urgent', 'approve', 'in_force'), ('urgent', 'decline', 'lifted'),
    ('decided', 'carry_out', 'in_force'), ('decided', 'defer', 'deferred'), ('decided', 'revoke', 'revoked'),
    ('decided', 'lift', 'lifted'),
    ('deferred', 'take_up', 'decided'), ('deferred', 'revoke', 'revoked'), ('deferred', 'lift', 'lifted'),
    ('in_force', 'renew', 'in_force'), ('in_force', 'finish', 'ended'), ('in_force', 'lapse', 'ended'),
    ('in_force', 'lift', 'lifted'), ('in_force', 'revoke', 'revoked'), ('ended', 'revoke', 'revoked');

-- whom it may meet, in which case, and how far: outer bounds of the law in force since 2013
create function measures_guard_new() returns trigger language plpgsql as $$
declare
    whom record;
    standing text;
    called record;
begin
    if new.state <> 'proposed' or new.decided_by_id is not null then
        raise exception 'measure: it begins as a proposal'
            using errcode = 'check_violation', constraint = 'measures_begins_as_proposal';
    end if;
    select state into standing from cases_case where id = new.case_id and court_id = new.court_id;
    if standing is null or standing not in ('filed', 'notified', 'paying', 'round_ended') then
        raise exception 'measure: case % is %', new.case_id, standing
            using errcode = 'check_violation', constraint = 'measures_case_takes_measures';
    end if;
    select kind, id_number into whom from parties_person where id = new.person_id;
    if new.kind in ('compel', 'detain', 'exit_ban', 'lookout') then
        if whom.kind <> 'natural' then
            raise exception 'measure: % is no human being', new.person_id
                using errcode = 'check_violation', constraint = 'measures_only_people';
        end if;
        if length(whom.id_number) = 18 and substring(whom.id_number, 7, 8) >
           to_char((new.proposed_at at time zone 'Asia/Shanghai') - interval '18 years', 'YYYYMMDD') then
            raise exception 'measure: % is a minor', new.person_id
                using errcode = 'check_violation', constraint = 'measures_no_minors';
        end if;
    end if;
    if exists (select 1 from measures_circumstance
                where person_id = new.person_id and until is null
                  and (kind = 'dead' or (new.kind = 'detain' and kind in ('pregnant', 'nursing'))
                       or (new.kind in ('detain', 'compel') and kind = 'deputy' and permission = ''))) then
        raise exception 'measure: % may not be met by it', new.person_id
            using errcode = 'check_violation', constraint = 'measures_protected_people';
    end if;
    if new.kind = 'fine' and ((whom.kind = 'natural' and new.amount_fen > 10000000) or new.amount_fen > 100000000) then
        raise exception 'measure: a fine of % fen', new.amount_fen
            using errcode = 'check_violation', constraint = 'measures_fine_within_the_law';
    end if;
    if new.misconduct_id is not null and not exists (
        select 1 from measures_misconduct
         where id = new.misconduct_id and case_id = new.case_id and (person_id in (new.person_id, new.represents_id))
    ) then
        raise exception 'measure: what it answers was done by somebody else, or elsewhere'
            using errcode = 'check_violation', constraint = 'measures_answers_the_own_act';
    end if;
    if new.kind = 'compel' then
        select * into called from measures_summons where id = new.summons_id;
        if called.case_id <> new.case_id or called.person_id <> new.person_id or called.served_on is null
           or called.came is distinct from false or called.excuse <> '' then
            raise exception 'measure: no summons was ignored'
                using errcode = 'check_violation', constraint = 'measures_a_summons_was_ignored';
        end if;
    end if;
    return new;
end $$;
create trigger measures_measure_new before insert on measures_measure
    for each row execute function measures_guard_new();

create function measures_guard_change() returns trigger language plpgsql as $$
declare
    signer record;
begin
    if (new.court_id, new.case_id, new.person_id, new.represents_id, new.kind, new.misconduct_id, new.summons_id,
        new.proposed_by_id, new.proposed_at)
       is distinct from
       (old.court_id, old.case_id, old.person_id, old.represents_id, old.kind, old.misconduct_id, old.summons_id,
        old.proposed_by_id, old.proposed_at)
       or (old.decided_by_id is not null and (new.decided_by_id, new.decided_at)
           is distinct from (old.decided_by_id, old.decided_at)) then
        raise exception 'measure %: whom it meets, why, and who decided it, stand', old.id
            using errcode = 'check_violation', constraint = 'measures_is_fixed';
    end if;
    if new.amount_fen > old.amount_fen or new.days > old.days then
        raise exception 'measure %: it only ever gets less', old.id
            using errcode = 'check_violation', constraint = 'measures_only_reduced';
    end if;
    if new.state <> old.state
       and not exists (select 1 from measures_move where source = old.state and target = new.state) then
        raise exception 'measure %: nothing leads from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'measures_moves_on';
    end if;
    if new.decided_by_id is not null and old.decided_by_id is null then
        select court_id, roles, is_active into signer from courts_officer where id = new.decided_by_id;
        if signer.court_id <> new.court_id or not signer.is_active or not ('president' = any(signer.roles::text[])) then
            raise exception 'measure %: officer % does not decide it', old.id, new.decided_by_id
                using errcode = 'check_violation', constraint = 'measures_the_president_decides';
        end if;
    end if;
    if new.state in ('in_force', 'urgent') and old.state in ('decided', 'proposed') and new.kind = 'detain'
       and not coalesce((select (data->>'fit')::boolean from measures_measurerecord
                          where measure_id = new.id and kind = 'medical' order by at desc, id desc limit 1), false) then
        raise exception 'measure %: not found fit for custody', old.id
            using errcode = 'check_violation', constraint = 'measures_only_the_fit_are_detained';
    end if;
    if new.kind = 'compel' and new.must_end_at > new.begun_at + interval '24 hours' then
        raise exception 'measure %: nobody is kept for questioning above 24 hours', old.id
            using errcode = 'check_violation', constraint = 'measures_questioning_ends';
    end if;
    if new.kind = 'detain' and new.must_end_at > new.begun_at + new.days * interval '24 hours' then
        raise exception 'measure %: longer than decided', old.id
            using errcode = 'check_violation', constraint = 'measures_detention_ends';
    end if;
    return new;
end $$;
create trigger measures_measure_change before update on measures_measure
    for each row execute function measures_guard_change();

-- a fine is never paid above what it is
create function measures_guard_payment() returns trigger language plpgsql as $$
declare
    due bigint;
    paid bigint;
begin
    select amount_fen into due from measures_measure
     where id = new.measure_id and kind = 'fine' and state = 'in_force' for update;
    select coalesce(sum(amount_fen), 0) into paid from measures_finepayment where measure_id = new.measure_id;
    if due is null or paid + new.amount_fen > due then
        raise exception 'measure %: % fen on a fine of %', new.measure_id, paid + new.amount_fen, due
            using errcode = 'check_violation', constraint = 'measures_a_fine_is_paid_once';
    end if;
    return new;
end $$;
create trigger measures_finepayment_guard before insert on measures_finepayment
    for each row execute function measures_guard_payment();

-- what a summons called somebody to, and what became of it, is written once
create function measures_guard_summons() returns trigger language plpgsql as $$
begin
    if (new.case_id, new.person_id, new.summoned_for, new.place)
       is distinct from (old.case_id, old.person_id, old.summoned_for, old.place)
       or (old.served_on is not null and new.served_on is distinct from old.served_on)
       or (old.came is not null and (new.came, new.excuse) is distinct from (old.came, old.excuse)) then
        raise exception 'summons %: it stands', old.id
            using errcode = 'check_violation', constraint = 'measures_summons_is_fixed';
    end if;
    return new;
end $$;
create trigger measures_summons_guard before update on measures_summons
    for each row execute function measures_guard_summons();
