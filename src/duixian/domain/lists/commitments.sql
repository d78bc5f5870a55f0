-- A credit commitment begins by being applied for and goes where law.procedure.repair_life leads it; whose it is, and
-- what was applied for, stands.
create table lists_commitment_move (
    source text not null,
    act text not null,
    target text not null,
    primary key (source, act)
);
comment on table lists_commitment_move is 'the same table as law.procedure.repair_life; a test holds the two together';
insert into lists_commitment_move (source, act, target) values
    ('applied', 'refuse', 'refused'), ('applied', 'grant', 'running'), ('applied', 'end', 'ended'),
    ('running', 'keep', 'kept'), ('running', 'break', 'broken'), ('running', 'end', 'ended');

create function lists_guard_commitment() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'applied' then
            raise exception 'commitment: it begins by being applied for'
                using errcode = 'check_violation', constraint = 'lists_commitment_begins_applied';
        end if;
        return new;
    end if;
    if (new.court_id, new.listing_id) is distinct from (old.court_id, old.listing_id) then
        raise exception 'commitment %: the listing it is for stands', old.id
            using errcode = 'check_violation', constraint = 'lists_commitment_is_fixed';
    end if;
    if new.state <> old.state
       and not exists (select 1 from lists_commitment_move m where m.source = old.state and m.target = new.state) then
        raise exception 'commitment %: not from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'lists_commitment_moves';
    end if;
    return new;
end $$;
create trigger lists_creditcommitment_guard before insert or update on lists_creditcommitment
    for each row execute function lists_guard_commitment();
do $$ declare app text; begin
    for app in select distinct grantee from information_schema.role_table_grants
        where table_name = 'lists_commitment_move' and grantee <> current_user
    loop execute format('revoke insert, update, delete on lists_commitment_move from %I', app);
    end loop; end $$;
