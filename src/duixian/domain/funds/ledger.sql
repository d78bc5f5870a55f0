-- The ledger. A posting is a set of signed legs (debit positive, credit negative) that sum to zero.
-- funds_post is the only way in: it links the posting into the court's chain and writes the legs in one statement.
-- The trigger on the legs then checks what was written, whoever wrote it, and moves the balances.

-- bank deposits are what the court has (debit side); every other account is what it owes (credit side)
create function funds_side(kind text) returns integer language sql immutable parallel safe as $$
    select case kind when 'bank' then 1 else -1 end
$$;

-- plpgsql, not sql: array_to_string is not immutable, so an sql function would be parsed anew at every call
create function funds_digest(accounts bigint[], amounts bigint[]) returns bytea language plpgsql immutable as $$
begin
    return sha256(convert_to(array_to_string(accounts, ',') || '|' || array_to_string(amounts, ','), 'UTF8'));
end $$;

create function funds_chain_posting() returns trigger language plpgsql as $$
declare
    link record;
begin
    select * into link from trail_link(new.court_id, 'ledger', concat_ws(E'\x1f',
        new.act, to_char(new.on_day, 'YYYY-MM-DD'), trail_instant(new.at), new.key, new.memo,
        new.legs_count, encode(new.digest, 'hex')));
    new.seq := link.seq;
    new.prev := link.prev;
    new.hash := link.hash;
    return new;
end $$;
create trigger funds_posting_chain before insert on funds_posting
    for each row execute function funds_chain_posting();

-- Its plans are made once a session, maybe when the court has no posting yet, and serve 2 legs as well as 200,000: so they
-- look rows up by key and never read a table through.
create function funds_check_legs() returns trigger language plpgsql security definer
set search_path = public set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    bad record;
    named bigint;
    moved bigint;
begin
    -- every posting touched is complete in this very statement, sums to zero and is what its digest says
    select p.id, p.key, coalesce(a.total, 0) as total into bad
    from (select posting_id, sum(amount_fen) as total, count(*) as legs, min(court_id) as court_low, max(court_id) as court_high,
                 min(position) as first, max(position) as last,
                 funds_digest(array_agg(account_id order by position), array_agg(amount_fen order by position)) as digest
          from added group by posting_id) a
    join funds_posting p on p.id = a.posting_id
    where a.total <> 0 or a.legs <> p.legs_count or a.first <> 1 or a.last <> p.legs_count or a.digest <> p.digest
       or a.court_low <> p.court_id or a.court_high <> p.court_id
    limit 1;
    if found then
        raise exception 'posting % (%) does not balance or is not what its digest says (sum %)', bad.id, bad.key, bad.total
            using errcode = 'check_violation', constraint = 'funds_posting_balanced';
    end if;

    -- move; the check on the account refuses what would overdraw. Two postings never wait for each other's accounts in a
    -- circle: both are of this court, and each took the court's turn when it was linked into the chain
    with owed as (
        select account_id, court_id, sum(amount_fen) as fen from added group by account_id, court_id
    ), done as (
        update funds_account a set balance_fen = a.balance_fen + funds_side(a.kind) * owed.fen
        from owed where a.id = owed.account_id and a.court_id = owed.court_id
        returning 1
    )
    select (select count(*) from owed), (select count(*) from done) into named, moved;
    if named <> moved then
        raise exception 'a leg names an account of another court'
            using errcode = 'check_violation', constraint = 'funds_leg_in_own_court';
    end if;
    return null;
end $$;
create trigger funds_leg_check after insert on funds_leg
    referencing new table as added for each statement execute function funds_check_legs();

create function funds_post(
    of_court integer, of_act text, on_which date, at_instant timestamptz, with_key text, with_memo text,
    accounts bigint[], amounts bigint[]
) returns bigint language plpgsql as $$
declare
    made bigint;
