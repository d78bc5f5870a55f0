-- What the program writes once and never rewrites is fixed here as well. Names of constraints tell a refusal from a defect.

-- the life of a settlement, the same table as duixian.law.procedure.settlement_life; a test holds them together
create table settlements_move (
    source text not null,
    act    text not null,
    target text not null,
    primary key (source, act)
);
insert into settlements_move (source, act, target) values
    ('entered', 'take_effect', 'in_force'), ('entered', 'drop', 'dropped'), ('in_force', 'breach', 'breached'),
    ('in_force', 'perform', 'performed'), ('in_force', 'resume', 'resumed'), ('in_force', 'void', 'voided'),
    ('in_force', 'replace', 'replaced'), ('breached', 'cure', 'in_force'), ('breached', 'perform', 'performed'),
    ('breached', 'resume', 'resumed'), ('breached', 'sue', 'sued'), ('breached', 'void', 'voided'),
    ('breached', 'replace', 'replaced'), ('performed', 'breach', 'breached'), ('performed', 'cure', 'in_force'),
    ('performed', 'void', 'voided'), ('voided', 'resume', 'resumed');

create function settlements_guard_settlement() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'entered' then
            raise exception 'settlement: it begins by being entered'
                using errcode = 'check_violation', constraint = 'settlements_begins_entered';
        end if;
        return new;
    end if;
    if (new.court_id, new.case_id, new.creditor_id, new.debtor_id, new.form, new.signed_on, new.debt_fen, new.money_fen,
        new.grace_days, new.acceleration, new.whole, new.suspends, new."order", new.clauses, new.replaces_id, new.made_by)
       is distinct from
       (old.court_id, old.case_id, old.creditor_id, old.debtor_id, old.form, old.signed_on, old.debt_fen, old.money_fen,
        old.grace_days, old.acceleration, old.whole, old.suspends, old."order", old.clauses, old.replaces_id, old.made_by)
       or (old.effective_on is not null and new.effective_on is distinct from old.effective_on) then
        raise exception 'settlement %: what was agreed stands; parties who change it make another', old.id
            using errcode = 'check_violation', constraint = 'settlements_terms_are_fixed';
    end if;
    if new.state <> old.state
       and not exists (select 1 from settlements_move where source = old.state and target = new.state) then
        raise exception 'settlement %: nothing leads from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'settlements_moves_on';
    end if;
    if old.state = 'entered' and new.state = 'in_force' then
        if exists (select 1 from settlements_signatory where settlement_id = new.id and signed_on is null)
           or (select count(distinct side) from settlements_signatory
               where settlement_id = new.id and side in ('creditor', 'debtor')) <> 2 then
            raise exception 'settlement %: not everybody has signed', old.id
                using errcode = 'check_violation', constraint = 'settlements_signed_by_all';
        end if;
        if new.money_fen <> (select coalesce(sum(amount_fen), 0) from settlements_instalment
                             where settlement_id = new.id) then
            raise exception 'settlement %: its instalments do not make its sum', old.id
                using errcode = 'check_violation', constraint = 'settlements_sum_of_instalments';
        end if;
    end if;
    if new.state = 'performed' and exists (
        select 1 from settlements_instalment where settlement_id = new.id
        and ((kind = 'money' and paid_fen < amount_fen) or (kind <> 'money' and done_on is null))) then
        raise exception 'settlement %: something agreed is not performed', old.id
            using errcode = 'check_violation', constraint = 'settlements_performed_in_full';
    end if;
    return new;
end $$;
create trigger settlements_settlement_guard before insert or update on settlements_settlement
    for each row execute function settlements_guard_settlement();

-- the schedule is made while the settlement is only entered; later its condition is met, money comes, things are done
create function settlements_guard_instalment() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if (select state from settlements_settlement where id = new.settlement_id) <> 'entered' or new.paid_fen <> 0 then
            raise exception 'instalment: the schedule of settlement % stands', new.settlement_id
                using errcode = 'check_violation', constraint = 'settlements_schedule_is_fixed';
        end if;
        return new;
    end if;
    if (new.court_id, new.settlement_id, new.number, new.kind, new.amount_fen, new.what, new.condition, new.days_after)
       is distinct from
       (old.court_id, old.settlement_id, old.number, old.kind, old.amount_fen, old.what, old.condition, old.days_after)
       or (old.due_on is not null and new.due_on is distinct from old.due_on)
       or (old.met_on is not null and new.met_on is distinct from old.met_on) then
        raise exception 'instalment %: what was agreed stands', old.id
            using errcode = 'check_violation', constraint = 'settlements_schedule_is_fixed';
    end if;
    if new.paid_fen <> old.paid_fen and new.paid_fen <> (
        select coalesce(sum(amount_fen), 0) from settlements_fulfilment
        where instalment_id = new.id and undone_at is null) then
        raise exception 'instalment %: what is paid is the sum of what fulfils it', old.id
            using errcode = 'check_violation', constraint = 'settlements_paid_is_the_sum';
    end if;
    return new;
