-- The sum a case holds, kept with every control under the lock of its budget. What the program should not have asked for
-- is refused here; names of constraints are what the services translate.

-- the smallest indivisible thing a case holds (of one debtor, when the budget is his)
create function assets_smallest_whole(the_case bigint, the_person bigint) returns bigint language sql stable as $$
    select min(counted_fen) from assets_control
     where case_id = the_case and (the_person is null or person_id = the_person)
       and not divisible and counted_fen > 0
$$;

create function assets_count_control() returns trigger language plpgsql as $$
declare
    grown bigint := new.counted_fen - case when tg_op = 'UPDATE' then old.counted_fen else 0 end;
    b record;
    smallest bigint;
begin
    if tg_op = 'UPDATE' and (new.court_id, new.case_id, new.person_id, new.asset_id, new.divisible, new.kind)
                            is distinct from (old.court_id, old.case_id, old.person_id, old.asset_id, old.divisible, old.kind) then
        raise exception 'control %: what it is stands', old.id
            using errcode = 'check_violation', constraint = 'assets_control_is_fixed';
    end if;
    if grown = 0 then
        return null;
    end if;
    for b in
        update assets_budget
           set divisible_fen = divisible_fen + case when new.divisible then grown else 0 end,
               whole_fen = whole_fen + case when new.divisible then 0 else grown end
         where case_id = new.case_id and (person_id is null or person_id = new.person_id)
        returning *
    loop
        if grown < 0 then
            continue;
        end if;
        if new.divisible and b.divisible_fen + b.whole_fen > b.need_fen then
            raise exception 'case %: % fen over the % it may hold', new.case_id, b.divisible_fen + b.whole_fen - b.need_fen, b.need_fen
                using errcode = 'check_violation', constraint = 'assets_never_over_control';
        end if;
        if not new.divisible then
            smallest := assets_smallest_whole(new.case_id, b.person_id);
            if b.divisible_fen + b.whole_fen - grown >= b.need_fen
               or b.divisible_fen + b.whole_fen - b.need_fen > smallest then
                raise exception 'case %: an indivisible thing of % fen is not needed for %', new.case_id, grown, b.need_fen
                    using errcode = 'check_violation', constraint = 'assets_never_over_control';
            end if;
        end if;
    end loop;
    if grown > 0 and not exists (select 1 from assets_budget where case_id = new.case_id and person_id is null) then
        raise exception 'case %: what it may hold was not stated', new.case_id
            using errcode = 'check_violation', constraint = 'assets_need_is_stated';
    end if;
    return null;
end $$;
create trigger assets_control_counts after insert or update on assets_control
    for each row execute function assets_count_control();

-- a need that fell is followed by releases in the same transaction: at its end nothing is held without a ground
create function assets_check_budget() returns trigger language plpgsql as $$
declare
    b assets_budget;
    excess bigint;
begin
    select * into b from assets_budget where id = new.id;
    excess := b.divisible_fen + b.whole_fen - b.need_fen;
    if excess > 0 and excess > coalesce(assets_smallest_whole(b.case_id, b.person_id), 0) then
        raise exception 'case %: % fen are held above the need of % and not being released', b.case_id, excess, b.need_fen
            using errcode = 'check_violation', constraint = 'assets_excess_is_released';
    end if;
    return null;
end $$;
create constraint trigger assets_budget_holds after insert or update on assets_budget
    deferrable initially deferred for each row execute function assets_check_budget();

-- exempt is exempt, whoever asks: nothing of it can be controlled, by one case or by many
create function assets_check_exempt() returns trigger language plpgsql as $$
declare
    thing assets_asset;
    others bigint;