begin
    if coalesce(cardinality(accounts), 0) < 2 or cardinality(accounts) <> cardinality(amounts) then
        raise exception 'posting %: needs two legs or more, and an amount for each', with_key
            using errcode = 'check_violation', constraint = 'funds_posting_balanced';
    end if;
    insert into funds_posting (court_id, seq, act, on_day, at, key, memo, legs_count, digest, prev, hash)
    values (of_court, 0, of_act, on_which, at_instant, with_key, with_memo, cardinality(accounts),
            funds_digest(accounts, amounts), '', '')
    returning id into made;
    insert into funds_leg (posting_id, position, court_id, account_id, amount_fen)
    select made, leg.position, of_court, leg.account, leg.amount
    from unnest(accounts, amounts) with ordinality as leg (account, amount, position);
    return made;
end $$;

-- balances move with legs alone: the application may open an account, at zero, and never write its balance
create function funds_guard_balance() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.balance_fen <> 0 then
            raise exception 'an account opens at zero' using errcode = 'check_violation', constraint = 'funds_opens_at_zero';
        end if;
    elsif (new.court_id, new.kind, new.case_id, new.person_id) is distinct from (old.court_id, old.kind, old.case_id, old.person_id) then
        raise exception 'an account stays what it was opened as'
            using errcode = 'check_violation', constraint = 'funds_account_is_fixed';
    elsif new.balance_fen <> old.balance_fen and pg_trigger_depth() < 2 then
        raise exception 'a balance moves only with the legs of a posting'
            using errcode = 'check_violation', constraint = 'funds_balance_moves_with_legs';
    end if;
    return new;
end $$;
create trigger funds_account_guard before insert or update on funds_account
    for each row execute function funds_guard_balance();

-- a case is closed as performed only when nothing of its money waits anywhere
create function funds_check_closing() returns trigger language plpgsql as $$
declare
    left_over record;
begin
    if new.state = 'closed' and old.state <> 'closed' then
        select kind, balance_fen into left_over from funds_account
        where case_id = new.id and balance_fen <> 0 and kind <> 'unclaimed' limit 1;
        if found then
            raise exception 'case %: % fen still on its % account', new.number, left_over.balance_fen, left_over.kind
                using errcode = 'check_violation', constraint = 'funds_closed_with_money';
        end if;
        if exists (select 1 from funds_payout where case_id = new.id and state in ('draft', 'checked', 'approved', 'sent')) then
            raise exception 'case %: a payout is under way', new.number
                using errcode = 'check_violation', constraint = 'funds_closed_with_payout';
        end if;
    end if;
    return new;
end $$;
create trigger funds_case_closing before update of state on cases_case
    for each row execute function funds_check_closing();

-- the hands a batch went through are never rewritten
create function funds_guard_batch() returns trigger language plpgsql as $$
begin
    if (old.checked_by <> '' and new.checked_by <> old.checked_by) or (old.approved_by <> '' and new.approved_by <> old.approved_by)
       or new.made_by <> old.made_by or new.message_id <> old.message_id
       or (old.state <> 'draft' and (new.total_fen, new.count) is distinct from (old.total_fen, old.count)) then
        raise exception 'batch %: who handled it, and its sum, stand', old.message_id
            using errcode = 'check_violation', constraint = 'funds_batch_is_fixed';
    end if;
    return new;
end $$;
create trigger funds_payoutbatch_guard before update on funds_payoutbatch
    for each row execute function funds_guard_batch();

-- a payout keeps its payee and sum, and never leaves a final state
create function funds_guard_payout() returns trigger language plpgsql as $$
begin
    if (new.batch_id, new.case_id, new.payee_id, new.amount_fen, new.end_to_end_id, new.account_number, new.holder)
       is distinct from (old.batch_id, old.case_id, old.payee_id, old.amount_fen, old.end_to_end_id, old.account_number, old.holder)
       or (old.state in ('paid', 'failed', 'cancelled', 'returned') and new.state <> old.state
           and (old.state, new.state) <> ('paid', 'returned')) then
        raise exception 'payout %: payee, sum and a final state stand', old.end_to_end_id
            using errcode = 'check_violation', constraint = 'funds_payout_is_fixed';
    end if;
    return new;
end $$;
create trigger funds_payout_guard before update on funds_payout
    for each row execute function funds_guard_payout();