end $$;
create trigger settlements_instalment_guard before insert or update on settlements_instalment
    for each row execute function settlements_guard_instalment();

-- a receipt fulfils no more than it is, in its own case; what fulfils is undone, never changed
create function settlements_guard_fulfilment() returns trigger language plpgsql as $$
declare
    whole bigint;
    used bigint;
begin
    if tg_op = 'UPDATE' then
        if old.undone_at is not null
           or (new.court_id, new.instalment_id, new.kind, new.receipt_id, new.acknowledged, new.amount_fen, new.paid_on,
               new.at)
              is distinct from
              (old.court_id, old.instalment_id, old.kind, old.receipt_id, old.acknowledged, old.amount_fen, old.paid_on,
               old.at) then
            raise exception 'fulfilment %: it stands, or is undone once', old.id
                using errcode = 'check_violation', constraint = 'settlements_fulfilment_is_fixed';
        end if;
        return new;
    end if;
    if new.receipt_id is not null then
        select amount_fen into whole from funds_receipt
        where id = new.receipt_id and state = 'identified' and case_id = (
            select s.case_id from settlements_settlement s
            join settlements_instalment i on i.settlement_id = s.id where i.id = new.instalment_id);
        if whole is null then
            raise exception 'fulfilment: receipt % is not this case''s', new.receipt_id
                using errcode = 'check_violation', constraint = 'settlements_money_of_this_case';
        end if;
        select coalesce(sum(amount_fen), 0) into used from settlements_fulfilment
        where receipt_id = new.receipt_id and undone_at is null;
        if used + new.amount_fen > whole then
            raise exception 'fulfilment: receipt % is %, and fulfils no more', new.receipt_id, whole
                using errcode = 'check_violation', constraint = 'settlements_no_more_than_came_in';
        end if;
    end if;
    return new;
end $$;
create trigger settlements_fulfilment_guard before insert or update on settlements_fulfilment
    for each row execute function settlements_guard_fulfilment();

create function settlements_sum_up() returns trigger language plpgsql as $$
begin
    update settlements_instalment set paid_fen = (
        select coalesce(sum(amount_fen), 0) from settlements_fulfilment
        where instalment_id = new.instalment_id and undone_at is null)
    where id = new.instalment_id;
    return null;
end $$;
create trigger settlements_fulfilment_sum after insert or update on settlements_fulfilment
    for each row execute function settlements_sum_up();

create function settlements_guard_promise() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.case_id, new.person_id, new.what, new.amount_fen, new.made_at, new.due_at, new.noted_by)
       is distinct from
       (old.court_id, old.case_id, old.person_id, old.what, old.amount_fen, old.made_at, old.due_at, old.noted_by)
       or (old.state in ('kept', 'withdrawn') and new.state <> old.state)
       or (old.state = 'broken' and new.state not in ('broken', 'kept'))
       or (old.answered_at is not null and (new.answered_at, new.answer) is distinct from (old.answered_at, old.answer))
    then
        raise exception 'promise %: what was promised, and what became of it, stand', old.id
            using errcode = 'check_violation', constraint = 'settlements_promise_is_fixed';
    end if;
    return new;
end $$;
create trigger settlements_promise_guard before update on settlements_promise
    for each row execute function settlements_guard_promise();

-- 执行担保规定 10, 12, 13: a stay of a year at most; the letter stands; states go one way; no call outside the period
alter table settlements_executionguarantee add constraint settlements_stay_a_year_at_most
    check (stay_until <= stay_from + interval '1 year');
create function settlements_guard_guarantee() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.case_id, new.guarantor_id, new.amount_fen, new.thing, new.stay_from, new.stay_until, new.until,
        new.direct, new.consent_on, new.made_by)
       is distinct from
       (old.court_id, old.case_id, old.guarantor_id, old.amount_fen, old.thing, old.stay_from, old.stay_until, old.until,
        old.direct, old.consent_on, old.made_by) then
        raise exception 'guarantee %: the letter stands', old.id
            using errcode = 'check_violation', constraint = 'settlements_letter_is_fixed';
    end if;
    if new.state <> old.state and (old.state, new.state) not in (
        ('offered', 'staying'), ('offered', 'declined'), ('offered', 'released'), ('staying', 'binding'),
        ('staying', 'called'), ('staying', 'released'), ('binding', 'called'), ('binding', 'released'),
        ('binding', 'expired')) then
        raise exception 'guarantee %: nothing leads from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'settlements_guarantee_moves_on';
    end if;
    if new.state = 'called' and old.state <> 'called' and new.called_on > new.until then
        raise exception 'guarantee %: its period is over', old.id
            using errcode = 'check_violation', constraint = 'settlements_called_in_time';
    end if;
    return new;
end $$;
create trigger settlements_executionguarantee_guard before update on settlements_executionguarantee
    for each row execute function settlements_guard_guarantee();
