-- The life of an order, in place of what `controls.sql` said first: one that failed without an answer may be taken up
-- again under its own key, because the agency carries a key out once; a new key could hold twice.

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
        ('sent', 'answered'), ('sent', 'failed'), ('failed', 'sent')) then
        raise exception 'order %: nothing leads from % to %', old.key, old.state, new.state
            using errcode = 'check_violation', constraint = 'assets_order_moves_on';
    end if;
    return new;
end $$;
