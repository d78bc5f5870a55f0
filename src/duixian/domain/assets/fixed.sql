-- What nobody states but the database, and what names a thing: neither is rewritten by a query, right or wrong.

-- the sums of a budget are moved by the triggers of what is held, and by nothing else: a sum set to nought by hand would
-- let a case hold its need a second time
create function assets_guard_budget() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.case_id, new.person_id) is distinct from (old.court_id, old.case_id, old.person_id) then
        raise exception 'budget %: whose it is stands', old.id
            using errcode = 'check_violation', constraint = 'assets_budget_is_fixed';
    end if;
    if (new.divisible_fen, new.whole_fen) is distinct from (old.divisible_fen, old.whole_fen) and pg_trigger_depth() < 2 then
        raise exception 'budget %: its sums are counted, not stated', old.id
            using errcode = 'check_violation', constraint = 'assets_budget_is_counted';
    end if;
    return new;
end $$;
create trigger assets_budget_guard before update on assets_budget
    for each row execute function assets_guard_budget();

-- an order names its thing by the agency's reference: were it, or whose it is, changed afterwards, the order that another
-- person approved would be about something else; before that it may be put right
create function assets_guard_thing() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.person_id, new.counterparty_id, new.reference, new.divisible)
       is distinct from (old.court_id, old.person_id, old.counterparty_id, old.reference, old.divisible)
       and (exists (select 1 from assets_control where asset_id = old.id)
            or exists (select 1 from assets_controlorder where asset_id = old.id)) then
        raise exception 'asset %: whose it is, and where, stands', old.id
            using errcode = 'check_violation', constraint = 'assets_thing_is_fixed';
    end if;
    return new;
end $$;
create trigger assets_asset_guard before update on assets_asset
    for each row execute function assets_guard_thing();

create function assets_guard_reference() returns trigger language plpgsql as $$
begin
    if old.reference <> '' and new.reference <> old.reference then
        raise exception 'control %: the reference the agency gave it stands', old.id
            using errcode = 'check_violation', constraint = 'assets_control_keeps_its_reference';
    end if;
    return new;
end $$;
create trigger assets_control_reference before update of reference on assets_control
    for each row execute function assets_guard_reference();
