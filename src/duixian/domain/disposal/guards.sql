-- What the program writes once and never rewrites is fixed here as well. Names of constraints tell a refusal from a defect.

-- the lives of a disposal and of a round, the same tables as duixian.law.procedure.auction_life; a test holds them together
create table disposal_move (
    source text not null,
    target text not null,
    primary key (source, target)
);
insert into disposal_move (source, target) values
    ('announced', 'bidding'), ('announced', 'stopped'), ('announced', 'withdrawn'), ('bidding', 'failed'),
    ('bidding', 'sold'), ('bidding', 'stopped'), ('bidding', 'withdrawn'), ('direct_sale', 'failed'),
    ('direct_sale', 'sold'), ('direct_sale', 'stopped'), ('direct_sale', 'withdrawn'), ('failed', 'direct_sale'),
    ('failed', 'pricing'), ('failed', 'returned'), ('failed', 'second'), ('failed', 'set_off'),
    ('failed', 'withdrawn'), ('handed_over', 'priced'), ('paid', 'priced'), ('paid', 'ruled'),
    ('priced', 'announced'), ('priced', 'direct_sale'), ('priced', 'pricing'), ('priced', 'second'),
    ('priced', 'stopped'), ('priced', 'withdrawn'), ('pricing', 'priced'), ('pricing', 'withdrawn'),
    ('ruled', 'handed_over'), ('ruled', 'priced'), ('second', 'failed'), ('second', 'sold'), ('second', 'stopped'),
    ('second', 'withdrawn'), ('set_off', 'ruled'), ('sold', 'paid'), ('sold', 'priced'), ('stopped', 'announced'),
    ('stopped', 'bidding'), ('stopped', 'direct_sale'), ('stopped', 'priced'), ('stopped', 'second'),
    ('stopped', 'withdrawn');
create table disposal_round_move (
    source text not null,
    target text not null,
    primary key (source, target)
);
insert into disposal_round_move (source, target) values
    ('announced', 'open'), ('announced', 'suspended'), ('announced', 'withdrawn'), ('open', 'failed'),
    ('open', 'sold'), ('open', 'suspended'), ('open', 'withdrawn'), ('paid', 'annulled'), ('sold', 'annulled'),
    ('sold', 'defaulted'), ('sold', 'paid'), ('suspended', 'announced'), ('suspended', 'open'),
    ('suspended', 'withdrawn');

create function disposal_guard_disposal() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.case_id, new.asset_id, new.control_id, new.started_on, new.made_by)
       is distinct from (old.court_id, old.case_id, old.asset_id, old.control_id, old.started_on, old.made_by)
       or (old.approved_by <> '' and new.approved_by <> old.approved_by) then
        raise exception 'disposal %: of what, for whom, and who began and approved it, stand', old.id
            using errcode = 'check_violation', constraint = 'disposal_is_fixed';
    end if;
    if new.approved_by <> '' and new.approved_by = new.made_by then
        raise exception 'disposal %: approved by who began it', old.id
            using errcode = 'check_violation', constraint = 'disposal_approved_by_another';
    end if;
    if new.state <> old.state
       and not exists (select 1 from disposal_move where source = old.state and target = new.state) then
        raise exception 'disposal %: nothing leads from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'disposal_moves_on';
    end if;
    return new;
end $$;
create trigger disposal_disposal_guard before update on disposal_disposal
    for each row execute function disposal_guard_disposal();

-- the terms stand from the notice on; only time, the highest bid and the state move
create function disposal_guard_round() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.disposal_id, new.platform_id, new.kind, new.attempt, new.code, new.reference_fen, new.start_fen,
        new.increment_fen, new.deposit_fen, new.panel, new.notice, new.noticed_on, new.starts_at, new.planned_end)
       is distinct from
       (old.court_id, old.disposal_id, old.platform_id, old.kind, old.attempt, old.code, old.reference_fen, old.start_fen,
        old.increment_fen, old.deposit_fen, old.panel, old.notice, old.noticed_on, old.starts_at, old.planned_end) then
        raise exception 'round %: its terms stand from the notice on', old.code
            using errcode = 'check_violation', constraint = 'disposal_round_is_fixed';
    end if;
    if new.state <> old.state
       and not exists (select 1 from disposal_round_move where source = old.state and target = new.state) then
        raise exception 'round %: nothing leads from % to %', old.code, old.state, new.state
            using errcode = 'check_violation', constraint = 'disposal_round_moves_on';
    end if;
    return new;
end $$;
create trigger disposal_auctionround_guard before update on disposal_auctionround
    for each row execute function disposal_guard_round();

create function disposal_guard_bidder() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.round_id, new.person_id, new.number, new.secret_sha256, new.registered_at)
       is distinct from (old.court_id, old.round_id, old.person_id, old.number, old.secret_sha256, old.registered_at)
       or (old.barred <> '' and new.barred = '') then
        raise exception 'bidder %: who he is, his number, and that he is barred, stand', old.number
            using errcode = 'check_violation', constraint = 'disposal_bidder_is_fixed';
    end if;
    return new;
end $$;
create trigger disposal_bidder_guard before update on disposal_bidder
    for each row execute function disposal_guard_bidder();

-- to whom, for how much; what has happened has happened
create function disposal_guard_sale() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.round_id, new.buyer_id, new.price_fen, new.confirmed_at, new.pay_until)
       is distinct from (old.court_id, old.round_id, old.buyer_id, old.price_fen, old.confirmed_at, old.pay_until)
       or (old.ruled_on is not null and (new.ruled_on, new.paid_fen, new.credited_fen)
           is distinct from (old.ruled_on, old.paid_fen, old.credited_fen))
       or (old.served_on is not null and new.served_on is distinct from old.served_on)
       or (old.defaulted_on is not null and new.defaulted_on is distinct from old.defaulted_on) then
        raise exception 'sale %: what was sold to whom, and what was ruled, stand', old.id
            using errcode = 'check_violation', constraint = 'disposal_sale_is_fixed';
    end if;
    if new.ruled_on is not null and new.paid_fen + new.credited_fen < new.price_fen then
        raise exception 'sale %: no ruling before the full price', old.id
            using errcode = 'check_violation', constraint = 'disposal_ruled_when_paid';
    end if;
    return new;
end $$;
create trigger disposal_sale_guard before update on disposal_sale
    for each row execute function disposal_guard_sale();
