-- The sum a case holds, in the form that lets every true answer be recorded. What differs from controls.sql:
-- money that was deducted cannot be released any more: it stands against the need until it arrives, but an answer that
-- tells of it, or a debt that falls meanwhile, is recorded all the same; nothing new is held until it has arrived.
-- A thing that is worth more than it seemed is judged without itself. Exempt sums stand against every increase.

create or replace function assets_count_control() returns trigger language plpgsql as $$
declare
    grown bigint := new.counted_fen - case when tg_op = 'UPDATE' then old.counted_fen else 0 end;
    only_transit boolean := tg_op = 'UPDATE' and new.divisible and new.transit_fen > old.transit_fen
        and new.limit_fen - new.releasing_fen <= old.limit_fen - old.releasing_fen;
    b record;
    total bigint;
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
        if grown < 0 or only_transit then
            continue;
        end if;
        total := b.divisible_fen + b.whole_fen;
        if new.divisible and total > b.need_fen then
            raise exception 'case %: % fen over the % it may hold', new.case_id, total - b.need_fen, b.need_fen
                using errcode = 'check_violation', constraint = 'assets_never_over_control';
        end if;
        if not new.divisible then
            smallest := assets_smallest_whole(new.case_id, b.person_id);
            if total - new.counted_fen >= b.need_fen or total - b.need_fen > smallest then
                raise exception 'case %: an indivisible thing of % fen is not needed for %', new.case_id, new.counted_fen, b.need_fen
                    using errcode = 'check_violation', constraint = 'assets_never_over_control';
            end if;
        end if;
    end loop;
    if grown > 0 and not only_transit
       and not exists (select 1 from assets_budget where case_id = new.case_id and person_id is null) then
        raise exception 'case %: what it may hold was not stated', new.case_id
            using errcode = 'check_violation', constraint = 'assets_need_is_stated';
    end if;
    return null;
end $$;

-- of what is above the need, so much can still be let go as is not already on its way to the court
create or replace function assets_check_budget() returns trigger language plpgsql as $$
declare
    b assets_budget;
    excess bigint;
    in_transit bigint;
begin
    select * into b from assets_budget where id = new.id;
    excess := b.divisible_fen + b.whole_fen - b.need_fen;
    if excess <= 0 then
        return null;
    end if;
    select coalesce(sum(transit_fen), 0) into in_transit from assets_control
     where case_id = b.case_id and transit_fen > 0 and (b.person_id is null or person_id = b.person_id);
    excess := least(excess, b.divisible_fen + b.whole_fen - in_transit);
    if excess > coalesce(assets_smallest_whole(b.case_id, b.person_id), 0) then
        raise exception 'case %: % fen are held above the need of % and not being released', b.case_id, excess, b.need_fen
            using errcode = 'check_violation', constraint = 'assets_excess_is_released';
    end if;
    return null;
end $$;

create or replace function assets_check_exempt() returns trigger language plpgsql as $$
declare
    thing assets_asset;
    there bigint;
    others bigint;
begin
    if new.state not in ('ordered', 'in_force', 'waiting')
       or (tg_op = 'UPDATE' and new.limit_fen - new.releasing_fen <= old.limit_fen - old.releasing_fen
           and (old.standing or not new.standing)
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
    if thing.divisible and thing.exempt_fen > 0 then
        there := coalesce(thing.balance_fen, thing.available_fen, thing.value_fen, 0);
        select coalesce(sum(limit_fen - releasing_fen), 0) into others from assets_control
         where asset_id = new.asset_id and id is distinct from new.id and state in ('ordered', 'in_force');
        if new.standing or others + new.limit_fen - new.releasing_fen > greatest(there - thing.exempt_fen, 0) then
            raise exception 'asset %: % fen of it are exempt', new.asset_id, thing.exempt_fen
                using errcode = 'check_violation', constraint = 'assets_exempt_is_untouched';
        end if;
    end if;
    return new;
end $$;

-- a budget that is stated late counts what is held already: nobody but the database adds up
create function assets_start_budget() returns trigger language plpgsql as $$
begin
    select coalesce(sum(counted_fen) filter (where divisible), 0), coalesce(sum(counted_fen) filter (where not divisible), 0)
      into new.divisible_fen, new.whole_fen
      from assets_control
     where case_id = new.case_id and (new.person_id is null or person_id = new.person_id);
    return new;
end $$;
create trigger assets_budget_starts before insert on assets_budget
    for each row execute function assets_start_budget();
