-- What the program writes once and never rewrites is fixed here as well, so that a wrong query cannot do it either.
-- Names of constraints are what the services translate; a refusal without a translation is a defect of ours.

-- a batch: its sum is that of its payouts when the first hand lets go of it, and it moves along the table only
create or replace function funds_guard_batch() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' or new.checked_by <> '' or new.approved_by <> '' then
            raise exception 'batch %: every batch starts as a draft', new.message_id
                using errcode = 'check_violation', constraint = 'funds_batch_starts_as_draft';
        end if;
        return new;
    end if;
    if (new.court_id, new.bank_account_id, new.message_id, new.count, new.total_fen, new.needs_approval, new.made_by, new.made_at)
       is distinct from
       (old.court_id, old.bank_account_id, old.message_id, old.count, old.total_fen, old.needs_approval, old.made_by, old.made_at)
       or (old.checked_by <> '' and (new.checked_by, new.checked_at) is distinct from (old.checked_by, old.checked_at))
       or (old.approved_by <> '' and (new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at)) then
        raise exception 'batch %: who handled it, and its sum, stand', old.message_id
            using errcode = 'check_violation', constraint = 'funds_batch_is_fixed';
    end if;
    if new.state <> old.state and (old.state, new.state) not in (
        ('draft', 'checked'), ('draft', 'cancelled'),
        ('checked', 'approved'), ('checked', 'sent'), ('checked', 'failed'), ('checked', 'cancelled'),
        ('approved', 'sent'), ('approved', 'failed'), ('approved', 'cancelled'),
        ('sent', 'paid')) then
        raise exception 'batch %: nothing leads from % to %', old.message_id, old.state, new.state
            using errcode = 'check_violation', constraint = 'funds_batch_moves_on';
    end if;
    if old.state = 'draft' and new.state = 'checked' and not exists (
        select 1 from funds_payout where batch_id = new.id
        having count(*) = new.count and sum(amount_fen) = new.total_fen) then
        raise exception 'batch %: its payouts are not its sum', old.message_id
            using errcode = 'check_violation', constraint = 'funds_batch_is_its_payouts';
    end if;
    return new;
end $$;
create trigger funds_payoutbatch_start before insert on funds_payoutbatch
    for each row execute function funds_guard_batch();

-- payouts come into a draft and nowhere else
create function funds_check_payouts() returns trigger language plpgsql as $$
begin
    if exists (select 1 from added a left join funds_payoutbatch b on b.id = a.batch_id
               where b.id is null or b.state <> 'draft' or a.state <> 'draft' or b.court_id <> a.court_id) then
        raise exception 'a payout joins a draft of its own court'
            using errcode = 'check_violation', constraint = 'funds_payout_joins_a_draft';
    end if;
    return null;
end $$;
create trigger funds_payout_join after insert on funds_payout
    referencing new table as added for each statement execute function funds_check_payouts();

create or replace function funds_guard_payout() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.batch_id, new.case_id, new.payee_id, new.amount_fen, new.end_to_end_id, new.account_number, new.holder,
        new.bank_name, new.bank_code)
       is distinct from
       (old.court_id, old.batch_id, old.case_id, old.payee_id, old.amount_fen, old.end_to_end_id, old.account_number, old.holder,
        old.bank_name, old.bank_code) then
        raise exception 'payout %: payee, account and sum stand', old.end_to_end_id
            using errcode = 'check_violation', constraint = 'funds_payout_is_fixed';
    end if;
    if new.state <> old.state and (old.state, new.state) not in (
        ('draft', 'checked'), ('draft', 'cancelled'),
        ('checked', 'approved'), ('checked', 'sent'), ('checked', 'failed'), ('checked', 'cancelled'),
        ('approved', 'sent'), ('approved', 'failed'), ('approved', 'cancelled'),
        ('sent', 'paid'), ('sent', 'failed'), ('paid', 'returned')) then
        raise exception 'payout %: nothing leads from % to %', old.end_to_end_id, old.state, new.state
            using errcode = 'check_violation', constraint = 'funds_payout_moves_on';
    end if;
    return new;
end $$;

-- a receipt is what the bank's line says; from one case to another it goes through the queue
create function funds_guard_receipt() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.transfer_id, new.amount_fen, new.received_on, new.payer, new.source)
       is distinct from (old.court_id, old.transfer_id, old.amount_fen, old.received_on, old.payer, old.source)
       or (old.state = 'identified' and new.state = 'identified' and new.case_id is distinct from old.case_id) then
        raise exception 'receipt %: what came in, when and from whom stand', old.id
            using errcode = 'check_violation', constraint = 'funds_receipt_is_fixed';
    end if;
    return new;
end $$;
create trigger funds_receipt_guard before update on funds_receipt
    for each row execute function funds_guard_receipt();

