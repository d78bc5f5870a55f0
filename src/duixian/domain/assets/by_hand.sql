-- What people did on the spot, and what an agency wrote on paper: once said it stands, and each goes its way once.

create function assets_guard_on_site() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.case_id, new.asset_id, new.control_id, new.act, new.ground, new.until, new.inventory, new.automatic,
        new.made_by, new.made_at)
       is distinct from
       (old.court_id, old.case_id, old.asset_id, old.control_id, old.act, old.ground, old.until, old.inventory, old.automatic,
        old.made_by, old.made_at)
       or (old.state <> 'draft' and (new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at)) then
        raise exception 'act on site %: what it says stands', old.id
            using errcode = 'check_violation', constraint = 'assets_on_site_is_fixed';
    end if;
    if (old.state, new.state) not in (
        ('draft', 'approved'), ('draft', 'cancelled'), ('approved', 'done'), ('approved', 'failed'), ('approved', 'cancelled')) then
        raise exception 'act on site %: nothing leads from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'assets_on_site_moves_on';
    end if;
    return new;
end $$;
create trigger assets_onsiteact_stands before update on assets_onsiteact
    for each row execute function assets_guard_on_site();

create function assets_guard_written() returns trigger language plpgsql as $$
begin
    if old.confirmed_by <> ''
       or (to_jsonb(new) - 'confirmed_by' - 'confirmed_at') is distinct from (to_jsonb(old) - 'confirmed_by' - 'confirmed_at') then
        raise exception 'written answer %: what it says stands', old.id
            using errcode = 'check_violation', constraint = 'assets_written_answer_is_fixed';
    end if;
    return new;
end $$;
create trigger assets_writtenanswer_stands before update on assets_writtenanswer
    for each row execute function assets_guard_written();

-- an order that failed without an answer may be answered on paper: with a confirmed answer, and no other way
create or replace function assets_guard_order() returns trigger language plpgsql as $$
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
        ('sent', 'answered'), ('sent', 'failed'), ('failed', 'sent'))
       and not (old.state = 'failed' and new.state = 'answered' and exists (
            select 1 from assets_writtenanswer where order_id = old.id and confirmed_by <> '')) then
        raise exception 'order %: nothing leads from % to %', old.key, old.state, new.state
            using errcode = 'check_violation', constraint = 'assets_order_moves_on';
    end if;
    return new;
end $$;