begin
    if new.state not in ('ordered', 'in_force', 'waiting')
       or (tg_op = 'UPDATE' and new.limit_fen - new.releasing_fen <= old.limit_fen - old.releasing_fen
           and old.state in ('ordered', 'in_force', 'waiting')) then
        return new;
    end if;
    select * into thing from assets_asset where id = new.asset_id for update;
    if thing.court_id <> new.court_id or thing.person_id <> new.person_id or thing.divisible <> new.divisible then
        raise exception 'control of asset %: another person, court or kind of thing', new.asset_id
            using errcode = 'check_violation', constraint = 'assets_control_fits_the_thing';
    end if;
    if thing.exemption = 'whole' and new.limit_fen > new.releasing_fen then
        raise exception 'asset % is exempt', new.asset_id
            using errcode = 'check_violation', constraint = 'assets_exempt_is_untouched';
    end if;
    if thing.divisible and thing.exempt_fen > 0 and thing.balance_fen is not null and tg_op = 'INSERT' then
        select coalesce(sum(limit_fen - releasing_fen), 0) into others from assets_control
         where asset_id = new.asset_id and id is distinct from new.id and state in ('ordered', 'in_force');
        if new.standing or others + new.limit_fen > greatest(thing.balance_fen - thing.exempt_fen, 0) then
            raise exception 'asset %: % fen of it are exempt', new.asset_id, thing.exempt_fen
                using errcode = 'check_violation', constraint = 'assets_exempt_is_untouched';
        end if;
    end if;
    return new;
end $$;
create trigger assets_control_spares before insert or update on assets_control
    for each row execute function assets_check_exempt();

-- the life of a control, the same table as duixian.law.procedure.control_life; a test holds the two together
create table assets_control_move (
    source text not null,
    target text not null,
    primary key (source, target)
);
insert into assets_control_move (source, target) values
    ('ordered', 'in_force'), ('ordered', 'waiting'), ('ordered', 'refused'), ('ordered', 'released'),
    ('waiting', 'in_force'), ('waiting', 'released'), ('waiting', 'lapsed'), ('waiting', 'ended'),
    ('in_force', 'waiting'), ('in_force', 'released'), ('in_force', 'lapsed'), ('in_force', 'ended');
create function assets_check_move() returns trigger language plpgsql as $$
begin
    if new.state <> old.state
       and not exists (select 1 from assets_control_move where source = old.state and target = new.state) then
        raise exception 'control %: nothing leads from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'assets_control_moves_on';
    end if;
    return new;
end $$;
create trigger assets_control_moves before update of state on assets_control
    for each row execute function assets_check_move();
create function assets_check_start() returns trigger language plpgsql as $$
begin
    if new.state <> 'ordered' then
        raise exception 'every control starts as an order'
            using errcode = 'check_violation', constraint = 'assets_control_starts_as_order';
    end if;
    return new;
end $$;
create trigger assets_control_start before insert on assets_control
    for each row execute function assets_check_start();

-- what an order says stands once it left the maker's hands
create function assets_guard_order() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.case_id, new.person_id, new.counterparty_id, new.key, new.act, new.name, new.id_kind, new.id_number,
        new.made_by, new.made_at, new.automatic)
       is distinct from
       (old.court_id, old.case_id, old.person_id, old.counterparty_id, old.key, old.act, old.name, old.id_kind, old.id_number,
        old.made_by, old.made_at, old.automatic)
       or (old.state <> 'draft' and (new.amount_fen, new.keep_fen, new.standing, new.until, new.ground, new.asset_id, new.control_id,
            new.approved_by, new.approved_at)
           is distinct from
           (old.amount_fen, old.keep_fen, old.standing, old.until, old.ground, old.asset_id, old.control_id, old.approved_by,
            old.approved_at)) then
        raise exception 'order %: what it says stands', old.key
            using errcode = 'check_violation', constraint = 'assets_order_is_fixed';
    end if;
    if new.state <> old.state and (old.state, new.state) not in (
        ('draft', 'approved'), ('draft', 'cancelled'),
        ('approved', 'sent'), ('approved', 'answered'), ('approved', 'failed'), ('approved', 'cancelled'),
        ('sent', 'answered'), ('sent', 'failed')) then
        raise exception 'order %: nothing leads from % to %', old.key, old.state, new.state
            using errcode = 'check_violation', constraint = 'assets_order_moves_on';
    end if;
    return new;
end $$;
create trigger assets_controlorder_stands before update on assets_controlorder
    for each row execute function assets_guard_order();