-- an answer to a doubt is given once
create function funds_guard_doubt() returns trigger language plpgsql as $$
begin
    if old.same is not null or (new.court_id, new.transfer_id, new.twin_id) is distinct from (old.court_id, old.transfer_id, old.twin_id) then
        raise exception 'doubt %: its two lines, and its answer, stand', old.id
            using errcode = 'check_violation', constraint = 'funds_doubt_is_fixed';
    end if;
    return new;
end $$;
create trigger funds_linedoubt_guard before update on funds_linedoubt
    for each row execute function funds_guard_doubt();

-- a plan is what was computed; only its course moves on
create function funds_guard_plan() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' or new.confirmed_by <> '' then
            raise exception 'plan %: every plan starts as a draft', new.number
                using errcode = 'check_violation', constraint = 'funds_plan_starts_as_draft';
        end if;
        return new;
    end if;
    if (new.court_id, new.number, new.debtor_id, new.lead_case_id, new.funds_fen, new.fee_fen, new.inputs, new.outcome,
        new.made_by, new.made_at, new.waived, new.value_on)
       is distinct from
       (old.court_id, old.number, old.debtor_id, old.lead_case_id, old.funds_fen, old.fee_fen, old.inputs, old.outcome,
        old.made_by, old.made_at, old.waived, old.value_on)
       or (old.confirmed_by <> '' and new.confirmed_by <> old.confirmed_by)
       or (old.served_on is not null and (new.served_on, new.objections_until) is distinct from (old.served_on, old.objections_until))
       or (old.effective_on is not null and new.effective_on is distinct from old.effective_on) then
        raise exception 'plan %: what was computed, and who handled it, stand', old.number
            using errcode = 'check_violation', constraint = 'funds_plan_is_fixed';
    end if;
    if new.state <> old.state and ((old.state, new.state) not in (
        ('draft', 'confirmed'), ('draft', 'cancelled'),
        ('confirmed', 'served'), ('confirmed', 'effective'), ('confirmed', 'cancelled'),
        ('served', 'effective'), ('served', 'cancelled'))
        or (new.state in ('confirmed', 'served', 'effective') and new.confirmed_by = '')
        or (new.state = 'effective' and old.state = 'confirmed' and not old.waived)) then
        raise exception 'plan %: nothing leads from % to %', old.number, old.state, new.state
            using errcode = 'check_violation', constraint = 'funds_plan_moves_on';
    end if;
    return new;
end $$;
create trigger funds_distributionplan_guard before insert or update on funds_distributionplan
    for each row execute function funds_guard_plan();

create function funds_check_plan_rows() returns trigger language plpgsql as $$
begin
    if exists (select 1 from added a left join funds_distributionplan p on p.id = a.plan_id
               where p.id is null or p.state <> 'draft' or p.court_id <> a.court_id) then
        raise exception 'rows join a plan of their own court while it is a draft'
            using errcode = 'check_violation', constraint = 'funds_plan_rows_join_a_draft';
    end if;
    return null;
end $$;
create trigger funds_planline_join after insert on funds_planline
    referencing new table as added for each statement execute function funds_check_plan_rows();
create trigger funds_plansource_join after insert on funds_plansource
    referencing new table as added for each statement execute function funds_check_plan_rows();

create function funds_guard_line() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - 'held_fen') <> (to_jsonb(old) - 'held_fen') then
        raise exception 'plan line %: only what is held of it changes', old.id
            using errcode = 'check_violation', constraint = 'funds_line_is_fixed';
    end if;
    return new;
end $$;
create trigger funds_planline_guard before update on funds_planline
    for each row execute function funds_guard_line();

create function funds_guard_objection() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.plan_id, new.line_id, new.by_id, new.attacked_fen, new.reason, new.filed_on)
       is distinct from
       (old.court_id, old.plan_id, old.line_id, old.by_id, old.attacked_fen, old.reason, old.filed_on)
       or old.settled_on is not null then
        raise exception 'objection %: what was objected, and how it was settled, stand', old.id
            using errcode = 'check_violation', constraint = 'funds_objection_is_fixed';
    end if;
    return new;
end $$;
create trigger funds_planobjection_guard before update on funds_planobjection
    for each row execute function funds_guard_objection();

-- accounts keep the number under which money finds them
create function funds_guard_number() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.number, new.account_id) is distinct from (old.court_id, old.number, old.account_id) then
        raise exception 'account %: its number and its place in the ledger stand', old.number
            using errcode = 'check_violation', constraint = 'funds_number_is_fixed';
    end if;
    return new;
end $$;
create trigger funds_bankaccount_guard before update on funds_bankaccount
    for each row execute function funds_guard_number();
create trigger funds_caseaccount_guard before update on funds_caseaccount
    for each row execute function funds_guard_number();

-- what two people signed stands
create function funds_guard_reconciliation() returns trigger language plpgsql as $$
begin
    if old.signed_by <> '' then
        raise exception 'the reconciliation of % is signed', old.day
            using errcode = 'check_violation', constraint = 'funds_reconciliation_is_signed';
    end if;
    return new;
end $$;
create trigger funds_reconciliation_guard before update on funds_reconciliation
    for each row execute function funds_guard_reconciliation();
